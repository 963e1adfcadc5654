//! Changes seed files at random and holds every result to what must hold of any file; `cargo xtask fuzz` runs it.
//!
//! The parent starts a child that works through numbered inputs, each made from the seed and its number alone. So
//! whatever becomes of the child, a crash, an overflow of the stack, an endless loop, the parent can make the same
//! input again and keep it.

#[path = "../../tests/model/judge.rs"]
mod judge;
mod mutate;
mod random;
mod seeds;
mod worker;

use std::error::Error;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// How long a child may be silent: an input that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(20);

type Answer<T> = Result<T, Box<dyn Error>>;

fn main() -> Answer<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| {
        let at = words.iter().position(|word| word == name)?;
        words.get(at + 1).cloned()
    };
    let number = |name: &str, default: u64| value(name).and_then(|text| text.parse().ok()).unwrap_or(default);
    let folder = PathBuf::from(value("--out").unwrap_or_else(|| "target/fuzz".to_owned()));
    let seed = number("--seed", 1);
    if let Some(from) = value("--worker") {
        return worker::run(seed, from.parse()?, &folder);
    }
    let minutes = number("--minutes", 10);
    std::fs::create_dir_all(&folder)?;
    let ended = Instant::now() + Duration::from_secs(60 * minutes);
    let mut next = 0;
    let mut found = 0;
    while Instant::now() < ended {
        next = parent(seed, next, &folder, ended, &mut found)?;
    }
    tell(&format!(
        "{next} inputs from seed {seed} in {minutes} minutes, {found} failures"
    ));
    if found > 0 {
        tell(&format!(
            "they lie in {}. To keep one as a case: copy it to crates/traefik-dynamic/tests/cases and name it in the table of \
             tests/model/kept.rs",
            folder.display()
        ));
        return Err("some inputs failed".into());
    }
    Ok(())
}

/// Watches one child until it ends; the number of the next input.
fn parent(seed: u64, from: u64, folder: &Path, ended: Instant, found: &mut u64) -> Answer<u64> {
    let said = folder.join("output.txt");
    let mut child = Command::new(std::env::current_exe()?)
        .args([
            "--worker",
            &from.to_string(),
            "--seed",
            &seed.to_string(),
            "--out",
        ])
        .arg(folder)
        .stdout(File::create(&said)?)
        .stderr(File::options().append(true).open(&said)?)
        .spawn()?;
    let (at, why) = watch(&mut child, folder, ended)?;
    let output = std::fs::read_to_string(&said)?;
    let failures = std::fs::read_to_string(folder.join("failures.txt")).unwrap_or_default();
    *found += u64::try_from(failures.lines().count())?;
    failures.lines().for_each(tell);
    if let Some(why) = why {
        *found += 1;
        let (bytes, file) = mutate::input(seed, at, &seeds::all());
        tell(&format!("input {at}: {why}"));
        keep(folder, seed, at, &file, &bytes, &format!("{why}\n{output}"))?;
    } else if !output.is_empty() {
        *found += 1;
        tell(&format!("something was printed: {output}"));
    }
    Ok(at + 1)
}

/// The last input of a child, and why it did not end by itself.
fn watch(child: &mut Child, folder: &Path, ended: Instant) -> Answer<(u64, Option<String>)> {
    let (mut last, mut since) = (None, Instant::now());
    loop {
        std::thread::sleep(Duration::from_millis(200));
        let at = worker::progress(folder);
        if at != last {
            (last, since) = (at, Instant::now());
        }
        let at = last.unwrap_or(0);
        if let Some(status) = child.try_wait()? {
            let at = worker::progress(folder).unwrap_or(at);
            return Ok((
                at,
                (!status.success()).then(|| format!("the program ended: {status}")),
            ));
        }
        if since.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Ok((at, Some(format!("no answer in {} s", PATIENCE.as_secs()))));
        }
        if Instant::now() > ended + PATIENCE {
            child.kill()?;
            child.wait()?;
            return Ok((at, None));
        }
        if Instant::now() > ended {
            File::create(folder.join("stop"))?;
        }
    }
}

/// Writes a failing input down, with what is known about it beside it.
fn keep(folder: &Path, seed: u64, at: u64, file: &str, bytes: &[u8], why: &str) -> Answer<()> {
    let name = format!("seed-{seed}-input-{at}-{file}");
    File::create(folder.join(&name))?.write_all(bytes)?;
    File::create(folder.join(format!("{name}.why.txt")))?.write_all(why.as_bytes())?;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the outcome is what a fuzzer is for")]
fn tell(line: &str) {
    println!("{line}");
}
