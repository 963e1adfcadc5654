//! What differed once between a real Traefik 3.7.15 and the model, made small: `cargo xtask fuzz traefik` found it.

use serde_json::json;
use traefik_dynamic::predict::{State, predict_all};
use traefik_dynamic::route::{Answer, Hello, Request, Routes};
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

fn line_of(components: &[&Component], name: &str) -> String {
    let states = predict_all(components, Some(&facts()));
    line(states.iter().find(|state| state.component == name).unwrap())
}

/// What is said of the first component with that name, and why it is so.
#[track_caller]
fn check(why: &str, yaml: &str, component: &str, expect: &str) {
    let reading = read(yaml.as_bytes(), "found.yml", Some(Format::Yaml));
    let told = line_of(&reading.every_component(), component);
    assert_eq!(told, expect, "{why}\n{yaml}");
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

#[test]
fn a_list_for_a_text_is_a_text_that_names_its_type() {
    check(
        "the service is there, so the router is no dead end",
        "http:
  routers:
    a: {rule: 'Host(`a`)', entryPoints: [web]}
    b: {rule: 'Host(`b`)', parentRefs: [b, a], service: [x, 1]}",
        "b",
        "Warning: cyclic reference detected in router tree: b@file -> b@file",
    );
    let check_of = |list: &str, expect: &str| {
        let yaml =
            format!("http: {{routers: {{r: {{rule: 'Host(`a`)', entryPoints: [web], service: {list}}}}}}}");
        let expect = format!("Disabled: the service \"{expect}@file\" does not exist");
        check("the highest of the types counts", &yaml, "r", &expect);
    };
    check_of("[1]", "║2║1");
    check_of("[true, 1]", "║2║true║1");
    check_of("[1, 1.5, 2.0]", "║14║1║1.500000║2");
    check_of("[18446744073709551615]", "║11║18446744073709551615");
    check_of("[1.5, a]", "║24║1.500000║a");
    check_of("['']", "║24║");
}

#[test]
fn what_retry_retries_on_is_looked_at_before_how_often() {
    check(
        "both are wrong",
        "http:
  routers: {r: {rule: 'Host(`a`)', entryPoints: [web], service: noop@internal, middlewares: [m]}}
  middlewares: {m: {retry: {disableRetryOnNetworkError: true}}}",
        "r",
        "Disabled: retry middleware requires at least HTTP status codes or retry on TCP",
    );
}

#[test]
fn an_object_of_which_nothing_is_left_is_there() {
    check(
        "the list is dropped, and the middleware keeps its type",
        "http:
  routers: {r: {rule: 'Host(`a`)', entryPoints: [web], service: noop@internal, middlewares: [m]}}
  middlewares: {m: {redirectScheme: {scheme: []}}}",
        "r",
        "Disabled: you must provide a target scheme",
    );
}

#[test]
fn a_tcp_transport_decides_on_the_proxy_protocol() {
    let check_of = |transport: &str, expect: &str| {
        let yaml = format!(
            "tcp:
  routers: {{r: {{rule: 'HostSNI(`*`)', entryPoints: [web], service: s}}}}
  services: {{s: {{loadBalancer: {{servers: [{{address: 'a:1'}}], proxyProtocol: {{version: 3}}{transport}}}}}}}
  serversTransports: {{t: {{dialTimeout: 5s}}, p: {{proxyProtocol: {{version: 7}}}}}}"
        );
        check("the service's own is ignored beside one", &yaml, "r", expect);
    };
    check_of("", "Disabled: unknown proxyProtocol version: 3");
    check_of(", serversTransport: t", "Enabled: ");
    check_of(
        ", serversTransport: p",
        "Disabled: unknown proxyProtocol version: 7",
    );
}

#[test]
fn an_object_for_a_list_is_a_list() {
    check(
        "each field is an item, whatever it is",
        "udp:
  routers: {r: {entryPoints: [dns], service: s}}
  services: {s: {loadBalancer: {servers: {k: v}}}}",
        "r",
        "Enabled: ",
    );
    check(
        "the items are in the order of the names",
        "http:
  routers: {r: {rule: 'Host(`a`)', entryPoints: [web], service: s}}
  services: {s: {loadBalancer: {servers: {b: {url: '://b'}, a: {url: '://a'}, z: null}}}}",
        "s",
        "Disabled: error parsing server URL ://a: parse \"://a\": missing protocol scheme",
    );
}

#[test]
fn a_failover_for_statuses_does_not_watch_its_main_service() {
    check(
        "not even with a health check, which only the fallback must report",
        "http:
  routers: {r: {rule: 'Host(`a`)', entryPoints: [web], service: s}}
  services:
    plain: {loadBalancer: {servers: [{url: 'http://a'}]}}
    s: {failover: {service: plain, fallback: plain, errors: {status: ['500']}}}",
        "r",
        "Enabled: ",
    );
    check(
        "the fallback is built first",
        "http:
  routers: {r: {rule: 'Host(`a`)', entryPoints: [web], service: s}}
  services:
    plain: {loadBalancer: {servers: [{url: 'http://a'}]}}
    s: {failover: {service: plain, fallback: '', errors: {status: ['500']}, healthCheck: {}}}",
        "r",
        "Disabled: the service \"@file\" does not exist",
    );
}

#[test]
fn what_mirrors_one_of_traefiks_own_services_cannot_be_watched() {
    let check_of = |services: &str, expect: &str| {
        let yaml = format!(
            "http:
  routers: {{r: {{rule: 'Host(`a`)', entryPoints: [web], service: f}}}}
  services: {{f: {{failover: {{service: m}}}}, {services}}}"
        );
        let expect = format!("Disabled: cannot register m as updater for f@file: {expect}");
        check("it has no health to tell", &yaml, "r", &expect);
    };
    check_of(
        "m: {mirroring: {service: noop@internal, healthCheck: {}}}",
        "service of mirroring http.HandlerFunc not a healthcheck.StatusUpdater",
    );
    check_of(
        "m: {mirroring: {service: n, healthCheck: {}}}, n: {mirroring: {service: api@internal, healthCheck: {}}}",
        "cannot register service of mirroring as updater: service of mirroring *mux.Router not a healthcheck.StatusUpdater",
    );
    check_of(
        "m: {mirroring: {service: n, healthCheck: {}}}, n: {mirroring: {service: api@internal}}",
        "cannot register service of mirroring as updater: healthCheck not enabled in config for this mirroring service",
    );
}

#[test]
fn a_tcp_parent_is_told_as_its_user_names_it() {
    check(
        "HTTP tells the qualified name",
        "tcp:
  routers:
    a: {rule: 'HostSNI(`*`)', entryPoints: [web], service: w}
    b: {rule: 'HostSNI(`*`)', entryPoints: [alt], service: w@file}
  services:
    p: {loadBalancer: {servers: []}}
    w: {weighted: {services: [{name: p}], healthCheck: {}}}",
        "w",
        "Disabled: cannot register p as updater for w: healthCheck not enabled in config for this weighted service | cannot register p as \
         updater for w@file: healthCheck not enabled in config for this weighted service",
    );
}

/// What an entry point or the default rule syntax adds does not reach routers with parents.
#[test]
fn a_child_gets_nothing_from_an_entry_point() {
    let told = |child: &str, more: serde_json::Value| {
        let mut facts = facts();
        let entry_point = json!({"address": ":80", "tls": {}, "middlewares": ["gone"]});
        facts
            .entry_points
            .insert("web".to_owned(), serde_json::from_value(entry_point).unwrap());
        facts.default_rule_syntax = serde_json::from_value(more).unwrap();
        let yaml = format!(
            "http: {{routers: {{a: {{rule: 'Host(`a`)', entryPoints: [web]}}, b: {{service: noop@internal, {child}}}}}}}"
        );
        let reading = read(yaml.as_bytes(), "found.yml", Some(Format::Yaml));
        let states = predict_all(&reading.every_component(), Some(&facts));
        let lines: Vec<String> = states
            .iter()
            .filter(|state| state.component == "b")
            .map(line)
            .collect();
        lines.join("\n")
    };
    assert_eq!(
        told(
            "rule: 'Host(`a`)', parentRefs: [a], entryPoints: [web, alt]",
            json!(null)
        ),
        "Disabled: non-root router cannot have Entrypoints configuration"
    );
    assert_eq!(
        told(
            "rule: 'Host(`a`)', parentRefs: [gone], entryPoints: [web]",
            json!(null)
        ),
        "Enabled: ",
        "a missing parent is dropped, and the router stands on its own"
    );
    assert_eq!(
        told(
            "rule: 'Headers(`a`, `b`)', parentRefs: [gone], entryPoints: [web]",
            json!("v2")
        ),
        "Disabled: error while parsing rule Headers(`a`, `b`): parsing rule Headers(`a`, `b`): unsupported function: Headers"
    );
}

#[test]
fn a_template_of_tcp_is_one_expression() {
    let check_of = |template: &str, expect: &str| {
        let yaml = format!(
            "tcp:
  routers: {{r: {{rule: 'HostSNIRegexp(`{template}`)', ruleSyntax: v2, entryPoints: [web], service: s}}}}
  services: {{s: {{loadBalancer: {{servers: []}}}}}}"
        );
        check(
            "its placeholders are not looked at one by one",
            &yaml,
            "r",
            expect,
        );
    };
    check_of(
        "{s:(}",
        "Disabled: error while adding rule HostSNIRegexp(`{s:(}`): error parsing regexp: missing closing ): `(?i)^(?P<v0>()$`",
    );
    check_of("{s:(}.{t:)}", "Enabled: ");
    check_of("{1}.{a-b}", "Enabled: ");
}

/// No child takes it, but what the parent's middlewares answer comes first.
#[test]
fn a_middleware_of_a_parent_may_answer() {
    let status = |middleware: &str| {
        let yaml = format!(
            "http:
  routers:
    a: {{rule: 'Path(`/`)', entryPoints: [web], middlewares: [m]}}
    b: {{rule: 'Host(`b`)', parentRefs: [a], service: noop@internal}}
  middlewares: {{m: {{{middleware}}}}}"
        );
        let reading = read(yaml.as_bytes(), "found.yml", Some(Format::Yaml));
        let facts = facts();
        let components = reading.every_component();
        let request = Request {
            host: Some("a".to_owned()),
            target: "/".to_owned(),
            entry_point: Some("web".to_owned()),
            ..Request::default()
        };
        Routes::of(&components, Some(&facts)).route(&request).status
    };
    assert_eq!(status("addPrefix: {prefix: /x}"), Some(404));
    assert_eq!(status("forwardAuth: {maxBodySize: 50}"), None);
}

/// One character that should have been encoded makes Go encode the whole path anew, and reserved ones stay encoded.
#[test]
fn a_path_is_encoded_anew() {
    let is_hit = |rule: &str, target: &str| {
        let router =
            json!({"rule": format!("Path(`{rule}`)"), "entryPoints": ["web"], "service": "noop@internal"});
        let yaml = json!({"http": {"routers": {"r": router}}}).to_string();
        let reading = read(yaml.as_bytes(), "found.yml", Some(Format::Yaml));
        let facts = facts();
        let components = reading.every_component();
        let request = Request {
            host: Some("a".to_owned()),
            target: target.to_owned(),
            entry_point: Some("web".to_owned()),
            ..Request::default()
        };
        Routes::of(&components, Some(&facts))
            .route(&request)
            .router
            .is_some()
    };
    assert!(is_hit("/[a]", "/[a]"));
    assert!(is_hit("/{a}", "/{a}"));
    assert!(!is_hit("/{a:[b]}", "/{a:[b]}"));
    assert!(is_hit("/{a:%5Bb%5D}", "/{a:[b]}"));
    assert!(is_hit("/{a}/b", "/{a}%2Fb"), "the slash is decoded, and stays so");
    assert!(!is_hit("/a/b", "/a%2Fb"));
}

/// An asterisk at the beginning stands for the first label, whatever it is.
#[test]
fn a_star_stands_for_the_first_label() {
    let hits = |rule: &str, hosts: &[&str]| {
        let yaml = format!(
            "http: {{routers: {{r: {{rule: 'Host(`{rule}`)', entryPoints: [web], service: noop@internal}}}}}}"
        );
        let reading = read(yaml.as_bytes(), "found.yml", Some(Format::Yaml));
        let facts = facts();
        let components = reading.every_component();
        let routes = Routes::of(&components, Some(&facts));
        let is_hit = |host: &&&str| {
            let request = Request {
                host: Some((**host).to_owned()),
                entry_point: Some("web".to_owned()),
                ..Request::default()
            };
            routes.route(&request).router.is_some()
        };
        hosts.iter().filter(is_hit).copied().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        hits("*.", &["*.", "*", "a.", ".", "a", "x.y", "..", "a.."]),
        "*. * a. . a .. a.."
    );
    assert_eq!(hits("*.a", &[".a", "b.a", "b.a.", "b.a..", "a"]), ".a b.a b.a.");
    assert_eq!(
        hits("*.a.", &[".a", "b.a", "b.a.", "b.a..", "a"]),
        ".a b.a b.a. b.a.."
    );
    assert_eq!(hits("*.*", &["x.*", "x.y", "*.*"]), "x.* *.*");
    assert_eq!(hits("a.*", &["a.*", "a.b"]), "a.*");
}

/// What Go says about broken rules, and what Traefik says about what is no rule: `go.jsonl` has it from Traefik 3.7.15.
/// The rest of a line is silent after the first fault, except for the scanner.
#[test]
fn the_words_of_the_go_parser() {
    for line in include_str!("go.jsonl").lines() {
        let [rule, expect]: [String; 2] = serde_json::from_str(line).unwrap();
        let body = json!({"rule": rule, "entryPoints": ["web"], "service": "noop@internal"});
        let yaml = json!({"http": {"routers": {"r": body}}}).to_string();
        let before = format!("Disabled: error while parsing rule {rule}");
        let reading = read(yaml.as_bytes(), "found.yml", Some(Format::Yaml));
        let told = line_of(&reading.every_component(), "r");
        let told = told.strip_prefix(&before).unwrap_or(&told);
        let own = format!(": parsing rule {rule}");
        let told = told.strip_prefix(&own).unwrap_or(told).trim_start_matches(": ");
        assert_eq!(told, expect, "{rule}");
    }
}

#[test]
fn an_empty_list_for_an_object_that_may_be_empty_is_one() {
    check(
        "it has TLS, and a second message from its check",
        "http: {routers: {r: {entryPoints: [web], tls: []}}}",
        "r",
        "Disabled: router has no service and no child routers | router must have either a service or child routers | invalid rule , error: \
         error while parsing rule : 1:1: expected operand, found 'EOF'",
    );
}

#[test]
fn old_hosts_are_looked_at_one_by_one() {
    let check_of = |values: &str, expect: &str| {
        let rule = format!("HostRegexp({values})");
        let yaml = json!({"http": {"routers": {"r": {
            "rule": rule, "ruleSyntax": "v2", "entryPoints": ["web"], "service": "noop@internal"
        }}}});
        let expect = format!(
            "Disabled: error while parsing rule {rule}: adding rule {rule}: error while adding rule HostRegexp: {expect}"
        );
        check("the first that is wrong is told", &yaml.to_string(), "r", &expect);
    };
    check_of(
        "`{s:(}`, `é.lan`",
        "error parsing regexp: missing closing ): `^($`",
    );
    check_of(
        "`é.lan`, `{s:(}`",
        "invalid value \"é.lan\" for HostRegexp matcher, non-ASCII characters are not allowed",
    );
}

/// What becomes of a request to `a` that is sent to a child router.
fn answer_below(middleware: &str, facts: &Facts) -> Answer {
    let yaml = format!(
        "http:
  routers:
    a: {{rule: 'Host(`a`)', entryPoints: [web], middlewares: [m]}}
    b: {{rule: 'Path(`/`)', parentRefs: [a], service: s}}
  services: {{s: {{loadBalancer: {{servers: []}}}}}}
  middlewares: {{m: {{{middleware}}}}}"
    );
    let reading = read(yaml.as_bytes(), "found.yml", Some(Format::Yaml));
    let components = reading.every_component();
    let request = Request {
        host: Some("a".to_owned()),
        target: "/".to_owned(),
        entry_point: Some("web".to_owned()),
        headers: vec![("X-Forwarded-For".to_owned(), "10.0.0.9, 10.0.0.1".to_owned())],
        ..Request::default()
    };
    Routes::of(&components, Some(facts)).route(&request)
}

/// Its list of addresses is asked before its children are.
#[test]
fn a_parent_refuses_whom_its_list_does_not_name() {
    let mut trusting = facts();
    trusting
        .entry_points
        .get_mut("web")
        .unwrap()
        .forwarded_headers
        .insecure = true;
    for (list, expect, expect_trusting) in [
        ("sourceRange: [127.0.0.0/8]", None, None),
        ("sourceRange: ['::1']", Some(403), Some(403)),
        (
            "sourceRange: ['::1'], rejectStatusCode: 404",
            Some(404),
            Some(404),
        ),
        ("sourceRange: [127.0.0.1], ipStrategy: {}", None, None),
        ("sourceRange: [10.0.0.1], ipStrategy: {depth: 1}", Some(403), None),
        ("sourceRange: [10.0.0.9], ipStrategy: {depth: 2}", Some(403), None),
        (
            "sourceRange: [0.0.0.0/0], ipStrategy: {depth: 3}",
            Some(403),
            Some(403),
        ),
        (
            "sourceRange: [127.0.0.0/8], ipStrategy: {excludedIPs: ['::1']}",
            Some(403),
            Some(403),
        ),
        (
            "sourceRange: [10.0.0.9], ipStrategy: {excludedIPs: [10.0.0.1]}",
            Some(403),
            None,
        ),
    ] {
        for (facts, expect) in [(facts(), expect), (trusting.clone(), expect_trusting)] {
            let answer = answer_below(&format!("ipAllowList: {{{list}}}"), &facts);
            assert_eq!(answer.status, expect, "{list}: {}", answer.sentence);
            let router = if expect.is_some() { "a" } else { "b" };
            assert_eq!(answer.router.as_deref(), Some(router), "{list}");
        }
    }
}

#[test]
fn a_middleware_of_a_parent_may_answer_before_a_child() {
    let stops = |middleware: &str| answer_below(middleware, &facts()).stops;
    assert_eq!(stops("addPrefix: {prefix: /}"), [""; 0]);
    assert_eq!(stops("basicAuth: {users: ['a:b']}"), ["a"]);
}

/// Go's server sends no number with other than three digits.
#[test]
fn an_error_that_is_rewritten_to_no_status_cuts_the_connection() {
    let cuts = |status: i64| {
        let middleware =
            format!("errors: {{status: ['503'], service: s, statusRewrites: {{'503': {status}}}}}");
        answer_below(&middleware, &facts()).cuts
    };
    for status in [-1, 0, 99, 1000, i64::MAX] {
        assert!(cuts(status), "{status}");
    }
    for status in [100, 404, 999] {
        assert!(!cuts(status), "{status}");
    }
}
