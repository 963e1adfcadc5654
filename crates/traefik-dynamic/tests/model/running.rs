//! What was published is compared with what Traefik says it runs.

use serde_json::{Value, json};
use traefik_dynamic::running::{Report, differences};
use traefik_dynamic::{Component, Kind};

fn router(name: &str, value: Value) -> Component {
    Component::from_configuration(Kind::HttpRouter, name, value)
}

/// The differences in words: `name missing`, `name extra`, or `name field,field`.
fn told(components: &[Component], answer: &Value, entry_points: &Value) -> Vec<String> {
    use traefik_dynamic::running::What;
    let components: Vec<&Component> = components.iter().collect();
    let report = Report::read(answer, "file");
    differences(&components, &report, entry_points.as_array().unwrap())
        .into_iter()
        .map(|one| match one.what {
            What::Missing => format!("{} missing", one.component),
            What::Extra => format!("{} extra", one.component),
            What::Fields(fields) => format!("{} {}", one.component, fields.join(",")),
        })
        .collect()
}

fn plain() -> Value {
    json!([
        { "name": "traefik", "address": ":8080" },
        { "name": "web", "address": ":80" },
        { "name": "dns", "address": ":53/udp" },
    ])
}

/// As Traefik 3.7.15 answers.
fn shop() -> Value {
    json!({
        "entryPoints": ["web"],
        "service": "app",
        "rule": "Host(`shop.lan`)",
        "priority": 16,
        "observability": { "accessLogs": true, "metrics": true, "tracing": true, "traceVerbosity": "minimal" },
        "status": "enabled",
        "using": ["web"],
    })
}

fn with(mut value: Value, field: &str, new: Value) -> Value {
    value[field] = new;
    value
}

#[test]
fn what_traefik_fills_in_is_no_difference_and_everything_else_is() {
    let published = [router(
        "shop",
        json!({ "rule": "Host(`shop.lan`)", "service": "app@file" }),
    )];
    let check = |answer: Value, expect: &[&str]| {
        let answer = json!({ "routers": { "shop@file": answer, "dashboard@internal": {} } });
        assert_eq!(told(&published, &answer, &plain()), expect, "{answer}");
    };
    check(shop(), &[]);
    check(with(shop(), "priority", json!(17)), &["shop priority"]);
    check(
        with(shop(), "entryPoints", json!(["web", "other"])),
        &["shop entryPoints"],
    );
    check(with(shop(), "service", json!("other@file")), &["shop service"]);
    check(with(shop(), "tls", json!({})), &["shop tls"]);
    check(with(shop(), "middlewares", json!([])), &[]);
    check(with(shop(), "middlewares", Value::Null), &[]);
    let quiet = json!({ "accessLogs": false, "metrics": true, "tracing": true });
    check(
        with(shop(), "observability", quiet),
        &["shop observability.accessLogs"],
    );
}

#[test]
fn names_that_only_one_side_has_are_told() {
    let published = [router(
        "shop",
        json!({ "rule": "Host(`shop.lan`)", "service": "app" }),
    )];
    assert_eq!(told(&published, &json!({}), &plain()), ["shop missing"]);
    let answer = json!({ "routers": { "shop@file": shop(), "old@file": shop(), "shop@docker": {} } });
    assert_eq!(told(&published, &answer, &plain()), ["old extra"]);
}

#[test]
fn entry_points_that_add_something_make_copies() {
    let entry_points = json!([
        { "name": "web", "address": ":80", "http": { "middlewares": ["zip"] } },
        { "name": "secure", "address": ":443", "http": { "tls": { "certResolver": "le" } } },
        { "name": "bare", "address": ":81" },
    ]);
    let published = [
        router(
            "shop",
            json!({
                "rule": "Host(`shop.lan`)", "service": "app", "middlewares": ["auth"],
                "entryPoints": ["bare", "secure", "web"],
            }),
        ),
        router(
            "child",
            json!({ "rule": "Path(`/`)", "service": "app", "parentRefs": ["shop", "nowhere"] }),
        ),
    ];
    let bare = with(
        with(shop(), "entryPoints", json!(["bare"])),
        "middlewares",
        json!(["auth@file"]),
    );
    let web = with(
        with(bare.clone(), "entryPoints", json!(["web"])),
        "middlewares",
        json!(["zip", "auth"]),
    );
    let tls = json!({ "options": "default", "certResolver": "le" });
    let secure = with(with(bare.clone(), "entryPoints", json!(["secure"])), "tls", tls);
    let child = json!({
        "rule": "Path(`/`)", "service": "app@file", "priority": 9,
        "parentRefs": ["shop@file", "secure-shop@file", "web-shop@file"],
    });
    let answer = json!({ "routers": {
        "shop@file": bare, "web-shop@file": web, "secure-shop@file": secure, "child@file": child,
    } });
    assert_eq!(told(&published, &answer, &entry_points), [""; 0]);
    let mut other = answer;
    other["routers"]["web-shop@file"]["middlewares"] = json!(["auth"]);
    assert_eq!(told(&published, &other, &entry_points), ["shop middlewares"]);
}

