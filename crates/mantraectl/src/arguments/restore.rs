//! `restore`: back to a backup.

use std::path::PathBuf;

use clap::Args;

/// A restore.
#[derive(Debug, Args)]
pub(crate) struct RestoreCommand {
    /// The id of the backup, or a file
    pub(crate) backup: String,
    /// Show the plan without changing anything
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Restore only this profile, or this component of it
    #[arg(long, value_name = "PROFILE[:KIND/NAME]")]
    pub(crate) only: Vec<String>,
    /// Open an encrypted backup with the keys in this file, such as a recovery sheet, instead of the keyring
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
    /// Also restore the settings in it, for a new computer
    #[arg(long)]
    pub(crate) with_settings: bool,
}
