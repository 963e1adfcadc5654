//! Gives generated configurations to a real Traefik and to us at the same time; `cargo xtask fuzz traefik` runs it.
//!
//! Many small configurations share one file, each with names and entry points of its own, so that Traefik has to build
//! only once for all of them. When the two differ, the configurations are tried one by one, and reduced as long as they
//! still differ.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "it is no part of the product: a run that cannot go on has failed"
)]

mod check;
#[path = "../../../../crates/traefik-dynamic/tests/model/corpus/held.rs"]
mod held;
mod meaning;
mod order;
mod real;
mod requests;
mod rules;
mod run;
mod unit;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| {
        let at = words.iter().position(|word| word == name)?;
        words.get(at + 1).cloned()
    };
    let number = |name: &str| value(name).and_then(|text| text.parse::<u64>().ok());
    let folder = PathBuf::from(value("--out").unwrap_or_else(|| "target/fuzz/traefik".to_owned()));
    let limit = run::Limit {
        configurations: number("--configurations").unwrap_or(u64::MAX),
        time: number("--minutes").map_or(Duration::MAX, |minutes| Duration::from_secs(60 * minutes)),
    };
    run::run(number("--seed").unwrap_or(1), &limit, &folder)
}
