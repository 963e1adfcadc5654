//! What is known around the components of a profile, read once per revision: a look at lines while they are typed
//! costs only that look.

use std::sync::Arc;

use tokio::sync::Mutex;
use traefik_dynamic::assist::{Names, Surroundings};
use traefik_dynamic::{Component, Facts, Kind};

use crate::component_ref::ComponentRef;
use crate::db::component::{self, Stored};
use crate::db::revision;
use crate::draft::{Choice, Choices};
use crate::engine::components::Components;
use crate::engine::context::Context;
use crate::error::Result;

/// In a larger profile only the components that are connected to the one at hand are asked.
const FEW: usize = 500;

/// The last profile that was read.
pub(in crate::engine) type Slot = Arc<Mutex<Option<Arc<Around>>>>;

/// A profile as it was at one revision.
#[derive(Debug)]
pub(in crate::engine) struct Around {
    profile: String,
    revision: i64,
    names: Names,
    components: Vec<Component>,
    facts: Option<Facts>,
}

impl Around {
    /// What is known now around the components of the profile with that uid.
    pub(super) async fn get(
        slot: &Slot,
        (context, components): (&Context, &Components),
        uid: &str,
    ) -> Result<Arc<Self>> {
        let pool = &context.databases().configuration;
        // Read first: a change made in between is picked up by the next read.
        let revision = revision::get(pool).await?.number;
        let mut known = slot.lock().await;
        let current = known
            .as_ref()
            .filter(|known| known.profile == uid && known.revision == revision);
        if let Some(current) = current {
            return Ok(Arc::clone(current));
        }
        let stored = component::list(pool, uid).await?;
        let read: Vec<Component> = stored.iter().map(Stored::component).collect::<Result<_>>()?;
        let around = Arc::new(Self {
            profile: uid.to_owned(),
            revision,
            names: Names::of(&read),
            components: read,
            facts: components.facts(uid).await?,
        });
        *known = Some(Arc::clone(&around));
        Ok(around)
    }

    /// Calls `ask` with what is known around a component.
    pub(super) fn with<T>(&self, about: &ComponentRef, ask: impl FnOnce(&Surroundings<'_>) -> T) -> T {
        let others: Vec<&Component> = if self.components.len() <= FEW {
            self.components.iter().collect()
        } else {
            self.connected(about.kind, &about.name)
        };
        ask(&Surroundings {
            names: Some(&self.names),
            facts: self.facts.as_ref(),
            others: &others,
        })
    }

    pub(super) fn choices(&self) -> Choices {
        let kinds = Kind::ALL.iter();
        let components = kinds.flat_map(|kind| {
            self.names.each(*kind).map(|(name, summary)| Choice {
                kind: *kind,
                name: name.to_owned(),
                summary: summary.to_owned(),
            })
        });
        let facts = self.facts.as_ref();
        Choices {
            components: components.collect(),
            entry_points: facts
                .map(|facts| facts.entry_points.keys().cloned().collect())
                .unwrap_or_default(),
            resolvers: facts.map(|facts| facts.resolvers.clone()).unwrap_or_default(),
        }
    }

    /// The component, what it names and what names it.
    fn connected(&self, kind: Kind, name: &str) -> Vec<&Component> {
        let own = self
            .components
            .iter()
            .find(|one| one.kind == kind && one.name == name);
        let named = own.map(Component::references).unwrap_or_default();
        let is_connected = |one: &&Component| {
            (one.kind == kind && one.name == name)
                || named.iter().any(|to| to.kind == one.kind && to.name == one.name)
        };
        self.components.iter().filter(is_connected).collect()
    }
}
