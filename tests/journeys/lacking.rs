//! What is in no backup is said, and what changes nothing is recorded nowhere.

use mantrae_core::Engine;
use mantrae_core::engine::restores::From;
use mantrae_core::engine::{LastGood, Options, PauseFor};
use mantrae_core::retention::Rule;
use mantrae_core::schedule::Schedule;
use mantrae_core::settings::{Change, Theme};
use mantrae_core::verdict::VerdictKind;
use tests::{Computer, EXAMPLE, PROFILE, ROUTER};

/// Kind, counts and sentence; the sentence up to what depends on the time.
async fn verdict_of(engine: &Engine) -> (VerdictKind, Option<u32>, Option<u32>, String) {
    let verdict = engine.verdict().await.unwrap();
    (
        verdict.kind,
        verdict.changes_since,
        verdict.in_no_backup,
        verdict.sentence,
    )
}

async fn check(engine: &Engine, kind: VerdictKind, (changes, never): (u32, u32), sentence: &str) {
    assert_eq!(
        verdict_of(engine).await,
        (kind, Some(changes), Some(never), sentence.to_owned())
    );
}

async fn switch(computer: &Computer, on: bool) -> Option<String> {
    let (kind, name) = ROUTER;
    let switched = computer.engine.components().enable(PROFILE, kind, name, on).await;
    switched.unwrap()
}

/// "I imported everything, and was told I was safe, on the strength of a restore point with nothing in it."
#[tokio::test]
async fn a_restore_point_keeps_nothing() {
    use VerdictKind::{Never, NotBackedUp, Safe};
    let computer = Computer::with_example().await;
    let engine = &computer.engine;
    assert_eq!(
        engine.backups().list().await.unwrap().len(),
        1,
        "the restore point"
    );
    check(engine, Never, (3, 3), "3 components are not in any backup yet").await;
    let overview = engine.overview(None).await.unwrap();
    assert!(
        overview.days.iter().all(|day| day.ok == 0),
        "and no day is kept by it"
    );

    computer.back_up().await;
    check(engine, Safe, (0, 0), "Backed up just now and verified").await;

    let line = switch(&computer, false).await.unwrap();
    check(engine, Safe, (1, 0), "Backed up just now · 1 change since").await;
    engine.undo(Some(&line), false).await.unwrap();
    check(engine, Safe, (0, 0), "Backed up just now and verified").await;

    computer
        .import(
            &EXAMPLE
                .replace("my-router", "second")
                .replace("my-service", "other"),
        )
        .await;
    check(
        engine,
        NotBackedUp,
        (2, 2),
        "2 components are not in any backup yet",
    )
    .await;
    // The import left a restore point that holds the first three, and another one is made of all five.
    engine.undo(None, false).await.unwrap();
    check(engine, Safe, (0, 0), "Backed up just now and verified").await;
}

/// "I went back to an older backup: what it brought is in a backup, and still not what the newest one holds."
#[tokio::test]
async fn a_restore_is_a_change_too() {
    use VerdictKind::{NotBackedUp, Safe};
    let computer = Computer::with_example().await;
    let engine = &computer.engine;
    let first = computer.back_up().await;
    let (kind, name) = ROUTER;
    engine.components().remove(PROFILE, kind, name).await.unwrap();
    let second = computer.back_up().await;
    check(engine, Safe, (0, 0), "Backed up just now and verified").await;
    computer.restore(From::Backup(&first.id), &[]).await;
    check(engine, Safe, (1, 0), "Backed up just now · 1 change since").await;

    // The one that held it goes: then nothing does.
    engine
        .removal()
        .delete(std::slice::from_ref(&first.id), LastGood::Keep)
        .await
        .unwrap();
    check(
        engine,
        NotBackedUp,
        (1, 1),
        "1 component is not in any backup yet",
    )
    .await;

    // And the newest turns out to be damaged: nothing that counts is left.
    mantrae_core::fs::write_atomic(&computer.archive(&second), b"PK").unwrap();
    engine.verification().verify_each(&second.id).await.unwrap();
    check(
        engine,
        VerdictKind::Failed,
        (3, 3),
        "No good backup is left: the newest one is damaged",
    )
    .await;
}

