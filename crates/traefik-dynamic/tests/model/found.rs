//! What differed once between a real Traefik 3.7.15 and the model, made small: `cargo xtask fuzz traefik` found it.

use serde_json::json;
use traefik_dynamic::predict::{State, predict_all};
use traefik_dynamic::route::{Hello, Request, Routes};
use traefik_dynamic::{Component, Facts, Format, read};

fn facts() -> Facts {
    let entry_points =
        json!({"web": {"address": ":80"}, "alt": {"address": ":81"}, "dns": {"address": ":53/udp"}});
    serde_json::from_value(json!({"version": "3.7.15", "entry_points": entry_points, "providers": ["file"]}))
        .unwrap()
}

fn line(state: &State) -> String {
    let texts: Vec<&str> = state
        .reasons
        .iter()
        .filter_map(|reason| reason.traefik.as_deref())
        .collect();
    format!("{:?}: {}", state.status, texts.join(" | "))
}

/// What is said of the first component with that name, and why it is so.
#[track_caller]
fn check(why: &str, yaml: &str, component: &str, expect: &str) {
    let reading = read(yaml.as_bytes(), "found.yml", Some(Format::Yaml));
    let components: Vec<&Component> = reading.every_component();
    let states = predict_all(&components, Some(&facts()));
    let state = states.iter().find(|state| state.component == component).unwrap();
    assert_eq!(line(state), expect, "{why}\n{yaml}");
    assert!(!reading.is_refused(), "{why}");
}

#[test]
fn rings_lead_through_services_and_middlewares() {
    check(
        "a middleware asks a service, and that service's own middlewares lead back to it: one stack for both",
        "http:
  routers: {r: {rule: 'Host(`a`)', entryPoints: [web], service: s, middlewares: [m]}}
  services: {s: {loadBalancer: {servers: [{url: 'http://a'}]}}, t: {loadBalancer: {servers: [{url: 'http://a'}]}, middlewares: [m]}}
  middlewares: {m: {errors: {status: ['404'], service: t, query: /}}}",
        "r",
        "Disabled: could not instantiate middleware m@file: recursion detected in middleware:m@file->service:t@file->middleware:m@file",
    );
    check(
        "each entry point builds the router anew until one has, and a service that failed tells all it has to tell",
        "http:
  routers: {r: {rule: 'Host(`a`)', entryPoints: [web, alt], service: s}}
  services: {s: {weighted: {services: [{name: s}]}}}",
        "r",
        "Disabled: building HTTP service \"s\": could not instantiate service s@file: recursion detected in service:s@file->service:s@file | \
         could not instantiate service s@file: recursion detected in service:s@file->service:s@file, building HTTP service \"s\": could not \
         instantiate service s@file: recursion detected in service:s@file->service:s@file",
    );
}

#[test]
fn the_first_fault_of_a_service_is_told() {
    check(
        "the main service of a failover is built before its statuses are read",
        "http:
  routers: {r: {rule: 'Host(`a`)', entryPoints: [web], service: s}}
  services: {s: {failover: {service: gone, errors: {status: ['400,']}}}}",
        "r",
        "Disabled: the service \"gone@file\" does not exist",
    );
    check(
        "a server without an address has a proxy too",
        "http:
  routers: {r: {rule: 'Host(`a`)', entryPoints: [web], service: s}}
  services: {s: {loadBalancer: {servers: [{weight: 1}], serversTransport: gone}}}",
        "r",
        "Disabled: error building proxy for server URL : getting RoundTripper: servers transport not found gone@file",
    );
    check(
        "what stands in brackets is an address of IPv6",
        "http:
  routers: {r: {rule: 'Host(`a`)', entryPoints: [web], service: s}}
  services: {s: {loadBalancer: {servers: [{url: 'http://[127.0.0.1]:1'}]}}}",
        "s",
        "Disabled: error parsing server URL http://[127.0.0.1]:1: parse \"http://[127.0.0.1]:1\": invalid IP-literal",
    );
    check(
        "each of Traefik's own services has a type of its own",
        "http:
  routers: {r: {rule: 'Host(`a`)', entryPoints: [web], service: s}}
  services: {s: {failover: {service: dashboard@internal, fallback: s}}}",
        "r",
        "Disabled: child service dashboard@internal of s@file not a healthcheck.StatusUpdater (dashboard.Handler)",
    );
}

#[test]
fn a_letter_that_go_cannot_read_is_told_in_texts_too() {
    check(
        "Go's scanner complains of it wherever it stands",
        "http: {routers: {r: {rule: \"Path(`/\\0`)\", entryPoints: [web], service: noop@internal}}}",
        "r",
        "Disabled: error while parsing rule Path(`/\0`): parsing rule Path(`/\0`): 1:8: illegal character NUL",
    );
}

#[test]
fn a_child_that_names_an_entry_point_is_looked_at() {
    check(
        "its priority is judged though it is not built there",
        "http:
  routers:
    r: {rule: 'Host(`a`)', entryPoints: [web], parentRefs: [r], priority: 9223372036854775807}",
        "r",
        "Disabled: non-root router cannot have Entrypoints configuration | router is not reachable | the router priority \
         9223372036854775807 exceeds the max user-defined priority 9223372036854774807",
    );
}

