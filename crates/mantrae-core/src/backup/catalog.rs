//! The list of backups: what lies in the location, joined with what is known of it.

use std::collections::HashMap;

use serde::Serialize;
use sqlx::SqlitePool;

use crate::archive::{Name, Packed, Trigger};
use crate::db::catalog::{self as table, Row};
use crate::db::stamp;
use crate::error::{Code, Error, Failure, Result};
use crate::proof::Depth;
use crate::storage::Storage;

/// A backup as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Backup {
    /// Random, 16 characters.
    pub id: String,
    /// Name of the archive file.
    pub file: String,
    /// RFC 3339, UTC.
    pub created_at: String,
    /// Why it was made.
    pub trigger: Trigger,
    /// The person's words.
    pub note: String,
    /// Bytes.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub size: u64,
    /// True when it is never cleaned up.
    pub pinned: bool,
    /// True when a key is needed to open it.
    pub encrypted: bool,
    /// The id of that key.
    pub key_id: Option<String>,
    /// Rows it holds; 0 until it was looked into.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub components: u64,
    /// The installation that made it.
    pub instance: String,
    /// True when that is this one.
    pub own: bool,
    /// Where it lies.
    pub locations: Vec<BackupLocation>,
}

/// A backup in one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BackupLocation {
    /// Name of the place.
    pub name: String,
    /// When it was last read back there and found whole; RFC 3339, UTC.
    pub proven_at: Option<String>,
    /// How far that went; none where it was never read back.
    pub proof: Option<Depth>,
    /// What was found wrong when it was last read back.
    pub problem: Option<String>,
}

/// Where backups of this installation are looked up.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// Of `state.db`.
    pub pool: SqlitePool,
    /// The place.
    pub storage: Storage,
    /// Our own installation, and those whose backups it adopted.
    pub own: Vec<String>,
}

impl Catalog {
    /// Every backup, newest first. Files that are none of ours are not among them.
    pub async fn list(&self) -> Result<Vec<Backup>> {
        let objects = self.storage.list().await?;
        let known = table::list(&self.pool, self.storage.name()).await?;
        let known: HashMap<&str, &Row> = known.iter().map(|row| (row.file.as_str(), row)).collect();
        let pins: Vec<&str> = objects
            .iter()
            .filter_map(|object| object.name.strip_suffix(".pin"))
            .collect();
        let mut backups: Vec<Backup> = objects
            .iter()
            .filter_map(|object| {
                let name = Name::parse(&object.name)?;
                let row = known.get(object.name.as_str()).copied();
                Some(self.backup(
                    &object.name,
                    &name,
                    object.size,
                    (row, pins.contains(&object.name.as_str())),
                ))
            })
            .collect();
        // The name knows the second only; the catalog orders those of one second.
        backups.sort_by(|one, other| (&other.created_at, &other.id).cmp(&(&one.created_at, &one.id)));
        let there: std::collections::HashSet<&str> =
            objects.iter().map(|object| object.name.as_str()).collect();
        // A place that suddenly lists nothing is more likely a disk that is not connected: what was proven there stays
        // known.
        let gone: Vec<&str> = known
            .keys()
            .copied()
            .filter(|file| !there.is_empty() && !there.contains(file))
            .collect();
        for file in gone {
            table::forget(&self.pool, self.storage.name(), file).await?;
        }
        Ok(backups)
    }

    fn backup(&self, file: &str, name: &Name, size: u64, (row, pinned): (Option<&Row>, bool)) -> Backup {
        let problem = row.and_then(|row| row.problem.as_deref()).map(|text| {
            serde_json::from_str::<Failure>(text).map_or_else(|_| text.to_owned(), |failure| failure.message)
        });
        Backup {
            id: name.id.clone(),
            file: file.to_owned(),
            created_at: row.map_or_else(|| stamp(name.at), |row| row.created_at.clone()),
            trigger: name.trigger,
            note: row.map(|row| row.note.clone()).unwrap_or_default(),
            size,
            pinned,
            encrypted: name.key_id.is_some(),
            key_id: name.key_id.clone(),
            components: row
                .and_then(|row| u64::try_from(row.components).ok())
                .unwrap_or_default(),
            own: self.own.contains(&name.instance),
            instance: name.instance.clone(),
            locations: vec![BackupLocation {
                name: self.storage.name().to_owned(),
                proven_at: row.and_then(|row| row.proven_at.clone()),
                proof: row.filter(|row| row.proven_at.is_some()).map(depth),
                problem,
            }],
        }
    }

