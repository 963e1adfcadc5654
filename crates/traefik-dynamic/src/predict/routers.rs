//! HTTP routers as Traefik derives them from the configuration and the entry points: copied, split, renamed.

use std::collections::BTreeMap;
use std::sync::Arc;

use hashbrown::HashMap;

use crate::http::Router;
use crate::predict::entry::Entry;
use crate::predict::lookup::{Index, qualified};
use crate::predict::tls;
use crate::rule::program::Program;
use crate::rule::tree;
use crate::sorted::Sorted;
use crate::{Body, EntryPoint, Kind, in_parallel};

/// A router as Traefik runs it.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct HttpRouter<'c> {
    /// The name of its component.
    pub(crate) component: &'c str,
    pub(crate) router: &'c Router,
    /// The entry points it names.
    pub(crate) entry_points: Vec<String>,
    /// Names of middlewares, with those of the entry point first.
    pub(crate) middlewares: Vec<String>,
    /// Whether it uses TLS.
    pub(crate) has_tls: bool,
    /// The TLS options it names, by their qualified name.
    pub(crate) options: String,
    /// Whether its options fall back to `default`, because they cannot be applied.
    pub(crate) is_conflicted: bool,
    pub(crate) is_v2: bool,
    /// Qualified names of its parents.
    pub(crate) parents: Vec<String>,
    /// Qualified names of its children, except those that would close a cycle.
    pub(crate) children: Vec<String>,
    /// The entry points it is served on.
    pub(crate) using: Vec<String>,
    /// The hosts in its rule, for TLS.
    pub(crate) hosts: Vec<String>,
    /// Whether the hosts could be read.
    pub(crate) is_readable: bool,
    pub(crate) entry: Entry,
    /// Whether building it was attempted, and whether it succeeded.
    pub(crate) built: Option<bool>,
    /// Its rule, if it was built.
    pub(crate) program: Option<Arc<Program>>,
}

impl<'c> HttpRouter<'c> {
    pub(crate) fn rule(&self) -> &'c str {
        self.router.rule.as_deref().unwrap_or_default()
    }

    /// Its rule, and whether that is in the syntax of Traefik 2.
    pub(super) fn written(&self) -> (&'c str, bool) {
        (self.rule(), self.is_v2)
    }

    /// The effective priority.
    pub(crate) fn priority(&self) -> i64 {
        match self.router.priority.unwrap_or_default() {
            0 => i64::try_from(self.rule().len()).unwrap_or(i64::MAX),
            priority => priority,
        }
    }

    pub(crate) fn service(&self) -> &str {
        self.router.service.as_deref().unwrap_or_default()
    }
}

/// Intermediate routers, by Traefik's names without the provider, in the order of these names.
type Routers<'c> = Vec<(String, HttpRouter<'c>)>;

/// All routers, by Traefik's names without the provider.
pub(super) fn all<'c>(index: &Index<'c>) -> Sorted<String, HttpRouter<'c>> {
    let routers = index.of(Kind::HttpRouter).filter_map(|(name, body)| match body {
        Body::HttpRouter(router) => Some((name.to_owned(), of_component(index, name, router))),
        _ => None,
    });
    let mut routers: Routers<'_> = routers.collect();
    if index.facts.has_models() {
        routers = with_models(index, routers);
    }
    Sorted::last_wins(without_conflicts(routers))
}

fn of_component<'c>(index: &Index<'c>, name: &'c str, router: &'c Router) -> HttpRouter<'c> {
    let given = router.entry_points.as_deref().unwrap_or_default().to_vec();
    let parents: Vec<String> = router
        .parent_refs
        .iter()
        .flatten()
        // Parents are resolved before routers are built: a provider after an `@` does not count yet.
        .map(|one| qualified("", one))
        .collect();
    let defaults = || {
        index
            .facts
            .default_entry_points()
            .into_iter()
            .map(str::to_owned)
            .collect()
    };
    HttpRouter {
        component: name,
        router,
        entry_points: if given.is_empty() && parents.is_empty() {
            defaults()
        } else {
            given
        },
        middlewares: router.middlewares.as_deref().unwrap_or_default().to_vec(),
        has_tls: router.tls.is_some(),
        options: match router.tls.as_ref().and_then(|tls| tls.options.as_deref()) {
            None => tls::DEFAULT.to_owned(),
            options => tls::named(&format!("{name}@file"), options),
        },
        is_conflicted: false,
        is_v2: router.rule_syntax.as_deref() == Some("v2")
            // The default reaches only routers without parents, as everything that entry points add does.
            || (router.rule_syntax.as_deref().unwrap_or_default().is_empty()
                && parents.is_empty()
                && index.facts.defaults_to_v2()),
        parents,
        children: Vec::new(),
        using: Vec::new(),
        hosts: Vec::new(),
        is_readable: false,
        entry: Entry::default(),
        built: None,
        program: None,
    }
}

