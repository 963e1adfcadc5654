//! The judge, tried on texts whose verdict everybody knows.

use std::io::{Read as _, Write as _};

use serde_json::json;
use tests::traefik::{Feed, Judge, Launch, Verdict};
use traefik_dynamic::Format;

fn middleware(name: &str, prefix: &str) -> String {
    format!("http:\n  middlewares:\n    {name}:\n      addPrefix:\n        prefix: {prefix}\n")
}

/// Each text gets its own verdict, however often and in whatever order it is asked.
#[test]
#[ignore = "needs a real Traefik: run `cargo xtask traefik`"]
fn each_text_gets_its_own_verdict() {
    for judge in [&mut Judge::of_files(), &mut Judge::of_answers()] {
        for number in 0..100 {
            let prefix = format!("/{number}");
            let good = middleware("it", &prefix);
            let wanted =
                json!({ "http": { "middlewares": { "it": { "addPrefix": { "prefix": prefix } } } } });
            assert_eq!(
                judge.judge(good.as_bytes(), Format::Yaml),
                Verdict::Accepted(wanted)
            );
            if number % 20 == 0 {
                let bad = good.replace("addPrefix", &format!("add{number}"));
                let Verdict::Refused(why) = judge.judge(bad.as_bytes(), Format::Yaml) else {
                    panic!("an unknown middleware is refused");
                };
                assert!(why.contains(&format!("add{number}")), "{why}");
            }
        }
    }
}

/// Certificates are not in the log: that they differ is seen all the same.
#[test]
#[ignore = "needs a real Traefik: run `cargo xtask traefik`"]
fn what_the_log_leaves_out_is_compared() {
    let mut judge = Judge::of_files();
    let of = |key: &str| format!("tls: {{certificates: [{{certFile: a.pem, keyFile: {key}}}]}}\n");
    let mut asked = |text: &str, format| match judge.judge(text.as_bytes(), format) {
        Verdict::Accepted(held) => (held, judge.is_unchanged()),
        refused => panic!("{refused:?}"),
    };
    let (one, _) = asked(&of("a.key"), Format::Yaml);
    let (other, is_unchanged) = asked(&of("b.key"), Format::Yaml);
    assert_eq!(one, other, "the log tells nothing of them");
    assert!(!is_unchanged, "another key is a change");
    let toml = "[[tls.certificates]]\ncertFile = \"a.pem\"\nkeyFile = \"b.key\"\n";
    assert!(asked(toml, Format::Toml).1, "the same in another format is none");
}

/// What ends its provider is told, and the next text is judged as if nothing had been.
#[test]
#[ignore = "needs a real Traefik: run `cargo xtask traefik`"]
fn a_text_that_breaks_it_is_told_from_one_it_refuses() {
    let mut judge = Judge::of_files();
    let breaking = "http: {middlewares: {m: {plugin: {p: {k: {\"\": x}}}}}}\n";
    assert!(matches!(
        judge.judge(breaking.as_bytes(), Format::Yaml),
        Verdict::Broke(_)
    ));
    let good = middleware("it", "/a");
    assert!(matches!(
        judge.judge(good.as_bytes(), Format::Yaml),
        Verdict::Accepted(_)
    ));
}

/// With entry points it builds and serves, and its API tells what works.
#[test]
#[ignore = "needs a real Traefik: run `cargo xtask traefik`"]
fn the_api_tells_what_works() {
    let folder = tempfile::tempdir().unwrap();
    let text = "http: {routers: {a: {rule: 'Path(`/a`)', service: api@internal}, b: {rule: 'Path(`/b`)', service: gone}}}\n";
    mantrae_core::fs::write_atomic(&folder.path().join("a.yml"), text.as_bytes()).unwrap();
    let traefik = Launch::new(Feed::Folder(folder.path().to_path_buf()))
        .entry_point("web")
        .start();
    let held = traefik.raw_data_when(|held| held["routers"]["b@file"]["status"] == "disabled");
    assert_eq!(held["routers"]["a@file"]["using"], json!(["web"]));
    assert_eq!(held["routers"]["a@file"]["status"], "enabled");
    let told = held["routers"]["b@file"]["error"].to_string();
    assert!(told.contains("gone@file"), "{told}");
    let mut stream = std::net::TcpStream::connect(traefik.address("web")).unwrap();
    stream
        .write_all(b"GET /b HTTP/1.0\r\nHost: localhost\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("404"), "{answer}");
}
