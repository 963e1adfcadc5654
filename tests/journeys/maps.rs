//! The map shows the profile as it is now, with what is known of its Traefik.

use mantrae_core::gateway::read;
use mantrae_core::route_map::{MapColumn, MapProtocol, MapQuery, MapState, RouteMap};
use serde_json::json;
use tests::{Computer, PROFILE};
use traefik_dynamic::{Component, Kind};

const FILE: &str = "
http:
  routers:
    shop: {rule: Host(`shop.lan`), middlewares: [auth], service: app}
    torn: {rule: Host(`torn.lan`) and Path(`/`), service: app}
  services:
    app: {loadBalancer: {servers: [{url: http://10.0.0.1}]}}
";

async fn map(computer: &Computer) -> RouteMap {
    let query = MapQuery {
        protocol: MapProtocol::Http,
        filter: String::new(),
        only_problems: false,
        within: None,
    };
    computer.engine.components().map(PROFILE, &query).await.unwrap()
}

fn state(map: &RouteMap, column: MapColumn, name: &str) -> Option<MapState> {
    let mut nodes = map.nodes.iter();
    let node = nodes.find(|node| node.column == column && node.name == name);
    node.map(|node| node.state)
}

#[tokio::test]
async fn the_map_follows_changes_and_facts() {
    let computer = Computer::new().await;
    computer.engine.profiles().create(PROFILE, "").await.unwrap();
    computer.import(FILE).await;
    let components = computer.engine.components();
    let before = map(&computer).await;
    assert_eq!(map(&computer).await, before, "asked again, it is the same");
    assert_eq!(
        state(&before, MapColumn::EntryPoint, ""),
        Some(MapState::Fine),
        "not known yet"
    );
    assert_eq!(
        state(&before, MapColumn::Middleware, "auth"),
        Some(MapState::Missing)
    );
    assert_eq!(state(&before, MapColumn::Router, "shop"), Some(MapState::Problem));
    let torn = before.nodes.iter().find(|node| node.name == "torn").unwrap();
    assert!(
        torn.problems > 0 && torn.problem.is_some(),
        "as in the list: {torn:?}"
    );

    let auth = Component::from_configuration(Kind::HttpMiddleware, "auth", json!({ "compress": {} }));
    components.put(PROFILE, auth).await.unwrap();
    components
        .enable(PROFILE, Kind::HttpRouter, "torn", false)
        .await
        .unwrap();
    let after = map(&computer).await;
    assert_eq!(state(&after, MapColumn::Middleware, "auth"), Some(MapState::Fine));
    assert_eq!(state(&after, MapColumn::Router, "shop"), Some(MapState::Fine));
    assert_eq!(state(&after, MapColumn::Router, "torn"), Some(MapState::Off));

    let install = "entryPoints: {web: {address: ':80'}}\nproviders: {file: {directory: /etc/traefik}}\n";
    let learned = read(install, "traefik.yml").unwrap();
    computer.engine.gateways().learn(PROFILE, learned).await.unwrap();
    let known = map(&computer).await;
    assert_eq!(state(&known, MapColumn::EntryPoint, ""), None);
    assert_eq!(state(&known, MapColumn::EntryPoint, "web"), Some(MapState::Fine));
}

#[tokio::test]
async fn a_profile_that_is_not_there_has_no_map() {
    let computer = Computer::new().await;
    let query = MapQuery {
        protocol: MapProtocol::Udp,
        filter: String::new(),
        only_problems: false,
        within: None,
    };
    let error = computer
        .engine
        .components()
        .map("gone", &query)
        .await
        .unwrap_err();
    assert_eq!(error.code, mantrae_core::Code::NotFound);
}
