//! Reading files: places, near names, what Traefik would refuse, file kinds.

use std::fmt::Write;

use expect_test::{Expect, expect};

use crate::fixtures::{EXAMPLE, told};

fn check(text: &str, expect: Expect) {
    expect.assert_eq(&told("dynamic.yml", text));
}

/// The example of the manual reads without a complaint.
#[test]
fn the_example() {
    check(
        EXAMPLE,
        expect![[r#"
            accept
            http-router my-router at 3:5
            http-service my-service at 12:5
            http-middleware auth-middleware at 17:5
            dynamic.yml:19:9: info: `http.middlewares.auth-middleware.basicAuth.users` contains a secret, which is stored and backed up as it is (SECRET)"#]],
    );
}

/// A typo is named with its place and what was meant.
#[test]
fn unknown_fields() {
    check(
        "http:\n  routers:\n    web:\n      rule: Host(`a.example.com`)\n      servce: app\n      entryPoints: [web]\n",
        expect![[r"
            reject
            rejected http-router web
            dynamic.yml:5:7: error: `http.routers.web.servce` is unknown to Traefik, which would refuse the file (UNKNOWN-FIELD)
              Did you mean `service`?"]],
    );
    check(
        "http:\n  serverTransports:\n    t: {}\n",
        expect![[r"
        reject
        dynamic.yml:2:3: error: `http.serverTransports` is unknown to Traefik, which would refuse the file (UNKNOWN-FIELD)
          Did you mean `serversTransports`?"]],
    );
    check(
        "http:\n  services:\n    s:\n      loadBalancers:\n        servers: []\n",
        expect![[r"
            reject
            rejected http-service s
            dynamic.yml:4:7: error: `http.services.s.loadBalancers` is unknown to Traefik, which would refuse the file (UNKNOWN-FIELD)
              Did you mean `loadBalancer`?"]],
    );
    check(
        "http:\n  services:\n    s:\n      loadBalancer:\n        servers:\n          - address: 10.0.0.1:80\n",
        expect![[r"
            reject
            rejected http-service s
            dynamic.yml:6:13: error: `http.services.s.loadBalancer.servers[0].address` is unknown to Traefik, which would refuse the file (UNKNOWN-FIELD)
              Did you mean `url`?"]],
    );
    check(
        "tcp:\n  services:\n    s:\n      loadBalancer:\n        servers:\n          - url: 10.0.0.1:80\n",
        expect![[r"
            reject
            rejected tcp-service s
            dynamic.yml:6:13: error: `tcp.services.s.loadBalancer.servers[0].url` is unknown to Traefik, which would refuse the file (UNKNOWN-FIELD)
              Did you mean `address`?"]],
    );
    check(
        "udp:\n  routers:\n    r:\n      entryPoints: [dns]\n      service: s\n      rule: HostSNI(`*`)\n",
        expect![[r#"
            reject
            rejected udp-router r
            dynamic.yml:6:7: error: `udp.routers.r.rule` is unknown to Traefik, which would refuse the file (UNKNOWN-FIELD)
              UDP routers have only `entryPoints` and `service`"#]],
    );
    check(
        "http:\n  middlewares:\n    m:\n      fooBar: {}\n",
        expect![[r"
            reject
            rejected http-middleware m
            dynamic.yml:4:7: error: `http.middlewares.m.fooBar` is unknown to Traefik, which would refuse the file (UNKNOWN-FIELD)
              Remove it, or look its name up in Traefik’s reference"]],
    );
}

/// One bad component does not hide the others.
#[test]
fn the_sound_ones_are_offered() {
    check(
        "http:\n  middlewares:\n    good:\n      compress: {}\n    bad:\n      headers:\n        frameDeny: yes\n",
        expect![[r"
            reject
            http-middleware good at 3:5
            rejected http-middleware bad
            dynamic.yml:7:20: error: `http.middlewares.bad.headers.frameDeny` must be true or false, not the string `yes` (TYPE-MISMATCH)
              Traefik accepts only true and false"]],
    );
}

/// What has the wrong type is said with what was found and what is wanted.
#[test]
fn types() {
    check(
        "http:\n  routers:\n    r:\n      rule: [Host(`a`)]\n      service: s\n",
        expect![[r"
            reject
            rejected http-router r
            dynamic.yml:3:5: info: `http.routers.r` has no entry points, so it listens on all default ones (NO-ENTRYPOINTS)
            dynamic.yml:4:13: error: `http.routers.r.rule` must be a string, not a list (TYPE-MISMATCH)"]],
    );
    check(
        "http:\n  routers:\n    r:\n      rule: Host(`a`)\n      service: s\n      priority: 10.5\n",
        expect![[r"
            reject
            rejected http-router r
            dynamic.yml:3:5: info: `http.routers.r` has no entry points, so it listens on all default ones (NO-ENTRYPOINTS)
            dynamic.yml:6:17: error: `http.routers.r.priority` must be a whole number, not the number `10.5` (TYPE-MISMATCH)"]],
    );
    check(
        "http:\n  routers:\n    r: Host(`a`)\n",
        expect![[r"
        reject
        rejected http-router r
        dynamic.yml:3:8: error: `http.routers.r` must be an object, not the string `Host(`a`)` (TYPE-MISMATCH)"]],
    );
    check(
        "http:\n  middlewares:\n    m:\n      retry: {attempts: 3, initialInterval: 5 seconds}\n",
        expect![[r"
            reject
            rejected http-middleware m
            dynamic.yml:4:45: error: `http.middlewares.m.retry.initialInterval` must be a duration, not the string `5 seconds` (TYPE-MISMATCH)
              Use whole seconds, or numbers with the units `h`, `m`, `s`, `ms`, `us` or `ns`, such as `1m30s`"]],
    );
    check(
        "http:\n  middlewares:\n    m:\n      headers:\n        customRequestHeaders: {X-Date: 2020-01-01}\n",
        expect![[r"
            reject
            rejected http-middleware m
            dynamic.yml:5:40: error: `http.middlewares.m.headers.customRequestHeaders.X-Date` must be a string, not the date `2020-01-01` (TYPE-MISMATCH)"]],
    );
    check(
        "http:\n  routers:\n    r:\n      rule: Host(`a`)\n      service: s\n      entryPoints: [[web]]\n",
        expect![[r"
            reject
            rejected http-router r
            dynamic.yml:6:21: error: `http.routers.r.entryPoints[0]` must be a string, not a list (TYPE-MISMATCH)"]],
    );
    check(
        "http:\n  services:\n    s:\n      loadBalancer:\n        servers: {a: {url: http://a}}\n",
        expect![[r#"
            reject
            rejected http-service s
            dynamic.yml:5:18: error: `http.services.s.loadBalancer.servers` must be a list of objects, not an object (NOT-LIST)
              Start each object with `- `"#]],
    );
    check(
        "http:\n  services:\n    s:\n      loadBalancer:\n        servers: [http://a]\n",
        expect![[r"
            reject
            rejected http-service s
            dynamic.yml:5:19: error: `http.services.s.loadBalancer.servers[0]` must be an object, not the string `http://a` (TYPE-MISMATCH)"]],
    );
    check(
        "tls:\n  certificates:\n    certFile: a.pem\n",
        expect![[r#"
            reject
            dynamic.yml:3:5: error: `tls.certificates` must be a list of objects, not an object (NOT-LIST)
              Start each object with `- `"#]],
    );
}

/// Where Traefik refuses an empty object, so do we.
#[test]
fn empty_objects() {
    check(
        "http: {}\n",
        expect![[r"
        reject
        dynamic.yml:1:7: error: `http` is empty; Traefik would refuse the file (EMPTY-OBJECT)
          Remove it or give it a field"]],
    );
    check(
        "http:\n  middlewares: {}\n",
        expect![[r"
        reject
        dynamic.yml:2:16: error: `http.middlewares` is empty; Traefik would refuse the file (EMPTY-OBJECT)
          Remove it or give it a field"]],
    );
    check(
        "http:\n  middlewares:\n    m:\n      headers: {}\n",
        expect![[r"
            reject
            rejected http-middleware m
            dynamic.yml:4:16: error: `http.middlewares.m.headers` is empty; Traefik would refuse the file (EMPTY-OBJECT)
              Remove it or give it a field"]],
    );
    check(
        "http:\n  middlewares:\n    m:\n      headers:\n        frameDeny:\n",
        expect![[r"
            reject
            rejected http-middleware m
            dynamic.yml:5:9: error: `http.middlewares.m.headers` is empty; Traefik would refuse the file (EMPTY-OBJECT)
              Remove it or give it a field"]],
    );
    check(
        "http:\n  services:\n    s:\n      loadBalancer:\n        servers: {}\n        sticky: {}\n",
        expect![[r#"
            accept
            http-service s at 3:5
            dynamic.yml:4:7: warning: `http.services.s.loadBalancer` has no server, so requests are answered with 503 (NO-SERVERS)
              Add a server"#]],
    );
}

/// Null means absent, which is worth a word where it means no TLS.
#[test]
fn nulls() {
    check(
        "http:\n",
        expect![[r"
        reject
        dynamic.yml: error: the file contains nothing to import (NOTHING)
          It should have a section `http`, `tcp`, `udp` or `tls` that is not empty"]],
    );
    check(
        "http:\n  routers:\n    r:\n      rule: Host(`a`)\n      service: s\n      entryPoints: [web]\n      tls:\n",
        expect![[r"
            accept
            http-router r at 3:5
            dynamic.yml:7:11: warning: `http.routers.r.tls` is null, which means no TLS (NULL)
              Write `tls: {}` to turn TLS on"]],
    );
    check(
        "http:\n  middlewares:\n    a:\n    b: {compress: {}}\n",
        expect![[r"
            accept
            http-middleware b at 4:5
            dynamic.yml:3:5: warning: `http.middlewares.a` is null, so Traefik does not see it (NULL)
              Give it a value, or remove it"]],
    );
    check(
        "http:\n  routers:\n    r:\n      rule: Host(`a`)\n      service: s\n      entryPoints: [web]\n      tls: false\n",
        expect![[r"
            accept
            http-router r at 3:5
            dynamic.yml:7:12: warning: `http.routers.r.tls` is neither an object nor `true`, so Traefik silently turns TLS off (TLS-FALSE)
              Remove it, or write `tls: {}` to turn TLS on"]],
    );
}

/// A key that is there twice is told with both places, also when only the case differs.
#[test]
fn duplicates() {
    check(
        "http:\n  middlewares:\n    m: {compress: {}}\n    m: {compress: {}}\n",
        expect![[r#"
            reject
            rejected http-middleware m
            dynamic.yml:4:5: error: `http.middlewares.m` is defined on line 3 and on line 4 (DUPLICATE-KEY)
              Keep one of the two"#]],
    );
    check(
        "http:\n  routers:\n    r:\n      rule: Host(`a`)\n      Rule: Host(`b`)\n      service: s\n      entryPoints: [web]\n",
        expect![[r#"
            reject
            rejected http-router r
            dynamic.yml:5:7: error: `http.routers.r.rule` is defined on line 4 and on line 5 (DUPLICATE-KEY)
              Keep one of the two"#]],
    );
    check(
        "x-a: {b: 1, b: 2}\nhttp:\n  middlewares:\n    m: {compress: {}}\n",
        expect![[r"
            reject
            http-middleware m at 4:5
            dynamic.yml:1:1: info: `x-a` is not part of a dynamic configuration and is left out (IGNORED-ROOT)
            dynamic.yml:1:13: error: `b` is defined twice on line 1 (DUPLICATE-KEY)
              Keep one of the two"]],
    );
}

/// Sections may not differ in case alone either.
#[test]
fn sections_in_two_cases() {
    check(
        "http:\n  middlewares: {m: {compress: {}}}\nHTTP:\n  middlewares: {n: {compress: {}}}\n",
        expect![[r#"
            reject
            http-middleware m at 2:17
            dynamic.yml:3:1: info: `HTTP` is read as `http` (KEYCASE)
            dynamic.yml:3:1: error: `http` is defined on line 1 and on line 3 (DUPLICATE-KEY)
              Keep one of the two"#]],
    );
}

/// Another program's file may have an `http` section too.
#[test]
fn another_program() {
    check(
        "http:\n  addr: :5000\n  headers: {X-A: [b]}\n",
        expect![[r#"
        reject
        dynamic.yml:2:3: error: `http.addr` is unknown to Traefik, which would refuse the file (UNKNOWN-FIELD)
          This looks like the configuration of another program, not of Traefik
        dynamic.yml:3:3: error: `http.headers` is unknown to Traefik, which would refuse the file (UNKNOWN-FIELD)
          This looks like the configuration of another program, not of Traefik"#]],
    );
}

/// A middleware has one type, a service too.
#[test]
fn one_type() {
    check(
        "http:\n  middlewares:\n    m:\n      addPrefix: {prefix: /a}\n      stripPrefix: {prefixes: [/b]}\n",
        expect![[r#"
            reject
            rejected http-middleware m
            dynamic.yml:3:5: error: `http.middlewares.m` has addPrefix and stripPrefix, but exactly one type is allowed (MULTITYPE)
              Split it into two components"#]],
    );
    check(
        "http:\n  middlewares:\n    m: {}\n",
        expect![[r"
            reject
            rejected http-middleware m
            dynamic.yml:3:5: error: `http.middlewares.m` has no type (NOTYPE)
              Give it exactly one type"]],
    );
    check(
        "tcp:\n  services:\n    s: {}\n",
        expect![[r"
            accept
            tcp-service s at 3:5
            dynamic.yml:3:5: warning: `tcp.services.s` has no type (NOTYPE)
              Give it exactly one type"]],
    );
}

/// Keys may be written in any case, and scalars in any form that Traefik takes.
#[test]
fn forms_that_are_taken() {
    check(
        "HTTP:\n  Routers:\n    R:\n      RULE: Host(`a`)\n      service: 5\n      entrypoints: web, websecure\n      priority: '0x10'\n",
        expect![[r"
            reject
            rejected http-router R
            dynamic.yml:1:1: info: `HTTP` is read as `http` (KEYCASE)
            dynamic.yml:2:3: info: `Routers` is read as `routers` (KEYCASE)
            dynamic.yml:4:7: info: `RULE` is read as `rule` (KEYCASE)
            dynamic.yml:6:7: info: `entrypoints` is read as `entryPoints` (KEYCASE)
            dynamic.yml:7:17: error: `http.routers.R.priority` must be a whole number, not the string `0x10` (TYPE-MISMATCH)"]],
    );
    check(
        "http:\n  middlewares:\n    m:\n      redirectScheme: {scheme: https, permanent: '1', port: 443}\n",
        expect![[r"
            accept
            http-middleware m at 3:5"]],
    );
    check(
        "http:\n  middlewares:\n    m:\n      headers:\n        customRequestHeaders: {404: x}\n",
        expect![[r#"
            accept
            http-middleware m at 3:5
            dynamic.yml:5:32: warning: the key `404` is not a string, so Traefik calls it `<int Value>` (NONSTRING-KEY)
              Write it in quotes: "404""#]],
    );
}

/// Anchors and merge keys are followed, bombs of them are not.
#[test]
fn anchors() {
    check(
        "x-base: &base\n  entryPoints: [web]\nhttp:\n  routers:\n    r:\n      <<: *base\n      rule: Host(`a`)\n      service: s\n",
        expect![[r#"
            accept
            http-router r at 5:5
            dynamic.yml:1:1: info: `x-base` is not part of a dynamic configuration and is left out (IGNORED-ROOT)
            dynamic.yml:6:11: info: anchors and merge keys are resolved, and are written out in full in an export (EXPANDED)"#]],
    );
    check(
        "http: &a\n  routers: *a\n",
        expect![[r"
        reject
        dynamic.yml:2:12: error: cannot read YAML: the anchor `a` contains itself (SYNTAX)"]],
    );
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let inner = vec![format!("*a{}", level - 1); 10].join(", ");
        writeln!(bomb, "a{level}: &a{level} [{inner}]").unwrap();
    }
    check(
        &bomb,
        expect![[r#"
            reject
            dynamic.yml:1:1: error: cannot read YAML: more than 1000000 values when the aliases are followed (SYNTAX)"#]],
    );
    check(
        &format!("a: {}1{}\n", "[".repeat(101), "]".repeat(101)),
        expect![[r"
            reject
            dynamic.yml:1:103: error: cannot read YAML: more than 100 levels of nesting (SYNTAX)"]],
    );
}
