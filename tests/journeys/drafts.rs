//! What a person is writing, before they save it.

use expect_test::expect;
use mantrae_core::component_ref::ComponentRef;
use mantrae_core::draft::{Draft, Kept, Resolution};
use mantrae_core::engine::{Drafts, FieldEdit, PathStep};
use mantrae_core::expectation::{self, Expectation};
use mantrae_core::{Code, Engine};
use serde_json::{Value, json};
use tests::{Computer, PROFILE};
use traefik_dynamic::{Format, Kind};

const WRITTEN: &str = "http:
  routers:
    # the blog
    blog:  # public
      service: blog
      rule: \"Host(`blog.example.com`)\"
      entryPoints: [web]
  services:
    blog:
      loadBalancer:
        servers:
          - url: http://192.0.2.10
";
const BLOG: &str = "# the blog\nblog:  # public\n  service: blog\n  rule: \"Host(`blog.example.com`)\"\n  entryPoints: [web]\n";

fn router(name: &str) -> ComponentRef {
    ComponentRef {
        profile: PROFILE.to_owned(),
        kind: Kind::HttpRouter,
        name: name.to_owned(),
    }
}

fn blog() -> ComponentRef {
    router("blog")
}

async fn computer() -> Computer {
    let computer = Computer::new().await;
    computer.engine.profiles().create(PROFILE, "").await.unwrap();
    computer.import(WRITTEN).await;
    computer
}

async fn export(engine: &Engine) -> String {
    let text = engine.profiles().export(PROFILE, Format::Yaml).await.unwrap();
    text.text
}

/// As the command line does it.
async fn set(engine: &Engine, key: &str, value: &Value) {
    let path = vec![PathStep::Key(key.to_owned())];
    let value = value.clone();
    let edit = FieldEdit::Set { path, value };
    let changed = engine
        .components()
        .change(PROFILE, (Kind::HttpRouter, "blog"), vec![edit])
        .await;
    changed.unwrap();
}

fn key(path: &str) -> Vec<PathStep> {
    path.split('.').map(|key| PathStep::Key(key.to_owned())).collect()
}

fn sentences(draft: &Draft) -> Vec<String> {
    let told = draft.problems.iter().map(|problem| {
        format!(
            "{}:{} {}",
            problem.span.line, problem.span.column, problem.message
        )
    });
    told.collect()
}

async fn listed(drafts: &Drafts) -> Vec<String> {
    let rows = drafts.list().await.unwrap();
    let names = rows.into_iter().map(|row| {
        let marks = [(row.is_new, " new"), (row.is_refused, " refused")];
        let marks: String = marks
            .iter()
            .filter(|(is, _)| *is)
            .map(|(_, word)| *word)
            .collect();
        format!("{}{marks}", row.component.name)
    });
    names.collect()
}

/// "I typed half a sentence, and the power went: it is all there, and Traefik's file is as it was."
#[tokio::test]
async fn what_is_typed_is_stored_at_once_and_changes_nothing() {
    let computer = computer().await;
    let before = export(&computer.engine).await;
    let opened = computer.engine.drafts().open(&blog()).await.unwrap();
    assert_eq!((opened.lines.as_str(), opened.changed_at), (BLOG, None));
    let typed = BLOG.replace("blog.example", "new.example") + "  prio";
    computer.engine.drafts().write(&blog(), &typed).await.unwrap();
    let again = computer.opened_again("local", "").await;
    let draft = again.drafts().open(&blog()).await.unwrap();
    assert_eq!(draft.lines, typed);
    assert_eq!(
        draft.readable.as_deref(),
        Some(BLOG),
        "the last that could be read"
    );
    assert_eq!(draft.values.unwrap()["service"], "blog");
    assert_eq!(export(&again).await, before);
    assert_eq!(listed(again.drafts()).await, ["blog refused"]);
}

