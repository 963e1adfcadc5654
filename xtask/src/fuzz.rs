//! `cargo xtask fuzz`: feeds damaged files to the configuration reader and checks its guarantees.

use crate::program::{cargo, run};
use crate::{Result, tree};

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
