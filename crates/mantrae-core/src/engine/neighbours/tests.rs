//! Compares what the neighbours tell of a component with what the whole profile tells.

use proptest::prelude::*;
use serde_json::{Value, json};
use traefik_dynamic::predict::predict;
use traefik_dynamic::{Component, Facts, Kind};

use super::{Neighbours, of};
use crate::db::component::{self, Stored};
use crate::db::profile::{self, Profile};
use crate::db::{Databases, mention};
use crate::import::plan::path_of;
use crate::import::review::{Findings, users};
use crate::prediction::Predictions;
use crate::timestamp::Timestamp;

const PROFILE: &str = "p";

/// A change: which component, what it becomes, and whether it is enabled; or its removal.
#[derive(Debug, Clone)]
struct Change {
    kind: usize,
    name: usize,
    choices: [u8; 6],
    enabled: bool,
    removes: bool,
}

const KINDS: [Kind; 11] = [
    Kind::HttpRouter,
    Kind::HttpRouter,
    Kind::HttpService,
    Kind::HttpMiddleware,
    Kind::HttpServersTransport,
    Kind::TcpRouter,
    Kind::TcpService,
    Kind::TcpMiddleware,
    Kind::UdpRouter,
    Kind::UdpService,
    Kind::TlsOptions,
];

const NAMES: [&str; 5] = ["a", "b", "c", "web-a", "default"];

fn pick<'t>(texts: &[&'t str], choice: u8) -> &'t str {
    texts[usize::from(choice) % texts.len()]
}

/// The name of another component, mostly one that may exist.
fn other(choice: u8) -> &'static str {
    pick(
        &["a", "b", "c", "a", "b", "c", "a@file", "missing", "a@docker"],
        choice,
    )
}

fn router([one, two, three, four, five, six]: [u8; 6]) -> Value {
    let rules = [
        "Host(`a.example`)",
        "Host(`b.example`)",
        "Host(`A.example`) && Path(`/x`)",
        "Host(`a.example`) || Host(`b.example`)",
        "PathPrefix(`/`)",
        "Host(`a.example",
        "HostRegexp(`.*`)",
        "Host(`c.example`) && !Path(`/y`)",
    ];
    let mut router = json!({ "rule": pick(&rules, one), "service": other(two) });
    if three % 3 == 0 {
        router["middlewares"] = json!([other(three / 3), other(three / 9)]);
    }
    match four % 4 {
        0 => {}
        1 => router["entryPoints"] = json!(["web"]),
        2 => router["entryPoints"] = json!(["web", "websecure"]),
        _ => router["entryPoints"] = json!(["nowhere"]),
    }
    match five % 5 {
        0 => router["tls"] = json!({}),
        1 => router["tls"] = json!({ "options": other(five / 5) }),
        _ => {}
    }
    match six % 12 {
        0 => router["parentRefs"] = json!([other(six / 12)]),
        1 => router["priority"] = json!(17),
        2 => router["service"] = json!(""),
        3 => router["service"] = json!("api@internal"),
        4 => router["ruleSyntax"] = json!("v2"),
        _ => {}
    }
    router
}

fn service([one, two, three, ..]: [u8; 6]) -> Value {
    let (first, second) = (other(two), other(three));
    match one % 12 {
        0 => json!({ "weighted": { "services": [{ "name": first, "weight": 1 }, { "name": second }] } }),
        1 => json!({ "mirroring": { "service": first, "mirrors": [{ "name": second, "percent": 10 }] } }),
        2 => json!({ "failover": { "service": first, "fallback": second, "healthCheck": {} } }),
        3 => json!({ "loadBalancer": { "servers": [{ "url": "http://[" }] } }),
        4 => json!({ "loadBalancer": { "servers": [{ "url": "http://a" }], "serversTransport": first } }),
        5 => json!({}),
        6 => json!({ "loadBalancer": { "servers": [] } }),
        7 => json!({ "loadBalancer": { "servers": [{ "url": "http://a" }] }, "middlewares": [first] }),
        _ => {
            json!({ "loadBalancer": { "servers": [{ "url": "http://10.0.0.1" }], "healthCheck": { "path": "/" } } })
        }
    }
}

