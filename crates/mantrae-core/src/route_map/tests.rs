use serde_json::{Value, json};
use traefik_dynamic::{Component, Facts, Kind};

use super::{Atlas, Charted, MapProtocol, MapQuery, MapState, RouteMap};

fn component(kind: Kind, name: &str, configuration: Value) -> Component {
    Component::from_configuration(kind, name, configuration)
}

fn http(name: &str, configuration: Value) -> Component {
    component(Kind::HttpRouter, name, configuration)
}

fn middleware(name: &str, configuration: Value) -> Component {
    component(Kind::HttpMiddleware, name, configuration)
}

fn service(name: &str, configuration: Value) -> Component {
    component(Kind::HttpService, name, configuration)
}

fn balancer(name: &str, urls: &[&str]) -> Component {
    let servers: Vec<Value> = urls.iter().map(|url| json!({ "url": url })).collect();
    service(name, json!({ "loadBalancer": { "servers": servers } }))
}

fn query(protocol: MapProtocol) -> MapQuery {
    MapQuery {
        protocol,
        filter: String::new(),
        only_problems: false,
        within: None,
    }
}

/// Components whose names begin with `off-` are disabled, and those with `bad-` have a problem.
fn atlas(protocol: MapProtocol, components: &[Component], facts: Option<&Facts>) -> Atlas {
    let charted = components.iter().map(|component| {
        let is_bad = component.name.starts_with("bad-");
        Charted {
            component,
            enabled: !component.name.starts_with("off-"),
            problems: usize::from(is_bad),
            problem: is_bad.then(|| "It is bad".to_owned()),
            summary: "",
        }
    });
    Atlas::of(protocol, &charted.collect::<Vec<_>>(), facts)
}

/// `web > a.example.com > …` as pairs, with the routers that take the step; then nodes without a step.
fn steps(map: &RouteMap) -> Vec<String> {
    let name = |at: u32| {
        let node = &map.nodes[at as usize];
        let column = serde_json::to_value(node.column).unwrap();
        let mark = match node.state {
            MapState::Fine => "",
            MapState::Problem => " !",
            MapState::Off => " off",
            MapState::Missing => " missing",
            MapState::Elsewhere => " elsewhere",
        };
        format!("{} `{}`{mark}", column.as_str().unwrap(), node.name)
    };
    let mut lines: Vec<String> = map
        .edges
        .iter()
        .map(|edge| {
            let routers: Vec<_> = edge
                .routers
                .iter()
                .map(|at| map.nodes[*at as usize].name.as_str())
                .collect();
            format!("{} > {} ({})", name(edge.from), name(edge.to), routers.join(", "))
        })
        .collect();
    let is_alone = |at: &u32| map.edges.iter().all(|edge| edge.from != *at && edge.to != *at);
    lines.extend(
        (0..u32::try_from(map.nodes.len()).unwrap())
            .filter(is_alone)
            .map(name),
    );
    lines
}

#[track_caller]
fn check(protocol: MapProtocol, components: &[Component], facts: Option<&Facts>, expected: &[&str]) {
    let map = atlas(protocol, components, facts).view(&query(protocol));
    assert_eq!(steps(&map), expected);
    assert!(map.groups.is_empty());
}

#[test]
fn a_request_goes_through_hosts_and_middlewares_in_their_order() {
    check(
        MapProtocol::Http,
        &[
            http(
                "blog",
                json!({ "rule": "Host(`b.example.com`) && !Host(`x.example.com`)", "entryPoints": ["web"],
                        "middlewares": ["zip", "auth@file", "login@docker", "gone"], "service": "blog" }),
            ),
            middleware("zip", json!({ "compress": {} })),
            middleware("auth", json!({ "basicAuth": { "users": ["a:b"] } })),
            balancer("blog", &["http://192.0.2.1", "http://192.0.2.2"]),
        ],
        None,
        &[
            "entry-point `web` > host `b.example.com` (blog)",
            "host `b.example.com` > router `blog` (blog)",
            "router `blog` > middleware `zip` (blog)",
            "middleware `zip` > middleware `auth` (blog)",
            "middleware `auth` > middleware `login` elsewhere (blog)",
            "middleware `login` elsewhere > middleware `gone` missing (blog)",
            "middleware `gone` missing > service `blog` (blog)",
            "service `blog` > server `http://192.0.2.1` (blog)",
            "service `blog` > server `http://192.0.2.2` (blog)",
        ],
    );
}

