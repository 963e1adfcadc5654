//! Restores, restore tests and undo.

use super::unfinished;
use crate::db::operation::OperationKind;
use crate::error::Result;
use crate::restore::Undone;
use crate::restore::undo::Way;
use crate::words;

/// Steps of a restore.
pub(in crate::engine) const STEPS: [&str; 2] = ["Safety backup", "Replace and check"];
/// A restore whose starting entry is gone along with the database.
pub(in crate::engine) const RESTORING_ALL: &str = "Restoring";
/// A restore test is running.
pub(in crate::engine) const TESTING: &str = "Running a restore test";
/// What was restored is not what was backed up.
pub(in crate::engine) const TEST_FAILED: &str = "Restore test failed: not everything was restored";
/// A location could not be reached for the test.
pub(in crate::engine) const TESTED_TOMORROW: &str = "Mantrae tries again tomorrow";

/// A restore is running.
pub(in crate::engine) fn restoring(when: &str) -> String {
    format!("Restoring the backup of {when}")
}

/// It is complete.
pub(in crate::engine) fn restored(when: &str) -> String {
    format!("Restored the backup of {when}")
}

/// It failed or was stopped.
pub(in crate::engine) fn not_restored<T>(done: &Result<T>) -> String {
    format!("{}: nothing was changed", unfinished("Restore", done))
}

/// A database that could not be opened was recovered.
pub(in crate::engine) fn recovered(when: &str) -> String {
    format!("Restored the backup of {when} to replace a database that could not be opened")
}

/// A setting of a backup was not restored.
pub(in crate::engine) fn setting_not_restored(name: &str, why: &str) -> String {
    format!("The setting `{name}` was not restored: {why}")
}

/// Settings of a backup that were not restored, and why.
pub(in crate::engine) fn settings_not_restored(why: &str, names: &str) -> String {
    format!("Settings that {why} were not restored: {names}")
}

/// A restore test restored everything from these locations.
pub(in crate::engine) fn tested(components: u64, locations: &str, missed: Option<&str>) -> String {
    let missed = missed.map_or_else(String::new, |names| format!("; {names} could not be tested"));
    format!(
        "Restore test: {} restored as backed up, from {locations}{missed}",
        words::count(components, "component")
    )
}

/// No location could be tested.
pub(in crate::engine) fn not_tested(locations: &str) -> String {
    format!("No restore test: {locations} could not be tested")
}

/// Names the operation that is undone.
fn operation(kind: OperationKind) -> &'static str {
    match kind {
        OperationKind::Restore => "the restore",
        OperationKind::Import => "the import",
        OperationKind::ProfileDeletion => "the removal of a profile",
        OperationKind::Edit => "the change",
    }
}

/// An undo or a redo is running.
pub(in crate::engine) fn undoing(way: Way, kind: OperationKind, sentence: &str) -> String {
    let verb = match way {
        Way::Undo => "Undoing",
        Way::Redo => "Redoing",
    };
    format!("{verb}{}", object(kind, sentence))
}

/// It is complete; what was changed since stays as it is.
pub(in crate::engine) fn undone(way: Way, undone: &Undone) -> String {
    let verb = match way {
        Way::Undo => "Undid",
        Way::Redo => "Redid",
    };
    let left = match undone.left_alone.len() {
        0 => String::new(),
        number => format!(
            ", {} changed since then left as is",
            words::count(number as u64, "component")
        ),
    };
    let restored = match undone.undone {
        OperationKind::Edit => String::new(),
        _ => format!(
            ": {} restored",
            words::count(undone.put_back.len() as u64, "component")
        ),
    };
    format!(
        "{verb}{}{restored}{left}",
        object(undone.undone, &undone.sentence)
    )
}

/// Nothing was undone or redone.
pub(in crate::engine) fn undo_failed(way: Way) -> &'static str {
    match way {
        Way::Undo => "Undo failed: nothing was changed",
        Way::Redo => "Redo failed: nothing was changed",
    }
}

/// What is undone or done again.
fn object(kind: OperationKind, sentence: &str) -> String {
    match kind {
        OperationKind::Edit => format!(": {sentence}"),
        _ => format!(" {}", operation(kind)),
    }
}
