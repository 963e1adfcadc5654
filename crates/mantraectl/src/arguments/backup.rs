//! `backup`: backups made, verified, pinned and removed.

use std::path::PathBuf;

use clap::Subcommand;

/// Backups.
#[derive(Debug, Subcommand)]
pub(crate) enum BackupCommand {
    /// Create a backup now and verify it
    Create {
        /// Note stored with the backup
        #[arg(long, default_value = "")]
        note: String,
    },
    /// List all backups, newest first
    List,
    /// Show what is in a backup
    Show {
        /// The id of the backup, or the start of it
        id: String,
    },
    /// Read backups back and verify them
    Verify {
        /// The id of the backup, or a file
        #[arg(required_unless_present = "all")]
        backup: Option<String>,
        /// Verify every backup
        #[arg(long, conflicts_with = "backup")]
        all: bool,
        /// Open encrypted backups with the keys in this file, such as a recovery sheet, instead of the keyring
        #[arg(long, value_name = "FILE")]
        key_file: Option<PathBuf>,
    },
    /// Restore the newest backup of each location into a scratch database, as on a new computer, and compare
    #[command(alias = "drill")]
    RestoreTest,
    /// Save a copy of a backup
    Download {
        /// The id of the backup
        id: String,
        /// The file or folder to save it to
        #[arg(long)]
        output: PathBuf,
    },
    /// Delete backups; refused if no other good backup would remain
    Delete {
        /// The ids of the backups
        #[arg(required = true)]
        ids: Vec<String>,
        /// Delete them even if no other good backup remains
        #[arg(long)]
        last: bool,
    },
    /// Pin a backup, so that it is never cleaned up
    Pin {
        /// The id of the backup
        id: String,
    },
    /// Unpin a backup
    Unpin {
        /// The id of the backup
        id: String,
    },
    /// Adopt the backups of an old computer
    Adopt {
        /// The installation that made them, as in the names of the files
        instance: String,
    },
}
