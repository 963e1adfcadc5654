//! `cargo xtask traefik`: checks what we read and write against a real Traefik.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::program::{WITHOUT_APPLICATION, cargo, run};
use crate::{Result, setup};

/// The test that runs many versions, which have to be installed for it.
const ORACLE: &str = "versions::";

/// The versions that are asked which fields they accept: the newest of each minor version, and both sides of a change
/// that came in between.
const VERSIONS: [&str; 17] = [
    "3.0.4", "3.2.0", "3.2.3", "3.3.2", "3.3.6", "3.4.0", "3.4.3", "3.5.0", "3.5.1", "3.5.3", "3.6.0",
    "3.6.8", "3.6.9", "3.6.14", "3.6.15", "3.7.0", "3.7.15",
];

/// `cargo xtask oracle`: asks many versions of Traefik which fields they accept, and compares that with the model.
pub(crate) fn oracle() -> Result {
    let mut programs = Vec::new();
    for version in VERSIONS {
        let why = "the test asks each version which fields it takes";
        let program = setup::traefik_of(version, why)?;
        programs.push(format!("{version}={}", program.display()));
    }
    run(cargo(&["test", "--workspace"])
        .args(WITHOUT_APPLICATION)
        .args(["--test", "traefik", "--"])
        .args(["--ignored", "--show-output", ORACLE])
        .env("MANTRAE_TEST_TRAEFIK_VERSIONS", programs.join(";")))
}

/// Installs Traefik and runs the tests that use it and whose name contains `filter`. Leaves out the same packages as
/// the previous tests, so that nothing is compiled twice.
pub(crate) fn judges(but: &[&str], filter: Option<&str>) -> Result {
    let traefik = setup::traefik()?;
    run(cargo(&["test", "--workspace"])
        .args(but)
        .args(["--test", "traefik", "--"])
        // A plain `cargo test` lists them as ignored, with the reason.
        .args(["--ignored", "--show-output", "--skip", ORACLE])
        .args(filter)
        .env("MANTRAE_TEST_TRAEFIK", traefik))
}

/// Gives that many invented configurations to a real Traefik: others than in any run before.
pub(crate) fn invented(count: u64) -> Result {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let traefik = setup::traefik()?;
    run(cargo(&["test", "--workspace"])
        .args(WITHOUT_APPLICATION)
        .args(["--test", "traefik", "--"])
        .args(["--ignored", "--show-output", "invented::"])
        .env("MANTRAE_TEST_TRAEFIK", traefik)
        .env("MANTRAE_TEST_SEED", seconds.saturating_mul(count).to_string())
        .env("MANTRAE_TEST_CONFIGURATIONS", count.to_string()))
}
