//! The child: one input after the other.

use std::fs::File;
use std::io::{Seek, Write};
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::{Answer, judge, keep, mutate, seeds};

/// How long reading, writing and reading again may take.
const SLOW: Duration = Duration::from_secs(1);
/// How much memory may be held, in kilobytes, with inputs of a megabyte at most.
const MEMORY: usize = 256 * 1024;

static PANIC: Mutex<Option<String>> = Mutex::new(None);

/// Works until the parent says stop.
pub(crate) fn run(seed: u64, from: u64, folder: &Path) -> Answer<()> {
    std::panic::set_hook(Box::new(|panic| {
        if let Ok(mut said) = PANIC.lock() {
            *said = Some(panic.to_string());
        }
    }));
    let _ = std::fs::remove_file(folder.join("stop"));
    let mut failures = File::create(folder.join("failures.txt"))?;
    let mut progress = File::create(folder.join("progress"))?;
    let seeds = seeds::all();
    let mut at = from;
    loop {
        progress.rewind()?;
        progress.write_all(&at.to_le_bytes())?;
        let (bytes, file) = mutate::input(seed, at, &seeds);
        if let Err(why) = one(&bytes, &file) {
            let line = why.lines().next().unwrap_or_default();
            writeln!(failures, "input {at} of {} bytes: {line}", bytes.len())?;
            keep(folder, seed, at, &file, &bytes, &why)?;
        }
        if at.is_multiple_of(1000) {
            let held = peak();
            if held > MEMORY {
                return Err(format!("{held} KB of memory were held").into());
            }
            if folder.join("stop").exists() {
                return Ok(());
            }
        }
        at += 1;
    }
}

/// Which input the child is at.
pub(crate) fn progress(folder: &Path) -> Option<u64> {
    let bytes = std::fs::read(folder.join("progress")).ok()?;
    Some(u64::from_le_bytes(bytes.try_into().ok()?))
}

fn one(bytes: &[u8], file: &str) -> Result<(), String> {
    let begun = Instant::now();
    let outcome = std::panic::catch_unwind(|| judge::judge(bytes, file));
    let taken = begun.elapsed();
    match outcome {
        Err(_) => {
            let said = PANIC.lock().ok().and_then(|mut said| said.take());
            Err(format!("panic: {}", said.unwrap_or_default().replace('\n', " ")))
        }
        Ok(Err(why)) => Err(why),
        Ok(Ok(_)) if taken > SLOW => Err(format!("it took {taken:?}")),
        Ok(Ok(_)) => Ok(()),
    }
}

/// The most memory that was held, in kilobytes; 0 where the system does not tell.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}
