//! The list of backups: what each location holds, joined with what is known about it.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use sqlx::SqlitePool;

use super::listed::{Backup, BackupLocation, ProblemKind, Waiting};
use super::location::{self, Location, PIN, Role};
use crate::archive::Name;
use crate::db::catalog::{self as table, Row};
use crate::db::upload;
use crate::error::{Code, Error, Failure, Result};
use crate::storage::{Identity, Shape};
use crate::timestamp::Timestamp;

/// Where the backups of this installation are looked up.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// The pool of `state.db`.
    pub pool: SqlitePool,
    /// The locations, those on this computer first.
    pub locations: Vec<Location>,
    /// Our own installation, and those whose backups it adopted.
    pub own: Vec<String>,
    /// The current time for this lookup.
    pub now: DateTime<Utc>,
}

impl Catalog {
    /// Every backup, newest first; files that are not backups are skipped. Makes no network requests: remote locations
    /// are shown as they were last listed.
    pub async fn list(&self) -> Result<Vec<Backup>> {
        let uploads = upload::all(&self.pool).await?;
        let mut found = BTreeMap::new();
        for location in &self.locations {
            let there = if location.role == Role::Remote {
                remembered(location, &uploads).await?
            } else {
                match self.on_disk(location, &uploads).await {
                    Ok(there) => there,
                    // What matters now is the copies in other locations, and the uploads that this one is waiting for.
                    Err(_) if self.has_remote() => {
                        waiting_for(location, location.known().await?.iter(), &uploads)
                    }
                    Err(error) => return Err(error),
                }
            };
            for one in there {
                self.join(&mut found, one);
            }
        }
        let mut backups: Vec<Backup> = found.into_values().collect();
        // The file name gives only the second; the catalog orders backups made within the same second.
        backups.sort_by(|one, other| (&other.created_at, &other.id).cmp(&(&one.created_at, &one.id)));
        Ok(backups)
    }

    /// True if any location is reached over a network.
    pub fn has_remote(&self) -> bool {
        self.locations
            .iter()
            .any(|location| location.role == Role::Remote)
    }

    /// The location with that name.
    pub fn location(&self, name: &str) -> Option<&Location> {
        self.locations.iter().find(|location| location.name == name)
    }

    /// The locations that hold a backup, those on this computer first.
    pub fn holding<'a>(&'a self, backup: &'a Backup) -> impl Iterator<Item = &'a Location> {
        let there = backup.locations.iter().filter(|at| at.waiting.is_none());
        there.filter_map(|at| self.location(&at.name))
    }

    /// The current contents of a folder.
    async fn on_disk(&self, location: &Location, uploads: &[upload::Row]) -> Result<Vec<Found>> {
        let objects = location.storage().await?.list().await?;
        let there: HashSet<&str> = objects.iter().map(|object| object.name.as_str()).collect();
        self.welcome_back(location, &there).await?;
        let known = location.known().await?;
        let known: HashMap<&str, &Row> = known.iter().map(|row| (row.file.as_str(), row)).collect();
        let holds_files = objects.iter().any(|object| object.shape == Shape::File);
        let mut found: Vec<Found> = waiting_for(location, known.values().copied(), uploads);
        found.extend(objects.iter().filter_map(|object| {
            let row = known.get(object.name.as_str()).copied();
            Some(Found {
                name: Name::parse(&object.name)?,
                pinned: there.contains(format!("{}{PIN}", object.name).as_str()),
                seen: seen_in(location, row, (object.shape, &object.identity)),
                row: row.cloned(),
                size: object.identity.size,
                file: object.name.clone(),
            })
        }));
        // A folder that is suddenly empty is more likely a disconnected disk: keep what was verified there.
        let gone = known.values().filter(|row| row.waiting == 0 && holds_files);
        for file in gone
            .map(|row| row.file.as_str())
            .filter(|file| !there.contains(file))
        {
            table::leave(&self.pool, (&location.key, file), Timestamp::from(self.now)).await?;
        }
        Ok(found)
    }

    /// Restores what was known about archives that were gone from a folder and are back.
    async fn welcome_back(&self, location: &Location, there: &HashSet<&str>) -> Result<()> {
        let gone = table::gone(&self.pool, &location.key).await?;
        for one in gone.iter().filter(|one| there.contains(one.file.as_str())) {
            table::come_back(&self.pool, &location.key, &one.file).await?;
        }
        location.forget_old(self.now).await
    }

