//! What a component was over time, and how it comes back.

use expect_test::{Expect, expect};
use mantrae_core::component_ref::ComponentRef;
use mantrae_core::engine::restores::From;
use mantrae_core::engine::{Change, ChangeSet, FieldEdit, PathStep, Version};
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
  services:
    blog:
      loadBalancer:
        servers:
          - url: http://192.0.2.10
";

fn router(name: &str) -> ComponentRef {
    ComponentRef {
        profile: PROFILE.to_owned(),
        kind: Kind::HttpRouter,
        name: name.to_owned(),
    }
}

async fn computer() -> Computer {
    let computer = Computer::new().await;
    computer.engine.profiles().create(PROFILE, "").await.unwrap();
    computer.import(WRITTEN).await;
    computer
}

async fn make(engine: &Engine, change: Change) {
    let set = ChangeSet {
        title: None,
        changes: vec![change],
    };
    engine.changes().make(PROFILE, &set).await.unwrap();
}

async fn set(engine: &Engine, name: &str, (key, value): (&str, Value)) {
    let change = Change::Fields {
        kind: Kind::HttpRouter,
        name: name.to_owned(),
        edits: vec![FieldEdit::Set {
            path: vec![PathStep::Key(key.to_owned())],
            value,
        }],
    };
    make(engine, change).await;
}

async fn rename(engine: &Engine, name: &str, to: &str) {
    let change = Change::Rename {
        kind: Kind::HttpRouter,
        name: name.to_owned(),
        to: to.to_owned(),
    };
    make(engine, change).await;
}

async fn remove(engine: &Engine, name: &str) {
    let removed = engine.components().remove(PROFILE, Kind::HttpRouter, name).await;
    removed.unwrap();
}

async fn export(engine: &Engine) -> String {
    let text = engine.profiles().export(PROFILE, Format::Yaml).await.unwrap();
    text.text
}

async fn versions(engine: &Engine, name: &str, backups: bool) -> Vec<Version> {
    let history = engine.history().of(&router(name), backups).await.unwrap();
    assert_eq!(history.unread, [""; 0]);
    history.versions
}

fn line(one: &Version) -> String {
    let fields = one.fields.iter().map(|field| {
        let value = |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), Value::to_string);
        format!(" {} {}>{}", field.path, value(&field.before), value(&field.after))
    });
    let cause = serde_json::to_value(one.cause).unwrap();
    let notes = [
        (one.undone, " undone"),
        (!one.existed, " gone"),
        (one.existed && one.lines.is_none(), " unknown"),
        (one.enabled == Some(false), " off"),
    ];
    let notes: String = notes.iter().filter(|note| note.0).map(|note| note.1).collect();
    format!(
        "{} {}{notes}{}",
        cause.as_str().unwrap(),
        one.name,
        fields.collect::<String>()
    )
}

async fn check((engine, name, backups): (&Engine, &str, bool), expected: Expect) {
    let lines: Vec<String> = versions(engine, name, backups).await.iter().map(line).collect();
    expected.assert_eq(&(lines.join("\n") + "\n"));
}

