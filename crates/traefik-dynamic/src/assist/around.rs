//! What is known around a component.

use std::collections::BTreeMap;

use crate::{Component, Facts, Kind};

/// The names that a component can refer to, each with a line that summarises what it names. Made once for a
/// configuration, and lent to each look at one of its components.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    by_kind: BTreeMap<Kind, BTreeMap<String, String>>,
}

impl Names {
    /// The names of these components.
    pub fn of<'c>(components: impl IntoIterator<Item = &'c Component>) -> Names {
        let mut names = Names::default();
        for component in components {
            names.insert(component.kind, &component.name, component.summary());
        }
        names
    }

    /// Adds a name.
    pub fn insert(&mut self, kind: Kind, name: impl Into<String>, summary: impl Into<String>) {
        let names = self.by_kind.entry(kind).or_default();
        names.insert(name.into(), summary.into());
    }

    /// Removes a name.
    pub fn remove(&mut self, kind: Kind, name: &str) {
        if let Some(names) = self.by_kind.get_mut(&kind) {
            names.remove(name);
        }
    }

    /// Whether there is such a component.
    pub fn has(&self, kind: Kind, name: &str) -> bool {
        self.by_kind
            .get(&kind)
            .is_some_and(|names| names.contains_key(name))
    }

    /// How many components of a kind there are.
    pub fn count(&self, kind: Kind) -> usize {
        self.by_kind.get(&kind).map_or(0, BTreeMap::len)
    }

    /// What the component of that name is, in a line.
    pub fn summary(&self, kind: Kind, name: &str) -> Option<&str> {
        self.by_kind.get(&kind)?.get(name).map(String::as_str)
    }

    /// The names of a kind, each with its summary, in order.
    pub fn each(&self, kind: Kind) -> impl Iterator<Item = (&str, &str)> {
        let names = self.by_kind.get(&kind).into_iter().flatten();
        names.map(|(name, summary)| (name.as_str(), summary.as_str()))
    }
}

/// What is known around a component. Nothing of it is copied, so that it costs the same in a large configuration.
#[derive(Debug, Clone, Copy, Default)]
pub struct Surroundings<'s> {
    /// The names of the configuration; without them, references are not checked.
    pub names: Option<&'s Names>,
    /// What is known about the Traefik that runs it.
    pub facts: Option<&'s Facts>,
    /// The components on which Traefik's answer about this one depends: what it names, what competes with it. The
    /// component itself, or an older version of it, may be among them.
    pub others: &'s [&'s Component],
}
