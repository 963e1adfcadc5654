//! A process that dies in the middle of its work.

use std::path::Path;

use crate::dying::{copied, dies_after, dies_at, next};
use mantrae_core::Engine;
use mantrae_core::activity::{Kind, Outcome};
use mantrae_core::engine::restores::From;
use mantrae_core::engine::{Change, ChangeSet, LastGood};
use sqlx::{ConnectOptions as _, Connection as _};
use tests::{Computer, Content, EXAMPLE, PROFILE, SERVICE_NAMES};
use traefik_dynamic::Kind as ComponentKind;

/// Long enough for the start and some rounds of the work.
const LONGEST: u64 = 600;
/// Now and then it lives so many times longer: on a busy machine a second round of the work would never begin.
const PATIENCE: u64 = 5;

/// Milliseconds until the worker is killed.
fn lifetime(time: u64, dice: &mut u64) -> u64 {
    let longer = if time % 50 == 49 { LONGEST * PATIENCE } else { 0 };
    longer + next(dice) % LONGEST
}

async fn integrity(database: &Path) -> String {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(database);
    let mut connection = options.connect().await.unwrap();
    let answer = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    answer
}

/// Opens the folder of a process that died: both databases are whole, what they hold is one of the states, nothing says
/// that it still runs, nothing half-done lies about, and every listed backup can be restored. Gives the state's
/// index too.
async fn opened_whole(data: &Path, states: &[Content], when: &str) -> (Engine, usize) {
    for name in ["mantrae.db", "state.db"] {
        if data.join(name).exists() {
            assert_eq!(integrity(&data.join(name)).await, "ok", "{when}: {name} is whole");
        }
    }
    let engine = tests::open(data).await.unwrap();
    let content = tests::content(&engine).await;
    let state = states.iter().position(|state| *state == content);
    assert!(state.is_some(), "{when}: neither old nor new: {content:#?}");
    let entries = engine.activity(100).await.unwrap();
    assert!(
        entries.iter().all(|entry| entry.outcome != Outcome::Running),
        "{when}: no entry says that it is still running"
    );
    let staged = std::fs::read_dir(engine.folder().staging()).unwrap();
    let folders: Vec<_> = staged
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    assert_eq!(
        folders,
        [""; 0].map(std::path::PathBuf::from),
        "{when}: no half-done work stays"
    );
    for one in engine.backups().list().await.unwrap() {
        let path = data.join("backups").join(&one.file);
        let verified = engine.verification().verify_file(&path).await.unwrap();
        assert!(verified.ok, "{when}: every listed backup is whole: {verified:?}");
    }
    (engine, state.unwrap())
}

/// "The power went exactly between two steps." At each boundary of backup, restore, import and clean-up in turn.
#[tokio::test]
async fn no_boundary_between_steps_is_a_bad_moment_to_die() {
    let computer = Computer::with_example().await;
    let file = computer.file(
        "other.yml",
        EXAMPLE.replace("my-router", "second").replace("8080", "9090"),
    );
    let backup = computer.back_up().await;
    computer.engine.backups().pin(&backup.id, true).await.unwrap();
    let restored = computer.content().await;
    computer.import(&std::fs::read_to_string(&file).unwrap()).await;
    let imported = computer.content().await;
    let states = [imported, restored];
    computer.engine.close().await;

    let mut seen = [0; 2];
    for number in 1.. {
        let copy = copied(&computer.data());
        let data = &copy.data;
        let words = [
            "steps".as_ref(),
            data.as_os_str(),
            backup.id.as_ref(),
            file.as_os_str(),
        ];
        let is_done = dies_at(number, &words);
        let (engine, state) = opened_whole(data, &states, &format!("step {number}")).await;
        seen[state] += 1;
        let listed = engine.backups().list().await.unwrap();
        assert!(
            listed.iter().any(|one| one.id == backup.id),
            "step {number}: the pinned backup is never cleaned up"
        );
        if is_done {
            let all = engine.activity(100).await.unwrap();
            assert!(
                all.iter().any(|entry| entry.sentence.contains("cleaned up")),
                "the last of it was a clean-up: {all:#?}"
            );
            println!("killed at each of {} steps; states seen: {seen:?}", number - 1);
            assert!(
                number > 20,
                "each of the four has steps of its own, not {number} in all"
            );
            assert!(seen.iter().all(|times| *times > 0), "before and after: {seen:?}");
            return;
        }
        engine.close().await;
    }
}