#[test]
fn what_several_routers_share_is_one_node_whose_steps_name_each() {
    check(
        MapProtocol::Http,
        &[
            http(
                "a",
                json!({ "rule": "Host(`one.example.com`)", "middlewares": ["zip"], "service": "bad-s" }),
            ),
            http(
                "b",
                json!({ "rule": "PathPrefix(`/b`)", "middlewares": ["zip"], "service": "bad-s" }),
            ),
            http(
                "off-c",
                json!({ "rule": "Host(`one.example.com`)", "service": "off-s" }),
            ),
            middleware("zip", json!({ "compress": {} })),
            service("bad-s", json!({ "loadBalancer": {} })),
            service("off-s", json!({ "loadBalancer": {} })),
        ],
        None,
        &[
            "entry-point `` > host `one.example.com` (a, off-c)",
            "entry-point `` > host `` (b)",
            "host `one.example.com` > router `a` (a)",
            "host `one.example.com` > router `off-c` off (off-c)",
            "host `` > router `b` (b)",
            "router `a` > middleware `zip` (a)",
            "router `off-c` off > service `off-s` off (off-c)",
            "router `b` > middleware `zip` (b)",
            "middleware `zip` > service `bad-s` ! (a, b)",
        ],
    );
}

#[test]
fn chains_are_opened_even_if_they_go_in_circles() {
    check(
        MapProtocol::Http,
        &[
            http(
                "r",
                json!({ "rule": "Host(`h`)", "middlewares": ["outer", "zip"], "service": "s" }),
            ),
            middleware("outer", json!({ "chain": { "middlewares": ["inner", "gone"] } })),
            middleware("inner", json!({ "chain": { "middlewares": ["outer"] } })),
            middleware("zip", json!({ "compress": {} })),
            balancer("s", &[]),
        ],
        None,
        &[
            "entry-point `` > host `h` (r)",
            "host `h` > router `r` (r)",
            "router `r` > middleware `outer` (r)",
            "middleware `outer` > middleware `inner` (r)",
            "middleware `outer` > middleware `gone` missing (r)",
            "middleware `inner` > middleware `outer` (r)",
            "middleware `gone` missing > middleware `zip` (r)",
            "middleware `zip` > service `s` (r)",
        ],
    );
}

#[test]
fn services_lead_to_those_they_choose_from() {
    check(
        MapProtocol::Http,
        &[
            http(
                "r",
                json!({ "rule": "Host(`h`)", "middlewares": ["pages"], "service": "w" }),
            ),
            middleware(
                "pages",
                json!({ "errors": { "status": ["500"], "service": "sorry", "query": "/" } }),
            ),
            service(
                "w",
                json!({ "weighted": { "services": [{ "name": "m", "weight": 9 }, { "name": "w" }] } }),
            ),
            service(
                "m",
                json!({ "mirroring": { "service": "f", "mirrors": [{ "name": "gone" }] } }),
            ),
            service(
                "f",
                json!({ "failover": { "service": "api@internal", "fallback": "s" } }),
            ),
            balancer("s", &["http://192.0.2.1"]),
            balancer("sorry", &["http://192.0.2.1"]),
        ],
        None,
        &[
            "entry-point `` > host `h` (r)",
            "host `h` > router `r` (r)",
            "router `r` > middleware `pages` (r)",
            "middleware `pages` > service `sorry` (r)",
            "middleware `pages` > service `w` (r)",
            "service `sorry` > server `http://192.0.2.1` (r)",
            "service `w` > service `w` (r)",
            "service `w` > service `m` (r)",
            "service `m` > service `f` (r)",
            "service `m` > service `gone` missing (r)",
            "service `f` > service `api` elsewhere (r)",
            "service `f` > service `s` (r)",
            "service `s` > server `http://192.0.2.1` (r)",
        ],
    );
}

