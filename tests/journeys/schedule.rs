//! Backups by themselves, with a clock that the test moves.

use std::cell::Cell;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use mantrae_core::activity::{Kind, Outcome};
use mantrae_core::archive::Trigger;
use mantrae_core::backup::Backup;
use mantrae_core::engine::{Attention, Looked, Options, PauseFor};
use mantrae_core::import::Request;
use mantrae_core::notification::{Class, News, Watch};
use mantrae_core::schedule::{RestoreTest, Schedule};
use mantrae_core::secret::{MemoryKeyring, Ring};
use mantrae_core::settings::{Change, Environment};
use mantrae_core::surroundings::Surroundings;
use mantrae_core::verdict::VerdictKind;
use mantrae_core::{Code, Engine};
use tests::s3::Server;
use tests::{Computer, EXAMPLE, PROFILE};

thread_local! {
    /// Each test has a thread, and all that it starts runs there: none moves the clock of another.
    static MINUTES: Cell<i64> = const { Cell::new(0) };
}

/// Ten minutes past an hour, and as many minutes later as the test said.
fn now() -> DateTime<Utc> {
    let start: DateTime<Utc> = "2026-11-26T12:10:00Z".parse().unwrap();
    start + TimeDelta::minutes(MINUTES.get())
}

fn later(minutes: i64) {
    MINUTES.set(MINUTES.get() + minutes);
}

async fn open(root: PathBuf, environment: Environment) -> Engine {
    let mut options = Options::new(root);
    options.clock = now;
    options.environment = environment;
    Engine::open(options).await.unwrap()
}

async fn made(engine: &Engine) -> Backup {
    let looked = engine.schedule().look().await.unwrap();
    let backup = match &looked {
        Looked::Made(backup) => Some(backup.as_ref().clone()),
        _ => None,
    };
    assert!(backup.is_some(), "a backup is due: {looked:?}");
    backup.unwrap()
}

async fn assert_nothing_due(engine: &Engine, why: &str) {
    let looked = engine.schedule().look().await.unwrap();
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
    window.profiles().create(PROFILE, "").await.unwrap();
    let file = computer.file("example.yml", EXAMPLE);
    let request = Request::files(&[file]);
    let plan = window.imports().prepare(PROFILE, &request).await.unwrap();
    window.imports().apply(&plan, &[]).await.unwrap();
    window.settings().change(hourly(true)).await.unwrap();
    // A restore point is all there is, and that keeps nothing: the first backup of all does not wait for its time.
    made(&window).await;
    assert_nothing_due(&window, "a new schedule begins with its next time").await;
    let next = window.verdict().await.unwrap().next_due.unwrap();
    assert_eq!(
        next.to_string(),
        "2026-11-26T13:00:00.000Z",
        "the verdict says when"
    );

    later(50);
    let first = made(&window).await;
    assert_eq!(first.trigger, Trigger::Schedule, "it is on time");
    assert_nothing_due(&service, "the other program made it").await;

    later(5 * 60 + 30);
    let late = made(&service).await;
    assert_eq!(late.trigger, Trigger::CatchUp, "it is caught up");
    assert_nothing_due(&window, "and only once").await;
    let told = window.activity(3).await.unwrap();
    assert!(
        told.iter()
            .any(|entry| entry.sentence == "4 earlier backups were missed"),
        "what was missed is told: {told:?}"
    );
    let next = window.verdict().await.unwrap().next_due.unwrap();
    assert_eq!(
        next.to_string(),
        "2026-11-26T19:00:00.000Z",
        "the next planned one stays"
    );

    service.schedule().pause(PauseFor::Resumed).await.unwrap();
    assert_eq!(
        window.verdict().await.unwrap().kind,
        VerdictKind::Paused,
        "both know"
    );
    later(60);
    let looked = window.schedule().look().await.unwrap();
    assert!(matches!(looked, Looked::Skipped), "held back: {looked:?}");
    let told = &service.activity(1).await.unwrap()[0].sentence;
    assert_eq!(told, "Backup skipped: backups are paused");
    window.schedule().resume().await.unwrap();
    assert_nothing_due(&service, "what was held back is not caught up").await;
    later(60);
    made(&service).await;

    window.settings().change(hourly(false)).await.unwrap();
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
    let settings = engine.settings().get().await;
    assert_eq!(settings.schedule.cron.as_str(), "30 4 * * *");
    assert!(!settings.schedule.automatic, "off, by the environment");
    assert_eq!(
        settings.locked,
        ["schedule", "automatic"],
        "the window shows both as locked"
    );
    let refused = engine.settings().change(hourly(true)).await.unwrap_err();
    assert_eq!(refused.code, Code::InvalidInput, "and changes neither");

    let wrong = Environment::of([("BACKUP_SCHEDULE", "every night".to_owned())]);
    let engine = open(computer.beside("wrong"), wrong).await;
    let settings = engine.settings().get().await;
    assert_eq!(
        settings.schedule,
        Schedule::standard().unwrap(),
        "what makes no sense is not used"
    );
    assert_eq!(settings.problems.len(), 1, "but told");
}