/// "My computer died in the middle of it: everything is as it was before, or as it should be after; never in between."
#[tokio::test]
async fn a_killed_process_leaves_the_old_or_the_new() {
    let computer = Computer::with_example().await;
    let (data, file) = (
        computer.data(),
        computer.file(
            "other.yml",
            EXAMPLE.replace("my-router", "second").replace("8080", "9090"),
        ),
    );
    let backup = computer.back_up().await;
    computer.engine.backups().pin(&backup.id, true).await.unwrap();
    let before = computer.content().await;
    let other = computer.import(&std::fs::read_to_string(&file).unwrap()).await;
    assert!(other.applied);
    let states = [before, computer.content().await, Content::new()];
    computer.engine.close().await;

    let mut dice = 0x9E37_79B9_7F4A_7C15;
    let mut interrupted = std::collections::BTreeSet::new();
    let mut seen = [0; 3];
    let mut cleaned = 0;
    let times = tests::times(100, 300);
    for time in 0..times {
        let words = [
            "loop".as_ref(),
            data.as_os_str(),
            backup.id.as_ref(),
            file.as_os_str(),
        ];
        let told = dies_after(lifetime(time, &mut dice), &words).await;
        assert_eq!(told, "", "time {time}: nothing but the kill stops the worker");

        let (engine, state) = opened_whole(&data, &states, &format!("time {time}")).await;
        seen[state] += 1;
        let entries = engine.activity(100).await.unwrap();
        let cut = entries
            .iter()
            .filter(|entry| entry.outcome == Outcome::Interrupted);
        interrupted.extend(cut.map(|entry| entry.id.clone()));
        let listed = engine.backups().list().await.unwrap();
        assert!(
            listed.iter().any(|one| one.id == backup.id),
            "time {time}: the pinned backup is never cleaned up"
        );
        cleaned += entries
            .iter()
            .filter(|entry| entry.kind == Kind::Delete && entry.sentence.contains("cleaned up"))
            .count();
        for one in listed.into_iter().filter(|one| !one.pinned) {
            engine.removal().delete(&[one.id], LastGood::Keep).await.unwrap();
        }
        engine.close().await;
    }
    assert!(!interrupted.is_empty(), "some kills fell into an operation");
    assert!(cleaned > 0, "old backups were cleaned up in between");
    println!(
        "{times} kills, {} entries cut off; states seen: {seen:?}",
        interrupted.len()
    );

    let engine = tests::open(&data).await.unwrap();
    let plan = engine
        .restores()
        .prepare(From::Backup(&backup.id), &[])
        .await
        .unwrap();
    engine.restores().apply(&plan.id, &[]).await.unwrap();
    assert_eq!(
        tests::content(&engine).await,
        states[0],
        "after all of it, the pinned backup brings everything back"
    );
}

/// "It died after the change and before the note of it: the operation can be taken back all the same."
#[tokio::test]
async fn an_operation_that_was_committed_can_be_taken_back_after_a_crash() {
    let computer = Computer::with_example().await;
    let before = computer.content().await;
    computer
        .import(&EXAMPLE.replace("example.com", "example.org"))
        .await;
    computer.engine.close().await;
    // As a crash between the two databases leaves it.
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(computer.data().join("state.db"));
    let mut connection = options.connect().await.unwrap();
    sqlx::query(
        "UPDATE operation SET state = 'prepared' WHERE sequence = (SELECT max(sequence) FROM operation)",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    connection.close().await.unwrap();
    let engine = tests::open(&computer.data()).await.unwrap();
    engine.undo(None, false).await.unwrap();
    assert_eq!(tests::content(&engine).await, before, "the import is taken back");
}

/// The example as it is, and with its service renamed.
async fn renamed_and_not(computer: &Computer) -> [Content; 2] {
    let before = computer.content().await;
    let [name, to] = SERVICE_NAMES.map(str::to_owned);
    let changes = vec![Change::Rename {
        kind: ComponentKind::HttpService,
        name,
        to,
    }];
    let set = ChangeSet { title: None, changes };
    computer.engine.changes().make(PROFILE, &set).await.unwrap();
    let after = computer.content().await;
    computer.engine.undo(None, false).await.unwrap();
    [before, after]
}

/// "The power went while a service was renamed, undone or redone: it has one name, and its router knows it."
#[tokio::test]
async fn a_rename_is_made_whole_or_not_at_all() {
    let computer = Computer::with_example().await;
    let states = renamed_and_not(&computer).await;
    computer.engine.close().await;
    let mut seen = [0; 2];
    for number in 1.. {
        let copy = copied(&computer.data());
        let data = &copy.data;
        let is_done = dies_at(number, &["rename".as_ref(), data.as_os_str()]);
        let (engine, state) = opened_whole(data, &states, &format!("boundary {number}")).await;
        seen[state] += 1;
        if is_done {
            assert!(
                number > 4,
                "each change has boundaries of its own, not {number} in all"
            );
            assert!(seen.iter().all(|times| *times > 0), "before and after: {seen:?}");
            return;
        }
        goes_on(&engine, &states, state).await;
        engine.close().await;
    }
}

/// The same at any moment.
#[tokio::test]
async fn a_rename_killed_at_any_moment_is_made_whole_or_not_at_all() {
    let computer = Computer::with_example().await;
    let states = renamed_and_not(&computer).await;
    computer.engine.close().await;
    let data = computer.data();
    let (mut seen, mut dice) = ([0; 2], 0x2545_F491_4F6C_DD1D);
    let times = tests::times(40, 100);
    for time in 0..times {
        let words = ["rename-loop".as_ref(), data.as_os_str()];
        let told = dies_after(lifetime(time, &mut dice), &words).await;
        assert_eq!(told, "", "time {time}: nothing but the kill stops the worker");
        let (engine, state) = opened_whole(&data, &states, &format!("time {time}")).await;
        seen[state] += 1;
        engine.close().await;
    }
    println!("{times} kills; states seen: {seen:?}");
    assert!(seen.iter().all(|times| *times > 0), "before and after: {seen:?}");
}

/// What was made can be undone, and what was undone can be redone.
async fn goes_on(engine: &Engine, states: &[Content; 2], state: usize) {
    if state == 0 {
        return;
    }
    engine.undo(None, false).await.unwrap();
    assert_eq!(tests::content(engine).await, states[0], "undone");
    engine.redo(None, false).await.unwrap();
    assert_eq!(tests::content(engine).await, states[1], "redone");
}
