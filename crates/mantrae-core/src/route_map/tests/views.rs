//! What a screen shows of a map: the part that a filter leaves, and groups where there is too much.

use serde_json::json;
use traefik_dynamic::{Component, Kind};

use super::super::{Atlas, LIMIT, MapProtocol, MapQuery, MapRange, fold};
use super::{atlas, balancer, http, middleware, query};

type Rule = dyn Fn(usize) -> String;

#[test]
fn the_filter_keeps_whole_ways_and_counts_the_others() {
    let components = [
        http(
            "blog",
            json!({ "rule": "Host(`b.example.com`)", "middlewares": ["zip"], "service": "bad-s" }),
        ),
        http("wiki", json!({ "rule": "Host(`w.example.com`)", "service": "t" })),
        middleware("zip", json!({ "compress": {} })),
        balancer("bad-s", &["http://192.0.2.1"]),
        balancer("t", &["http://192.0.2.2"]),
    ];
    let atlas = atlas(MapProtocol::Http, &components, None);
    for (filter, only_problems, routers) in [
        ("", false, &["blog", "wiki"][..]),
        ("B.EXAMPLE", false, &["blog"]),
        ("zip", false, &["blog"]),
        ("192.0.2.2", false, &["wiki"]),
        ("wiki zip", false, &[]),
        ("example com", false, &["blog", "wiki"]),
        ("", true, &["blog"]),
        ("wiki", true, &[]),
    ] {
        let asked = MapQuery {
            filter: filter.to_owned(),
            only_problems,
            ..query(MapProtocol::Http)
        };
        let map = atlas.view(&asked);
        let found = map
            .nodes
            .iter()
            .filter(|node| node.kind == Some(Kind::HttpRouter));
        let found: Vec<&str> = found.map(|node| node.name.as_str()).collect();
        assert_eq!(found, routers, "{filter}");
        assert_eq!(
            (map.routers, map.hidden),
            (routers.len(), 2 - routers.len()),
            "{filter}"
        );
    }
}

/// Opens groups until each router was shown one by one, and returns how many were.
fn open_all(atlas: &Atlas, within: Option<MapRange>, depth: usize) -> usize {
    assert!(depth < 6, "each group is smaller than what it was part of");
    let map = atlas.view(&MapQuery {
        within,
        ..query(MapProtocol::Http)
    });
    if map.groups.is_empty() {
        assert!(map.nodes.len() <= LIMIT);
        return map.routers;
    }
    assert!(
        map.groups.len() <= fold::GROUPS && map.edges.is_empty(),
        "{}",
        map.groups.len()
    );
    assert!(map.nodes.len() <= fold::GROUPS);
    assert_eq!(
        map.groups.iter().map(|group| group.routers).sum::<usize>(),
        map.routers
    );
    let opened = map.groups.into_iter().map(|group| {
        let inside = open_all(atlas, Some(group.range), depth + 1);
        assert_eq!(inside, group.routers, "{} … {}", group.first, group.last);
        inside
    });
    opened.sum()
}

#[test]
fn a_large_map_is_folded_and_every_router_is_found_in_it() {
    let router = |at: usize, rule: String| {
        http(
            &format!("r{at}"),
            json!({ "rule": rule, "entryPoints": [format!("e{}", at % 40)], "service": format!("s{at}") }),
        )
    };
    let rules: [(&str, &Rule); 5] = [
        ("a domain each", &|at| format!("Host(`d{at}.org`)")),
        ("few domains", &|at| format!("Host(`h{at}.d{}.org`)", at % 3)),
        ("one host", &|_| "Host(`h.example.com`)".to_owned()),
        ("any host", &|at| format!("Path(`/{at}`)")),
        ("one large domain among many", &|at| {
            if at % 2 == 0 {
                "Host(`h.example.com`)".to_owned()
            } else {
                format!("Host(`d{at}.org`)")
            }
        }),
    ];
    for (what, rule) in rules {
        let mut components: Vec<Component> = (0..2000).map(|at| router(at, rule(at))).collect();
        components.extend((0..2400).map(|at| balancer(&format!("s{at}"), &[&format!("http://s{at}")])));
        let atlas = atlas(MapProtocol::Http, &components, None);
        assert_eq!(open_all(&atlas, None, 0), 2000, "{what}");
        let whole = atlas.view(&query(MapProtocol::Http));
        let unused: Vec<_> = whole.groups.iter().filter(|group| !group.is_used).collect();
        assert!(
            !unused.is_empty() && unused.iter().all(|group| group.routers == 0),
            "{what}"
        );
        assert_eq!(
            unused.iter().map(|group| group.services).sum::<usize>(),
            400,
            "{what}"
        );
    }
}
