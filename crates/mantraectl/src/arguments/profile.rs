//! `profile`: named sets of configuration.

use clap::Subcommand;

/// Named sets of configuration.
#[derive(Debug, Subcommand)]
pub(crate) enum ProfileCommand {
    /// List all profiles
    List,
    /// Create an empty profile
    Create {
        /// 1 to 64 letters, digits, spaces, `-`, `_`, `.`
        name: String,
        /// Free text
        #[arg(long, default_value = "")]
        description: String,
    },
    /// Rename a profile
    Rename {
        /// The current name
        name: String,
        /// The new name
        new_name: String,
    },
    /// Delete a profile with all its components, after a safety backup
    Delete {
        /// The name
        name: String,
    },
}
