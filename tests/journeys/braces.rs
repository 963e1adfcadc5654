//! Braces that are text, and braces that are template actions: both stay what they are, whatever happens to their
//! component.

use expect_test::expect;
use mantrae_core::Code;
use mantrae_core::engine::restores::From;
use mantrae_core::import::Request;
use serde_json::json;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use tests::{Computer, PROFILE, open};
use traefik_dynamic::{Braces, Component, Format, Kind};

const LITERAL: &str = "Bearer {{.AccessToken}}";
const TEMPLATE: &str = "http:
  routers:
    web:
      rule: 'Host(`{{ env \"DOMAIN\" }}`)'
      service: web
      middlewares: [oidc]
  services:
    web:
      loadBalancer:
        servers:
          - url: http://192.0.2.10:8080
";

fn middleware(text: &str) -> Component {
    let body = json!({ "plugin": { "oidc": { "value": text } } });
    Component::from_configuration(Kind::HttpMiddleware, "oidc", body)
}

/// A profile with both kinds of braces.
async fn with_both() -> Computer {
    let computer = Computer::new().await;
    computer.engine.profiles().create(PROFILE, "").await.unwrap();
    let request = Request {
        braces: Some(Braces::Actions),
        ..Request::files(&[computer.file("web.yml", TEMPLATE)])
    };
    let id = computer
        .engine
        .imports()
        .prepare(PROFILE, &request)
        .await
        .unwrap();
    computer.engine.imports().apply(&id, &[]).await.unwrap();
    computer
        .engine
        .components()
        .put(PROFILE, middleware(LITERAL))
        .await
        .unwrap();
    computer
}

async fn export(computer: &Computer, format: Format) -> String {
    computer
        .engine
        .profiles()
        .export(PROFILE, format)
        .await
        .unwrap()
        .text
}

async fn braces(computer: &Computer) -> Vec<(String, Braces)> {
    let rows = computer.engine.components().list(PROFILE).await.unwrap();
    rows.into_iter().map(|row| (row.name, row.braces)).collect()
}