fn middleware([one, two, three, ..]: [u8; 6]) -> Value {
    match one % 8 {
        0 => json!({ "chain": { "middlewares": [other(two), other(three)] } }),
        1 => json!({ "errors": { "status": ["500"], "service": other(two), "query": "/" } }),
        2 => json!({ "addPrefix": { "prefix": "" } }),
        3 => json!({ "inFlightReq": { "amount": 0 } }),
        _ => json!({ "headers": { "customRequestHeaders": { "X": "1" } } }),
    }
}

fn body(kind: Kind, choices: [u8; 6]) -> Value {
    let [one, two, three, four, ..] = choices;
    match kind {
        Kind::HttpRouter => router(choices),
        Kind::HttpService => service(choices),
        Kind::HttpMiddleware => middleware(choices),
        Kind::TcpRouter => {
            let mut router = json!({ "rule": pick(&["HostSNI(`*`)", "HostSNI(`a.example`)", "Host("], one),
                "service": other(two) });
            if three % 2 == 0 {
                router["middlewares"] = json!([other(three / 2)]);
            }
            if four % 2 == 0 {
                router["tls"] = json!({ "options": other(four / 2) });
            }
            router
        }
        Kind::TcpService if one % 3 == 0 => {
            json!({ "weighted": { "services": [{ "name": other(two) }, { "name": other(three) }] } })
        }
        Kind::TcpService => {
            let mut balancer = json!({ "servers": [{ "address": pick(&["a:1", "a"], two) }] });
            if three % 3 == 0 {
                balancer["serversTransport"] = json!(other(three / 3));
            }
            json!({ "loadBalancer": balancer })
        }
        Kind::TcpMiddleware => json!({ "ipAllowList": { "sourceRange": [pick(&["10.0.0.0/8", "x"], one)] } }),
        Kind::UdpRouter => {
            let mut router = json!({ "service": other(two) });
            if one % 3 > 0 {
                router["entryPoints"] = json!([pick(&["dns", "ntp", "web"], one)]);
            }
            router
        }
        Kind::UdpService if one % 3 == 0 => {
            json!({ "weighted": { "services": [{ "name": other(two), "weight": 1 }] } })
        }
        Kind::UdpService => {
            json!({ "loadBalancer": { "servers": [{ "address": pick(&["a:1", "a"], two) }] } })
        }
        Kind::TlsOptions => {
            json!({ "minVersion": "VersionTLS12", "cipherSuites": [pick(&["TLS_FALLBACK_SCSV", "x"], one)] })
        }
        _ => json!({}),
    }
}

fn change() -> impl Strategy<Value = Change> {
    let choices = any::<[u8; 6]>();
    let is_rare = || (0..10_u8).prop_map(|dice| dice == 0);
    (0..KINDS.len(), 0..NAMES.len(), choices, is_rare(), is_rare()).prop_map(
        |(kind, name, choices, is_off, removes)| Change {
            kind,
            name,
            choices,
            enabled: !is_off,
            removes,
        },
    )
}

fn facts() -> impl Strategy<Value = Option<Facts>> {
    let facts = |value: Value| serde_json::from_value::<Facts>(value).unwrap();
    prop_oneof![
        Just(None),
        Just(Some(facts(json!({ "entry_points": {
            "web": {}, "websecure": {}, "dns": { "protocol": "udp" }, "ntp": { "protocol": "udp" } } })))),
        Just(Some(facts(json!({ "version": "3.7.15", "entry_points": {
            "web": { "middlewares": ["b@file"] },
            "websecure": { "tls": { "options": "c@file" } },
            "dns": { "protocol": "udp" } } })))),
    ]
}

