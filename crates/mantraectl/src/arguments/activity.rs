//! `activity`: what happened.

use clap::Subcommand;

/// What happened.
#[derive(Debug, Subcommand)]
pub(crate) enum ActivityCommand {
    /// The newest lines
    List {
        /// How many
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
}
