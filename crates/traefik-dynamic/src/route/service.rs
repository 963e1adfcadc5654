//! What a service forwards to, down to servers.

use serde::Serialize;

use crate::http::Service;
use crate::predict::{own, qualified};
use crate::route::Routes;

/// How deep services are expanded, and how many servers are listed.
const MAX_DEPTH: usize = 20;
const MAX_LEAVES: usize = 1000;

/// A server that may answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "RouteLeaf"))]
pub struct Leaf {
    /// The service it belongs to.
    pub service: String,
    /// Its address; `None` if the service is not part of this configuration, or has no server.
    pub server: Option<String>,
    /// When it answers: "its share is 3 of 4", "only while `main` is down".
    pub when: String,
}

pub(super) fn leaves(routes: &Routes<'_>, service: &str) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    open(routes, &qualified("", service), String::new(), &mut leaves, 0);
    leaves
}

fn open(routes: &Routes<'_>, name: &str, when: String, leaves: &mut Vec<Leaf>, depth: usize) {
    if depth > MAX_DEPTH || leaves.len() >= MAX_LEAVES {
        return;
    }
    let shown = own(name).unwrap_or(name);
    let Some(used) = own(name).and_then(|own| routes.world.http.services.get(own)) else {
        leaves.push(Leaf {
            service: shown.to_owned(),
            server: None,
            when,
        });
        return;
    };
    let service: &Service = used.what;
    let child = |name_of: &Option<String>| qualified(name, name_of.as_deref().unwrap_or_default());
    if let Some(balancer) = &service.load_balancer {
        let servers = balancer.servers.as_deref().unwrap_or_default();
        let all: i64 = servers
            .iter()
            .map(|server| server.weight.unwrap_or(1).max(0))
            .sum();
        if servers.is_empty() {
            leaves.push(Leaf {
                service: shown.to_owned(),
                server: None,
                when: joined(&when, "no server: 503"),
            });
        }
        for server in servers {
            let share = if servers.len() > 1 {
                format!("its share is {} of {all}", server.weight.unwrap_or(1).max(0))
            } else {
                String::new()
            };
            leaves.push(Leaf {
                service: shown.to_owned(),
                server: Some(server.url.clone().unwrap_or_default()),
                when: joined(&when, &share),
            });
        }
    } else if let Some(weighted) = &service.weighted {
        let children = weighted.services.as_deref().unwrap_or_default();
        let all: i64 = children.iter().map(|one| one.weight.unwrap_or(1).max(0)).sum();
        for one in children {
            let share = format!("its share is {} of {all}", one.weight.unwrap_or(1).max(0));
            open(
                routes,
                &child(&one.name),
                joined(&when, &share),
                leaves,
                depth + 1,
            );
        }
    } else if let Some(ranked) = &service.highest_random_weight {
        let children = ranked.services.as_deref().unwrap_or_default();
        let all: i64 = children.iter().map(|one| one.weight.unwrap_or(1).max(0)).sum();
        for one in children {
            let share = format!("for {} of {all} clients", one.weight.unwrap_or(1).max(0));
            open(
                routes,
                &child(&one.name),
                joined(&when, &share),
                leaves,
                depth + 1,
            );
        }
    } else if let Some(mirroring) = &service.mirroring {
        open(
            routes,
            &child(&mirroring.service),
            joined(&when, "answers"),
            leaves,
            depth + 1,
        );
        for mirror in mirroring.mirrors.iter().flatten() {
            let copies = format!(
                "gets a copy of {} % of the requests",
                mirror.percent.unwrap_or_default()
            );
            open(
                routes,
                &child(&mirror.name),
                joined(&when, &copies),
                leaves,
                depth + 1,
            );
        }
    } else if let Some(failover) = &service.failover {
        open(routes, &child(&failover.service), when.clone(), leaves, depth + 1);
        let main = failover.service.as_deref().unwrap_or_default();
        let fallback = format!("only while `{main}` is down");
        open(
            routes,
            &child(&failover.fallback),
            joined(&when, &fallback),
            leaves,
            depth + 1,
        );
    }
}

fn joined(before: &str, more: &str) -> String {
    match (before.is_empty(), more.is_empty()) {
        (true, _) => more.to_owned(),
        (_, true) => before.to_owned(),
        _ => format!("{before}; {more}"),
    }
}

pub(super) fn tcp_leaves(routes: &Routes<'_>, service: &str) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    open_tcp(routes, &qualified("", service), String::new(), &mut leaves, 0);
    leaves
}

fn open_tcp(routes: &Routes<'_>, name: &str, when: String, leaves: &mut Vec<Leaf>, depth: usize) {
    if depth > MAX_DEPTH || leaves.len() >= MAX_LEAVES {
        return;
    }
    let shown = own(name).unwrap_or(name);
    let Some(used) = own(name).and_then(|own| routes.world.tcp.services.get(own)) else {
        leaves.push(Leaf {
            service: shown.to_owned(),
            server: None,
            when,
        });
        return;
    };
    if let Some(balancer) = &used.what.load_balancer {
        for server in balancer.servers.iter().flatten() {
            leaves.push(Leaf {
                service: shown.to_owned(),
                server: Some(server.address.clone().unwrap_or_default()),
                when: when.clone(),
            });
        }
    } else if let Some(weighted) = &used.what.weighted {
        let children = weighted.services.as_deref().unwrap_or_default();
        let all: i64 = children.iter().map(|one| one.weight.unwrap_or(1).max(0)).sum();
        for one in children {
            let share = format!("its share is {} of {all}", one.weight.unwrap_or(1).max(0));
            let child = qualified(name, one.name.as_deref().unwrap_or_default());
            open_tcp(routes, &child, joined(&when, &share), leaves, depth + 1);
        }
    }
}
