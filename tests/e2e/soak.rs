//! Weeks in minutes: `cargo xtask soak` runs it with the program as it is given away.

use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

use serde_json::Value;
use tests::{EXAMPLE, PROFILE};
use xtask::memory;

use crate::desktop::{Desktop, TITLE};
use crate::tray::Tray;

const MINUTE: Duration = Duration::from_mins(1);
/// How long the schedule is kept under signals.
const KEPT: Duration = Duration::from_mins(15);
/// How long the program is watched at rest.
const WATCHED: Duration = Duration::from_mins(5);
/// Less than the time after which it is begun anew.
const JUST: Duration = Duration::from_secs(2);
/// So long after its window went it is begun anew, and a little more.
const SOON: Duration = Duration::from_secs(10);

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn between(&mut self, least: u64, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        least + self.0 % (most - least + 1)
    }

    fn seconds(&mut self, least: u64, most: u64) -> Duration {
        Duration::from_secs(self.between(least, most))
    }
}

/// "My computer sleeps, crashes and is switched off: each backup that was due is made or said to be missed, none
/// twice."
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a quarter of an hour: `cargo xtask soak`"]
async fn soak_of_the_schedule() {
    let mut desktop = Desktop::start();
    let file = desktop.folder().join("example.yml");
    mantrae_core::fs::write_atomic(&file, EXAMPLE.as_bytes()).expect("the example");
    desktop.mantraectl(&["profile", "create", PROFILE]);
    let file = file.display().to_string();
    desktop.mantraectl(&["import", &file, "--profile", PROFILE]);
    let begun = early_in_a_minute().await;
    desktop.mantraectl(&["schedule", "set", "* * * * *"]);
    let end = Instant::now() + KEPT;
    let mut dice = Dice(0x5EED_CAFE);
    let mut keeper = desktop.keep_schedule();
    let (mut slept, mut killed) = (0, 0);
    while Instant::now() < end {
        tokio::time::sleep(dice.seconds(10, 50)).await;
        if dice.between(0, 1) == 0 {
            signal(&keeper, "STOP");
            tokio::time::sleep(dice.seconds(20, 150)).await;
            signal(&keeper, "CONT");
            slept += 1;
        } else {
            signal(&keeper, "KILL");
            keeper.wait().expect("it ends");
            tokio::time::sleep(dice.seconds(5, 100)).await;
            keeper = desktop.keep_schedule();
            killed += 1;
        }
    }
    // What is due now is made before it is counted.
    tokio::time::sleep(MINUTE + Duration::from_secs(35)).await;
    signal(&keeper, "TERM");
    keeper.wait().expect("it ends");

    let answer = desktop.mantraectl(&["activity", "list", "--limit", "1000"]);
    let entries = answer["activity"].as_array().cloned().unwrap_or_default();
    let mut runs: Vec<i64> = entries.iter().filter(|entry| is_run(entry)).map(minute).collect();
    runs.sort_unstable();
    let missed: i64 = entries.iter().filter_map(missed).sum();
    // The first is due with the minute after the schedule began, whether it was made or not.
    let due = runs.last().copied().unwrap_or(begun) - begun;
    let made = i64::try_from(runs.len()).expect("a small number");
    println!("{due} due: {made} made, {missed} said to be missed; {slept} sleeps, {killed} kills");
    let mut distinct = runs.clone();
    distinct.dedup();
    assert_eq!(distinct, runs, "none is made twice");
    assert_eq!(
        made + missed,
        due,
        "each is made, or said to be missed: {entries:#?}"
    );
    assert!(slept > 0 && killed > 0, "both happened");
}

