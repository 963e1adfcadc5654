//! Whether the clock can be trusted: a wrong one makes every backup look old.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Stands for the period where there is no schedule: backups made by hand are expected at least that often.
const WITHOUT_SCHEDULE: TimeDelta = TimeDelta::days(31);

/// What the present moment is checked against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Clock {
    /// The run of retention before this one, postponed or not; `None`: there was none, so nothing is doubted.
    pub last: Option<LastRun>,
    /// The longest time between two due times of the schedule; `None`: there is no schedule.
    pub period: Option<TimeDelta>,
}

/// What has to be remembered of a retention run until the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct LastRun {
    /// When it was, by the clock at that time.
    pub at: DateTime<Utc>,
    /// Seconds that had passed since the run before it, by the same clock; `None`: there was none.
    pub gap_seconds: Option<i64>,
}

/// Why a run of retention removes nothing at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Postponed {
    /// The clock shows an earlier time than at the last run.
    ClockWentBack {
        /// By how much.
        #[cfg_attr(feature = "specta", specta(type = u32))]
        seconds: u64,
    },
    /// The clock shows a time much later than the schedule explains.
    ClockJumpedForward {
        /// Since the last run.
        #[cfg_attr(feature = "specta", specta(type = u32))]
        seconds: u64,
    },
}

impl Clock {
    /// Why `now` cannot be trusted, if so.
    ///
    /// A jump is more than two periods. Where the last gap was longer than the period, two of those: a computer that
    /// is on for an hour a day would otherwise jump each time, and never clean up.
    pub(super) fn doubt(&self, now: DateTime<Utc>) -> Option<Postponed> {
        let last = self.last?;
        let passed = (now - last.at).num_seconds();
        if now < last.at {
            return Some(Postponed::ClockWentBack {
                seconds: passed.unsigned_abs(),
            });
        }
        let period = self.period.unwrap_or(WITHOUT_SCHEDULE).num_seconds();
        let usual = last.gap_seconds.map_or(period, |gap| gap.max(period));
        (passed > usual.saturating_mul(2)).then_some(Postponed::ClockJumpedForward {
            seconds: passed.unsigned_abs(),
        })
    }

    /// What has to be remembered of the run at `now`, whether it removed anything or was postponed.
    #[must_use]
    pub fn ran(&self, now: DateTime<Utc>) -> LastRun {
        LastRun {
            at: now,
            gap_seconds: self.last.map(|last| (now - last.at).num_seconds()),
        }
    }
}
