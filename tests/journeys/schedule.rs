//! Backups by themselves, with a clock that the test moves.

use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use mantrae_core::archive::Trigger;
use mantrae_core::backup::Backup;
use mantrae_core::engine::{Looked, Options, PauseFor};
use mantrae_core::schedule::Schedule;
use mantrae_core::settings::{Change, Environment};
use mantrae_core::verdict::VerdictKind;
use mantrae_core::{Code, Engine};
use tests::{Computer, EXAMPLE, PROFILE};

static MINUTES: AtomicI64 = AtomicI64::new(0);

/// Ten minutes past an hour, and as many minutes later as the test said.
fn now() -> DateTime<Utc> {
    let start: DateTime<Utc> = "2026-11-26T12:10:00Z".parse().unwrap();
    start + TimeDelta::minutes(MINUTES.load(Ordering::SeqCst))
}

fn later(minutes: i64) {
    MINUTES.fetch_add(minutes, Ordering::SeqCst);
}

async fn open(root: PathBuf, environment: Environment) -> Engine {
    let mut options = Options::new(root);
    options.clock = now;
    options.environment = environment;
    Engine::open(options).await.unwrap()
}

async fn made(engine: &Engine) -> Backup {
    let looked = engine.look_at_schedule().await.unwrap();
    let backup = match &looked {
        Looked::Made(backup) => Some(backup.as_ref().clone()),
        _ => None,
    };
    assert!(backup.is_some(), "a backup is due: {looked:?}");
    backup.unwrap()
}

async fn assert_nothing_due(engine: &Engine, why: &str) {
    let looked = engine.look_at_schedule().await.unwrap();
    assert!(matches!(looked, Looked::Nothing), "{why}: {looked:?}");
}

fn hourly(automatic: bool) -> Change {
    Change::Schedule(Schedule {
        cron: "0 * * * *".parse().unwrap(),
        automatic,
    })
}

/// "The window and the service on my server both look after the same folder."
#[tokio::test]
async fn two_programs_make_each_backup_once() {
    let computer = Computer::new().await;
    let root = computer.beside("shared");
    let window = open(root.clone(), Environment::default()).await;
    let service = open(root, Environment::default()).await;
    window.create_profile(PROFILE, "").await.unwrap();
    let file = computer.file("example.yml", EXAMPLE);
    let request = mantrae_core::import::Request::files(&[file]);
    let plan = window.prepare_import(PROFILE, &request).await.unwrap();
    window.apply_import(&plan, &[]).await.unwrap();
    window.change_setting(hourly(true)).await.unwrap();
    assert_nothing_due(&window, "a new schedule begins with its next time").await;
    let next = window.verdict().await.unwrap().next_due.unwrap();
    assert_eq!(next, "2026-11-26T13:00:00.000Z", "the verdict says when");

    later(50);
    let first = made(&window).await;
    assert_eq!(first.trigger, Trigger::Schedule, "it is on time");
    assert_nothing_due(&service, "the other program made it").await;

    later(5 * 60 + 30);
    let late = made(&service).await;
    assert_eq!(late.trigger, Trigger::CatchUp, "it is made up");
    assert_nothing_due(&window, "and only once").await;
    let told = window.activity(3).await.unwrap();
    assert!(
        told.iter()
            .any(|entry| entry.sentence == "4 earlier backups were missed"),
        "what was missed is told: {told:?}"
    );
    let next = window.verdict().await.unwrap().next_due.unwrap();
    assert_eq!(next, "2026-11-26T19:00:00.000Z", "the next planned one stays");

    service.pause(PauseFor::Resumed).await.unwrap();
    assert_eq!(
        window.verdict().await.unwrap().kind,
        VerdictKind::Paused,
        "both know"
    );
    later(60);
    let looked = window.look_at_schedule().await.unwrap();
    assert!(matches!(looked, Looked::Skipped), "held back: {looked:?}");
    let told = &service.activity(1).await.unwrap()[0].sentence;
    assert_eq!(told, "Backup skipped: backups are paused");
    window.resume().await.unwrap();
    assert_nothing_due(&service, "what was held back is not made up").await;
    later(60);
    made(&service).await;

    window.change_setting(hourly(false)).await.unwrap();
    later(3 * 60);
    assert_nothing_due(&service, "what was saved in the window holds at once").await;
    let verdict = service.verdict().await.unwrap();
    assert_eq!(verdict.kind, VerdictKind::Off);
    assert_eq!(verdict.next_due, None);
}

/// "The variables of the manual still work."
#[tokio::test]
async fn the_environment_decides() {
    let computer = Computer::new().await;
    let environment = Environment::of([
        ("BACKUP_SCHEDULE", "30 4 * * *".to_owned()),
        ("BACKUP_AUTO_ENABLED", "false".to_owned()),
    ]);
    let engine = open(computer.beside("data"), environment).await;
    let settings = engine.settings().await;
    assert_eq!(settings.schedule.cron.as_str(), "30 4 * * *");
    assert!(!settings.schedule.automatic, "off, by the environment");
    assert_eq!(
        settings.locked,
        ["schedule", "automatic"],
        "the window shows both as locked"
    );
    let refused = engine.change_setting(hourly(true)).await.unwrap_err();
    assert_eq!(refused.code, Code::InvalidInput, "and changes neither");

    let wrong = Environment::of([("BACKUP_SCHEDULE", "every night".to_owned())]);
    let engine = open(computer.beside("wrong"), wrong).await;
    let settings = engine.settings().await;
    assert_eq!(
        settings.schedule,
        Schedule::standard().unwrap(),
        "what makes no sense is not used"
    );
    assert_eq!(settings.troubles.len(), 1, "but told");
}