/// Where an entry point adds something, its routers become copies, unless they have parents.
fn with_models<'c>(index: &Index<'c>, routers: Routers<'c>) -> Routers<'c> {
    let mut split = BTreeMap::new();
    let mut names: HashMap<String, Vec<String>> = HashMap::new();
    for (name, router) in routers {
        let own = copies(index, &name, &router);
        let qualified_names = own.iter().map(|(name, _)| format!("{name}@file"));
        names
            .entry(format!("{name}@file"))
            .or_default()
            .extend(qualified_names);
        split.extend(own);
    }
    for router in split.values_mut() {
        let parents = router.parents.iter();
        router.parents = parents
            .flat_map(|name| names.get(name).cloned().unwrap_or_default())
            .collect();
    }
    split.into_iter().collect()
}

fn copies<'c>(index: &Index<'c>, name: &str, router: &HttpRouter<'c>) -> Vec<(String, HttpRouter<'c>)> {
    if !router.parents.is_empty() {
        return vec![(name.to_owned(), router.clone())];
    }
    let (mut copies, mut rest) = (Vec::new(), Vec::new());
    for entry_point in &router.entry_points {
        let model = index.facts.entry_points.get(entry_point);
        // Whether HTTP listens there does not matter.
        let has_model = |model: &&EntryPoint| model.has_model() || index.facts.default_rule_syntax.is_some();
        let Some(model) = model.filter(has_model) else {
            rest.push(entry_point.clone());
            continue;
        };
        let mut copy = router.clone();
        copy.entry_points = vec![entry_point.clone()];
        copy.middlewares = model
            .middlewares
            .iter()
            .chain(&router.middlewares)
            .cloned()
            .collect();
        if let Some(given) = model.tls.as_ref().filter(|_| !copy.has_tls) {
            copy.has_tls = true;
            copy.options = tls::named("", given.options.as_deref());
        }
        let own = if router.entry_points.len() > 1 {
            format!("{entry_point}-{name}")
        } else {
            name.to_owned()
        };
        copies.push((own, copy));
    }
    if !rest.is_empty() {
        let mut own = router.clone();
        own.entry_points = rest;
        copies.insert(0, (name.to_owned(), own));
    }
    copies
}

/// Where two routers of an entry point request different TLS options for one host, or one names no host, they are
/// separated.
fn without_conflicts(routers: Routers<'_>) -> Routers<'_> {
    let hosts = in_parallel(&routers, |(_, router)| {
        router.has_tls.then(|| tree::hosts(router.rule()).ok()).flatten()
    });
    let conflicts = conflicts(&routers, &hosts);
    let mut apart = Routers::with_capacity(routers.len());
    for (((name, mut router), hosts), conflicts) in routers.into_iter().zip(hosts).zip(conflicts) {
        if !router.has_tls {
            apart.push((name, router));
            continue;
        }
        let Some(hosts) = hosts else {
            if !router.entry_points.is_empty() {
                apart.push((name, router));
            }
            continue;
        };
        router.is_readable = true;
        let mut rest = Vec::new();
        for (entry_point, is_conflicted) in std::mem::take(&mut router.entry_points)
            .into_iter()
            .zip(conflicts)
        {
            if !is_conflicted {
                rest.push(entry_point);
                continue;
            }
            let mut own = router.clone();
            own.is_conflicted = true;
            own.hosts.clone_from(&hosts);
            own.entry_points = vec![entry_point.clone()];
            apart.push((format!("{entry_point}-conflicted-{name}"), own));
        }
        if !rest.is_empty() {
            router.entry_points = rest;
            router.hosts = hosts;
            apart.push((name, router));
        }
    }
    apart
}

/// For each router with TLS whose hosts are known: whether its options cannot be applied, at each of its entry points.
fn conflicts(routers: &Routers<'_>, hosts: &[Option<Vec<String>>]) -> Vec<Vec<bool>> {
    // What is asked for at an entry point and host; `None` if that differs.
    let mut asked: HashMap<(&str, &str), Option<&str>> = HashMap::new();
    let pairs = || routers.iter().map(|(_, router)| router).zip(hosts);
    for (router, hosts) in pairs() {
        for entry_point in &router.entry_points {
            for host in hosts.iter().flatten() {
                let options = router.options.as_str();
                asked
                    .entry((entry_point, host))
                    .and_modify(|other| *other = other.filter(|other| *other == options))
                    .or_insert(Some(options));
            }
        }
    }
    let of_one = |(router, hosts): (&HttpRouter<'_>, &Option<Vec<String>>)| match hosts {
        None => Vec::new(),
        Some(hosts) => {
            let entry_points = router.entry_points.iter();
            let is_conflicted = |entry_point: &String| match hosts.as_slice() {
                [] => router.options != tls::DEFAULT,
                hosts => hosts
                    .iter()
                    .any(|host| asked.get(&(entry_point.as_str(), host.as_str())) == Some(&None)),
            };
            entry_points.map(is_conflicted).collect()
        }
    };
    pairs().map(of_one).collect()
}
