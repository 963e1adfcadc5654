//! What each way of starting a Traefik says of it.
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]

use chrono::{DateTime, Utc};
use mantrae_core::gateway::{Gateway, Learned, read};
use serde_json::{Value, json};
use traefik_dynamic::Facts;

const YAML: &str = r#"
EntryPoints:
  webSecure:
    address: ":443"
    asDefault: "true"
    http:
      tls: {certResolver: le, options: strict@file}
      middlewares: a@file, b@file
      encodedCharacters: {allowEncodedSlash: false}
    forwardedHeaders: {trustedIPs: ["10.0.0.0/8"]}
    transport: {lifeCycle: {graceTimeOut: 10}}
  web:
    address: ":80"
    http: {redirections: {entryPoint: {to: webSecure, permanent: false, priority: 10}}}
  dns: {address: ":53/udp"}
certificatesResolvers: {le: {acme: {email: a@example.com, httpChallenge: {entryPoint: web}}}}
experimental: {plugins: {geo: {moduleName: example.com/geo, version: v1}}, localPlugins: {own: {moduleName: own}}}
providers: {docker: {exposedByDefault: false}, file: {directory: /etc/traefik/dynamic}}
api: {dashboard: false}
core: {defaultRuleSyntax: V2}
"#;

const TOML: &str = r#"
[entryPoints.webSecure]
address = ":443"
asDefault = true
[entryPoints.webSecure.http]
middlewares = ["a@file", "b@file"]
[entryPoints.webSecure.http.tls]
certResolver = "le"
options = "strict@file"
[entryPoints.webSecure.http.encodedCharacters]
allowEncodedSlash = false
[entryPoints.webSecure.forwardedHeaders]
trustedIPs = ["10.0.0.0/8"]
[entryPoints.web]
address = ":80"
[entryPoints.web.http.redirections.entryPoint]
to = "webSecure"
permanent = false
priority = 10
[entryPoints.dns]
address = ":53/udp"
[certificatesResolvers.le.acme.httpChallenge]
entryPoint = "web"
[experimental.plugins.geo]
moduleName = "example.com/geo"
[experimental.localPlugins.own]
moduleName = "own"
[providers.docker]
[providers.file]
directory = "/etc/traefik/dynamic"
[api]
dashboard = false
[core]
defaultRuleSyntax = "v2"
"#;

const FLAGS: &str = r#"
traefik --EntryPoints.webSecure.address=:443 --entrypoints.websecure.asDefault \
  --entrypoints.websecure.http.tls=true
  --entrypoints.websecure.http.tls.certresolver=le --entrypoints.websecure.http.tls.options=strict@file
  --entrypoints.websecure.http.middlewares=a@file,b@file
  --entrypoints.websecure.http.encodedcharacters.allowencodedslash=false
  --entrypoints.websecure.forwardedheaders.trustedips[0]=10.0.0.0/8
  --entrypoints.web.address=:80
  "--entrypoints.web.http.redirections.entrypoint.to=webSecure"
  --entrypoints.web.http.redirections.entrypoint.permanent=false
  --entrypoints.web.http.redirections.entrypoint.priority=10
  - --entrypoints.dns.address=:53/udp
  --certificatesresolvers.le.acme.httpchallenge.entrypoint=web
  --experimental.plugins.geo.modulename=example.com/geo --experimental.localplugins.own.modulename=own
  --providers.docker --providers.docker.exposedbydefault=false --providers.file.directory=/etc/traefik/dynamic
  --api.dashboard=false --core.defaultrulesyntax=v2 --log.level=DEBUG
"#;

fn facts(text: &str, name: &str) -> Facts {
    read(text, name).unwrap().facts
}

#[test]
fn a_file_and_flags_say_the_same() {
    let yaml = facts(YAML, "traefik.yml");
    assert_eq!(facts(TOML, "traefik.toml"), yaml, "TOML");
    assert_eq!(facts(FLAGS, "pasted text"), yaml, "flags");
    let expect = json!({
        "version": null,
        "entry_points": {
            "dns": {"address": ":53", "protocol": "udp"},
            "web": {"address": ":80",
                "redirect": {"to": "webSecure", "scheme": "https", "permanent": false, "priority": 10}},
            "webSecure": {"address": ":443", "default": true,
                "tls": {"options": "strict@file", "cert_resolver": "le"},
                "middlewares": ["a@file", "b@file"], "denied_encoded_characters": ["/"],
                "forwarded_headers": {"trusted_ips": ["10.0.0.0/8"]}, "has_observability": true},
        },
        "resolvers": ["le"], "plugins": ["geo", "own"], "providers": ["docker", "file"],
        "default_rule_syntax": "v2", "built_in_services": ["noop", "api", "acme-http"],
    });
    assert_eq!(yaml, serde_json::from_value(expect).unwrap());
}

