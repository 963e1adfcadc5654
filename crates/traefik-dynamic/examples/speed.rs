//! How long it takes to foretell 10,000 routers with their services, and to route one request among them.
//!
//! `cargo run --release -p traefik-dynamic --example speed`

#![allow(clippy::print_stdout, reason = "it is what it is for")]

use std::time::Instant;

use serde_json::json;
use traefik_dynamic::predict::predict;
use traefik_dynamic::route::{Request, Routes};
use traefik_dynamic::{Component, Facts, Kind};

const COUNT: usize = 10_000;

fn main() {
    let mut components = Vec::with_capacity(2 * COUNT);
    for number in 0..COUNT {
        let rule = match number % 4 {
            0 => format!("HostRegexp(`^app{number}\\.example\\.(com|org)$`)"),
            1 => format!("Host(`app{number}.example.com`) && PathPrefix(`/api`)"),
            _ => format!("Host(`app{number}.example.com`)"),
        };
        let router = json!({"rule": rule, "entryPoints": ["web"], "service": format!("s{number}")});
        let service =
            json!({"loadBalancer": {"servers": [{"url": format!("http://10.0.0.1:{}", number + 1)}]}});
        components.push(Component::from_configuration(
            Kind::HttpRouter,
            format!("r{number}"),
            router,
        ));
        components.push(Component::from_configuration(
            Kind::HttpService,
            format!("s{number}"),
            service,
        ));
    }
    let facts = json!({"entry_points": {"web": {"address": ":80"}}});
    let facts: Facts = serde_json::from_value(facts).unwrap_or_default();
    let start = Instant::now();
    let states = predict(&components, Some(&facts));
    println!("predict {} components: {:?}", states.len(), start.elapsed());
    let start = Instant::now();
    let routes = Routes::new(&components, Some(&facts));
    println!("make ready: {:?}", start.elapsed());
    let Ok(request) = Request::from_url("http://app9998.example.com/api/x") else {
        return;
    };
    let start = Instant::now();
    let answer = routes.route(&request);
    println!(
        "route the first request: {:?}, {}",
        start.elapsed(),
        answer.sentence
    );
    let start = Instant::now();
    for _ in 0..100 {
        routes.route(&request);
    }
    println!("route a request: {:?}", start.elapsed() / 100);
}
