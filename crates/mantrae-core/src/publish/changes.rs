//! What a publication changes, by the hosts that people visit.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;
use traefik_dynamic::{Body, Change, Component, Kind, change, rule};

/// What changes for one host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HostChanges {
    /// The host; `None` for what no router with a host refers to directly.
    pub host: Option<String>,
    /// The changes, by kind and name.
    pub changes: Vec<PublishedChange>,
}

/// A component that changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PublishedChange {
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// What happens to it: `added`, `changed` or `removed`.
    pub change: String,
    /// The fields that change.
    pub fields: Vec<String>,
}

type Key<'c> = (Kind, &'c str);

/// What happens when `after` takes the place of `before`.
pub fn by_host(before: &[Component], after: &[Component]) -> Vec<HostChanges> {
    let index = |all: &'_ [Component]| -> HashMap<(Kind, String), Component> {
        all.iter()
            .map(|one| ((one.kind, one.name.clone()), one.clone()))
            .collect()
    };
    let (old, new) = (index(before), index(after));
    let mut hosts: HashMap<Key<'_>, BTreeSet<String>> = HashMap::new();
    for one in before.iter().chain(after) {
        let own = hosts_of(one);
        for key in [(one.kind, one.name.as_str())].into_iter().chain(named(one)) {
            hosts.entry(key).or_default().extend(own.iter().cloned());
        }
    }
    let mut changes: BTreeMap<Option<String>, BTreeSet<PublishedChange>> = BTreeMap::new();
    let keys: BTreeSet<Key<'_>> = before
        .iter()
        .chain(after)
        .map(|one| (one.kind, one.name.as_str()))
        .collect();
    for (kind, name) in keys {
        let key = (kind, name.to_owned());
        let (a, b) = (old.get(&key), new.get(&key));
        let word = match change::between(a, b) {
            Change::Same => continue,
            Change::Added => "added",
            Change::Changed => "changed",
            Change::Removed => "removed",
        };
        let fields = match (a, b) {
            (Some(a), Some(b)) => change::fields(a, b).into_iter().map(|field| field.path).collect(),
            _ => Vec::new(),
        };
        let one = PublishedChange {
            kind,
            name: name.to_owned(),
            change: word.to_owned(),
            fields,
        };
        let of = hosts.get(&(kind, name)).into_iter().flatten();
        let of: Vec<Option<String>> = of.map(|host| Some(host.clone())).collect();
        for host in if of.is_empty() { vec![None] } else { of } {
            changes.entry(host).or_default().insert(one.clone());
        }
    }
    let mut all: Vec<HostChanges> = changes
        .into_iter()
        .map(|(host, changes)| HostChanges {
            host,
            changes: changes.into_iter().collect(),
        })
        .collect();
    // What has no host comes last.
    all.sort_by_key(|one| one.host.is_none());
    all
}

/// How many routers a publication takes away.
pub fn routers_removed(changes: &[HostChanges]) -> usize {
    let all = changes.iter().flat_map(|one| &one.changes);
    let removed = all.filter(|one| one.change == "removed" && one.kind.is_router());
    removed
        .map(|one| (one.kind, &one.name))
        .collect::<BTreeSet<_>>()
        .len()
}

fn hosts_of(component: &Component) -> Vec<String> {
    let rule = match &component.body {
        Body::HttpRouter(router) => &router.rule,
        Body::TcpRouter(router) => &router.rule,
        _ => return Vec::new(),
    };
    rule::hosts(rule.as_deref().unwrap_or_default())
}

/// What a router refers to directly.
fn named(component: &Component) -> Vec<Key<'_>> {
    let (service, middlewares, kinds) = match &component.body {
        Body::HttpRouter(router) => (
            &router.service,
            &router.middlewares,
            (Kind::HttpService, Kind::HttpMiddleware),
        ),
        Body::TcpRouter(router) => (
            &router.service,
            &router.middlewares,
            (Kind::TcpService, Kind::TcpMiddleware),
        ),
        _ => return Vec::new(),
    };
    let own = |name: &'_ String| name.strip_suffix("@file").map_or(name.len(), str::len);
    let service = service.iter().map(|name| (kinds.0, &name[..own(name)]));
    let middlewares = middlewares.as_deref().unwrap_or_default().iter();
    let middlewares = middlewares.map(|name| (kinds.1, &name[..own(name)]));
    service.chain(middlewares).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(kind: Kind, name: &str, value: serde_json::Value) -> Component {
        Component::from_configuration(kind, name, value)
    }

    fn router(name: &str, host: &str, service: &str) -> Component {
        let rule = format!("Host(`{host}`)");
        of(
            Kind::HttpRouter,
            name,
            json!({ "rule": rule, "service": service }),
        )
    }

    fn service(name: &str, url: &str) -> Component {
        of(
            Kind::HttpService,
            name,
            json!({ "loadBalancer": { "servers": [{ "url": url }] } }),
        )
    }

    #[test]
    fn changes_are_told_by_host() {
        let before = [
            router("blog", "blog.example.com", "blog"),
            service("blog", "http://10.0.0.1"),
            router("old", "old.example.com", "blog"),
            of(Kind::HttpMiddleware, "unused", json!({ "compress": {} })),
        ];
        let after = [
            router("blog", "blog.example.com", "blog@file"),
            service("blog", "http://10.0.0.2"),
            router("new", "new.example.com", "blog"),
        ];
        let told: Vec<String> = by_host(&before, &after)
            .iter()
            .flat_map(|one| {
                let host = one.host.as_deref().unwrap_or("-");
                one.changes.iter().map(move |change| {
                    format!(
                        "{host} {} {} {}",
                        change.change,
                        change.name,
                        change.fields.join(" ")
                    )
                })
            })
            .collect();
        let servers = "changed blog loadBalancer.servers[0].url";
        assert_eq!(
            told,
            [
                "blog.example.com changed blog service".to_owned(),
                format!("blog.example.com {servers}"),
                "new.example.com added new ".to_owned(),
                format!("new.example.com {servers}"),
                "old.example.com removed old ".to_owned(),
                format!("old.example.com {servers}"),
                "- removed unused ".to_owned(),
            ]
        );
        assert_eq!(routers_removed(&by_host(&before, &after)), 1);
        assert_eq!(by_host(&before, &before), []);
    }
}
