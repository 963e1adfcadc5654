//! A backup that changed after it was verified: what is said of it, what it counts for, and what is removed on its
//! word.

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use mantrae_core::Code;
use mantrae_core::activity::Kind;
use mantrae_core::backup::{Backup, BackupLocation, ProblemKind};
use mantrae_core::engine::LastGood;
use mantrae_core::engine::restores::From;
use mantrae_core::retention::Rule;
use mantrae_core::settings::Change;
use mantrae_core::verdict::VerdictKind;
use tests::s3::Server;
use tests::{Computer, EXAMPLE, refused};

static DAY: AtomicI64 = AtomicI64::new(0);

fn clock() -> DateTime<Utc> {
    let begin = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    begin + TimeDelta::days(DAY.load(Ordering::SeqCst))
}

fn emptied(path: &Path) {
    let file = std::fs::File::options().write(true).open(path).unwrap();
    file.set_len(0).unwrap();
}

fn here(backup: &Backup) -> &BackupLocation {
    backup.locations.first().unwrap()
}

async fn listed(computer: &Computer, id: &str) -> Backup {
    let all = computer.engine.backups().list().await.unwrap();
    all.into_iter().find(|one| one.id == id).unwrap()
}

/// What the list says of a backup after something befell its file.
#[tokio::test]
async fn what_the_list_says() {
    let computer = Computer::with_example().await;
    let check = async |what: &str, befall: &dyn Fn(&Path), kind: ProblemKind, expected: &str| {
        let backup = computer.back_up().await;
        let path = computer.archive(&backup);
        let size = mantrae_core::words::size(backup.size);
        befall(&path);
        let seen = listed(&computer, &backup.id).await;
        let at = here(&seen);
        assert!(!at.is_verified(), "{what}: {at:?}");
        let told = at.problem.clone().unwrap_or_default().replace(&size, "SIZE");
        assert_eq!((at.problem_kind, told.as_str()), (Some(kind), expected), "{what}");
        if std::fs::symlink_metadata(&path).unwrap().is_dir() {
            std::fs::remove_dir(&path).unwrap();
        } else {
            std::fs::remove_file(&path).unwrap();
        }
    };
    let changed = "It has changed since it was verified: ";
    let other = computer.archive(&computer.back_up().await);
    let exchanged = |path: &Path| {
        let mut bytes = std::fs::read(path).unwrap();
        bytes[100] ^= 1;
        mantrae_core::fs::write_atomic(path, &bytes).unwrap();
    };
    check(
        "emptied",
        &|path| emptied(path),
        ProblemKind::Changed,
        &format!("{changed}it is empty now and had SIZE"),
    )
    .await;
    check(
        "another of the same size by rename",
        &exchanged,
        ProblemKind::Changed,
        &format!("{changed}another file now has its name"),
    )
    .await;
    check(
        "written to",
        &|path| {
            let file = std::fs::File::options().write(true).open(path).unwrap();
            file.set_modified(std::time::SystemTime::now() + std::time::Duration::from_mins(1))
                .unwrap();
        },
        ProblemKind::Changed,
        &format!("{changed}it was written to"),
    )
    .await;
    check(
        "a link to a whole backup",
        &|path| {
            std::fs::remove_file(path).unwrap();
            std::os::unix::fs::symlink(&other, path).unwrap();
        },
        ProblemKind::NotAFile,
        "It is a link, not a file",
    )
    .await;
    check(
        "a folder",
        &|path| {
            std::fs::remove_file(path).unwrap();
            std::fs::create_dir(path).unwrap();
        },
        ProblemKind::NotAFile,
        "It is a folder, not a file",
    )
    .await;
    check(
        "a pipe",
        &|path| {
            std::fs::remove_file(path).unwrap();
            let mode = rustix::fs::Mode::from_raw_mode(0o600);
            rustix::fs::mknodat(rustix::fs::CWD, path, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        },
        ProblemKind::NotAFile,
        "It is a pipe or a device, not a file",
    )
    .await;
}

/// "Whatever has the name of my backup is never waited for: it is refused in words."
#[tokio::test]
async fn a_pipe_is_refused_and_not_waited_for() {
    let computer = Computer::with_example().await;
    let backup = computer.back_up().await;
    let path = computer.archive(&backup);
    std::fs::remove_file(&path).unwrap();
    let mode = rustix::fs::Mode::from_raw_mode(0o600);
    rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    let refusal = async {
        let verified = computer.engine.verification().verify(&backup.id).await.unwrap();
        let found = verified.problem.unwrap();
        assert_eq!(
            (found.code, found.message),
            (
                Code::Damaged,
                format!("The backup `{}` is a pipe or a device, not a file", backup.file)
            )
        );
        refused(
            computer
                .engine
                .restores()
                .prepare(From::Backup(&backup.id), &[])
                .await,
        )
    };
    let (code, _) = tokio::time::timeout(std::time::Duration::from_secs(20), refusal)
        .await
        .expect("nobody writes into it, and nobody waits");
    assert_eq!(code, Code::Damaged);
}

/// "A sync client emptied all my backups but an old one: that one is the newest good one, and nothing removes it."
#[tokio::test]
async fn the_last_good_one_outlives_the_rule() {
    let computer = Computer::with_locations_at("local", "http://127.0.0.1:9", clock).await;
    computer.import(EXAMPLE).await;
    let mut made = Vec::new();
    for day in [0, 10, 20] {
        DAY.store(day, Ordering::SeqCst);
        made.push(computer.back_up().await);
    }
    for backup in computer.engine.backups().list().await.unwrap() {
        if backup.id != made[0].id {
            emptied(&computer.archive(&backup));
        }
    }
    let verdict = computer.engine.verdict().await.unwrap();
    assert_eq!(verdict.last_verified, Some(made[0].created_at), "{verdict:?}");
    assert_eq!(verdict.kind, VerdictKind::Failed, "{verdict:?}");
    assert!(
        verdict
            .sentence
            .starts_with("The newest backup changed since it was verified. The last good one is from "),
        "{verdict:?}"
    );
    let rule = Rule::days(1).unwrap();
    let preview = computer.engine.retention().preview(Some(rule)).await.unwrap();
    let line = |id: &str| {
        let lines = &preview.locations[0].backups;
        lines
            .iter()
            .find(|line| line.id == id)
            .unwrap()
            .reasons
            .join(" · ")
    };
    assert_eq!(line(&made[0].id), "newest verified here");
    assert_eq!(line(&made[2].id), "not verified, younger than 1 day");
    computer
        .engine
        .settings()
        .change(Change::Retention(rule))
        .await
        .unwrap();
    computer.engine.retention().apply().await.unwrap();
    assert!(
        computer.archive(&made[0]).metadata().unwrap().len() > 0,
        "it is still there"
    );
    assert!(
        !computer.archive(&made[1]).exists(),
        "an empty one went by the rule"
    );

    // Rotten as well, without a trace: what is believed is read before anything goes.
    let spare = std::fs::read(computer.archive(&made[0])).unwrap();
    rot(&computer.archive(&made[0]));
    DAY.store(40, Ordering::SeqCst);
    let (code, told) = refused(computer.engine.retention().apply().await);
    assert_eq!(
        (code, told.as_str()),
        (
            Code::LastGood,
            "No old backups were removed: none of those that would remain on This computer could be verified"
        )
    );
    assert!(computer.archive(&made[0]).exists() && computer.archive(&made[2]).exists());
    let entries = computer.engine.activity(20).await.unwrap();
    let damage = |entry: &&mantrae_core::activity::Entry| {
        entry.kind == Kind::Verify
            && entry
                .failure
                .as_ref()
                .is_some_and(|one| one.code == Code::Damaged)
    };
    assert!(
        entries.iter().any(|entry| damage(&entry)),
        "the damage is told: {entries:?}"
    );
    // Whole again, it counts again.
    mantrae_core::fs::write_atomic(&computer.archive(&made[0]), &spare).unwrap();
    let done = computer.engine.retention().apply().await.unwrap();
    assert!(done.removed.iter().any(|one| one.id == made[2].id), "{done:?}");
    assert!(computer.archive(&made[0]).exists());
}

/// "My newest backup vanished after it was made: the verdict does not lean on the run that made it."
#[tokio::test]
async fn a_run_whose_backup_vanished_makes_nothing_green() {
    let computer = Computer::with_example().await;
    let backup = computer.back_up().await;
    let verdict = computer.engine.verdict().await.unwrap();
    assert_eq!(verdict.kind, VerdictKind::Safe, "{verdict:?}");
    std::fs::remove_file(computer.archive(&backup)).unwrap();
    let verdict = computer.engine.verdict().await.unwrap();
    assert_ne!(verdict.kind, VerdictKind::Safe, "{verdict:?}");
}

/// A byte in the middle becomes another, and nothing but reading tells.
fn rot(path: &Path) {
    use std::os::unix::fs::FileExt as _;
    let file = std::fs::File::options()
        .read(true)
        .write(true)
        .open(path)
        .unwrap();
    let held = file.metadata().unwrap();
    let mut byte = [0];
    file.read_exact_at(&mut byte, held.len() / 2).unwrap();
    file.write_all_at(&[!byte[0]], held.len() / 2).unwrap();
    file.set_modified(held.modified().unwrap()).unwrap();
}

/// "I delete a backup. The others are empty, which nobody had noticed: I am told, and it stays, until I insist."
#[tokio::test]
async fn the_last_good_one_is_deleted_on_purpose_only() {
    let computer = Computer::with_example().await;
    computer.back_up().await;
    let good = computer.back_up().await;
    let others = computer.engine.backups().list().await.unwrap();
    let is_other = |one: &&Backup| one.id != good.id && !one.trigger.is_restore_point();
    let others: Vec<&Backup> = others.iter().filter(is_other).collect();
    for other in &others {
        rot(&computer.archive(other));
    }
    let ids = std::slice::from_ref(&good.id);
    let preview = computer.engine.removal().preview(ids).await.unwrap();
    assert_eq!(preview.last_in, None, "nobody knows it yet");
    let answer = computer.engine.removal().delete(ids, LastGood::Keep).await;
    let error = answer.unwrap_err();
    assert_eq!(error.code, Code::LastGood);
    assert_eq!(
        error.message,
        "Nothing was removed: the only other backup on This computer could not be verified"
    );
    assert!(error.hint.unwrap().contains("`backup delete --last`"));
    assert!(computer.archive(&good).exists());
    let preview = computer.engine.removal().preview(ids).await.unwrap();
    assert_eq!(
        preview.last_in.as_deref(),
        Some("This computer"),
        "now it is known"
    );
    assert!(preview.last_checked);
    computer
        .engine
        .removal()
        .delete(ids, LastGood::Remove)
        .await
        .unwrap();
    assert!(!computer.archive(&good).exists());
    let (code, told) = refused(
        computer
            .engine
            .removal()
            .delete(&[others[0].id.clone()], LastGood::Keep)
            .await,
    );
    assert_eq!(
        (code, told.as_str()),
        (
            Code::LastGood,
            "Nothing was removed: only restore points would remain on This computer"
        )
    );
}

/// "What I wanted to restore is damaged: I am told which one to take instead, and that one is good."
#[tokio::test]
async fn a_restore_names_the_next_older_good_one() {
    let computer = Computer::with_example().await;
    let oldest = computer.back_up().await;
    let older = computer.back_up().await;
    let newest = computer.back_up().await;
    rot(&computer.archive(&older));
    emptied(&computer.archive(&newest));
    let answer = computer
        .engine
        .restores()
        .prepare(From::Backup(&newest.id), &[])
        .await;
    let hint = answer.unwrap_err().hint.unwrap();
    assert!(
        hint.starts_with(&format!(
            "Nothing was changed. The next older good backup is `{}` from ",
            oldest.id
        )),
        "{hint}"
    );
}

/// "My backups were moved to another disk: every file is new. They are read again by themselves, and all is well."
#[tokio::test]
async fn what_only_looks_changed_is_read_again() {
    let computer = Computer::with_example().await;
    let backup = computer.back_up().await;
    let damaged = computer.back_up().await;
    for one in [&backup, &damaged] {
        let path = computer.archive(one);
        let bytes = std::fs::read(&path).unwrap();
        mantrae_core::fs::write_atomic(&path, &bytes).unwrap();
    }
    rot(&computer.archive(&damaged));
    let seen = listed(&computer, &backup.id).await;
    assert_eq!(here(&seen).problem_kind, Some(ProblemKind::Changed));
    computer.engine.rereading().look().await.unwrap();
    let seen = listed(&computer, &backup.id).await;
    assert!(here(&seen).is_verified(), "{seen:?}");
    let seen = listed(&computer, &damaged.id).await;
    assert_eq!(here(&seen).problem_kind, Some(ProblemKind::Damaged));
    let before = computer.engine.activity(50).await.unwrap().len();
    computer.engine.rereading().look().await.unwrap();
    let after = computer.engine.activity(50).await.unwrap().len();
    assert_eq!(before, after, "what was found is told once");
}

/// "Before the update I had backups. What was verified then is known by its size, and all of it after the next check."
#[tokio::test]
async fn what_an_older_version_verified() {
    let computer = Computer::with_example().await;
    let one = computer.back_up().await;
    let two = computer.back_up().await;
    let state = computer.data().join("state.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(state);
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    sqlx::query("UPDATE catalog SET verified_modified = NULL, verified_inode = NULL, verified_etag = NULL")
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
    let bytes = std::fs::read(computer.archive(&one)).unwrap();
    mantrae_core::fs::write_atomic(&computer.archive(&one), &bytes).unwrap();
    emptied(&computer.archive(&two));
    assert!(
        here(&listed(&computer, &one.id).await).is_verified(),
        "its size fits"
    );
    assert_eq!(
        here(&listed(&computer, &two.id).await).problem_kind,
        Some(ProblemKind::Changed)
    );
    assert!(computer.engine.verification().verify(&one.id).await.unwrap().ok);
    mantrae_core::fs::write_atomic(&computer.archive(&one), &bytes).unwrap();
    assert_eq!(
        here(&listed(&computer, &one.id).await).problem_kind,
        Some(ProblemKind::Changed),
        "all of it is known now"
    );
}

/// "What waited for the bucket was emptied: it is not sent, and the wait says why."
#[tokio::test]
async fn what_changed_is_not_sent() {
    let server = Server::start().await;
    let computer = Computer::with_locations("s3", "http://127.0.0.1:9").await;
    let backup = computer.back_up().await;
    emptied(&computer.data().join("outbox").join(&backup.file));
    computer.engine.close().await;
    let engine = computer.opened_again("s3", &server.endpoint()).await;
    engine.uploads().hurry().await.unwrap();
    let pushed = engine.uploads().push().await.unwrap();
    assert_eq!((pushed.sent, pushed.waiting), (0, 1));
    let seen = engine.backups().list().await.unwrap().remove(0);
    let waiting = seen.locations.iter().find_map(|at| at.waiting.clone()).unwrap();
    let told = waiting.problem.unwrap().message;
    assert!(
        told.starts_with("Not sent: The backup `") && told.contains("is not the file that was written"),
        "{told}"
    );
    assert!(!server.files("kept").join(&backup.file).exists());
}

/// "I gave up a bucket that a backup still waited for. Its copy here goes only where another one was read and is good."
#[tokio::test]
async fn what_waits_for_nobody_stays_without_another_good_copy() {
    let server = Server::start().await;
    let computer = Computer::with_locations("local,s3", "http://127.0.0.1:9").await;
    let backup = computer.back_up().await;
    let outbox = computer.data().join("outbox").join(&backup.file);
    assert!(!outbox.exists(), "the folder has it");
    let waiting = |backup: &Backup| backup.locations.iter().any(|at| at.waiting.is_some());
    assert!(waiting(&backup));
    computer.engine.close().await;
    let engine = computer.opened_again("local,s3", &server.endpoint()).await;
    rot(&computer.archive(&backup));
    engine.uploads().hurry().await.unwrap();
    let pushed = engine.uploads().push().await.unwrap();
    assert_eq!((pushed.sent, pushed.waiting), (0, 1), "a rotten copy is not sent");
    assert!(computer.archive(&backup).exists(), "and nothing is removed");
}