#[test]
fn a_router_with_parents_gets_its_requests_from_them() {
    check(
        MapProtocol::Http,
        &[
            http("top", json!({ "rule": "Host(`h`)", "middlewares": ["auth"] })),
            http(
                "leaf",
                json!({ "rule": "Path(`/`)", "parentRefs": ["top", "gone"], "service": "s" }),
            ),
            http(
                "ring",
                json!({ "rule": "Path(`/`)", "parentRefs": ["ring"], "service": "s" }),
            ),
            http("bare", json!({ "rule": "Host(`h`)" })),
            middleware("auth", json!({ "compress": {} })),
            balancer("s", &[]),
        ],
        None,
        &[
            "entry-point `` > host `h` (bare, leaf, top)",
            "host `h` > router `bare` (bare)",
            "host `h` > router `top` (leaf, top)",
            "router `bare` > service `` missing (bare)",
            "router `leaf` > service `s` (leaf)",
            "router `top` > router `leaf` (leaf)",
            "router `top` > middleware `auth` (leaf, top)",
            "router `gone` missing > router `leaf` (leaf)",
            "router `ring` > router `ring` (ring)",
            "router `ring` > service `s` (ring)",
        ],
    );
}

#[test]
fn entry_points_come_from_the_facts_where_a_router_names_none() {
    let facts: Facts = serde_json::from_value(json!({ "entry_points": {
        "web": { "address": ":80" }, "websecure": { "address": ":443", "default": true }, "dns": { "address": ":53/udp" }
    } }))
    .unwrap();
    let components = [
        http(
            "a",
            json!({ "rule": "HostRegexp(`.+\\.example\\.com`)", "service": "api@internal" }),
        ),
        http(
            "b",
            json!({ "rule": "Host(`B.example.com`, `c.example.com`)", "entryPoints": ["web", "gone"], "service": "api@internal" }),
        ),
    ];
    check(
        MapProtocol::Http,
        &components,
        Some(&facts),
        &[
            "entry-point `websecure` > host `.+\\.example\\.com` (a)",
            "entry-point `web` > host `B.example.com` (b)",
            "entry-point `web` > host `c.example.com` (b)",
            "entry-point `gone` missing > host `B.example.com` (b)",
            "entry-point `gone` missing > host `c.example.com` (b)",
            "host `.+\\.example\\.com` > router `a` (a)",
            "host `B.example.com` > router `b` (b)",
            "host `c.example.com` > router `b` (b)",
            "router `a` > service `api` elsewhere (a)",
            "router `b` > service `api` elsewhere (b)",
        ],
    );
    let map = atlas(MapProtocol::Http, &components, Some(&facts)).view(&query(MapProtocol::Http));
    let secure = map.nodes.iter().find(|node| node.name == "websecure").unwrap();
    assert_eq!(secure.detail.as_deref(), Some(":443"));
    let udp = component(Kind::UdpRouter, "names", json!({ "service": "s" }));
    check(
        MapProtocol::Udp,
        &[udp],
        Some(&facts),
        &[
            "entry-point `dns` > router `names` (names)",
            "router `names` > service `s` missing (names)",
        ],
    );
}

