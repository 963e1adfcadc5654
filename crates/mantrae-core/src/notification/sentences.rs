//! What notifications say: a title, and a sentence below it.

use chrono::{DateTime, Utc};

use super::Behind;
use crate::words;

/// The last backup failed.
pub(super) const FAILED: &str = "Backup failed";
/// It succeeded, but something is wrong.
pub(super) const ATTENTION: &str = "Your backups need attention";
/// The first backup after a failure.
pub(super) const WORKS_AGAIN: &str = "Backups work again";
/// A backup that somebody asked for.
pub(super) const DONE: &str = "Backed up and verified";
/// What to do about components that no backup contains.
pub(super) const BACK_UP_NOW: &str = "Back up now from the tray or in the window.";
/// What a location that does not answer means.
pub(super) const OTHER_LOCATIONS: &str = "New backups are only saved in the other locations.";
/// A check found damage in a backup.
pub(super) const DAMAGED: &str = "A backup is damaged";
/// A check found damage in a database.
pub(super) const DATABASE_DAMAGED: &str = "A database is damaged";
/// Traefik does not run what was published any more.
pub(super) const NOT_RUNNING: &str = "Traefik runs something else";
/// Nobody has tested the key for a long time.
pub(super) const REHEARSAL: &str = "Could you restore on a new computer?";
/// Where to test it.
pub(super) const CHECK_THE_KEY: &str = "Check your recovery key: Settings, Security.";

/// As the text of a notification.
pub(super) fn whole(sentence: &str) -> String {
    format!("{sentence}.")
}

/// Why a backup failed, and what there is instead; `good`: the last good backup, and the time of the failure.
pub(super) fn failed(why: &str, good: Option<(DateTime<Utc>, DateTime<Utc>)>) -> String {
    let good = good.map_or_else(String::new, |(at, now)| {
        format!(" Your last good backup is from {}.", words::day_and_time(at, now))
    });
    format!("{why}.{good}")
}

/// Components that no backup contains.
pub(super) fn in_no_backup(number: u32) -> String {
    let are = if number == 1 { "is" } else { "are" };
    format!(
        "{} {are} not in any backup yet",
        words::count(u64::from(number), "component")
    )
}

/// Since when backups wait for a location.
pub(super) fn behind(location: &Behind, now: DateTime<Utc>) -> String {
    let name = &location.name;
    location.newest.map_or_else(
        || format!("{name} has no backup yet"),
        |at| {
            format!(
                "{name} has not received a backup since {}",
                words::day_and_time(at, now)
            )
        },
    )
}
