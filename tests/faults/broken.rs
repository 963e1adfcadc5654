//! A database that cannot be used at the start.

use std::path::{Path, PathBuf};

use expect_test::{Expect, expect};
use mantrae_core::engine::Options;
use mantrae_core::engine::recovery::{Recovery, Started};
use mantrae_core::engine::restores::From;
use mantrae_core::{Code, Engine};
use tests::{Computer, Content};

async fn start(root: &Path) -> Started {
    Engine::start(Options::new(root)).await.unwrap()
}

async fn recovery(root: &Path) -> Recovery {
    let broken = match start(root).await {
        Started::Broken(recovery) => Some(*recovery),
        Started::Ready(_) => None,
    };
    assert!(broken.is_some(), "the broken database is not opened");
    broken.unwrap()
}

/// A data folder with the example and one backup, closed; gives its content and the backup's id.
async fn prepared() -> (Computer, PathBuf, Content, String) {
    let computer = Computer::with_example().await;
    let backup = computer.back_up().await;
    let content = computer.content().await;
    let root = computer.data();
    computer.engine.close().await;
    (computer, root, content, backup.id)
}

fn put(file: &Path, content: impl AsRef<[u8]>) {
    mantrae_core::fs::write_atomic(file, content.as_ref()).unwrap();
}

fn all_files(root: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("mantrae.db"))
        .collect();
    names.sort();
    names
}

/// Which page is in the middle of the file depends on the schema.
fn without_page(told: &str) -> String {
    match told
        .split_once("Tree ")
        .and_then(|(before, rest)| Some((before, rest.split_once(": ")?.1)))
    {
        Some((before, rest)) => format!("{before}Tree … page …: {rest}"),
        None => told.to_owned(),
    }
}

async fn check(break_it: impl FnOnce(&Path), expect: Expect) {
    let (computer, root, content, backup) = prepared().await;
    let file = root.join("mantrae.db");
    break_it(&file);
    let before = std::fs::read(&file).ok();
    let recovery = recovery(&root).await;
    let failure = &recovery.problem().failure;
    let told = format!("{:?}: {}\n", failure.code, failure.message);
    let told = told.replace(&computer.beside("").display().to_string(), "");
    expect.assert_eq(&without_page(&told));
    let listed = recovery.backups().await.unwrap();
    assert!(listed.iter().any(|one| one.id == backup), "the backup is offered");
    assert_eq!(std::fs::read(&file).ok(), before, "looking changes nothing");
    assert!(
        Engine::open(Options::new(&root)).await.is_err(),
        "and nothing is made in its place without a word"
    );
    let engine = recovery
        .restore(From::Backup(&backup), false)
        .await
        .unwrap()
        .engine;
    assert_eq!(
        tests::content(&engine).await,
        content,
        "the backup is in its place"
    );
    engine.backups().create("").await.unwrap();
    engine.close().await;
    let kept = all_files(&root)
        .into_iter()
        .find(|name| name.contains(".broken-"));
    match before {
        Some(before) => {
            let kept = std::fs::read(root.join(kept.unwrap())).unwrap();
            assert_eq!(kept, before, "the broken file is kept as it was");
        }
        None => assert_eq!(kept, None, "there was nothing to keep"),
    }
}

/// "My configuration's file is broken: the program opens, says so, and brings a backup back."
#[tokio::test]
async fn a_broken_configuration_is_replaced_by_a_backup() {
    check(
        |file| std::fs::remove_file(file).unwrap(),
        expect![[r#"
        Database: The configuration is gone: there is no `data/mantrae.db`
    "#]],
    )
    .await;
    check(
        |file| put(file, ""),
        expect![[r#"
        Database: The configuration is gone: there is no `data/mantrae.db`
    "#]],
    )
    .await;
    check(
        |file| put(file, "these are my notes, not a database"),
        expect![[r#"
            Database: The configuration cannot be opened: `data/mantrae.db` is damaged. SQLite says: file is not a database
        "#]],
    )
    .await;
    check(
        |file| {
            let bytes = std::fs::read(file).unwrap();
            put(file, bytes.get(..bytes.len() / 2).unwrap());
        },
        expect![[r#"
            Database: The configuration cannot be opened: `data/mantrae.db` is damaged. SQLite says: database disk image is malformed
        "#]],
    )
    .await;
    check(
        |file| {
            let mut bytes = std::fs::read(file).unwrap();
            // The middle of the file, whatever page that is.
            let middle = bytes.len() / 2 / 4096 * 4096;
            bytes[middle..middle + 4096].fill(0xff);
            put(file, bytes);
        },
        expect![[r#"
            Database: The configuration cannot be opened: `data/mantrae.db` is damaged. SQLite says: Tree … page …: btreeInitPage() returns error code 11
        "#]],
    )
    .await;
}

/// "I have no backup I want: I begin anew, and the broken file is still there."
#[tokio::test]
async fn beginning_anew_keeps_the_broken_file() {
    let (_computer, root, _, backup) = prepared().await;
    put(&root.join("mantrae.db"), "broken");
    let engine = recovery(&root).await.start_anew().await.unwrap();
    assert_eq!(engine.profiles().list().await.unwrap().len(), 0, "it is empty");
    let plan = engine
        .restores()
        .prepare(From::Backup(&backup), &[])
        .await
        .unwrap();
    assert_eq!(plan.added, 3, "the backups are still known");
    let kept = all_files(&root)
        .into_iter()
        .find(|name| name.contains(".broken-"))
        .unwrap();
    assert_eq!(std::fs::read(root.join(kept)).unwrap(), b"broken");
}

/// "What the program knows of this computer is broken: my configuration is not."
#[tokio::test]
async fn a_broken_state_does_not_touch_the_configuration() {
    let (_computer, root, content, backup) = prepared().await;
    put(&root.join("state.db"), "broken");
    let recovery = recovery(&root).await;
    assert!(recovery.problem().failure.message.contains("state.db"));
    let engine = recovery.start_anew().await.unwrap();
    assert_eq!(
        tests::content(&engine).await,
        content,
        "the configuration is as it was"
    );
    let listed = engine.backups().list().await.unwrap();
    assert!(
        listed.iter().any(|one| one.id == backup),
        "and so are the backups"
    );
}

/// "I started an old version by mistake: it leaves the newer database alone."
#[tokio::test]
async fn a_newer_database_is_left_alone() {
    let (_computer, root, _, backup) = prepared().await;
    let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}", root.join("mantrae.db").display()))
        .await
        .unwrap();
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (29990101000000, 'the future', TRUE, x'00', 0)",
    )
    .execute(&pool)
    .await
    .unwrap();
    pool.close().await;
    let recovery = recovery(&root).await;
    assert_eq!(recovery.problem().failure.code, Code::Newer);
    assert!(
        recovery.restore(From::Backup(&backup), false).await.is_err(),
        "it is sound: nothing replaces it"
    );
    assert!(
        recovery.start_anew().await.is_err(),
        "and nothing is put in its place"
    );
    assert_eq!(all_files(&root), ["mantrae.db"], "the file is where it was");
}
