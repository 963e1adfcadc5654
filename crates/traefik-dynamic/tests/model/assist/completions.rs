//! What can be written at the caret, and what the words there mean.

use expect_test::{Expect, expect};
use traefik_dynamic::assist::{Completion, Names, Surroundings, complete, hover};
use traefik_dynamic::{Component, Facts, Kind, read};

use super::cut;
use crate::fixtures::component;

fn others() -> Vec<Component> {
    let named = |name: &str, kind: Kind, body: &str| Component {
        name: name.to_owned(),
        ..component(kind, body)
    };
    vec![
        named("zip", Kind::HttpMiddleware, "{compress: {}}"),
        named("auth", Kind::HttpMiddleware, "{basicAuth: {users: ['a:b']}}"),
        named(
            "app",
            Kind::HttpService,
            "{loadBalancer: {servers: [{url: http://a}]}}",
        ),
        named(
            "self-signed",
            Kind::HttpServersTransport,
            "{insecureSkipVerify: true}",
        ),
        named(
            "one",
            Kind::HttpRouter,
            "{rule: Host(`one.example`), service: app}",
        ),
    ]
}

fn facts() -> Facts {
    serde_json::from_str(
        r#"{"version": "3.6.0", "entry_points": {"web": {"address": ":80"}, "websecure": {"address": ":443"}, "dns": {"address": ":53/udp"}},
            "resolvers": ["le"]}"#,
    )
    .unwrap()
}

/// The lines without the `|` at which the caret is, and its offset.
fn caret(lines: &str) -> (String, u32) {
    let at = lines.find('¦').unwrap();
    let offset = u32::try_from(lines[..at].encode_utf16().count()).unwrap();
    (lines.replace('¦', ""), offset)
}