    /// The backup of that id; the beginning of an id is enough when it fits only one.
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
                format!("More than one backup begins with `{id}`"),
            )
            .hint("Write more of the id")),
            (None, _) => Err(Error::new(Code::NotFound, format!("There is no backup `{id}`"))
                .hint("`backup list` names those there are")),
        }
    }

    /// Writes down that a backup was proven, when and how far.
    pub async fn note_proof(&self, file: &str, packed: &Packed, (at, depth): (&str, Depth)) -> Result<()> {
        let before = table::list(&self.pool, self.storage.name()).await?;
        let before = before.iter().find(|row| row.file == file);
        let manifest = &packed.manifest;
        let row = Row {
            file: file.to_owned(),
            location: self.storage.name().to_owned(),
            id: manifest.id.clone(),
            created_at: manifest.created_at.clone(),
            cause: manifest.trigger.as_str().to_owned(),
            note: manifest.note.clone(),
            size: i64::try_from(packed.size).unwrap_or(i64::MAX),
            // The first hash stands: a file that changed since is not proven by its new one.
            sha256: before.map_or_else(|| packed.sha256.clone(), |row| row.sha256.clone()),
            components: i64::try_from(manifest.components()).unwrap_or(i64::MAX),
            instance: manifest.instance.id.clone(),
            proven_at: Some(at.to_owned()),
            problem: None,
            proof: word(depth).to_owned(),
        };
        table::put(&self.pool, &row).await
    }

    /// Writes down that a backup still has the bytes that were written. If those were once looked into, that holds.
    pub async fn note_bytes(&self, file: &str, at: &str) -> Result<Depth> {
        let rows = table::list(&self.pool, self.storage.name()).await?;
        let Some(mut row) = rows.into_iter().find(|row| row.file == file) else {
            return Ok(Depth::Bytes);
        };
        let never = row.proven_at.replace(at.to_owned()).is_none();
        row.problem = None;
        if never {
            word(Depth::Bytes).clone_into(&mut row.proof);
        }
        table::put(&self.pool, &row).await?;
        Ok(depth(&row))
    }

    /// Remembers that a known backup was found damaged.
    pub async fn note_damage(&self, file: &str, failure: &Failure) -> Result<()> {
        let rows = table::list(&self.pool, self.storage.name()).await?;
        if let Some(mut row) = rows.into_iter().find(|row| row.file == file) {
            row.problem = serde_json::to_string(failure).ok();
            table::put(&self.pool, &row).await?;
        } else if let Some(name) = Name::parse(file) {
            // Not known yet: what the name tells is enough to show the finding beside it.
            let row = Row {
                file: file.to_owned(),
                location: self.storage.name().to_owned(),
                id: name.id.clone(),
                created_at: stamp(name.at),
                cause: name.trigger.as_str().to_owned(),
                note: String::new(),
                size: 0,
                sha256: String::new(),
                components: 0,
                instance: name.instance,
                proven_at: None,
                problem: serde_json::to_string(failure).ok(),
                proof: word(Depth::Complete).to_owned(),
            };
            table::put(&self.pool, &row).await?;
        }
        Ok(())
    }

    /// The hash an archive had when it was first proven.
    pub async fn known_sha256(&self, file: &str) -> Result<Option<String>> {
        let rows = table::list(&self.pool, self.storage.name()).await?;
        Ok(rows
            .into_iter()
            .find(|row| row.file == file)
            .map(|row| row.sha256)
            .filter(|hash| !hash.is_empty()))
    }

    /// Removes a backup with its pin.
    pub async fn delete(&self, backup: &Backup) -> Result<()> {
        self.storage.delete(&backup.file).await?;
        self.storage.delete(&format!("{}.pin", backup.file)).await?;
        table::forget(&self.pool, self.storage.name(), &backup.file).await
    }

    /// Pins a backup or lets it go.
    pub async fn pin(&self, backup: &Backup, pinned: bool) -> Result<()> {
        let pin = format!("{}.pin", backup.file);
        if pinned {
            self.storage.put_small(&pin, Vec::new()).await
        } else {
            self.storage.delete(&pin).await
        }
    }
}

fn word(depth: Depth) -> &'static str {
    match depth {
        Depth::Complete => "complete",
        Depth::Bytes => "bytes",
    }
}

fn depth(row: &Row) -> Depth {
    if row.proof == word(Depth::Bytes) {
        Depth::Bytes
    } else {
        Depth::Complete
    }
}
