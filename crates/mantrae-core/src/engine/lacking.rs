//! What of the living configuration the backups do not hold.

use std::path::Path;

use chrono::Duration;

use super::Engine;
use crate::backup::{Backup, BackupLocation};
use crate::db::revision::Revision;
use crate::db::{self, held, stamp};
use crate::error::Result;
use crate::verdict::Lacking;

/// Contents of backups that are listed nowhere are remembered for so long: a location may come back.
const REMEMBERED: Duration = Duration::days(90);

/// An answer, and everything it depends upon.
#[derive(Debug)]
pub(super) struct Known {
    revision: Revision,
    noted: i64,
    backups: Vec<String>,
    answer: Lacking,
}

impl Engine {
    /// What the backups lack; compared again only when the configuration or the backups are not what they were.
    pub(super) async fn lacking(&self, backups: &[Backup]) -> Lacking {
        let answer = self.compare_held(backups).await;
        answer.unwrap_or_else(|error| {
            tracing::warn!(?error, "it is not known what the backups lack");
            Lacking::Unknown
        })
    }

    async fn compare_held(&self, backups: &[Backup]) -> Result<Lacking> {
        let backups: Vec<String> = counted(backups).map(|backup| backup.id.clone()).collect();
        let revision = db::revision::get(&self.databases().configuration).await?;
        let noted = held::newest(&self.databases().state).await?;
        let mut known = self.inner.lacking.lock().await;
        if let Some(known) = known.as_ref()
            && (&known.revision, known.noted, &known.backups) == (&revision, noted, &backups)
        {
            return Ok(known.answer);
        }
        let folder = &self.inner.folder;
        let found = held::compare(&folder.state_db(), &folder.mantrae_db(), &backups).await?;
        let answer = found.map_or(Lacking::Unknown, |found| Lacking::Known {
            changes_since: found.changes_since,
            in_no_backup: found.in_no_backup,
        });
        *known = Some(Known {
            revision,
            noted,
            backups,
            answer,
        });
        Ok(answer)
    }

    /// Writes down what a backup holds that was just read, if nobody knows it yet, or `anew` where its file was written
    /// again.
    pub(super) async fn note_contents(&self, backup: &Backup, (database, anew): (&Path, bool)) {
        let noted = async {
            let state = self.inner.folder.state_db();
            let is_ours = backup.own && !backup.trigger.is_restore_point();
            let noted = (backup.id.as_str(), &*stamp(self.now()));
            if is_ours && anew {
                held::note_anew(&state, database, noted).await?;
            } else if is_ours && !held::is_noted(&self.databases().state, &backup.id).await? {
                held::note(&state, database, noted).await?;
            }
            Ok::<(), crate::error::Error>(())
        };
        if let Err(error) = noted.await {
            tracing::warn!(?error, "the contents of a backup are not written down");
        }
    }

    /// After a backup that holds everything up to `stands`. It is made and verified all the same when this fails: the next
    /// comparison takes longer, or another backup follows sooner.
    pub(super) async fn note_backed_up(&self, backup: &str, stands: Result<Revision>) {
        let noted = async {
            self.note_kept(&stands?).await?;
            let databases = self.databases();
            held::settle(&databases.configuration, &databases.state, backup).await?;
            held::forget_gone(&databases.state, &stamp(self.now() - REMEMBERED)).await
        };
        if let Err(error) = noted.await {
            tracing::warn!(?error, "it is not noted what the backup holds");
        }
    }
}

/// Those that make the configuration safe, the newest first: ours, verified, and made as backups.
pub(super) fn counted(backups: &[Backup]) -> impl Iterator<Item = &Backup> {
    backups.iter().filter(|backup| {
        let is_verified = backup.locations.iter().any(BackupLocation::is_verified);
        backup.own && !backup.trigger.is_restore_point() && is_verified
    })
}