/// "The newest backup is damaged: I am told what the one before it lacks."
#[tokio::test]
async fn the_next_older_one_stands_in_for_a_damaged_one() {
    use VerdictKind::Safe;
    let computer = Computer::with_example().await;
    let engine = &computer.engine;
    computer.back_up().await;
    switch(&computer, false).await;
    computer.import(&EXAMPLE.replace("my-service", "other")).await;
    let newest = computer.back_up().await;
    check(engine, Safe, (0, 0), "Backed up just now and verified").await;
    mantrae_core::fs::write_atomic(&computer.archive(&newest), b"PK").unwrap();
    engine.verification().verify_each(&newest.id).await.unwrap();
    let (kind, changes, never, sentence) = verdict_of(engine).await;
    assert_eq!((kind, changes, never), (VerdictKind::Failed, Some(2), Some(1)));
    assert!(
        sentence.starts_with("The newest backup is damaged. The last good one is from "),
        "{sentence}"
    );
}

/// "Another program changed something, I started anew, I put the file back: the count is right each time."
#[tokio::test]
async fn the_count_outlives_programs_and_files() {
    use VerdictKind::Safe;
    let computer = Computer::with_example().await;
    let other = tests::open(&computer.data()).await.unwrap();
    computer.back_up().await;
    check(&other, Safe, (0, 0), "Backed up just now and verified").await;
    switch(&computer, false).await;
    check(&other, Safe, (1, 0), "Backed up just now · 1 change since").await;
    check(
        &computer.engine,
        Safe,
        (1, 0),
        "Backed up just now · 1 change since",
    )
    .await;
    other.close().await;
    computer.engine.close().await;
    let copy = computer.beside("copy.db");
    let bytes = std::fs::read(computer.data().join("mantrae.db")).unwrap();
    mantrae_core::fs::write_atomic(&copy, &bytes).unwrap();

    let again = tests::open(&computer.data()).await.unwrap();
    again.backups().create("").await.unwrap();
    let (kind, name) = ROUTER;
    again
        .components()
        .enable(PROFILE, kind, name, true)
        .await
        .unwrap();
    again.backups().create("").await.unwrap();
    check(&again, Safe, (0, 0), "Backed up just now and verified").await;
    again.close().await;
    mantrae_core::fs::write_atomic(
        &computer.data().join("mantrae.db"),
        &std::fs::read(&copy).unwrap(),
    )
    .unwrap();

    let put_back = tests::open(&computer.data()).await.unwrap();
    check(&put_back, Safe, (1, 0), "Backed up just now · 1 change since").await;
    // It counts on with numbers that the backups have seen, with other contents.
    for on in [true, false, true, false] {
        put_back
            .components()
            .enable(PROFILE, kind, name, on)
            .await
            .unwrap();
    }
    check(&put_back, Safe, (1, 0), "Backed up just now · 1 change since").await;
}

/// "The schedule had made backups for weeks before this version could say what they hold."
#[tokio::test]
async fn a_backup_of_unknown_contents_is_no_green_one_until_it_is_verified() {
    let computer = Computer::with_example().await;
    let backup = computer.back_up().await;
    let state = mantrae_core::db::open_state(&computer.data().join("state.db"))
        .await
        .unwrap();
    let forget = sqlx::raw_sql("DELETE FROM held_backup; DELETE FROM held;");
    forget.execute(&state).await.unwrap();
    let (kind, changes, never, sentence) = verdict_of(&computer.engine).await;
    assert_eq!((kind, changes, never), (VerdictKind::NotBackedUp, None, None));
    assert_eq!(
        sentence,
        "Backed up just now. Verify it to see what has changed since"
    );
    computer
        .engine
        .verification()
        .verify_each(&backup.id)
        .await
        .unwrap();
    check(
        &computer.engine,
        VerdictKind::Safe,
        (0, 0),
        "Backed up just now and verified",
    )
    .await;
}