#[test]
fn what_traefik_drops_does_not_refuse_the_file() {
    check(
        "an object in which nothing is, for a text",
        "http: {routers: {r: {rule: {}, entryPoints: [web], service: noop@internal}}}",
        "r",
        "Disabled: error while parsing rule : parsing rule : 1:1: expected operand, found 'EOF'",
    );
    check(
        "a plain value for a list of objects is an empty list",
        "udp:
  routers: {r: {entryPoints: [dns], service: s}}
  services: {s: {loadBalancer: {servers: ''}}}",
        "r",
        "Enabled: ",
    );
}

#[test]
fn a_negative_weight_is_refused_but_of_http() {
    let check_of = |kind: &str, router: &str, expect: &str| {
        let yaml = format!(
            "{kind}:
  routers: {{r: {router}}}
  services: {{w: {{weighted: {{services: [{{name: gone, weight: -2}}]}}}}}}"
        );
        check("it is looked at before the child is", &yaml, "w", expect);
    };
    check_of(
        "tcp",
        "{rule: 'HostSNI(`*`)', entryPoints: [web], service: w}",
        "Disabled: invalid negative weight -2 for service \"gone\"",
    );
    check_of(
        "udp",
        "{entryPoints: [dns], service: w}",
        "Disabled: invalid negative weight -2 for UDP service \"gone\"",
    );
}

/// A star that stands for no label matches no host, not even one that is written so.
#[test]
fn a_star_elsewhere_matches_nothing() {
    let text = b"http: {routers: {r: {rule: 'Host(`*a.lan`)', entryPoints: [web], service: noop@internal}}}";
    let reading = read(text, "found.yml", Some(Format::Yaml));
    let facts = facts();
    let request = Request {
        host: Some("*a.lan".to_owned()),
        entry_point: Some("web".to_owned()),
        ..Request::default()
    };
    let answer = Routes::of(&reading.every_component(), Some(&facts)).route(&request);
    assert_eq!((answer.router, answer.status), (None, Some(404)));
}

/// Of an empty list Traefik makes the default, as of none.
#[test]
fn an_empty_list_means_the_default() {
    let meaning = |yaml: &str| {
        let reading = read(yaml.as_bytes(), "found.yml", Some(Format::Yaml));
        reading.components[0].component.meaning()
    };
    assert_eq!(
        meaning("tls: {options: {o: {minVersion: VersionTLS12, alpnProtocols: []}}}"),
        meaning("tls: {options: {o: {minVersion: VersionTLS12}}}")
    );
    assert_eq!(
        meaning("http: {middlewares: {m: {compress: {encodings: []}}}}"),
        meaning("http: {middlewares: {m: {compress: {}}}}")
    );
    let text = b"tls: {options: {o: {alpnProtocols: []}}}
http:
  routers: {r: {rule: 'Host(`a.lan`)', entryPoints: [web], service: noop@internal, tls: {options: o}}}";
    let reading = read(text, "found.yml", Some(Format::Yaml));
    let facts = facts();
    let routes = Routes::of(&reading.every_component(), Some(&facts));
    let closed = |protocol: &str| {
        let hello = Hello {
            sni: "a.lan".to_owned(),
            alpn: vec![protocol.to_owned()],
        };
        let request = Request {
            host: Some("a.lan".to_owned()),
            entry_point: Some("web".to_owned()),
            tls: Some(hello),
            ..Request::default()
        };
        routes.route(&request).closed
    };
    assert!(closed("mqtt"), "it speaks HTTP");
    assert!(!closed("h2"));
}

#[test]
fn headers_that_set_nothing() {
    let check = |settings: &str, expect: &str| {
        let yaml = format!(
            "http:
  routers: {{r: {{rule: 'Host(`a`)', entryPoints: [web], service: noop@internal, middlewares: [m]}}}}
  middlewares: {{m: {{headers: {{{settings}}}}}}}"
        );
        check(
            "Traefik wants one value that is not zero; a number is none of those",
            &yaml,
            "r",
            expect,
        );
    };
    for nothing in [
        "stsPreload: false",
        "sslRedirect: false",
        "featurePolicy: ''",
        "allowedHosts: []",
        "addVaryHeader: false",
    ] {
        check(nothing, "Disabled: headers configuration not valid");
    }
    for something in [
        "stsSeconds: 0",
        "accessControlMaxAge: 0",
        "frameDeny: true",
        "customRequestHeaders: {A: ''}",
        "sslHost: x",
    ] {
        check(something, "Enabled: ");
    }
}

#[test]
fn a_parent_is_named_as_the_provider_has_it() {
    check(
        "a name with an `@` moves the provider of services and middlewares, not of parents",
        "http: {routers: {'a@x': {rule: 'Host(`a`)', parentRefs: [c], service: noop@internal}}}",
        "a@x",
        "Disabled: parent router \"c@file\" does not exist | router is not reachable",
    );
}
