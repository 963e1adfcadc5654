//! A finished archive brought to a place and proven there.

use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};

use super::catalog::Catalog;
use super::location::{Location, Role};
use crate::archive::{self, Key};
use crate::db::{catalog as table, upload};
use crate::error::{Code, Error, Result};
use crate::proof::{self, Depth};
use crate::staging::Staging;
use crate::storage::Identity;

/// The wait after the first failure; it doubles with each.
const FIRST_WAIT: TimeDelta = TimeDelta::minutes(1);
/// It does not grow beyond that.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(1);

/// When an archive that failed so often is tried again.
pub fn next_try(attempts: i64, now: DateTime<Utc>) -> DateTime<Utc> {
    let doubled = u32::try_from(attempts.saturating_sub(1))
        .unwrap_or_default()
        .min(16);
    now + LONGEST_WAIT.min(FIRST_WAIT * 2_i32.pow(doubled))
}

/// Puts the file `from` into a place. One that is there already is left alone: names are random, so it is the same, and
/// the proof will tell whether it is whole.
pub async fn put(location: &Location, file: &str, from: &std::path::Path) -> Result<()> {
    match location.storage().await?.put(file, from).await {
        Err(error) if error.code == Code::Exists => Ok(()),
        other => other,
    }
}

/// Reads back what was just written; an archive that fails is removed, so that no list ever shows it. Without the keys of
/// an encrypted one (`Some` and empty), its bytes are compared.
pub async fn prove(
    location: &Location,
    (file, sha256): (&str, &str),
    (keys, staging): (Option<&[Key]>, &Staging),
) -> Result<(Depth, Identity)> {
    let storage = location.storage().await?;
    let proof = if keys.is_some_and(<[Key]>::is_empty) {
        let same = proof::bytes(storage, file, sha256, staging).await;
        same.map(|fetched| (Depth::Bytes, fetched.identity))
    } else {
        let keys = keys.unwrap_or_default();
        let proven = proof::stored(storage, file, Some(sha256), (staging, keys)).await;
        proven.map(|(_, identity)| (Depth::Complete, identity))
    };
    let error = match proof {
        Ok(read) => return Ok(read),
        Err(error) => error,
    };
    // A bucket that did not answer will not answer this either, and what lies there may well be whole: it is looked at
    // again with the next try.
    if location.role != Role::Remote || error.code != Code::Storage {
        // The failed proof is what the person must hear of; a leftover shows as damaged in the list.
        let _ = storage.delete(file).await;
    }
    let place = if location.role == Role::Remote {
        format!(" on {}", location.name)
    } else {
        String::new()
    };
    let hint = if location.role == Role::Remote {
        "It is sent again later"
    } else {
        "Check the disk, then back up again"
    };
    Err(Error::new(
        error.code,
        format!("The new backup did not pass its check{place}: {}", error.message),
    )
    .hint(hint)
    .retryable()
    .because(error))
}

/// Sends an archive that waits to the place it waits for, and proves it there.
pub async fn send(
    catalog: &Catalog,
    (location, file): (&Location, &str),
    (keys, staging): (Option<&[Key]>, &Staging),
) -> Result<(Depth, Identity)> {
    let known = location.known_sha256(file).await?;
    let sha256 = known.ok_or_else(|| gone(file))?;
    let source = source(catalog, location, (file, &sha256)).await?;
    put(location, file, &source).await?;
    let read = prove(location, (file, &sha256), (keys, staging)).await?;
    let text = archive::restore_txt().into_bytes();
    // A help for people who look into the bucket; the backup is done without it.
    let _ = location
        .storage()
        .await?
        .put_small(archive::RESTORE_TXT, text)
        .await;
    Ok(read)
}

/// A copy on this computer that is still what was written.
async fn source(catalog: &Catalog, target: &Location, (file, sha256): (&str, &str)) -> Result<PathBuf> {
    let mut changed = None;
    for location in &catalog.locations {
        let Some(folder) = location.folder.as_ref().filter(|_| location.key != target.key) else {
            continue;
        };
        let storage = match location.storage().await {
            Ok(storage) => storage,
            Err(error) => {
                changed = changed.or(Some(error));
                continue;
            }
        };
        match proof::unchanged(storage, file, sha256).await {
            Ok(_) => return Ok(folder.join(file)),
            Err(error) if error.code == Code::NotFound => {}
            Err(error) => changed = changed.or(Some(error)),
        }
    }
    Err(changed.map_or_else(|| gone(file), not_sent))
}

/// What lies on this computer is not what was to be sent.
fn not_sent(error: Error) -> Error {
    error
        .reworded(|text| format!("Not sent: {text}"))
        .hint("Back up again")
}

/// No copy is left on this computer that could be sent.
pub fn gone(file: &str) -> Error {
    Error::new(
        Code::NotFound,
        format!("`{file}` is no longer on this computer, so it cannot be sent"),
    )
    .hint("Back up again")
}

/// Lets the waiting copy go once no place waits for it any more.
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
