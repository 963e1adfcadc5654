//! Undoes an operation: exactly what it touched, and nothing that was changed since.

use std::collections::HashMap;
use std::path::Path;

use serde::Serialize;
use sqlx::SqlitePool;
use traefik_dynamic::Kind;

use super::following::following;
use crate::component_ref::ComponentRef;
use crate::db::component::{self, Stored};
use crate::db::operation::{self, Operation, OperationKind, Touched, TouchedExpectations, TouchedProfile};
use crate::db::profile::{self, Named};
use crate::db::staged::Staged;
use crate::db::{Databases, activity, gateway, mention, revision};
use crate::error::{Code, Error, Result};
use crate::expectation;
use crate::timestamp::Timestamp;

/// What was undone, or done again.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "UndoOutcome"))]
pub struct Undone {
    /// What kind of operation it was.
    pub undone: OperationKind,
    /// What the operation did, in one sentence.
    pub sentence: String,
    /// The backup that holds what was put back; empty if the operation itself recorded it.
    pub backup: String,
    /// Components that are back to what they were.
    pub put_back: Vec<ComponentRef>,
    /// Components that name what got its name back, and follow.
    pub followed: Vec<ComponentRef>,
    /// Components that were changed since; nothing but such references changes in them.
    pub left_alone: Vec<ComponentRef>,
}

/// Which way an operation is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Back to what was before it.
    Undo,
    /// Again to what it made.
    Redo,
}

impl Way {
    /// What is wanted, and what should be there for that.
    fn sort<T>(self, before: T, after: T) -> (T, T) {
        match self {
            Self::Undo => (before, after),
            Self::Redo => (after, before),
        }
    }
}

/// What an undo or a redo will do, before it does it.
#[derive(Debug)]
pub struct Sorted {
    way: Way,
    /// What the operation did, in one sentence.
    pub sentence: String,
    put_back: Vec<Touched>,
    left_alone: Vec<Touched>,
    profiles: Vec<TouchedProfile>,
    expectations: Vec<TouchedExpectations>,
}

impl Sorted {
    /// True when nothing would change.
    pub fn is_empty(&self) -> bool {
        self.put_back.is_empty() && self.profiles.is_empty() && self.expectations.is_empty()
    }

    /// How many components are put back.
    pub fn restored(&self) -> usize {
        self.put_back.len()
    }
}

/// An undo or redo that changes nothing: what was changed since is named, and needs `force`; if there is none of that
/// either, it is already so.
pub async fn nothing(databases: &Databases, (operation, sorted): (&Operation, &Sorted)) -> Result<Undone> {
    if sorted.left_alone.is_empty() {
        record(databases, operation, sorted.way).await;
    }
    let names = profile_names(databases, sorted).await?;
    Ok(outcome(operation, sorted, &names))
}

async fn record(databases: &Databases, operation: &Operation, way: Way) {
    match way {
        Way::Undo => operation::undone(&databases.state, &operation.id).await,
        Way::Redo => operation::redone(&databases.state, &operation.id).await,
    }
}

/// Sorts what an operation touched by whether it is still as the operation left it, or as the undo left it. With `force`
/// everything is put back.
pub async fn sort(databases: &Databases, operation: &Operation, (way, force): (Way, bool)) -> Result<Sorted> {
    let entry = activity::get(&databases.state, &operation.activity).await?;
    let mut sorted = Sorted {
        way,
        sentence: entry.map(|entry| entry.sentence).unwrap_or_default(),
        put_back: Vec::new(),
        left_alone: Vec::new(),
        profiles: Vec::new(),
        expectations: expectations(databases, operation, way).await?,
    };
    let touched = operation::touched(&databases.state, &operation.id).await?;
    let living = Living::read(&databases.configuration, &touched).await?;
    for row in touched {
        let now = living.of(&row);
        let before = Side::of(row.before.as_ref(), row.prior.as_deref())?;
        let after = Side::of(row.after.as_ref(), row.later.as_deref())?;
        let (wanted, left) = way.sort(before, after);
        if wanted.is(now) {
            continue;
        }
        let changed_since = !left.is(now);
        let (state, prior) = way.sort((&row.before, &row.prior), (&row.after, &row.later)).0;
        let turned = Touched {
            before: now.map(Stored::state),
            after: state.clone(),
            prior: prior.clone(),
            later: None,
            ..row
        };
        if changed_since && !force {
            sorted.left_alone.push(turned);
        } else {
            sorted.put_back.push(turned);
        }
    }
    sort_profiles(databases, operation, &mut sorted).await?;
    Ok(sorted)
}

