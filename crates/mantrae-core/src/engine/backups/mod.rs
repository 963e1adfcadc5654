//! Backups: make, list, open, copy, pin, adopt.

mod create;
mod detail;
mod pin;
mod unchanged;

use std::path::Path;

use super::context::Context;
use super::coverage::Coverage;
use super::follow::Follow;
use super::locations::Locations;
use super::retention::Retention;
use super::uploads::Uploads;
use super::verification::Verification;
use crate::backup::Backup;
use crate::error::Result;

pub use detail::{BackupDetail, ChangeCounts, WayBack};

/// The backups of this computer, wherever they are.
#[derive(Debug, Clone)]
pub struct Backups {
    context: Context,
    follow: Follow,
    locations: Locations,
    coverage: Coverage,
    verification: Verification,
    retention: Retention,
    uploads: Uploads,
}

impl Backups {
    pub(super) fn new(
        context: Context,
        follow: Follow,
        locations: Locations,
        coverage: Coverage,
        verification: Verification,
        retention: Retention,
        uploads: Uploads,
    ) -> Self {
        Self {
            context,
            follow,
            locations,
            coverage,
            verification,
            retention,
            uploads,
        }
    }

    /// All backups, newest first. Those in a bucket are shown as of the last listing; see [`Locations::refresh`].
    pub async fn list(&self) -> Result<Vec<Backup>> {
        self.locations.catalog().await?.list().await
    }

    /// Name of a backup's file.
    pub async fn file(&self, id: &str) -> Result<String> {
        let catalog = self.locations.catalog().await?;
        Ok(self.locations.find(&catalog, id).await?.file)
    }

    /// Saves a verified copy of a backup, private to its owner; an encrypted one stays encrypted.
    pub async fn download(&self, id: &str, to: &Path) -> Result<Backup> {
        let catalog = self.locations.catalog().await?;
        let backup = self.locations.find(&catalog, id).await?;
        let staging = self.context.staging()?;
        self.verification
            .look_anywhere(&catalog, &backup, &staging)
            .await?;
        let to = if to.is_dir() {
            to.join(&backup.file)
        } else {
            to.to_owned()
        };
        crate::fs::copy_atomic(&staging.file(&backup.file), &to)?;
        Ok(backup)
    }
}
