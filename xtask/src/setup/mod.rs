//! What a machine needs. Each part installs what is missing, and prints a line that says what and why.

mod apt;
mod node;
mod python;
mod rust;
mod tools;

pub(crate) use apt::{Purpose, is_installed};
pub(crate) use node::packages as node_packages;
pub(crate) use python::{SEAWEEDFS, seaweedfs, traefik, traefik_of};
pub(crate) use rust::components as rust_components;
pub(crate) use tools::{cargo_deny, tauri_driver};

use crate::Result;

/// Installs the system packages that these purposes need.
pub(crate) fn system(purposes: &[Purpose]) -> Result {
    apt::ensure(purposes)
}

/// Installs a package file.
pub(crate) fn install(file: &str) -> Result {
    apt::install(&[file])
}

/// A program that needs the rights of root.
pub(crate) fn as_root(name: &str) -> Result<std::process::Command> {
    apt::as_root(name)
}

/// Removes a package by name.
pub(crate) fn remove(name: &str) -> Result {
    apt::remove(name)
}
