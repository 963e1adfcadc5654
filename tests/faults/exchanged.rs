//! Files and folders that are exchanged or vanish while a restore is under way.

use std::os::unix::fs::symlink;

use mantrae_core::engine::restores::From;
use mantrae_core::settings::Change;
use tests::{Computer, EXAMPLE};

/// "Between my look at the plan and my yes, somebody put a link in the place of the file: I get what I was shown."
#[tokio::test]
async fn a_file_that_becomes_a_link_after_the_look() {
    let computer = Computer::with_example().await;
    let shown = computer.content().await;
    let backup = computer.back_up().await;
    let path = computer.file("chosen.zip", std::fs::read(computer.archive(&backup)).unwrap());
    computer
        .import(&EXAMPLE.replace("example.com", "example.org"))
        .await;
    let other = computer.back_up().await;
    let target = computer.file("other.zip", std::fs::read(computer.archive(&other)).unwrap());
    let before = std::fs::read(&target).unwrap();

    let plan = computer
        .engine
        .prepare_restore(From::File(&path), &[])
        .await
        .unwrap();
    std::fs::remove_file(&path).unwrap();
    symlink(&target, &path).unwrap();
    computer.engine.apply_restore(&plan.id, &[]).await.unwrap();

    assert_eq!(
        computer.content().await,
        shown,
        "what comes is what was looked at, not what the link leads to"
    );
    assert_eq!(
        std::fs::read(&target).unwrap(),
        before,
        "and nothing is written through the link"
    );
}

/// "A backup of my list became a link to another whole backup: it is not the one that was written, and not restored."
#[tokio::test]
async fn a_listed_backup_that_becomes_a_link() {
    let computer = Computer::with_example().await;
    let backup = computer.back_up().await;
    computer
        .import(&EXAMPLE.replace("example.com", "example.org"))
        .await;
    let other = computer.back_up().await;
    let target = computer.file("other.zip", std::fs::read(computer.archive(&other)).unwrap());
    let held = std::fs::read(&target).unwrap();
    let path = computer.archive(&backup);
    let before = computer.standing().await;
    std::fs::remove_file(&path).unwrap();
    symlink(&target, &path).unwrap();

    let answer = computer
        .engine
        .prepare_restore(From::Backup(&backup.id), &[])
        .await;

    assert!(answer.is_err(), "another file than was written is refused");
    assert_eq!(computer.standing().await, before, "nothing is changed");
    assert_eq!(
        std::fs::read(&target).unwrap(),
        held,
        "nothing is written through the link"
    );
}

/// "The folder of my backups vanished after I looked at the plan: what I saw comes, and there is a way back all the same."
#[tokio::test]
async fn a_folder_that_vanishes_after_the_look() {
    let computer = Computer::with_example().await;
    let place = computer.beside("place");
    let change = Change::BackupFolder(Some(place.clone()));
    computer.engine.change_setting(change).await.unwrap();
    let wanted = computer.content().await;
    let backup = computer.back_up().await;
    computer
        .import(&EXAMPLE.replace("example.com", "example.org"))
        .await;
    let before = computer.content().await;
    let plan = computer
        .engine
        .prepare_restore(From::Backup(&backup.id), &[])
        .await
        .unwrap();
    let away = computer.beside("away");
    std::fs::rename(&place, &away).unwrap();

    let outcome = computer.engine.apply_restore(&plan.id, &[]).await.unwrap();

    assert_eq!(
        computer.content().await,
        wanted,
        "what was looked at comes, whole"
    );
    let listed = computer.engine.backups().await.unwrap();
    assert_eq!(
        listed.iter().map(|one| &one.id).collect::<Vec<_>>(),
        [&outcome.safety_backup],
        "the safety backup lies in the folder, made anew, and nothing is listed that is gone"
    );
    let verified = computer.engine.verify(&outcome.safety_backup).await.unwrap();
    assert!(verified.ok, "the way back is proven: {verified:?}");
    assert!(
        away.join(&backup.file).is_file(),
        "what lay in the old folder is untouched"
    );
    computer.engine.undo(None, false).await.unwrap();
    assert_eq!(computer.content().await, before, "and the way back works");
}