/// "The token of my plugin holds braces: Traefik must get them as they are, and run my own actions."
#[tokio::test]
async fn each_brace_goes_out_as_what_it_is() {
    let computer = with_both().await;
    expect![[r#"
        http:
          routers:
            web:
              rule: 'Host(`{{ env "DOMAIN" }}`)'
              service: web
              middlewares: [oidc]
          services:
            web:
              loadBalancer:
                servers:
                  - url: http://192.0.2.10:8080
          middlewares:
            oidc:
              plugin:
                oidc:
                  value: "Bearer {{`{{`}}.AccessToken}}"
    "#]]
    .assert_eq(&export(&computer, Format::Yaml).await);
    let toml = export(&computer, Format::Toml).await;
    assert!(
        toml.contains("value = \"Bearer {{`{{`}}.AccessToken}}\"")
            && toml.contains("rule = '''Host(`{{ env \"DOMAIN\" }}`)'''"),
        "{toml}"
    );
    let over_http = computer
        .engine
        .profiles()
        .export(PROFILE, Format::Json)
        .await
        .unwrap();
    let json: serde_json::Value = serde_json::from_str(&over_http.text).unwrap();
    assert_eq!(
        json["http"]["middlewares"]["oidc"]["plugin"]["oidc"]["value"], LITERAL,
        "nobody runs templates over HTTP"
    );
    assert_eq!(over_http.not_run, 1, "which the export says of the router");
}

/// "I restored it, took the restore back, switched it off and on: it is what it was."
#[tokio::test]
async fn braces_stay_what_they_are_through_backup_restore_and_undo() {
    let computer = with_both().await;
    let (before, text) = (braces(&computer).await, export(&computer, Format::Yaml).await);
    let of = |name: &str| before.iter().find(|one| one.0 == name).map(|one| one.1);
    assert_eq!(
        [of("web"), of("oidc")],
        [Some(Braces::Actions), Some(Braces::Text)]
    );
    let backup = computer.back_up().await;

    // The other way round: the same characters, and another meaning.
    let swapped = middleware("{{ env \"A\" }}").with_braces(Braces::Actions);
    computer.engine.components().put(PROFILE, swapped).await.unwrap();
    let same_characters = middleware("{{ env \"A\" }}");
    let line = computer
        .engine
        .components()
        .put(PROFILE, same_characters)
        .await
        .unwrap();
    assert!(
        export(&computer, Format::Yaml).await.contains("{{`{{`}} env"),
        "now it is text"
    );
    computer.engine.undo(line.as_deref(), false).await.unwrap();
    assert!(
        export(&computer, Format::Yaml)
            .await
            .contains("|2-\n            {{ env \"A\" }}\n"),
        "the undo brings the action back"
    );

    computer.restore(From::Backup(&backup.id), &[]).await;
    assert_eq!(braces(&computer).await, before, "the restore brings both back");
    assert_eq!(export(&computer, Format::Yaml).await, text);
    computer.engine.undo(None, false).await.unwrap();
    assert!(
        export(&computer, Format::Yaml)
            .await
            .contains("|2-\n            {{ env \"A\" }}\n")
    );
    computer.restore(From::Backup(&backup.id), &[]).await;

    for enabled in [false, true] {
        computer
            .engine
            .components()
            .enable(PROFILE, Kind::HttpMiddleware, "oidc", enabled)
            .await
            .unwrap();
    }
    assert_eq!(export(&computer, Format::Yaml).await, text);

    let plan = computer
        .engine
        .restores()
        .prepare(From::Backup(&backup.id), &[])
        .await
        .unwrap();
    assert!(
        plan.profiles.iter().all(|one| one.counts.is_empty()),
        "nothing differs: {plan:?}"
    );
}

/// "It is no template: the braces are text."
#[tokio::test]
async fn a_file_is_text_where_the_person_says_so() {
    let computer = Computer::new().await;
    computer.engine.profiles().create(PROFILE, "").await.unwrap();
    let text = format!("http: {{middlewares: {{oidc: {{plugin: {{oidc: {{value: '{LITERAL}'}}}}}}}}}}");
    let file = computer.file("oidc.yml", text);
    let request = Request::files(&[file]);

    let refused = computer
        .engine
        .imports()
        .prepare(PROFILE, &request)
        .await
        .unwrap_err();
    assert_eq!(
        refused.code,
        Code::Template,
        "the way on is to say what the braces are"
    );
    let as_actions = Request {
        braces: Some(Braces::Actions),
        ..request.clone()
    };
    let refused = computer
        .engine
        .imports()
        .prepare(PROFILE, &as_actions)
        .await
        .unwrap_err();
    assert!(
        refused.message.contains("Traefik cannot run `{{.AccessToken}}`"),
        "{refused}"
    );
    let as_text = Request {
        braces: Some(Braces::Text),
        ..request
    };
    let id = computer
        .engine
        .imports()
        .prepare(PROFILE, &as_text)
        .await
        .unwrap();
    computer.engine.imports().apply(&id, &[]).await.unwrap();
    assert_eq!(braces(&computer).await, [("oidc".to_owned(), Braces::Text)]);
}

/// "I updated: what worked before works as before."
#[tokio::test]
async fn braces_of_an_earlier_version_are_decided_by_what_traefik_can_run() {
    let folder = tempfile::tempdir().unwrap();
    let engine = open(folder.path()).await.unwrap();
    engine.profiles().create(PROFILE, "").await.unwrap();
    let names = ["runs", "cannot-run", "only-open", "mixed"];
    let texts = ["{{ env \"A\" }}", LITERAL, "a {{ b", "{{ env \"A\" }}{{`{{`}}"];
    for (name, text) in names.iter().zip(texts) {
        let component = Component {
            name: (*name).to_owned(),
            ..middleware(text)
        };
        engine.components().put(PROFILE, component).await.unwrap();
    }
    engine.close().await;
    let path = folder.path().join("mantrae.db");
    let pool = SqlitePool::connect_with(SqliteConnectOptions::new().filename(&path))
        .await
        .unwrap();
    sqlx::query("UPDATE component SET braces = 'undecided'")
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;

    let engine = open(folder.path()).await.unwrap();
    let rows = engine.components().list(PROFILE).await.unwrap();
    let decided = names.map(|name| rows.iter().find(|row| row.name == name).unwrap().braces);
    assert_eq!(
        decided,
        [Braces::Actions, Braces::Text, Braces::Text, Braces::Actions]
    );
    let text = engine
        .profiles()
        .export(PROFILE, Format::Yaml)
        .await
        .unwrap()
        .text;
    for written in [
        "value: |2-\n            {{ env \"A\" }}\n",
        "value: \"Bearer {{`{{`}}.AccessToken}}\"",
        "value: \"a {{`{{`}} b\"",
        "value: |2-\n            {{ env \"A\" }}{{`{{`}}\n",
    ] {
        assert!(text.contains(written), "{written}\n{text}");
    }
}
