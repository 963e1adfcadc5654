//! The history of a component: what it was after each recorded change, and in the backups.

mod version;

use std::collections::HashMap;

use traefik_dynamic::{Kind, text};

use self::version::Known;
use super::changes::set::{Change, ChangeSet, Put};
use super::changes::{FieldDifference, differences, fields};
use super::context::Context;
use super::locations::Locations;
use super::texts;
use super::verification::Verification;
use crate::backup::Backup;
use crate::backup::catalog::Catalog;
use crate::component_ref::ComponentRef;
use crate::db::component::{self, State, Stored};
use crate::db::operation::{self, Recorded};
use crate::db::snapshot::Snapshot;
use crate::db::{profile, staged};
use crate::error::{Code, Error, Result};
use crate::staging::Staging;
use crate::timestamp::Timestamp;

pub use self::version::{ComponentHistory, DeletedComponent, Version, VersionCause};

/// The id of what was there before anything was recorded.
const EARLIER: &str = "earlier";
/// The id of what another program wrote.
const OUTSIDE: &str = "outside";
/// How often a component is followed to the name it had before.
const NAMES: usize = 100;

/// What components were over time.
#[derive(Debug, Clone)]
pub struct History {
    context: Context,
    locations: Locations,
    verification: Verification,
}

impl History {
    pub(super) fn new(context: Context, locations: Locations, verification: Verification) -> Self {
        Self {
            context,
            locations,
            verification,
        }
    }

    /// What a component was, the latest first. With `backups`, each backup is read as well: that takes a moment, and
    /// those in a bucket are fetched.
    pub async fn of(&self, component: &ComponentRef, backups: bool) -> Result<ComponentHistory> {
        let (known, read) = self.known(component, backups).await?;
        if known.is_empty() {
            let ComponentRef { profile, kind, name } = component;
            let sentence =
                format!("The profile `{profile}` never had a {kind} `{name}`, as far as is recorded");
            let error = Error::new(Code::NotFound, sentence);
            return Err(if backups {
                error
            } else {
                error.hint("Search the backups as well")
            });
        }
        let mut versions = Vec::with_capacity(known.len());
        for (index, one) in known.iter().enumerate() {
            let before = known.iter().skip(index + 1).find(|before| !before.undone);
            let before = before.map(Known::component).transpose()?.flatten();
            versions.push(one.clone().shown(before.as_ref())?);
        }
        Ok(ComponentHistory {
            component: component.clone(),
            versions,
            backups: backups.then_some(read.number),
            unread: read.failed,
        })
    }

    /// The components of a profile that are not there any more, the last removed first.
    pub async fn deleted(&self, profile: &str) -> Result<Vec<DeletedComponent>> {
        let databases = self.context.databases();
        let row = profile::get(&databases.configuration, profile).await?;
        let mut deleted = Vec::new();
        for one in operation::removals(&databases.state, &row.uid).await? {
            let kind = component::kind(&one.kind)?;
            if component::find(&databases.configuration, &row.uid, kind, &one.name)
                .await?
                .is_none()
            {
                deleted.push(DeletedComponent {
                    component: ComponentRef {
                        profile: row.name.clone(),
                        kind,
                        name: one.name,
                    },
                    at: one.at,
                    sentence: one.sentence,
                });
            }
        }
        Ok(deleted)
    }

    /// The change set that makes a component what it was. It keeps its present name, and stays on or off.
    pub async fn bring_back(&self, component: &ComponentRef, version: &str) -> Result<ChangeSet> {
        let (at, row) = self.row(component, version).await?;
        let mut put = Put::new(&row.component()?, row.text.clone());
        put.enabled = None;
        let (noun, name) = (component.kind.noun(), &component.name);
        let when = texts::moment(at, self.context.now());
        Ok(ChangeSet {
            title: Some(format!("{noun} “{name}” brought back as of {when}")),
            changes: vec![Change::Put(put)],
        })
    }

    /// The lines of a version, with the present name of the component: as a draft, they make it what it was.
    pub async fn lines(&self, component: &ComponentRef, version: &str) -> Result<String> {
        let (_, row) = self.row(component, version).await?;
        match row.text {
            Some(text) => Ok(text),
            None => Ok(text::written(&row.component()?)),
        }
    }

    /// A version under the present name of the component, and since when it was so.
    async fn row(&self, component: &ComponentRef, version: &str) -> Result<(Timestamp, Stored)> {
        let known = self.known_with(component, &[version]).await?;
        let found = known.into_iter().find(|one| one.id == version);
        let found = found.and_then(|one| one.row.map(|row| (one.at, row)));
        let (at, row) = found.ok_or_else(|| not_there(component, version))?;
        if row.name == component.name {
            return Ok((at, row));
        }
        Ok((at, fields::renamed(&row, &component.name, row.updated_at)?))
    }

