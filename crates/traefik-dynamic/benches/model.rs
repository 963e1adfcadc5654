//! How long reading, comparing and writing take against a bare parse of the same YAML, and how both grow with the file.
//!
//! `cargo xtask bench` runs it. What takes longer than it may is a failure; the median of five counts.

use std::collections::HashMap;
use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use traefik_dynamic::{Change, Component, Format, Kind, change, read, write};

const ROUNDS: usize = 5;
/// How much more than in proportion ten times as many objects may take.
const GROWTH: f64 = 1.3;

type Answer<T> = Result<T, Box<dyn Error>>;

fn main() -> Answer<()> {
    let words: Vec<String> = std::env::args().collect();
    if let Some(at) = words.iter().position(|word| word == "--objects") {
        return child(words.get(at + 1).ok_or("--objects needs a number")?.parse()?);
    }
    let failures = [against_a_bare_parse()?, growth()?].concat();
    if failures.is_empty() {
        return Ok(());
    }
    Err(failures.join("; ").into())
}

/// Half as many routers as objects, and a service for each.
fn configuration(objects: usize, domain: &str) -> String {
    let mut text = String::from("http:\n  routers:\n");
    for i in 0..objects / 2 {
        let _ = write!(
            text,
            "    router-{i}:\n      rule: Host(`host{i}.{domain}`) && PathPrefix(`/api`)\n      service: service-{i}\n      \
             entryPoints:\n        - websecure\n      middlewares:\n        - auth\n        - compress\n      tls:\n        \
             certResolver: le\n"
        );
    }
    text.push_str("  services:\n");
    for i in 0..objects / 2 {
        let _ = write!(
            text,
            "    service-{i}:\n      loadBalancer:\n        servers:\n          - url: http://10.0.0.{}:8080\n        \
             healthCheck:\n          path: /health\n          interval: 10s\n",
            i % 256
        );
    }
    text
}

fn components(text: &str) -> Vec<Component> {
    let found = read(text.as_bytes(), "large.yml", None).components;
    found.into_iter().map(|found| found.component).collect()
}

/// Ten thousand routers and as many services.
fn against_a_bare_parse() -> Answer<Vec<String>> {
    let text = configuration(20_000, "example.com");
    let (old, new) = (
        components(&text),
        components(&configuration(20_000, "example.org")),
    );
    if old.len() != 20_000 {
        return Err(format!("only {} objects were read", old.len()).into());
    }
    let written = write(&old, Format::Yaml)?;
    tell(&format!(
        "10000 routers and 10000 services, {} bytes of YAML, median of {ROUNDS}",
        text.len()
    ));
    let mut times = [const { Vec::new() }; 4];
    // Turn by turn, so that a busy moment of the machine meets all of them.
    for _ in 0..ROUNDS {
        times[0].push(time(|| {
            let _ = black_box(serde_yaml::from_str::<serde_yaml::Value>(&text));
        }));
        times[1].push(time(|| {
            let reading = read(text.as_bytes(), "large.yml", None);
            black_box(reading.check(&|_, _| true));
        }));
        times[2].push(time(|| {
            black_box(difference(&old, &new));
        }));
        times[3].push(time(|| {
            let _ = black_box(write(&old, Format::Yaml));
        }));
    }
    let [bare, reading, comparing, writing] = times.map(median);
    tell(&format!("  {:<44} {bare:>10.1?}", "bare parse"));
    let mut failures = Vec::new();
    for (what, taken, most) in [
        ("read with places, and check", reading, 2.5),
        ("compare with another, every router changed", comparing, 0.5),
        ("write as YAML", writing, 1.0),
    ] {
        let ratio = taken.as_secs_f64() / bare.as_secs_f64();
        tell(&format!(
            "  {what:<44} {taken:>10.1?}   {ratio:.2} x (at most {most})"
        ));
        if ratio > most {
            failures.push(format!("{what}: {ratio:.2} times a bare parse"));
        }
    }
    if components(&written) != sorted(old) {
        failures.push("what is written does not read as what was given".to_owned());
    }
    Ok(failures)
}

fn sorted(mut components: Vec<Component>) -> Vec<Component> {
    components.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    components
}

/// What a review shows: each component, and the fields of those that change.
fn difference(old: &[Component], new: &[Component]) -> (usize, usize) {
    let known: HashMap<(Kind, &str), &Component> = old
        .iter()
        .map(|component| ((component.kind, component.name.as_str()), component))
        .collect();
    let (mut same, mut fields) = (0, 0);
    for component in new {
        let before = known.get(&(component.kind, component.name.as_str())).copied();
        match (change::between(before, Some(component)), before) {
            (Change::Changed, Some(before)) => fields += change::fields(before, component).len(),
            _ => same += 1,
        }
    }
    (same, fields)
}

/// Time and memory for ten and a hundred times as many objects. Memory is counted from the start of a program, so
/// that each number has one of its own.
fn growth() -> Answer<Vec<String>> {
    tell("read and check, by the number of objects");
    let mut failures = Vec::new();
    let mut before: Option<(f64, f64)> = None;
    for objects in [1_000, 10_000, 100_000_u32] {
        let mut rounds = (0..ROUNDS)
            .map(|_| measured(objects))
            .collect::<Answer<Vec<_>>>()?;
        rounds.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (time, memory) = rounds[ROUNDS / 2];
        let mut line = format!("  {objects:>7}   {time:>8.1} ms   {memory:>8.0} KB");
        if let Some((time_before, memory_before)) = before {
            let ratios = [time / time_before / 10.0, memory / memory_before / 10.0];
            let _ = write!(
                line,
                "   {:.2} and {:.2} x in proportion (at most {GROWTH})",
                ratios[0], ratios[1]
            );
            if ratios.iter().any(|ratio| *ratio > GROWTH) {
                failures.push(format!(
                    "{objects} objects: {:.2} and {:.2} x in proportion",
                    ratios[0], ratios[1]
                ));
            }
        }
        tell(&line);
        before = Some((time, memory));
    }
    Ok(failures)
}

/// Milliseconds and kilobytes, as a child tells.
fn measured(objects: u32) -> Answer<(f64, f64)> {
    let output = std::process::Command::new(std::env::current_exe()?)
        .args(["--objects", &objects.to_string()])
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    let (time, memory) = text.trim().split_once(' ').ok_or("the child tells nothing")?;
    Ok((time.parse()?, memory.parse()?))
}

fn child(objects: usize) -> Answer<()> {
    let text = configuration(objects, "example.com");
    let before = peak();
    let mut reading = None;
    let taken = time(|| {
        let found = read(text.as_bytes(), "large.yml", None);
        black_box(found.check(&|_, _| true));
        reading = Some(found);
    });
    let count = reading.map_or(0, |reading| reading.components.len());
    if count != objects {
        return Err(format!("only {count} objects were read").into());
    }
    tell(&format!("{} {}", taken.as_secs_f64() * 1e3, peak() - before));
    Ok(())
}

/// The most memory that was held, in kilobytes; 0 where the system does not tell.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

fn time(work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

#[expect(clippy::print_stdout, reason = "the figures are what a benchmark is for")]
fn tell(line: &str) {
    println!("{line}");
}
