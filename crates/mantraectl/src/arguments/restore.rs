//! `restore`: back to a backup.

use std::path::PathBuf;

use clap::Args;

/// A restore.
#[derive(Debug, Args)]
pub(crate) struct RestoreCommand {
    /// Id or file
    pub(crate) backup: String,
    /// Show the plan, write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Only this profile, or this component of it
    #[arg(long, value_name = "PROFILE[:KIND/NAME]")]
    pub(crate) only: Vec<String>,
    /// Open an encrypted one with the keys in this file, such as a recovery sheet, instead of those in the keyring
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
    /// Take over the settings in it too, for a new computer
    #[arg(long)]
    pub(crate) with_settings: bool,
}
