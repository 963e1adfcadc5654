//! Taking back.

use mantrae_core::Code;
use mantrae_core::db::operation::OperationKind;
use mantrae_core::engine::LastGood;
use tests::{Computer, EXAMPLE, PROFILE, ROUTER, refused};

/// "I imported the wrong file: everything is as before."
#[tokio::test]
async fn an_import_is_taken_back() {
    let computer = Computer::with_example().await;
    let before = computer.content().await;
    computer
        .import(
            &EXAMPLE
                .replace("my-service", "other")
                .replace("example.com", "example.org"),
        )
        .await;
    assert_ne!(computer.content().await, before, "the file changed something");
    let undone = computer.engine.undo(None, false).await.unwrap();
    assert_eq!(undone.undone, OperationKind::Import);
    assert_eq!(
        computer.content().await,
        before,
        "new ones are gone, changed ones are back"
    );
}

/// "I deleted a whole profile: it comes back with everything in it."
#[tokio::test]
async fn a_deleted_profile_comes_back() {
    let computer = Computer::with_example().await;
    let before = computer.content().await;
    computer.engine.profiles().delete(PROFILE).await.unwrap();
    assert!(computer.content().await.is_empty(), "it is gone");
    let undone = computer.engine.undo(None, false).await.unwrap();
    assert_eq!(undone.undone, OperationKind::ProfileDeletion);
    assert_eq!(undone.put_back.len(), 3, "the components are named");
    assert!(
        undone.put_back.iter().all(|one| one.profile == PROFILE),
        "by the name of their profile: {:?}",
        undone.put_back
    );
    assert_eq!(
        computer.content().await,
        before,
        "the profile is back with everything in it"
    );
}

/// "I deleted an empty profile: it comes back too."
#[tokio::test]
async fn a_deleted_empty_profile_comes_back() {
    let computer = Computer::new().await;
    computer
        .engine
        .profiles()
        .create(PROFILE, "described")
        .await
        .unwrap();
    computer.engine.profiles().delete(PROFILE).await.unwrap();
    computer.engine.undo(None, false).await.unwrap();
    let profile = computer.engine.profiles().get(PROFILE).await.unwrap();
    assert_eq!(profile.description, "described", "with its description");
}

/// "Its name was given to another profile meanwhile: I am told, and nothing is lost."
#[tokio::test]
async fn a_deleted_profile_whose_name_is_taken_stays_away() {
    let computer = Computer::with_example().await;
    computer.engine.profiles().delete(PROFILE).await.unwrap();
    computer
        .engine
        .profiles()
        .create(PROFILE, "a new one")
        .await
        .unwrap();
    let before = computer.standing().await;
    let (code, _) = refused(computer.engine.undo(None, false).await);
    assert_eq!(code, Code::Exists, "the name is taken");
    assert_eq!(computer.standing().await, before, "nothing was changed");
    computer.engine.profiles().rename(PROFILE, "Moved").await.unwrap();
    computer.engine.undo(None, false).await.unwrap();
    assert_eq!(
        computer.names().await.len(),
        3,
        "after renaming the other one, as the hint says, it works"
    );
}

/// "I undo, and undo again: the operation before is taken back as well, and then there is nothing more."
#[tokio::test]
async fn a_second_undo_takes_back_the_operation_before() {
    let computer = Computer::new().await;
    computer.engine.profiles().create(PROFILE, "").await.unwrap();
    let empty = computer.content().await;
    computer.import(EXAMPLE).await;
    let first = computer.content().await;
    computer
        .import(&EXAMPLE.replace("example.com", "example.org"))
        .await;
    computer.engine.undo(None, false).await.unwrap();
    assert_eq!(computer.content().await, first, "the second import is taken back");
    computer.engine.undo(None, false).await.unwrap();
    assert_eq!(computer.content().await, empty, "the first import is taken back");
    let (code, _) = refused(computer.engine.undo(None, false).await);
    assert_eq!(code, Code::NothingToUndo, "each only once");
}