    /// The fields in which two versions differ in meaning; the older one comes first.
    pub async fn compare(
        &self,
        component: &ComponentRef,
        (older, newer): (&str, &str),
    ) -> Result<Vec<FieldDifference>> {
        let known = self.known_with(component, &[older, newer]).await?;
        let side = |id: &str| {
            let found = known.iter().find(|one| one.id == id);
            found.map(Known::component).transpose().map(Option::flatten)
        };
        match (side(older)?, side(newer)?) {
            (Some(older), Some(newer)) => Ok(differences(&older, &newer)),
            (None, _) => Err(not_there(component, older)),
            (_, None) => Err(not_there(component, newer)),
        }
    }

    /// Everything that is known; the backups are read only if these versions are not known without them.
    async fn known_with(&self, component: &ComponentRef, ids: &[&str]) -> Result<Vec<Known>> {
        let (known, _) = self.known(component, false).await?;
        let has = |id: &&str| known.iter().any(|one| one.id == *id && one.row.is_some());
        if ids.iter().all(has) {
            return Ok(known);
        }
        Ok(self.known(component, true).await?.0)
    }

    /// Everything that is known, the latest first.
    async fn known(&self, component: &ComponentRef, backups: bool) -> Result<(Vec<Known>, Read)> {
        let databases = self.context.databases();
        let row = profile::get(&databases.configuration, &component.profile).await?;
        let kind = component.kind;
        let current = component::find(&databases.configuration, &row.uid, kind, &component.name).await?;
        let recorded = self.recorded(&row.uid, (kind, &component.name)).await?;
        let mut known = chain(recorded, current, component)?;
        let mut read = Read::default();
        if backups {
            self.read_backups(&row.uid, kind, &mut known, &mut read).await?;
        }
        Ok((known, read))
    }

    /// What is recorded about a component, the latest first, under whatever names it had.
    async fn recorded(&self, uid: &str, (kind, name): (Kind, &str)) -> Result<Vec<Recorded>> {
        let state = &self.context.databases().state;
        let mut found: Vec<Recorded> = Vec::new();
        let (mut name, mut before) = (name.to_owned(), i64::MAX);
        for _ in 0..NAMES {
            let rows = operation::of_component(state, uid, (kind.as_str(), &name), before).await?;
            // What had this name before it came from another one is a different component.
            let renamed = rows
                .iter()
                .position(|one| one.renamed_from.is_some() && !one.undone);
            let taken = renamed.map_or(rows.len(), |index| index + 1);
            found.extend(rows.into_iter().take(taken));
            match found.last() {
                Some(last) if renamed.is_some() => {
                    before = last.sequence;
                    name = last.renamed_from.clone().unwrap_or_default();
                }
                _ => break,
            }
        }
        Ok(found)
    }

    /// Looks into the backups, the oldest first, for what is not known yet.
    async fn read_backups(
        &self,
        uid: &str,
        kind: Kind,
        known: &mut Vec<Known>,
        read: &mut Read,
    ) -> Result<()> {
        let catalog = self.locations.catalog().await?;
        let mut backups = catalog.list().await?;
        backups.sort_by_key(|backup| backup.created_at);
        let staging = self.context.staging()?;
        for backup in backups {
            let name = name_at(known, &backup);
            match self
                .in_backup(&catalog, &backup, &staging, (uid, kind, &name))
                .await
            {
                Ok(row) => {
                    read.number += 1;
                    if let Some(row) = row {
                        add(known, row, &backup, self.context.now());
                    }
                }
                Err(error) => read.failed.push(format!("{}: {error}", backup.file)),
            }
        }
        Ok(())
    }

    async fn in_backup(
        &self,
        catalog: &Catalog,
        backup: &Backup,
        staging: &Staging,
        (uid, kind, name): (&str, Kind, &str),
    ) -> Result<Option<Stored>> {
        let verified = self.verification.archive(catalog, backup, staging).await?;
        let living = profile::list(&self.context.databases().configuration).await?;
        staged::make_ready(&verified.database, &living).await?;
        let mut snapshot = Snapshot::open(&verified.database).await?;
        let found = snapshot.component(uid, kind, name).await;
        snapshot.close().await?;
        found
    }
}

/// What was read of the backups.
#[derive(Debug, Default)]
struct Read {
    number: u32,
    failed: Vec<String>,
}

