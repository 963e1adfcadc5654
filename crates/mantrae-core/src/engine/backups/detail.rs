//! One backup with its contents.

use serde::Serialize;

use super::Backups;
use crate::archive::{Member, ProfileCount};
use crate::backup::{Backup, catalog::Catalog};
use crate::db::operation::{self, OperationKind};
use crate::db::{profile, staged};
use crate::error::{Failure, Result};
use crate::verification::VerifiedArchive;

/// A backup with its contents.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BackupDetail {
    /// The backup, as in the list.
    pub backup: Backup,
    /// SHA-256 of the file, lower-case hex; empty if it can't be opened.
    pub sha256: String,
    /// Version of the program that made it.
    pub app_version: String,
    /// Version of the database's schema.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub schema_version: i64,
    /// The computer that made it.
    pub instance_name: String,
    /// What it holds.
    pub profiles: Vec<ProfileCount>,
    /// Its files.
    pub members: Vec<Member>,
    /// Compared with the live configuration; none if it can't be opened.
    pub against_now: Option<ChangeCounts>,
    /// Why it can't be opened.
    pub problem: Option<Failure>,
    /// The operation that can be undone with it, if it is a restore point.
    pub way_back: Option<WayBack>,
}

/// An operation that can be undone.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct WayBack {
    /// What was done.
    pub kind: OperationKind,
    /// Its entry in the activity list.
    pub entry: String,
}

/// What a restore would do.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ChangeCounts {
    /// Components that are added.
    pub added: u32,
    /// Components that are replaced.
    pub changed: u32,
    /// Components that are removed.
    pub removed: u32,
}

impl Backups {
    /// Opens a backup and compares it with the live configuration.
    pub async fn show(&self, id: &str) -> Result<BackupDetail> {
        let catalog = self.locations.catalog().await?;
        let backup = self.locations.find(&catalog, id).await?;
        let staging = self.context.staging()?;
        match self.verification.archive(&catalog, &backup, &staging).await {
            Ok(verified) => self.detail(&catalog, &backup, verified).await,
            Err(error) => Ok(BackupDetail {
                backup: catalog.get(&backup.id).await?,
                sha256: String::new(),
                app_version: String::new(),
                schema_version: 0,
                instance_name: String::new(),
                profiles: Vec::new(),
                members: Vec::new(),
                against_now: None,
                problem: Some(error.failure()),
                way_back: None,
            }),
        }
    }

    async fn detail(
        &self,
        catalog: &Catalog,
        backup: &Backup,
        verified: VerifiedArchive,
    ) -> Result<BackupDetail> {
        let living = profile::list(&self.context.databases().configuration).await?;
        staged::make_ready(&verified.database, &living).await?;
        let mut staged =
            staged::Staged::open(&self.context.folder().mantrae_db(), &verified.database).await?;
        staged.compare().await?;
        let counts = staged.counts().await?;
        staged.close().await?;
        let total = |pick: fn(&staged::Count) -> i64| {
            u32::try_from(counts.iter().map(pick).sum::<i64>()).unwrap_or(u32::MAX)
        };
        let manifest = verified.contents.manifest;
        Ok(BackupDetail {
            backup: catalog.get(&backup.id).await?,
            sha256: verified.contents.sha256,
            app_version: manifest.app_version,
            schema_version: manifest.schema_version,
            instance_name: manifest.instance.name,
            profiles: manifest.profiles,
            members: manifest.members,
            against_now: Some(ChangeCounts {
                added: total(|count| count.added),
                changed: total(|count| count.changed),
                removed: total(|count| count.removed),
            }),
            problem: None,
            way_back: operation::of_safety_backup(&self.context.databases().state, &backup.id)
                .await?
                .map(|operation| WayBack {
                    kind: operation.kind,
                    entry: operation.activity,
                }),
        })
    }
}
