//! The commands of a developer, from setting up a fresh machine to the finished package.
//!
//! [`desktop`] and [`memory`] are public because the end-to-end tests start the application on the same virtual desktop, and
//! weigh it as the benchmark does.

mod audit;
mod bench;
mod bindings;
mod build;
mod cli;
mod demo;
pub mod desktop;
mod e2e;
mod failure;
mod fuzz;
mod hash;
mod icons;
pub mod memory;
mod output;
mod package;
mod package_check;
mod program;
mod queries;
mod run;
mod seaweed;
mod setup;
mod shots;
mod test;
mod traefik;
mod tree;

use std::process::ExitCode;

pub use failure::{Failure, Result};

/// Runs the command that the command line names.
pub fn main() -> ExitCode {
    let words = std::env::args().skip(1).collect();
    match cli::parse(words).and_then(cli::carry_out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output::complain(&failure);
            ExitCode::FAILURE
        }
    }
}
