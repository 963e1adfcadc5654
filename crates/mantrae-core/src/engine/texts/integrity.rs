//! Checks of the databases while the program runs.

/// The databases are being checked.
pub(in crate::engine) const CHECKING_DATABASES: &str = "Checking the databases";
/// What follows the name of a database whose file does not exist.
pub(in crate::engine) const GONE: &str = "is gone";
/// What to do about it.
pub(in crate::engine) const RESTART: &str =
    "Restart Mantrae: it offers to restore a backup and keeps the damaged file";

/// What follows the name of a damaged database.
pub(in crate::engine) fn damaged(why: &str) -> String {
    format!("is damaged. SQLite says: {why}")
}

/// What follows the name of a database that a newer version has changed.
pub(in crate::engine) fn newer(version: i64) -> String {
    format!("was changed by a newer version of Mantrae (schema {version})")
}
