//! `settings`: settings by name.

use std::path::PathBuf;

use clap::Subcommand;

/// Settings.
#[derive(Debug, Subcommand)]
pub(crate) enum SettingsCommand {
    /// List all settings
    List,
    /// Show one setting
    Get {
        /// The name
        key: String,
    },
    /// Change a setting
    Set {
        /// The name
        key: String,
        /// The value: a word, or JSON
        value: String,
    },
    /// Export the settings as JSON for another computer, without secrets
    Export,
    /// Import settings written by `settings export`
    Import {
        /// The file
        file: PathBuf,
    },
}
