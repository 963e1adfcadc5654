//! What other programs of this computer can see of ours: its arguments, and what is left when it crashes.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

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
        assert!(line.starts_with("Running on schedule"), "it runs: {line}");
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

fn mantraectl(folder: &Path, words: &[&str]) -> String {
    let answer = Command::new(env!("CARGO_BIN_EXE_mantraectl"))
        .args(["--data-dir", "data", "--json"])
        .args(words)
        .current_dir(folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&answer.stderr);
    assert!(answer.status.success(), "{words:?}: {said}");
    String::from_utf8(answer.stdout).unwrap()
}

fn holds(folder: &Path, is_wanted: impl Fn(&str) -> bool) -> bool {
    std::fs::read_dir(folder).is_ok_and(|entries| {
        entries
            .flatten()
            .any(|entry| is_wanted(&entry.file_name().to_string_lossy()))
    })
}

/// "My server restarts at two in the night, when the backup runs."
#[test]
fn told_to_end_it_finishes_the_backup_it_makes() {
    let folder = tempfile::tempdir().unwrap();
    let mut yaml = String::from("http:\n  routers:\n");
    for number in 0..2_000 {
        writeln!(
            yaml,
            "    app-{number}:\n      rule: Host(`app-{number}.example.com`)\n      service: app@docker"
        )
        .unwrap();
    }
    mantrae_core::fs::write_atomic(&folder.path().join("many.yml"), yaml.as_bytes()).unwrap();
    mantraectl(folder.path(), &["profile", "create", "Home"]);
    mantraectl(folder.path(), &["import", "many.yml", "--profile", "Home"]);
    let (data, kept) = (folder.path().join("data"), folder.path().join("data/backups"));
    // Without the way back from the import there is no backup at all, and the first one is due at once.
    std::fs::remove_dir_all(&kept).unwrap();
    std::fs::create_dir(&kept).unwrap();
    let mut running = Running::start(folder.path());
    let end = Instant::now() + Duration::from_secs(100);
    while !holds(&data.join("staging"), |_| true) {
        assert!(Instant::now() < end, "no backup began");
        std::thread::sleep(Duration::from_millis(1));
    }
    let kill = ["-TERM", &running.0.id().to_string()].map(str::to_owned);
    assert!(Command::new("kill").args(kill).status().unwrap().success());
    let is_made = holds(&kept, |name| name.contains(".zip"));
    assert!(!is_made, "it was told to end while the backup was being made");
    assert!(running.0.wait().unwrap().success(), "it ended in order");
    let list = mantraectl(folder.path(), &["backup", "list"]);
    let scheduled = list.matches("\"trigger\":\"schedule\"").count();
    assert_eq!(scheduled, 1, "the backup is there: {list}");
    let activity = mantraectl(folder.path(), &["activity", "list"]);
    assert!(
        !activity.contains("interrupted"),
        "nothing was broken off: {activity}"
    );
}