#[test]
fn routers_whose_tls_options_conflict_are_put_together_again() {
    let published = [router(
        "shop",
        json!({ "rule": "Host(`shop.lan`)", "service": "app", "tls": { "options": "strict" }, "entryPoints": ["a", "b"] }),
    )];
    let tls = json!({ "options": "strict@file" });
    let on = |names: Value| with(with(shop(), "entryPoints", names), "tls", tls.clone());
    for answer in [
        json!({ "shop@file": on(json!(["a"])), "b-conflicted-shop@file": on(json!(["b"])) }),
        json!({ "a-conflicted-shop@file": on(json!(["a"])), "b-conflicted-shop@file": on(json!(["b"])) }),
    ] {
        let answer = json!({ "routers": answer });
        assert_eq!(told(&published, &answer, &plain()), [""; 0], "{answer}");
    }
}

#[test]
fn cookies_get_the_name_of_their_service() {
    let of = |cookie: Value| {
        let value =
            json!({ "loadBalancer": { "servers": [{ "url": "http://a" }], "sticky": { "cookie": cookie } } });
        Component::from_configuration(Kind::HttpService, "app", value)
    };
    let shown = |name: &str| {
        let cookie = json!({ "name": name, "path": "/" });
        json!({ "services": { "app@file": { "loadBalancer": {
            "servers": [{ "url": "http://a" }], "sticky": { "cookie": cookie }, "passHostHeader": true,
            "responseForwarding": { "flushInterval": "100ms" }, "strategy": "wrr",
        }, "serverStatus": { "http://a": "UP" }, "status": "enabled" } } })
    };
    // The first five digits of the SHA-1 of `_TRAEFIK_BACKEND_app@file`.
    assert_eq!(told(&[of(json!({}))], &shown("_fb0b0"), &plain()), [""; 0]);
    assert_eq!(
        told(&[of(json!({ "name": "a b" }))], &shown("a_b"), &plain()),
        [""; 0]
    );
    assert_eq!(
        told(&[of(json!({ "name": "a" }))], &shown("b"), &plain()),
        ["app loadBalancer.sticky.cookie.name"]
    );
}

/// The API leaves out zeros, whatever the default is; and braces count as they are written.
#[test]
fn zeros_are_left_out_and_braces_are_not_counted_twice() {
    let breaker = json!({ "circuitBreaker": { "expression": "x", "checkPeriod": 0 } });
    let buffering = json!({ "buffering": { "maxRequestBodyBytes": 0 } });
    let of = |name: &str, value| Component::from_configuration(Kind::HttpMiddleware, name, value);
    let published = [
        of("breaker", breaker),
        of("buffering", buffering),
        router("braces", json!({ "rule": "Path(`/{{`)", "service": "app" })),
    ];
    let answer = json!({
        "middlewares": {
            "breaker@file": { "circuitBreaker": { "expression": "x", "responseCode": 503 } },
            "buffering@file": { "buffering": {} },
        },
        "routers": { "braces@file": { "rule": "Path(`/{{`)", "service": "app", "priority": 11, "entryPoints": ["web"] } },
    });
    assert_eq!(told(&published, &answer, &plain()), [""; 0]);
}

#[test]
fn what_traefik_says_of_components_is_kept() {
    let answer = json!({ "tcpRouters": { "mail@file": { "rule": "HostSNI(`*`)", "status": "disabled", "error": ["no"] } } });
    let report = Report::read(&answer, "file");
    let mail = report.find(Kind::TcpRouter, "mail").unwrap();
    assert_eq!(
        (mail.status.as_str(), mail.errors.as_slice()),
        ("disabled", ["no".to_owned()].as_slice())
    );
    assert_eq!(mail.configuration(), &json!({ "rule": "HostSNI(`*`)" }));
}
