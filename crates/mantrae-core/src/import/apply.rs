//! Merges what was decided, in one transaction. Components that the file does not name are never touched.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::Serialize;
use traefik_dynamic::{Component, Kind, Problem, in_parallel};

use super::plan::{ItemChange, Pending, Planned};
use super::source::Refused;
use super::{Choice, Decision};
use crate::component_ref::ComponentRef;
use crate::db::component::{self, Stored};
use crate::db::operation::{self, Operation, Touched};
use crate::db::staged::stale;
use crate::db::{Databases, layout, mention, revision};
use crate::error::{Code, Error, Result};
use crate::id::hex;
use crate::timestamp::Timestamp;

/// The result of an import.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ImportOutcome {
    /// Name of the profile.
    pub profile: String,
    /// New components.
    pub added: Vec<ComponentRef>,
    /// Replaced components.
    pub changed: Vec<ComponentRef>,
    /// Components that already had the same meaning.
    pub same: Vec<ComponentRef>,
    /// Components kept as they were by decision, and those that can't be imported.
    pub left_out: Vec<ComponentRef>,
    /// All findings.
    pub problems: Vec<Problem>,
    /// Files from which nothing was imported.
    pub refused: Vec<Refused>,
    /// False for a dry run.
    pub applied: bool,
    /// The restore point; none if there was nothing to change.
    pub safety_backup: Option<String>,
}

/// A component to write.
#[derive(Debug)]
struct Write {
    component: Arc<Component>,
    /// The hash of its meaning, lower-case hex.
    meaning: String,
    /// The lines in which a person wrote it, unless it becomes something else than the file says.
    text: Option<String>,
    enabled: bool,
}

impl Write {
    /// A planned component, or what it becomes.
    fn of(item: &Planned, becomes: Option<Component>, enabled: bool) -> Self {
        let Some(component) = becomes else {
            return Self {
                component: Arc::clone(&item.component),
                meaning: item.meaning.clone(),
                text: item.text.clone(),
                enabled,
            };
        };
        Self {
            meaning: hex(&component.meaning()),
            text: item.text.clone().filter(|_| component == *item.component),
            component: Arc::new(component),
            enabled,
        }
    }

    fn state(&self) -> component::State {
        component::State {
            meaning: self.meaning.clone(),
            enabled: self.enabled,
        }
    }

    fn stored(&self, now: Timestamp) -> Stored {
        Stored::with_meaning(&self.component, self.meaning.clone(), (self.enabled, now))
            .written_as(self.text.clone())
    }
}

/// The changes to write, worked out from plan and decisions.
#[derive(Debug)]
pub struct Resolved {
    put: Vec<Write>,
    touched: Vec<Touched>,
    /// What is around the components in the file, if the profile takes that as well.
    layout: Option<String>,
    /// The result, not yet applied.
    pub outcome: ImportOutcome,
}

impl Resolved {
    /// True if there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.put.is_empty() && self.layout.is_none()
    }

    /// The components to write, each with whether it is enabled.
    pub fn into_writes(self) -> Vec<(Arc<Component>, bool)> {
        let writes = self.put.into_iter();
        writes.map(|write| (write.component, write.enabled)).collect()
    }
}

/// Combines plan and decisions. Decisions about components that are not in the plan are an error.
pub fn resolve(
    pending: &Pending,
    decisions: &[Decision],
    taken: &dyn Fn(Kind, &str) -> bool,
) -> Result<Resolved> {
    let by_name: HashMap<(Kind, &str), &Decision> = decisions
        .iter()
        .map(|decision| ((decision.kind, decision.name.as_str()), decision))
        .collect();
    all_planned(pending, decisions)?;
    let profile = pending.profile.name.clone();
    let mut outcome = ImportOutcome {
        profile: profile.clone(),
        added: Vec::new(),
        changed: Vec::new(),
        same: Vec::new(),
        left_out: Vec::new(),
        problems: pending.problems.clone(),
        refused: pending.refused.clone(),
        applied: false,
        safety_backup: None,
    };
    // Who keeps a component of the profile keeps the profile's own words around it, too.
    let keeps = decisions
        .iter()
        .any(|decision| matches!(decision.choice, Choice::Keep));
    let renamed = renamings(pending, decisions, taken)?;
    let (mut put, mut touched) = (Vec::new(), Vec::new());
    let reference = |kind: Kind, name: &str| ComponentRef {
        profile: profile.clone(),
        kind,
        name: name.to_owned(),
    };
    for item in &pending.items {
        let (kind, name) = (item.component.kind, item.component.name.as_str());
        let decision = by_name.get(&(kind, name)).copied();
        let choice = decision.map_or(&Choice::Take, |decision| &decision.choice);
        let converts = decision.is_some_and(|decision| decision.convert);
        let switched_off = decision.is_some_and(|decision| decision.switched_off);
        let write = |enabled| Write::of(item, becomes(item, &renamed, converts), enabled);
        match (choice, item.change) {
            (Choice::Keep, _) => outcome.left_out.push(reference(kind, name)),
            (Choice::Rename { new_name }, _) => {
                outcome.added.push(reference(kind, new_name));
                let becomes = becomes(item, &renamed, converts);
                let component = Component {
                    name: new_name.clone(),
                    ..becomes.unwrap_or_else(|| (*item.component).clone())
                };
                let write = Write::of(item, Some(component), item.enabled && !switched_off);
                touched.push(touch(pending, &write, None));
                put.push(write);
            }
            (Choice::Take, ItemChange::Same) => outcome.same.push(reference(kind, name)),
            (Choice::Take, change) => {
                let write = write(comes_enabled(item, switched_off));
                // The decisions may turn it into what is already there.
                if change != ItemChange::Comments && item.before.as_ref() == Some(&write.state()) {
                    outcome.same.push(reference(kind, name));
                    continue;
                }
                let list = if change == ItemChange::Added {
                    &mut outcome.added
                } else {
                    &mut outcome.changed
                };
                list.push(reference(kind, name));
                let touch = touch(pending, &write, item.before.clone());
                touched.push(with_lines(touch, item));
                put.push(write);
            }
        }
    }
    outcome
        .left_out
        .extend(pending.rejected.iter().map(|(kind, name)| reference(*kind, name)));
    Ok(Resolved {
        put,
        touched,
        layout: pending.layout.clone().filter(|_| !pending.has_layout || !keeps),
        outcome,
    })
}

