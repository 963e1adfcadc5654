//! Window and command line on one data folder.

use mantrae_core::Code;
use mantrae_core::settings::{Change, Theme};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use tests::{Computer, PROFILE, ROUTER, open, refused};

/// "What I do on the command line is seen in the window, and the other way round."
#[tokio::test]
async fn two_programs_see_one_another() {
    let computer = Computer::with_example().await;
    let other = open(&computer.data()).await.unwrap();
    assert_eq!(
        tests::content(&other).await,
        computer.content().await,
        "the second sees what the first made"
    );
    let pulse = computer.engine.pulse().await.unwrap();
    let (kind, name) = ROUTER;
    other.components().remove(PROFILE, kind, name).await.unwrap();
    assert_eq!(
        computer.names().await.len(),
        2,
        "the first sees what the second did"
    );
    assert_ne!(
        computer.engine.pulse().await.unwrap(),
        pulse,
        "and its pulse tells it to look"
    );
    let pulse = computer.engine.pulse().await.unwrap();
    other.settings().change(Change::Theme(Theme::Dark)).await.unwrap();
    assert_ne!(
        computer.engine.pulse().await.unwrap(),
        pulse,
        "a setting moves it too"
    );
    let backup = other.backups().create("from the other").await.unwrap();
    let seen = computer.engine.backups().list().await.unwrap();
    assert_eq!(
        seen.first().map(|one| &one.id),
        Some(&backup.id),
        "its backups are seen too"
    );
    computer
        .engine
        .undo(None, false)
        .await
        .expect("an operation of one can be taken back by the other");
}

/// "While another operation runs, mine waits; when that takes too long, it says so and changes nothing."
#[tokio::test]
async fn an_operation_waits_and_then_says_busy() {
    let computer = Computer::with_example().await;
    let before = computer.standing().await;
    let lock = computer.engine.folder().lock();
    let permission = mantrae_core::lock::attempt(&lock).unwrap().unwrap();
    let (kind, name) = ROUTER;
    let engine = &computer.engine;
    let refusals = [
        engine.backups().create("").await.map(drop),
        engine.profiles().create("Office", "").await.map(drop),
        engine.profiles().delete(PROFILE).await.map(drop),
        engine.components().remove(PROFILE, kind, name).await.map(drop),
        engine.undo(None, false).await.map(drop),
    ];
    for refusal in refusals {
        let error = refusal.unwrap_err();
        assert_eq!(
            (error.code, error.retry),
            (Code::Busy, true),
            "busy, and worth trying again"
        );
    }
    assert_eq!(computer.standing().await, before, "nothing was changed");
    let waiting = tokio::spawn({
        let engine = engine.clone();
        async move { engine.backups().create("").await }
    });
    tokio::task::yield_now().await;
    drop(permission);
    waiting
        .await
        .unwrap()
        .expect("as soon as the other is done, the one that waits goes on");
}

/// "Two backups at once: both are made, one after the other."
#[tokio::test]
async fn two_backups_at_once_are_both_made() {
    let computer = Computer::with_example().await;
    let mut options = mantrae_core::engine::Options::new(computer.data());
    options.patience = std::time::Duration::from_mins(1);
    let patient = mantrae_core::Engine::open(options).await.unwrap();
    let (one, two) = tokio::join!(patient.backups().create("one"), patient.backups().create("two"));
    assert_ne!(one.unwrap().id, two.unwrap().id);
    let (code, _) = refused(computer.engine.verification().verify("no-such-id").await);
    assert_eq!(code, Code::NotFound, "one that is not there is told as such");
}

/// "Some other program holds a database of Mantrae's: I am told, and nothing is half done."
#[tokio::test]
async fn a_database_that_another_program_holds() {
    // At once, since each waits as long as a person would.
    let answers = tokio::join!(held("mantrae.db"), held("state.db"));
    let told = "The database is in use by another program";
    for answer in [answers.0, answers.1] {
        assert_eq!(
            answer,
            (Code::Busy, told.to_owned()),
            "it names what is in the way"
        );
    }
}

/// The answer to a change while somebody else holds that database; nothing may move, and later it must work.
async fn held(name: &str) -> (Code, String) {
    let computer = Computer::with_example().await;
    let before = computer.standing().await;
    let file = SqliteConnectOptions::new().filename(computer.data().join(name));
    let mut stranger = file.connect().await.unwrap();
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut stranger)
        .await
        .unwrap();
    let answer = refused(computer.engine.profiles().create("Office", "").await);
    assert_eq!(computer.standing().await, before, "{name}: nothing was changed");
    sqlx::query("ROLLBACK").execute(&mut stranger).await.unwrap();
    let later = computer.engine.profiles().create("Office", "").await;
    assert!(
        later.is_ok(),
        "{name}: as soon as it is free, it works: {later:?}"
    );
    answer
}
