//! Components by name, and what is known about the gateway.

use hashbrown::HashMap;

use crate::predict::Entry;
use crate::predict::entry::Built;
use crate::rule::fault::Fault;
use crate::sorted::Sorted;
use crate::{Body, Component, EntryPoint, Facts, Kind, Transport};

/// The provider that a configuration file belongs to.
const OWN: &str = "file";

/// Components by name, and what is known about the gateway.
pub(crate) struct Index<'c> {
    pub(crate) bodies: Sorted<(Kind, &'c str), &'c Body>,
    pub(crate) facts: Facts,
    /// Whether the facts are known, rather than only derived from names in the configuration.
    pub(crate) is_informed: bool,
    /// The results of building TLS options, by qualified name.
    pub(crate) options: HashMap<String, Built>,
    /// Everything except routers, services and middlewares.
    pub(crate) rest: HashMap<(Kind, &'c str), Entry>,
}

impl<'c> Index<'c> {
    pub(crate) fn new(components: &[&'c Component], facts: Option<&Facts>) -> Index<'c> {
        let bodies = components
            .iter()
            .map(|component| ((component.kind, component.name.as_str()), &component.body));
        let bodies = Sorted::first_wins(bodies.collect());
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
            .run(move |(own, _)| *own < kind, move |(own, _)| *own == kind);
        all.map(|((_, name), body)| (*name, *body))
    }

    /// Whether there is such a component, given its name with the provider.
    pub(crate) fn has(&self, kind: Kind, name: &str) -> bool {
        own(name).is_some_and(|name| self.bodies.contains_key(&(kind, name)))
    }

    /// The result when there is no component with this qualified name here: `fault` if nothing else can explain it.
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

/// A name with its provider, as seen from another qualified name.
pub(crate) fn qualified(from: &str, name: &str) -> String {
    if name.contains('@') {
        return name.to_owned();
    }
    format!("{name}@{}", provider_of(from))
}

/// The provider of unqualified names, as seen from this name: what follows the first `@` in it.
fn provider_of(from: &str) -> &str {
    from.split('@').nth(1).unwrap_or(OWN)
}

/// The name without its provider, if it is a component of this configuration.
pub(crate) fn own(name: &str) -> Option<&str> {
    name.strip_suffix("@file")
}

/// Facts in which everything that the components name is assumed to exist.
fn named(components: &[&Component]) -> Facts {
    let mut facts = Facts::default();
    for component in components {
        let protocol = match component.kind {
            Kind::UdpRouter => Transport::Udp,
            _ => Transport::Tcp,
        };
        for name in component.entry_points() {
            if let Some(entry_point) = facts.entry_points.get_mut(name) {
                if protocol == Transport::Tcp {
                    entry_point.protocol = protocol;
                }
                continue;
            }
            let entry_point = EntryPoint {
                protocol,
                ..EntryPoint::default()
            };
            facts.entry_points.insert(name.clone(), entry_point);
        }
    }
    facts
}
