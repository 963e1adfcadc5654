//! Components of yesterday in the words of today.

use expect_test::{Expect, expect};
use traefik_dynamic::Kind;

use crate::fixtures::component;

fn check(kind: Kind, body: &str, expect: Expect) {
    let modern = component(kind, body).modernised();
    expect.assert_eq(&modern.map_or("nothing to change".to_owned(), |modern| modern.to_yaml()));
}

#[test]
fn middlewares() {
    check(
        Kind::HttpMiddleware,
        "{ipWhiteList: {sourceRange: [10.0.0.0/8], ipStrategy: {depth: 1}}}",
        expect![[r#"
            ipAllowList:
              sourceRange:
                - 10.0.0.0/8
              ipStrategy:
                depth: 1
        "#]],
    );
    check(
        Kind::TcpMiddleware,
        "{ipWhiteList: {sourceRange: [10.0.0.0/8]}}",
        expect![[r#"
            ipAllowList:
              sourceRange:
                - 10.0.0.0/8
        "#]],
    );
    check(
        Kind::HttpMiddleware,
        "{headers: {sslRedirect: true, frameDeny: true}}",
        expect![[r#"
            headers:
              frameDeny: true
        "#]],
    );
    check(
        Kind::HttpMiddleware,
        "{headers: {sslRedirect: true}}",
        expect!["nothing to change"],
    );
    check(
        Kind::HttpMiddleware,
        "{stripPrefix: {prefixes: [/a], forceSlash: false}}",
        expect![[r#"
            stripPrefix:
              prefixes:
                - /a
        "#]],
    );
    check(
        Kind::HttpMiddleware,
        "{contentType: {autoDetect: true}}",
        expect![[r#"
            contentType: {}
        "#]],
    );
    check(
        Kind::HttpMiddleware,
        "{compress: {}}",
        expect!["nothing to change"],
    );
}

#[test]
fn routers() {
    check(
        Kind::HttpRouter,
        "{rule: 'Host(`a`,`b`)', ruleSyntax: v2, service: s}",
        expect![[r#"
            rule: Host(`a`) || Host(`b`)
            service: s
        "#]],
    );
    check(
        Kind::HttpRouter,
        "{rule: 'Host(`a`)', service: s}",
        expect!["nothing to change"],
    );
}

#[test]
fn transports() {
    check(
        Kind::HttpServersTransport,
        "{peerCertURI: 'spiffe://a/b'}",
        expect!["nothing to change"],
    );
    check(
        Kind::TlsOptions,
        "{preferServerCipherSuites: true, sniStrict: true}",
        expect![[r#"
            sniStrict: true
        "#]],
    );
}
