//! The rule for keeping backups, at work.

use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use mantrae_core::activity::{Kind, Outcome};
use mantrae_core::engine::Options;
use mantrae_core::retention::Rule;
use mantrae_core::settings::{Change, Environment};
use mantrae_core::{Code, Engine};
use tests::Computer;

/// A clock of days that one test moves; each test has its own.
macro_rules! clock {
    ($name:ident) => {
        mod $name {
            pub(super) static DAY: super::AtomicI64 = super::AtomicI64::new(0);
            pub(super) fn now() -> super::DateTime<super::Utc> {
                super::noon(DAY.load(super::Ordering::SeqCst))
            }
        }
    };
}

fn noon(day: i64) -> DateTime<Utc> {
    let start: DateTime<Utc> = "2026-03-01T11:00:00Z".parse().unwrap();
    start + TimeDelta::days(day)
}

async fn open(root: PathBuf, clock: fn() -> DateTime<Utc>, rule: Option<&str>) -> Engine {
    let mut options = Options::new(root);
    options.clock = clock;
    options.environment = Environment::of(rule.map(|rule| ("BACKUP_RETENTION", rule.to_owned())));
    Engine::open(options).await.unwrap()
}

fn at(engine_day: &AtomicI64, day: i64) {
    engine_day.store(day, Ordering::SeqCst);
}

clock!(thirty);

/// "I set thirty days, and that is what I have: no more, and never less."
#[tokio::test]
async fn old_backups_go_after_a_verified_one() {
    let computer = Computer::new().await;
    let engine = open(computer.beside("other"), thirty::now, None).await;
    let mut ids = Vec::new();
    for day in [0, 10, 20, 30] {
        at(&thirty::DAY, day);
        ids.push(engine.backups().create("").await.unwrap().id);
    }
    engine.backups().pin(&ids[0], true).await.unwrap();
    at(&thirty::DAY, 45);
    let newest = engine.backups().create("").await.unwrap().id;
    let there: Vec<String> = engine
        .backups()
        .list()
        .await
        .unwrap()
        .into_iter()
        .map(|one| one.id)
        .collect();
    assert_eq!(
        there,
        [&newest, &ids[3], &ids[2], &ids[0]].map(Clone::clone),
        "the one of day 10 is older than 30 days; the pinned one stays"
    );
    let entries = engine.activity(10).await.unwrap();
    let gone = entries.iter().find(|entry| entry.kind == Kind::Delete).unwrap();
    assert_eq!(gone.sentence, "1 old backup cleaned up");
    assert!(
        gone.detail.as_deref().unwrap().contains("older than 30 days"),
        "each removal names its rule: {:?}",
        gone.detail
    );
}

clock!(failing);

/// "The new backup failed: the old ones are all I have, and they stay."
#[tokio::test]
async fn nothing_goes_after_a_failed_backup() {
    let computer = Computer::new().await;
    let root = computer.beside("other");
    let engine = open(root.clone(), failing::now, None).await;
    engine.backups().create("").await.unwrap();
    at(&failing::DAY, 5);
    engine.backups().create("").await.unwrap();
    at(&failing::DAY, 60);
    let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}", root.join("mantrae.db").display()))
        .await
        .unwrap();
    sqlx::query("ALTER TABLE component RENAME TO elsewhere")
        .execute(&pool)
        .await
        .unwrap();
    engine.backups().create("").await.unwrap_err();
    assert_eq!(
        engine.backups().list().await.unwrap().len(),
        2,
        "both old ones are there"
    );
}

clock!(wrong);

/// "My clock jumped to next year, and back."
#[tokio::test]
async fn a_wrong_clock_removes_nothing() {
    let computer = Computer::new().await;
    let engine = open(computer.beside("other"), wrong::now, None).await;
    for day in [0, 1, 2] {
        at(&wrong::DAY, day);
        engine.backups().create("").await.unwrap();
    }
    at(&wrong::DAY, 400);
    engine.backups().create("").await.unwrap();
    assert_eq!(
        engine.backups().list().await.unwrap().len(),
        4,
        "400 days at once: nothing goes"
    );
    let entries = engine.activity(5).await.unwrap();
    let run = entries.iter().find(|entry| entry.kind == Kind::Backup).unwrap();
    assert!(
        run.detail.as_deref().unwrap().contains("clock may be wrong"),
        "{run:?}"
    );
    at(&wrong::DAY, 3);
    engine.backups().create("").await.unwrap();
    assert_eq!(
        engine.backups().list().await.unwrap().len(),
        5,
        "back again: nothing goes"
    );
}

