//! A whole configuration: names that lead nowhere, circles.

use expect_test::{Expect, expect};
use traefik_dynamic::{Kind, read};

use crate::fixtures::EXAMPLE;

fn check(text: &str, expect: Expect) {
    let problems: Vec<String> = read(text.as_bytes(), "dynamic.yml", None)
        .check(&|kind, name| kind == Kind::HttpMiddleware && name == "kept")
        .iter()
        .map(ToString::to_string)
        .collect();
    expect.assert_eq(&problems.join("\n"));
}

#[test]
fn nothing_to_say() {
    check(EXAMPLE, expect![[r""]]);
}

#[test]
fn names_that_lead_nowhere() {
    check(
        "http:\n  routers:\n    r:\n      rule: Host(`a`)\n      service: api@internal\n      middlewares: [gone, kept, own@file]\n      tls: {options: strict}\n  services:\n    s:\n      loadBalancer:\n        serversTransport: t\n        servers: [{url: http://a}]\n",
        expect![[r#"
            dynamic.yml:5:16: info: `api@internal` is a service of Traefik itself (EXTERNAL-REF)
            dynamic.yml:6:21: warning: there is no HTTP middleware `gone`, which `http.routers.r.middlewares[0]` names (DANGLING-MIDDLEWARE)
              Add it, or correct the name
            dynamic.yml:6:33: warning: there is no HTTP middleware `own`, which `http.routers.r.middlewares[2]` names (DANGLING-MIDDLEWARE)
              Add it, or correct the name
            dynamic.yml:7:22: warning: there are no TLS options `strict`, which `http.routers.r.tls.options` names (DANGLING-TLSOPTIONS)
              Add it, or correct the name
            dynamic.yml:11:27: warning: there is no HTTP servers transport `t`, which `http.services.s.loadBalancer.serversTransport` names (DANGLING-TRANSPORT)
              Add it, or correct the name"#]],
    );
    check(
        "tls:\n  certificates:\n    - {certFile: a, keyFile: b, stores: [default, other]}\n",
        expect![[r"
            dynamic.yml:3:51: warning: there is no TLS store `other`, which `tls.certificates.a.stores[1]` names (DANGLING-STORE)
              Add it, or correct the name"]],
    );
}

/// What Traefik has itself is known; a name that an action writes is not.
#[test]
fn names_of_others() {
    let router =
        |service: &str| format!("http: {{routers: {{r: {{rule: Host(`a`), service: {service}}}}}}}\n");
    for name in [
        "acme-http",
        "api",
        "dashboard",
        "noop",
        "ping",
        "prometheus",
        "rest",
    ] {
        let expected = format!(
            "dynamic.yml:1:48: info: `{name}@internal` is a service of Traefik itself (EXTERNAL-REF)"
        );
        let reading = read(
            router(&format!("{name}@internal")).as_bytes(),
            "dynamic.yml",
            None,
        );
        let problems = reading.check(&|_, _| false);
        assert_eq!(
            problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
            [expected]
        );
    }
    check(
        &router("apii@internal"),
        expect![[r#"
        dynamic.yml:1:48: warning: Traefik itself has no service `apii@internal` (DANGLING-SERVICE)
          It has `acme-http@internal`, `api@internal`, `dashboard@internal`, `noop@internal`, `ping@internal`, `prometheus@internal`, `rest@internal`"#]],
    );
    check(
        &router("a@docker"),
        expect![
            "dynamic.yml:1:48: info: `a@docker` belongs to another provider and cannot be checked here (EXTERNAL-REF)"
        ],
    );
    check(&router("'{{ env `S` }}'"), expect![""]);
    check(&router("'{{ env `S` }}@docker'"), expect![""]);
    check(
        "http: {services: {s: {loadBalancer: {serversTransport: default@internal, servers: [{url: http://a}]}}}}\n",
        expect![
            "dynamic.yml:1:56: info: `default@internal` belongs to Traefik itself and cannot be checked here (EXTERNAL-REF)"
        ],
    );
}

#[test]
fn circles() {
    check(
        "http:\n  middlewares:\n    a: {chain: {middlewares: [b]}}\n    b: {chain: {middlewares: [c]}}\n    c: {chain: {middlewares: [a]}}\n    d: {chain: {middlewares: [d]}}\n",
        expect![[r"
            dynamic.yml:3:5: warning: these refer to one another in a cycle: `a` → `b` → `c` → `a` (CYCLE)
              Traefik disables everything in the cycle; remove one of the references
            dynamic.yml:6:5: warning: these refer to one another in a cycle: `d` → `d` (CYCLE)
              Traefik disables everything in the cycle; remove one of the references"]],
    );
    check(
        "http:\n  services:\n    a: {weighted: {services: [{name: b}]}}\n    b: {failover: {service: a, fallback: a}}\n",
        expect![[r"
            dynamic.yml:3:5: warning: these refer to one another in a cycle: `a` → `b` → `a` (CYCLE)
              Traefik disables everything in the cycle; remove one of the references"]],
    );
}

/// A parent of other routers needs no service, any other does.
#[test]
fn services() {
    check(
        "http:\n  routers:\n    parent: {rule: Host(`a`)}\n    child: {rule: Path(`/a`), parentRefs: [parent]}\n",
        expect![[r"
            dynamic.yml:4:5: warning: `http.routers.child` has no service; Traefik disables it (NO-SERVICE)
              Add a `service`"]],
    );
}

/// A rejected component is not missing: the problem is another one.
#[test]
fn rejected_ones_exist() {
    check(
        "http:\n  routers:\n    r: {rule: Host(`a`), service: s}\n  services:\n    s: {loadBalancer: {servers: 5}}\n",
        expect![[r""]],
    );
}