/// This minute, once so much of it is left that what begins now begins in it.
async fn early_in_a_minute() -> i64 {
    loop {
        let now = chrono::Utc::now().timestamp();
        if now % 60 < 45 {
            return now / 60;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

fn is_run(entry: &Value) -> bool {
    let by_itself = ["schedule", "catch-up"]
        .map(Value::from)
        .contains(&entry["trigger"]);
    entry["kind"] == "backup" && by_itself && entry["outcome"] == "ok"
}

fn minute(entry: &Value) -> i64 {
    let at = entry["started_at"].as_str().unwrap_or_default();
    let at: chrono::DateTime<chrono::Utc> = at.parse().expect("a moment");
    at.timestamp() / 60
}

/// How many an entry says were missed.
fn missed(entry: &Value) -> Option<i64> {
    let sentence = entry["sentence"].as_str()?;
    let number = sentence.split_once(" earlier backup")?.0;
    number.parse().ok()
}

fn signal(process: &Child, name: &str) {
    let told = std::process::Command::new("kill")
        .args([format!("-{name}"), process.id().to_string()])
        .status();
    assert!(told.is_ok_and(|status| status.success()), "kill -{name}");
}

/// What the program costs that waits for the next backup.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "seven minutes: `cargo xtask soak`"]
async fn soak_of_the_tray() {
    let mut desktop = Desktop::start();
    desktop.mantraectl(&["profile", "create", PROFILE]);
    desktop.mantraectl(&["backup", "create"]);
    desktop.mantraectl(&["settings", "set", "on_close", "keep-running"]);
    let tray = desktop.show_tray().await;
    let mut application = desktop.launch(&["--hidden"]);
    let process = application.id();
    row(&tray).await;
    tokio::time::sleep(Duration::from_secs(20)).await;
    let hidden = megabytes(process);

    let (cpu, switches) = (ticks(process), wakes(process));
    tokio::time::sleep(WATCHED).await;
    let seconds = WATCHED.as_secs_f64();
    // The kernel counts in hundredths of a second.
    let cpu = f64::from(ticks(process) - cpu) / seconds;
    let wakes = f64::from(wakes(process) - switches) / seconds;

    let mut opened = Vec::new();
    for _ in 0..3 {
        let begun = Instant::now();
        tray.click("Open Mantrae").await;
        desktop.wait_for_window(TITLE);
        opened.push(begun.elapsed());
        tokio::time::sleep(Duration::from_secs(4)).await;
        desktop.close_window(TITLE);
        desktop.wait_for_no_window(TITLE);
        tokio::time::sleep(JUST).await;
    }
    opened.sort_unstable();
    let just = megabytes(process);
    tokio::time::sleep(SOON).await;
    let closed = megabytes(process);
    tokio::time::sleep(MINUTE).await;
    let rested = megabytes(process);
    row(&tray).await;
    let begun = Instant::now();
    tray.click("Open Mantrae").await;
    desktop.wait_for_window(TITLE);
    let cold = begun.elapsed();
    println!("started hidden               {hidden:>6} MB (at most 70)");
    println!(
        "at rest over five minutes    {cpu:>6.2} % of a core (at most 0.2), {wakes:.1} wake-ups a second (at most 5)"
    );
    println!(
        "the window comes in          {:>6} ms, the middle of 3",
        opened[1].as_millis()
    );
    println!("the window just closed       {just:>6} MB, for about five seconds");
    println!("after the window was closed  {closed:>6} MB (at most 140)");
    println!("a minute later               {rested:>6} MB (at most 70)");
    println!("the window comes then in     {:>6} ms", cold.as_millis());
    application.kill().expect("it can be ended");
    application.wait().expect("it ends");
    assert!(
        hidden <= 70 && closed <= 140 && rested <= 70,
        "it weighs too much"
    );
    assert!(cpu <= 0.2 && wakes <= 5.0, "it is not at rest");
}

/// The tray answers.
async fn row(tray: &Tray) {
    let end = Instant::now() + Duration::from_secs(20);
    while !tray
        .rows()
        .await
        .iter()
        .any(|row| row.label.starts_with("Backed up"))
    {
        assert!(Instant::now() < end, "the tray does not say how things are");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Memory of it and of all that it started, shared parts split among those who share them.
fn megabytes(process: u32) -> u64 {
    memory::held_by(process).expect("its memory can be read") / 1024
}

/// Hundredths of a second that it was at work.
fn ticks(process: u32) -> u32 {
    let stat = read(format!("/proc/{process}/stat"));
    let fields = stat
        .rsplit_once(')')
        .map(|(_, fields)| fields)
        .unwrap_or_default();
    fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u32>().ok())
        .sum()
}

/// How often one of its threads had slept and went on.
fn wakes(process: u32) -> u32 {
    let tasks = std::fs::read_dir(format!("/proc/{process}/task")).expect("it runs");
    let of_task = |task: &Path| {
        let status = read(task.join("status"));
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
        line.and_then(|number| number.trim().parse::<u32>().ok())
            .unwrap_or_default()
    };
    tasks.flatten().map(|task| of_task(&task.path())).sum()
}

fn read(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}
