//! What a person wrote around the meaning: comments, order, quotes.

use expect_test::expect;
use mantrae_core::engine::restores::From;
use mantrae_core::engine::{self, ChangeSet};
use mantrae_core::import::{Choice, Decision, ItemChange, Request};
use mantrae_core::restore::plan::Change;
use serde_json::json;
use tests::archive::unpack;
use tests::{Computer, PROFILE};
use traefik_dynamic::{Component, Format, Kind};

const WRITTEN: &str = r#"# Home network
http:
  routers:
    # the blog
    blog:  # public
      service: blog
      rule: "Host(`blog.example.com`)"
      # tls: {}

    wiki: {rule: Host(`wiki.example.com`), service: blog}
  services:
    blog:
      loadBalancer:
        servers:
          - url: http://192.0.2.10  # second rack
"#;

async fn export(computer: &Computer, format: Format) -> String {
    let profiles = computer.engine.profiles();
    profiles.export(PROFILE, format).await.unwrap().text
}

async fn with_comments() -> Computer {
    let computer = Computer::new().await;
    computer.engine.profiles().create(PROFILE, "").await.unwrap();
    computer.import(WRITTEN).await;
    computer
}

/// "My comments come out as they went in, from an export and from a backup."
#[tokio::test]
async fn comments_come_out_as_they_went_in() {
    let computer = with_comments().await;
    let text = export(&computer, Format::Yaml).await;
    assert_eq!(text, WRITTEN, "byte for byte");
    let backup = computer.back_up().await;
    let files = unpack(&computer.archive(&backup));
    let held = files.iter().find(|(name, _)| name == "profiles/Home.yaml");
    assert_eq!(
        held.map(|(_, content)| String::from_utf8_lossy(content).into_owned()),
        Some(text),
        "the archive holds the same file"
    );
    let toml = export(&computer, Format::Toml).await;
    assert!(!toml.contains('#'), "TOML is written from the meaning: {toml}");
}

/// "I switched it off and on, lost it, got it back from the backup, took that back: the comments are there."
#[tokio::test]
async fn comments_survive_whatever_happens_to_their_component() {
    let computer = with_comments().await;
    let text = export(&computer, Format::Yaml).await;
    let backup = computer.back_up().await;
    let (components, router) = (computer.engine.components(), Kind::HttpRouter);
    components.enable(PROFILE, router, "blog", false).await.unwrap();
    components.enable(PROFILE, router, "blog", true).await.unwrap();
    assert_eq!(export(&computer, Format::Yaml).await, text, "off and on");

    let removal = components.remove(PROFILE, router, "blog").await.unwrap();
    computer.engine.undo(Some(&removal), false).await.unwrap();
    assert_eq!(
        export(&computer, Format::Yaml).await,
        text,
        "removed, and that undone"
    );

    computer.engine.profiles().delete(PROFILE).await.unwrap();
    computer.restore(From::Backup(&backup.id), &[]).await;
    assert_eq!(export(&computer, Format::Yaml).await, text, "restored");
}