/// The example, imported when the clock of the test says so.
async fn with_example_by_this_clock() -> (Computer, Engine) {
    let computer = Computer::new().await;
    let file = computer.file("example.yml", EXAMPLE);
    computer.engine.close().await;
    let engine = open(computer.data(), Environment::default()).await;
    engine.profiles().create(PROFILE, "").await.unwrap();
    let plan = engine
        .imports()
        .prepare(PROFILE, &Request::files(&[file]))
        .await
        .unwrap();
    engine.imports().apply(&plan, &[]).await.unwrap();
    (computer, engine)
}

/// "Nothing changed for a month: I do not need thirty copies of it, but I want to know that the one I have is good."
#[tokio::test]
async fn where_nothing_changed_the_newest_is_checked_again() {
    let (_computer, engine) = with_example_by_this_clock().await;
    engine.settings().change(hourly(true)).await.unwrap();
    engine
        .settings()
        .change(Change::SkipUnchanged(true))
        .await
        .unwrap();
    let first = made(&engine).await;
    assert_nothing_due(&engine, "the next hour is planned").await;
    for hour in 1..=5 {
        later(60);
        let looked = engine.schedule().look().await.unwrap();
        assert!(matches!(looked, Looked::NotNeeded), "hour {hour}: {looked:?}");
        assert_nothing_due(&engine, "it counts as a run").await;
        let mut entries = engine.activity(50).await.unwrap();
        entries.retain(|entry| entry.outcome == Outcome::NotNeeded);
        assert_eq!(entries.len(), hour, "each time it is said");
        let entry = entries.remove(0);
        assert!(
            entry
                .sentence
                .starts_with("Backup skipped: nothing has changed since"),
            "{entry:?}"
        );
        let verdict = engine.verdict().await.unwrap();
        assert_eq!(
            verdict.kind,
            VerdictKind::Safe,
            "hour {hour}: it counts as a good run: {verdict:?}"
        );
        assert!(
            verdict.sentence.starts_with("Nothing has changed since"),
            "{verdict:?}"
        );
    }
    let listed = engine.backups().list().await.unwrap();
    assert_eq!(listed.len(), 2, "it, and the one before the import");
    let again = listed.iter().find(|backup| backup.id == first.id).unwrap();
    assert!(
        again.locations[0].verified_at > first.locations[0].verified_at,
        "the one there is was verified again: {listed:?}"
    );

    // A change makes the next one needed.
    engine.profiles().rename(PROFILE, "Another name").await.unwrap();
    later(60);
    made(&engine).await;
    later(60);
    let looked = engine.schedule().look().await.unwrap();
    assert!(matches!(looked, Looked::NotNeeded), "{looked:?}");

    // A copy that is damaged is no reason not to make one.
    let newest = engine.backups().list().await.unwrap().remove(0);
    let file = engine.folder().default_backups().join(&newest.file);
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    mantrae_core::fs::write_atomic(&file, &bytes).unwrap();
    later(60);
    made(&engine).await;
}

