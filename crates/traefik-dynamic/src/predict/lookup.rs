//! Components by their names, and what is known of the gateway.

use std::collections::{BTreeMap, HashMap};

use crate::predict::Entry;
use crate::predict::entry::Built;
use crate::rule::fault::Fault;
use crate::{Body, Component, EntryPoint, Facts, Kind, Transport};

/// The provider whose file a configuration is.
const OWN: &str = "file";

/// Components by their names, and what is known of the gateway.
pub(crate) struct Index<'c> {
    pub(crate) bodies: BTreeMap<(Kind, &'c str), &'c Body>,
    pub(crate) facts: Facts,
    /// Whether the facts are what is known, and not only what the configuration names.
    pub(crate) is_informed: bool,
    /// TLS options, judged; by their qualified names.
    pub(crate) options: HashMap<String, Built>,
    /// What is neither router, service nor middleware.
    pub(crate) rest: HashMap<(Kind, &'c str), Entry>,
}

impl<'c> Index<'c> {
    pub(crate) fn new(components: &[&'c Component], facts: Option<&Facts>) -> Index<'c> {
        let mut bodies = BTreeMap::new();
        for component in components {
            bodies
                .entry((component.kind, component.name.as_str()))
                .or_insert(&component.body);
        }
        let is_informed = facts.is_some();
        let facts = facts.cloned().unwrap_or_else(|| named(components));
        Index {
            bodies,
            facts,
            is_informed,
            options: HashMap::new(),
            rest: HashMap::new(),
        }
    }

    /// All components of a kind.
    pub(crate) fn of(&self, kind: Kind) -> impl Iterator<Item = (&'c str, &'c Body)> {
        let all = self
            .bodies
            .range((kind, "")..)
            .take_while(move |((own, _), _)| *own == kind);
        all.map(|((_, name), body)| (*name, *body))
    }

    /// Whether there is such a component, by its name with the provider.
    pub(crate) fn has(&self, kind: Kind, name: &str) -> bool {
        own(name).is_some_and(|name| self.bodies.contains_key(&(kind, name)))
    }

    /// What it means that there is no component of the qualified name here: `fault` where that is all there is to know.
    pub(crate) fn missing(&self, name: &str, fault: impl FnOnce() -> Fault) -> Result<Fault, Fault> {
        let provider = name.rsplit_once('@').map_or(OWN, |(_, provider)| provider);
        let is_elsewhere = provider != OWN
            && provider != "internal"
            && (!self.is_informed || self.facts.providers.iter().any(|own| own == provider));
        if is_elsewhere {
            let message = format!("`{name}` belongs to the provider `{provider}`, which is not checked here");
            return Ok(Fault::guess("OTHER-PROVIDER", message));
        }
        Err(fault())
    }
}

/// A name with its provider, seen from something with a name of its own.
pub(crate) fn qualified(from: &str, name: &str) -> String {
    if name.contains('@') {
        return name.to_owned();
    }
    format!("{name}@{}", provider_of(from))
}

/// The provider that plain names mean, seen from a name without its own: behind the first `@` in it.
fn provider_of(from: &str) -> &str {
    from.split('@').nth(1).unwrap_or(OWN)
}

/// The name of a component of this configuration, without its provider.
pub(crate) fn own(name: &str) -> Option<&str> {
    name.strip_suffix("@file")
}

/// What the components name, taken to be there.
fn named(components: &[&Component]) -> Facts {
    let mut facts = Facts::default();
    for component in components {
        let protocol = match component.kind {
            Kind::UdpRouter => Transport::Udp,
            _ => Transport::Tcp,
        };
        for name in component.entry_points() {
            let entry_point = facts
                .entry_points
                .entry(name.clone())
                .or_insert_with(|| EntryPoint {
                    protocol,
                    ..EntryPoint::default()
                });
            if protocol == Transport::Tcp {
                entry_point.protocol = protocol;
            }
        }
    }
    facts
}