/// "What I changed has no comments of what it was."
#[tokio::test]
async fn lines_never_say_something_else_than_their_component() {
    let computer = with_comments().await;
    let body = json!({ "rule": "Host(`new.example.com`)", "service": "blog" });
    let blog = Component::from_configuration(Kind::HttpRouter, "blog", body);
    computer.engine.components().put(PROFILE, blog).await.unwrap();
    let text = export(&computer, Format::Yaml).await;
    assert!(
        text.contains("    blog:\n      rule: Host(`new.example.com`)\n      service: blog\n"),
        "{text}"
    );
    assert!(text.contains("# second rack"), "others keep theirs: {text}");

    // Written as a new one, over the old one, and under another name.
    let path = computer.file("again.yml", WRITTEN);
    let imports = computer.engine.imports();
    let plan = imports.prepare(PROFILE, &Request::files(&[path])).await.unwrap();
    let new_name = "journal".to_owned();
    let rename = Decision::new(Kind::HttpService, "blog", Choice::Rename { new_name });
    imports.apply(&plan, &[rename]).await.unwrap();
    expect![[r#"
        # Home network
        http:
          routers:
            blog:
              rule: Host(`blog.example.com`)
              service: journal

            wiki: {rule: Host(`wiki.example.com`), service: blog}
          services:
            blog:
              loadBalancer:
                servers:
                  - url: http://192.0.2.10  # second rack
            journal:
              loadBalancer:
                servers:
                  - url: http://192.0.2.10
    "#]]
    .assert_eq(&export(&computer, Format::Yaml).await);
}

async fn changes(computer: &Computer, source: &str) -> (String, Vec<(String, ItemChange)>) {
    let path = computer.file("again.yml", source);
    let imports = computer.engine.imports();
    let plan = imports.prepare(PROFILE, &Request::files(&[path])).await.unwrap();
    let items = imports.review(&plan).await.unwrap().items.into_iter();
    let changed = items.filter(|item| item.change != ItemChange::Same);
    let changed = changed.map(|item| (item.name, item.change)).collect();
    (plan, changed)
}

/// "I only changed comments: the review says so, and a restore brings the old ones back."
#[tokio::test]
async fn a_change_of_comments_alone_is_one() {
    let computer = with_comments().await;
    let backup = computer.back_up().await;
    let other = WRITTEN
        .replace("# public", "# for all")
        .replace("# Home", "# Whole");
    let (plan, changed) = changes(&computer, &other).await;
    assert_eq!(changed, [("blog".to_owned(), ItemChange::Comments)]);
    computer.engine.imports().apply(&plan, &[]).await.unwrap();
    assert_eq!(export(&computer, Format::Yaml).await, other);
    computer.engine.undo(None, false).await.unwrap();
    assert_eq!(export(&computer, Format::Yaml).await, WRITTEN, "undone");
    computer.engine.redo(None, false).await.unwrap();
    assert_eq!(export(&computer, Format::Yaml).await, other, "done again");

    let restores = computer.engine.restores();
    let plan = restores.prepare(From::Backup(&backup.id), &[]).await.unwrap();
    let told: Vec<_> = plan
        .changes
        .iter()
        .map(|one| (one.component.name.as_str(), one.change))
        .collect();
    assert_eq!(told, [("blog", Change::Comments)]);
    let then = plan.changes[0].then.as_deref().unwrap();
    assert!(then.starts_with("# the blog\nblog:  # public\n"), "{then}");
    restores.apply(&plan.id, &[]).await.unwrap();
    assert_eq!(export(&computer, Format::Yaml).await, WRITTEN);
}

/// "Only the comment at the head of the file is another."
#[tokio::test]
async fn the_head_of_a_file_comes_in_alone() {
    let computer = with_comments().await;
    let other = WRITTEN.replace("# Home", "# Whole");
    let (plan, changed) = changes(&computer, &other).await;
    assert_eq!(changed, []);
    computer.engine.imports().apply(&plan, &[]).await.unwrap();
    assert_eq!(export(&computer, Format::Yaml).await, other);
}

/// "I kept my own router, so my words around it stay as well."
#[tokio::test]
async fn who_keeps_a_component_keeps_the_words_around_it() {
    let computer = with_comments().await;
    let other = WRITTEN
        .replace("# Home", "# Whole")
        .replace("blog.example.com", "blog.example.org");
    let (plan, changed) = changes(&computer, &other).await;
    assert_eq!(changed, [("blog".to_owned(), ItemChange::Changed)]);
    let keep = [Decision::new(Kind::HttpRouter, "blog", Choice::Keep)];
    computer.engine.imports().apply(&plan, &keep).await.unwrap();
    assert_eq!(export(&computer, Format::Yaml).await, WRITTEN);
}

/// "A file without my comments, or one with other components, takes nothing of mine away."
#[tokio::test]
async fn other_files_leave_comments_alone() {
    let computer = with_comments().await;
    let json = export(&computer, Format::Json).await;
    let path = computer.file("plain.json", &json);
    let imports = computer.engine.imports();
    let plan = imports.prepare(PROFILE, &Request::files(&[path])).await.unwrap();
    imports.apply(&plan, &[]).await.unwrap();
    assert_eq!(export(&computer, Format::Yaml).await, WRITTEN);

    computer
        .import("# Another file\nhttp:\n  middlewares:\n    zip: {compress: {}}\n")
        .await;
    let expected = WRITTEN.to_owned() + "  middlewares:\n    zip: {compress: {}}\n";
    assert_eq!(export(&computer, Format::Yaml).await, expected);
}

/// "I renamed a router: it stayed where it was in my file, and came back there."
#[tokio::test]
async fn a_renamed_component_stays_where_it_is() {
    let computer = with_comments().await;
    let rename = ChangeSet {
        title: None,
        changes: vec![engine::Change::Rename {
            kind: Kind::HttpRouter,
            name: "blog".to_owned(),
            to: "journal".to_owned(),
        }],
    };
    computer.engine.changes().make(PROFILE, &rename).await.unwrap();
    let expected = WRITTEN.replacen("    blog:  # public", "    journal:  # public", 1);
    assert_eq!(export(&computer, Format::Yaml).await, expected);
    computer.engine.undo(None, false).await.unwrap();
    assert_eq!(export(&computer, Format::Yaml).await, WRITTEN);
}