async fn sort_profiles(databases: &Databases, operation: &Operation, sorted: &mut Sorted) -> Result<()> {
    let profiles = operation::touched_profiles(&databases.state, &operation.id).await?;
    let lives = profile::list(&databases.configuration).await?;
    let lives = |uid: &str| lives.iter().any(|profile| profile.uid == uid);
    for row in profiles {
        let (wanted, left) = sorted.way.sort(row.before, row.after);
        // One that was created or removed again since is already as it should be.
        if left.is_some() != lives(&row.profile) {
            continue;
        }
        if wanted.is_none() && keeps_others(databases, &row.profile, sorted).await? {
            continue;
        }
        sorted.profiles.push(TouchedProfile {
            profile: row.profile,
            before: left,
            after: wanted,
        });
    }
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
    Ok(())
}

/// Whether a profile has components that stay, so that it stays too. Those that the operation did not know are named.
async fn keeps_others(databases: &Databases, uid: &str, sorted: &mut Sorted) -> Result<bool> {
    let is_in = |rows: &[Touched], one: &Stored| {
        rows.iter()
            .any(|row| row.profile == uid && row.kind == one.kind && row.name == one.name)
    };
    let mut keeps = false;
    for one in component::list(&databases.configuration, uid).await? {
        if is_in(&sorted.put_back, &one) {
            continue;
        }
        keeps = true;
        if !is_in(&sorted.left_alone, &one) {
            sorted.left_alone.push(Touched {
                profile: uid.to_owned(),
                before: Some(one.state()),
                after: None,
                kind: one.kind,
                name: one.name,
                prior: None,
                later: None,
            });
        }
    }
    Ok(keeps)
}

/// What becomes of expectations: only those that are still as the operation left them change.
async fn expectations(
    databases: &Databases,
    operation: &Operation,
    way: Way,
) -> Result<Vec<TouchedExpectations>> {
    let mut changed = Vec::new();
    for row in operation::touched_expectations(&databases.state, &operation.id).await? {
        let now = gateway::expectations(&databases.configuration, &row.profile).await?;
        let (wanted, left) = way.sort(&row.before, &row.after);
        let pairs = expectation::parse(left)?.into_iter();
        let pairs = pairs.zip(expectation::parse(wanted)?);
        let mut after = expectation::parse(&now)?;
        let before = after.clone();
        for (left, wanted) in pairs.filter(|(left, wanted)| left != wanted) {
            let found = after.iter_mut().find(|one| **one == left);
            if let Some(found) = found {
                *found = wanted;
            }
        }
        if after != before {
            let after = serde_json::to_string(&after).map_err(|error| {
                Error::new(Code::Internal, "The expectations cannot be saved").because(error)
            })?;
            changed.push(TouchedExpectations {
                profile: row.profile,
                before: now,
                after,
            });
        }
    }
    Ok(changed)
}

/// A component on one side of an operation.
struct Side<'r> {
    state: Option<&'r component::State>,
    /// The whole row, where it is known.
    row: Option<Stored>,
}

impl<'r> Side<'r> {
    fn of(state: Option<&'r component::State>, row: Option<&str>) -> Result<Self> {
        let row = row.map(read_row).transpose()?;
        Ok(Self { state, row })
    }

    /// Whether a component is as on this side; its lines count where they are known.
    fn is(&self, now: Option<&Stored>) -> bool {
        let is_same_text = match (&self.row, now) {
            (Some(row), Some(now)) => row.text == now.text,
            _ => true,
        };
        now.map(Stored::state).as_ref() == self.state && is_same_text
    }
}

fn read_row(row: &str) -> Result<Stored> {
    serde_json::from_str(row)
        .map_err(|error| Error::new(Code::Database, "The previous state cannot be read").because(error))
}

/// The live state of the components an operation touched.
struct Living(HashMap<(String, String, String), Stored>);

/// More components than this are not asked for one by one.
const FEW: usize = 20;