fn around<T>(act: impl FnOnce(&Surroundings<'_>) -> T) -> T {
    let others = others();
    let (names, facts) = (Names::of(&others), facts());
    let others: Vec<&Component> = others.iter().collect();
    act(&Surroundings {
        names: Some(&names),
        facts: Some(&facts),
        others: &others,
    })
}

fn completed(kind: Kind, lines: &str) -> (String, Completion) {
    let (lines, offset) = caret(lines);
    let found = around(|around| complete(kind, &lines, offset, around));
    assert!(found.from <= offset && offset <= found.to);
    (lines, found)
}

fn check(kind: Kind, lines: &str, expect: Expect) {
    let (lines, found) = completed(kind, lines);
    let word = cut(&lines, found.from, found.to);
    let options: Vec<String> = found
        .options
        .iter()
        .map(|option| match &option.apply {
            apply if *apply == option.label => apply.clone(),
            apply => format!("{apply:?}"),
        })
        .collect();
    expect.assert_eq(&format!("{word:?} {}", options.join(" ")));
}

const ROUTER: Kind = Kind::HttpRouter;
const SERVICE: Kind = Kind::HttpService;
const MIDDLEWARE: Kind = Kind::HttpMiddleware;

#[test]
fn of_fields() {
    check(
        ROUTER,
        "r:\n  ¦",
        expect![[
            r#""" "rule: " "priority: " "middlewares:\n    - " "service: " "entryPoints:\n    - " "tls:\n    " tls: {} "parentRefs:\n    - " "observability:\n    " "ruleSyntax: ""#
        ]],
    );
    check(
        ROUTER,
        "r:\n  rule: Path(`/`)\n  mid¦\n  service: app\n  tls: {}\n",
        expect![[
            r#""mid" "priority: " "middlewares:\n    - " "entryPoints:\n    - " "parentRefs:\n    - " "observability:\n    " "ruleSyntax: ""#
        ]],
    );
    check(
        ROUTER,
        "r:\n  rule: Path(`/`)\n  tls:\n    ¦\n  service: app\n",
        expect![[r#""" "certResolver: " "options: " "domains:\n      - ""#]],
    );
    check(
        ROUTER,
        "r: {rule: Path(`/`), ¦}\n",
        expect![[
            r#""" "priority: " "middlewares: " "service: " "entryPoints: " "tls: " "parentRefs: " "observability: " "ruleSyntax: ""#
        ]],
    );
    check(
        ROUTER,
        "r:\n  tls: {options: a, cert¦",
        expect![[r#""cert" "certResolver: " "domains: ""#]],
    );
    // A key that has a value is replaced alone.
    check(
        SERVICE,
        "s:\n  load¦Balancer:\n    servers: []\n",
        expect![[
            r#""loadBalancer" loadBalancer weighted highestRandomWeight mirroring failover middlewares"#
        ]],
    );
    check(
        SERVICE,
        "s:\n  loadBalancer:\n    servers:\n      - ¦\n",
        expect![[r#""" "url: " "weight: " "preservePath: ""#]],
    );
    check(
        SERVICE,
        "s:\n  loadBalancer:\n    servers:\n      - url: http://a\n        ¦\n      - url: http://b\n        weight: 1\n",
        expect![[r#""" "weight: " "preservePath: ""#]],
    );
    check(
        SERVICE,
        "s:\n  loadBalancer:\n    servers:\n    - url: http://a\n    - wei¦\n",
        expect![[r#""wei" "url: " "weight: " "preservePath: ""#]],
    );
    check(
        SERVICE,
        "s:\n  loadBalancer:\n    servers:\n      ¦\n",
        expect![[r#""" "- url: " "- weight: " "- preservePath: ""#]],
    );
    // A service has one type.
    check(
        SERVICE,
        "s:\n  loadBalancer:\n    servers: []\n  ¦",
        expect![[r#""" "middlewares:\n    - ""#]],
    );
    check(MIDDLEWARE, "m:\n  compress: {}\n  ¦", expect![[r#""" "#]]);
    check(
        Kind::TlsCertificate,
        "- certFile: /a\n  ¦",
        expect![[r#""" "keyFile: " "stores:\n    - ""#]],
    );
    check(
        Kind::TlsCertificate,
        "- ¦",
        expect![[r#""" "certFile: " "keyFile: " "stores:\n    - ""#]],
    );
}

#[test]
fn of_values() {
    check(
        ROUTER,
        "r:\n  service: ¦\n",
        expect![[
            r#""" app acme-http@internal api@internal dashboard@internal noop@internal ping@internal prometheus@internal rest@internal"#
        ]],
    );
    check(
        ROUTER,
        "r:\n  service: ap¦\n  rule: \"broken\n",
        expect![[
            r#""ap" app acme-http@internal api@internal dashboard@internal noop@internal ping@internal prometheus@internal rest@internal"#
        ]],
    );
    check(
        ROUTER,
        "r:\n  middlewares:\n    - zip\n    - a¦\n",
        expect![[r#""a" auth"#]],
    );
    check(
        ROUTER,
        "r:\n  middlewares:\n    - zip\n    ¦\n  service: app",
        expect![[r#""" "- auth""#]],
    );
    check(ROUTER, "r:\n  middlewares: [zip, ¦]\n", expect![[r#""" auth"#]]);
    check(
        ROUTER,
        "r:\n  middlewares: ['¦']\n",
        expect![[r#""''" "'auth'" "'zip'""#]],
    );
    check(ROUTER, "r:\n  entryPoints: [¦", expect![[r#""" web websecure"#]]);
    check(
        ROUTER,
        "r:\n  entryPoints: web,¦\n",
        expect![[r#""" web websecure"#]],
    );
    check(
        Kind::UdpRouter,
        "r:\n  entryPoints:\n  - ¦\n",
        expect![[r#""" dns"#]],
    );
    check(ROUTER, "r:\n  tls:\n    certResolver: ¦", expect![[r#""" le"#]]);
    check(ROUTER, "r:\n  tls: {certResolver: l¦}", expect![[r#""l" le"#]]);
    check(ROUTER, "r:\n  tls: ¦", expect![[r#""" {}"#]]);
    check(
        SERVICE,
        "s:\n  loadBalancer:\n    serversTransport: ¦",
        expect![[r#""" self-signed"#]],
    );
    check(
        SERVICE,
        "s:\n  loadBalancer:\n    strategy: ¦",
        expect![[r#""" wrr p2c hrw leasttime"#]],
    );
    check(
        SERVICE,
        "s:\n  loadBalancer:\n    passHostHeader: f¦",
        expect![[r#""f" true false"#]],
    );
    check(
        SERVICE,
        "s:\n  loadBalancer:\n    servers:\n      - url: ¦",
        expect![[r#""" http:// https:// h2c://"#]],
    );
    check(
        SERVICE,
        "s:\n  loadBalancer:\n    healthCheck:\n      interval: ¦  # often",
        expect![[r#""" 100ms 1s 5s 10s 30s 1m 5m 1h"#]],
    );
    check(
        Kind::TlsOptions,
        "o:\n  minVersion: ¦",
        expect![[r#""" VersionTLS10 VersionTLS11 VersionTLS12 VersionTLS13"#]],
    );
    check(
        MIDDLEWARE,
        "m:\n  chain:\n    middlewares:\n      - a¦",
        expect![[r#""a" auth zip"#]],
    );
    // Nothing is known here.
    check(ROUTER, "r¦:\n", expect![[r#""" "#]]);
    check(ROUTER, "r:\n  priority: ¦", expect![[r#""" "#]]);
    check(ROUTER, "r:\n  # serv¦", expect![[r#""" "#]]);
    check(
        MIDDLEWARE,
        "m:\n  headers:\n    customRequestHeaders:\n      X¦",
        expect![[r#""" "#]],
    );
}

#[test]
fn of_rules() {
    let labels = |kind: Kind, lines: &str| {
        let (lines, found) = completed(kind, lines);
        let labels: Vec<String> = found.options.iter().map(|option| option.label.clone()).collect();
        format!("{:?} {}", cut(&lines, found.from, found.to), labels.join(" "))
    };
    let all =
        "Host HostRegexp PathPrefix Path PathRegexp Method Header HeaderRegexp Query QueryRegexp ClientIP";
    assert_eq!(labels(ROUTER, "r:\n  rule: ¦"), format!("\"\" {all}"));
    assert_eq!(labels(ROUTER, "r:\n  rule: Ho¦"), format!("\"Ho\" {all}"));
    assert_eq!(
        labels(ROUTER, "r:\n  rule: \"Host(`a`) && P¦"),
        format!("\"P\" {all}")
    );
    assert_eq!(
        labels(ROUTER, "r:\n  rule: Host(`a`) && (¦)"),
        format!("\"\" {all}")
    );
    assert_eq!(
        labels(ROUTER, "r:\n  rule: |\n    Host(`a`) ||\n    P¦\n"),
        format!("\"P\" {all}")
    );
    assert_eq!(labels(ROUTER, "r:\n  rule: Host(`a`) ¦"), "\"\" && ||");
    assert_eq!(labels(ROUTER, "r:\n  rule: Host(`o¦"), "\"o\" one.example");
    assert_eq!(
        labels(ROUTER, "r:\n  rule: Host(`a`) && Method(`¦`)"),
        "\"\" GET POST PUT DELETE PATCH HEAD OPTIONS"
    );
    assert_eq!(labels(ROUTER, "r:\n  rule: Host(¦"), "\"\" ");
    assert_eq!(
        labels(Kind::TcpRouter, "r:\n  rule: ¦"),
        "\"\" ClientIP HostSNI HostSNIRegexp ALPN"
    );
    let (_, found) = completed(ROUTER, "r:\n  rule: ¦");
    assert_eq!(found.options[0].apply, "Host(`${host}`)");
    assert!(found.options[0].is_snippet);
}

#[test]
fn of_many_names() {
    let mut names = Names::default();
    for number in 0..10_000 {
        names.insert(Kind::HttpService, format!("service-{number}"), "http://a");
    }
    let around = Surroundings {
        names: Some(&names),
        ..Surroundings::default()
    };
    let (lines, offset) = caret("r:\n  service: 777¦\n");
    let found = complete(ROUTER, &lines, offset, &around);
    assert!(!found.is_complete);
    let own = found
        .options
        .iter()
        .filter(|option| option.section == "In this profile");
    assert_eq!(own.count(), 19);
}

fn explained(kind: Kind, lines: &str, expect: Expect) {
    let (lines, offset) = caret(lines);
    let found = around(|around| hover(kind, &lines, offset, around));
    let shown = found.map(|found| {
        let words = cut(&lines, found.from, found.to);
        format!("{words} | {} | {}", found.title, found.text)
    });
    expect.assert_eq(&shown.unwrap_or_default());
}

#[test]
fn of_words() {
    explained(
        ROUTER,
        "r:\n  prio¦rity: 1\n",
        expect![
            "priority | priority: number | Higher priorities are tried first. Not set: the length of the rule."
        ],
    );
    explained(
        SERVICE,
        "s:\n  loadBalancer: {strat¦egy: p2c}\n",
        expect![
            "strategy | strategy: one of several values | How a server is chosen: in turn, the less busy of two, by the client's address, or the fastest. One of `wrr`, `p2c`, `hrw`, `leasttime`. Not set: wrr. Since Traefik 3.4."
        ],
    );
    explained(
        ROUTER,
        "r:\n  rule: \"oops\n  service: a¦pp\n",
        expect!["app | HTTP service app | http://a"],
    );
    explained(
        ROUTER,
        "r:\n  middlewares: [zip, au¦th]\n",
        expect!["auth | HTTP middleware auth | basicAuth, 1 user"],
    );
    explained(
        ROUTER,
        "r:\n  middlewares: zip, au¦th\n",
        expect!["auth | HTTP middleware auth | basicAuth, 1 user"],
    );
    explained(
        ROUTER,
        "r:\n  middlewares:\n    - ni¦x\n",
        expect!["nix | HTTP middleware nix | There is none of this name in this profile."],
    );
    explained(
        ROUTER,
        "r:\n  service: ap¦i@internal\n",
        expect![
            "api@internal | HTTP service api@internal | It is built into Traefik, and may have to be turned on in the install configuration."
        ],
    );
    explained(
        ROUTER,
        "r:\n  entryPoints: [web¦secure]\n",
        expect!["websecure | Entry point websecure | It listens on `:443`."],
    );
    explained(
        ROUTER,
        "r:\n  tls: {certResolver: l¦e}\n",
        expect!["le | Certificate resolver le | This gateway has it."],
    );
    explained(
        ROUTER,
        "r:\n  rule: Host(`a`) && Path¦Prefix(`/b`)\n",
        expect![
            "PathPrefix | PathPrefix(`/path`) | Requests whose path begins like this: `/api` takes `/api/users`, and `/apis` too."
        ],
    );
    explained(ROUTER, "r:\n  rule: Host(`a¦`)\n", expect![""]);
    explained(ROUTER, "r:\n  rule: x  # pri¦ority\n", expect![""]);
    explained(
        MIDDLEWARE,
        "m:\n  ipWhite¦List: {}\n",
        expect![
            "ipWhiteList | ipWhiteList: object | The former name of `ipAllowList`. Deprecated. Rename it to `ipAllowList`."
        ],
    );
}

/// Whatever is offered for a key and written there is known to reading.
#[test]
fn offered_keys_are_known() {
    for &kind in Kind::ALL {
        let start = if kind == Kind::TlsCertificate {
            "- "
        } else {
            "it:\n  "
        };
        let offset = u32::try_from(start.len()).unwrap();
        let found = complete(kind, start, offset, &Surroundings::default());
        assert!(!found.options.is_empty(), "{kind}");
        for option in found.options {
            let (section, collection) = kind.section();
            let lines = format!("{start}{}", option.apply).replace('\n', "\n    ");
            let file = format!("{section}:\n  {collection}:\n    {lines}");
            let reading = read(file.as_bytes(), "a.yml", None);
            let unknown = reading
                .problems
                .iter()
                .find(|one| one.code == "UNKNOWN-FIELD" || one.code == "SYNTAX");
            assert_eq!(unknown, None, "{file}");
        }
    }
}
