//! Sends a finished archive to a location and verifies it there.

use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};

use super::catalog::Catalog;
use super::location::{Location, Role};
use crate::archive::{self, Key};
use crate::db::{catalog as table, upload};
use crate::error::{Code, Error, Result};
use crate::staging::Staging;
use crate::storage::{Identity, Shape};
use crate::verification::{self, Depth};

/// The delay after the first failure; it doubles with each further one.
const FIRST_WAIT: TimeDelta = TimeDelta::minutes(1);
/// The upper limit of that delay.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(1);

/// When to try again after this many failed attempts.
pub fn next_try(attempts: i64, now: DateTime<Utc>) -> DateTime<Utc> {
    let doubled = u32::try_from(attempts.saturating_sub(1))
        .unwrap_or_default()
        .min(16);
    now + LONGEST_WAIT.min(FIRST_WAIT * 2_i32.pow(doubled))
}

/// Stores the file `from` in a location. An existing one is left alone: names are random, so it is the same archive,
/// and verification will show whether it is intact.
pub async fn put(location: &Location, file: &str, from: &std::path::Path) -> Result<()> {
    match location.storage().await?.put(file, from).await {
        Err(error) if error.code == Code::Exists => Ok(()),
        other => other,
    }
}

/// Reads back what was just written; an archive that fails is removed, so that no list ever shows it. If the keys of an
/// encrypted one are missing (`Some` and empty), only its bytes are compared.
pub async fn verify(
    location: &Location,
    (file, sha256): (&str, &str),
    (keys, staging): (Option<&[Key]>, &Staging),
) -> Result<(Depth, Identity)> {
    let storage = location.storage().await?;
    let verification = if keys.is_some_and(<[Key]>::is_empty) {
        let same = verification::bytes(storage, file, sha256, staging).await;
        same.map(|fetched| (Depth::Bytes, fetched.identity))
    } else {
        let keys = keys.unwrap_or_default();
        let verified = verification::stored(storage, file, Some(sha256), (staging, keys)).await;
        verified.map(|(_, identity)| (Depth::Complete, identity))
    };
    let error = match verification {
        Ok(read) => return Ok(read),
        Err(error) => error,
    };
    // A bucket that did not answer will not answer a deletion either, and the archive may well be intact: the next
    // attempt checks it again.
    if location.role != Role::Remote || error.code != Code::Storage {
        // Report the failed verification, not the failed deletion; a leftover shows up as damaged in the list.
        let _ = storage.delete(file).await;
    }
    let on_remote = if location.role == Role::Remote {
        format!(" on {}", location.name)
    } else {
        String::new()
    };
    let hint = if location.role == Role::Remote {
        "Mantrae sends it again later"
    } else {
        "Check the disk, then back up again"
    };
    Err(Error::new(
        error.code,
        format!("The new backup failed verification{on_remote}: {}", error.message),
    )
    .hint(hint)
    .retryable()
    .because(error))
}

/// Why an archive was not sent. Each reason means something different for the other archives waiting.
#[derive(Debug)]
pub enum Unsent {
    /// Its copies on this computer have been removed since: there is nothing to send.
    Gone(Error),
    /// The copy on this computer is not what was to be sent, or cannot be read.
    Source(Error),
    /// The location did not accept it.
    Location(Error),
}

impl Unsent {
    /// True if the other archives waiting for this location would fail too, because it does not answer. A problem with
    /// this one archive says nothing about them.
    pub fn is_of_all(&self) -> bool {
        match self {
            Self::Gone(_) | Self::Source(_) => false,
            Self::Location(error) => !matches!(error.code, Code::Damaged | Code::Foreign | Code::Newer),
        }
    }

    /// The error to report.
    pub fn error(&self) -> &Error {
        match self {
            Self::Gone(error) | Self::Source(error) | Self::Location(error) => error,
        }
    }
}

