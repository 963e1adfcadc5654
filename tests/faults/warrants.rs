//! Which backups are good enough for others to go: none is that might not bring the configuration back.

use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use mantrae_core::Code;
use mantrae_core::backup::Backup;
use mantrae_core::engine::LastGood;
use mantrae_core::retention::Rule;
use mantrae_core::settings::Change;
use tests::{Computer, EXAMPLE, refused};

/// A clock for each test: they run side by side.
macro_rules! clock {
    ($days:ident, $now:ident) => {
        static $days: AtomicI64 = AtomicI64::new(0);

        fn $now() -> DateTime<Utc> {
            let begin = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
            begin + TimeDelta::days($days.load(Ordering::SeqCst))
        }
    };
}

clock!(POINT, point);
clock!(AHEAD, ahead);
clock!(MOMENT, moment);
clock!(ADOPTING, adopting);

/// A byte in the middle becomes another, and nothing but reading tells.
fn rot(path: &Path) {
    let held = std::fs::metadata(path).unwrap();
    let mut bytes = std::fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] = !bytes[middle];
    let mut file = std::fs::File::options().write(true).open(path).unwrap();
    file.write_all(&bytes).unwrap();
    file.set_modified(held.modified().unwrap()).unwrap();
}

async fn is_listed(computer: &Computer, backup: &Backup) -> bool {
    let listed = computer.engine.backups().list().await.unwrap();
    listed.iter().any(|one| one.id == backup.id)
}

/// "All I had was one backup and what was there before my first import, which is nothing."
#[tokio::test]
async fn a_restore_point_is_no_reason_to_delete_the_last_backup() {
    let computer = Computer::with_example().await;
    let backup = computer.back_up().await;
    let listed = computer.engine.backups().list().await.unwrap();
    let point = listed.iter().find(|one| one.trigger.is_restore_point()).unwrap();
    let ids = std::slice::from_ref(&backup.id);
    let preview = computer.engine.removal().preview(ids).await.unwrap();
    assert!(preview.last_checked, "{preview:?}");
    assert_eq!(preview.last_in.as_deref(), Some("This computer"));
    assert_eq!(
        refused(computer.engine.removal().delete(ids, LastGood::Keep).await),
        (
            Code::LastGood,
            "Nothing was removed: only restore points would remain on This computer".to_owned()
        )
    );
    assert!(is_listed(&computer, &backup).await);
    // The restore point may go, since a backup stays.
    let ids = std::slice::from_ref(&point.id);
    computer
        .engine
        .removal()
        .delete(ids, LastGood::Keep)
        .await
        .unwrap();
    assert!(!is_listed(&computer, point).await);
}

/// "I backed up in spring and imported in autumn: the rule keeps the backup, and not what was before the import alone."
#[tokio::test]
async fn a_restore_point_is_no_reason_to_clean_up_the_last_backup() {
    let computer = Computer::with_locations_at("local", "http://127.0.0.1:9", point).await;
    computer.import(EXAMPLE).await;
    let backup = computer.back_up().await;
    POINT.store(60, Ordering::SeqCst);
    computer
        .import(&EXAMPLE.replace("my-router", "other-router"))
        .await;
    let rule = Change::Retention(Rule::days(1).unwrap());
    computer.engine.settings().change(rule).await.unwrap();
    computer.engine.retention().apply().await.unwrap();
    assert!(is_listed(&computer, &backup).await);
    // Neither does it count where the backup turns out to be damaged: another one must be good.
    rot(&computer.archive(&backup));
    let _ = computer.engine.retention().apply().await;
    assert!(is_listed(&computer, &backup).await);
}

/// "My clock was a year ahead once, and a backup has that date: it is not read in place of the newest."
#[tokio::test]
async fn one_of_the_future_is_no_reason_to_clean_up() {
    let computer = Computer::with_locations_at("local", "http://127.0.0.1:9", ahead).await;
    computer.import(EXAMPLE).await;
    let keep_all = Change::Retention(Rule::KeepAll);
    computer.engine.settings().change(keep_all).await.unwrap();
    let older = computer.back_up().await;
    AHEAD.store(1, Ordering::SeqCst);
    let newest = computer.back_up().await;
    AHEAD.store(400, Ordering::SeqCst);
    let future = computer.back_up().await;
    AHEAD.store(60, Ordering::SeqCst);
    rot(&computer.archive(&newest));
    let rule = Change::Retention(Rule::days(1).unwrap());
    computer.engine.settings().change(rule).await.unwrap();
    // The first run only learns that the clock went back.
    for _ in 0..3 {
        let done = computer.engine.retention().apply().await.unwrap();
        assert!(done.removed.iter().all(|one| one.id != older.id), "{done:?}");
    }
    assert!(is_listed(&computer, &older).await && is_listed(&computer, &future).await);
    assert!(
        !is_listed(&computer, &newest).await,
        "the damaged one went by the rule"
    );
}

