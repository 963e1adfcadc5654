//! Building the application.

use std::path::PathBuf;
use std::process::Command;

use crate::program::{cargo, npm, program, run};
use crate::setup::{self, Purpose};
use crate::{Result, tree};

/// Builds the window's files, which the application carries inside.
pub(crate) fn window() -> Result {
    setup::node_packages()?;
    run(&mut npm(&["run", "build"]))
}

/// Builds application and command line for debugging; the application's path is the answer.
///
/// All of the workspace is named, as the tests do: building fewer members would choose other features for
/// shared dependencies, and Tauri would be compiled twice.
pub(crate) fn application() -> Result<PathBuf> {
    setup::system(&[Purpose::Build, Purpose::Open])?;
    window()?;
    run(&mut cargo(&["build", "--workspace", "--bins"]))?;
    tree::built("mantrae")
}

/// A command-line tool among the packages of the window, run at the top of the repository.
pub(crate) fn tool(name: &str) -> Command {
    let name = if cfg!(windows) {
        format!("{name}.cmd")
    } else {
        name.to_owned()
    };
    program(tree::root().join("ui/node_modules/.bin").join(name))
}