async fn apply(databases: &Databases, change: &Change) {
    let kind = KINDS[change.kind];
    let name = NAMES[change.name];
    let mut connection = databases.configuration.acquire().await.unwrap();
    if change.removes {
        component::delete(&mut connection, PROFILE, kind.as_str(), name)
            .await
            .unwrap();
        return;
    }
    let component = Component::from_configuration(kind, name, body(kind, change.choices));
    let now = Timestamp::from(chrono::DateTime::UNIX_EPOCH);
    let stored = Stored::of(&component, change.enabled, now);
    component::put(&mut connection, PROFILE, &[stored]).await.unwrap();
    mention::catch_up(&mut connection).await.unwrap();
}

/// What a screen shows of a component: what Traefik makes of it, the problems, and who uses it.
type Shown = (
    Option<crate::prediction::Prediction>,
    Vec<traefik_dynamic::Problem>,
    Vec<crate::component_ref::ComponentRef>,
);

fn by_neighbours(near: &Neighbours, component: &Component) -> Shown {
    let findings = Findings::sort(&near.problems, std::iter::once(path_of(component)));
    let used_by = users(&near.users, PROFILE).remove(&(component.kind, component.name.clone()));
    (
        Predictions::new(&near.states).of(component.kind, &component.name),
        findings.of(&path_of(component)),
        used_by.unwrap_or_default(),
    )
}

/// Compares every component; counts those that their neighbours told of, and the others.
async fn compare(databases: &Databases, facts: Option<&Facts>) -> (usize, usize) {
    let stored = component::list(&databases.configuration, PROFILE).await.unwrap();
    let components: Vec<Component> = stored.iter().map(|one| one.component().unwrap()).collect();
    let enabled = stored
        .iter()
        .zip(&components)
        .filter(|(stored, _)| stored.enabled);
    let enabled: Vec<Component> = enabled.map(|(_, component)| component.clone()).collect();
    let states = predict(&enabled, facts);
    let predictions = Predictions::new(&states);
    let problems = traefik_dynamic::check(&components, &|_, _| false);
    let mut all_users = users(&components, PROFILE);
    let (mut told, mut untold) = (0, 0);
    let index = mention::Index::read(&databases.configuration, PROFILE).await;
    let mut index = index.unwrap().unwrap();
    for (own, component) in stored.iter().zip(&components) {
        let Some(near) = of(&mut index, own, facts).await.unwrap() else {
            untold += 1;
            continue;
        };
        told += 1;
        let findings = Findings::sort(&problems, components.iter().map(path_of));
        let expected: Shown = (
            predictions.of(component.kind, &component.name),
            findings.of(&path_of(component)),
            all_users
                .remove(&(component.kind, component.name.clone()))
                .unwrap_or_default(),
        );
        assert_eq!(
            by_neighbours(&near, component),
            expected,
            "{}/{}, with these neighbours: {:#?}",
            component.kind,
            component.name,
            near.components
        );
    }
    (told, untold)
}

async fn prepared() -> Databases {
    let databases = Databases::open_in_memory().await.unwrap();
    let mut connection = databases.configuration.acquire().await.unwrap();
    let row = Profile {
        uid: PROFILE.to_owned(),
        name: PROFILE.to_owned(),
        description: String::new(),
        created_at: Timestamp::from(chrono::DateTime::UNIX_EPOCH),
    };
    profile::insert(&mut connection, &row).await.unwrap();
    drop(connection);
    databases
}

/// "Whatever I change: one component alone shows what the whole profile shows."
#[test]
fn neighbours_tell_what_the_whole_profile_tells() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let counted = std::cell::Cell::new((0, 0));
    let config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let sets = prop::collection::vec(prop::collection::vec(change(), 1..20), 1..4);
    proptest!(config, |(facts in facts(), sets in sets)| {
        runtime.block_on(async {
            let databases = prepared().await;
            for set in &sets {
                for change in set {
                    apply(&databases, change).await;
                }
                let (told, untold) = compare(&databases, facts.as_ref()).await;
                let (all_told, all_untold) = counted.get();
                counted.set((all_told + told, all_untold + untold));
            }
        });
    });
    let (told, untold) = counted.get();
    assert!(told > untold, "most are told: {told} of {}", told + untold);
}
