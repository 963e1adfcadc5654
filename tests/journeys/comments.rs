//! What a person wrote around the meaning: comments, order, quotes.

use expect_test::expect;
use mantrae_core::engine::restores::From;
use mantrae_core::import::{Choice, Decision, Request};
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
    expect![[r#"
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
    "#]]
    .assert_eq(&text);
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
