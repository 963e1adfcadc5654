//! What a machine must have. Each part says in a line what is missing and why, and installs it.

mod apt;
mod node;
mod python;
mod rust;
mod tools;

pub(crate) use apt::{Purpose, is_installed};
pub(crate) use node::packages as node_packages;
pub(crate) use python::{SEAWEEDFS, seaweedfs, traefik};
pub(crate) use rust::components as rust_components;
pub(crate) use tools::{cargo_deny, tauri_driver};

use crate::Result;

/// Sees to it that the system has what these purposes need.
pub(crate) fn system(purposes: &[Purpose]) -> Result {
    apt::ensure(purposes)
}

/// Installs a package file.
pub(crate) fn install(file: &str) -> Result {
    apt::install(&[file])
}

/// Removes a package by its name.
pub(crate) fn remove(name: &str) -> Result {
    apt::remove(name)
}
