//! Maps of profiles: of the one the window shows, of one that has everything a map can show, of one that just can be
//! drawn node by node, and of one that cannot.

use std::fmt::Write as _;

use mantrae_core::route_map::{MapProtocol, MapQuery, MapRange};
use traefik_dynamic::Kind;

use crate::clock;
use crate::home::{HOME, Home};
use crate::recording::Recording;
use crate::stable::Names;

/// Every shape of a way: chains, parents, services of services, other providers, what is missing or off.
const WAYS: &str = "All ways";
const STREET: &str = "One street";
const CITY: &str = "Big city";

pub(crate) async fn record(home: &Home) {
    clock::set(12, 11, 14, 5);
    for (name, file) in [
        (WAYS, include_str!("home/all-ways.yml").to_owned()),
        (STREET, houses(56, 8)),
        (CITY, houses(1200, 40)),
    ] {
        home.engine.profiles().create(name, "").await.unwrap();
        home.import(name, "many.yml", &file).await;
    }
    let off = (Kind::HttpRouter, "old-shop");
    home.engine
        .components()
        .enable(WAYS, off.0, off.1, false)
        .await
        .unwrap();
    let names = Names::of(&home.engine).await;
    let mut recording = Recording::default();
    for profile in [HOME, WAYS, "Office edge", "Staging"] {
        for protocol in [MapProtocol::Http, MapProtocol::Tcp, MapProtocol::Udp] {
            ask(home, &mut recording, (profile, protocol), ("", false), None).await;
        }
    }
    for (filter, only_problems) in [
        ("grafana", false),
        ("redirect", false),
        ("xyzzy", false),
        ("", true),
    ] {
        let what = (HOME, MapProtocol::Http);
        ask(home, &mut recording, what, (filter, only_problems), None).await;
    }
    ask(
        home,
        &mut recording,
        (STREET, MapProtocol::Http),
        ("", false),
        None,
    )
    .await;
    let city = (CITY, MapProtocol::Http);
    let first = ask(home, &mut recording, city, ("", false), None).await;
    ask(home, &mut recording, city, ("", false), first).await;
    recording.check("maps", &names);
}

/// Asks for a map; returns the range of its first group.
async fn ask(
    home: &Home,
    recording: &mut Recording,
    (profile, protocol): (&str, MapProtocol),
    (filter, only_problems): (&str, bool),
    within: Option<MapRange>,
) -> Option<MapRange> {
    let query = MapQuery {
        protocol,
        filter: filter.to_owned(),
        only_problems,
        within,
    };
    let map = home.engine.components().map(profile, &query).await;
    let first = map
        .as_ref()
        .ok()
        .and_then(|map| Some(map.groups.first()?.range.clone()));
    recording.add("routeMap", (profile, &query), map);
    first
}

/// Routers of hosts in a few domains, each with a service of its own.
fn houses(count: usize, domains: usize) -> String {
    let (mut routers, mut services) = (String::new(), String::new());
    for at in 0..count {
        let guard = ["login", "secure-headers, compress", "secure-headers", "compress"][at % 4];
        writeln!(
            routers,
            "    house-{at:04}: {{rule: Host(`h{at}.street-{:02}.example`), service: house-{at:04}, middlewares: [{guard}], entryPoints: [websecure]}}",
            at % domains
        )
        .unwrap();
        writeln!(
            services,
            "    house-{at:04}: {{loadBalancer: {{servers: [{{url: 'http://10.{}.{}.{}:8080'}}]}}}}",
            at / 65_536,
            at / 256 % 256,
            at % 256
        )
        .unwrap();
    }
    format!(
        "http:\n  routers:\n{routers}  services:\n{services}  middlewares:\n    secure-headers: {{headers: {{frameDeny: true}}}}\n    compress: {{compress: {{}}}}\n"
    )
}
