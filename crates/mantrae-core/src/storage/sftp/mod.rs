//! A folder of another computer as a location for backups, over SFTP through the system's `ssh`.
//!
//! Why not the service of opendal: see docs/decisions/0011-sftp-through-the-systems-ssh.md.

mod client;
mod connection;
mod failure;
mod folder;
pub mod host_key;
mod ssh;
mod visit;
mod wire;

use std::path::PathBuf;

use super::{Patience, Storage};

pub use failure::Cause;
pub(super) use folder::Folder;
pub use host_key::HostKey;

/// A folder of another computer. No secret: the keys are those of `ssh`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SftpOptions {
    /// The name of the location in lists.
    pub name: String,
    /// A host name, an address, or an alias of the person's `ssh` configuration.
    pub host: String,
    /// `None`: as `ssh` is configured, otherwise 22.
    pub port: Option<u16>,
    /// `None`: as `ssh` is configured, otherwise the person's own name.
    pub user: Option<String>,
    /// The folder, from the home folder of the account or from the root; without a slash at the end. Empty: the home
    /// folder.
    pub root: String,
    /// A configuration that `ssh` reads instead of the person's own.
    pub config_file: Option<PathBuf>,
    /// The program, if it is not the `ssh` of the search path.
    pub program: Option<PathBuf>,
    /// Backups were stored there before: a folder that does not look like it must not be taken for it.
    pub used_before: bool,
    /// How long to wait for it.
    pub patience: Patience,
}

/// Opens a folder of another computer. Nothing is asked of it yet.
pub fn open(options: SftpOptions) -> Storage {
    Folder::new(options).into_storage()
}
