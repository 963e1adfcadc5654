//! What Traefik makes of components, and which router takes a request.

use expect_test::{Expect, expect};
use serde_json::{Value, json};
use traefik_dynamic::predict::predict;
use traefik_dynamic::route::{Request, Routes, from_curl};
use traefik_dynamic::{Component, Facts, read};

fn components(http: Value) -> Vec<Component> {
    let reading = read(json!({"http": http}).to_string().as_bytes(), "dynamic.json", None);
    reading.every_component().into_iter().cloned().collect()
}

fn facts() -> Facts {
    let entry_points =
        json!({"web": {"address": ":80"}, "secure": {"address": ":443"}, "dns": {"address": ":53/udp"}});
    serde_json::from_value(json!({ "entry_points": entry_points, "providers": ["file"] })).unwrap()
}

/// One router with what it needs: its status, the code of each reason and Traefik's words.
fn router(router: Value, expect: Expect) {
    let services = json!({"app": {"loadBalancer": {"servers": [{"url": "http://10.0.0.1"}]}}});
    let middlewares = json!({
        "auth": {"basicAuth": {"users": ["joe"]}},
        "ring": {"chain": {"middlewares": ["ring"]}},
    });
    let http = json!({"routers": {"web": router}, "services": services, "middlewares": middlewares});
    let states = predict(&components(http), Some(&facts()));
    let state = states.iter().find(|state| state.component == "web").unwrap();
    let mut lines = vec![format!("{:?}", state.status)];
    for reason in &state.reasons {
        lines.push(format!(
            "{}: {}",
            reason.code,
            reason.traefik.as_deref().unwrap_or_default()
        ));
    }
    lines.extend(state.notes.iter().map(|note| format!("note {}", note.code)));
    expect.assert_eq(&lines.join("\n"));
}

fn with_rule(rule: &str, expect: Expect) {
    router(
        json!({"rule": rule, "entryPoints": ["web"], "service": "app"}),
        expect,
    );
}

