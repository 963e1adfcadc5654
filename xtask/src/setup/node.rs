//! Node.js and the npm packages of the window.

use std::fs;

use crate::failure::{Doing, Failure};
use crate::output::say;
use crate::program::{npm, program, read, run};
use crate::{Result, hash, tree};

const OLDEST: u32 = 20;

/// Installs the npm packages of `ui/` if their lock file has changed since the last time.
pub(crate) fn packages() -> Result {
    check_version()?;
    let ui = tree::root().join("ui");
    let lock = ui.join("package-lock.json");
    let wanted = fs::read(&lock).doing(|| format!("read {}", lock.display()))?;
    let wanted = hash::of_bytes(hash::SEED, &wanted);
    let stamp = ui.join("node_modules/.installed-by-xtask");
    if hash::is_stamped(&stamp, wanted) {
        return Ok(());
    }
    let state = if stamp.exists() {
        "are out of date"
    } else {
        "are missing"
    };
    say(
        "setup",
        format!("the npm packages of the window {state}: installing them"),
    );
    run(&mut npm(&["ci", "--no-audit", "--no-fund"]))?;
    hash::stamp(&stamp, wanted)
}

fn check_version() -> Result {
    let cure = "install Node.js 20 or later from your distribution or https://nodejs.org, then run this command again";
    let version = read(program("node").arg("--version")).map_err(|_| {
        Failure::new(format!(
            "Node.js is not installed, and the window cannot be built without it: {cure}"
        ))
    })?;
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse().ok());
    if major.is_some_and(|major: u32| major >= OLDEST) {
        return Ok(());
    }
    Err(Failure::new(format!(
        "Node.js {} is too old to build the window: {cure}",
        version.trim()
    )))
}
