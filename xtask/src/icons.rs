//! `cargo xtask icons`: renders the icons.

use crate::Result;
use crate::program::{cargo, run};
use crate::tree;

/// Renders every icon. The renderer is a separate binary because it needs heavy crates.
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
