//! A data folder that an earlier version wrote: it opens, and nothing that was in it is lost.

use std::path::Path;

use mantrae_core::db::operation::OperationKind;
use mantrae_core::engine::restores::From;
use mantrae_core::retention::Rule;
use mantrae_core::verdict::VerdictKind;
use tests::{content, open};

/// The data folder of version 0.1: two profiles, an import each, a router that is off, a pinned backup, a
/// restore that was taken back.
fn version_0_1(to: &Path) {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/data-folder-0.1");
    copy(&fixture, to);
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            mantrae_core::fs::write_atomic(&target, &std::fs::read(entry.path()).unwrap()).unwrap();
        }
    }
}

/// "I installed the new version over the old one: everything is as it was."
#[tokio::test]
async fn a_data_folder_of_an_earlier_version_opens() {
    let folder = tempfile::tempdir().unwrap();
    version_0_1(folder.path());
    let engine = open(folder.path()).await.unwrap();

    let content = content(&engine).await;
    let names: Vec<(&str, usize)> = content
        .iter()
        .map(|(name, components)| (name.as_str(), components.len()))
        .collect();
    assert_eq!(
        names,
        [("Home lab", 3), ("Office", 8)],
        "every component is there"
    );
    assert!(
        content["Office"]["http-router/old-wiki"].starts_with("off"),
        "what was switched off stays off"
    );

    let settings = engine.settings().get().await;
    assert_eq!(settings.retention, Rule::KeepMany, "a chosen rule is kept");
    assert_eq!(
        engine.schedule().next(1).await.len(),
        1,
        "the chosen schedule is understood"
    );
    assert!(
        !engine.activity(100).await.unwrap().is_empty(),
        "so is what happened"
    );
}

/// "The backups the old version made can be listed, verified and restored by the new one."
#[tokio::test]
async fn backups_of_an_earlier_version_are_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    version_0_1(folder.path());
    let engine = open(folder.path()).await.unwrap();

    let backups = engine.backups().list().await.unwrap();
    assert_eq!(backups.len(), 5, "each archive is listed");
    let manual = backups
        .iter()
        .find(|backup| backup.note == "before the move")
        .unwrap();
    assert!(manual.pinned && manual.own, "pins and ownership are kept");
    // Nobody wrote down what they hold: it is known once they were read.
    let verdict = engine.verdict().await.unwrap();
    assert_eq!(
        (verdict.kind, verdict.in_no_backup),
        (VerdictKind::Paused, None),
        "{verdict:?}"
    );
    for backup in &backups {
        let verified = engine.verification().verify(&backup.id).await.unwrap();
        assert!(verified.ok, "{}: {:?}", backup.file, verified.problem);
    }

    let verdict = engine.verdict().await.unwrap();
    assert_eq!(
        (verdict.changes_since, verdict.in_no_backup),
        (Some(1), Some(0)),
        "a middleware was removed since: {verdict:?}"
    );

    engine.profiles().delete("Office").await.unwrap();
    let plan = engine
        .restores()
        .prepare(From::Backup(&manual.id), &[])
        .await
        .unwrap();
    engine.restores().apply(&plan.id, &[]).await.unwrap();
    assert_eq!(
        content(&engine).await["Office"].len(),
        9,
        "an old backup brings the profile back, with the middleware that was removed since"
    );
}

/// "I imported with the old version and take it back with the new one."
#[tokio::test]
async fn an_operation_of_an_earlier_version_can_be_undone() {
    let folder = tempfile::tempdir().unwrap();
    version_0_1(folder.path());
    let engine = open(folder.path()).await.unwrap();
    let (undoable, _) = engine.undo_steps(10).await.unwrap();
    assert_eq!(
        undoable[0].kind,
        OperationKind::Edit,
        "the newest one that was not taken back"
    );
    let import = undoable.iter().find(|step| step.kind == OperationKind::Import);
    let undone = engine.undo(Some(&import.unwrap().id), false).await.unwrap();
    let left: Vec<String> = content(&engine).await["Office"].keys().cloned().collect();
    assert_eq!(
        left,
        ["http-router/old-wiki"],
        "what it brought is gone but for the router that was switched off afterwards: {undone:?}"
    );
    let undone = engine.undo(None, false).await.unwrap();
    assert_eq!(undone.undone, OperationKind::Edit, "then the change after it");
    let error = engine.redo(Some(&undoable[1].id), false).await;
    assert!(error.is_err(), "only what was undone can be done again");
}
