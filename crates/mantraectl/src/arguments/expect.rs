//! `expect`: which router a request must reach.

use clap::{Args, Subcommand};

use super::RequestOptions;

/// Requests, each with the router that must handle it.
#[derive(Debug, Subcommand)]
pub(crate) enum ExpectCommand {
    /// List the expectations with their numbers
    List {
        /// The profile
        #[arg(long)]
        profile: String,
    },
    /// Add an expectation: which router must handle a request
    Add(NewExpectation),
    /// Remove an expectation
    Remove {
        /// Its number in the list
        number: usize,
        /// The profile
        #[arg(long)]
        profile: String,
    },
    /// Check all expectations; exits with 1 if one is not met
    Check {
        /// The profile
        #[arg(long)]
        profile: String,
    },
}

/// An expectation to add.
#[derive(Debug, Args)]
pub(crate) struct NewExpectation {
    /// An address, or a curl command
    #[arg(value_name = "URL")]
    pub(crate) request: String,
    /// The router that must handle it, a TCP router as `tcp/NAME`; `none` if no router may
    pub(crate) router: String,
    /// The profile
    #[arg(long)]
    pub(crate) profile: String,
    #[command(flatten)]
    pub(crate) options: RequestOptions,
}
