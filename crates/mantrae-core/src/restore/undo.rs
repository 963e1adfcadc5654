//! Undoes an operation: exactly what it touched, and nothing that was changed since.

use std::path::Path;

use serde::Serialize;
use sqlx::SqlitePool;

use crate::component_ref::ComponentRef;
use crate::db::component::{self, Stored};
use crate::db::operation::{self, Operation, OperationKind, Touched, TouchedProfile};
use crate::db::profile::{self, Named};
use crate::db::staged::Staged;
use crate::db::{Databases, mention, revision};
use crate::error::{Code, Error, Result};

/// What was undone.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "UndoOutcome"))]
pub struct Undone {
    /// What kind of operation it was.
    pub undone: OperationKind,
    /// The backup that holds the previous state; empty if a single component was put back.
    pub backup: String,
    /// Components that are back to what they were.
    pub put_back: Vec<ComponentRef>,
    /// Components that were changed since and were not touched.
    pub left_alone: Vec<ComponentRef>,
}

/// What an undo will do, before it does it.
#[derive(Debug, Default)]
pub struct Sorted {
    put_back: Vec<Touched>,
    left_alone: Vec<Touched>,
    profiles: Vec<TouchedProfile>,
}

impl Sorted {
    /// True when an undo would change nothing.
    pub fn is_empty(&self) -> bool {
        self.put_back.is_empty() && self.profiles.is_empty()
    }
}

/// An undo that changes nothing: what was changed since is named, and needs `force`; if there is none of that either,
/// the operation is already undone.
pub async fn nothing(databases: &Databases, (operation, sorted): (&Operation, &Sorted)) -> Result<Undone> {
    if sorted.left_alone.is_empty() {
        operation::undone(&databases.state, &operation.id).await;
    }
    let names = profile_names(databases, sorted).await?;
    Ok(outcome(operation, sorted, &names))
}

/// Sorts what an operation touched by whether it is still as the operation left it. With `force` everything is put
/// back.
pub async fn sort(databases: &Databases, operation: &Operation, force: bool) -> Result<Sorted> {
    let mut sorted = Sorted::default();
    let living = Living::read(
        &databases.configuration,
        &operation::touched(&databases.state, &operation.id).await?,
    )
    .await?;
    for (row, now) in living.rows {
        if now == row.before {
            continue;
        }
        let changed_since = now != row.after;
        let turned = Touched {
            before: now,
            after: row.before.clone(),
            ..row
        };
        if changed_since && !force {
            sorted.left_alone.push(turned);
        } else {
            sorted.put_back.push(turned);
        }
    }
    let profiles = operation::touched_profiles(&databases.state, &operation.id).await?;
    let lives = profile::list(&databases.configuration).await?;
    let lives = |uid: &str| lives.iter().any(|profile| profile.uid == uid);
    sorted.profiles = profiles
        .into_iter()
        // One that was created or removed again since is already as it should be.
        .filter(|row| row.after.is_some() == lives(&row.profile))
        .map(|row| TouchedProfile {
            profile: row.profile,
            before: row.after,
            after: row.before,
        })
        .collect();
    let returns = |uid: &str| {
        sorted
            .profiles
            .iter()
            .any(|row| row.profile == uid && row.after.is_some())
    };
    let homeless = sorted
        .put_back
        .iter()
        .any(|row| row.after.is_some() && !lives(&row.profile) && !returns(&row.profile));
    if homeless {
        return Err(Error::new(
            Code::NotFound,
            "Nothing was changed: the components belong to a profile that no longer exists",
        )
        .hint("Undo the removal of the profile first"));
    }
    Ok(sorted)
}

/// The live state of the components an operation touched.
struct Living {
    rows: Vec<(Touched, Option<component::State>)>,
}

impl Living {
    async fn read(pool: &SqlitePool, touched: &[Touched]) -> Result<Self> {
        let mut profiles: Vec<&str> = touched.iter().map(|row| row.profile.as_str()).collect();
        profiles.dedup();
        let mut states = std::collections::HashMap::new();
        for uid in profiles {
            for stored in component::list(pool, uid).await? {
                let state = stored.state();
                states.insert((uid.to_owned(), stored.kind, stored.name), state);
            }
        }
        let now = |row: &Touched| {
            states
                .get(&(row.profile.clone(), row.kind.clone(), row.name.clone()))
                .cloned()
        };
        Ok(Self {
            rows: touched.iter().map(|row| (row.clone(), now(row))).collect(),
        })
    }
}

/// Puts back from the staged copy of the safety backup.
pub async fn from_copy(
    databases: &Databases,
    living: &Path,
    copy: &Path,
    (operation, sorted): (&Operation, Sorted),
) -> Result<Undone> {
    let stands = revision::get(&databases.configuration).await?.number;
    let names = profile_names(databases, &sorted).await?;
    let mut staged = Staged::open(living, copy).await?;
    staged.choose(&sorted.put_back, &sorted.profiles).await?;
    staged.put(stands, &mark(operation)).await?;
    staged.close().await?;
    operation::undone(&databases.state, &operation.id).await;
    Ok(outcome(operation, &sorted, &names))
}

/// Puts back single components from what the operation itself recorded.
pub async fn from_prior(databases: &Databases, (operation, sorted): (&Operation, Sorted)) -> Result<Undone> {
    let names = profile_names(databases, &sorted).await?;
    let mut transaction = databases.configuration.begin_with("BEGIN IMMEDIATE").await?;
    for row in &sorted.put_back {
        component::delete(&mut transaction, &row.profile, &row.kind, &row.name).await?;
        if let Some(prior) = &row.prior {
            let stored: Stored = serde_json::from_str(prior).map_err(|error| {
                Error::new(Code::Database, "The previous state cannot be read").because(error)
            })?;
            component::put(&mut transaction, &row.profile, &[stored.decided()?]).await?;
        }
    }
    mention::catch_up(&mut transaction).await?;
    revision::raise(&mut transaction, &mark(operation)).await?;
    transaction.commit().await?;
    operation::undone(&databases.state, &operation.id).await;
    Ok(outcome(operation, &sorted, &names))
}

/// Written beside the revision, so that a crash between the two databases can be resolved.
fn mark(operation: &Operation) -> String {
    format!("undo:{}", operation.id)
}

async fn profile_names(databases: &Databases, sorted: &Sorted) -> Result<Vec<Named>> {
    let mut profiles = profile::named(&profile::list(&databases.configuration).await?);
    for row in &sorted.profiles {
        let state = row.after.as_ref().or(row.before.as_ref());
        let name = state.map(|state| state.name.clone());
        if let Some(name) = name.filter(|_| !profiles.iter().any(|profile| profile.uid == row.profile)) {
            let uid = row.profile.clone();
            profiles.push(Named { uid, name });
        }
    }
    Ok(profiles)
}

fn outcome(operation: &Operation, sorted: &Sorted, names: &[Named]) -> Undone {
    let refs = |rows: &[Touched]| {
        rows.iter()
            .filter_map(|row| {
                let profile = names.iter().find(|profile| profile.uid == row.profile);
                Some(ComponentRef {
                    profile: profile.map_or_else(|| row.profile.clone(), |profile| profile.name.clone()),
                    kind: component::kind(&row.kind).ok()?,
                    name: row.name.clone(),
                })
            })
            .collect()
    };
    Undone {
        undone: operation.kind,
        backup: operation.safety_backup.clone().unwrap_or_default(),
        put_back: refs(&sorted.put_back),
        left_alone: refs(&sorted.left_alone),
    }
}
