//! `encryption` and `secret`: the keys of backups and what the keyring holds.

use std::path::PathBuf;

use clap::Subcommand;

/// Encryption of backups.
#[derive(Debug, Subcommand)]
pub(crate) enum EncryptionCommand {
    /// Turn on encryption of new backups; creates a key if there is none
    On,
    /// Turn off encryption of new backups; keys are kept for the old ones
    Off,
    /// Show whether encryption is on, the key, and the state of the keyring
    Status,
    /// Encrypt new backups with a new key; the old key is kept for old backups
    NewKey,
    /// Write the recovery sheet: how to open backups without this computer. Contains the key
    Sheet {
        /// A file that only you can read [default: standard output]
        #[arg(long)]
        output: Option<PathBuf>,
    },
    /// Test whether the key on standard input opens the newest encrypted backup, without the keyring
    Rehearse,
}

/// Secrets in the keyring.
#[derive(Debug, Subcommand)]
pub(crate) enum SecretCommand {
    /// Show which secrets are saved and whether they can be read
    Status,
    /// Save a secret from standard input
    Set {
        /// `backup-key:` and the id of the key, or `s3-secret:` and the name of a location
        name: String,
    },
    /// Delete a secret from the keyring
    Delete {
        /// The name as in `secret status`
        name: String,
    },
}
