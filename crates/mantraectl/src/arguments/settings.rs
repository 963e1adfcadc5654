//! `settings`: settings by name.

use std::path::PathBuf;

use clap::Subcommand;

/// Settings by name.
#[derive(Debug, Subcommand)]
pub(crate) enum SettingsCommand {
    /// All of them
    List,
    /// One
    Get {
        /// Its name
        key: String,
    },
    /// Change one
    Set {
        /// Its name
        key: String,
        /// A word, or JSON
        value: String,
    },
    /// For another computer, as JSON; without secrets
    Export,
    /// Take over what `settings export` wrote
    Import {
        /// That file
        file: PathBuf,
    },
}
