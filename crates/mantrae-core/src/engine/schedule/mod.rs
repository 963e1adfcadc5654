//! Automatic backups: when they are made, and what holds them back.

mod changes;
mod look;

use std::sync::Arc;

use chrono::{DateTime, Days, Duration, Local, NaiveTime, TimeZone as _, Utc};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

pub use look::Looked;

use super::backups::Backups;
use super::context::Context;
use super::coverage::Coverage;
use super::profiles::Profiles;
use super::texts::schedule as texts;
use crate::activity::Kind as ActivityKind;
use crate::db::bookkeeping::{self, Key};
use crate::db::schedule as table;
use crate::error::Result;
use crate::event::Event;
use crate::schedule::changes::Changes;
use crate::schedule::{self as settings, Firing, Pause};
use crate::timestamp::Timestamp;

/// How many upcoming times are shown.
const SHOWN: usize = 5;

/// The schedule as a screen shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ScheduleState {
    /// The schedule that was chosen, or that the environment sets.
    pub schedule: settings::Schedule,
    /// The schedule in words, such as "Every day at 02:00".
    pub words: String,
    /// The next times; none while automatic backups are off.
    pub next: Vec<Firing>,
    /// The pause, if backups are paused.
    pub pause: Option<Paused>,
}

/// How long backups are paused.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Paused {
    /// RFC 3339, UTC; `None` means until someone resumes them.
    pub until: Option<Timestamp>,
}

/// How long automatic backups can be paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum PauseFor {
    /// One hour.
    Hour,
    /// Until eight o'clock tomorrow morning.
    Tomorrow,
    /// Until someone resumes them.
    Resumed,
}

/// The facts that the verdict needs about the schedule.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) automatic: bool,
    pub(super) pause: Option<Pause>,
    pub(super) next: Option<DateTime<Utc>>,
    pub(super) longest_gap: Option<Duration>,
}

/// Automatic backups.
#[derive(Debug, Clone)]
pub struct Schedule {
    context: Context,
    coverage: Coverage,
    backups: Backups,
    profiles: Profiles,
    state: Arc<State>,
}

/// What earlier checks found.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Whether the very first backup is still to be made, and the state this was determined for.
    first: Mutex<Option<((i64, String), bool)>>,
    /// Changes that are not in any backup yet.
    changes: Mutex<Option<Changes>>,
}

impl Schedule {
    pub(super) fn new(
        context: Context,
        coverage: Coverage,
        backups: Backups,
        profiles: Profiles,
        state: Arc<State>,
    ) -> Self {
        Self {
            context,
            coverage,
            backups,
            profiles,
            state,
        }
    }

    /// The schedule with its next times.
    pub async fn state(&self) -> Result<ScheduleState> {
        let schedule = self.context.settings().await.schedule;
        Ok(ScheduleState {
            words: schedule.cron.words(),
            next: self.next(SHOWN).await,
            pause: self.pause_now().await?.map(|pause| Paused {
                until: pause.until.map(Timestamp::from),
            }),
            schedule,
        })
    }

    /// A preview of a schedule being edited, with its times as if it were on. An error says what is wrong with it.
    pub async fn preview(&self, cron: &str) -> Result<ScheduleState> {
        let cron: settings::Cron = cron.parse()?;
        Ok(ScheduleState {
            words: cron.words(),
            next: settings::next(&cron, &Local, self.context.now(), SHOWN),
            pause: self.pause_now().await?.map(|pause| Paused {
                until: pause.until.map(Timestamp::from),
            }),
            schedule: settings::Schedule {
                cron,
                automatic: self.context.settings().await.schedule.automatic,
            },
        })
    }

    /// The next times an automatic backup is due, at most `count`; none while automatic backups are off.
    pub async fn next(&self, count: usize) -> Vec<Firing> {
        let schedule = self.context.settings().await.schedule;
        if schedule.automatic {
            settings::next(&schedule.cron, &Local, self.context.now(), count)
        } else {
            Vec::new()
        }
    }

    /// Pauses automatic backups; a person can still make them manually.
    pub async fn pause(&self, length: PauseFor) -> Result<()> {
        let now = self.context.now();
        let until = match length {
            PauseFor::Hour => Some(now + Duration::hours(1)),
            PauseFor::Tomorrow => Some(tomorrow_morning(now)),
            PauseFor::Resumed => None,
        };
        if self.pause_now().await? == Some(Pause { until }) {
            return Ok(());
        }
        bookkeeping::put(&self.context.databases().state, Key::Pause, &Pause { until }).await?;
        self.context.tell(Event::SettingsChanged);
        self.log_schedule(&texts::paused(until, now), None).await
    }

    /// Resumes automatic backups, from the next scheduled time on.
    pub async fn resume(&self) -> Result<()> {
        if self.pause_now().await?.is_none() {
            return Ok(());
        }
        bookkeeping::forget(&self.context.databases().state, Key::Pause).await?;
        self.context.tell(Event::SettingsChanged);
        self.log_schedule(texts::RESUMED, None).await
    }

    /// Waits until nothing is using the data folder any more.
    pub async fn settle(&self) -> Result<()> {
        self.context.settle().await
    }

    async fn log_schedule(&self, sentence: &str, detail: Option<String>) -> Result<()> {
        let mut run = self.context.begin(ActivityKind::Schedule, sentence).await?;
        run.entry.detail = detail;
        run.done(sentence, self.context.now()).await?;
        self.context.tell(Event::ActivityChanged);
        Ok(())
    }

    async fn pause_now(&self) -> Result<Option<Pause>> {
        let pause: Option<Pause> = bookkeeping::get(&self.context.databases().state, Key::Pause).await?;
        Ok(pause.filter(|pause| pause.holds(self.context.now())))
    }

    pub(super) async fn facts(&self) -> Result<Facts> {
        let schedule = self.context.settings().await.schedule;
        let pause = self.pause_now().await?;
        let now = self.context.now();
        let next = if schedule.automatic && pause.is_none() {
            let planned = table::plan(&self.context.databases().state).await?;
            planned
                .filter(|plan| plan.cron == schedule.cron.as_str())
                .map(|plan| plan.due)
                .or_else(|| schedule.cron.next(now, &Local))
        } else {
            None
        };
        Ok(Facts {
            automatic: schedule.automatic,
            pause,
            next,
            longest_gap: settings::longest_gap(&schedule.cron, &Local, now),
        })
    }
}

/// Eight o'clock local time on the next day, or the first minute after it that exists.
fn tomorrow_morning(now: DateTime<Utc>) -> DateTime<Utc> {
    let eight = NaiveTime::from_hms_opt(8, 0, 0).unwrap_or_default();
    let day = now.with_timezone(&Local).date_naive();
    let day = day.checked_add_days(Days::new(1)).unwrap_or(day);
    let local = Local.from_local_datetime(&day.and_time(eight)).earliest();
    local.map_or(now + Duration::days(1), |at| at.with_timezone(&Utc))
}
