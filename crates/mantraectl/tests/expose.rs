//! Services exposed on the command line: shown first, made as one, undone as one, and refused where Traefik would.
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]

mod shell;

use std::io::Write as _;
use std::process::Stdio;

use expect_test::{Expect, expect};
use shell::Shell;

const WRITTEN: &str = "http:
  routers:
    # mine
    wiki:
      rule: Host(`wiki.example.com`)
      entryPoints: [websecure]
      middlewares: [login]
      service: wiki
      tls: {certResolver: le}
  services:
    wiki: {loadBalancer: {servers: [{url: http://192.0.2.9}]}}
  middlewares:
    login: {forwardAuth: {address: http://auth:9091/api/authz/forward-auth}}
";

const PHOTOS: [&str; 2] = ["photos.example.com", "192.0.2.20:2283"];

fn shell() -> Shell {
    let shell = Shell::empty();
    shell.write("site.yml", WRITTEN);
    assert!(shell.run(&["profile", "create", "Home lab"]).status.success());
    let imported = shell.run(&["import", "site.yml", "--profile", "Home lab"]);
    assert!(imported.status.success());
    shell
}

fn text(output: &std::process::Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    let code = output.status.code().unwrap();
    let text = [out.as_slice(), err.as_slice()].concat();
    format!("exit {code}\n{}", String::from_utf8(text).unwrap())
}

fn expose(shell: &Shell, words: &[&str]) -> String {
    text(&shell.run(&[&["expose"], words, &["--profile", "Home lab"]].concat()))
}

fn export(shell: &Shell) -> String {
    String::from_utf8(shell.run(&["export", "--profile", "Home lab"]).stdout).unwrap()
}

/// A dry run, the same for real, and back.
fn check(words: &[&str], would: &Expect) {
    let shell = shell();
    let words = [&PHOTOS, words].concat();
    would.assert_eq(&expose(&shell, &[&words, ["--dry-run"].as_slice()].concat()));
    assert_eq!(export(&shell), WRITTEN, "nothing was written");
    let done = expose(&shell, &words);
    assert!(done.starts_with("exit 0\n"), "{done}");
    assert!(
        export(&shell).contains("# mine\n"),
        "what a person wrote stays: {}",
        export(&shell)
    );
    let checked = shell.run(&["component", "list", "--profile", "Home lab"]);
    let listed = text(&checked);
    assert!(listed.contains("http-router/photos"), "{listed}");
    assert!(!listed.contains("(will not work)"), "{listed}");
    let undone = text(&shell.run(&["undo"]));
    assert!(undone.starts_with("exit 0\n"), "{undone}");
    assert_eq!(
        export(&shell),
        WRITTEN,
        "one undo takes all of it back, to the letter"
    );
}

#[test]
fn what_the_profile_uses_already() {
    check(
        &[],
        &expect![[r"
            exit 0
            + http-router/photos
                rule: Host(`photos.example.com`)
                entryPoints:
                  - websecure
                service: photos
                tls:
                  certResolver: le
            + http-service/photos
                loadBalancer:
                  servers:
                    - url: http://192.0.2.20:2283
            Would do: Service `photos` exposed at photos.example.com
        "]],
    );
}

#[test]
fn people_who_sign_in() {
    check(
        &["--auth", "authelia"],
        &expect![[r"
            exit 0
            + http-router/photos
                rule: Host(`photos.example.com`)
                entryPoints:
                  - websecure
                middlewares:
                  - login
                service: photos
                tls:
                  certResolver: le
            + http-service/photos
                loadBalancer:
                  servers:
                    - url: http://192.0.2.20:2283
            = http-middleware/login (as it is)
            Would do: Service `photos` exposed at photos.example.com
        "]],
    );
    check(
        &["--auth", "authentik=http://outpost:9000"],
        &expect![[r"
            exit 0
            + http-router/photos
                rule: Host(`photos.example.com`)
                entryPoints:
                  - websecure
                middlewares:
                  - authentik
                service: photos
                tls:
                  certResolver: le
            + http-router/photos-login
                rule: Host(`photos.example.com`) && PathPrefix(`/outpost.goauthentik.io/`)
                entryPoints:
                  - websecure
                service: authentik
                tls:
                  certResolver: le
            + http-service/authentik
                loadBalancer:
                  servers:
                    - url: http://outpost:9000
            + http-service/photos
                loadBalancer:
                  servers:
                    - url: http://192.0.2.20:2283
            + http-middleware/authentik
                forwardAuth:
                  address: http://outpost:9000/outpost.goauthentik.io/auth/traefik
                  trustForwardHeader: true
                  authResponseHeaders:
                    - X-authentik-username
                    - X-authentik-groups
                    - X-authentik-entitlements
                    - X-authentik-email
                    - X-authentik-name
                    - X-authentik-uid
                    - X-authentik-jwt
                    - X-authentik-meta-jwks
                    - X-authentik-meta-outpost
                    - X-authentik-meta-provider
                    - X-authentik-meta-app
                    - X-authentik-meta-version
            Would do: Service `photos` exposed at photos.example.com
            In authentik, a proxy provider with forward auth must know this address
        "]],
    );
}

#[test]
fn the_home_network_with_headers() {
    check(
        &[
            "--auth",
            "home-network=192.0.2.0/24",
            "--security-headers",
            "--wildcard",
        ],
        &expect![[r#"
            exit 0
            + http-router/photos
                rule: Host(`photos.example.com`)
                entryPoints:
                  - websecure
                middlewares:
                  - security-headers
                  - home-only
                service: photos
                tls:
                  certResolver: le
                  domains:
                    - main: "*.example.com"
            + http-service/photos
                loadBalancer:
                  servers:
                    - url: http://192.0.2.20:2283
            + http-middleware/home-only
                ipAllowList:
                  sourceRange:
                    - 192.0.2.0/24
            + http-middleware/security-headers
                headers:
                  stsSeconds: 31536000
                  customFrameOptionsValue: SAMEORIGIN
                  contentTypeNosniff: true
                  referrerPolicy: strict-origin-when-cross-origin
            Would do: Service `photos` exposed at photos.example.com
            Only the address that Traefik sees counts: behind another proxy, and where Docker hides it, everybody may have a private one
        "#]],
    );
}

#[test]
fn what_is_refused_is_not_written() {
    let refused = |words: &[&str], expected: &str| {
        let shell = shell();
        let said = expose(&shell, words);
        assert!(
            said.starts_with("exit 1\n") || said.starts_with("exit 2\n"),
            "{said}"
        );
        assert!(said.contains(expected), "{words:?}: {said}");
        assert_eq!(export(&shell), WRITTEN, "{words:?}");
    };
    refused(
        &["wiki.example.com", "nas"],
        "`wiki.example.com` already goes to `wiki`",
    );
    refused(
        &["a.example.com", "ftp://nas"],
        "Traefik speaks http, https and h2c",
    );
    refused(
        &["a.example.com", "nas", "--name", "wiki"],
        "already has the HTTP router `wiki`",
    );
    refused(
        &["a.example.com", "nas", "--auth", "home-network=nonsense"],
        "would not work",
    );
    refused(
        &["a.example.com", "nas", "--auth", "middleware=none"],
        "has no middleware `none`",
    );
    refused(
        &["a.example.com", "nas", "--auth", "password"],
        "Add `--user NAME`",
    );
    refused(
        &["a.example.com", "nas", "--auth", "password=secret"],
        "the password is asked for, never written here",
    );
    refused(
        &["a.example.com", "nas", "--user", "me"],
        "`--user` is the name for `--auth password`",
    );
    refused(
        &["a.example.com", "nas", "--auth", "nobody"],
        "it is one of anyone, password",
    );
    refused(
        &["a.example.com", "nas", "--plain", "--own-certificate"],
        "cannot be used with",
    );
}

#[test]
fn a_password_comes_from_standard_input_and_only_its_hash_is_stored() {
    let shell = shell();
    let words = ["--auth", "password", "--user", "family", "--password-stdin"];
    let words = [&["expose"], &PHOTOS[..], &words, &["--profile", "Home lab"]].concat();
    let mut child = shell
        .command(&words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"harbor-17-kite\n")
        .unwrap();
    let said = text(&child.wait_with_output().unwrap());
    assert!(said.starts_with("exit 0\n"), "{said}");
    assert!(
        !said.contains("$2b$") && !said.contains("harbor"),
        "nothing secret is shown: {said}"
    );
    let exported = export(&shell);
    assert!(exported.contains("- family:$2b$10$"), "{exported}");
    assert!(!exported.contains("harbor"), "{exported}");
}
