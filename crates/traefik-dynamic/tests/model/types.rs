//! Every kind, and every type of service and middleware, with a small example as it is written.

use std::collections::BTreeSet;
use std::fmt::Write;

use expect_test::expect_file;
use serde_json::Value;
use traefik_dynamic::{Component, Format, Kind, read, schema, write};

use crate::fixtures::component;

const EXAMPLES: &[(Kind, &str)] = &[
    (
        Kind::HttpRouter,
        "{rule: 'Host(`a`)', service: s, entryPoints: [web], tls: {}}",
    ),
    (
        Kind::HttpService,
        "{loadBalancer: {servers: [{url: 'http://a'}]}}",
    ),
    (
        Kind::HttpService,
        "{weighted: {services: [{name: a, weight: 1}]}}",
    ),
    (
        Kind::HttpService,
        "{highestRandomWeight: {services: [{name: a, weight: 1}]}}",
    ),
    (
        Kind::HttpService,
        "{mirroring: {service: a, mirrors: [{name: b, percent: 5}]}}",
    ),
    (Kind::HttpService, "{failover: {service: a, fallback: b}}"),
    (Kind::HttpMiddleware, "{addPrefix: {prefix: /a}}"),
    (Kind::HttpMiddleware, "{basicAuth: {users: ['a:b']}}"),
    (Kind::HttpMiddleware, "{buffering: {maxRequestBodyBytes: 10}}"),
    (Kind::HttpMiddleware, "{chain: {middlewares: [a, b]}}"),
    (
        Kind::HttpMiddleware,
        "{circuitBreaker: {expression: 'NetworkErrorRatio() > 0.3'}}",
    ),
    (Kind::HttpMiddleware, "{compress: {}}"),
    (Kind::HttpMiddleware, "{contentType: {}}"),
    (Kind::HttpMiddleware, "{digestAuth: {users: ['a:b:c']}}"),
    (
        Kind::HttpMiddleware,
        "{encodedCharacters: {allowEncodedSlash: true}}",
    ),
    (
        Kind::HttpMiddleware,
        "{errors: {status: ['500'], service: s, query: /}}",
    ),
    (Kind::HttpMiddleware, "{forwardAuth: {address: 'http://a'}}"),
    (Kind::HttpMiddleware, "{grpcWeb: {allowOrigins: ['*']}}"),
    (Kind::HttpMiddleware, "{headers: {frameDeny: true}}"),
    (Kind::HttpMiddleware, "{inFlightReq: {amount: 10}}"),
    (Kind::HttpMiddleware, "{ipAllowList: {sourceRange: [10.0.0.0/8]}}"),
    (Kind::HttpMiddleware, "{ipWhiteList: {sourceRange: [10.0.0.0/8]}}"),
    (Kind::HttpMiddleware, "{passTLSClientCert: {pem: true}}"),
    (Kind::HttpMiddleware, "{plugin: {geo: {a: 1}}}"),
    (Kind::HttpMiddleware, "{rateLimit: {average: 100, period: 60}}"),
    (
        Kind::HttpMiddleware,
        "{redirectRegex: {regex: a, replacement: b}}",
    ),
    (Kind::HttpMiddleware, "{redirectScheme: {scheme: https}}"),
    (Kind::HttpMiddleware, "{replacePath: {path: /a}}"),
    (
        Kind::HttpMiddleware,
        "{replacePathRegex: {regex: a, replacement: b}}",
    ),
    (Kind::HttpMiddleware, "{retry: {attempts: 3}}"),
    (Kind::HttpMiddleware, "{stripPrefix: {prefixes: [/a]}}"),
    (Kind::HttpMiddleware, "{stripPrefixRegex: {regex: [/a]}}"),
    (Kind::HttpServersTransport, "{serverName: a}"),
    (
        Kind::TcpRouter,
        "{rule: 'HostSNI(`*`)', service: s, entryPoints: [db]}",
    ),
    (Kind::TcpService, "{loadBalancer: {servers: [{address: 'a:1'}]}}"),
    (Kind::TcpService, "{weighted: {services: [{name: a, weight: 1}]}}"),
    (Kind::TcpMiddleware, "{inFlightConn: {amount: 10}}"),
    (Kind::TcpMiddleware, "{ipAllowList: {sourceRange: [10.0.0.0/8]}}"),
    (Kind::TcpMiddleware, "{ipWhiteList: {sourceRange: [10.0.0.0/8]}}"),
    (Kind::TcpServersTransport, "{dialTimeout: 30}"),
    (Kind::UdpRouter, "{entryPoints: [dns], service: s}"),
    (Kind::UdpService, "{loadBalancer: {servers: [{address: 'a:1'}]}}"),
    (Kind::UdpService, "{weighted: {services: [{name: a, weight: 1}]}}"),
    (Kind::TlsOptions, "{minVersion: VersionTLS12}"),
    (
        Kind::TlsStore,
        "{defaultCertificate: {certFile: a.pem, keyFile: a.key}}",
    ),
    (Kind::TlsCertificate, "{certFile: a.pem, keyFile: a.key}"),
];

#[test]
fn every_type() {
    let mut shown = String::new();
    for (kind, body) in EXAMPLES {
        let component = component(*kind, body);
        assert!(
            component.is_checked(),
            "{kind} {body}: {:?}",
            component.problems()
        );
        for format in [Format::Yaml, Format::Json, Format::Toml] {
            let text = write(std::slice::from_ref(&component), format).unwrap();
            let again: Vec<Component> = read(text.as_bytes(), "again", Some(format))
                .components
                .into_iter()
                .map(|found| found.component)
                .collect();
            assert_eq!(again.len(), 1, "{text}");
            assert_eq!(again[0].meaning(), component.meaning(), "{text}");
        }
        writeln!(shown, "# {}, `{}`", kind.noun(), component.summary()).unwrap();
        shown.push_str(&component.to_yaml());
    }
    expect_file!["types.txt"].assert_eq(&shown);
}

/// No kind and no type is forgotten above.
#[test]
fn none_is_missing() {
    for &kind in Kind::ALL {
        let examples: Vec<Value> = EXAMPLES
            .iter()
            .filter(|(known, _)| *known == kind)
            .map(|(_, body)| serde_yaml::from_str(body).unwrap())
            .collect();
        assert!(!examples.is_empty(), "{kind} has no example");
        let schema = schema::of(kind);
        let types = schema["x-types"].as_array().into_iter().flatten();
        let types: BTreeSet<&str> = types.filter_map(Value::as_str).collect();
        let shown: BTreeSet<&str> = examples
            .iter()
            .flat_map(|example| example.as_object().unwrap().keys().map(String::as_str))
            .collect();
        let missing: Vec<_> = types.difference(&shown).collect();
        assert!(missing.is_empty(), "{kind} has no example of {missing:?}");
    }
}
