//! `cargo xtask fuzz`: feeds damaged files to the configuration reader and checks its guarantees, or compares what we
//! predict for generated configurations with what a real Traefik says.

use crate::program::{WITHOUT_APPLICATION, cargo, program, run};
use crate::{Result, setup, tree};

/// How long to compare with a real Traefik; whichever limit is reached first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Limit {
    pub(crate) configurations: Option<u64>,
    pub(crate) minutes: Option<u64>,
}

/// The default number of configurations to try.
const CONFIGURATIONS: u64 = 20_000;

/// Runs for this many minutes. The same seed produces the same inputs.
pub(crate) fn everything(minutes: u64, seed: u64) -> Result {
    let folder = tree::target()?.join("fuzz");
    let mut command = cargo(&[
        "run",
        "--release",
        "--package",
        "traefik-dynamic",
        "--example",
        "fuzz",
        "--",
    ]);
    command
        .args([
            "--minutes",
            &minutes.to_string(),
            "--seed",
            &seed.to_string(),
            "--out",
        ])
        .arg(folder);
    run(&mut command)
}

/// Gives generated configurations to a real Traefik and to us. The same seed produces the same configurations.
pub(crate) fn traefik(limit: Limit, seed: u64) -> Result {
    let traefik = setup::traefik()?;
    let folder = tree::target()?.join("fuzz").join("traefik");
    run(cargo(&["build", "--workspace"])
        .args(WITHOUT_APPLICATION)
        // Half of the time is spent in our code, most of it in the model and in comparing.
        .args(["--config", "profile.dev.package.traefik-dynamic.opt-level=2"])
        .args(["--config", "profile.dev.package.tests.opt-level=2"])
        .args(["--bin", "fuzz-traefik"]))?;
    let mut command = program(tree::built("fuzz-traefik")?);
    command
        .args(["--seed", &seed.to_string(), "--out"])
        .arg(folder)
        .env("MANTRAE_TEST_TRAEFIK", traefik);
    let configurations = limit
        .configurations
        .or(limit.minutes.is_none().then_some(CONFIGURATIONS));
    for (name, number) in [("--configurations", configurations), ("--minutes", limit.minutes)] {
        if let Some(number) = number {
            command.args([name, &number.to_string()]);
        }
    }
    run(&mut command)
}