/// "I opened it, looked, and saved: nothing happened."
#[tokio::test]
async fn open_and_save_changes_nothing() {
    let computer = computer().await;
    let before = export(&computer.engine).await;
    for name in [blog(), router("blog")] {
        let saved = computer.engine.drafts().save(&name).await.unwrap();
        assert_eq!((saved.entry, saved.kept), (None, None));
    }
    let drafts = computer.engine.drafts();
    drafts
        .write(&blog(), &(BLOG.to_owned() + "  priority: 1\n"))
        .await
        .unwrap();
    let back = drafts.write(&blog(), BLOG).await.unwrap();
    assert_eq!((back.changes, back.changed_at), (0, None), "it differs no more");
    assert_eq!(listed(drafts).await, [""; 0]);
    assert_eq!(export(&computer.engine).await, before);
}

/// "I changed the rule in the form and a comment in the text, saved, and took it back."
#[tokio::test]
async fn form_and_text_write_the_same_draft() {
    let computer = computer().await;
    let (engine, drafts) = (&computer.engine, computer.engine.drafts());
    let before = export(engine).await;
    let edit = FieldEdit::Set {
        path: key("tls.certResolver"),
        value: json!("le"),
    };
    let text = BLOG.replace("# public", "# for all");
    let draft = drafts.edit(&blog(), &text, &[edit]).await.unwrap();
    assert_eq!(draft.changes, 1, "{:?}", draft.problems);
    let saved = drafts.save(&blog()).await.unwrap();
    assert_eq!(saved.kept, None);
    expect![[r#"
        http:
          routers:
            # the blog
            blog:  # for all
              service: blog
              rule: "Host(`blog.example.com`)"
              entryPoints: [web]
              tls:
                certResolver: le
          services:
            blog:
              loadBalancer:
                servers:
                  - url: http://192.0.2.10
    "#]]
    .assert_eq(&export(engine).await);
    assert_eq!(listed(drafts).await, [""; 0]);
    engine.undo(saved.entry.as_deref(), false).await.unwrap();
    assert_eq!(export(engine).await, before);
}

/// "What Traefik would refuse is not saved, and I am told the line."
#[tokio::test]
async fn errors_keep_the_draft() {
    let computer = computer().await;
    let drafts = computer.engine.drafts();
    let before = export(&computer.engine).await;
    for (lines, told) in [
        (
            BLOG.replace("  service", "  servce"),
            "3:3 `http.routers.blog.servce` is unknown",
        ),
        (
            BLOG.replace("  service", "\tservice"),
            "3:2 Line 3 cannot be read",
        ),
        (
            BLOG.replace("blog:  #", "other:  #"),
            "1:1 The name of this http-router is `blog`",
        ),
        (String::new(), "there is no component in these lines"),
        (format!("{BLOG}two: {{}}\n"), "these lines define more than one"),
        ("- 1\n".to_owned(), ""),
    ] {
        let draft = drafts.write(&blog(), &lines).await.unwrap();
        let sentences = sentences(&draft).join("\n");
        assert!(sentences.contains(told), "{lines}: {sentences}");
        let saved = drafts.save(&blog()).await.unwrap();
        assert_eq!((saved.kept, saved.entry), (Some(Kept::Problem), None), "{lines}");
        assert_eq!(saved.draft.readable.as_deref(), Some(BLOG), "{lines}");
        assert_eq!(saved.draft.lines, lines);
        let refused = drafts.edit(&blog(), &lines, &[]).await.unwrap_err();
        assert_eq!(
            refused.code,
            Code::Unreadable,
            "a form waits until it can be read"
        );
    }
    assert_eq!(export(&computer.engine).await, before);
    let lines = drafts.discard(&blog()).await.unwrap();
    assert_eq!(lines.as_deref(), Some("- 1\n"), "undo brings these back");
    assert_eq!(drafts.open(&blog()).await.unwrap().lines, BLOG);
}

/// "Somebody changed it on the command line while I was writing."
#[tokio::test]
async fn changes_of_both_sides_go_together() {
    let computer = computer().await;
    let (engine, drafts) = (&computer.engine, computer.engine.drafts());
    let mine = BLOG.replace("blog.example", "mine.example");
    drafts.write(&blog(), &mine).await.unwrap();
    set(engine, "priority", &json!(7)).await;
    let outside = drafts.open(&blog()).await.unwrap().outside.unwrap();
    assert_eq!(
        (outside.fields, outside.clashes.len()),
        (vec!["priority".to_owned()], 0)
    );
    let saved = drafts.save(&blog()).await.unwrap();
    assert_eq!(saved.kept, None, "nothing has to be chosen");
    assert_eq!(
        saved.draft.lines,
        mine.clone() + "  priority: 7\n",
        "with the comments of both"
    );

    let own = saved.draft.lines.replace("mine.example", "again.example");
    drafts.write(&blog(), &own).await.unwrap();
    set(engine, "rule", &json!("Host(`theirs.example.com`)")).await;
    set(engine, "priority", &json!(8)).await;
    let kept = drafts.save(&blog()).await.unwrap();
    assert_eq!(
        kept.kept,
        Some(Kept::Outside),
        "one of the rules has to be chosen"
    );
    let clash = &kept.draft.outside.unwrap().clashes[0];
    assert_eq!(clash.path, "rule");
    assert_eq!(clash.mine, Some(json!("Host(`again.example.com`)")));
    assert_eq!(clash.theirs, Some(json!("Host(`theirs.example.com`)")));
    let theirs = vec!["rule".to_owned()];
    let merged = drafts
        .resolve(&blog(), &Resolution::Merge { theirs })
        .await
        .unwrap();
    assert_eq!(merged.outside, None);
    assert!(merged.lines.contains("theirs.example.com"), "{}", merged.lines);
    assert!(merged.lines.contains("priority: 8"), "{}", merged.lines);

    drafts.write(&blog(), &own).await.unwrap();
    set(engine, "priority", &json!(9)).await;
    let kept = drafts.resolve(&blog(), &Resolution::KeepMine).await.unwrap();
    assert_eq!(
        (kept.lines.as_str(), kept.outside.is_none()),
        (own.as_str(), true)
    );
    let taken = drafts.resolve(&blog(), &Resolution::TakeTheirs).await.unwrap();
    assert!(taken.lines.contains("priority: 9"), "{}", taken.lines);
    assert_eq!(taken.changed_at, None);
}

/// "Somebody deleted what I was writing on: my text is still here, and saving makes it again only when I say so."
#[tokio::test]
async fn a_draft_outlives_its_component() {
    let computer = computer().await;
    let (engine, drafts) = (&computer.engine, computer.engine.drafts());
    let mine = BLOG.replace("blog.example", "mine.example");
    drafts.write(&blog(), &mine).await.unwrap();
    engine
        .components()
        .remove(PROFILE, Kind::HttpRouter, "blog")
        .await
        .unwrap();
    assert_eq!(listed(drafts).await, ["blog new"]);
    assert_eq!(drafts.save(&blog()).await.unwrap().kept, Some(Kept::Outside));
    drafts.resolve(&blog(), &Resolution::KeepMine).await.unwrap();
    assert_eq!(drafts.save(&blog()).await.unwrap().kept, None);
    assert!(export(engine).await.contains("mine.example"));
}

/// "A new router: named, written, saved; and one that I thought better of."
#[tokio::test]
async fn a_new_component_begins_as_a_draft() {
    let computer = computer().await;
    let drafts = computer.engine.drafts();
    let wiki = router("wiki");
    let new = drafts.create(&wiki).await.unwrap();
    expect!["wiki:\n  rule: Host(`example.com`)\n  service: \"\"\n"].assert_eq(&new.lines);
    assert_eq!(listed(drafts).await, ["wiki new"]);
    for taken in [&wiki, &blog()] {
        assert_eq!(drafts.create(taken).await.unwrap_err().code, Code::Exists);
    }
    for odd in ["", "a@b"] {
        let refused = drafts.create(&router(odd)).await.unwrap_err();
        assert_eq!(refused.code, Code::InvalidInput);
    }
    drafts
        .write(&wiki, "wiki:\n  rule: Host(`w.example.com`)\n  service: blog\n")
        .await
        .unwrap();
    let saved = drafts.save(&wiki).await.unwrap();
    assert!(saved.entry.is_some() && saved.draft.saved.is_some());
    let other = router("other");
    let begun = drafts.create(&other).await.unwrap();
    assert_eq!(drafts.discard(&other).await.unwrap().as_ref(), Some(&begun.lines));
    assert_eq!(drafts.open(&other).await.unwrap_err().code, Code::NotFound);
    drafts.write(&other, &begun.lines).await.unwrap();
    assert_eq!(listed(drafts).await, ["other new"], "and that undone");
    assert!(!export(&computer.engine).await.contains("other"));
}

/// "A new middleware: I choose its type in the form."
#[tokio::test]
async fn a_new_middleware_waits_for_its_type() {
    let computer = computer().await;
    let drafts = computer.engine.drafts();
    let zip = ComponentRef {
        kind: Kind::HttpMiddleware,
        ..router("zip")
    };
    let begun = drafts.create(&zip).await.unwrap();
    assert_eq!((begun.lines.as_str(), begun.values), ("zip:\n", Some(json!({}))));
    assert_eq!(drafts.save(&zip).await.unwrap().kept, Some(Kept::Problem));
    let (path, value) = (key("compress"), json!({}));
    let edit = FieldEdit::Set { path, value };
    let typed = drafts.edit(&zip, &begun.lines, &[edit]).await.unwrap();
    expect![[r#"
        zip:
          compress: {}
    "#]]
    .assert_eq(&typed.lines);
    assert_eq!(drafts.save(&zip).await.unwrap().kept, None);
}

/// "A draft is in no backup."
#[tokio::test]
async fn no_backup_holds_a_draft() {
    let computer = computer().await;
    let secret = BLOG.replace("blog.example", "nobody-may-read-this.example");
    computer.engine.drafts().write(&blog(), &secret).await.unwrap();
    let backup = computer.back_up().await;
    for (name, content) in tests::archive::unpack(&computer.archive(&backup)) {
        let found = content.windows(22).any(|part| part == b"nobody-may-read-this.e");
        assert!(!found, "{name}");
    }
}

/// "I went on typing while it was being saved: every letter is still there, saved or as a draft."
#[tokio::test]
async fn what_is_typed_during_a_save_stays() {
    let computer = computer().await;
    let drafts = computer.engine.drafts();
    for number in 1..=30 {
        let lines = |word: &str| BLOG.replace("# public", &format!("# {word} {number}"));
        drafts.write(&blog(), &lines("first")).await.unwrap();
        let (first, second) = (blog(), blog());
        let typed = lines("second");
        let (saved, written) = tokio::join!(drafts.save(&first), drafts.write(&second, &typed));
        assert_eq!(saved.unwrap().kept, None);
        written.unwrap();
        let now = drafts.open(&blog()).await.unwrap();
        assert_eq!(now.lines, typed, "in round {number}");
    }
}

/// "While I saved my priority, the command line gave the router another service: it has both."
#[tokio::test]
async fn a_save_never_takes_back_what_came_between() {
    let computer = computer().await;
    let (engine, drafts) = (&computer.engine, computer.engine.drafts());
    for number in 1..=30 {
        let mine = drafts.open(&blog()).await.unwrap().lines;
        let priority = FieldEdit::Set {
            path: key("priority"),
            value: json!(number),
        };
        drafts.edit(&blog(), &mine, &[priority]).await.unwrap();
        let theirs = json!([format!("web{number}")]);
        let component = blog();
        let (saved, ()) = tokio::join!(drafts.save(&component), set(engine, "entryPoints", &theirs));
        assert_eq!(saved.unwrap().kept, None);
        let values = drafts.open(&blog()).await.unwrap().values.unwrap();
        assert_eq!(
            (&values["priority"], &values["entryPoints"]),
            (&json!(number), &theirs),
            "in round {number}"
        );
    }
}

async fn expects(engine: &Engine, url: &str, router: &str) {
    let wanted = Expectation::new(expectation::request(url).unwrap(), Some(router.to_owned()));
    engine.expectations().add(PROFILE, wanted).await.unwrap();
}

/// "A rule I loosened would have swallowed the requests of the shop: I was told before it was saved."
#[tokio::test]
async fn a_draft_that_breaks_an_expectation_is_kept_until_somebody_agrees() {
    let computer = computer().await;
    let (engine, drafts) = (&computer.engine, computer.engine.drafts());
    set(engine, "priority", &json!(10)).await;
    expects(engine, "http://blog.example.com/about", "blog").await;
    let before = export(engine).await;
    let shop = router("shop");
    let lines = |path: &str, priority: u32| {
        format!(
            "shop:\n  rule: PathPrefix(`{path}`)\n  service: blog\n  entryPoints: [web]\n  priority: {priority}\n"
        )
    };
    drafts.create(&shop).await.unwrap();

    drafts.write(&shop, &lines("/a", 20)).await.unwrap();
    let refused = drafts.save(&shop).await.unwrap();
    assert_eq!((refused.kept, refused.entry), (Some(Kept::Expectations), None));
    let sentences: Vec<&str> = refused.breaks.iter().map(|one| one.sentence.as_str()).collect();
    assert_eq!(sentences, ["expected `blog`, but reaches `shop`"]);
    assert_eq!(export(engine).await, before, "nothing is saved");
    assert_eq!(listed(drafts).await, ["shop new"], "nothing is lost");

    // Agreeing covers what was seen, and nothing that came since.
    expects(engine, "http://blog.example.com/archive", "blog").await;
    let again = drafts.save_anyway(&shop, &refused.breaks).await.unwrap();
    assert_eq!((again.kept, again.breaks.len()), (Some(Kept::Expectations), 2));
    let saved = drafts.save_anyway(&shop, &again.breaks).await.unwrap();
    assert_eq!((saved.kept, saved.breaks.len()), (None, 0));
    let checked = engine.expectations().check(PROFILE).await.unwrap();
    assert!(checked.iter().all(|one| !one.met), "{checked:?}");

    // What is broken already stays broken: nothing to agree to. What mends it is saved at once.
    drafts.write(&shop, &lines("/a", 30)).await.unwrap();
    assert_eq!(drafts.save(&shop).await.unwrap().kept, None);
    drafts.write(&shop, &lines("/a", 5)).await.unwrap();
    assert_eq!(drafts.save(&shop).await.unwrap().kept, None);
    let checked = engine.expectations().check(PROFILE).await.unwrap();
    assert!(checked.iter().all(|one| one.met), "{checked:?}");
}

/// "It is switched off, so what I write in it reroutes nothing."
#[tokio::test]
async fn a_component_that_is_off_or_routes_nothing_is_saved_without_a_question() {
    let computer = computer().await;
    let (engine, drafts) = (&computer.engine, computer.engine.drafts());
    expects(engine, "http://blog.example.com/", "blog").await;
    let moved = BLOG.replace("blog.example", "new.example");
    let commented = BLOG.replace("# public", "# for all");
    let missing = BLOG.replace("service: blog", "service: nowhere");
    let mut off = false;
    for (lines, expect) in [
        (&commented, None),
        (&moved, Some(Kept::Expectations)),
        (&missing, Some(Kept::Expectations)),
        (&moved, None),
    ] {
        if off {
            let switched = engine
                .components()
                .enable(PROFILE, Kind::HttpRouter, "blog", false);
            switched.await.unwrap();
        }
        off = expect.is_some() && lines == &missing;
        drafts.write(&blog(), lines).await.unwrap();
        let saved = drafts.save(&blog()).await.unwrap();
        assert_eq!(saved.kept, expect, "{lines}");
    }
}
