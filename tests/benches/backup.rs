//! How long a verified backup and a restore take, and how much memory they need, against what a person would type:
//! `sqlite3 .backup`, `gzip -6`, `gzip -t`.
//!
//! `cargo xtask bench` runs it. Everything is measured in one run, the median of five counts. Another number of
//! components than 100,000 can be given as the first word after `--`.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use mantrae_core::Engine;
use mantrae_core::db::component::{self, Stored};
use mantrae_core::db::{Databases, profile};
use mantrae_core::engine::Options;
use mantrae_core::engine::restores::From;
use mantrae_core::timestamp::Timestamp;
use serde_json::json;
use traefik_dynamic::{Component, Kind};

const NUMBER: usize = 100_000;
const ROUNDS: usize = 5;
const BATCH: usize = 10_000;
/// A restore makes a safety backup first.
const RESTORE_BOUND: f64 = 2.0;
const BACKUP_BOUND: f64 = 1.0;
/// Beyond what the idle program holds.
const MEMORY_BOUND: u64 = 80 * 1024;

type Answer<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Answer<()> {
    // As both programs do.
    heap::keep_small();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure())
}

async fn measure() -> Answer<()> {
    let number = std::env::args()
        .skip(1)
        .find_map(|word| word.parse().ok())
        .unwrap_or(NUMBER);
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    fill(&data, number).await?;
    let size = std::fs::metadata(data.join("mantrae.db"))?.len();
    let engine = Engine::open(Options::new(&data)).await?;
    let (mut bare, mut ours, mut restored) = (Vec::new(), Vec::new(), Vec::new());
    // What filling it took is not what it holds.
    forget_peak()?;
    let idle = peak()?;
    let mut memory = 0;
    for round in 0..ROUNDS {
        bare.push(bare_round(&data.join("mantrae.db"), folder.path())?);
        forget_peak()?;
        let begun = Instant::now();
        let backup = engine.backups().create("").await?;
        ours.push(begun.elapsed());
        memory = memory.max(peak()?);
        let kind = Kind::HttpService;
        engine
            .components()
            .enable("bench", kind, &format!("component-{round}"), false)
            .await?;
        let plan = engine.restores().prepare(From::Backup(&backup.id), &[]).await?;
        forget_peak()?;
        let begun = Instant::now();
        engine.restores().apply(&plan.id, &[]).await?;
        restored.push(begun.elapsed());
        memory = memory.max(peak()?);
    }
    let (bare, ours, restored) = (median(bare), median(ours), median(restored));
    let (backup, restore) = (over(ours, bare), over(restored, ours));
    let more = memory.saturating_sub(idle);
    tell(&format!(
        "{number} components, {} MB, median of {ROUNDS}",
        size / 1_000_000
    ));
    tell(&format!("  sqlite3 .backup, gzip -6, gzip -t  {bare:>10.1?}"));
    tell(&format!(
        "  verified backup                      {ours:>10.1?}   {backup:.2} x (at most {BACKUP_BOUND})"
    ));
    tell(&format!(
        "  restore with its safety backup     {restored:>10.1?}   {restore:.2} x the backup (at most {RESTORE_BOUND})"
    ));
    tell(&format!(
        "  memory beyond the idle program     {:>7} MB   (at most {} MB)",
        more / 1024,
        MEMORY_BOUND / 1024
    ));
    if number >= NUMBER && (backup > BACKUP_BOUND || restore > RESTORE_BOUND || more > MEMORY_BOUND) {
        return Err("a bound is not kept".into());
    }
    Ok(())
}

async fn fill(data: &Path, number: usize) -> Answer<()> {
    std::fs::create_dir_all(data)?;
    let databases = Databases::open(&data.join("mantrae.db"), &data.join("state.db")).await?;
    let row = profile::Profile {
        uid: "bench".to_owned(),
        name: "bench".to_owned(),
        description: String::new(),
        created_at: long_ago(),
    };
    profile::insert(&mut *databases.configuration.acquire().await?, &row).await?;
    let mut transaction = databases.configuration.begin().await?;
    let mut from = 0;
    while from < number {
        let rows: Vec<Stored> = (from..number.min(from + BATCH)).map(one).collect();
        component::put(&mut transaction, &row.uid, &rows).await?;
        from += BATCH;
    }
    transaction.commit().await?;
    databases.close().await;
    Ok(())
}

/// A service of a busy site: about 800 bytes that do not repeat word for word.
fn one(number: usize) -> Stored {
    let seed = number.wrapping_mul(2_654_435_761);
    let server = |at: usize| {
        let odd = seed.rotate_left(u32::try_from(at * 7).unwrap_or(0));
        json!({ "url": format!("http://10.{}.{}.{}:{}", odd & 255, odd >> 8 & 255, odd >> 16 & 255, 1024 + (odd >> 5 & 32767)) })
    };
    let servers: Vec<_> = (0..14).map(server).collect();
    let body = json!({ "loadBalancer": {
        "servers": servers,
        "healthCheck": { "path": format!("/health/{seed:x}"), "interval": "10s", "timeout": "3s" },
        "sticky": { "cookie": { "name": format!("session-{:x}", seed.rotate_left(13)), "secure": true } },
        "passHostHeader": true,
        "serversTransport": format!("transport-{}", number % 50),
    } });
    let component = Component::from_configuration(Kind::HttpService, format!("component-{number}"), body);
    Stored::of(&component, true, long_ago())
}

/// What a careful person types, with the same guarantee that the copy can be read.
fn bare_round(database: &Path, folder: &Path) -> Answer<Duration> {
    let (copy, packed) = (folder.join("bare.db"), folder.join("bare.db.gz"));
    let begun = Instant::now();
    let backup = format!(".backup '{}'", copy.display());
    sound(Command::new("sqlite3").arg(database).arg(backup))?;
    let out = std::fs::File::create(&packed)?;
    sound(Command::new("gzip").args(["-6", "-c"]).arg(&copy).stdout(out))?;
    sound(Command::new("gzip").arg("-t").arg(&packed))?;
    let took = begun.elapsed();
    std::fs::remove_file(copy)?;
    std::fs::remove_file(packed)?;
    Ok(took)
}

fn sound(command: &mut Command) -> Answer<()> {
    if command.status()?.success() {
        return Ok(());
    }
    Err(format!("{command:?} failed").into())
}

fn over(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The most memory that this process held since [`forget_peak`], in kilobytes.
fn peak() -> Answer<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number.ok_or("no VmHWM in /proc/self/status")?.parse()?)
}

fn forget_peak() -> Answer<()> {
    let mut switch = std::fs::File::options()
        .write(true)
        .open("/proc/self/clear_refs")?;
    Ok(switch.write_all(b"5")?)
}

fn tell(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn long_ago() -> Timestamp {
    chrono::DateTime::UNIX_EPOCH.into()
}
