//! Merging what was decided, in one transaction. What the file does not name is never touched.

use std::collections::HashMap;

use serde::Serialize;
use traefik_dynamic::{Component, Kind, Problem};

use super::plan::{ItemChange, Pending};
use super::{Choice, Decision};
use crate::component_ref::ComponentRef;
use crate::db::component::{self, Stored};
use crate::db::operation::{self, Operation, Touched};
use crate::db::staged::stale;
use crate::db::{Databases, revision};
use crate::error::{Code, Error, Result};

/// What became of an import.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ImportOutcome {
    /// Name of the profile.
    pub profile: String,
    /// New ones.
    pub added: Vec<ComponentRef>,
    /// Replaced ones.
    pub changed: Vec<ComponentRef>,
    /// Already there with the same meaning.
    pub same: Vec<ComponentRef>,
    /// Kept as they were by decision, or not to be taken.
    pub left_out: Vec<ComponentRef>,
    /// All findings.
    pub problems: Vec<Problem>,
    /// False for a dry run.
    pub applied: bool,
    /// The way back; none when there was nothing to change.
    pub safety_backup: Option<String>,
}

/// What is to be written, sorted out from plan and decisions.
#[derive(Debug)]
pub struct Resolved {
    put: Vec<Component>,
    touched: Vec<Touched>,
    /// The answer, not yet applied.
    pub outcome: ImportOutcome,
}

impl Resolved {
    /// True when there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.put.is_empty()
    }
}

/// Brings plan and decisions together. Decisions about objects that are not in the plan are an error.
pub fn resolve(
    pending: &Pending,
    decisions: &[Decision],
    taken: &dyn Fn(Kind, &str) -> bool,
) -> Result<Resolved> {
    let by_name: HashMap<(Kind, &str), &Choice> = decisions
        .iter()
        .map(|decision| ((decision.kind, decision.name.as_str()), &decision.choice))
        .collect();
    let unknown = decisions.iter().find(|decision| {
        !pending
            .items
            .iter()
            .any(|item| item.component.kind == decision.kind && item.component.name == decision.name)
    });
    if let Some(decision) = unknown {
        return Err(Error::new(
            Code::NotFound,
            format!(
                "The file holds no {} `{}` that could be imported",
                decision.kind, decision.name
            ),
        ));
    }
    let profile = pending.profile.name.clone();
    let mut outcome = ImportOutcome {
        profile: profile.clone(),
        added: Vec::new(),
        changed: Vec::new(),
        same: Vec::new(),
        left_out: Vec::new(),
        problems: pending.problems.clone(),
        applied: false,
        safety_backup: None,
    };
    let (mut put, mut touched) = (Vec::new(), Vec::new());
    let reference = |kind: Kind, name: &str| ComponentRef {
        profile: profile.clone(),
        kind,
        name: name.to_owned(),
    };
    for item in &pending.items {
        let component = &item.component;
        let this = reference(component.kind, &component.name);
        match (
            by_name.get(&(component.kind, component.name.as_str())),
            item.change,
        ) {
            (Some(Choice::Keep), _) => outcome.left_out.push(this),
            (Some(Choice::Rename { new_name }), _) => {
                let renamed = rename(pending, component, new_name, &put, taken)?;
                outcome.added.push(reference(renamed.kind, new_name));
                touched.push(touch(pending, &renamed, (None, &item.meaning)));
                put.push(renamed);
            }
            (_, ItemChange::Same) => outcome.same.push(this),
            (_, change) => {
                let list = if change == ItemChange::Added {
                    &mut outcome.added
                } else {
                    &mut outcome.changed
                };
                list.push(this);
                touched.push(touch(pending, component, (item.before.clone(), &item.meaning)));
                put.push(component.clone());
            }
        }
    }
    outcome
        .left_out
        .extend(pending.rejected.iter().map(|(kind, name)| reference(*kind, name)));
    Ok(Resolved {
        put,
        touched,
        outcome,
    })
}

fn rename(
    pending: &Pending,
    component: &Component,
    name: &str,
    put: &[Component],
    taken: &dyn Fn(Kind, &str) -> bool,
) -> Result<Component> {
    let kind = component.kind;
    if name.trim().is_empty() {
        return Err(Error::new(
            Code::InvalidInput,
            format!("{kind} `{}` cannot have an empty name", component.name),
        ));
    }
    let is = |other: &Component| other.kind == kind && other.name == name;
    // Neither one of the profile, nor one that comes with the same file, whatever is decided about that one.
    let in_file = pending.items.iter().any(|item| is(&item.component));
    if taken(kind, name) || in_file || put.iter().any(is) {
        return Err(Error::new(
            Code::Exists,
            format!("`{name}` is taken: another {} has that name", kind.noun()),
        )
        .hint("Choose a name that is free"));
    }
    Ok(Component {
        kind,
        name: name.to_owned(),
        body: component.body.clone(),
    })
}

fn touch(pending: &Pending, component: &Component, (before, meaning): (Option<String>, &str)) -> Touched {
    // A replaced component keeps its switch; a new one is on.
    let enabled = before.as_deref().is_none_or(|state| state.ends_with(":1"));
    Touched {
        profile: pending.profile.uid.clone(),
        kind: component.kind.as_str().to_owned(),
        name: component.name.clone(),
        before,
        after: Some(component::state(meaning, enabled)),
        prior: None,
    }
}

/// Writes what was resolved: all of it or nothing.
pub async fn apply(
    databases: &Databases,
    pending: &Pending,
    resolved: Resolved,
    operation: &Operation,
) -> Result<ImportOutcome> {
    let rows: Vec<Stored> = resolved
        .put
        .iter()
        .map(|component| Stored::of(component, true, &operation.at))
        .collect();
    operation::prepare(&databases.state, operation, &resolved.touched, &[]).await?;
    let mut transaction = databases.configuration.begin_with("BEGIN IMMEDIATE").await?;
    if revision::get(&mut *transaction).await?.number != pending.revision {
        return Err(stale());
    }
    component::put(&mut transaction, &pending.profile.uid, &rows).await?;
    revision::raise(&mut transaction, &operation.id).await?;
    transaction.commit().await?;
    operation::applied(&databases.state, &operation.id).await?;
    let safety_backup = operation.safety_backup.clone();
    Ok(ImportOutcome {
        applied: true,
        safety_backup,
        ..resolved.outcome
    })
}