/// "I changed three things in a row and went home: all three were in a backup before I was at the door."
#[tokio::test]
async fn ten_minutes_after_the_last_change_there_is_a_backup() {
    let (_computer, engine) = with_example_by_this_clock().await;
    engine
        .settings()
        .change(Change::Schedule(Schedule {
            cron: "0 2 * * *".parse().unwrap(),
            automatic: true,
        }))
        .await
        .unwrap();
    made(&engine).await;
    assert_nothing_due(&engine, "the night is planned").await;
    engine.profiles().rename(PROFILE, "One").await.unwrap();
    later(30);
    assert_nothing_due(&engine, "only where it was chosen").await;
    engine
        .settings()
        .change(Change::AfterChanges(true))
        .await
        .unwrap();
    assert_nothing_due(&engine, "it was just seen").await;
    later(6);
    engine.profiles().rename("One", "Two").await.unwrap();
    assert_nothing_due(&engine, "somebody is still at it").await;
    later(6);
    assert_nothing_due(&engine, "not ten minutes yet").await;
    later(5);
    let backup = made(&engine).await;
    assert_eq!(backup.trigger, Trigger::AfterChanges, "{backup:?}");
    later(30);
    assert_nothing_due(&engine, "everything is kept").await;
    engine.schedule().pause(PauseFor::Resumed).await.unwrap();
    engine.profiles().rename("Two", "Three").await.unwrap();
    assert_nothing_due(&engine, "held back").await;
    later(30);
    assert_nothing_due(&engine, "held back").await;
    engine.schedule().resume().await.unwrap();
    assert_nothing_due(&engine, "it rests from now on").await;
    later(11);
    made(&engine).await;
}

/// "Every week it tries for itself what I would need on the worst day, and tells me how it went."
#[tokio::test]
async fn a_restore_is_tried_every_week() {
    const WEEK: i64 = 7 * 24 * 60;
    let (_computer, engine) = with_example_by_this_clock().await;
    later(1);
    let backup = engine.backups().create("").await.unwrap();
    let before = tests::content(&engine).await;
    let restore_tests = async || {
        let mut entries = engine.activity(50).await.unwrap();
        entries.retain(|entry| entry.kind == Kind::RestoreTest);
        entries
    };

    engine.restore_tests().look().await.unwrap();
    later(WEEK - 1);
    engine.restore_tests().look().await.unwrap();
    assert_eq!(restore_tests().await.len(), 0, "the first week is not over");
    later(1);
    engine.restore_tests().look().await.unwrap();
    engine.restore_tests().look().await.unwrap();
    let entries = restore_tests().await;
    assert_eq!(entries.len(), 1, "once a week: {entries:#?}");
    assert_eq!(
        entries[0].sentence,
        "Restore test: 3 components restored as backed up, from This computer"
    );
    assert_eq!(entries[0].outcome, Outcome::Ok);
    assert_eq!(entries[0].backup.as_ref(), Some(&backup.id));
    assert_eq!(tests::content(&engine).await, before, "what lives is left alone");
    let staged = std::fs::read_dir(engine.folder().staging()).unwrap();
    assert_eq!(staged.count(), 0, "the scratch database is thrown away");

    // Something eats the backup.
    let file = engine.folder().default_backups().join(&backup.file);
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    mantrae_core::fs::write_atomic(&file, &bytes).unwrap();
    let mut watch = Watch::default();
    let mut told = async || {
        let (verdict, locations) = (
            engine.verdict().await.unwrap(),
            engine.locations().statuses().await.unwrap(),
        );
        let news = engine.news(&mut watch, &verdict, &locations, Attention::default());
        let mut news = news.await.unwrap();
        news.retain(|one| {
            matches!(
                one,
                News::Show {
                    class: Class::Damaged,
                    ..
                }
            )
        });
        news
    };
    assert_eq!(told().await, [], "nobody knows of it yet");
    later(WEEK);
    engine.restore_tests().look().await.unwrap();
    let damaged = News::Show {
        class: Class::Damaged,
        title: "A backup is damaged".to_owned(),
        text: "Restore test failed: not everything was restored.".to_owned(),
    };
    assert_eq!(told().await, [damaged], "it is worth a notification");
    assert_eq!(told().await, [], "once");
    let entries = restore_tests().await;
    assert_eq!(entries[0].outcome, Outcome::Failed, "{entries:#?}");
    assert_eq!(
        entries[0].sentence,
        "Restore test failed: not everything was restored"
    );
    assert_eq!(
        entries[0].failure.as_ref().map(|failure| failure.code),
        Some(Code::Damaged)
    );
    later(24 * 60);
    engine.restore_tests().look().await.unwrap();
    assert_eq!(
        restore_tests().await.len(),
        3,
        "bad news is looked at again the next day"
    );

    engine
        .settings()
        .change(Change::RestoreTest(RestoreTest::Off))
        .await
        .unwrap();
    later(10 * WEEK);
    engine.restore_tests().look().await.unwrap();
    assert_eq!(restore_tests().await.len(), 3, "switched off");
}

