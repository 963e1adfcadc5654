//! Importing, exporting, deciding.

use expect_test::{Expect, expect};
use mantrae_core::import::{Choice, Decision, ItemChange, Request};
use mantrae_core::{Code, Engine};
use tests::{Computer, EXAMPLE, PROFILE, ROUTER, refused};
use traefik_dynamic::{Format, Kind};

async fn changes(engine: &Engine, plan: &str) -> Vec<(String, ItemChange)> {
    let review = engine.imports().review(plan).await.unwrap();
    let items = review.items.into_iter();
    items
        .map(|item| (format!("{}/{}", item.kind, item.name), item.change))
        .collect()
}

/// "I made a profile and took over the example of the manual."
#[tokio::test]
async fn the_example_comes_in() {
    let computer = Computer::new().await;
    computer
        .engine
        .profiles()
        .create(PROFILE, "My house")
        .await
        .unwrap();
    let before = computer.standing().await;
    let path = computer.file("example.yml", EXAMPLE);
    let plan = computer
        .engine
        .imports()
        .prepare(PROFILE, &Request::files(&[path]))
        .await
        .unwrap();
    assert_eq!(computer.standing().await, before, "planning writes nothing");
    assert_eq!(
        changes(&computer.engine, &plan).await,
        [
            ("http-router/my-router".to_owned(), ItemChange::Added),
            ("http-service/my-service".to_owned(), ItemChange::Added),
            ("http-middleware/auth-middleware".to_owned(), ItemChange::Added),
        ],
        "everything in the file is new to an empty profile"
    );
    let outcome = computer.engine.imports().apply(&plan, &[]).await.unwrap();
    assert_eq!(outcome.added.len(), 3, "all three were taken");
    assert!(
        outcome.safety_backup.is_some(),
        "a safety backup came before the change"
    );
    assert_eq!(
        computer.names().await,
        [
            "http-middleware/auth-middleware",
            "http-router/my-router",
            "http-service/my-service"
        ]
    );
}

/// "What I export and import again is what I have."
#[tokio::test]
async fn an_export_imported_again_is_the_same() {
    for (format, name) in [
        (Format::Yaml, "out.yml"),
        (Format::Json, "out.json"),
        (Format::Toml, "out.toml"),
    ] {
        let computer = Computer::with_example().await;
        let path = computer.beside(name);
        let export = computer
            .engine
            .profiles()
            .export_to(PROFILE, format, &path)
            .await
            .unwrap();
        assert_eq!(export.components, 3, "{format}: all enabled components are in it");
        let before = computer.standing().await;
        let backups = computer.engine.backups().list().await.unwrap().len();
        let plan = computer
            .engine
            .imports()
            .prepare(PROFILE, &Request::files(&[path]))
            .await
            .unwrap();
        let changes = changes(&computer.engine, &plan).await;
        assert!(
            changes.len() == 3 && changes.iter().all(|(_, change)| *change == ItemChange::Same),
            "{format}: every component is the same: {changes:?}"
        );
        let outcome = computer.engine.imports().apply(&plan, &[]).await.unwrap();
        assert_eq!(outcome.same.len(), 3, "{format}: the outcome says so too");
        assert_eq!(outcome.safety_backup, None, "{format}: nothing to be safe from");
        assert_eq!(
            computer.engine.backups().list().await.unwrap().len(),
            backups,
            "{format}: no backup"
        );
        assert_eq!(computer.standing().await, before, "{format}: nothing was written");
    }
}

/// "A component I switched off is not exported, but it is in the backup."
#[tokio::test]
async fn a_disabled_component_is_kept_but_not_exported() {
    let computer = Computer::with_example().await;
    let (kind, name) = ROUTER;
    computer
        .engine
        .components()
        .enable(PROFILE, kind, name, false)
        .await
        .unwrap();
    let export = computer
        .engine
        .profiles()
        .export(PROFILE, Format::Yaml)
        .await
        .unwrap();
    assert!(!export.text.contains(name), "the export leaves it out");
    assert_eq!((export.components, export.left_out), (2, 1), "and counts it");
    let backup = computer.back_up().await;
    assert_eq!(backup.components, 3, "the backup holds it");
    let before = computer.content().await;
    computer
        .engine
        .components()
        .remove(PROFILE, kind, name)
        .await
        .unwrap();
    computer
        .restore(mantrae_core::engine::restores::From::Backup(&backup.id), &[])
        .await;
    assert_eq!(
        computer.content().await,
        before,
        "it comes back, and is still switched off"
    );
}

/// "An import leaves the switch of what it replaces as I set it."
#[tokio::test]
async fn a_replaced_component_keeps_its_switch() {
    let computer = Computer::with_example().await;
    let (kind, name) = ROUTER;
    computer
        .engine
        .components()
        .enable(PROFILE, kind, name, false)
        .await
        .unwrap();
    let off = computer.content().await;
    computer
        .import(&EXAMPLE.replace("example.com", "example.org"))
        .await;
    let row = computer
        .engine
        .components()
        .show(PROFILE, kind, name)
        .await
        .unwrap();
    assert!(!row.row.enabled, "still switched off");
    assert!(row.yaml.contains("example.org"), "but replaced");
    let undone = computer.engine.undo(None, false).await.unwrap();
    assert_eq!(
        undone.left_alone,
        [],
        "its state is the one the import wrote down"
    );
    assert_eq!(
        computer.content().await,
        off,
        "the undo brings the old text, switched off"
    );
}

