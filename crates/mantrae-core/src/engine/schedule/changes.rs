//! Backups that depend on changes: made after changes, or skipped without any. Both only if the person chose so.

use super::super::texts;
use super::{Looked, Schedule};
use crate::activity::Kind as ActivityKind;
use crate::archive::Trigger;
use crate::error::{Code, Result};
use crate::schedule::changes;

impl Schedule {
    /// Makes a backup once there have been no changes for some minutes.
    pub(super) async fn look_at_changes(&self) -> Result<Looked> {
        let settings = self.context.settings().await;
        if !settings.after_changes || !settings.schedule.automatic || self.pause_now().await?.is_some() {
            *self.state.changes.lock().await = None;
            return Ok(Looked::Nothing);
        }
        if !self.is_due_after_changes().await? {
            return Ok(Looked::Nothing);
        }
        if self.context.waits_for_charger().await {
            return Ok(Looked::Waiting);
        }
        let permission = match self.context.exclusive().await {
            Ok(permission) => permission,
            Err(error) if error.code == Code::Busy => return Ok(Looked::Busy),
            Err(error) => return Err(error),
        };
        // The previous holder of the permission may have made it.
        if !self.is_due_after_changes().await? {
            return Ok(Looked::Nothing);
        }
        let made = self.backups.make(Trigger::AfterChanges, "").await;
        // A failed backup is tried again after another pause in changes, not at every check.
        *self.state.changes.lock().await = None;
        drop(permission);
        Ok(Looked::Made(Box::new(
            self.backups.send_in_background(made?).await?,
        )))
    }

    async fn is_due_after_changes(&self) -> Result<bool> {
        let (stands, is_kept) = self.coverage.stands().await?;
        let kept = is_kept.then_some(stands.number);
        let mut seen = self.state.changes.lock().await;
        Ok(changes::look(&mut seen, stands.number, kept, self.context.now()))
    }

    /// If nothing changed since the newest backup, verifies that one again instead of making an identical one, and says
    /// so in the activity list. The caller holds the permission.
    pub(super) async fn is_not_needed(&self, trigger: Trigger) -> Result<bool> {
        if !self.context.settings().await.skip_unchanged {
            return Ok(false);
        }
        let Some(newest) = self.backups.newest_that_holds_all().await? else {
            return Ok(false);
        };
        let mut run = self
            .context
            .begin(ActivityKind::Backup, texts::backups::CHECKING)
            .await?;
        run.entry.trigger = Some(trigger);
        run.entry.backup = Some(newest.id.clone());
        let when = texts::moment(newest.created_at, self.context.now());
        run.not_needed(texts::backups::not_needed(&when), self.context.now())
            .await?;
        Ok(true)
    }
}
