//! What is worth saying about a component that can be read.

use expect_test::{Expect, expect};
use traefik_dynamic::Kind;

use crate::fixtures::component;

fn check(kind: Kind, body: &str, expect: Expect) {
    let problems: Vec<String> = component(kind, body)
        .problems()
        .iter()
        .map(ToString::to_string)
        .collect();
    expect.assert_eq(&problems.join("\n"));
}

#[test]
fn routers() {
    check(
        Kind::HttpRouter,
        "{service: s}",
        expect![[r"
        info: `http.routers.it` has no entry points, so it listens on all default ones (NO-ENTRYPOINTS)
        warning: `http.routers.it` has no rule; Traefik disables it (NO-RULE)
          Add a `rule`"]],
    );
    check(
        Kind::HttpRouter,
        "{rule: 'Host(`a`,`b`)', service: s, entryPoints: [web]}",
        expect![[r"
            warning: `Host` takes one argument, not 2, in Traefik 3, which disables the router (V2-MULTIARG)
              Write: Host(`a`) || Host(`b`)"]],
    );
    check(
        Kind::HttpRouter,
        "{rule: 'Host(`a`,`b`)', ruleSyntax: v2, service: s, entryPoints: [web]}",
        expect![[r#"
            warning: `http.routers.it.ruleSyntax` is deprecated (DEPRECATED)
              Write the rule in v3 syntax
            info: `http.routers.it.rule` is written for Traefik 2, according to `ruleSyntax` (V2-MULTIARG)
              Write: Host(`a`) || Host(`b`)"#]],
    );
    check(
        Kind::HttpRouter,
        "{rule: 'Host(`${DOMAIN}`)', service: s, entryPoints: [web]}",
        expect![[r#"
            warning: `http.routers.it.rule` contains the shell variable `DOMAIN`, which Traefik does not replace (SHELL-PLACEHOLDER)
              Write the value itself
            warning: `${DOMAIN}` in `Host` is a placeholder of Traefik 2 and never matches in Traefik 3 (V2-BRACES)"#]],
    );
    check(
        Kind::HttpRouter,
        "{rule: 'Host(`a`) & Path(`/`)', service: s, entryPoints: [web], tls: {certResolver: le}}",
        expect![[r#"
            info: `http.routers.it.tls.certResolver` refers to the certificate resolver `le` of the install configuration (CERTRESOLVER)
            warning: the rule cannot be read: expected `&&` or `||` between two matchers (BAD-RULE)"#]],
    );
    check(
        Kind::HttpRouter,
        "{rule: 'Path(`/a`)', parentRefs: [p], entryPoints: [web], service: s}",
        expect![[r"
            warning: `http.routers.it.entryPoints` is set together with `parentRefs`; Traefik disables a child router with its own entry points (EXCLUSIVE)
              Remove it"]],
    );
    check(
        Kind::TcpRouter,
        "{rule: 'HostSNI(`a.example.com`)', service: s, entryPoints: [web]}",
        expect![[r"
            warning: `tcp.routers.it.rule` names a host, which Traefik can see only with TLS; it disables the router (SNI-WITHOUT-TLS)
              Add `tls: {}`, or match every host with HostSNI(`*`)"]],
    );
    check(
        Kind::TcpRouter,
        "{rule: 'HostSNI(`*`)', service: s, entryPoints: [web]}",
        expect![[r""]],
    );
}

#[test]
fn services() {
    check(
        Kind::HttpService,
        "{loadBalancer: {servers: []}}",
        expect![[r"
        warning: `http.services.it.loadBalancer` has no server, so requests are answered with 503 (NO-SERVERS)
          Add a server"]],
    );
    check(
        Kind::HttpService,
        "{loadBalancer: {servers: [{weight: 1}]}}",
        expect![[r"
            error: `http.services.it.loadBalancer.servers[0]` has no `url` (EMPTY-SERVER)
              Add `url`, or remove the server"]],
    );
    check(
        Kind::HttpService,
        "{loadBalancer: {servers: [{url: 'localhost:8080'}], strategy: random}}",
        expect![[r"
            warning: `http.services.it.loadBalancer.strategy` is `random`, which is unknown to Traefik (BAD-ENUM)
              Use one of: `wrr`, `p2c`, `hrw`, `leasttime`
            warning: `http.services.it.loadBalancer.servers[0].url` is `localhost:8080`, which does not start with `http://`, `https://` or `h2c://` (BAD-VALUE)
              These are the only schemes Traefik supports"]],
    );
    check(
        Kind::HttpService,
        "{weighted: {services: [{weight: 1}]}}",
        expect![[r"
            warning: `http.services.it.weighted.services[0]` has no `name`; Traefik loads the file, but disables everything that uses this (MISSING)
              Add `name`"]],
    );
    check(
        Kind::TcpService,
        "{loadBalancer: {servers: [{address: 'a:1'}], terminationDelay: 100}}",
        expect![[r"
            warning: `tcp.services.it.loadBalancer.terminationDelay` is deprecated (DEPRECATED)
              Set `terminationDelay` of a servers transport"]],
    );
}

#[test]
fn middlewares() {
    check(
        Kind::HttpMiddleware,
        "{ipWhiteList: {sourceRange: [10.0.0.0/8]}}",
        expect![[r"
            warning: `http.middlewares.it.ipWhiteList` is deprecated (DEPRECATED)
              Rename it to `ipAllowList`"]],
    );
    check(
        Kind::HttpMiddleware,
        "{redirectRegex: {replacement: 'https://${1}'}}",
        expect![[r"
            warning: `http.middlewares.it.redirectRegex` has no `regex`; Traefik loads the file, but disables everything that uses this (MISSING)
              Add `regex`"]],
    );
    check(
        Kind::HttpMiddleware,
        "{basicAuth: {users: ['a:b'], usersFile: /users}}",
        expect![[r"
            info: `http.middlewares.it.basicAuth.usersFile` refers to a file on Traefik’s host (LOCALPATH)
              The file itself is not part of any backup
            info: `http.middlewares.it.basicAuth.users` contains a secret, which is stored and backed up as it is (SECRET)"]],
    );
    check(
        Kind::HttpMiddleware,
        "{compress: {excludedContentTypes: [a], includedContentTypes: [b], encodings: [lzma]}}",
        expect![[r"
            warning: `http.middlewares.it.compress.encodings` is `lzma`, which is unknown to Traefik (BAD-ENUM)
              Use one of: `zstd`, `br`, `gzip`
            warning: `http.middlewares.it.compress` has excludedContentTypes and includedContentTypes; only one of them is allowed (EXCLUSIVE)
              Remove one of them"]],
    );
    check(
        Kind::HttpMiddleware,
        "{rateLimit: {average: 1, sourceCriterion: {requestHost: true, requestHeaderName: X}}}",
        expect![[r"
            warning: `http.middlewares.it.rateLimit.sourceCriterion` has more than one of ipStrategy, requestHeaderName and requestHost; only one is allowed (EXCLUSIVE)
              Keep one of them"]],
    );
    check(
        Kind::HttpMiddleware,
        "{plugin: {geo: {a: 1}}}",
        expect!["info: only the plugin `geo` knows its options, so they are not checked (UNCHECKED)"],
    );
}

#[test]
fn tls() {
    check(
        Kind::TlsOptions,
        "{minVersion: TLS1.2, clientAuth: {clientAuthType: RequireAndVerifyClientCert}}",
        expect![[r"
            warning: `tls.options.it.minVersion` is `TLS1.2`, which is unknown to Traefik (BAD-ENUM)
              Use one of: `VersionTLS10`, `VersionTLS11`, `VersionTLS12`, `VersionTLS13`
            warning: `tls.options.it.clientAuth` verifies client certificates, but has no `caFiles` to do so (MISSING)
              Add `caFiles`"]],
    );
    check(
        Kind::TlsOptions,
        "{minVersion: VersionTLS13, maxVersion: VersionTLS12}",
        expect![
            "warning: `tls.options.it.maxVersion` is `VersionTLS12`, below the minVersion `VersionTLS13` (BAD-VALUE)"
        ],
    );
    check(
        Kind::TlsCertificate,
        "{certFile: a.pem, keyFile: a.key}",
        expect![[r"
            info: `tls.certificates.it.certFile` refers to a file on Traefik’s host (LOCALPATH)
              The file itself is not part of any backup
            info: `tls.certificates.it.keyFile` refers to a file on Traefik’s host (LOCALPATH)
              The file itself is not part of any backup"]],
    );
}

/// What does not fit is kept, and the problems say why.
#[test]
fn unchecked() {
    check(
        Kind::HttpMiddleware,
        "{headers: {nope: 1}}",
        expect![[r"
        error: `http.middlewares.it.headers.nope` is unknown to Traefik, which would refuse the file (UNKNOWN-FIELD)
          Remove it, or look its name up in Traefik’s reference"]],
    );
    let kept = component(Kind::HttpMiddleware, "{headers: {nope: 1}}");
    assert!(!kept.is_checked());
    assert_eq!(
        kept.configuration(),
        serde_json::json!({ "headers": { "nope": 1 } })
    );
}
