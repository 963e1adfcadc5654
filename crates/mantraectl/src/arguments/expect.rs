//! `expect`: which router a request must reach.

use clap::{Args, Subcommand};

use super::RequestOptions;

/// Which router each of some requests must reach.
#[derive(Debug, Subcommand)]
pub(crate) enum ExpectCommand {
    /// All of them, with their numbers
    List {
        /// Which profile
        #[arg(long)]
        profile: String,
    },
    /// Say which router a request must reach
    Add(NewExpectation),
    /// Remove one
    Remove {
        /// Its number in the list
        number: usize,
        /// Which profile
        #[arg(long)]
        profile: String,
    },
    /// Are all of them met? Exit code 1 if one is not
    Check {
        /// Which profile
        #[arg(long)]
        profile: String,
    },
}

/// An expectation to add.
#[derive(Debug, Args)]
pub(crate) struct NewExpectation {
    /// An address, or a line of curl
    #[arg(value_name = "URL")]
    pub(crate) request: String,
    /// The router that must take it, with `tcp/` before a TCP router; `none` for no router at all
    pub(crate) router: String,
    /// Which profile
    #[arg(long)]
    pub(crate) profile: String,
    #[command(flatten)]
    pub(crate) options: RequestOptions,
}