impl Living {
    async fn read(pool: &SqlitePool, touched: &[Touched]) -> Result<Self> {
        let mut found = HashMap::new();
        let mut add = |uid: &str, stored: Stored| {
            found.insert((uid.to_owned(), stored.kind.clone(), stored.name.clone()), stored);
        };
        if touched.len() <= FEW {
            for row in touched {
                let kind = component::kind(&row.kind)?;
                let stored = component::find(pool, &row.profile, kind, &row.name).await?;
                if let Some(stored) = stored {
                    add(&row.profile, stored);
                }
            }
            return Ok(Self(found));
        }
        let mut profiles: Vec<&str> = touched.iter().map(|row| row.profile.as_str()).collect();
        profiles.dedup();
        for uid in profiles {
            for stored in component::list(pool, uid).await? {
                add(uid, stored);
            }
        }
        Ok(Self(found))
    }

    fn of(&self, row: &Touched) -> Option<&Stored> {
        self.0
            .get(&(row.profile.clone(), row.kind.clone(), row.name.clone()))
    }
}

/// Puts back from a staged copy: of the safety backup, or of the backup that the undo made.
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
    if operation.kind == OperationKind::Import {
        staged.take_layouts();
    }
    staged.put(stands, &mark(operation, sorted.way)).await?;
    staged.close().await?;
    record(databases, operation, sorted.way).await;
    Ok(outcome(operation, &sorted, &names))
}

/// Puts back single components from what the operation itself recorded.
pub async fn from_prior(
    databases: &Databases,
    (operation, sorted): (&Operation, Sorted),
    now: Timestamp,
) -> Result<Undone> {
    let names = profile_names(databases, &sorted).await?;
    let following = following(databases, &sorted.put_back, now).await?;
    let mut transaction = databases.configuration.begin_with("BEGIN IMMEDIATE").await?;
    for row in &sorted.put_back {
        component::delete(&mut transaction, &row.profile, &row.kind, &row.name).await?;
        if row.after.is_some() {
            let prior = row.prior.as_deref().map(read_row).transpose()?;
            let stored = prior.ok_or_else(|| cannot_redo(&sorted.sentence))?;
            component::put(&mut transaction, &row.profile, &[stored.decided()?]).await?;
        }
    }
    for (profile, stored) in &following {
        component::put(&mut transaction, profile, std::slice::from_ref(stored)).await?;
    }
    mention::catch_up(&mut transaction).await?;
    for changed in &sorted.expectations {
        gateway::set_expectations(&mut transaction, &changed.profile, &changed.after).await?;
    }
    revision::raise(&mut transaction, &mark(operation, sorted.way)).await?;
    transaction.commit().await?;
    record(databases, operation, sorted.way).await;
    let followed = following.into_iter().filter_map(|(profile, stored)| {
        let kind = component::kind(&stored.kind).ok()?;
        Some(reference(&names, &profile, (kind, &stored.name)))
    });
    Ok(Undone {
        followed: followed.collect(),
        ..outcome(operation, &sorted, &names)
    })
}

fn reference(names: &[Named], uid: &str, (kind, name): (Kind, &str)) -> ComponentRef {
    let profile = names.iter().find(|profile| profile.uid == uid);
    ComponentRef {
        profile: profile.map_or_else(|| uid.to_owned(), |profile| profile.name.clone()),
        kind,
        name: name.to_owned(),
    }
}

/// What the operation wrote is not known any more.
pub fn cannot_redo(sentence: &str) -> Error {
    Error::new(
        Code::NothingToUndo,
        format!("This cannot be done again, because what it wrote was not kept: {sentence}"),
    )
}

/// Written beside the revision, so that a crash between the two databases can be resolved.
fn mark(operation: &Operation, way: Way) -> String {
    let word = match way {
        Way::Undo => "undo",
        Way::Redo => "redo",
    };
    format!("{word}:{}", operation.id)
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
        let known = rows.iter().filter_map(|row| {
            let kind = component::kind(&row.kind).ok()?;
            Some(reference(names, &row.profile, (kind, &row.name)))
        });
        known.collect()
    };
    let backup = match sorted.way {
        Way::Undo => &operation.safety_backup,
        Way::Redo => &operation.undo_backup,
    };
    Undone {
        undone: operation.kind,
        sentence: sorted.sentence.clone(),
        backup: backup.clone().unwrap_or_default(),
        put_back: refs(&sorted.put_back),
        followed: Vec::new(),
        left_alone: refs(&sorted.left_alone),
    }
}
