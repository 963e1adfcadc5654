//! HTTP routers as Traefik derives them from the configuration and the entry points: copied, split, renamed.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::http::Router;
use crate::predict::entry::Entry;
use crate::predict::lookup::{Index, qualified};
use crate::predict::tls;
use crate::rule::program::Program;
use crate::rule::tree;
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

/// Intermediate routers, by Traefik's names without the provider.
type Routers<'c> = BTreeMap<String, HttpRouter<'c>>;

/// All routers, by Traefik's names without the provider.
pub(super) fn all<'c>(index: &Index<'c>) -> Routers<'c> {
    let mut routers = Routers::new();
    for (name, body) in index.of(Kind::HttpRouter) {
        let Body::HttpRouter(router) = body else { continue };
        routers.insert(name.to_owned(), of_component(index, name, router));
    }
    if index.facts.has_models() {
        routers = with_models(index, routers);
    }
    without_conflicts(routers)
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
    let qualified_name = format!("{name}@file");
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
        options: tls::named(
            &qualified_name,
            router.tls.as_ref().and_then(|tls| tls.options.as_deref()),
        ),
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
    let mut split = Routers::new();
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
    split
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
    let mut asked: HashMap<(String, String), HashSet<String>> = HashMap::new();
    let mut sound: HashMap<String, Vec<String>> = HashMap::new();
    let using_tls: Vec<_> = routers.iter().filter(|(_, router)| router.has_tls).collect();
    let hosts = in_parallel(&using_tls, |(_, router)| tree::hosts(router.rule()));
    for ((name, router), hosts) in using_tls.into_iter().zip(hosts) {
        let Ok(hosts) = hosts else { continue };
        for entry_point in &router.entry_points {
            for host in &hosts {
                asked
                    .entry((entry_point.clone(), host.clone()))
                    .or_default()
                    .insert(router.options.clone());
            }
        }
        sound.insert(name.clone(), hosts);
    }
    let mut apart = Routers::new();
    for (name, mut router) in routers {
        if !router.has_tls {
            apart.insert(name, router);
            continue;
        }
        let Some(hosts) = sound.remove(&name) else {
            if !router.entry_points.is_empty() {
                apart.insert(name, router);
            }
            continue;
        };
        router.is_readable = true;
        let mut rest = Vec::new();
        for entry_point in std::mem::take(&mut router.entry_points) {
            let differs = |host: &String| {
                asked
                    .get(&(entry_point.clone(), host.clone()))
                    .is_some_and(|options| options.len() > 1)
            };
            let is_conflicted = if hosts.is_empty() {
                router.options != tls::DEFAULT
            } else {
                hosts.iter().any(differs)
            };
            if !is_conflicted {
                rest.push(entry_point);
                continue;
            }
            let mut own = router.clone();
            own.is_conflicted = true;
            own.hosts.clone_from(&hosts);
            own.entry_points = vec![entry_point.clone()];
            apart.insert(format!("{entry_point}-conflicted-{name}"), own);
        }
        if !rest.is_empty() {
            router.entry_points = rest;
            router.hosts = hosts;
            apart.insert(name, router);
        }
    }
    apart
}
