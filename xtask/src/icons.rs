//! `cargo xtask icons`: renders the icons.

use crate::Result;
use crate::program::{heavy, run};
use crate::tree;

/// Renders every icon. The renderer is a separate binary because it needs heavy crates.
pub(crate) fn draw() -> Result {
    run(heavy("render-icons", "icons").arg(tree::root().join("icons")))
}
