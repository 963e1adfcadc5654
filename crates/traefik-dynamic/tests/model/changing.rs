//! Two components compared field by field.

use expect_test::{Expect, expect};
use traefik_dynamic::{Change, Kind, change};

use crate::fixtures::component;

fn check(kind: Kind, before: &str, after: &str, expect: Expect) {
    let (before, after) = (component(kind, before), component(kind, after));
    let shown =
        |value: Option<serde_json::Value>| value.map_or("absent".to_owned(), |value| value.to_string());
    let lines = change::fields(&before, &after).into_iter();
    let lines: Vec<String> = lines
        .map(|field| format!("{}: {} → {}", field.path, shown(field.before), shown(field.after)))
        .collect();
    let is_same = change::between(Some(&before), Some(&after)) == Change::Same;
    assert_eq!(is_same, lines.is_empty(), "a change has a field that differs");
    expect.assert_eq(&lines.join("\n"));
}

#[test]
fn fields() {
    check(
        Kind::HttpRouter,
        "{rule: 'Host(`a`)', service: s, middlewares: [a, b]}",
        "{rule: 'Host(`b`)', service: s, middlewares: [b, a], tls: {}}",
        expect![[r#"
            rule: "Host(`a`)" → "Host(`b`)"
            middlewares: ["a","b"] → ["b","a"]
            tls: absent → {}"#]],
    );
    check(
        Kind::HttpService,
        "{loadBalancer: {servers: [{url: 'http://a'}, {url: 'http://b'}]}}",
        "{loadBalancer: {servers: [{url: 'http://a'}, {url: 'http://c'}], passHostHeader: true}}",
        expect![[r#"loadBalancer.servers[1].url: "http://b" → "http://c""#]],
    );
    check(
        Kind::HttpService,
        "{loadBalancer: {servers: [{url: 'http://a'}]}}",
        "{loadBalancer: {servers: [{url: 'http://a'}, {url: 'http://b'}]}}",
        expect![[r#"loadBalancer.servers: [{"url":"http://a"}] → [{"url":"http://a"},{"url":"http://b"}]"#]],
    );
    check(
        Kind::HttpMiddleware,
        "{rateLimit: {average: 1, period: 60}}",
        "{rateLimit: {average: 1, period: 1m}}",
        expect![[r""]],
    );
    check(
        Kind::HttpMiddleware,
        "{compress: {}}",
        "{addPrefix: {prefix: /a}}",
        expect![[r#"
            compress: {} → absent
            addPrefix: absent → {"prefix":"/a"}"#]],
    );
}
