//! When backups are due: cron of five fields in local time, and what was planned when.
//!
//! Nothing here reads a clock or writes anything: [`look`] says what is due at a moment, the engine does it and
//! remembers the plan.

pub mod changes;
mod cron;
mod due;
mod preview;
mod restore_test;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::error::Result;

pub use cron::Cron;
pub use due::{Decision, Look, Missed, Rule, look};
pub use preview::{ClockChange, Firing, longest_gap, next};
pub use restore_test::RestoreTest;

/// What the person chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Schedule {
    /// Cron of five fields, or a word such as `@daily`; local time.
    pub cron: Cron,
    /// False when automatic backups are not running.
    pub automatic: bool,
}

impl Schedule {
    /// The default.
    pub fn standard() -> Result<Self> {
        Ok(Self {
            cron: Cron::standard()?,
            automatic: true,
        })
    }
}

/// What was planned, remembered from one look to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The text of the cron it was made for.
    pub cron: String,
    /// The next period that is due.
    pub due: DateTime<Utc>,
    /// The last period that got a backup, or a reason for having none.
    pub handled: Option<DateTime<Utc>>,
}

/// Automatic backups are paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Until then; `None`: until somebody resumes them.
    pub until: Option<DateTime<Utc>>,
}

impl Pause {
    /// Whether it is in effect at that moment.
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}
