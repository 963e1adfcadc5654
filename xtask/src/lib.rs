//! Developer commands, from setting up a fresh machine to the finished package.
//!
//! [`desktop`] and [`memory`] are public because the end-to-end tests start the application on the same virtual
//! desktop, and measure its memory as the benchmark does.

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
mod licences;
pub mod memory;
mod output;
mod package;
mod package_check;
mod package_files;
mod package_rounds;
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

/// Runs the command that the command line names. A command that fails exits with 1, a wrong command line with 2.
pub fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1);
    let (failure, code) = match cli::parse(arguments) {
        Err(mistake) => (mistake, 2),
        Ok(order) => match cli::carry_out(order) {
            Ok(()) => return ExitCode::SUCCESS,
            Err(failure) => (failure, 1),
        },
    };
    output::complain(&failure);
    ExitCode::from(code)
}
