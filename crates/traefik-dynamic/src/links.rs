//! What connects components: whoever shares a key may change what Traefik makes of the other.
//!
//! [`Links`] is what a component can be found by. With an index of it, one component is predicted together with
//! those that matter to it, instead of all of them.

use std::collections::BTreeSet;

use serde_json::json;

use crate::predict::ties;
use crate::rule::{Protocol, program, tree};
use crate::{Body, Component, Kind, walk};

/// What a component can be found by, other than its own name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Link {
    /// It names this component.
    Names(Kind, String),
    /// It is an HTTP router whose rule names this host.
    Host(String),
    /// It is an HTTP router with this priority that may accept any host.
    AnyHost(i64),
    /// It is a UDP router on this entry point; without a name, on the default ones.
    Udp(Option<String>),
}

/// Everything that a component can be found by, where rules are in the syntax of Traefik 3 unless they say otherwise.
pub fn links(component: &Component) -> BTreeSet<Link> {
    let mut links = BTreeSet::new();
    if let Some(object) = component.body.object() {
        walk::each_reference(component, object, &mut |kind, name, _| {
            links.insert(Link::Names(kind, name.to_owned()));
        });
    }
    match &component.body {
        Body::HttpRouter(router) => {
            let rule = router.rule.as_deref().unwrap_or_default();
            let is_v2 = router.rule_syntax.as_deref() == Some("v2");
            links.extend(hosts(rule, is_v2, priority(router.priority, rule)));
        }
        Body::UdpRouter(router) => {
            let given = router.entry_points.iter().flatten();
            links.extend(given.map(|name| Link::Udp(Some(name.clone()))));
            if router.entry_points.as_ref().is_none_or(|names| names.is_empty()) {
                links.insert(Link::Udp(None));
            }
        }
        _ => {}
    }
    links
}

/// The effective priority of an HTTP router.
pub fn priority(given: Option<i64>, rule: &str) -> i64 {
    match given.unwrap_or_default() {
        0 => i64::try_from(rule.len()).unwrap_or(i64::MAX),
        priority => priority,
    }
}

/// The hosts of a rule: those that TLS is set up for, and those that requests may have.
fn hosts(rule: &str, is_v2: bool, priority: i64) -> BTreeSet<Link> {
    let mut links: BTreeSet<Link> = tree::hosts(rule)
        .unwrap_or_default()
        .into_iter()
        .map(Link::Host)
        .collect();
    if let Ok(program) = program::compile(rule, Protocol::Http, is_v2) {
        links.extend(ties::hosts(&program).into_iter().map(|host| match host {
            Some(host) => Link::Host(host),
            None => Link::AnyHost(priority),
        }));
    }
    links
}

/// A router that uses a component, so that Traefik builds it, with all that this router needs. Both are called `user`.
/// Empty for kinds that Traefik builds without a router.
pub fn user_of(kind: Kind, name: &str, user: &str) -> Vec<Component> {
    let component = |kind, configuration| Component::from_configuration(kind, user, configuration);
    match kind {
        Kind::HttpService => {
            let router = json!({ "rule": "Path(`/`)", "service": name });
            vec![component(Kind::HttpRouter, router)]
        }
        Kind::HttpMiddleware => {
            let router = json!({ "rule": "Path(`/`)", "service": user, "middlewares": [name] });
            let service = json!({ "loadBalancer": { "servers": [{ "url": "http://127.0.0.1" }] } });
            vec![
                component(Kind::HttpRouter, router),
                component(Kind::HttpService, service),
            ]
        }
        Kind::TcpService => {
            let router = json!({ "rule": "HostSNI(`*`)", "service": name });
            vec![component(Kind::TcpRouter, router)]
        }
        Kind::TcpMiddleware => {
            let router = json!({ "rule": "HostSNI(`*`)", "service": user, "middlewares": [name] });
            let service = json!({ "loadBalancer": { "servers": [{ "address": "127.0.0.1:1" }] } });
            vec![
                component(Kind::TcpRouter, router),
                component(Kind::TcpService, service),
            ]
        }
        Kind::UdpService => vec![component(Kind::UdpRouter, json!({ "service": name }))],
        _ => Vec::new(),
    }
}
