//! `cargo xtask e2e`: the tests in the real window.

use crate::output::say;
use crate::program::{cargo, run as carry_out};
use crate::setup::{self, Purpose};
use crate::{Result, build, traefik, tree};

/// Builds the application and runs the tests whose name contains `filter`.
pub(crate) fn run(filter: Option<&str>) -> Result {
    if !cfg!(target_os = "linux") {
        say(
            "test",
            "skipping the tests in the real window: they need an X display, which only Linux has",
        );
        return Ok(());
    }
    setup::system(&[Purpose::Screen, Purpose::Drive])?;
    let driver = setup::tauri_driver()?;
    let application = build::application()?;
    let traefik = setup::traefik()?;
    carry_out(
        cargo(&TESTS)
            .args(filter)
            .env("MANTRAE_TEST_TRAEFIK", traefik)
            .env("MANTRAE_E2E_APP", application)
            .env("MANTRAE_E2E_CTL", tree::built("mantraectl")?)
            .env("MANTRAE_E2E_DRIVER", driver),
    )
}

/// How many random sequences of changes to verified backups the soak test runs.
const SEQUENCES: &str = "1000";

/// How many invented configurations the soak test gives to a real Traefik, others in each run.
const CONFIGURATIONS: u64 = 10_000;

/// Builds a release version of the application and runs the long tests: invented configurations beside a real Traefik,
/// backups that change after they were verified, programs that are killed at random moments, a schedule under signals, the application idle in the tray.
pub(crate) fn soak() -> Result {
    setup::system(&[Purpose::Build, Purpose::Open, Purpose::Screen, Purpose::Drive])?;
    traefik::invented(CONFIGURATIONS)?;
    carry_out(
        cargo(&[
            "test",
            "--package",
            "tests",
            "--test",
            "faults",
            "--",
            "changed::",
            "killed::",
            "published::",
            "typing::",
            "--nocapture",
        ])
        .env("MANTRAE_TEST_LONG", "1")
        .env("MANTRAE_TEST_SEQUENCES", SEQUENCES),
    )?;
    let driver = setup::tauri_driver()?;
    build::window()?;
    carry_out(&mut cargo(&[
        "build",
        "--release",
        "--package",
        "mantrae",
        "--package",
        "mantraectl",
    ]))?;
    let released = tree::target()?.join("release");
    carry_out(
        cargo(&TESTS)
            .args(["soak", "--ignored", "--nocapture"])
            .env("MANTRAE_E2E_APP", released.join("mantrae"))
            .env("MANTRAE_E2E_CTL", released.join("mantraectl"))
            .env("MANTRAE_E2E_DRIVER", driver),
    )
}

/// Names the whole workspace, for the same reason as [`build::application`].
pub(crate) const TESTS: [&str; 5] = ["test", "--workspace", "--test", "e2e", "--"];
