//! Making backups that are verified, and knowing which there are.

pub mod catalog;
mod listed;
pub mod location;
mod profiles;
pub mod run;
pub mod send;

pub use listed::{Backup, BackupLocation, ProblemKind, Waiting};
