//! `cargo xtask bench`: the speed and memory use of a release build.

mod sample;
mod sizes;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::desktop::Desktop;
use crate::failure::Failure;
use crate::output::{line, say};
use crate::program::{cargo, program, read, run as carry_out};
use crate::setup::{self, Purpose};
use crate::{Result, build, memory, run, tree};
pub(crate) use sizes::Options;

/// Routers in the sample, each with a service: more than a busy reverse proxy has.
const ROUTERS: usize = 2000;

/// How many times each measurement is repeated. The median counts.
const ROUNDS: usize = 5;

/// Measures the command line and the window, and prints a table.
pub(crate) fn everything() -> Result {
    setup::system(&[Purpose::Build, Purpose::Open, Purpose::Screen])?;
    build::window()?;
    carry_out(&mut cargo(&[
        "build",
        "--release",
        "--package",
        "mantrae",
        "--package",
        "mantraectl",
    ]))?;
    // Benchmarks of single parts; `cargo test` skips those in the package `tests`.
    carry_out(&mut cargo(&["bench", "--package", "tests", "--bench", "*"]))?;
    carry_out(&mut cargo(&[
        "bench",
        "--package",
        "traefik-dynamic",
        "--bench",
        "*",
    ]))?;
    // What Traefik makes of 10,000 routers with their services, and which of them takes a request.
    carry_out(&mut cargo(&[
        "run",
        "--release",
        "--package",
        "traefik-dynamic",
        "--example",
        "speed",
    ]))?;
    let folder = tree::fresh("bench")?;
    line(&format!(
        "\n{:<44} {:>12}",
        "measurement",
        format!("median of {ROUNDS}")
    ));
    command_line(&folder)?;
    window(&folder)?;
    sizes::measure(&released("mantraectl")?, false)
}

/// Measures how the cost of commands grows with the profile.
pub(crate) fn sizes(options: &Options) -> Result {
    if let Some(program) = &options.program {
        return sizes::measure(program, options.save);
    }
    carry_out(&mut cargo(&["build", "--release", "--package", "mantraectl"]))?;
    sizes::measure(&released("mantraectl")?, options.save)
}

/// A large profile through the command line. Each time is that of a whole process.
fn command_line(folder: &Path) -> Result {
    let sample = folder.join("sample.yml");
    tree::save(&sample, sample::configuration(ROUTERS).as_bytes())?;
    let sample = sample.display().to_string();
    let data = folder.join("data");
    let tell = |words: &[&str]| {
        read(
            program(released("mantraectl")?)
                .arg("--data-dir")
                .arg(&data)
                .args(words),
        )
    };
    let size = format!("{ROUTERS} routers and services");
    measure(&format!("check {size}"), || tell(&["check", &sample]))?;
    let mut count = 0;
    measure(&format!("import {size}"), || {
        count += 1;
        let profile = format!("Sample {count}");
        tell(&["profile", "create", &profile])?;
        tell(&["import", &sample, "--profile", &profile])
    })?;
    let made = measure(&format!("back up and verify {ROUNDS} such profiles"), || {
        tell(&["--json", "backup", "create"])
    })?;
    let id = first_id(&made)?;
    measure("verify that backup", || tell(&["backup", "verify", &id]))?;
    measure("preview its restore", || tell(&["restore", &id, "--dry-run"]))?;
    measure("restore it", || tell(&["restore", &id]))?;
    Ok(())
}

/// Opens that data in the application: the time until its window opens, and its memory use then.
fn window(folder: &Path) -> Result {
    let mut desktop = Desktop::start(folder, 1280, 800)?;
    let mut opened = Vec::new();
    let mut held = Vec::new();
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let mut command = Command::new(released("mantrae")?);
        let mut application = desktop.spawn(
            command.env("MANTRAE_DATA_DIR", folder.join("data")),
            "application",
        )?;
        desktop.wait_for_window(run::TITLE)?;
        opened.push(begun.elapsed());
        sleep(Duration::from_secs(4));
        held.push(memory::held_by(application.id())?);
        let _ = application.kill();
        let _ = application.wait();
    }
    row(
        "open the window",
        &format!("{} ms", median(&mut opened).as_millis()),
    );
    row(
        "memory with the window open (PSS, all processes)",
        &format!("{} MB", median(&mut held) / 1024),
    );
    say(
        "bench",
        "times depend on the machine: compare only results from the same one",
    );
    Ok(())
}

/// Repeats the work, prints the median time, and returns the last result.
fn measure(what: &str, mut work: impl FnMut() -> Result<String>) -> Result<String> {
    let mut times = Vec::new();
    let mut answer = String::new();
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        answer = work()?;
        times.push(begun.elapsed());
    }
    row(what, &format!("{} ms", median(&mut times).as_millis()));
    Ok(answer)
}

fn row(what: &str, value: &str) {
    line(&format!("{what:<44} {value:>12}"));
}

fn median<T: Ord + Copy>(values: &mut [T]) -> T {
    values.sort_unstable();
    values[values.len() / 2]
}

/// The first `"id": "…"` of a JSON text.
fn first_id(json: &str) -> Result<String> {
    let value = json
        .split_once("\"id\"")
        .and_then(|(_, rest)| rest.split('"').nth(1));
    value
        .map(str::to_owned)
        .ok_or_else(|| Failure::new(format!("there is no id in the output of mantraectl: {json}")))
}

fn released(name: &str) -> Result<PathBuf> {
    Ok(tree::target()?.join("release").join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slow_round_does_not_move_the_median() {
        assert_eq!(median(&mut [3, 900, 2, 4, 1]), 3);
    }

    #[test]
    fn an_id_is_found_with_and_without_spaces() {
        assert_eq!(first_id(r#"{"backup":{"id":"a1","file":"x"}}"#).unwrap(), "a1");
        assert_eq!(first_id("{ \"backup\": { \"id\": \"b2\" } }").unwrap(), "b2");
        assert!(first_id("{}").is_err());
    }
}
