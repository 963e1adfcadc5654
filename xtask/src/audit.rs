//! `cargo xtask audit`: licences, sources and known vulnerabilities of the dependencies.

use crate::failure::Failure;
use crate::program::{npm, program, run};
use crate::{Result, setup};

/// Checks licences, sources and known vulnerabilities.
pub(crate) fn everything() -> Result {
    licences()?;
    setup::node_packages()?;
    let advisories_for_rust = deny(&["advisories"]);
    // Only what ships with the window: users never run the build tools.
    let advisories_for_npm = run(&mut npm(&["audit", "--omit=dev"]));
    advisories_for_rust.and(advisories_for_npm).map_err(|failure| {
        Failure::new(format!(
            "{failure}; this step downloads a list of known vulnerabilities, so it needs a network"
        ))
    })
}

/// The part that needs no network.
pub(crate) fn licences() -> Result {
    deny(&["licenses", "bans", "sources"])
}

fn deny(checks: &[&str]) -> Result {
    run(program(setup::cargo_deny()?).arg("check").args(checks))
}
