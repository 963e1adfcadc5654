//! Making backups that are verified, and knowing which there are.

pub mod catalog;
pub mod location;
mod profiles;
pub mod run;
pub mod send;

pub use catalog::{Backup, BackupLocation, ProblemKind, Waiting};
