//! `cargo xtask audit`: what we depend on.

use crate::failure::Failure;
use crate::output::say;
use crate::program::{cargo, npm, run, succeeds};
use crate::{Result, setup};

/// Licences, sources and known holes; installs cargo-deny, which takes minutes.
pub(crate) fn everything() -> Result {
    if !has_deny() {
        say(
            "set-up",
            "cargo-deny is missing (it checks licences and known holes): installing with cargo, which takes minutes",
        );
        run(&mut cargo(&["install", "cargo-deny", "--locked", "--quiet"]))?;
    }
    licences()?;
    setup::node_packages()?;
    let holes_in_rust = run(&mut cargo(&["deny", "check", "advisories"]));
    // Only what the window ships: a hole in a build tool never reaches a person.
    let holes_in_npm = run(&mut npm(&["audit", "--omit=dev"]));
    holes_in_rust.and(holes_in_npm).map_err(|failure| {
        Failure::new(format!(
            "{failure}; a list of known holes comes over the network, so without one this part cannot be done"
        ))
    })
}

/// The part that asks nobody for a list of holes, where cargo-deny is there: for `test`.
pub(crate) fn if_at_hand() -> Result {
    if has_deny() {
        return licences();
    }
    say(
        "test",
        "skipped: licences and sources (cargo-deny is not installed; `cargo xtask audit` installs it)",
    );
    Ok(())
}

fn licences() -> Result {
    run(&mut cargo(&["deny", "check", "licenses", "bans", "sources"]))
}

fn has_deny() -> bool {
    succeeds(&mut cargo(&["deny", "--version"]))
}
