//! Commits with the person's own `git`, their configuration, identity and hooks. Everything here waits for it: call it on a
//! thread of its own.

use std::io::{Read, Write as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::error::{Code, Error, Result};

/// A hook or a signature may take its time, but nobody is there to answer a question.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often to try while another program uses the repository.
const ATTEMPTS: u32 = 5;
/// How often to look whether it has ended.
const LOOK: Duration = Duration::from_millis(10);
/// So many bytes of what it says are read.
const MOST: u64 = 1 << 20;
/// How long to wait between two attempts.
const PAUSE: Duration = Duration::from_millis(500);

/// Fails if the folder is in no repository.
pub fn find(folder: &Path) -> Result<()> {
    let said = run(folder, &["rev-parse", "--is-inside-work-tree"], None)?;
    if said.status.success() && said.stdout.starts_with(b"true") {
        return Ok(());
    }
    let message = format!("`{}` is in no git repository", folder.display());
    let hint = format!("Make one there: `git -C '{}' init`", folder.display());
    Err(Error::new(Code::InvalidInput, message).hint(hint))
}

/// Commits these files of the folder and nothing else; returns false if there was nothing to commit. Files that are not there
/// any more are committed as such.
pub fn commit(folder: &Path, names: &[&str], message: &str) -> Result<bool> {
    let mut attempt = 1;
    loop {
        match commit_once(folder, names, message) {
            Err(error) if error.code == Code::Busy && attempt < ATTEMPTS => {
                attempt += 1;
                std::thread::sleep(PAUSE);
            }
            done => return done,
        }
    }
}

fn commit_once(folder: &Path, names: &[&str], message: &str) -> Result<bool> {
    let (there, gone): (Vec<&str>, Vec<&str>) = names.iter().partition(|name| folder.join(name).exists());
    if !there.is_empty() {
        well(folder, &[&["add", "--"], &there[..]].concat(), None)?;
    }
    let mut known = Vec::new();
    for name in gone {
        let listed = well(folder, &["ls-files", "--", name], None)?;
        let committed = run(folder, &["cat-file", "-e", &format!("HEAD:./{name}")], None)?;
        if !listed.stdout.is_empty() {
            well(folder, &["rm", "--quiet", "--cached", "--", name], None)?;
        }
        if committed.status.success() {
            known.push(name);
        }
    }
    let all = [&there[..], &known[..]].concat();
    if all.is_empty() {
        return Ok(false);
    }
    let differs = run(
        folder,
        &[&["diff", "--cached", "--quiet", "--"], &all[..]].concat(),
        None,
    )?;
    if differs.status.success() {
        return Ok(false);
    }
    let arguments = [&["commit", "--quiet", "--file=-", "--"], &all[..]].concat();
    well(folder, &arguments, Some(message))?;
    Ok(true)
}

/// Runs `git`, and fails with what it says if it fails.
fn well(folder: &Path, arguments: &[&str], input: Option<&str>) -> Result<Output> {
    let output = run(folder, arguments, input)?;
    if output.status.success() {
        return Ok(output);
    }
    let said =
        String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    let is_busy = said.contains("index.lock");
    let said: Vec<&str> = said
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .take(3)
        .collect();
    let verb = arguments.first().copied().unwrap_or_default();
    let message = format!(
        "`git {verb}` failed in `{}`: {}",
        folder.display(),
        said.join(" · ")
    );
    let code = if is_busy { Code::Busy } else { Code::InvalidInput };
    Err(Error::new(code, message)
        .hint("Try it in a terminal, in that folder; the files themselves are written"))
}

fn run(folder: &Path, arguments: &[&str], input: Option<&str>) -> Result<Output> {
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_LITERAL_PATHSPECS", "1")
        // Those of a program that runs us inside another repository.
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(failed)?;
    let stdin = child.stdin.take();
    // Not joined if it does not end: what it started may hold the pipes open.
    let out = child
        .stdout
        .take()
        .map(|pipe| std::thread::spawn(|| all_of(pipe)));
    let err = child
        .stderr
        .take()
        .map(|pipe| std::thread::spawn(|| all_of(pipe)));
    if let Some(mut pipe) = stdin {
        // If it ends before it has read everything, its exit code says why.
        let _ = pipe.write_all(input.unwrap_or_default().as_bytes());
    }
    let status = wait(&mut child)?;
    let read = |pipe: Option<JoinHandle<Vec<u8>>>| pipe.and_then(|pipe| pipe.join().ok()).unwrap_or_default();
    Ok(Output {
        status,
        stdout: read(out),
        stderr: read(err),
    })
}

fn all_of(pipe: impl Read) -> Vec<u8> {
    let mut held = Vec::new();
    // What was read until it fails says enough.
    let _ = pipe.take(MOST).read_to_end(&mut held);
    held
}

/// Waits for the end, but not for ever.
fn wait(child: &mut Child) -> Result<ExitStatus> {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait().map_err(failed)? {
            return Ok(status);
        }
        if Instant::now() > end {
            // It may have ended just now.
            let _ = child.kill();
            let _ = child.wait();
            let message = format!("`git` did not end within {} s", PATIENCE.as_secs());
            return Err(Error::new(Code::Storage, message)
                .hint("A hook, or a key that signs commits, may be waiting for you: try it in a terminal"));
        }
        std::thread::sleep(LOOK);
    }
}

fn failed(error: std::io::Error) -> Error {
    if error.kind() == std::io::ErrorKind::NotFound {
        return Error::new(Code::InvalidInput, "`git` is not installed")
            .hint("Install it, or write the files without commits");
    }
    Error::new(Code::Storage, "`git` cannot be run").because(error)
}
