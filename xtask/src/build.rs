//! Building the application.

use std::path::PathBuf;
use std::process::Command;

use crate::program::{cargo, npm, program, run};
use crate::setup::{self, Purpose};
use crate::{Result, tree};

/// Builds the window's files, which are embedded in the application.
pub(crate) fn window() -> Result {
    setup::node_packages()?;
    run(&mut npm(&["run", "build"]))
}

/// Builds a debug version of the application and the command line, and returns the path of the application.
///
/// It builds the whole workspace, as the tests do: with fewer members, cargo would choose other features for
/// shared dependencies and compile Tauri twice.
pub(crate) fn application() -> Result<PathBuf> {
    setup::system(&[Purpose::Build, Purpose::Open])?;
    window()?;
    run(&mut cargo(&["build", "--workspace", "--bins"]))?;
    tree::built("mantrae")
}

/// A command-line tool from the npm packages of the window, run at the top of the repository.
pub(crate) fn tool(name: &str) -> Command {
    let name = if cfg!(windows) {
        format!("{name}.cmd")
    } else {
        name.to_owned()
    };
    program(tree::root().join("ui/node_modules/.bin").join(name))
}
