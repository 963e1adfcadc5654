//! Checks the schedule: makes what is due, records what is held back, and plans the next run.

use chrono::{DateTime, Local, Utc};

use super::super::texts::schedule as texts;
use super::Schedule;
use crate::archive::Trigger;
use crate::backup::Backup;
use crate::db::schedule as table;
use crate::error::{Code, Result};
use crate::schedule::{self, Decision, Look, Missed, Plan, Rule};

/// The result of checking the schedule.
#[derive(Debug)]
pub enum Looked {
    /// Nothing was due.
    Nothing,
    /// A backup was due and has been made.
    Made(Box<Backup>),
    /// A backup was due but was held back, as the activity list says.
    Skipped,
    /// A backup was due but nothing had changed: the newest one was verified again, as the activity list says.
    NotNeeded,
    /// A backup is due and waits for the charger; the next check finds it due again.
    Waiting,
    /// Another operation is running; the next check finds the backup due again.
    Busy,
}

impl Schedule {
    /// Makes what is due now. If two programs check the same data folder, only one of them makes the backup.
    pub async fn look(&self) -> Result<Looked> {
        self.context.notice_settings().await?;
        match self.look_at_plan().await? {
            Looked::Nothing => self.look_at_changes().await,
            looked => Ok(looked),
        }
    }

    async fn look_at_plan(&self) -> Result<Looked> {
        let Some(look) = self.due_now().await? else {
            return Ok(Looked::Nothing);
        };
        if look.decision == Decision::Wait {
            self.remember(&look).await?;
            return Ok(Looked::Nothing);
        }
        if matches!(look.decision, Decision::Run { .. }) && self.context.waits_for_charger().await {
            return Ok(Looked::Waiting);
        }
        let permission = match self.context.exclusive().await {
            Ok(permission) => permission,
            Err(error) if error.code == Code::Busy => return Ok(Looked::Busy),
            Err(error) => return Err(error),
        };
        // The previous holder of the permission may have made it.
        let Some(look) = self.due_now().await? else {
            return Ok(Looked::Nothing);
        };
        match look.decision {
            Decision::Wait => {
                self.remember(&look).await?;
                Ok(Looked::Nothing)
            }
            Decision::Skip { missed, .. } => {
                self.log_schedule(texts::SKIPPED, more(missed, self.context.now()))
                    .await?;
                self.remember(&look).await?;
                Ok(Looked::Skipped)
            }
            Decision::Run { late, missed, .. } => {
                let trigger = if late { Trigger::CatchUp } else { Trigger::Schedule };
                if self.is_not_needed(trigger).await? {
                    self.remember(&look).await?;
                    return Ok(Looked::NotNeeded);
                }
                let made = self.backups.make(trigger, "").await;
                // Recorded only when it is done: if the process dies in between, it is due again.
                self.remember(&look).await?;
                if missed.count > 0 {
                    self.log_schedule(&texts::missed(missed.count), more(missed, self.context.now()))
                        .await?;
                }
                drop(permission);
                Ok(Looked::Made(Box::new(
                    self.backups.send_in_background(made?).await?,
                )))
            }
        }
    }

    async fn due_now(&self) -> Result<Option<Look>> {
        let schedule = self.context.settings().await.schedule;
        let plan = table::plan(&self.context.databases().state).await?;
        if !schedule.automatic {
            if plan.is_some() {
                table::put(&self.context.databases().state, None).await?;
            }
            return Ok(None);
        }
        let rule = Rule {
            cron: &schedule.cron,
            zone: &Local,
            paused: self.pause_now().await?.is_some(),
            first: self.is_first(plan.as_ref()).await?,
        };
        Ok(Some(schedule::look(&rule, plan.as_ref(), self.context.now())))
    }

    /// True if there is something to back up, and no backup exists yet.
    async fn is_first(&self, plan: Option<&Plan>) -> Result<bool> {
        if plan.is_some_and(|plan| plan.handled.is_some()) {
            return Ok(false);
        }
        // Runs at every check: profiles and backups are read again only if something changed.
        let pulse = self.context.pulse().await?;
        let mut known = self.state.first.lock().await;
        if let Some((seen, answer)) = known.as_ref()
            && *seen == pulse
        {
            return Ok(*answer);
        }
        let is_empty = self
            .profiles
            .list()
            .await?
            .iter()
            .all(|profile| profile.components == 0);
        let is_ours = |backup: &Backup| backup.own && !backup.trigger.is_restore_point();
        let answer = !is_empty && !self.backups.list().await?.iter().any(is_ours);
        *known = Some((pulse, answer));
        Ok(answer)
    }

    async fn remember(&self, look: &Look) -> Result<()> {
        let state = &self.context.databases().state;
        if table::plan(state).await? != look.plan {
            table::put(state, look.plan.as_ref()).await?;
        }
        Ok(())
    }
}

fn more(missed: Missed, now: DateTime<Utc>) -> Option<String> {
    missed.first.map(|since| texts::missed_since(since, now))
}
