//! `backup`: backups made, verified, pinned and removed.

use std::path::PathBuf;

use clap::Subcommand;

/// Backups.
#[derive(Debug, Subcommand)]
pub(crate) enum BackupCommand {
    /// Make one now and verify it
    Create {
        /// Note stored with the backup
        #[arg(long, default_value = "")]
        note: String,
    },
    /// All backups, newest first
    List,
    /// What is in one
    Show {
        /// Its id, or the beginning of it
        id: String,
    },
    /// Read back and verify
    Verify {
        /// Id or file
        #[arg(required_unless_present = "all")]
        backup: Option<String>,
        /// Every backup
        #[arg(long, conflicts_with = "backup")]
        all: bool,
        /// Open encrypted ones with the keys in this file, such as a recovery sheet, instead of those in the keyring
        #[arg(long, value_name = "FILE")]
        key_file: Option<PathBuf>,
    },
    /// Restore the newest backup of each location into a scratch database, as on a new computer, and compare
    #[command(alias = "drill")]
    RestoreTest,
    /// Save a copy
    Download {
        /// Its id
        id: String,
        /// File or folder
        #[arg(long)]
        output: PathBuf,
    },
    /// Remove; refused where no other good backup would stay
    Delete {
        /// Their ids
        #[arg(required = true)]
        ids: Vec<String>,
        /// Remove them even if no other good backup stays
        #[arg(long)]
        last: bool,
    },
    /// Never clean up
    Pin {
        /// Its id
        id: String,
    },
    /// Clean up as usual
    Unpin {
        /// Its id
        id: String,
    },
    /// Make the backups of an old computer this one's
    Adopt {
        /// The installation that made them, as in their names
        instance: String,
    },
}