    fn join(&self, backups: &mut BTreeMap<String, Backup>, found: Found) {
        let Found { file, name, row, .. } = found;
        let backup = backups.entry(file.clone()).or_insert_with(|| Backup {
            id: name.id,
            created_at: Timestamp::from(name.at),
            trigger: name.trigger,
            note: String::new(),
            size: found.size,
            pinned: false,
            encrypted: name.key_id.is_some(),
            key_id: name.key_id,
            components: 0,
            own: self.own.contains(&name.instance),
            instance: name.instance,
            locations: Vec::new(),
            file,
        });
        backup.pinned |= found.pinned;
        // A backup that is damaged in one location may be intact in another: take the size from that copy.
        if found.seen.problem.is_none() && backup.locations.iter().all(|at| at.problem.is_some()) {
            backup.size = found.size;
        }
        if let Some(row) = row {
            // Whichever source knows the time to the millisecond wins.
            backup.created_at = row.created_at.max(backup.created_at);
            backup.components = backup
                .components
                .max(u64::try_from(row.components).unwrap_or_default());
            if backup.note.is_empty() {
                backup.note = row.note;
            }
        }
        backup.locations.push(found.seen);
    }

    /// The backup with that id; a unique prefix of the id is enough.
    pub async fn get(&self, id: &str) -> Result<Backup> {
        let mut fitting = self.list().await?;
        if let Some(exact) = fitting.iter().position(|backup| backup.id == id) {
            return Ok(fitting.swap_remove(exact));
        }
        fitting.retain(|backup| id.len() >= 4 && backup.id.starts_with(id));
        match (fitting.pop(), fitting.is_empty()) {
            (Some(backup), true) => Ok(backup),
            (Some(_), false) => Err(Error::new(
                Code::InvalidInput,
                format!("More than one backup id starts with `{id}`"),
            )
            .hint("Give more characters of the id")),
            (None, _) => Err(Error::new(Code::NotFound, format!("There is no backup `{id}`"))
                .hint("`backup list` shows all backups")),
        }
    }
}

/// An archive in one location.
struct Found {
    file: String,
    name: Name,
    size: u64,
    pinned: bool,
    row: Option<Row>,
    seen: BackupLocation,
}

/// What a location held when it was last listed, and what is being uploaded to it.
async fn remembered(location: &Location, uploads: &[upload::Row]) -> Result<Vec<Found>> {
    let rows = location.known().await?;
    let mut found = waiting_for(location, rows.iter(), uploads);
    let there = rows.iter().filter(|row| row.waiting == 0);
    found.extend(there.filter_map(|row| known(location, row)));
    Ok(found)
}

/// The uploads waiting for a location.
fn waiting_for<'r>(
    location: &Location,
    rows: impl Iterator<Item = &'r Row>,
    uploads: &[upload::Row],
) -> Vec<Found> {
    let coming = rows.filter(|row| row.waiting != 0).filter_map(|row| {
        let mut found = known(location, row)?;
        let upload = uploads
            .iter()
            .find(|one| one.file == row.file && one.location == location.key);
        let problem = upload.and_then(|one| one.problem.as_deref());
        found.seen.waiting = Some(Waiting {
            next_try: upload.map(|one| one.next_try),
            problem: problem.and_then(|text| serde_json::from_str(text).ok()),
        });
        Some(found)
    });
    coming.collect()
}

fn known(location: &Location, row: &Row) -> Option<Found> {
    Some(Found {
        name: Name::parse(&row.file)?,
        size: u64::try_from(row.size).unwrap_or_default(),
        pinned: row.pinned != 0,
        file: row.file.clone(),
        seen: seen_in(location, Some(row), (Shape::File, &location::listed(row))),
        row: Some(row.clone()),
    })
}

/// What is known about an archive in a location, compared with what is there now.
fn seen_in(location: &Location, row: Option<&Row>, (shape, now): (Shape, &Identity)) -> BackupLocation {
    let (problem_kind, problem) = problem(row, shape, now).unzip();
    BackupLocation {
        name: location.name.clone(),
        verified_at: row.and_then(|row| row.verified_at),
        verification: row.filter(|row| row.verified_at.is_some()).map(location::depth),
        problem,
        problem_kind,
        waiting: None,
    }
}

fn problem(row: Option<&Row>, shape: Shape, now: &Identity) -> Option<(ProblemKind, String)> {
    if shape != Shape::File {
        return Some((ProblemKind::NotAFile, format!("It is {shape}")));
    }
    let row = row?;
    if let Some(text) = &row.problem {
        let told = serde_json::from_str::<Failure>(text);
        let told = told.map_or_else(|_| text.clone(), |failure| failure.message);
        return Some((ProblemKind::Damaged, told));
    }
    let difference = location::verified(row)?.difference(now)?;
    let told = format!("It has changed since it was verified: {difference}");
    Some((ProblemKind::Changed, told))
}
