//! The texts that the engine writes to the activity list, one module per domain. Names are in “quotes”; a terminal
//! shows them in backticks.

pub(super) mod backups;
pub(super) mod changes;
pub(super) mod configuration;
pub(super) mod follow;
pub(super) mod integrity;
pub(super) mod publications;
pub(super) mod restores;
pub(super) mod schedule;
pub(super) mod settings;
pub(super) mod versions;

use chrono::{DateTime, Utc};

use crate::error::{Code, Result};
use crate::timestamp::Timestamp;
use crate::words;

/// "Import failed", or that it was stopped.
fn unfinished<T>(what: &str, done: &Result<T>) -> String {
    let stopped = done.as_ref().is_err_and(|error| error.code == Code::Cancelled);
    format!("{what} {}", if stopped { "stopped" } else { "failed" })
}

/// Where a version of a component was found.
pub(super) fn in_backup(when: &str) -> String {
    format!("In the backup of {when}")
}

/// The time a backup was made, which identifies it in a sentence.
pub(super) fn moment(created_at: Timestamp, now: DateTime<Utc>) -> String {
    words::day_and_time(*created_at, now)
}
