//! Renames: references that follow, and lines that stay.

use expect_test::{Expect, expect};
use serde_json::{Value, json};
use traefik_dynamic::text::{renamed, written};
use traefik_dynamic::{Braces, Component, Kind};

fn check(kind: Kind, configuration: Value, (of, from): (Kind, &str), expected: &Expect) {
    let component = Component::from_configuration(kind, "own.name", configuration);
    let found = component.redirections(of, from, "new");
    let lines = found
        .iter()
        .map(|one| format!("{}: {} becomes {}\n", one.path, one.before, one.after));
    expected.assert_eq(&lines.collect::<String>());
    let redirected = component.redirected(of, from, "new");
    assert_eq!(redirected.is_some(), !found.is_empty());
    if let Some(redirected) = redirected {
        assert_eq!(redirected.redirections(of, from, "new"), [], "nothing is left");
        let back = redirected.redirected(of, "new", from).unwrap();
        assert_eq!(back.meaning(), component.meaning(), "and back");
    }
}

#[test]
fn every_place_that_names_a_component() {
    let router = json!({
        "rule": "Path(`/`)", "service": "x", "middlewares": ["a", "x", "x@file", "x@docker"],
        "tls": { "options": "x" }, "parentRefs": ["x"]
    });
    let in_router = |kind, expected: &Expect| check(Kind::HttpRouter, router.clone(), (kind, "x"), expected);
    in_router(
        Kind::HttpService,
        &expect![[r#"
            service: "x" becomes "new"
        "#]],
    );
    in_router(
        Kind::HttpMiddleware,
        &expect![[r#"
            middlewares[1]: "x" becomes "new"
            middlewares[2]: "x@file" becomes "new@file"
        "#]],
    );
    in_router(
        Kind::TlsOptions,
        &expect![[r#"
            tls.options: "x" becomes "new"
        "#]],
    );
    in_router(
        Kind::HttpRouter,
        &expect![[r#"
            parentRefs[0]: "x" becomes "new"
        "#]],
    );
    in_router(Kind::TcpService, &expect![""]);
}

#[test]
fn services_name_services_and_transports() {
    let in_service = |configuration, expected: &Expect| {
        check(
            Kind::HttpService,
            configuration,
            (Kind::HttpService, "x"),
            expected,
        );
    };
    in_service(
        json!({ "weighted": { "services": [{ "name": "a" }, { "name": "x", "weight": 2 }] } }),
        &expect![[r#"
            weighted.services[1].name: "x" becomes "new"
        "#]],
    );
    in_service(
        json!({ "mirroring": { "service": "x", "mirrors": [{ "name": "x", "percent": 5 }] } }),
        &expect![[r#"
            mirroring.service: "x" becomes "new"
            mirroring.mirrors[0].name: "x" becomes "new"
        "#]],
    );
    in_service(
        json!({ "failover": { "service": "x", "fallback": "x@file" } }),
        &expect![[r#"
            failover.service: "x" becomes "new"
            failover.fallback: "x@file" becomes "new@file"
        "#]],
    );
    check(
        Kind::HttpService,
        json!({ "loadBalancer": { "serversTransport": "x", "servers": [{ "url": "http://192.0.2.1" }] } }),
        (Kind::HttpServersTransport, "x"),
        &expect![[r#"
            loadBalancer.serversTransport: "x" becomes "new"
        "#]],
    );
}

#[test]
fn middlewares_name_middlewares_and_services() {
    check(
        Kind::HttpMiddleware,
        json!({ "chain": { "middlewares": ["x", "y"] } }),
        (Kind::HttpMiddleware, "x"),
        &expect![[r#"
            chain.middlewares[0]: "x" becomes "new"
        "#]],
    );
    check(
        Kind::HttpMiddleware,
        json!({ "errors": { "status": ["500"], "service": "x", "query": "/x" } }),
        (Kind::HttpService, "x"),
        &expect![[r#"
            errors.service: "x" becomes "new"
        "#]],
    );
}

/// A list that is one text with an action may have more items than can be told.
#[test]
fn a_text_with_commas_keeps_its_action() {
    let configuration = json!({
        "rule": "Path(`/`)", "service": "s", "middlewares": r#"x, {{ env "MORE" }}, x@file"#
    });
    let router = Component::from_configuration(Kind::HttpRouter, "web", configuration);
    let router = router.with_braces(Braces::Actions);
    let redirected = router.redirected(Kind::HttpMiddleware, "x", "new").unwrap();
    assert_eq!(
        redirected.configuration()["middlewares"],
        r#"new,{{ env "MORE" }},new@file"#
    );
}

fn check_lines(text: &str, configuration: Value, name: &str, expected: &Expect) {
    let component = Component::from_configuration(Kind::HttpMiddleware, "zip", configuration);
    expected.assert_eq(&renamed(text, &component, name).unwrap_or_default());
}

#[test]
fn lines_keep_their_comments_under_another_name() {
    let zip = || json!({ "compress": {} });
    check_lines(
        "# zip it\n\"zip\" :  # zip\n  compress: {}  # zip\n",
        zip(),
        "pack \"a\"",
        &expect![[r#"
            # zip it
            "pack \"a\"" :  # zip
              compress: {}  # zip
        "#]],
    );
    check_lines(
        "zip: {compress: {}}\n",
        zip(),
        "yes",
        &expect![[r#"
            "yes": {compress: {}}
        "#]],
    );
    check_lines(
        "'zip':\n  compress: {}\n",
        zip(),
        "it's",
        &expect![[r"
            'it''s':
              compress: {}
        "]],
    );
    check_lines(
        "? zip\n: compress: {}\n",
        zip(),
        "pack",
        &expect![[r"
            ? pack
            : compress: {}
        "]],
    );
    // Lines that say something else are not kept.
    check_lines("zip:\n  buffering: {}\n", zip(), "pack", &expect![""]);
}

#[test]
fn a_certificate_has_no_name_to_change() {
    let configuration = json!({ "certFile": "a.pem", "keyFile": "a.key" });
    let certificate = Component::from_configuration(Kind::TlsCertificate, "a.pem", configuration);
    assert_eq!(renamed(&written(&certificate), &certificate, "b"), None);
}