/// "I adopted my old computer's backups: they are no reason to delete the last one of this computer."
#[tokio::test]
async fn an_old_computers_backup_is_no_reason_to_delete_the_last_own_one() {
    let (old, new) = (Computer::with_example().await, Computer::with_example().await);
    let (theirs, ours) = (old.back_up().await, new.back_up().await);
    let folder = new.data().join("backups");
    mantrae_core::fs::copy_atomic(&old.archive(&theirs), &folder.join(&theirs.file)).unwrap();
    new.engine.backups().adopt(&theirs.instance).await.unwrap();
    let delete = async |id: &String| {
        new.engine
            .removal()
            .delete(std::slice::from_ref(id), LastGood::Keep)
            .await
    };
    let (code, _) = refused(delete(&ours.id).await);
    assert_eq!(code, Code::LastGood);
    delete(&theirs.id).await.unwrap();
    assert!(is_listed(&new, &ours).await && !is_listed(&new, &theirs).await);
}

/// "I adopted my old computer's backups: the clean-up still leaves the last one that this computer made."
#[tokio::test]
async fn an_old_computers_backup_is_no_reason_to_clean_up_the_last_own_one() {
    let old = Computer::with_locations_at("local", "http://127.0.0.1:9", adopting).await;
    let new = Computer::with_locations_at("local", "http://127.0.0.1:9", adopting).await;
    old.import(EXAMPLE).await;
    new.import(EXAMPLE).await;
    let oldest = new.back_up().await;
    ADOPTING.store(1, Ordering::SeqCst);
    let ours = new.back_up().await;
    ADOPTING.store(2, Ordering::SeqCst);
    let theirs = old.back_up().await;
    let folder = new.data().join("backups");
    mantrae_core::fs::copy_atomic(&old.archive(&theirs), &folder.join(&theirs.file)).unwrap();
    new.engine.backups().adopt(&theirs.instance).await.unwrap();
    new.engine.verification().verify(&theirs.id).await.unwrap();
    ADOPTING.store(60, Ordering::SeqCst);
    let rule = Change::Retention(Rule::days(1).unwrap());
    new.engine.settings().change(rule).await.unwrap();
    for _ in 0..3 {
        new.engine.retention().apply().await.unwrap();
    }
    assert!(
        is_listed(&new, &ours).await,
        "the last one that was made here stays"
    );
    assert!(is_listed(&new, &theirs).await, "and so does the newest of all");
    assert!(!is_listed(&new, &oldest).await, "the rest goes by the rule");
}

/// "The clock was wrong for a minute: what is known of a backup that is away for a while is still known afterwards."
#[tokio::test]
async fn a_moment_of_a_wrong_clock_forgets_nothing() {
    let computer = Computer::with_locations_at("local", "http://127.0.0.1:9", moment).await;
    computer.import(EXAMPLE).await;
    let backup = computer.back_up().await;
    let (path, away) = (computer.archive(&backup), computer.beside("away.zip"));
    let verified = async || {
        let listed = computer.engine.backups().list().await.unwrap();
        let found = listed.iter().find(|one| one.id == backup.id);
        found.map(|one| one.locations[0].verified_at.is_some())
    };
    let check = async |days: &[i64], expected: Option<bool>, what: &str| {
        MOMENT.store(0, Ordering::SeqCst);
        std::fs::rename(&path, &away).unwrap();
        assert_eq!(verified().await, None);
        for day in days {
            MOMENT.store(*day, Ordering::SeqCst);
            assert_eq!(verified().await, None);
            assert_eq!(verified().await, None);
        }
        std::fs::rename(&away, &path).unwrap();
        assert_eq!(verified().await, expected, "{what}");
    };
    check(&[200, 0], Some(true), "ahead for a moment").await;
    check(&[200, 0, 201, 0], Some(true), "ahead twice").await;
    check(&[89, 90], Some(true), "not yet").await;
    check(&[91, 93], Some(false), "it is really that late").await;
}
