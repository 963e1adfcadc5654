//! "Stop", pressed while something runs.

use std::sync::{Mutex, OnceLock};

use mantrae_core::activity::{Entry, Kind, Outcome};
use mantrae_core::engine::Options;
use mantrae_core::engine::restores::From;
use mantrae_core::import::Request;
use mantrae_core::verdict::VerdictKind;
use mantrae_core::{Code, Engine};
use tests::{Computer, EXAMPLE, PROFILE};

static ENGINE: OnceLock<Engine> = OnceLock::new();
/// During this step somebody presses "Stop".
static PRESSED: Mutex<&str> = Mutex::new("");

fn press(step: &str) {
    if *PRESSED.lock().unwrap() == step {
        ENGINE.get().unwrap().stop();
    }
}

fn press_during(step: &'static str) {
    *PRESSED.lock().unwrap() = step;
}

/// The newest of the list: a restore or an import stands before its safety backup, which began later.
async fn newest(engine: &Engine, kind: Kind) -> Entry {
    let mut entries = engine.activity(2).await.unwrap();
    entries.retain(|entry| entry.kind == kind);
    entries.remove(0)
}

/// "I pressed Stop: it stopped, and all is as if I had never begun."
#[tokio::test]
async fn what_is_stopped_leaves_nothing() {
    let computer = Computer::with_example().await;
    let data = computer.data();
    let other = computer.file("other.yml", EXAMPLE.replace("my-router", "second"));
    let backup = computer.back_up().await;
    computer.import(&EXAMPLE.replace("8080", "9090")).await;
    computer.engine.close().await;
    let mut options = Options::new(&data);
    options.at_step = press;
    let engine = Engine::open(options).await.unwrap();
    ENGINE.set(engine.clone()).unwrap();
    let before = tests::content(&engine).await;
    let kept = engine.backups().list().await.unwrap().len();
    let unchanged = async |what: &str, kind: Kind, sentence: &str| {
        assert_eq!(
            tests::content(&engine).await,
            before,
            "{what}: nothing was changed"
        );
        let entry = newest(&engine, kind).await;
        assert_eq!(entry.outcome, Outcome::Stopped, "{what}: {entry:?}");
        assert_eq!(entry.sentence, sentence, "{what}");
        let staged = std::fs::read_dir(engine.folder().staging()).unwrap();
        let half = staged.flatten().filter(|entry| entry.path().is_dir()).count();
        // The copy of the backup that waits for the answer stays.
        assert!(half <= 1, "{what}: half-done work lies about");
        let verdict = engine.verdict().await.unwrap();
        assert_eq!(
            verdict.kind,
            VerdictKind::Safe,
            "{what}: who stops it knows: {verdict:?}"
        );
    };

    for step in ["Copy", "Check copy"] {
        press_during(step);
        let stopped = engine.backups().create("").await.unwrap_err();
        assert_eq!(stopped.code, Code::Cancelled, "{step}");
        unchanged(step, Kind::Backup, "Manual backup stopped").await;
        assert_eq!(engine.backups().list().await.unwrap().len(), kept, "{step}");
    }
    let plan = engine
        .restores()
        .prepare(From::Backup(&backup.id), &[])
        .await
        .unwrap();
    for step in ["Safety backup", "Copy"] {
        press_during(step);
        let stopped = engine.restores().apply(&plan.id, &[]).await.unwrap_err();
        assert_eq!(stopped.code, Code::Cancelled, "{step}: {stopped:?}");
        unchanged(step, Kind::Restore, "Restore stopped: nothing was changed").await;
    }
    let import = engine
        .imports()
        .prepare(PROFILE, &Request::files(&[other]))
        .await
        .unwrap();
    press_during("Safety backup");
    let stopped = engine.imports().apply(&import, &[]).await.unwrap_err();
    assert_eq!(stopped.code, Code::Cancelled);
    unchanged("import", Kind::Import, "Import stopped: nothing was changed").await;

    // Too late: what lies in its place is verified, what is replaced is replaced.
    press_during("Save here");
    engine.backups().create("").await.unwrap();
    press_during("Replace and check");
    engine.restores().apply(&plan.id, &[]).await.unwrap();
    assert_ne!(tests::content(&engine).await, before);
    press_during("");
    engine.stop();
    engine.backups().create("").await.unwrap();
}
