//! `cargo xtask test` and its quick part, `cargo xtask check`.

use std::time::Instant;

use crate::output::say;
use crate::program::{WITHOUT_APPLICATION, cargo, npm, run};
use crate::setup::{self, Purpose};
use crate::{Result, audit, build, e2e, licences, queries, traefik};

/// A step's name and what it does.
type Step = (&'static str, fn() -> Result);

const EVERYTHING: [Step; 11] = [
    ("formatting", format),
    ("build of the window", build::window),
    ("queries", queries::check),
    ("lints", || lints(&[])),
    ("lints of xtask", lints_of_xtask),
    ("Rust tests", || rust_tests(&[])),
    ("real Traefik", || traefik::judges(&[], None)),
    ("window tests", window_tests),
    ("licences and sources", audit::licences),
    ("list of licences", licences::check),
    // Last, so that its result is the last thing printed.
    ("real window", || e2e::run(None)),
];

const WITHOUT_WEBKIT: [Step; 6] = [
    ("formatting", format),
    ("queries", queries::check),
    ("lints", || lints(&WITHOUT_APPLICATION)),
    ("Rust tests", || rust_tests(&WITHOUT_APPLICATION)),
    ("real Traefik", || traefik::judges(&WITHOUT_APPLICATION, None)),
    ("window tests", window_tests),
];

/// Everything that must pass before a change goes in.
pub(crate) fn everything() -> Result {
    setup::rust_components()?;
    let all = [
        Purpose::Build,
        Purpose::Open,
        Purpose::Screen,
        Purpose::Drive,
        Purpose::Recover,
    ];
    setup::system(&all)?;
    setup::node_packages()?;
    one_by_one(&EVERYTHING)
}

/// What can be checked while writing code.
pub(crate) fn without_webkit() -> Result {
    setup::rust_components()?;
    setup::system(&[Purpose::Recover])?;
    setup::node_packages()?;
    one_by_one(&WITHOUT_WEBKIT)
}

fn one_by_one(steps: &[Step]) -> Result {
    let start = Instant::now();
    let mut times = Vec::new();
    for (index, (name, step)) in steps.iter().enumerate() {
        say("test", format!("step {} of {}: {name}", index + 1, steps.len()));
        let begun = Instant::now();
        if let Err(failure) = step() {
            say(
                "test",
                format!("failed at step {} of {}: {name}", index + 1, steps.len()),
            );
            return Err(failure);
        }
        times.push(format!("{name} {} s", begun.elapsed().as_secs()));
    }
    say(
        "test",
        format!(
            "all {} steps passed in {} s ({})",
            steps.len(),
            start.elapsed().as_secs(),
            times.join(", ")
        ),
    );
    Ok(())
}

fn format() -> Result {
    run(&mut cargo(&["fmt", "--all", "--check"]))
}

fn lints(but: &[&str]) -> Result {
    // Like a plain `cargo test`, `--all-targets` skips the end-to-end tests, so they are named.
    for targets in [["--all-targets"].as_slice(), &["--test", "e2e"]] {
        run(cargo(&["clippy", "--workspace"])
            .args(but)
            .args(targets)
            .args(["--", "-D", "warnings"]))?;
    }
    Ok(())
}

/// The binaries of this package that other builds skip.
fn lints_of_xtask() -> Result {
    run(&mut cargo(&[
        "clippy",
        "--package",
        "xtask",
        "--all-features",
        "--bins",
        "--",
        "-D",
        "warnings",
    ]))
}

fn rust_tests(but: &[&str]) -> Result {
    run(cargo(&["test", "--workspace"]).args(but))
}

fn window_tests() -> Result {
    for script in ["format:check", "check", "test"] {
        run(&mut npm(&["run", script]))?;
    }
    Ok(())
}