/// "When did the priority change, and what was it before?"
#[tokio::test]
async fn each_change_is_a_version() {
    let computer = computer().await;
    let engine = &computer.engine;
    set(engine, "blog", ("priority", json!(10))).await;
    set(engine, "blog", ("priority", json!(20))).await;
    make(
        engine,
        Change::SetEnabled {
            kind: Kind::HttpRouter,
            name: "blog".to_owned(),
            enabled: false,
        },
    )
    .await;
    set(engine, "blog", ("priority", json!(99))).await;
    engine.undo(None, false).await.unwrap();
    check(
        (engine, "blog", false),
        expect![[r#"
            edit blog undone off priority 20>99
            edit blog off
            edit blog priority 10>20
            edit blog priority ->10
            import blog
        "#]],
    )
    .await;
    let found = versions(engine, "blog", false).await;
    assert_eq!(
        found.last().unwrap().lines.as_deref(),
        Some("# the blog\nblog:  # public\n  service: blog\n  rule: \"Host(`blog.example.com`)\"\n"),
        "as it was imported"
    );
}

/// "It had another name then: I see what it was before all the same, and bring that back under its present name."
#[tokio::test]
async fn a_rename_is_followed() {
    let computer = computer().await;
    let engine = &computer.engine;
    set(engine, "blog", ("priority", json!(10))).await;
    rename(engine, "blog", "journal").await;
    set(engine, "journal", ("priority", json!(20))).await;
    check(
        (engine, "journal", false),
        expect![[r#"
            edit journal priority 10>20
            edit journal
            edit blog priority ->10
            import blog
        "#]],
    )
    .await;
    let first = versions(engine, "journal", false).await.pop().unwrap();
    let back = engine
        .history()
        .bring_back(&router("journal"), &first.id)
        .await
        .unwrap();
    engine.changes().make(PROFILE, &back).await.unwrap();
    let expected = WRITTEN.replacen("    blog:  # public", "    journal:  # public", 1);
    assert_eq!(export(engine).await, expected);
    engine.undo(None, false).await.unwrap();
    check(
        (engine, "blog", false),
        expect![[r#"
            edit blog gone
            edit blog priority ->10
            import blog
        "#]],
    )
    .await;
}

/// "I deleted it last week. Which one was it, and how do I get it back?"
#[tokio::test]
async fn a_deleted_one_is_found_and_comes_back() {
    let computer = computer().await;
    let engine = &computer.engine;
    remove(engine, "blog").await;
    let deleted = engine.history().deleted(PROFILE).await.unwrap();
    let names: Vec<&str> = deleted.iter().map(|one| one.component.name.as_str()).collect();
    assert_eq!(names, ["blog"]);
    let found = versions(engine, "blog", false).await;
    let imported = found.last().unwrap();
    let back = engine
        .history()
        .bring_back(&router("blog"), &imported.id)
        .await
        .unwrap();
    assert!(
        back.title
            .as_deref()
            .unwrap()
            .starts_with("HTTP router “blog” brought back as of "),
        "{:?}",
        back.title
    );
    engine.changes().make(PROFILE, &back).await.unwrap();
    assert_eq!(export(engine).await, WRITTEN);
    assert_eq!(engine.history().deleted(PROFILE).await.unwrap(), []);
    let gone = engine
        .history()
        .bring_back(&router("blog"), "no-such-version")
        .await;
    assert_eq!(gone.unwrap_err().code, Code::NotFound);
}

/// "Two imports wrote over it; the backup between them still knows what it was."
#[tokio::test]
async fn backups_tell_what_no_change_recorded() {
    let computer = computer().await;
    let engine = &computer.engine;
    computer
        .import(&WRITTEN.replace("blog.example.com", "blog.example.org"))
        .await;
    computer.back_up().await;
    computer
        .import(&WRITTEN.replace("blog.example.com", "blog.example.net"))
        .await;
    check(
        (engine, "blog", false),
        expect![[r#"
            import blog
            import blog unknown
            import blog unknown
        "#]],
    )
    .await;
    check(
        (engine, "blog", true),
        expect![[r#"
            import blog rule "Host(`blog.example.org`)">"Host(`blog.example.net`)"
            import blog rule "Host(`blog.example.com`)">"Host(`blog.example.org`)"
            import blog
        "#]],
    )
    .await;
    let found = versions(engine, "blog", false).await;
    let differences = engine
        .history()
        .compare(&router("blog"), (&found[2].id, &found[0].id))
        .await
        .unwrap();
    assert_eq!(differences.len(), 1, "the backups were asked: {differences:?}");
    let back = engine
        .history()
        .bring_back(&router("blog"), &found[1].id)
        .await
        .unwrap();
    engine.changes().make(PROFILE, &back).await.unwrap();
    assert!(export(engine).await.contains("blog.example.org"));
}

/// "On a new computer nothing is recorded, but I brought my backups."
#[tokio::test]
async fn what_came_with_a_restore_is_the_beginning() {
    let computer = computer().await;
    let engine = &computer.engine;
    let backup = computer.back_up().await;
    remove(engine, "blog").await;
    let restores = engine.restores();
    let plan = restores.prepare(From::Backup(&backup.id), &[]).await.unwrap();
    restores.apply(&plan.id, &[]).await.unwrap();
    check(
        (engine, "blog", true),
        expect![[r#"
            restore blog
            edit blog gone
            import blog
        "#]],
    )
    .await;
    let unknown = engine.history().of(&router("never"), false).await.unwrap_err();
    assert_eq!(
        (unknown.code, unknown.hint.as_deref()),
        (Code::NotFound, Some("Search the backups as well"))
    );
}