/// Of the one test that looks at it.
static BATTERY_LOW: AtomicBool = AtomicBool::new(false);

/// "On the train my battery was nearly empty: it waited for the charger, said so, and made it then."
#[tokio::test]
async fn on_an_empty_battery_it_waits_for_the_charger() {
    let (computer, first) = with_example_by_this_clock().await;
    first.close().await;
    let mut options = Options::new(computer.data());
    options.clock = now;
    // Asked on another thread than that of the test.
    options.surroundings = || Surroundings {
        battery_low: BATTERY_LOW.load(Ordering::Relaxed),
        metered: false,
    };
    let engine = Engine::open(options).await.unwrap();
    engine.settings().change(hourly(true)).await.unwrap();
    engine.backups().create("").await.unwrap();
    assert_nothing_due(&engine, "the schedule begins with its next time").await;

    BATTERY_LOW.store(true, Ordering::Relaxed);
    later(55);
    made(&engine).await;
    engine.settings().change(Change::WaitBattery(true)).await.unwrap();
    later(60);
    for _ in 0..3 {
        let looked = engine.schedule().look().await.unwrap();
        assert!(matches!(looked, Looked::Waiting), "it waits: {looked:?}");
    }
    let verdict = engine.verdict().await.unwrap();
    assert_eq!(verdict.kind, VerdictKind::Waiting, "{verdict:?}");
    assert!(
        verdict.sentence.starts_with("Waiting for the charger since "),
        "{verdict:?}"
    );
    engine.backups().create("").await.unwrap();

    BATTERY_LOW.store(false, Ordering::Relaxed);
    made(&engine).await;
    assert_nothing_due(&engine, "it was caught up").await;
}

/// Far more than sending an archive takes.
const PATIENCE: Duration = Duration::from_mins(1);

/// Of the one test that looks at it.
static METERED: AtomicBool = AtomicBool::new(true);

/// "My phone is the network: what comes by itself is kept here, what I ask for is sent."
#[tokio::test]
async fn over_a_network_that_costs_nothing_is_sent_by_itself() {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let mut options = Options::new(folder.path().join("data"));
    options.clock = now;
    options.keyring = Ring::new(MemoryKeyring::new());
    options.environment = tests::s3::environment("local,s3", &server.endpoint());
    options.surroundings = || Surroundings {
        battery_low: false,
        metered: METERED.load(Ordering::Relaxed),
    };
    let engine = Engine::open(options).await.unwrap();
    engine.profiles().create(PROFILE, "").await.unwrap();
    engine.settings().change(hourly(true)).await.unwrap();
    engine.settings().change(Change::WaitMetered(true)).await.unwrap();
    let is_everywhere = |backup: &Backup| backup.locations.iter().all(|at| at.waiting.is_none());
    assert!(
        is_everywhere(&engine.backups().create("").await.unwrap()),
        "it was asked for"
    );
    assert_nothing_due(&engine, "the schedule begins with its next time").await;

    later(60);
    let backup = made(&engine).await;
    assert!(!is_everywhere(&backup), "it came by itself: {backup:?}");
    let verdict = engine.verdict().await.unwrap();
    assert_eq!(
        verdict.sentence,
        "Saved on this computer, not yet on S3 storage: this network is metered"
    );

    let often = Duration::from_millis(10);
    let a_while = Duration::from_millis(300);
    let tended = tokio::time::timeout(a_while, engine.uploads().tend(often));
    tended
        .await
        .expect_err("it tends them for as long as the program runs");
    let kept = engine.backups().list().await.unwrap();
    assert!(
        !kept.iter().all(is_everywhere),
        "nobody asked to send it: {kept:?}"
    );

    METERED.store(false, Ordering::Relaxed);
    let arrived = async {
        while !engine.backups().list().await.unwrap().iter().all(is_everywhere) {
            tokio::time::sleep(often).await;
        }
    };
    tokio::select! {
        () = engine.uploads().tend(often) => unreachable!("it tends them for as long as the program runs"),
        arrived = tokio::time::timeout(PATIENCE, arrived) => arrived.expect("another network: it is sent by itself"),
    }
}
