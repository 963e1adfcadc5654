//! `cargo xtask audit`: what we depend on.

use crate::failure::Failure;
use crate::program::{npm, program, run};
use crate::{Result, setup};

/// Licences, sources and known holes.
pub(crate) fn everything() -> Result {
    licences()?;
    setup::node_packages()?;
    let holes_in_rust = deny(&["advisories"]);
    // Only what the window ships: a hole in a build tool never reaches a person.
    let holes_in_npm = run(&mut npm(&["audit", "--omit=dev"]));
    holes_in_rust.and(holes_in_npm).map_err(|failure| {
        Failure::new(format!(
            "{failure}; a list of known holes comes over the network, so without one this part cannot be done"
        ))
    })
}

/// The part that asks nobody for a list of holes.
pub(crate) fn licences() -> Result {
    deny(&["licenses", "bans", "sources"])
}

fn deny(checks: &[&str]) -> Result {
    run(program(setup::cargo_deny()?).arg("check").args(checks))
}
