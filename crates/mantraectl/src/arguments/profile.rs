//! `profile`: named sets of configuration.

use clap::Subcommand;

/// Named sets of configuration.
#[derive(Debug, Subcommand)]
pub(crate) enum ProfileCommand {
    /// All profiles
    List,
    /// Make an empty one
    Create {
        /// 1 to 64 letters, digits, spaces, `-`, `_`, `.`
        name: String,
        /// Free text
        #[arg(long, default_value = "")]
        description: String,
    },
    /// Give it another name
    Rename {
        /// The name now
        name: String,
        /// The new name
        new_name: String,
    },
    /// Remove it with all its components, after a safety backup
    Delete {
        /// Its name
        name: String,
    },
}
