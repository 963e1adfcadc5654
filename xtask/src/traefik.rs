//! `cargo xtask traefik`: the real Traefik judges what we read and write.

use crate::program::{cargo, run};
use crate::{Result, setup};

/// Installs Traefik and runs the tests that ask it whose name contains `filter`. The packages left out are those that the
/// tests before left out, so that nothing is compiled twice.
pub(crate) fn judges(but: &[&str], filter: Option<&str>) -> Result {
    let traefik = setup::traefik()?;
    run(cargo(&["test", "--workspace"])
        .args(but)
        .args(["--test", "traefik", "--"])
        // A plain `cargo test` names them as ignored, with the reason.
        .args(["--ignored", "--show-output"])
        .args(filter)
        .env("MANTRAE_TEST_TRAEFIK", traefik))
}
