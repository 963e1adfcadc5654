//! `versions`: each profile as a file in a folder, for a repository.

use std::path::PathBuf;

use clap::Subcommand;

/// Keeping each profile as a file in a folder.
#[derive(Debug, Subcommand)]
pub(crate) enum VersionsCommand {
    /// Keep each profile as a YAML file in a folder from now on
    ///
    /// A file is written again two seconds after the last change, while Mantrae's window, its tray or `schedule run` runs.
    /// What somebody else changed in it is never overwritten. The files hold what the profiles hold, password hashes too.
    Begin {
        /// The folder; not one that Traefik reads
        folder: PathBuf,
        /// Commit each change with the installed git; the message says what was done
        #[arg(long)]
        commit: bool,
    },
    /// Write nothing there any more; the files stay as they are
    End,
    /// Show the folder, its files, and whether all of them could be written
    ///
    /// The exit code is 1 if not.
    Status,
    /// Write now what was changed
    Write,
}
