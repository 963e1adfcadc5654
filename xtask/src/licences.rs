//! `cargo xtask licences`: the list of everything in the programs that somebody else wrote, with licences and texts.

use crate::program::{heavy, run};
use crate::{Result, build};

/// The window shows it in About, and `mantraectl licences` prints it.
const LIST: &str = "ui/src/lib/shell/licences.json";

/// Writes the list.
pub(crate) fn write() -> Result {
    build::window()?;
    list(&[])
}

/// Fails if it is stale. The window was built before.
pub(crate) fn check() -> Result {
    list(&["--check"])
}

/// A separate binary because it needs crates that read JSON.
fn list(more: &[&str]) -> Result {
    run(heavy("list-licences", "licences").arg(LIST).args(more))
}
