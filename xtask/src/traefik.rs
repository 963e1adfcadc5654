//! `cargo xtask traefik`: a real Traefik judges what we read and write.

use crate::program::{cargo, run};
use crate::{Result, setup};

/// Installs Traefik and runs the tests that ask it and whose name contains `filter`. Leaves out the same packages as the
/// tests that ran before, so that nothing is compiled twice.
pub(crate) fn judges(but: &[&str], filter: Option<&str>) -> Result {
    let traefik = setup::traefik()?;
    run(cargo(&["test", "--workspace"])
        .args(but)
        .args(["--test", "traefik", "--"])
        // A plain `cargo test` lists them as ignored, with the reason.
        .args(["--ignored", "--show-output"])
        .args(filter)
        .env("MANTRAE_TEST_TRAEFIK", traefik))
}
