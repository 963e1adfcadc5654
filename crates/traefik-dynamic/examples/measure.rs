//! Reads and checks files: how long it takes, how much memory it needs at most, and what comes out.
//!
//! `cargo run --release -p traefik-dynamic --example measure -- FILE`; one file a run, because memory is counted
//! from the start.

use std::time::Instant;

use traefik_dynamic::read;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for file in std::env::args().skip(1) {
        let bytes = std::fs::read(&file)?;
        let begun = Instant::now();
        let reading = read(&bytes, &file, None);
        let taken = begun.elapsed();
        let found = reading.check(&|_, _| true).len();
        let first = reading.problems.first().map(|problem| problem.code.as_str());
        tell(&format!(
            "{:>8.1} ms read {:>8.1} ms with check {:>7} KB at most, of which the file has {:>6}: {:?} {} components, {} + {found} \
             problems, first {first:?}; {file}",
            taken.as_secs_f64() * 1e3,
            begun.elapsed().as_secs_f64() * 1e3,
            peak(),
            bytes.len() / 1024,
            reading.verdict,
            reading.components.len(),
            reading.problems.len(),
        ));
    }
    Ok(())
}

/// The most memory that the program has held, in kilobytes; 0 where the system does not tell.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

#[expect(clippy::print_stdout, reason = "the figures are what it is for")]
fn tell(line: &str) {
    println!("{line}");
}