/// A replaced component stays enabled or disabled; a new one takes that from its source.
fn comes_enabled(item: &Planned, switched_off: bool) -> bool {
    let stood = item.before.as_ref();
    stood.map_or(item.enabled, |state| state.enabled) && !switched_off
}

fn all_planned(pending: &Pending, decisions: &[Decision]) -> Result<()> {
    let planned: HashSet<(Kind, &str)> = pending
        .items
        .iter()
        .map(|item| (item.component.kind, item.component.name.as_str()))
        .collect();
    let unknown = decisions
        .iter()
        .find(|decision| !planned.contains(&(decision.kind, decision.name.as_str())));
    match unknown {
        None => Ok(()),
        Some(Decision { kind, name, .. }) => Err(Error::new(
            Code::NotFound,
            format!("The file has no {kind} `{name}` to import"),
        )),
    }
}

/// Kinds, old names and new names of components that are renamed.
type Renamed<'a> = Vec<(Kind, &'a str, &'a str)>;

fn renamings<'a>(
    pending: &Pending,
    decisions: &'a [Decision],
    taken: &dyn Fn(Kind, &str) -> bool,
) -> Result<Renamed<'a>> {
    let mut renamed: Renamed<'a> = Vec::new();
    for decision in decisions {
        let Choice::Rename { new_name } = &decision.choice else {
            continue;
        };
        let (kind, name) = (decision.kind, decision.name.as_str());
        if new_name.trim().is_empty() {
            return Err(Error::new(
                Code::InvalidInput,
                format!("{kind} `{name}` cannot have an empty name"),
            ));
        }
        // Neither one in the profile, nor one in the same file, whatever is decided about that one.
        let in_file = |item: &Planned| item.component.kind == kind && item.component.name == *new_name;
        let twice = renamed
            .iter()
            .any(|(other, _, to)| *other == kind && to == new_name);
        if taken(kind, new_name) || pending.items.iter().any(in_file) || twice {
            return Err(Error::new(
                Code::Exists,
                format!("`{new_name}` is already the name of another {}", kind.noun()),
            )
            .hint("Choose another name"));
        }
        renamed.push((kind, name, new_name));
    }
    Ok(renamed)
}

/// What a planned component becomes: converted if that was chosen, with references to renamed components updated;
/// `None` if it stays as it is.
fn becomes(item: &Planned, renamed: &Renamed<'_>, converts: bool) -> Option<Component> {
    let modern = converts.then(|| item.component.modernised()).flatten();
    renamed.iter().fold(modern, |component, (kind, from, to)| {
        let now = component.as_ref().unwrap_or(&item.component);
        now.redirected(*kind, from, to).or(component)
    })
}

fn touch(pending: &Pending, write: &Write, before: Option<component::State>) -> Touched {
    Touched {
        profile: pending.profile.uid.clone(),
        kind: write.component.kind.as_str().to_owned(),
        name: write.component.name.clone(),
        before,
        after: Some(write.state()),
        prior: None,
        later: None,
    }
}

/// Where only the lines differ, the states do not tell before from after.
fn with_lines(touched: Touched, item: &Planned) -> Touched {
    let row = |stored: &Stored| serde_json::to_string(stored).ok();
    let later = |prior: &Stored| row(&prior.clone().written_as(item.text.clone()));
    Touched {
        prior: item.other_lines.as_ref().and_then(row),
        later: item.other_lines.as_ref().and_then(later),
        ..touched
    }
}

/// Writes the changes: all of them or none.
pub async fn apply(
    databases: &Databases,
    pending: &Pending,
    resolved: Resolved,
    operation: &Operation,
) -> Result<ImportOutcome> {
    let rows: Vec<Stored> = in_parallel(&resolved.put, |write| write.stored(operation.at));
    operation::prepare(&databases.state, operation, &resolved.touched, &[]).await?;
    let mut transaction = databases.configuration.begin_with("BEGIN IMMEDIATE").await?;
    if revision::get(&mut *transaction).await?.number != pending.revision {
        return Err(stale());
    }
    component::put(&mut transaction, &pending.profile.uid, &rows).await?;
    let written: Vec<&Component> = resolved.put.iter().map(|write| &*write.component).collect();
    mention::catch_up_with(&mut transaction, &pending.profile.uid, &written).await?;
    if let Some(text) = &resolved.layout {
        layout::set(&mut transaction, &pending.profile.uid, text).await?;
    }
    revision::raise(&mut transaction, &operation.id).await?;
    transaction.commit().await?;
    operation::applied(&databases.state, &operation.id).await;
    let safety_backup = operation.safety_backup.clone();
    Ok(ImportOutcome {
        applied: true,
        safety_backup,
        ..resolved.outcome
    })
}
