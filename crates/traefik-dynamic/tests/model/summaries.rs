//! One line for a list, names, secrets.

use traefik_dynamic::{Kind, Reference};

use crate::fixtures::component;

fn check(kind: Kind, body: &str, summary: &str) {
    assert_eq!(component(kind, body).summary(), summary);
}

#[test]
fn lines() {
    check(
        Kind::HttpRouter,
        "{rule: 'Host(`g.example.com`)', service: grafana}",
        "g.example.com → grafana",
    );
    check(
        Kind::HttpRouter,
        "{rule: 'Host(`a`) || Host(`b`)', service: s}",
        "a, b → s",
    );
    check(
        Kind::HttpRouter,
        "{rule: 'PathPrefix(`/api`)', service: s}",
        "PathPrefix(`/api`) → s",
    );
    check(
        Kind::HttpService,
        "{loadBalancer: {servers: [{url: 'http://localhost:8080'}]}}",
        "http://localhost:8080",
    );
    check(
        Kind::HttpService,
        "{loadBalancer: {servers: [{url: 'http://a'}, {url: 'http://b'}]}}",
        "http://a and 1 more",
    );
    check(
        Kind::HttpService,
        "{failover: {service: a, fallback: b}}",
        "a, else b",
    );
    check(
        Kind::HttpMiddleware,
        "{basicAuth: {users: ['a:b']}}",
        "basicAuth, 1 user",
    );
    check(
        Kind::HttpMiddleware,
        "{stripPrefix: {prefixes: [/a, /b]}}",
        "stripPrefix, /a, /b",
    );
    check(Kind::HttpMiddleware, "{compress: {}}", "compress");
    check(Kind::UdpRouter, "{entryPoints: [dns], service: s}", "dns → s");
    check(Kind::TcpMiddleware, "{inFlightConn: {amount: 1}}", "inFlightConn");
}

#[test]
fn types() {
    assert_eq!(
        component(Kind::HttpService, "{weighted: {services: [{name: a}]}}").type_name(),
        Some("weighted")
    );
    assert_eq!(
        component(Kind::HttpMiddleware, "{plugin: {a: {}}}").type_name(),
        Some("plugin")
    );
    assert_eq!(component(Kind::HttpRouter, "{service: s}").type_name(), None);
}

#[test]
fn references() {
    let router = component(
        Kind::HttpRouter,
        "{rule: a, service: api@internal, middlewares: [a, b@docker, c@file]}",
    );
    let reference = |name: &str, index: usize| Reference {
        kind: Kind::HttpMiddleware,
        name: name.to_owned(),
        path: format!("http.routers.it.middlewares[{index}]"),
    };
    assert_eq!(router.references(), [reference("a", 0), reference("c", 2)]);
}

#[test]
fn secrets() {
    assert_eq!(
        component(Kind::HttpMiddleware, "{basicAuth: {users: ['a:b', 'c:d']}}").secrets(),
        ["a:b", "c:d"]
    );
    assert!(
        component(Kind::TlsCertificate, "{certFile: a.pem, keyFile: a.key}")
            .secrets()
            .is_empty(),
        "a path is no secret"
    );
    let inline = component(
        Kind::TlsCertificate,
        "{certFile: a.pem, keyFile: \"-----BEGIN PRIVATE KEY-----\\nMII\"}",
    );
    assert_eq!(inline.secrets().len(), 1);
}
