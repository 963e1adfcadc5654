//! The schedule: paused, resumed, and missed backups.

use chrono::{DateTime, Utc};

use crate::words;

/// A backup was due while the schedule was paused.
pub(in crate::engine) const SKIPPED: &str = "Backup skipped: backups are paused";
/// The pause is over.
pub(in crate::engine) const RESUMED: &str = "Backups resumed";

/// Backups are paused, until the given time if there is one.
pub(in crate::engine) fn paused(until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> String {
    match until {
        Some(until) => format!("Backups paused until {}", words::day_and_time(until, now)),
        None => "Backups paused".to_owned(),
    }
}

/// How many backups were not made when they were due.
pub(in crate::engine) fn missed(count: u32) -> String {
    match count {
        1 => "1 earlier backup was missed".to_owned(),
        count => format!("{count} earlier backups were missed"),
    }
}

/// Why they were missed.
pub(in crate::engine) fn missed_since(since: DateTime<Utc>, now: DateTime<Utc>) -> String {
    format!(
        "Since {}: Mantrae was not running, or the computer was asleep",
        words::day_and_time(since, now)
    )
}
