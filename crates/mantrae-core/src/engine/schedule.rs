//! Backups by themselves: what is due is made, what is held back is noted, and the next one stands ready.

use chrono::{DateTime, Days, Duration, Local, NaiveTime, TimeZone as _, Utc};
use serde::{Deserialize, Serialize};

use super::Engine;
use crate::activity::Kind as ActivityKind;
use crate::archive::Trigger;
use crate::backup::Backup;
use crate::db::bookkeeping::{self, Key};
use crate::db::{schedule as table, stamp};
use crate::error::{Code, Result};
use crate::event::Event;
use crate::schedule::{self, Decision, Firing, Look, Missed, Pause, Plan, Rule, Schedule};
use crate::surroundings::Surroundings;
use crate::words;

/// So many times to come are shown.
const SHOWN: usize = 5;

/// The schedule as a screen shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ScheduleState {
    /// What was chosen, or what the environment says.
    pub schedule: Schedule,
    /// "Every day at 02:00".
    pub words: String,
    /// The next times; none while backups by themselves are off.
    pub next: Vec<Firing>,
    /// Held back.
    pub pause: Option<Paused>,
}

/// Held back, for how long.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Paused {
    /// RFC 3339, UTC; `None`: until somebody resumes them.
    pub until: Option<String>,
}

/// For how long backups by themselves can be held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum PauseFor {
    /// One hour.
    Hour,
    /// Until tomorrow at eight in the morning.
    Tomorrow,
    /// Until somebody resumes them.
    Resumed,
}

/// What a look at the schedule led to.
#[derive(Debug)]
pub enum Looked {
    /// Nothing was due.
    Nothing,
    /// A backup was due and is made.
    Made(Box<Backup>),
    /// One was due and held back, as the activity list says.
    Skipped,
    /// One was due, and nothing had changed: the newest one was verified again, as the activity list says.
    NotNeeded,
    /// One is due and waits for the charger; the next look finds it due again.
    Waiting,
    /// Another operation is at work; the next look finds it due again.
    Busy,
}

/// What the verdict needs of the schedule.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) automatic: bool,
    pub(super) pause: Option<Pause>,
    pub(super) next: Option<DateTime<Utc>>,
    pub(super) longest_gap: Option<Duration>,
}

impl Engine {
    /// The schedule with its next times.
    pub async fn schedule(&self) -> Result<ScheduleState> {
        let schedule = self.settings().await.schedule;
        Ok(ScheduleState {
            words: schedule.cron.words(),
            next: self.next_times(SHOWN).await,
            pause: self.pause_now().await?.map(|pause| Paused {
                until: pause.until.map(stamp),
            }),
            schedule,
        })
    }

    /// What a schedule that is being written would be; its times as if it were on. An error says what is wrong with it.
    pub async fn preview_schedule(&self, cron: &str) -> Result<ScheduleState> {
        let cron: schedule::Cron = cron.parse()?;
        Ok(ScheduleState {
            words: cron.words(),
            next: schedule::next(&cron, &Local, self.now(), SHOWN),
            pause: self.pause_now().await?.map(|pause| Paused {
                until: pause.until.map(stamp),
            }),
            schedule: Schedule {
                cron,
                automatic: self.settings().await.schedule.automatic,
            },
        })
    }

    /// The next times a backup is due by itself, at most `count`; none while that is off.
    pub async fn next_times(&self, count: usize) -> Vec<Firing> {
        let schedule = self.settings().await.schedule;
        if schedule.automatic {
            schedule::next(&schedule.cron, &Local, self.now(), count)
        } else {
            Vec::new()
        }
    }

    /// Holds back what is due by itself; a person can still make backups.
    pub async fn pause(&self, length: PauseFor) -> Result<()> {
        let now = self.now();
        let until = match length {
            PauseFor::Hour => Some(now + Duration::hours(1)),
            PauseFor::Tomorrow => Some(tomorrow_morning(now)),
            PauseFor::Resumed => None,
        };
        if self.pause_now().await? == Some(Pause { until }) {
            return Ok(());
        }
        bookkeeping::put(&self.databases().state, Key::Pause, &Pause { until }).await?;
        self.tell(Event::SettingsChanged);
        let sentence = match until {
            Some(until) => format!("Backups paused until {}", words::day_and_time(until, now)),
            None => "Backups paused".to_owned(),
        };
        self.log_schedule(&sentence, None).await
    }

    /// Backups are made by themselves again, from the next time on.
    pub async fn resume(&self) -> Result<()> {
        if self.pause_now().await?.is_none() {
            return Ok(());
        }
        bookkeeping::forget(&self.databases().state, Key::Pause).await?;
        self.tell(Event::SettingsChanged);
        self.log_schedule("Backups resumed", None).await
    }

    /// Waits until nobody is at work on the data folder any more.
    pub async fn settle(&self) -> Result<()> {
        let long = std::time::Duration::from_hours(24);
        crate::lock::exclusive(&self.inner.folder.lock(), long)
            .await
            .map(drop)
    }

    async fn log_schedule(&self, sentence: &str, detail: Option<String>) -> Result<()> {
        let mut run = self.begin(ActivityKind::Schedule, sentence).await?;
        run.entry.detail = detail;
        run.done(sentence, self.now()).await?;
        self.tell(Event::ActivityChanged);
        Ok(())
    }