/// Sends a waiting archive to its location, and verifies it there.
pub async fn send(
    catalog: &Catalog,
    (location, file): (&Location, &str),
    (keys, staging): (Option<&[Key]>, &Staging),
) -> Result<(Depth, Identity), Unsent> {
    let sha256 = written(catalog, location, file).await.map_err(Unsent::Source)?;
    let source = source(catalog, location, (file, sha256.as_deref())).await?;
    let sha256 = sha256.unwrap_or_default();
    put(location, file, &source).await.map_err(Unsent::Location)?;
    let read = verify(location, (file, &sha256), (keys, staging))
        .await
        .map_err(Unsent::Location)?;
    let text = archive::restore_txt().into_bytes();
    // A convenience for people who browse the bucket; the backup does not depend on it.
    if let Ok(storage) = location.storage().await {
        let _ = storage.put_small(archive::RESTORE_TXT, text).await;
    }
    Ok(read)
}

/// The hash of what was written, as recorded by any location.
async fn written(catalog: &Catalog, target: &Location, file: &str) -> Result<Option<String>> {
    if let Some(known) = target.known_sha256(file).await? {
        return Ok(Some(known));
    }
    for location in &catalog.locations {
        if let Some(known) = location.known_sha256(file).await? {
            return Ok(Some(known));
        }
    }
    Ok(None)
}

/// A copy on this computer that is still what was written.
async fn source(
    catalog: &Catalog,
    target: &Location,
    (file, sha256): (&str, Option<&str>),
) -> Result<PathBuf, Unsent> {
    let mut failed = None;
    for location in &catalog.locations {
        let Some(folder) = location.folder.as_ref().filter(|_| location.key != target.key) else {
            continue;
        };
        match copy(location, file, sha256).await {
            Ok(true) => return Ok(folder.join(file)),
            Ok(false) => {}
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    Err(failed.map_or_else(
        || Unsent::Gone(gone(file)),
        |error| Unsent::Source(not_sent(error)),
    ))
}

/// True if this folder holds what was written.
async fn copy(location: &Location, file: &str, sha256: Option<&str>) -> Result<bool> {
    let storage = location.storage().await?;
    let Some(sha256) = sha256 else {
        let there = storage.list().await?.iter().any(|one| one.name == file);
        return if there { Err(unknown(file)) } else { Ok(false) };
    };
    match verification::unchanged(storage, file, sha256).await {
        Ok(_) => Ok(true),
        Err(error) if error.code == Code::NotFound && !is_away(location, file).await? => Ok(false),
        Err(error) if error.code == Code::NotFound => Err(away(location)),
        Err(error) => Err(error),
    }
}

/// A folder that is suddenly empty is more likely a disconnected disk.
async fn is_away(location: &Location, file: &str) -> Result<bool> {
    let objects = location.storage().await?.list().await?;
    let holds_files = objects.iter().any(|object| object.shape == Shape::File);
    let known = location.known().await?;
    let should_hold = known.iter().any(|row| row.file == file && row.waiting == 0);
    Ok(location.role == Role::Folder && should_hold && !holds_files)
}

fn away(location: &Location) -> Error {
    Error::new(
        Code::Storage,
        format!("{} no longer holds any backup", location.name),
    )
    .hint("If it is on another disk, connect that disk")
    .retryable()
}

/// What is stored on this computer is not what was to be sent.
fn not_sent(error: Error) -> Error {
    let retry = error.retry;
    let error = error.reworded(|text| format!("Not sent: {text}"));
    if retry { error } else { error.hint("Back up again") }
}

/// A copy exists, but what was originally written is unknown.
fn unknown(file: &str) -> Error {
    Error::new(
        Code::Damaged,
        format!("the contents written as `{file}` are unknown"),
    )
}

/// No copy is left on this computer that could be sent.
fn gone(file: &str) -> Error {
    Error::new(
        Code::NotFound,
        format!("`{file}` is no longer on this computer, so it cannot be sent"),
    )
    .hint("Back up again")
}

/// Removes the waiting copy once no location is waiting for it any more.
pub async fn settle_outbox(catalog: &Catalog, file: &str) -> Result<()> {
    if upload::all(&catalog.pool)
        .await?
        .iter()
        .any(|row| row.file == file)
    {
        return Ok(());
    }
    let outbox = catalog
        .locations
        .iter()
        .filter(|location| location.role == Role::Outbox);
    for location in outbox {
        location.storage().await?.delete(file).await?;
        table::forget(&catalog.pool, &location.key, file).await?;
    }
    Ok(())
}
