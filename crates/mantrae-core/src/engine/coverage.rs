//! Which parts of the live configuration the backups do not hold.

use std::path::Path;
use std::sync::Arc;

use chrono::Duration;
use tokio::sync::Mutex;

use serde_json::{Value, json};

use super::context::Context;
use crate::backup::{Backup, BackupLocation};
use crate::db::bookkeeping::{self, Key};
use crate::db::revision::Revision;
use crate::db::{self, held};
use crate::error::Result;
use crate::timestamp::Timestamp;
use crate::verdict::Lacking;

/// How long the contents of backups that are no longer listed are remembered: a location may come back.
const REMEMBERED: Duration = Duration::days(90);

/// An answer, and everything it depends on.
#[derive(Debug)]
pub(super) struct Known {
    revision: Revision,
    noted: i64,
    backups: Vec<String>,
    answer: Lacking,
}

/// Which parts of the live configuration the backups hold, and which they lack.
#[derive(Debug, Clone)]
pub(super) struct Coverage {
    context: Context,
    known: Arc<Mutex<Option<Known>>>,
}

impl Coverage {
    pub(super) fn new(context: Context, known: Arc<Mutex<Option<Known>>>) -> Self {
        Self { context, known }
    }
}

impl Coverage {
    /// What the backups lack; compared again only if the configuration or the backups have changed.
    pub(super) async fn lacking(&self, backups: &[Backup]) -> Lacking {
        let answer = self.compare_held(backups).await;
        answer.unwrap_or_else(|error| {
            tracing::warn!(?error, "what the backups lack is unknown");
            Lacking::Unknown
        })
    }

    async fn compare_held(&self, backups: &[Backup]) -> Result<Lacking> {
        let backups: Vec<String> = counted(backups).map(|backup| backup.id.clone()).collect();
        let revision = db::revision::get(&self.context.databases().configuration).await?;
        let noted = held::newest(&self.context.databases().state).await?;
        let mut known = self.known.lock().await;
        if let Some(known) = known.as_ref()
            && (&known.revision, known.noted, &known.backups) == (&revision, noted, &backups)
        {
            return Ok(known.answer);
        }
        let folder = self.context.folder();
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

    /// Records the contents of a backup that was just read, if they are not known yet, or again if its file was
    /// rewritten (`anew`).
    pub(super) async fn note_contents(&self, backup: &Backup, database: &Path, anew: bool) {
        let noted = async {
            let state = self.context.folder().state_db();
            let is_ours = backup.own && !backup.trigger.is_restore_point();
            let noted = (backup.id.as_str(), Timestamp::from(self.context.now()));
            if is_ours && anew {
                held::note_anew(&state, database, noted).await?;
            } else if is_ours && !held::is_noted(&self.context.databases().state, &backup.id).await? {
                held::note(&state, database, noted).await?;
            }
            Ok::<(), crate::error::Error>(())
        };
        if let Err(error) = noted.await {
            tracing::warn!(?error, "the contents of a backup are not recorded");
        }
    }

    /// Called after a backup that holds everything up to `stands`. If this fails, the backup is still made and
    /// verified: only the next comparison takes longer, or another backup follows sooner.
    pub(super) async fn note_backed_up(&self, backup: &str, stands: Result<Revision>) {
        let noted = async {
            self.note_kept(&stands?).await?;
            let databases = self.context.databases();
            held::settle(&databases.configuration, &databases.state, backup).await?;
            held::forget_gone(&databases.state, Timestamp::from(self.context.now() - REMEMBERED)).await
        };
        if let Err(error) = noted.await {
            tracing::warn!(?error, "the contents of the backup are not recorded");
        }
    }

    /// Records that everything up to that revision is backed up.
    async fn note_kept(&self, stands: &Revision) -> Result<()> {
        bookkeeping::put(
            &self.context.databases().state,
            Key::BackedUpRevision,
            &mark(stands),
        )
        .await
    }

    /// The live configuration is no longer the one that was backed up last.
    pub(super) async fn forget_kept(&self) -> Result<()> {
        bookkeeping::forget(&self.context.databases().state, Key::BackedUpRevision).await
    }

    /// The current revision, and whether everything up to it is backed up.
    pub(super) async fn stands(&self) -> Result<(Revision, bool)> {
        let databases = self.context.databases();
        let stands = db::revision::get(&databases.configuration).await?;
        let kept = bookkeeping::get(&databases.state, Key::BackedUpRevision).await?;
        let is_kept = kept.is_some_and(|kept| is_at(&kept, &stands));
        Ok((stands, is_kept))
    }
}

/// Identifies a revision. The number alone is not enough: after a recovery it continues from an older one.
fn mark(stands: &Revision) -> Value {
    json!([stands.number, stands.operation])
}

/// Whether the stored value identifies this revision. Earlier versions stored only the number.
fn is_at(kept: &Value, stands: &Revision) -> bool {
    *kept == mark(stands) || *kept == json!(stands.number)
}

/// The backups that make the configuration safe, newest first: this installation's, verified, and not restore points.
pub(super) fn counted(backups: &[Backup]) -> impl Iterator<Item = &Backup> {
    backups.iter().filter(|backup| {
        let is_verified = backup.locations.iter().any(BackupLocation::is_verified);
        backup.own && !backup.trigger.is_restore_point() && is_verified
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_alone_is_not_where_it_stands() {
        let at = |number, operation: &str| Revision {
            number,
            operation: Some(operation.to_owned()),
        };
        let kept = mark(&at(5, "one"));
        assert!(is_at(&kept, &at(5, "one")));
        assert!(!is_at(&kept, &at(5, "other")), "after a recovery");
        assert!(!is_at(&kept, &at(6, "one")));
        assert!(is_at(&json!(5), &at(5, "one")), "as earlier versions wrote it");
        assert!(!is_at(&json!(5), &at(6, "one")));
    }
}