/// "What I changed since is mine: an undo leaves it alone and names it, unless I insist."
#[tokio::test]
async fn what_was_changed_since_is_left_alone() {
    for force in [false, true] {
        let computer = Computer::with_example().await;
        let before = computer.content().await;
        computer
            .import(
                &EXAMPLE
                    .replace("example.com", "example.org")
                    .replace("8080", "9090"),
            )
            .await;
        let (kind, name) = ROUTER;
        computer
            .engine
            .components()
            .enable(PROFILE, kind, name, false)
            .await
            .unwrap();
        let edited = computer.content().await[PROFILE]["http-router/my-router"].clone();
        let (undoable, _) = computer.engine.undo_steps(2).await.unwrap();
        let undone = computer.engine.undo(Some(&undoable[1].id), force).await.unwrap();
        let after = computer.content().await;
        assert_eq!(
            after[PROFILE]["http-service/my-service"], before[PROFILE]["http-service/my-service"],
            "what was not changed since is put back in any case"
        );
        if force {
            assert_eq!(undone.left_alone, [], "forced: nothing is left alone");
            assert_eq!(after, before, "forced: all of it is put back");
        } else {
            assert_eq!(undone.left_alone.len(), 1, "one is left alone");
            assert_eq!(undone.left_alone[0].name, name, "and named");
            assert_eq!(
                after[PROFILE]["http-router/my-router"], edited,
                "it is as it was edited"
            );
        }
    }
}

/// "A single edit can be taken back from its line in the activity list."
#[tokio::test]
async fn an_edit_is_taken_back_by_its_line() {
    let computer = Computer::with_example().await;
    let before = computer.content().await;
    let (kind, name) = ROUTER;
    for remove in [true, false] {
        let line = if remove {
            computer
                .engine
                .components()
                .remove(PROFILE, kind, name)
                .await
                .map(Some)
        } else {
            computer
                .engine
                .components()
                .enable(PROFILE, kind, name, false)
                .await
        }
        .unwrap()
        .unwrap();
        assert_ne!(computer.content().await, before, "the edit changed something");
        computer.engine.undo(Some(&line), false).await.unwrap();
        assert_eq!(
            computer.content().await,
            before,
            "it is as before; removed: {remove}"
        );
        let (code, _) = refused(computer.engine.undo(Some(&line), false).await);
        assert_eq!(code, Code::NothingToUndo, "once only");
    }
}

/// "The backup that an undo needs is gone: I am told which, and nothing is changed."
#[tokio::test]
async fn an_undo_without_its_backup_is_refused() {
    let computer = Computer::with_example().await;
    let outcome = computer
        .import(&EXAMPLE.replace("example.com", "example.org"))
        .await;
    let backup = outcome.safety_backup.unwrap();
    computer
        .engine
        .removal()
        .delete(std::slice::from_ref(&backup), LastGood::Keep)
        .await
        .unwrap();
    let before = computer.standing().await;
    let (code, message) = refused(computer.engine.undo(None, false).await);
    assert_eq!(code, Code::NotFound);
    assert!(message.contains(&backup), "the backup is named: {message}");
    assert_eq!(computer.standing().await, before, "nothing was changed");
}

/// "I insist on undoing an import of a profile that is gone: I am told what to do first."
#[tokio::test]
async fn a_forced_undo_into_a_profile_that_is_gone_is_refused_in_words() {
    let computer = Computer::with_example().await;
    computer
        .import(&EXAMPLE.replace("example.com", "example.org"))
        .await;
    let entries = computer.engine.activity(20).await.unwrap();
    let import = entries.iter().find(|entry| entry.undoable).unwrap();
    computer.engine.profiles().delete(PROFILE).await.unwrap();
    let before = computer.standing().await;
    let (code, message) = refused(computer.engine.undo(Some(&import.id), true).await);
    assert_eq!(code, Code::NotFound, "not a failure of the database: {message}");
    assert_eq!(computer.standing().await, before, "nothing was changed");
}
