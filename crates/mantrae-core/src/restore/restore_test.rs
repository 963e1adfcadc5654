//! A restore as on a new computer: into an empty database of its own, which is compared and discarded.

use std::path::Path;

use super::apply;
use super::plan::{self, Pending, RunContext, Source};
use crate::archive::Manifest;
use crate::db::operation::{Operation, OperationKind};
use crate::db::{Databases, snapshot::Snapshot, staged::Staged};
use crate::error::{Code, Error, Result};
use crate::staging::Staging;
use crate::verification::{self, VerifiedArchive};

/// Restores a verified archive into a scratch database, by the same steps as any other restore; returns the number of
/// components that came back. An error of code `damaged` says that they are not those of the backup.
pub async fn into_scratch(verified: VerifiedArchive, file: &str, staging: Staging) -> Result<u64> {
    let home = staging.file("scratch");
    crate::fs::private_dir(&home)?;
    let living = home.join("mantrae.db");
    let manifest = verified.contents.manifest.clone();
    let databases = Databases::open(&living, &home.join("state.db")).await?;
    let restored = restore(&databases, &living, (verified, file, staging)).await;
    databases.close().await;
    let pending = restored?;
    if holds(&living, &pending, &manifest).await? {
        return Ok(manifest.components());
    }
    Err(Error::new(
        Code::Damaged,
        format!("Restoring the backup `{file}` does not give back what was backed up"),
    )
    .hint("Back up now, and keep this one so that the cause can be found"))
}

async fn restore(
    databases: &Databases,
    living: &Path,
    (verified, file, staging): (VerifiedArchive, &str, Staging),
) -> Result<Pending> {
    let at = verified.contents.manifest.created_at;
    let ground = RunContext {
        databases,
        living,
        // Nobody's: on a new computer, every backup comes from another one.
        instance: "",
    };
    let pending = plan::prepare(
        ground,
        verified,
        (Source::File, file.to_owned()),
        Vec::new(),
        staging,
    )
    .await?;
    let operation = Operation {
        id: crate::id::long(),
        kind: OperationKind::Restore,
        at,
        activity: String::new(),
        safety_backup: None,
        undo_backup: None,
    };
    apply::apply(databases, living, (&pending, &[]), &operation).await?;
    Ok(pending)
}

/// Is what was restored sound, as many as the manifest says, and row by row what the archive holds?
async fn holds(living: &Path, pending: &Pending, manifest: &Manifest) -> Result<bool> {
    let mut restored = Snapshot::open(living).await?;
    let is_sound = restored.quick_check().await?.is_none();
    let held = verification::profile_counts(&mut restored).await?;
    restored.close().await?;
    let mut beside = Staged::open(living, &pending.database).await?;
    beside.compare().await?;
    let is_same = beside.touched().await?.is_empty() && beside.touched_profiles().await?.is_empty();
    beside.close().await?;
    Ok(is_sound && is_same && held == manifest.profiles)
}
