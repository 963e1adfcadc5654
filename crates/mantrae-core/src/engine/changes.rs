//! Backups that depend on what changed: after changes, and not when nothing did. Both only where the person chose it.

use serde_json::{Value, json};

use super::Engine;
use super::schedule::Looked;
use crate::activity::Kind as ActivityKind;
use crate::archive::Trigger;
use crate::backup::{Backup, BackupLocation};
use crate::db::bookkeeping::{self, Key};
use crate::db::revision::{self, Revision};
use crate::db::{profile, staged};
use crate::error::{Code, Result};
use crate::schedule::changes;
use crate::staging::Staging;
use crate::verification::{Depth, Rewritten};
use crate::words;

/// Where the configuration stands. The number alone does not tell: after a recovery it counts on from an older one.
fn mark(stands: &Revision) -> Value {
    json!([stands.number, stands.operation])
}

/// Whether what was written down is where the configuration stands. Earlier versions wrote the number alone.
fn is_at(kept: &Value, stands: &Revision) -> bool {
    *kept == mark(stands) || *kept == json!(stands.number)
}

impl Engine {
    /// Remembers that everything up to there is in a backup.
    pub(super) async fn note_kept(&self, stands: &Revision) -> Result<()> {
        bookkeeping::put(&self.databases().state, Key::BackedUpRevision, &mark(stands)).await
    }

    /// What lives is another configuration than the one that was backed up last.
    pub(super) async fn forget_kept(&self) -> Result<()> {
        bookkeeping::forget(&self.databases().state, Key::BackedUpRevision).await
    }

    /// Makes a backup if changes have rested for some minutes.
    pub(super) async fn look_at_changes(&self) -> Result<Looked> {
        let settings = self.settings().await;
        if !settings.after_changes || !settings.schedule.automatic || self.pause_now().await?.is_some() {
            *self.inner.changes.lock().await = None;
            return Ok(Looked::Nothing);
        }
        if !self.is_due_after_changes().await? {
            return Ok(Looked::Nothing);
        }
        if self.waits_for_charger().await {
            return Ok(Looked::Waiting);
        }
        let permission = match self.exclusive().await {
            Ok(permission) => permission,
            Err(error) if error.code == Code::Busy => return Ok(Looked::Busy),
            Err(error) => return Err(error),
        };
        // Whoever held the permission before may have made it.
        if !self.is_due_after_changes().await? {
            return Ok(Looked::Nothing);
        }
        let made = self.back_up_with(Trigger::AfterChanges, "").await;
        // One that failed is tried again after another rest, not with every look.
        *self.inner.changes.lock().await = None;
        drop(permission);
        Ok(Looked::Made(Box::new(self.send_in_background(made?).await?)))
    }

    async fn is_due_after_changes(&self) -> Result<bool> {
        let stands = revision::get(&self.databases().configuration).await?;
        let kept = bookkeeping::get(&self.databases().state, Key::BackedUpRevision).await?;
        let is_kept = kept.is_some_and(|kept| is_at(&kept, &stands));
        let kept = is_kept.then_some(stands.number);
        let mut seen = self.inner.changes.lock().await;
        Ok(changes::look(&mut seen, stands.number, kept, self.now()))
    }

    /// Where nothing changed since the newest backup, that one is verified again instead of making another like it; says so
    /// in the activity list. The permission is held by the caller.
    pub(super) async fn is_not_needed(&self, trigger: Trigger) -> Result<bool> {
        if !self.settings().await.skip_unchanged {
            return Ok(false);
        }
        let Some(newest) = self.newest_whole().await? else {
            return Ok(false);
        };
        // Damage, a key that is not here, or a difference: a new one is made.
        let holds_all = match self.holds_all(&newest).await {
            Ok(holds_all) => holds_all,
            Err(error) => {
                tracing::info!(
                    ?error,
                    "the newest backup could not be compared, so another is made"
                );
                false
            }
        };
        if !holds_all || self.verify_each(&newest.id).await?.iter().any(|one| !one.ok) {
            return Ok(false);
        }
        let mut run = self
            .begin(ActivityKind::Backup, "Looking whether a backup is needed")
            .await?;
        run.entry.trigger = Some(trigger);
        run.entry.backup = Some(newest.id.clone());
        let when = words::time(&newest.created_at)
            .map_or_else(String::new, |at| words::day_and_time(at, self.now()));
        run.not_needed(
            format!("Backup not needed: nothing changed since {when}, and that one was checked again"),
            self.now(),
        )
        .await?;
        Ok(true)
    }

    /// The newest backup of ours, where it is verified in each location that it should lie in. A restore point is none: it goes
    /// when what it was made for is settled.
    async fn newest_whole(&self) -> Result<Option<Backup>> {
        let is_ours = |backup: &Backup| backup.own && !backup.trigger.is_restore_point();
        let newest = self.backups().await?.into_iter().find(is_ours);
        Ok(newest.filter(|backup| {
            backup.locations.iter().all(BackupLocation::is_verified)
                && backup
                    .locations
                    .iter()
                    .all(|at| at.verification == Some(Depth::Complete) && at.problem.is_none())
        }))
    }

    /// Would a restore of it change nothing?
    async fn holds_all(&self, backup: &Backup) -> Result<bool> {
        let catalog = self.catalog().await?;
        let staging = Staging::new(&self.inner.folder.staging())?;
        let verified = self.verified_archive(&catalog, backup, &staging).await?;
        if verified.rewritten == Some(Rewritten::Altered) {
            return Ok(false);
        }
        let living = profile::list(&self.databases().configuration).await?;
        staged::make_ready(&verified.database, &living).await?;
        let mut held = staged::Staged::open(&self.inner.folder.mantrae_db(), &verified.database).await?;
        held.compare().await?;
        let is_same = held.touched().await?.is_empty() && held.touched_profiles().await?.is_empty();
        held.close().await?;
        Ok(is_same)
    }
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
