//! Writing: as a person would, and so that every reader takes it for the same.

use expect_test::{Expect, expect};
use serde_json::json;
use traefik_dynamic::{Braces, Component, Format, Kind, Verdict, WriteError, read, write};

use crate::fixtures::{EXAMPLE, component};

fn components(text: &str) -> Vec<Component> {
    read(text.as_bytes(), "a.yml", None)
        .components
        .into_iter()
        .map(|found| found.component)
        .collect()
}

fn check(format: Format, text: &str, expect: Expect) {
    let components = components(text);
    let written = write(&components, format).unwrap();
    let file = format!("again.{format}");
    let again = read(written.as_bytes(), &file, None);
    assert_eq!(again.verdict, Verdict::Accept, "{written}\n{:?}", again.problems);
    let mut reread: Vec<_> = again
        .components
        .into_iter()
        .map(|found| found.component)
        .collect();
    let mut given = components.clone();
    given.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    reread.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    assert_eq!(reread, given, "what is written reads as what was given");
    expect.assert_eq(&written);
}

#[test]
fn the_example() {
    check(
        Format::Yaml,
        EXAMPLE,
        expect![[r"
            http:
              routers:
                my-router:
                  rule: Host(`example.com`)
                  entryPoints:
                    - websecure
                  middlewares:
                    - auth-middleware
                  service: my-service
                  tls: {}
              services:
                my-service:
                  loadBalancer:
                    servers:
                      - url: http://localhost:8080
              middlewares:
                auth-middleware:
                  basicAuth:
                    users:
                      - admin:$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/
        "]],
    );
    check(
        Format::Json,
        EXAMPLE,
        expect![[r#"
            {
              "http": {
                "routers": {
                  "my-router": {
                    "rule": "Host(`example.com`)",
                    "entryPoints": [
                      "websecure"
                    ],
                    "middlewares": [
                      "auth-middleware"
                    ],
                    "service": "my-service",
                    "tls": {}
                  }
                },
                "services": {
                  "my-service": {
                    "loadBalancer": {
                      "servers": [
                        {
                          "url": "http://localhost:8080"
                        }
                      ]
                    }
                  }
                },
                "middlewares": {
                  "auth-middleware": {
                    "basicAuth": {
                      "users": [
                        "admin:$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/"
                      ]
                    }
                  }
                }
              }
            }
        "#]],
    );
    check(
        Format::Toml,
        EXAMPLE,
        expect![[r#"
            [http.routers.my-router]
            rule = "Host(`example.com`)"
            entryPoints = ["websecure"]
            middlewares = ["auth-middleware"]
            service = "my-service"

            [http.routers.my-router.tls]

            [[http.services.my-service.loadBalancer.servers]]
            url = "http://localhost:8080"

            [http.middlewares.auth-middleware.basicAuth]
            users = ["admin:$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/"]
        "#]],
    );
}

/// Texts that a reader could take for something else are quoted.
#[test]
fn quotes() {
    let odd = "on yes null ~ 1e3 0x10 010 2020-01-01 12:30:45 * &a !a | > % @a `a` - ? : #a {a} [a] a,b 'a' \"a\" a\\b 1_000 .5 +1 = <<";
    let spaced = [
        "- a",
        "a: b",
        "a #b",
        "",
        " a",
        "a ",
        "a\tb",
        "a\u{2028}b",
        "\u{1F600}",
        "é",
    ];
    let plain = "Host(`a`)&&Path(`/b`) /a/b http://a:80 30s 10.0.0.0/8 $apr1$x a-b_c.d 1m30s ^/a$";
    let headers = odd
        .split(' ')
        .chain(spaced)
        .chain(plain.split(' '))
        .enumerate()
        .map(|(index, text)| (format!("X-{index:02}"), json!(text)));
    let value = json!({ "headers": { "customRequestHeaders": headers.collect::<serde_json::Map<_, _>>() } });
    let component = Component::from_configuration(Kind::HttpMiddleware, "m", value);
    let expect = expect![[r##"
        headers:
          customRequestHeaders:
            X-00: "on"
            X-01: "yes"
            X-02: "null"
            X-03: "~"
            X-04: "1e3"
            X-05: "0x10"
            X-06: "010"
            X-07: "2020-01-01"
            X-08: "12:30:45"
            X-09: "*"
            X-10: "&a"
            X-11: "!a"
            X-12: "|"
            X-13: ">"
            X-14: "%"
            X-15: "@a"
            X-16: "`a`"
            X-17: "-"
            X-18: "?"
            X-19: ":"
            X-20: "#a"
            X-21: "{a}"
            X-22: "[a]"
            X-23: "a,b"
            X-24: "'a'"
            X-25: "\"a\""
            X-26: a\b
            X-27: "1_000"
            X-28: ".5"
            X-29: "+1"
            X-30: "="
            X-31: "<<"
            X-32: "- a"
            X-33: "a: b"
            X-34: "a #b"
            X-35: ""
            X-36: " a"
            X-37: "a "
            X-38: "a\tb"
            X-39: "a\u2028b"
            X-40: "😀"
            X-41: é
            X-42: Host(`a`)&&Path(`/b`)
            X-43: /a/b
            X-44: http://a:80
            X-45: 30s
            X-46: 10.0.0.0/8
            X-47: $apr1$x
            X-48: a-b_c.d
            X-49: 1m30s
            X-50: ^/a$
    "##]];
    expect.assert_eq(&component.to_yaml());
    for format in [Format::Yaml, Format::Json, Format::Toml] {
        let written = write(std::slice::from_ref(&component), format).unwrap();
        let again = read(written.as_bytes(), &format!("a.{format}"), None);
        assert_eq!(again.components[0].component, component, "{written}");
        if format == Format::Yaml {
            let theirs: serde_json::Value = serde_yaml::from_str(&written).unwrap();
            assert_eq!(
                theirs["http"]["middlewares"]["m"],
                component.configuration(),
                "another reader takes it for the same"
            );
        }
    }
}

/// Names that YAML could take for numbers are quoted, certificates stand in a list, PEM texts keep their lines.
#[test]
fn names_and_lists() {
    let text = "http:\n  middlewares:\n    '404': {compress: {}}\n    'on': {compress: {}}\ntls:\n  certificates:\n    - certFile: \
                \"-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----\\n\"\n      keyFile: /a.key\n  options:\n    default: \
                {minVersion: VersionTLS12}\nudp:\n  services:\n    s: {loadBalancer: {servers: [{address: 'a:53'}]}}\n";
    check(
        Format::Yaml,
        text,
        expect![[r#"
        http:
          middlewares:
            "404":
              compress: {}
            "on":
              compress: {}
        udp:
          services:
            s:
              loadBalancer:
                servers:
                  - address: a:53
        tls:
          options:
            default:
              minVersion: VersionTLS12
          certificates:
            - certFile: |
                -----BEGIN CERTIFICATE-----
                MIIB
                -----END CERTIFICATE-----
              keyFile: /a.key
    "#]],
    );
    check(
        Format::Toml,
        text,
        expect![[r#"
        [http.middlewares.404.compress]

        [http.middlewares.on.compress]

        [[udp.services.s.loadBalancer.servers]]
        address = "a:53"

        [tls.options.default]
        minVersion = "VersionTLS12"

        [[tls.certificates]]
        certFile = """
        -----BEGIN CERTIFICATE-----
        MIIB
        -----END CERTIFICATE-----
        """
        keyFile = "/a.key"
    "#]],
    );
}

/// Template actions are written as they were read; a literal `{{` is written so that Traefik sees it as one.
#[test]
fn templates() {
    let text = "http:\n  routers:\n    r:\n      rule: Host(`{{ env \"A\" }}`) && Path(`/\"`)\n      service: s\n      entryPoints: [web]\n";
    let component = components(text).remove(0);
    assert_eq!(
        component.configuration()["rule"],
        "Host(`{{ env \"A\" }}`) && Path(`/\"`)"
    );
    for format in [Format::Yaml, Format::Toml] {
        let written = write(std::slice::from_ref(&component), format).unwrap();
        assert!(written.contains("{{ env \"A\" }}"), "{written}");
        let again = read(written.as_bytes(), &format!("a.{format}"), None);
        assert_eq!(again.verdict, Verdict::Template);
        assert_eq!(again.components[0].component, component, "{written}");
    }
    let literal = Component::from_configuration(
        Kind::HttpMiddleware,
        "m",
        json!({ "addPrefix": { "prefix": "/{{" } }),
    );
    for format in [Format::Yaml, Format::Toml, Format::Json] {
        let written = write(std::slice::from_ref(&literal), format).unwrap();
        assert_eq!(written.contains("/{{`{{`}}"), format != Format::Json, "{written}");
        assert_eq!(
            read(written.as_bytes(), &format!("a.{format}"), None).components[0].component,
            literal
        );
    }
}

/// Nothing is written that Traefik would refuse.
#[test]
fn empty_objects() {
    let middleware = traefik_dynamic::http::Middleware {
        compress: Some(Box::default()),
        rate_limit: Some(Box::default()),
        ..Default::default()
    };
    let body = traefik_dynamic::Body::HttpMiddleware(Box::new(middleware));
    let component = Component {
        kind: Kind::HttpMiddleware,
        name: "m".to_owned(),
        body,
        braces: Braces::Text,
    };
    assert_eq!(component.to_yaml(), "compress: {}\n");
    assert_eq!(write(&[], Format::Yaml).unwrap(), "");
}

/// Traefik holds `highestRandomWeight: {}` for the first, and would refuse a file that says so.
#[test]
fn objects_whose_fields_traefik_ignores() {
    let check =
        |text: &str, expect: Expect| expect.assert_eq(&write(&components(text), Format::Yaml).unwrap());
    check(
        "http: { services: { a: { highestRandomWeight: { healthCheck: 2.25 } } } }",
        expect![[r"
            http:
              services:
                a:
                  highestRandomWeight:
                    services: []
        "]],
    );
    check(
        "http: { services: { a: { weighted: { sticky: { cookie: no } } } } }",
        expect![[r"
            http:
              services:
                a:
                  weighted:
                    sticky:
                      cookie: false
        "]],
    );
    check(
        "http: { middlewares: { a: { redirectRegex: { statusCode: 301 } } } }",
        expect![[r#"
            http:
              middlewares:
                a:
                  redirectRegex:
                    regex: ""
        "#]],
    );
}

#[test]
fn what_cannot_be_written() {
    let one = component(Kind::HttpMiddleware, "{compress: {}}");
    let same = WriteError::SameName {
        kind: Kind::HttpMiddleware,
        name: "it".to_owned(),
    };
    assert_eq!(write(&[one.clone(), one.clone()], Format::Yaml), Err(same));
    assert_eq!(
        write(
            &[Component {
                name: String::new(),
                ..one
            }],
            Format::Yaml
        ),
        Err(WriteError::NoName {
            kind: Kind::HttpMiddleware
        })
    );
    let null = component(Kind::HttpMiddleware, "{plugin: {p: {a: [null]}}}");
    assert_eq!(
        write(&[null], Format::Toml),
        Err(WriteError::NotInToml {
            path: "http.middlewares.it.plugin.p.a".to_owned()
        })
    );
}
