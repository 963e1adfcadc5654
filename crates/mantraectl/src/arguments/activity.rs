//! `activity`: what happened.

use clap::Subcommand;

/// What happened.
#[derive(Debug, Subcommand)]
pub(crate) enum ActivityCommand {
    /// Show the newest entries
    List {
        /// How many to show
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
}
