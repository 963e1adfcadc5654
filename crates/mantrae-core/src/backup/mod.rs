//! Making backups that are proven, and knowing which there are.

pub mod catalog;
mod profiles;
pub mod run;

pub use catalog::{Backup, BackupLocation};
