//! `encryption` and `secret`: the keys of backups and what the keyring holds.

use std::path::PathBuf;

use clap::Subcommand;

/// Encryption of backups.
#[derive(Debug, Subcommand)]
pub(crate) enum EncryptionCommand {
    /// Encrypt new backups, with a new key if there is none
    On,
    /// Do not encrypt new backups; keys stay for the old ones
    Off,
    /// Is it on, with which key, and can the keyring be read?
    Status,
    /// Encrypt new backups with a new key; the old one stays for old backups
    NewKey,
    /// The recovery sheet: how to open backups without this computer. Holds the key
    Sheet {
        /// A file that only you may read; standard output if not given
        #[arg(long)]
        output: Option<PathBuf>,
    },
    /// Does the key on standard input open the newest encrypted backup? The keyring is not asked
    Rehearse,
}

/// What lies in the keyring.
#[derive(Debug, Subcommand)]
pub(crate) enum SecretCommand {
    /// What was saved, and can it be read?
    Status,
    /// Save the value on standard input
    Set {
        /// `backup-key:` and the id of the key, or `s3-secret:` and the name of a location
        name: String,
    },
    /// Remove it from the keyring
    Delete {
        /// As `secret status` names it
        name: String,
    },
}
