//! What other programs of this computer can see of ours: its arguments, and what is left when it crashes.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

const CANARY: &str = "canary/secret+of-the-process";
const ABORT: i32 = 6;

/// Keeps the schedule, with a secret in memory and in its environment; gone with the value.
struct Running(Child);

impl Running {
    fn start(folder: &Path) -> Self {
        // As a shell that was told to keep every image of memory.
        let mut child = Command::new("sh")
            .args(["-c", "ulimit -c unlimited && exec \"$0\" \"$@\""])
            .args([env!("CARGO_BIN_EXE_mantraectl"), "--data-dir", "data"])
            .args(["schedule", "run"])
            .current_dir(folder)
            .envs([
                ("STORAGE_TYPE", "local,s3"),
                ("STORAGE_S3_ENDPOINT", "https://127.0.0.1:1"),
                ("STORAGE_S3_BUCKET", "backups"),
                ("STORAGE_S3_ACCESS_KEY", "AKIA"),
                ("STORAGE_S3_SECRET_KEY", CANARY),
                ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere"),
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // It says when the next backup is due: everything was read by then.
        let told = child.stderr.take().unwrap();
        let running = Self(child);
        let mut line = String::new();
        BufReader::new(told).read_line(&mut line).unwrap();
        assert!(line.starts_with("The schedule is kept"), "it runs: {line}");
        running
    }

    fn told_by_the_kernel(&self, what: &str) -> String {
        std::fs::read_to_string(format!("/proc/{}/{what}", self.0.id())).unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn arguments_hold_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(folder.path());
    let arguments = running.told_by_the_kernel("cmdline");
    assert!(
        arguments.contains("schedule"),
        "these are its arguments: {arguments}"
    );
    assert!(!arguments.contains(CANARY));
    let children = running.told_by_the_kernel(&format!("task/{}/children", running.0.id()));
    assert_eq!(children, "", "and it hands the secret to no other program");
}

#[test]
fn a_crash_leaves_no_image_of_memory() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = Running::start(folder.path());
    let limits = running.told_by_the_kernel("limits");
    let core = limits.lines().find(|line| line.starts_with("Max core file size"));
    let core: Vec<&str> = core.unwrap().split_whitespace().collect();
    assert_eq!(core[4..6], ["0", "0"], "neither now nor later: {limits}");
    let kill = ["-ABRT", &running.0.id().to_string()].map(str::to_owned);
    assert!(Command::new("kill").args(kill).status().unwrap().success());
    let ended = running.0.wait().unwrap();
    assert_eq!(ended.signal(), Some(ABORT), "it crashed");
    assert!(
        !ended.core_dumped(),
        "what it held in memory would lie on the disk"
    );
    let left: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(left, ["data"]);
}