#[test]
fn rules() {
    with_rule("Host(`a`)", expect!["Enabled"]);
    with_rule(
        "HostRegexp(`^(www\\.)?$`)",
        expect![[r"
        Enabled
        note EVERY-HOST"]],
    );
    with_rule(
        "Host(`a`)\n&& Path(`/`)",
        expect![[r"
        Disabled
        RULE-SYNTAX: error while parsing rule Host(`a`)
        && Path(`/`): parsing rule Host(`a`)
        && Path(`/`): 2:1: expected 'EOF', found '&&'"]],
    );
    with_rule(
        "Host(`ü.lan`)",
        expect![[r#"
        Disabled
        RULE-HOST: error while parsing rule Host(`ü.lan`): adding rule Host(`ü.lan`): error while adding rule Host: invalid value "ü.lan" for Host matcher, non-ASCII characters are not allowed"#]],
    );
    with_rule(
        "PathRegexp(`(?=a)`)",
        expect![[r"
        Disabled
        RULE-REGEXP: error while parsing rule PathRegexp(`(?=a)`): adding rule PathRegexp(`(?=a)`): error while adding rule PathRegexp: compiling PathPrefix matcher: error parsing regexp: invalid or unsupported Perl syntax: `(?=`"]],
    );
}

#[test]
fn references() {
    let named = |field: &str, value: Value| {
        let mut router = json!({"rule": "Host(`a`)", "entryPoints": ["web"], "service": "app"});
        router[field] = value;
        router
    };
    router(
        named("service", json!("nope")),
        expect![[r#"
        Disabled
        SERVICE-MISSING: the service "nope@file" does not exist"#]],
    );
    router(
        named("middlewares", json!(["auth"])),
        expect![[r"
        Disabled
        USERS: error parsing BasicUser: joe"]],
    );
    router(
        named("middlewares", json!(["ring"])),
        expect![[r"
        Disabled
        RING: could not instantiate middleware ring@file: recursion detected in middleware:ring@file->middleware:ring@file"]],
    );
    router(
        named("middlewares", json!(["m@docker"])),
        expect![[r#"
        Disabled
        MIDDLEWARE-MISSING: middleware "m@docker" does not exist"#]],
    );
    router(
        named("entryPoints", json!(["web", "dns"])),
        expect![[r#"
        Warning
        ENTRY-POINT-MISSING: entryPoint "dns" doesn't exist"#]],
    );
    router(
        named("service", json!("ping@internal")),
        expect![[r"
        Unknown
        BUILT-IN-UNKNOWN: "]],
    );
    router(
        named("tls", json!({"options": "nope"})),
        expect![[r"
        Disabled
        TLS-OPTIONS-MISSING: building router handler: unknown TLS options: nope@file"]],
    );
}

#[test]
fn without_facts_entry_points_are_not_known() {
    let http = json!({"routers": {"web": {"rule": "Host(`a`)", "entryPoints": ["web"], "service": "nope"}, "two": {"rule": "Host(`a`)", "entryPoints": ["web"], "service": "nope@docker"}}});
    let states = predict(&components(http), None);
    let told: Vec<String> = states
        .iter()
        .map(|state| format!("{} {:?}", state.component, state.status))
        .collect();
    assert_eq!(told, ["web Disabled", "two Unknown"]);
}

#[test]
fn a_disabled_router_is_told_as_such() {
    let http = json!({"routers": {"web": {"rule": "Host(`a`)", "entryPoints": ["web"], "service": "nope"}}});
    let states = predict(&components(http), Some(&facts()));
    assert_eq!(
        states[0].reasons[0].message,
        "Traefik will load the file, but this router will not work: there is no service `nope`"
    );
}

/// What came later is known by the version in the facts; without one nothing is said.
#[test]
fn a_strategy_needs_its_version() {
    let check = |version: Option<&str>, expect: &str| {
        let app = json!({"loadBalancer": {"strategy": "hrw", "servers": [{"url": "http://10.0.0.1"}]}});
        let http = json!({
            "routers": {"web": {"rule": "Host(`a`)", "entryPoints": ["web"], "service": "app"}},
            "services": {"app": app},
        });
        let facts = Facts {
            version: version.map(str::to_owned),
            ..facts()
        };
        let states = predict(&components(http), Some(&facts));
        let told: Vec<String> = states
            .iter()
            .map(|state| format!("{} {:?}", state.component, state.status))
            .collect();
        assert_eq!(told.join(", "), expect, "Traefik {version:?}");
    };
    check(Some("3.5.3"), "web Disabled, app Disabled");
    check(Some("3.6.0"), "web Enabled, app Enabled");
    check(None, "web Enabled, app Enabled");
}

fn routed(request: &Request, expect: Expect) {
    let app = json!({"loadBalancer": {"servers": [{"url": "http://10.0.0.1"}]}});
    let http = json!({
        "routers": {
            "shop": {"rule": "Host(`shop.lan`)", "entryPoints": ["web"], "service": "app"},
            "cart": {"rule": "Host(`shop.lan`) && PathPrefix(`/cart`)", "entryPoints": ["web"], "middlewares": ["both"], "service": "app"},
            "tie1": {"rule": "Host(`tie.lan`)", "entryPoints": ["web"], "service": "app"},
            "tie2": {"rule": "Host(`tie.lan`)", "entryPoints": ["web"], "service": "app"},
            "safe": {"rule": "Host(`shop.lan`)", "entryPoints": ["secure"], "service": "app", "tls": {}},
        },
        "middlewares": {
            "both": {"chain": {"middlewares": ["strip", "add"]}},
            "strip": {"stripPrefix": {"prefixes": ["/cart"]}},
            "add": {"addPrefix": {"prefix": "/v2"}},
        },
        "services": {"app": app},
    });
    let components = components(http);
    let answer = Routes::new(&components, Some(&facts())).route(request);
    let steps: Vec<String> = answer
        .steps
        .iter()
        .map(|step| format!("{} {}", step.name, step.effect))
        .collect();
    expect.assert_eq(&format!(
        "{:?} {}\n{}",
        answer.router,
        answer.sentence,
        steps.join("\n")
    ));
}

#[test]
fn routes() {
    let url = |url: &str| Request::from_url(url).unwrap();
    routed(
        &url("http://SHOP.lan/cart/1"),
        expect![[r#"
        Some("cart") `cart` takes it
        strip makes the path `/1`
        add makes the path `/v2/1`"#]],
    );
    routed(
        &url("http://shop.lan/%2e%2e//x"),
        expect![[r#"
        Some("shop") `shop` takes it
    "#]],
    );
    routed(
        &url("https://shop.lan/"),
        expect![[r#"
        Some("safe") `safe` takes it
    "#]],
    );
    routed(
        &url("http://other.lan/"),
        expect![[r"
        None No router matches: Traefik answers 404
    "]],
    );
    routed(
        &url("http://tie.lan/"),
        expect![[r#"
        Some("tie1") Several routers match with equal priority: Traefik picks one at random at each reload
    "#]],
    );
    routed(
        &from_curl("curl -XPOST 'http://127.0.0.1/cart' -H \"Host: shop.lan\"").unwrap(),
        expect![[r#"
        Some("cart") `cart` takes it
        strip makes the path `/`
        add makes the path `/v2/`"#]],
    );
    assert!(from_curl("curl 'http://a").is_err());
}
