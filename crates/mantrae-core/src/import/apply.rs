//! Merges what was decided, in one transaction. Components that the file does not name are never touched.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use traefik_dynamic::{Component, Kind, Problem};

use super::plan::{ItemChange, Pending, Planned};
use super::source::Refused;
use super::{Choice, Decision};
use crate::component_ref::ComponentRef;
use crate::db::component::{self, Stored};
use crate::db::operation::{self, Operation, Touched};
use crate::db::staged::stale;
use crate::db::{Databases, layout, mention, revision};
use crate::error::{Code, Error, Result};

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
    component: Component,
    enabled: bool,
    /// The lines in which a person wrote it, unless it becomes something else than the file says.
    text: Option<String>,
}

impl Write {
    fn of(item: &Planned, component: Component, enabled: bool) -> Self {
        let text = item.text.clone().filter(|_| component == item.component);
        Self {
            component,
            enabled,
            text,
        }
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
    pub fn into_writes(self) -> Vec<(Component, bool)> {
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
        let component = || becomes(item, &renamed, converts);
        let switched_off = decision.is_some_and(|decision| decision.switched_off);
        match (choice, item.change) {
            (Choice::Keep, _) => outcome.left_out.push(reference(kind, name)),
            (Choice::Rename { new_name }, _) => {
                outcome.added.push(reference(kind, new_name));
                let component = Component {
                    name: new_name.clone(),
                    ..component()
                };
                let enabled = item.enabled && !switched_off;
                touched.push(touch(pending, &component, (None, enabled)));
                put.push(Write::of(item, component, enabled));
            }
            (Choice::Take, ItemChange::Same) => outcome.same.push(reference(kind, name)),
            (Choice::Take, change)
                if change != ItemChange::Comments && is_so_already(item, &component(), switched_off) =>
            {
                outcome.same.push(reference(kind, name));
            }
            (Choice::Take, change) => {
                let list = if change == ItemChange::Added {
                    &mut outcome.added
                } else {
                    &mut outcome.changed
                };
                list.push(reference(kind, name));
                let component = component();
                let enabled = comes_enabled(item, switched_off);
                let touch = touch(pending, &component, (item.before.clone(), enabled));
                touched.push(with_lines(touch, item));
                put.push(Write::of(item, component, enabled));
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

/// True if the decisions turn a planned component into what is already there.
fn is_so_already(item: &Planned, component: &Component, switched_off: bool) -> bool {
    let comes = component::State::of(component, comes_enabled(item, switched_off));
    item.before.as_ref() == Some(&comes)
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

/// A planned component as it is stored: converted if that was chosen, with references to renamed components updated.
fn becomes(item: &Planned, renamed: &Renamed<'_>, converts: bool) -> Component {
    let modern = item.component.modernised().filter(|_| converts);
    let component = modern.unwrap_or_else(|| item.component.clone());
    renamed.iter().fold(component, |component, (kind, from, to)| {
        component.redirected(*kind, from, to).unwrap_or(component)
    })
}

fn touch(
    pending: &Pending,
    component: &Component,
    (before, enabled): (Option<component::State>, bool),
) -> Touched {
    Touched {
        profile: pending.profile.uid.clone(),
        kind: component.kind.as_str().to_owned(),
        name: component.name.clone(),
        before,
        after: Some(component::State::of(component, enabled)),
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
    let rows: Vec<Stored> = resolved
        .put
        .iter()
        .map(|write| Stored::of(&write.component, write.enabled, operation.at).written_as(write.text.clone()))
        .collect();
    operation::prepare(&databases.state, operation, &resolved.touched, &[]).await?;
    let mut transaction = databases.configuration.begin_with("BEGIN IMMEDIATE").await?;
    if revision::get(&mut *transaction).await?.number != pending.revision {
        return Err(stale());
    }
    component::put(&mut transaction, &pending.profile.uid, &rows).await?;
    let written: Vec<&Component> = resolved.put.iter().map(|write| &write.component).collect();
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