    pub(super) async fn pause_now(&self) -> Result<Option<Pause>> {
        let pause: Option<Pause> = bookkeeping::get(&self.databases().state, Key::Pause).await?;
        Ok(pause.filter(|pause| pause.holds(self.now())))
    }

    pub(super) async fn schedule_facts(&self) -> Result<Facts> {
        let schedule = self.settings().await.schedule;
        let pause = self.pause_now().await?;
        let now = self.now();
        let next = if schedule.automatic && pause.is_none() {
            let planned = table::plan(&self.databases().state).await?;
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
            longest_gap: schedule::longest_gap(&schedule.cron, &Local, now),
        })
    }

    /// Makes what is due now. Two programs on one data folder may both look: one of them makes it, none twice.
    pub async fn look_at_schedule(&self) -> Result<Looked> {
        self.notice_settings().await?;
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
        if matches!(look.decision, Decision::Run { .. }) && self.waits_for_charger().await {
            return Ok(Looked::Waiting);
        }
        let permission = match self.exclusive().await {
            Ok(permission) => permission,
            Err(error) if error.code == Code::Busy => return Ok(Looked::Busy),
            Err(error) => return Err(error),
        };
        // Whoever held the permission before may have made it.
        let Some(look) = self.due_now().await? else {
            return Ok(Looked::Nothing);
        };
        match look.decision {
            Decision::Wait => {
                self.remember(&look).await?;
                Ok(Looked::Nothing)
            }
            Decision::Skip { missed, .. } => {
                self.log_schedule("Backup skipped: backups are paused", more(missed, self.now()))
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
                let made = self.back_up_with(trigger, "").await;
                // Remembered when it is done: a process that dies in between finds it due again.
                self.remember(&look).await?;
                if missed.count > 0 {
                    self.log_schedule(&missed_words(missed), more(missed, self.now()))
                        .await?;
                }
                drop(permission);
                Ok(Looked::Made(Box::new(self.send_in_background(made?).await?)))
            }
        }
    }

    /// The battery is nearly empty, and the person wants backups by themselves to wait then.
    pub(super) async fn waits_for_charger(&self) -> bool {
        self.settings().await.wait_battery && self.surroundings().await.battery_low
    }

    /// The network costs, and the person wants what is sent by itself to wait then.
    pub(super) async fn waits_for_network(&self) -> bool {
        self.settings().await.wait_metered && self.surroundings().await.metered
    }

    async fn surroundings(&self) -> Surroundings {
        // The system is asked on a thread of its own: it may take its time.
        let here = tokio::task::spawn_blocking(self.inner.surroundings).await;
        here.unwrap_or_default()
    }

    async fn due_now(&self) -> Result<Option<Look>> {
        let schedule = self.settings().await.schedule;
        let plan = table::plan(&self.databases().state).await?;
        if !schedule.automatic {
            if plan.is_some() {
                table::put(&self.databases().state, None).await?;
            }
            return Ok(None);
        }
        let rule = Rule {
            cron: &schedule.cron,
            zone: &Local,
            paused: self.pause_now().await?.is_some(),
            first: self.is_first(plan.as_ref()).await?,
        };
        Ok(Some(schedule::look(&rule, plan.as_ref(), self.now())))
    }

    /// There is something to keep, and nothing keeps it yet.
    async fn is_first(&self, plan: Option<&Plan>) -> Result<bool> {
        if plan.is_some_and(|plan| plan.handled.is_some()) {
            return Ok(false);
        }
        // Asked at every look: profiles and backups are read again only when something changed.
        let pulse = self.pulse().await?;
        let mut known = self.inner.first.lock().await;
        if let Some((seen, answer)) = known.as_ref()
            && *seen == pulse
        {
            return Ok(*answer);
        }
        let is_empty = self
            .profiles()
            .await?
            .iter()
            .all(|profile| profile.components == 0);
        let is_ours = |backup: &Backup| backup.own && !backup.trigger.is_restore_point();
        let answer = !is_empty && !self.backups().await?.iter().any(is_ours);
        *known = Some((pulse, answer));
        Ok(answer)
    }

    async fn remember(&self, look: &Look) -> Result<()> {
        let state = &self.databases().state;
        if table::plan(state).await? != look.plan {
            table::put(state, look.plan.as_ref()).await?;
        }
        Ok(())
    }
}

fn missed_words(missed: Missed) -> String {
    match missed.count {
        1 => "1 earlier backup was missed".to_owned(),
        count => format!("{count} earlier backups were missed"),
    }
}

fn more(missed: Missed, now: DateTime<Utc>) -> Option<String> {
    let since = missed.first?;
    Some(format!(
        "Since {}: the program was closed, or the computer slept",
        words::day_and_time(since, now)
    ))
}

/// Eight o'clock of the next day by the local clock, or the first minute after it that there is.
fn tomorrow_morning(now: DateTime<Utc>) -> DateTime<Utc> {
    let eight = NaiveTime::from_hms_opt(8, 0, 0).unwrap_or_default();
    let day = now.with_timezone(&Local).date_naive();
    let day = day.checked_add_days(Days::new(1)).unwrap_or(day);
    let local = Local.from_local_datetime(&day.and_time(eight)).earliest();
    local.map_or(now + Duration::days(1), |at| at.with_timezone(&Utc))
}
