//! Days, weeks and months as the calendar on the person's wall has them.
//!
//! Counting hours instead would remove one backup too many whenever a run is some minutes late, and twice a year when
//! clocks change.

use chrono::{DateTime, Datelike as _, NaiveDate, Offset as _, TimeZone, Utc};
use serde::Serialize;

/// A calendar period from which one backup is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Bucket {
    /// A day.
    Daily,
    /// An ISO week, which begins on Monday.
    Weekly,
    /// A month.
    Monthly,
}

/// Year, and number of the period within it; a later period is greater.
pub(super) type Period = (i32, u32);

impl Bucket {
    /// The period that a day belongs to.
    pub(super) fn period(self, day: NaiveDate) -> Period {
        match self {
            Self::Daily => (day.year(), day.ordinal()),
            Self::Weekly => (day.iso_week().year(), day.iso_week().week()),
            Self::Monthly => (day.year(), day.month()),
        }
    }
}

/// The local day of a moment.
pub(super) fn day(at: DateTime<Utc>, zone: &impl TimeZone) -> NaiveDate {
    let utc = at.naive_utc();
    let offset = zone.offset_from_utc_datetime(&utc).fix();
    // Out of range only at the very ends of chrono's calendar, where the zone does not matter.
    utc.checked_add_offset(offset).unwrap_or(utc).date()
}

/// True until `days` whole days of the calendar have passed after the day it was made on: at least `days` times 24
/// hours (one less when clocks go forward), and until the same midnight for everything that was made on one day.
pub(super) fn is_younger(made: NaiveDate, today: NaiveDate, days: u32) -> bool {
    (today - made).num_days() <= i64::from(days)
}
