//! Making verified backups, and listing those that exist.

pub mod catalog;
mod listed;
pub mod location;
mod profiles;
pub mod run;
pub mod send;

pub use listed::{Backup, BackupLocation, ProblemKind, Waiting};
