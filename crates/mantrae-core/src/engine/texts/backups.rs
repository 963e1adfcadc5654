//! Backups: made, skipped, verified, removed, adopted.

use super::unfinished;
use crate::archive::Trigger;
use crate::error::{Error, Result};
use crate::words;

/// A backup is running.
pub(in crate::engine) const BACKING_UP: &str = "Backing up";
/// It is not known yet whether one is needed.
pub(in crate::engine) const CHECKING: &str = "Checking whether a backup is needed";
/// A backup is being read back.
pub(in crate::engine) const VERIFYING: &str = "Verifying a backup";
/// A person is removing backups.
pub(in crate::engine) const REMOVING: &str = "Removing backups";
/// Some copies are still stored somewhere.
pub(in crate::engine) const NOT_REMOVED: &str = "Some backups could not be removed everywhere";
/// The retention rule is removing backups.
pub(in crate::engine) const CLEANING_UP: &str = "Removing old backups";
/// They are still stored.
pub(in crate::engine) const NOT_CLEANED_UP: &str = "Some old backups could not be removed";
/// The backups of an old computer are being adopted.
pub(in crate::engine) const ADOPTING: &str = "Adopting backups";
/// They were not adopted.
pub(in crate::engine) const NOT_ADOPTED: &str = "No backups were adopted";

/// Names a backup by why it was made: "Scheduled backup".
fn backup(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::Schedule => "Scheduled backup",
        Trigger::Manual => "Manual backup",
        Trigger::BeforeImport => "Backup before an import",
        Trigger::BeforeRestore => "Backup before a restore",
        Trigger::AfterChanges => "Backup after changes",
        Trigger::CatchUp => "Catch-up backup",
        Trigger::Newer(_) => "Backup by a newer version",
    }
}

/// A backup was made; `opened` if it was also opened to verify it.
pub(in crate::engine) fn made(trigger: Trigger, components: u64, opened: bool) -> String {
    let open = if opened {
        ""
    } else {
        "; its contents are verified once the keyring is unlocked"
    };
    format!(
        "{}: {}{open}",
        backup(trigger),
        words::count(components, "component")
    )
}

/// No backup was made: it failed, or was stopped.
pub(in crate::engine) fn not_made<T>(trigger: Trigger, done: &Result<T>) -> String {
    unfinished(backup(trigger), done)
}

/// A change was not made because its safety backup failed.
pub(in crate::engine) fn no_safety_backup(why: &str) -> String {
    format!("Nothing was changed because no safety backup could be made first: {why}")
}

/// The backup was made, but the clean-up after it failed.
pub(in crate::engine) fn old_backups_stay(error: &Error) -> String {
    format!("Old backups could not be removed: {}", error.message)
}

/// Like [`old_backups_stay`], for the activity list.
pub(in crate::engine) fn old_activity_stays(error: &Error) -> String {
    format!("Old activity could not be removed: {}", error.message)
}

/// The backup from that time still has everything.
pub(in crate::engine) fn not_needed(when: &str) -> String {
    format!("Backup skipped: nothing has changed since {when}, and that backup was verified again")
}

/// Read back, opened, compared.
pub(in crate::engine) fn verified(when: &str) -> String {
    format!("Backup of {when} verified")
}

/// Only its bytes were verified, because its key is not available.
pub(in crate::engine) fn bytes_verified(when: &str) -> String {
    format!("Backup of {when}: bytes verified, contents once the keyring is unlocked")
}

/// It is encrypted, and the key is missing or wrong.
pub(in crate::engine) fn not_opened(when: &str) -> String {
    format!("Backup of {when} could not be opened")
}

/// It is damaged, or no longer a backup.
pub(in crate::engine) fn failed_verification(when: &str) -> String {
    format!("Backup of {when} failed verification")
}

/// A person removed this many.
pub(in crate::engine) fn removed(number: usize) -> String {
    format!("{} removed", words::count(number as u64, "backup"))
}

/// The retention rule removed this many, in the named remote location if there is one.
pub(in crate::engine) fn cleaned_up(number: usize, location: Option<&str>) -> String {
    let there = location.map_or_else(String::new, |name| format!(" on {name}"));
    format!("{} cleaned up{there}", words::count(number as u64, "old backup"))
}

/// The location does not allow deletion, by a choice made there.
pub(in crate::engine) fn cleans_up_itself(location: &str) -> String {
    format!("{location} does not allow deletion: it cleans up by itself")
}

/// This many backups of an old computer were adopted.
pub(in crate::engine) fn adopted(number: u32) -> String {
    format!(
        "{} of another installation adopted",
        words::count(u64::from(number), "backup")
    )
}
