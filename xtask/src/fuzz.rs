//! `cargo xtask fuzz`: the reader of configurations, held to its promises with files nobody would write.

use crate::program::{cargo, run};
use crate::{Result, tree};

/// Works through inputs for so many minutes. The same seed gives the same inputs.
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
