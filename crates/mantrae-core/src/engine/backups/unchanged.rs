//! Whether another backup would hold anything that the newest one does not.

use super::Backups;
use crate::backup::{Backup, BackupLocation};
use crate::db::{profile, staged};
use crate::error::Result;
use crate::verification::{Depth, Rewritten};

impl Backups {
    /// The newest backup, if it holds the whole live configuration, and was just read again and found good.
    pub(in crate::engine) async fn newest_that_holds_all(&self) -> Result<Option<Backup>> {
        let Some(newest) = self.newest_whole().await? else {
            return Ok(None);
        };
        // If it is damaged, its key is missing or something differs, a new one is made.
        let holds_all = match self.holds_all(&newest).await {
            Ok(holds_all) => holds_all,
            Err(error) => {
                tracing::info!(
                    ?error,
                    "the newest backup could not be compared, so a new one is made"
                );
                false
            }
        };
        let is_good = holds_all
            && self
                .verification
                .verify_each(&newest.id)
                .await?
                .iter()
                .all(|one| one.ok);
        Ok(is_good.then_some(newest))
    }

    /// This installation's newest backup, if it is verified in every location that should have it. A restore point does
    /// not count: it is removed once the change it was made for is settled.
    async fn newest_whole(&self) -> Result<Option<Backup>> {
        let is_ours = |backup: &Backup| backup.own && !backup.trigger.is_restore_point();
        let newest = self.list().await?.into_iter().find(is_ours);
        Ok(newest.filter(|backup| {
            backup.locations.iter().all(BackupLocation::is_verified)
                && backup
                    .locations
                    .iter()
                    .all(|at| at.verification == Some(Depth::Complete) && at.problem.is_none())
        }))
    }

    /// True if restoring it would change nothing.
    async fn holds_all(&self, backup: &Backup) -> Result<bool> {
        let catalog = self.locations.catalog().await?;
        let staging = self.context.staging()?;
        let verified = self.verification.archive(&catalog, backup, &staging).await?;
        if verified.rewritten == Some(Rewritten::Altered) {
            return Ok(false);
        }
        let living = profile::list(&self.context.databases().configuration).await?;
        staged::make_ready(&verified.database, &living).await?;
        let mut held = staged::Staged::open(&self.context.folder().mantrae_db(), &verified.database).await?;
        held.compare().await?;
        let is_same = held.touched().await?.is_empty() && held.touched_profiles().await?.is_empty();
        held.close().await?;
        Ok(is_same)
    }
}
