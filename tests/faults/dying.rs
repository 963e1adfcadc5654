//! The worker that is killed, and copies of data folders for it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// A copy of a data folder; it is gone when this is dropped.
pub(crate) struct Copied {
    _folder: tempfile::TempDir,
    pub(crate) data: PathBuf,
}

/// Copies a data folder that no program has open.
pub(crate) fn copied(data: &Path) -> Copied {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("data");
    let done = Command::new("cp").arg("-a").arg(data).arg(&copy).status();
    assert!(done.unwrap().success());
    Copied {
        _folder: folder,
        data: copy,
    }
}

/// Runs the worker until the step with that number begins, when it kills itself. True if there is no such step: it went
/// on to its end.
pub(crate) fn dies_at(number: i64, words: &[&OsStr]) -> bool {
    let output = Command::new(env!("CARGO_BIN_EXE_worker"))
        .args(words)
        .arg(number.to_string())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        told.is_empty() || told == "done\n",
        "step {number}: nothing but the kill stops the worker: {told}"
    );
    !told.is_empty()
}

/// Runs the worker for some milliseconds, kills it, and gives what it said.
pub(crate) async fn dies_after(milliseconds: u64, words: &[&OsStr]) -> String {
    let mut worker = Command::new(env!("CARGO_BIN_EXE_worker"))
        .args(words)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    worker.kill().unwrap();
    let output = worker.wait_with_output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The next of numbers that look random and are the same each time.
pub(crate) fn next(dice: &mut u64) -> u64 {
    *dice ^= *dice << 13;
    *dice ^= *dice >> 7;
    *dice ^= *dice << 17;
    *dice
}
