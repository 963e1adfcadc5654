//! `cargo xtask icons`.

use crate::Result;
use crate::program::{cargo, run};
use crate::tree;

/// Draws every icon anew. The painter is a program of its own, since it needs heavy crates.
pub(crate) fn draw() -> Result {
    let words = [
        "run",
        "--quiet",
        "--package",
        "xtask",
        "--features",
        "icons",
        "--bin",
        "render-icons",
        "--",
    ];
    run(cargo(&words).arg(tree::root().join("icons")))
}