clock!(environment);

clock!(together);

/// "I told the command line to keep everything, and the program in the tray kept to it from that moment."
#[tokio::test]
async fn a_rule_that_another_program_saved_holds_at_once() {
    let computer = Computer::new().await;
    let root = computer.beside("other");
    let tray = open(root.clone(), together::now, None).await;
    for day in [0, 10, 20, 30] {
        at(&together::DAY, day);
        tray.backups().create("").await.unwrap();
    }
    let other = open(root, together::now, None).await;
    let keep_all = Change::Retention(Rule::KeepAll);
    other.settings().change(keep_all).await.unwrap();
    at(&together::DAY, 45);
    tray.backups().create("").await.unwrap();
    assert_eq!(
        tray.backups().list().await.unwrap().len(),
        5,
        "nothing may go any more"
    );
    assert_eq!(tray.settings().get().await.retention, Rule::KeepAll);
}

/// "I set BACKUP_RETENTION as the manual says."
#[tokio::test]
async fn the_environment_beats_what_is_saved() {
    let computer = Computer::new().await;
    let root = computer.beside("other");
    let engine = open(root.clone(), environment::now, Some("7")).await;
    assert_eq!(engine.settings().get().await.retention, Rule::days(7).unwrap());
    let refused = engine
        .settings()
        .change(Change::Retention(Rule::KeepAll))
        .await
        .unwrap_err();
    assert_eq!(
        refused.code,
        Code::InvalidInput,
        "what the environment sets cannot be changed here"
    );
    engine.close().await;
    let engine = open(root, environment::now, Some("0")).await;
    let settings = engine.settings().get().await;
    assert_eq!(
        settings.retention,
        Rule::default(),
        "nonsense leaves what is saved"
    );
    assert!(
        settings.problems[0]
            .message
            .starts_with("BACKUP_RETENTION is not used"),
        "and is told: {:?}",
        settings.problems
    );
    let verdict = engine.verdict().await.unwrap();
    assert_eq!(
        verdict.facts.first(),
        Some(&settings.problems[0].message),
        "in the verdict too"
    );
}

clock!(preview);

/// "I look at what a rule would do before I take it."
#[tokio::test]
async fn a_rule_is_looked_at_before_it_is_taken() {
    let computer = Computer::new().await;
    let engine = open(computer.beside("other"), preview::now, None).await;
    for day in 0..8 {
        at(&preview::DAY, day);
        engine.backups().create("").await.unwrap();
    }
    let rule = Rule::days(3).unwrap();
    let looked = engine.retention().preview(Some(rule)).await.unwrap();
    assert_eq!((looked.locations[0].kept, looked.locations[0].removed), (4, 4));
    let compared = engine.retention().compare(rule).await.unwrap();
    assert_eq!(compared.backups, 4);
    assert!(compared.sentence.is_some(), "there is something to ask");
    assert_eq!(
        engine.backups().list().await.unwrap().len(),
        8,
        "looking removes nothing"
    );
    engine.settings().change(Change::Retention(rule)).await.unwrap();
    let done = engine.retention().apply().await.unwrap();
    assert_eq!(done.removed.len(), 4);
    assert_eq!(engine.backups().list().await.unwrap().len(), 4);
    let again = engine.retention().apply().await.unwrap();
    assert_eq!(again.removed, [], "a second run in a row removes nothing");
    let entries = engine.activity(3).await.unwrap();
    assert!(
        entries
            .iter()
            .any(|entry| entry.outcome == Outcome::Ok && entry.kind == Kind::Delete)
    );
}
