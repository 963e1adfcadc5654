//! What makes problems go away.

use std::fmt::Write;

use expect_test::expect_file;
use traefik_dynamic::assist::{CureAction, Look, Names, Surroundings, look};
use traefik_dynamic::{Component, Facts, Kind};

use super::applied;
use crate::fixtures::component;

/// Kind, lines, and the code of the problem to cure.
const LINES: &[(Kind, &str, &str)] = &[
    (
        Kind::HttpService,
        "s:\n  loadBalancers:\n    servers:\n      - url: http://a\n",
        "UNKNOWN-FIELD",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Path(`/`)\n  service: s\n  nope: 1\n",
        "UNKNOWN-FIELD",
    ),
    (
        Kind::HttpRouter,
        "r: {rule: Path(`/`), servce: s}\n",
        "UNKNOWN-FIELD",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Path(`/`)\n  service: s\n  tls:\n    certresolvers: le\n",
        "UNKNOWN-FIELD",
    ),
    (
        Kind::HttpService,
        "s:\n  servers:\n    - url: http://a\n",
        "UNKNOWN-FIELD",
    ),
    (
        Kind::HttpService,
        "s:\n  loadBalancer:\n    servers:\n      - address: http://a\n        weight: 1\n",
        "UNKNOWN-FIELD",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Path(`/`)\n  service: s\n  entrypoints: [web]\n",
        "KEYCASE",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Path(`/`)\n  rule: Path(`/b`)\n  service: s\n",
        "DUPLICATE-KEY",
    ),
    (
        Kind::HttpRouter,
        "r: {rule: Path(`/`), service: s, service: t}\n",
        "DUPLICATE-KEY",
    ),
    (
        Kind::HttpMiddleware,
        "m:\n  addPrefix:\n    prefix: /a\n  stripPrefix:\n    prefixes: [/b]\n",
        "MULTITYPE",
    ),
    (
        Kind::HttpMiddleware,
        "m:\n  errors:\n    status: ['500']\n    service: s\n    query: /x\n    statusRewrites:\n      418: 404\n",
        "NONSTRING-KEY",
    ),
    (
        Kind::HttpMiddleware,
        "m:\n  headers:\n    frameDeny: yes\n",
        "TYPE-MISMATCH",
    ),
    (
        Kind::HttpService,
        "s:\n  loadBalancer:\n    servers: [{url: http://a}]\n    healthCheck:\n      path: /\n      interval: 1d\n",
        "TYPE-MISMATCH",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Path(`/`)\n  service: [a]\n",
        "TYPE-MISMATCH",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Path(`/`)\n  service: s\n  priority: high\n",
        "TYPE-MISMATCH",
    ),
    (
        Kind::HttpService,
        "s:\n  loadBalancer:\n    servers:\n      url: http://a\n      weight: 2\n",
        "NOT-LIST",
    ),
    (
        Kind::HttpService,
        "s: {loadBalancer: {servers: {url: http://a}}}\n",
        "NOT-LIST",
    ),
    (
        Kind::HttpService,
        "s:\n  loadBalancer:\n    servers:\n      - url: http://a\n      - weight: 1\n",
        "EMPTY-SERVER",
    ),
    (
        Kind::HttpMiddleware,
        "m:\n  headers: {}\n  compress: {}\n",
        "EMPTY-OBJECT",
    ),
    (
        Kind::HttpMiddleware,
        "m:\n  headers:\n    frameDeny: true\n    customResponseHeaders:\n      Server:\n",
        "EMPTY-OBJECT",
    ),
    (
        Kind::HttpMiddleware,
        "m:\n  headers:\n    customResponseHeaders:\n      Server:\n      X-A: b\n",
        "NULL",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Path(`/`)\n  service: s\n  tls:\n",
        "NULL",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Path(`/`)\n  service: s\n  tls: false\n",
        "TLS-FALSE",
    ),
    (
        Kind::HttpService,
        "s:\n  loadBalancer:\n    servers:\n      - url: http://a\n        fenced: true\n",
        "IGNORED-FIELD",
    ),
    (Kind::TlsOptions, "o:\n  minVersion: TLS12\n", "BAD-ENUM"),
    (Kind::TlsOptions, "o:\n  minVersion: '1.3'\n", "BAD-ENUM"),
    (
        Kind::TlsOptions,
        "o:\n  curvePreferences:\n    - CurveP256\n    - secp384\n",
        "BAD-ENUM",
    ),
    (
        Kind::TlsOptions,
        "o:\n  minVersion: VersionTLS13\n  maxVersion: VersionTLS12\n",
        "BAD-VALUE",
    ),
    (
        Kind::HttpService,
        "s:\n  loadBalancer:\n    servers:\n      - url: \"a:80\"  # here\n",
        "BAD-VALUE",
    ),
    (
        Kind::TcpService,
        "s:\n  loadBalancer:\n    servers:\n      - address: tcp://a:80\n",
        "BAD-VALUE",
    ),
    (
        Kind::TcpRouter,
        "r:\n  rule: HostSNI(`a`)\n  service: s\n",
        "SNI-WITHOUT-TLS",
    ),
    (Kind::TcpRouter, "r:\n  service: s\n", "NO-RULE"),
    (
        Kind::TlsCertificate,
        "- certFile: \"C:\\traefik\\new.pem\"\n  keyFile: 'C:\\traefik\\new.key'\n",
        "CONTROL-IN-PATH",
    ),
    (
        Kind::HttpMiddleware,
        "m:\n  basicAuth:\n    users:\n      - 'a:$$2y$$05$$abc'\n      - 'b:$$2y$$05$$abd'\n",
        "DOUBLED-DOLLAR",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Path(`/`)\n  service: s\n  entryPoints: [we\u{200b}b]\n",
        "INVISIBLE",
    ),
    (
        Kind::HttpMiddleware,
        "m:\n  compress:\n    excludedContentTypes: [a/b]\n    includedContentTypes: [b/c]\n",
        "EXCLUSIVE",
    ),
    (Kind::HttpMiddleware, "a@file:\n  compress: {}\n", "AT-IN-NAME"),
    (
        Kind::HttpMiddleware,
        "m:\n  ipWhiteList:\n    sourceRange: [10.0.0.0/8]\n",
        "DEPRECATED",
    ),
    (
        Kind::HttpMiddleware,
        "m:\n  headers:\n    frameDeny: true\n    sslRedirect: true\n",
        "DEPRECATED",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: \"Host(`a`, `b`)\"\n  ruleSyntax: v2\n  service: s\n",
        "DEPRECATED",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Host(`a`,`b`)  # both\n  service: s\n",
        "V2-MULTIARG",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: 'Path(`/{id:[0-9]+}`)'\n  service: s\n",
        "V2-BRACES",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Headers(`A`,`b`)\n  service: s\n",
        "V2-MATCHER",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Hots(`a`) && Path(`/`)\n  service: s\n",
        "BAD-RULE",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Host(`a`\n  service: s\n",
        "BAD-RULE",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Host(`a\n  service: s\n",
        "BAD-RULE",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Host(`a`) Path(`/`)\n  service: s\n",
        "BAD-RULE",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Host(`a`) and Path(`/`)\n  service: s\n",
        "BAD-RULE",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Host('a.example.com')\n  service: s\n",
        "BAD-RULE",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Host(a.example.com)\n  service: s\n",
        "BAD-RULE",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Host(‘a.example.com’)\n  service: s\n",
        "BAD-RULE",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Host(`a`)) && Path(`/`)\n  service: s\n",
        "BAD-RULE",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Host(`a`)\u{a0}&& Path(`/`)\n  service: s\n",
        "BAD-RULE",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Host(`a`) &&\n  service: s\n",
        "BAD-RULE",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Host(`bücher.example`)\n  service: s\n",
        "RULE-HOST",
    ),
    // Lines that are not YAML.
    (
        Kind::HttpRouter,
        "r:\n\trule: Path(`/`)\n\tservice: s\n",
        "SYNTAX",
    ),
    (
        Kind::HttpService,
        "s:\n  loadBalancer:\n\tservers:\n\t  - url: http://a\n",
        "SYNTAX",
    ),
    (Kind::HttpRouter, "r:\n  rule:Path(`/`)\n  service: s\n", "SYNTAX"),
    (Kind::HttpRouter, "r:\n  rule: Path(`/`)\n  service:s\n", "SYNTAX"),
    (
        Kind::HttpRouter,
        "r:\n  rule: \"Path(`/`)\n  service: s\n  priority: 1\n",
        "SYNTAX",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: 'Path(`/`)  # all\n  service: s\n",
        "SYNTAX",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Path(`/`)\n   service: s\n",
        "SYNTAX",
    ),
    (Kind::HttpRouter, "r:\n  rule: Path(`/`)\n service: s\n", "SYNTAX"),
    (
        Kind::HttpRouter,
        "r:\n  rule: Path(`/`)\n  service: s\n  entryPoints: [web, websecure\n  priority: 1\n",
        "SYNTAX",
    ),
    (Kind::HttpRouter, "r:\n  rule: `/`\n  service: s\n", "SYNTAX"),
    (
        Kind::HttpRouter,
        "r:\n  rule: *.example.com\n  service: s\n",
        "SYNTAX",
    ),
    (Kind::HttpRouter, "r:\n  rule: a: b\n  service: s\n", "SYNTAX"),
    (Kind::HttpRouter, "r:\n  rule Path(`/`)\n  service: s\n", "SYNTAX"),
    (
        Kind::HttpRouter,
        "r:\n  rule: Path(`/`)\n  service\n  priority: 1\n",
        "SYNTAX",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Path(`/`)\n  entryPoints:\n    - web\n    -websecure\n  service: s\n",
        "SYNTAX",
    ),
    (
        Kind::TlsCertificate,
        "- certFile: \"C:\\certs\\a.pem\"\n  keyFile: /a.key\n",
        "SYNTAX",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule:\u{a0}Path(`/`)\n  service: s\n",
        "SYNTAX",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: \"Path(`/`)\" && x\n  service: s\n",
        "SYNTAX",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Path(`/`)\u{7}\n  service: s\n",
        "SYNTAX",
    ),
];

fn shown(kind: Kind, lines: &str, code: &str, around: &Surroundings<'_>) -> String {
    let found = look(kind, lines, around);
    let mut text = String::new();
    let of_code = found.problems.iter().filter(|one| one.code == code);
    for problem in of_code {
        let (line, column) = (problem.span.line, problem.span.column);
        writeln!(text, "{line}:{column} {code}: {}", problem.message).unwrap();
        for cure in &problem.cures {
            match &cure.action {
                CureAction::Replace { .. } => writeln!(text, "  [{}]", cure.title).unwrap(),
                other => writeln!(
                    text,
                    "  [{}] {}",
                    cure.title,
                    serde_json::to_string(other).unwrap()
                )
                .unwrap(),
            }
            for line in applied(lines, &cure.action)
                .iter()
                .flat_map(|after| after.lines())
            {
                // Characters that nobody sees are shown.
                let shown = line.escape_debug().to_string();
                let shown = shown
                    .replace("\\\"", "\"")
                    .replace("\\'", "'")
                    .replace("\\\\", "\\");
                writeln!(text, "      {shown}").unwrap();
            }
        }
    }
    text
}

fn count(look: &Look, code: &str) -> usize {
    look.problems.iter().filter(|one| one.code == code).count()
}

/// Each cure that changes the lines makes its problem go away.
fn helps(kind: Kind, lines: &str, code: &str, around: &Surroundings<'_>) {
    let before = look(kind, lines, around);
    assert!(
        count(&before, code) > 0,
        "no {code}: {:?}\n{lines}",
        before.problems
    );
    let cures = before
        .problems
        .iter()
        .filter(|one| one.code == code)
        .flat_map(|one| &one.cures);
    let cures: Vec<_> = cures.collect();
    assert!(!cures.is_empty(), "nothing cures {code} in\n{lines}");
    for cure in cures {
        let Some(after) = applied(lines, &cure.action) else {
            continue;
        };
        let found = look(kind, &after, around);
        assert!(
            count(&found, code) < count(&before, code),
            "{}: {:?}\n{after}",
            cure.title,
            found.problems
        );
    }
}

#[test]
fn each_helps() {
    let mut text = String::new();
    for (kind, lines, code) in LINES {
        helps(*kind, lines, code, &Surroundings::default());
        text.push_str(&shown(*kind, lines, code, &Surroundings::default()));
    }
    expect_file!["cures.txt"].assert_eq(&text);
}

fn facts() -> Facts {
    serde_json::from_str(
        r#"{"version": "3.3.6", "entry_points": {"web": {"address": ":80"}, "websecure": {"address": ":443"}, "dns": {"address": ":53/udp"}},
            "resolvers": ["le"], "providers": ["file", "docker"]}"#,
    )
    .unwrap()
}

/// Kind, lines and code, in a configuration with a Traefik.
const AROUND: &[(Kind, &str, &str)] = &[
    (
        Kind::HttpRouter,
        "r:\n  rule: Path(`/`)\n  service: app\n  middlewares: [aut, zip]\n",
        "DANGLING-MIDDLEWARE",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Path(`/`)\n  service: app\n  middlewares:\n    - auth\n    - my-auth\n",
        "DANGLING-MIDDLEWARE",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Path(`/`)\n  service: 'notes'\n",
        "DANGLING-SERVICE",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Path(`/`)\n  service: dashbord@internal\n",
        "DANGLING-SERVICE",
    ),
    (
        Kind::HttpService,
        "s:\n  loadBalancer:\n    servers: [{url: http://a}]\n    serversTransport: selfsigned\n",
        "DANGLING-TRANSPORT",
    ),
    (Kind::HttpRouter, "app:\n  rule: Path(`/`)\n", "NO-SERVICE"),
    (
        Kind::HttpRouter,
        "r:\n  rule: Path(`/`)\n  service: app\n  entryPoints: [https]\n",
        "ENTRY-POINT-MISSING",
    ),
    (
        Kind::UdpRouter,
        "r:\n  service: dns\n  entryPoints:\n    - dnss\n",
        "ENTRY-POINT-MISSING",
    ),
    (
        Kind::HttpRouter,
        "r:\n  rule: Path(`/`)\n  service: app\n  tls:\n    certResolver: le2\n",
        "RESOLVER-MISSING",
    ),
    (
        Kind::HttpService,
        "s:\n  loadBalancer:\n    strategy: p2c\n    servers: [{url: http://a}]\n",
        "FIELD-TOO-NEW",
    ),
    (
        Kind::HttpRouter,
        "r:\n  # of both\n  rule: Host(`same.example`)\n  service: app\n",
        "EQUAL-PRIORITY",
    ),
];

#[test]
fn each_helps_in_its_configuration() {
    let others: Vec<Component> = vec![
        Component {
            name: "zip".to_owned(),
            ..component(Kind::HttpMiddleware, "{compress: {}}")
        },
        Component {
            name: "auth2".to_owned(),
            ..component(Kind::HttpMiddleware, "{basicAuth: {users: ['a:b']}}")
        },
        Component {
            name: "app".to_owned(),
            ..component(Kind::HttpService, "{loadBalancer: {servers: [{url: http://a}]}}")
        },
        Component {
            name: "dns".to_owned(),
            ..component(Kind::UdpService, "{loadBalancer: {servers: [{address: 'a:53'}]}}")
        },
        Component {
            name: "self-signed".to_owned(),
            ..component(Kind::HttpServersTransport, "{insecureSkipVerify: true}")
        },
        Component {
            name: "one".to_owned(),
            ..component(Kind::HttpRouter, "{rule: Host(`same.example`), service: app}")
        },
    ];
    let names = Names::of(&others);
    let facts = facts();
    let others: Vec<&Component> = others.iter().collect();
    let around = Surroundings {
        names: Some(&names),
        facts: Some(&facts),
        others: &others,
    };
    let mut text = String::new();
    for (kind, lines, code) in AROUND {
        helps(*kind, lines, code, &around);
        text.push_str(&shown(*kind, lines, code, &around));
    }
    expect_file!["around.txt"].assert_eq(&text);
}