fn decision(kind: Kind, name: &str, choice: Choice) -> Decision {
    Decision::new(kind, name, choice)
}

fn rename(new_name: &str) -> Choice {
    Choice::Rename {
        new_name: new_name.to_owned(),
    }
}

async fn check_decisions(file: &str, decisions: &[Decision], expect: Expect) {
    let computer = Computer::with_example().await;
    let before = computer.standing().await;
    let path = computer.file("file.yml", file);
    let plan = computer
        .engine
        .imports()
        .prepare(PROFILE, &Request::files(&[path]))
        .await
        .unwrap();
    let dry = computer.engine.imports().dry_run(&plan, decisions).await;
    assert_eq!(
        computer.standing().await,
        before,
        "a dry import writes nothing, whatever it answers"
    );
    let answer = computer.engine.imports().apply(&plan, decisions).await;
    assert_eq!(
        dry.is_ok(),
        answer.is_ok(),
        "the dry import tells what the real one does"
    );
    let text = match answer {
        Ok(outcome) => {
            let names = |list: &[mantrae_core::import::ComponentRef]| {
                list.iter()
                    .map(|one| format!("{}/{}", one.kind, one.name))
                    .collect::<Vec<_>>()
                    .join(" ")
            };
            format!(
                "added: {}\nchanged: {}\nsame: {}\nleft out: {}\nnow: {}\n",
                names(&outcome.added),
                names(&outcome.changed),
                names(&outcome.same),
                names(&outcome.left_out),
                computer.names().await.join(" ")
            )
        }
        Err(error) => {
            assert_eq!(
                computer.standing().await,
                before,
                "a refused decision changes nothing"
            );
            tests::printed(&error, &computer.beside(""))
        }
    };
    expect.assert_eq(&text);
}

const OTHER: &str = "
http:
  services:
    my-service:
      loadBalancer:
        servers:
          - url: http://localhost:9090
    second:
      loadBalancer:
        servers:
          - url: http://localhost:7070
";

/// "I decide for each component: take it, keep mine, or take it under another name."
#[tokio::test]
async fn decisions_are_followed() {
    let service = Kind::HttpService;
    check_decisions(
        OTHER,
        &[],
        expect![[r#"
        added: http-service/second
        changed: http-service/my-service
        same: 
        left out: 
        now: http-middleware/auth-middleware http-router/my-router http-service/my-service http-service/second
    "#]],
    )
    .await;
    check_decisions(
        OTHER,
        &[decision(service, "my-service", Choice::Keep)],
        expect![[r#"
            added: http-service/second
            changed: 
            same: 
            left out: http-service/my-service
            now: http-middleware/auth-middleware http-router/my-router http-service/my-service http-service/second
        "#]],
    )
    .await;
    check_decisions(
        OTHER,
        &[decision(service, "my-service", rename("third"))],
        expect![[r#"
            added: http-service/third http-service/second
            changed: 
            same: 
            left out: 
            now: http-middleware/auth-middleware http-router/my-router http-service/my-service http-service/second http-service/third
        "#]],
    )
    .await;
}

/// "A name that is taken, empty or not in the file is told to me, and nothing is half done."
#[tokio::test]
async fn impossible_decisions_are_refused() {
    let service = Kind::HttpService;
    check_decisions(
        OTHER,
        &[decision(service, "second", rename("my-service"))],
        expect![[r#"
            Exists: `my-service` is already the name of another HTTP service
              hint: Choose another name
        "#]],
    )
    .await;
    check_decisions(
        OTHER,
        &[decision(service, "my-service", rename("second"))],
        expect![[r#"
            Exists: `second` is already the name of another HTTP service
              hint: Choose another name
        "#]],
    )
    .await;
    check_decisions(
        OTHER,
        &[decision(service, "my-service", rename(" "))],
        expect![[r#"
            InvalidInput: http-service `my-service` cannot have an empty name
              hint: -
        "#]],
    )
    .await;
    check_decisions(
        OTHER,
        &[decision(service, "unknown", Choice::Keep)],
        expect![[r#"
            NotFound: The file has no http-service `unknown` to import
              hint: -
        "#]],
    )
    .await;
}

/// "Somebody changed the profile while I was looking at the review: I am told, and nothing is done."
#[tokio::test]
async fn a_stale_review_is_refused() {
    let computer = Computer::with_example().await;
    let path = computer.file("other.yml", OTHER);
    let plan = computer
        .engine
        .imports()
        .prepare(PROFILE, &Request::files(&[path]))
        .await
        .unwrap();
    computer.engine.profiles().create("Office", "").await.unwrap();
    let before = computer.standing().await;
    let (code, _) = refused(computer.engine.imports().apply(&plan, &[]).await);
    assert_eq!(code, Code::StalePlan, "the window acts upon this code");
    assert_eq!(computer.standing().await, before, "nothing was done");
}
