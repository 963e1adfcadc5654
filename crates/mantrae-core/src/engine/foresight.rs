//! What an import would do to a profile: to its requests, and to its components in Traefik. Nothing is written.

use std::sync::Arc;

use hashbrown::{HashMap, HashSet};
use serde::Serialize;
use traefik_dynamic::predict::{State, predict_all};
use traefik_dynamic::route::Routes;
use traefik_dynamic::{Component, Kind};

use super::components::Components;
use super::expectations::Expectations;
use super::imports::Imports;
use super::ready::Ready;
use crate::error::Result;
use crate::expectation::{self, CheckedExpectation};
use crate::import::plan::{Pending, path_of};
use crate::import::review::Findings;
use crate::import::{Choice, Decision};
use crate::prediction::{ComponentOutlook, Prediction, Predictions};

/// A profile as it would be after an import.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ForeseenImport {
    /// Whether the expectations of the profile would be met.
    pub expectations: Vec<CheckedExpectation>,
    /// Imported components that Traefik would not build, or would warn about.
    pub brought: Vec<ComponentOutlook>,
    /// Components of the profile that work now, but would not after the import.
    pub broken: Vec<ComponentOutlook>,
}

/// What an import would do to a profile.
#[derive(Debug, Clone)]
pub struct Foresight {
    components: Components,
    expectations: Expectations,
    imports: Imports,
}

impl Foresight {
    pub(super) fn new(components: Components, expectations: Expectations, imports: Imports) -> Self {
        Self {
            components,
            expectations,
            imports,
        }
    }

    /// A profile as it would be after an import with the given decisions.
    pub async fn of_import(&self, import: &str, decisions: &[Decision]) -> Result<ForeseenImport> {
        let pending = self.imports.waiting(import).await?;
        let profile = pending.profile.name.as_str();
        let expectations = self.expectations.list(profile).await?;
        let writes = self.imports.writes(import, decisions).await?;
        let now = self.components.ready(profile).await?;
        let after = after(&now, &writes);
        let states = predict_all(&after, now.facts());
        let brought = brought(&pending, decisions, &writes, &states);
        Ok(ForeseenImport {
            broken: broken(now.states(), &states, &writes),
            brought,
            expectations: if expectations.is_empty() {
                Vec::new()
            } else {
                expectation::check(&expectations, &Routes::of(&after, now.facts()))
            },
        })
    }
}

type Key<'c> = (Kind, &'c str);

fn key(component: &Component) -> Key<'_> {
    (component.kind, &component.name)
}

/// The components that would be enabled.
fn after<'c>(now: &'c Ready, writes: &'c [(Arc<Component>, bool)]) -> Vec<&'c Component> {
    let written: HashSet<Key<'_>> = writes.iter().map(|(component, _)| key(component)).collect();
    let stays = now.components().iter().filter(|one| !written.contains(&key(one)));
    let comes = writes.iter().filter(|(_, is_on)| *is_on);
    stays.chain(comes.map(|(component, _)| &**component)).collect()
}

/// Findings about the imported components, by their names in the file.
fn brought(
    pending: &Pending,
    decisions: &[Decision],
    writes: &[(Arc<Component>, bool)],
    states: &[State],
) -> Vec<ComponentOutlook> {
    let renamed = decisions.iter().filter_map(|one| match &one.choice {
        Choice::Rename { new_name } => Some(((one.kind, new_name.as_str()), one.name.as_str())),
        _ => None,
    });
    let renamed: HashMap<Key<'_>, &str> = renamed.collect();
    let predictions = Predictions::told(states);
    if predictions.is_empty() {
        return Vec::new();
    }
    let owners = pending.items.iter().map(|item| path_of(&item.component));
    let findings = Findings::sort(&pending.problems, owners);
    let paths: HashMap<Key<'_>, String> = pending
        .items
        .iter()
        .map(|item| (key(&item.component), path_of(&item.component)))
        .collect();
    let told = writes.iter().filter_map(|(component, _)| {
        let prediction = predictions.of(component.kind, &component.name)?;
        if !prediction.is_told() {
            return None;
        }
        let own = renamed.get(&key(component)).copied().unwrap_or(&component.name);
        let found = paths.get(&(component.kind, own)).map(|path| findings.of(path));
        Some(prediction.into_outlook((component.kind, own), found.unwrap_or_default()))
    });
    told.collect()
}

/// Components that work now, are not written, and would no longer work.
fn broken(now: &[State], after: &[State], writes: &[(Arc<Component>, bool)]) -> Vec<ComponentOutlook> {
    let written: HashSet<Key<'_>> = writes.iter().map(|(component, _)| key(component)).collect();
    let is_other = |state: &&State| !written.contains(&(state.kind, state.component.as_str()));
    let others: Vec<&State> = after.iter().filter(is_other).collect();
    if others.is_empty() {
        return Vec::new();
    }
    let before = Predictions::new(now.iter().filter(is_other));
    let predictions = Predictions::new(others.iter().copied());
    let mut seen = HashSet::new();
    let others = others.iter().map(|state| (state.kind, state.component.as_str()));
    let others = others.filter(|one| seen.insert(*one));
    let broken = others.filter_map(|(kind, name)| {
        let prediction = predictions.of(kind, name).filter(Prediction::is_disabled)?;
        let worked = before.of(kind, name).is_some_and(|one| !one.is_disabled());
        worked.then(|| prediction.into_outlook((kind, name), Vec::new()))
    });
    broken.collect()
}