fn not_there(component: &ComponentRef, id: &str) -> Error {
    let ComponentRef { kind, name, .. } = component;
    let sentence = format!("There is no version `{id}` of the {kind} `{name}` that can be brought back");
    Error::new(Code::NotFound, sentence).hint("Look at its history again")
}

/// What each recorded change made of the component. What a change wrote is known from the change itself, from the one
/// after it, or from another version with the same meaning.
fn chain(recorded: Vec<Recorded>, current: Option<Stored>, component: &ComponentRef) -> Result<Vec<Known>> {
    let mut alike: HashMap<String, Stored> = HashMap::new();
    for text in recorded.iter().flat_map(|one| [&one.prior, &one.later]).flatten() {
        let row = parsed(text)?;
        alike.entry(row.meaning.clone()).or_insert(row);
    }
    alike.extend(current.iter().map(|row| (row.meaning.clone(), row.clone())));
    let like = |state: &State| {
        let row = alike.get(&state.meaning)?;
        let enabled = state.enabled;
        Some(Stored {
            enabled,
            ..row.clone()
        })
    };

    let mut known = Vec::new();
    let latest = recorded.iter().find(|one| !one.undone);
    let stands = current.as_ref().map(Stored::state);
    if let Some(current) = &current
        && latest.is_none_or(|latest| latest.after != stands)
    {
        let is_first = latest.is_none();
        known.push(Known {
            id: if is_first { EARLIER } else { OUTSIDE }.to_owned(),
            at: current.updated_at,
            cause: if is_first {
                VersionCause::Earlier
            } else {
                VersionCause::Outside
            },
            sentence: String::new(),
            name: component.name.clone(),
            undone: false,
            state: stands.clone(),
            row: Some(current.clone()),
        });
    }
    let mut after_it = current.filter(|_| known.is_empty());
    let mut earliest: Option<(Option<State>, Option<Stored>, String)> = None;
    for one in recorded {
        let later = one.later.as_deref().map(parsed).transpose()?;
        let prior = one.prior.as_deref().map(parsed).transpose()?;
        let fits = |row: &Stored| one.after.as_ref() == Some(&row.state());
        let row = later.or_else(|| after_it.clone().filter(fits));
        let row = row.or_else(|| one.after.as_ref().and_then(&like));
        known.push(Known {
            id: one.activity,
            at: one.at,
            cause: one.kind.into(),
            sentence: one.sentence,
            name: one.name.clone(),
            undone: one.undone,
            row: row.filter(|_| one.after.is_some()),
            state: one.after,
        });
        if !one.undone {
            after_it.clone_from(&prior);
            let name = one.renamed_from.unwrap_or(one.name);
            // The row that a rename took away is recorded under the old name.
            earliest = Some((one.before, prior, name));
        }
    }
    if let Some((Some(state), prior, name)) = earliest
        && let Some(row) = prior.or_else(|| like(&state))
    {
        known.push(Known {
            id: EARLIER.to_owned(),
            at: row.updated_at,
            cause: VersionCause::Earlier,
            sentence: String::new(),
            name,
            undone: false,
            state: Some(state),
            row: Some(row),
        });
    }
    Ok(known)
}

fn parsed(text: &str) -> Result<Stored> {
    serde_json::from_str(text).map_err(|error| {
        Error::new(
            Code::Database,
            "What is recorded about a component cannot be read",
        )
        .because(error)
    })
}

/// The name of the component when a backup was made.
fn name_at(known: &[Known], backup: &Backup) -> String {
    let then = known
        .iter()
        .find(|one| !one.undone && one.at <= backup.created_at)
        .or(known.last());
    then.map(|one| one.name.clone()).unwrap_or_default()
}

/// Takes what a backup has: to say what a recorded change wrote, or as a version of its own.
fn add(known: &mut Vec<Known>, row: Stored, backup: &Backup, now: chrono::DateTime<chrono::Utc>) {
    let state = row.state();
    let mut is_known = false;
    for one in known.iter_mut().filter(|one| one.state.as_ref() == Some(&state)) {
        is_known |= one.row.get_or_insert_with(|| row.clone()).text == row.text;
    }
    if is_known {
        return;
    }
    let at = known
        .iter()
        .position(|one| one.at <= backup.created_at)
        .unwrap_or(known.len());
    known.insert(
        at,
        Known {
            id: backup.id.clone(),
            at: backup.created_at,
            cause: VersionCause::Backup,
            sentence: texts::in_backup(&texts::moment(backup.created_at, now)),
            name: row.name.clone(),
            undone: false,
            state: Some(state),
            row: Some(row),
        },
    );
}