#[test]
fn tcp_has_hosts_and_udp_has_none() {
    let tcp = [
        component(
            Kind::TcpRouter,
            "db",
            json!({ "rule": "HostSNI(`db.example.com`)", "entryPoints": ["pg"], "middlewares": ["home"], "service": "db" }),
        ),
        component(
            Kind::TcpRouter,
            "any",
            json!({ "rule": "HostSNI(`*`)", "entryPoints": ["pg"], "service": "db" }),
        ),
        component(
            Kind::TcpMiddleware,
            "home",
            json!({ "ipAllowList": { "sourceRange": ["192.0.2.0/24"] } }),
        ),
        component(
            Kind::TcpService,
            "db",
            json!({ "loadBalancer": { "servers": [{ "address": "192.0.2.1:5432" }] } }),
        ),
        http("other", json!({ "rule": "Host(`h`)", "service": "s" })),
    ];
    check(
        MapProtocol::Tcp,
        &tcp,
        None,
        &[
            "entry-point `pg` > host `db.example.com` (db)",
            "entry-point `pg` > host `` (any)",
            "host `db.example.com` > router `db` (db)",
            "host `` > router `any` (any)",
            "router `db` > middleware `home` (db)",
            "router `any` > service `db` (any)",
            "middleware `home` > service `db` (db)",
            "service `db` > server `192.0.2.1:5432` (db, any)",
        ],
    );
    let udp = [
        component(
            Kind::UdpRouter,
            "dns",
            json!({ "entryPoints": ["dns"], "service": "w" }),
        ),
        component(
            Kind::UdpService,
            "w",
            json!({ "weighted": { "services": [{ "name": "s" }] } }),
        ),
        component(
            Kind::UdpService,
            "s",
            json!({ "loadBalancer": { "servers": [{ "address": "192.0.2.1:53" }] } }),
        ),
    ];
    check(
        MapProtocol::Udp,
        &udp,
        None,
        &[
            "entry-point `dns` > router `dns` (dns)",
            "router `dns` > service `w` (dns)",
            "service `w` > service `s` (dns)",
            "service `s` > server `192.0.2.1:53` (dns)",
        ],
    );
}

#[test]
fn what_no_router_leads_to_is_on_the_map_too() {
    check(
        MapProtocol::Http,
        &[
            middleware("alone", json!({ "compress": {} })),
            middleware("outer", json!({ "chain": { "middlewares": ["alone"] } })),
            middleware("x", json!({ "chain": { "middlewares": ["y"] } })),
            middleware("y", json!({ "chain": { "middlewares": ["x"] } })),
            balancer("spare", &["http://192.0.2.1"]),
        ],
        None,
        &[
            "middleware `outer` > middleware `alone` ()",
            "middleware `x` > middleware `y` ()",
            "middleware `y` > middleware `x` ()",
            "service `spare` > server `http://192.0.2.1` ()",
        ],
    );
}

#[test]
fn what_no_column_shows_is_told_beside_its_user() {
    let components = [
        http(
            "r",
            json!({ "rule": "Host(`h`)", "service": "s", "tls": { "options": "gone" } }),
        ),
        http(
            "d",
            json!({ "rule": "Host(`h`)", "service": "s", "tls": { "options": "default" } }),
        ),
        service(
            "s",
            json!({ "loadBalancer": { "serversTransport": "off-slow" }, "middlewares": ["zip", "login@docker"] }),
        ),
        component(Kind::HttpServersTransport, "off-slow", json!({})),
        middleware("zip", json!({ "compress": {} })),
    ];
    let map = atlas(MapProtocol::Http, &components, None).view(&query(MapProtocol::Http));
    let beside = |name: &str| {
        let node = map.nodes.iter().find(|node| node.name == name).unwrap();
        let all = node.also.iter();
        all.map(|one| (one.kind, one.name.clone(), one.state))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        beside("r"),
        [(Kind::TlsOptions, "gone".to_owned(), MapState::Missing)]
    );
    assert_eq!(beside("d"), [], "Traefik has default options of its own");
    let all = beside("s");
    let expected = [
        (Kind::HttpServersTransport, "off-slow".to_owned(), MapState::Off),
        (
            Kind::HttpMiddleware,
            "login@docker".to_owned(),
            MapState::Elsewhere,
        ),
        (Kind::HttpMiddleware, "zip".to_owned(), MapState::Fine),
    ];
    assert_eq!(all.len(), expected.len(), "{all:?}");
    assert!(expected.iter().all(|one| all.contains(one)), "{all:?}");
}

mod views;