#[test]
fn each_source_says_what_it_knows() {
    let check = |name: &str, text: &str, expect: Value| {
        let found = facts(text, name);
        let addresses: serde_json::Map<String, Value> = found
            .entry_points
            .iter()
            .map(|(name, one)| (name.clone(), one.address.clone().into()))
            .collect();
        let told = json!({"version": found.version, "entry points": addresses, "providers": found.providers,
            "own": found.built_in_services});
        assert_eq!(told, expect, "{text}");
    };
    let nothing = json!({"version": null, "entry points": {"http": ":80"}, "providers": [], "own": ["noop"]});
    check("traefik.yml", "log: {level: DEBUG}", nothing.clone());
    check("traefik.yml", "api: false\nping: \"false\"\n", nothing);
    check(
        "traefik.json",
        r#"{"ping": true, "metrics": {"prometheus": {}}, "providers": {"rest": {"insecure": true}}}"#,
        json!({"version": null, "entry points": {"http": ":80", "traefik": ":8080"}, "providers": ["rest"],
            "own": ["noop", "ping", "prometheus", "rest"]}),
    );
    check(
        "traefik.yml",
        "x-ep: &ep {address: ':80'}\nentryPoints: {web: {<<: *ep}}\nping: {entryPoint: web}\n",
        json!({"version": null, "entry points": {"web": ":80"}, "providers": [], "own": ["noop", "ping"]}),
    );
    check(
        "compose.yml",
        "services: {db: {image: postgres:16}, proxy: {image: 'ghcr.io/x/traefik:v3.3.2-alpine@sha256:0a', \
         command: '--entrypoints.web.address=:80 --api'}}",
        json!({"version": "3.3.2", "entry points": {"web": ":80"}, "providers": [],
            "own": ["noop", "api", "dashboard"]}),
    );
    check(
        "compose.yml",
        "services: {proxy: {image: traefik:3.6, environment: {TRAEFIK_ENTRYPOINTS_WEB_ADDRESS: ':80', TZ: UTC}}}",
        json!({"version": "3.6", "entry points": {"web": ":80"}, "providers": [], "own": ["noop"]}),
    );
    check(
        "compose.yml",
        "services: {proxy: {image: traefik, command: [--providers.docker], environment: [TRAEFIK_PING=true]}}",
        // Where there are flags, Traefik does not look at variables.
        json!({"version": null, "entry points": {"http": ":80"}, "providers": ["docker"], "own": ["noop"]}),
    );
    check(
        ".env",
        "# Traefik\nTRAEFIK_ENTRYPOINTS_webSecure_ADDRESS=\":443\"\nTRAEFIK_PROVIDERS_KUBERNETESCRD=true\n",
        json!({"version": null, "entry points": {"websecure": ":443"}, "providers": ["kubernetescrd"],
            "own": ["noop"]}),
    );
    check(
        "facts.json",
        r#"{"version": "3.3.6"}"#,
        json!({"version": "3.3.6", "entry points": {}, "providers": [], "own": null}),
    );
    check(
        "facts.json",
        r#"{"version": "3.7.15", "entry_points": {"web": {"address": ":80"}}, "providers": ["file"]}"#,
        json!({"version": "3.7.15", "entry points": {"web": ":80"}, "providers": ["file"], "own": null}),
    );
}

#[test]
fn what_says_nothing_of_a_traefik_is_refused_with_a_way_out() {
    let check = |name: &str, text: &str, message: &str| {
        let error = read(text, name).unwrap_err();
        assert!(error.message.contains(message), "{text}: {}", error.message);
        assert!(error.hint.is_some(), "{text} leaves nobody without a hint");
    };
    check("a.yml", "http: {routers: {}}", "dynamic configuration");
    check("a.yml", "", "It is empty");
    check(
        "a.yml",
        "hello: world",
        "It contains nothing from a Traefik install",
    );
    check(
        "a.yml",
        "entryPoints: [web]",
        "`entryPoints` of the install configuration is not an object",
    );
    check(
        "a.yml",
        "entryPoints: {web: {asDefault: maybe}}",
        "`entryPoints.web.asDefault`",
    );
    check(
        "a.yml",
        "entryPoints: {web: {address: [a]}}",
        "`entryPoints.web.address`",
    );
    check(
        "a.yml",
        "api: maybe",
        "`api` of the install configuration is not `true` or `false`",
    );
    check("a.yml", "entryPoints:\n  web: {\n", "line 3");
    check("a.toml", "[entryPoints\n", "line 1");
    check("a.yml", "services: {db: {image: postgres}}", "No service");
    check(
        "a.yml",
        "services: {a: {image: traefik:v3.1}, b: {image: traefik}}",
        "More than one service uses a Traefik image: a, b",
    );
    check(
        "a.txt",
        "--configFile=/etc/traefik.yml --api",
        "`/etc/traefik.yml`",
    );
    check("a.txt", "--nonsense=1", "It contains no flag or variable");
}

#[test]
fn what_a_source_does_not_know_stays_known() {
    let now: DateTime<Utc> = "2026-11-27T10:00:00Z".parse().unwrap();
    let learned = |facts: Value, is_whole| Learned {
        facts: serde_json::from_value(facts).unwrap(),
        source: "traefik.yml".to_owned(),
        is_whole,
    };
    let first = learned(
        json!({"version": "3.7", "entry_points": {"web": {}, "websecure": {}}, "resolvers": ["le"]}),
        true,
    );
    let first = first.over(None, now);
    let summary = "Traefik 3.7 · entry points web, websecure · resolver le · from traefik.yml, 27 Nov";
    assert_eq!(first.summary(), summary);

    let whole = learned(json!({"entry_points": {"web": {}}}), true).over(Some(&first), now);
    assert_eq!(
        whole.facts.version.as_deref(),
        Some("3.7"),
        "a file names no version"
    );
    assert!(whole.facts.resolvers.is_empty(), "a file names all resolvers");

    let of_api = learned(json!({"version": "3.7.15", "entry_points": {"web": {}}}), false);
    let Gateway { facts, .. } = of_api.over(Some(&first), now);
    assert_eq!(facts.version.as_deref(), Some("3.7.15"));
    assert_eq!(facts.resolvers, ["le"], "the API names no resolvers");
}