/// "I switched off what was off already, and found four lines in Activity."
#[tokio::test]
async fn what_changes_nothing_is_recorded_nowhere() {
    let computer = Computer::with_example().await;
    let engine = &computer.engine;
    let (kind, name) = ROUTER;
    let backup = computer.back_up().await;
    engine.backups().pin(&backup.id, true).await.unwrap();
    let newest = computer.back_up().await;
    engine
        .settings()
        .change(Change::Theme(Theme::Dark))
        .await
        .unwrap();
    engine.schedule().pause(PauseFor::Resumed).await.unwrap();
    engine.storage().use_this_computer(true).await.unwrap();

    let mut events = engine.events();
    let before = (
        engine.pulse().await.unwrap(),
        engine.activity(100).await.unwrap().len(),
    );
    let nothing = async |what: &str, events: &mut tokio::sync::broadcast::Receiver<_>| {
        let after = (
            engine.pulse().await.unwrap(),
            engine.activity(100).await.unwrap().len(),
        );
        assert_eq!(after, before, "{what}: no revision, no line");
        let heard: Result<mantrae_core::Event, _> = events.try_recv();
        assert!(heard.is_err(), "{what}: nobody hears of it: {heard:?}");
    };

    let line = engine
        .components()
        .enable(PROFILE, kind, name, true)
        .await
        .unwrap();
    assert_eq!(line, None);
    nothing("switching on what is on", &mut events).await;

    let detail = traefik_dynamic::read(EXAMPLE.as_bytes(), "example.yml", None);
    let found = detail.components.into_iter().map(|found| found.component);
    let router = found
        .into_iter()
        .find(|component| component.name == name && component.kind == kind)
        .unwrap();
    assert_eq!(engine.components().put(PROFILE, router).await.unwrap(), None);
    nothing("writing the same body", &mut events).await;

    engine.profiles().rename(PROFILE, PROFILE).await.unwrap();
    nothing("renaming to the same name", &mut events).await;

    computer.import(EXAMPLE).await;
    nothing("importing what is there", &mut events).await;

    let outcome = computer.restore(From::Backup(&newest.id), &[]).await;
    assert_eq!(outcome.safety_backup, None);
    nothing("restoring what is there", &mut events).await;

    engine.backups().pin(&backup.id, true).await.unwrap();
    nothing("pinning what is pinned", &mut events).await;
    engine.backups().pin(&newest.id, false).await.unwrap();
    nothing("unpinning what is not pinned", &mut events).await;

    let settings = engine.settings().get().await;
    for change in [
        Change::Theme(Theme::Dark),
        Change::Retention(settings.retention),
        Change::Schedule(Schedule {
            automatic: true,
            ..settings.schedule.clone()
        }),
        Change::AfterChanges(settings.after_changes),
        Change::SkipUnchanged(settings.skip_unchanged),
        Change::WaitBattery(settings.wait_battery),
        Change::WaitMetered(settings.wait_metered),
        Change::RestoreTest(settings.restore_test),
        Change::OnClose(settings.on_close),
        Change::Notifications(settings.notifications),
        Change::BackupFolder(None),
    ] {
        let what = format!("{change:?}");
        engine.settings().change(change).await.unwrap();
        nothing(&what, &mut events).await;
    }
    assert_ne!(settings.retention, Rule::KeepAll, "the default is not that");

    engine.schedule().pause(PauseFor::Resumed).await.unwrap();
    nothing("pausing what is paused", &mut events).await;
    engine.storage().use_this_computer(true).await.unwrap();
    nothing("using what is used", &mut events).await;
    engine.encryption().turn_off().await.unwrap();
    nothing("turning off encryption that is off", &mut events).await;
    let whole = engine.settings().export().await;
    engine.settings().import(&whole).await.unwrap();
    nothing("importing the settings that hold", &mut events).await;
    engine.removal().delete(&[], LastGood::Keep).await.unwrap();
    nothing("removing no backup", &mut events).await;
}

/// "I undo what I have undone by hand already: nothing is written down, and it is not offered again."
#[tokio::test]
async fn an_undo_with_nothing_to_do_leaves_no_line() {
    let computer = Computer::with_example().await;
    let line = switch(&computer, false).await.unwrap();
    switch(&computer, true).await.unwrap();
    let before = computer.engine.activity(100).await.unwrap().len();
    let undone = computer.engine.undo(Some(&line), false).await.unwrap();
    assert_eq!((undone.put_back, undone.left_alone), (Vec::new(), Vec::new()));
    let entries = computer.engine.activity(100).await.unwrap();
    assert_eq!(entries.len(), before);
    let entry = entries.iter().find(|entry| entry.id == line).unwrap();
    assert!(entry.undone && !entry.undoable, "{entry:?}");
}

/// "The first backup of all comes by itself, restore point or not."
#[tokio::test]
async fn a_restore_point_is_not_the_first_backup() {
    let computer = Computer::new().await;
    let engine = Engine::open(Options::new(computer.beside("first")))
        .await
        .unwrap();
    engine.profiles().create(PROFILE, "").await.unwrap();
    let file = computer.file("example.yml", EXAMPLE);
    let request = mantrae_core::import::Request::files(&[file]);
    let plan = engine.imports().prepare(PROFILE, &request).await.unwrap();
    engine.imports().apply(&plan, &[]).await.unwrap();
    let looked = engine.schedule().look().await.unwrap();
    assert!(
        matches!(looked, mantrae_core::engine::Looked::Made(_)),
        "{looked:?}"
    );
    check(
        &engine,
        VerdictKind::Safe,
        (0, 0),
        "Backed up just now and verified",
    )
    .await;
}
