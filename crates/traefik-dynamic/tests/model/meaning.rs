//! What is the same however it is written.

use traefik_dynamic::Kind;

use crate::fixtures::component;

fn same(kind: Kind, a: &str, b: &str) {
    assert_eq!(
        component(kind, a).meaning(),
        component(kind, b).meaning(),
        "{a}\nand\n{b}\nmean the same"
    );
}

fn differ(kind: Kind, a: &str, b: &str) {
    assert_ne!(
        component(kind, a).meaning(),
        component(kind, b).meaning(),
        "{a}\nand\n{b}\ndo not mean the same"
    );
}

#[test]
fn durations() {
    let retry = |interval: &str| format!("{{retry: {{attempts: 2, initialInterval: {interval}}}}}");
    same(Kind::HttpMiddleware, &retry("60"), &retry("60s"));
    same(Kind::HttpMiddleware, &retry("'60'"), &retry("1m"));
    same(Kind::HttpMiddleware, &retry("1m0.5s"), &retry("60500ms"));
    differ(Kind::HttpMiddleware, &retry("60"), &retry("60ms"));
}

#[test]
fn defaults() {
    same(
        Kind::HttpMiddleware,
        "{rateLimit: {average: 1}}",
        "{rateLimit: {average: 1, burst: 1, period: 1s}}",
    );
    same(
        Kind::HttpService,
        "{loadBalancer: {servers: [{url: 'http://a'}]}}",
        "{loadBalancer: {servers: [{url: 'http://a'}], passHostHeader: true, strategy: wrr, responseForwarding: {flushInterval: 100ms}}}",
    );
    differ(
        Kind::HttpService,
        "{loadBalancer: {servers: [{url: 'http://a'}]}}",
        "{loadBalancer: {servers: [{url: 'http://a'}], passHostHeader: false}}",
    );
    differ(
        Kind::HttpService,
        "{loadBalancer: {servers: [{url: 'http://a'}]}}",
        "{loadBalancer: {servers: [{url: 'http://a', weight: 0}]}}",
    );
    differ(
        Kind::HttpRouter,
        "{rule: 'Host(`a`)', service: s}",
        "{rule: 'Host(`a`)', service: s, tls: {}}",
    );
    differ(
        Kind::HttpRouter,
        "{rule: 'Host(`a`)', service: s}",
        "{rule: 'Host(`a`)', service: s, observability: {accessLogs: false}}",
    );
}

#[test]
fn forms() {
    same(
        Kind::HttpRouter,
        "{rule: 'Host(`a`)', service: s, tls: true}",
        "{rule: 'Host(`a`)', service: s, tls: {}}",
    );
    same(
        Kind::HttpRouter,
        "{rule: 'Host(`a`)', service: s, tls: null}",
        "{service: s, RULE: 'Host(`a`)'}",
    );
    same(
        Kind::HttpRouter,
        "{rule: a, service: s, entryPoints: 'a, b', priority: '10'}",
        "{rule: a, service: s, entrypoints: [a, b], priority: 10}",
    );
    differ(
        Kind::HttpRouter,
        "{rule: a, service: s, entryPoints: [a, b]}",
        "{rule: a, service: s, entryPoints: [b, a]}",
    );
    same(
        Kind::HttpMiddleware,
        "{headers: {customRequestHeaders: {A: '1', B: ''}}}",
        "{headers: {customRequestHeaders: {B: '', A: 1}}}",
    );
    differ(
        Kind::HttpMiddleware,
        "{headers: {customRequestHeaders: {A: '1', B: ''}}}",
        "{headers: {customRequestHeaders: {A: '1'}}}",
    );
    same(
        Kind::HttpMiddleware,
        "{plugin: {p: {a: 1, b: true}}}",
        "{plugin: {p: {b: 'true', a: '1'}}}",
    );
}

/// A router and a service with the same words are not the same.
#[test]
fn kinds() {
    assert_ne!(
        component(Kind::TcpRouter, "{service: s}").meaning(),
        component(Kind::UdpRouter, "{service: s}").meaning()
    );
}
