//! More than one location: this computer and a bucket.

use std::time::Duration;

use mantrae_core::activity::{Kind, Outcome};
use mantrae_core::archive::Trigger;
use mantrae_core::backup::{Backup, BackupLocation};
use mantrae_core::credentials::Keep;
use mantrae_core::engine::recovery::Started;
use mantrae_core::engine::restores::From;
use mantrae_core::engine::{LastGood, Options};
use mantrae_core::secret::{KeyringState, Secret};
use mantrae_core::verdict::VerdictKind;
use mantrae_core::{Code, Engine};
use tests::s3::proxy::{Fate, Proxy};
use tests::s3::{SECRET_KEY, Server, file_names, typed};
use tests::{Computer, EXAMPLE, PROFILE, refused};

const STORE: &str = "S3 storage";
const NOWHERE: &str = "http://127.0.0.1:1";

fn at<'b>(backup: &'b Backup, location: &str) -> &'b BackupLocation {
    let found = backup.locations.iter().find(|at| at.name == location);
    assert!(found.is_some(), "{location} is not among {:?}", backup.locations);
    found.unwrap()
}

fn archives(folder: &std::path::Path) -> Vec<String> {
    let names = file_names(folder).into_iter();
    names.filter(|name| name.starts_with("mantrae_")).collect()
}

/// "I chose two locations: both have it, and both were looked into."
#[tokio::test]
async fn a_backup_is_green_when_every_location_verified_it() {
    let server = Server::start().await;
    let computer = Computer::with_locations("local,s3", &server.endpoint()).await;
    let backup = computer.back_up().await;
    for location in ["This computer", STORE] {
        assert!(at(&backup, location).is_verified(), "{location}: {backup:?}");
    }
    assert_eq!(
        archives(&server.files("kept")),
        std::slice::from_ref(&backup.file)
    );
    let entry = computer.engine.activity(1).await.unwrap().remove(0);
    assert_eq!(
        (entry.kind, entry.outcome),
        (Kind::Backup, Outcome::Ok),
        "{entry:?}"
    );
    assert_eq!(entry.trigger, Some(Trigger::Manual), "it says why it was made");
    assert!(entry.steps.iter().any(|step| step.name == "Send to S3 storage"));
    let states = computer.engine.locations().statuses().await.unwrap();
    let told: Vec<(&str, bool, u32, u32)> = states
        .iter()
        .map(|one| (one.name.as_str(), one.ok, one.kept, one.waiting))
        .collect();
    assert_eq!(told, [("This computer", true, 1, 0), (STORE, true, 1, 0)]);
    let verified = computer
        .engine
        .verification()
        .verify_each(&backup.id)
        .await
        .unwrap();
    let verified: Vec<(&str, bool)> = verified
        .iter()
        .map(|one| (one.location.as_str(), one.ok))
        .collect();
    assert_eq!(
        verified,
        [("This computer", true), (STORE, true)],
        "each location by itself"
    );
}

/// "The bucket is out of reach: I still have the backup here, I am told what is missing, and it goes there later."
#[tokio::test]
async fn what_a_location_lacks_is_told_and_sent_later() {
    let server = Server::start().await;
    let computer = Computer::with_locations("local,s3", NOWHERE).await;
    let backup = computer.back_up().await;
    assert!(at(&backup, "This computer").is_verified(), "{backup:?}");
    let waiting = at(&backup, STORE).waiting.clone().unwrap();
    let problem = waiting.problem.unwrap();
    assert_eq!(
        problem.message,
        "Cannot write a backup to S3 storage: nothing answers at `127.0.0.1:1`"
    );
    assert!(problem.retry, "it may work later");
    let entry = computer.engine.activity(1).await.unwrap().remove(0);
    assert_eq!(entry.outcome, Outcome::Warning, "not green: {entry:?}");
    assert_eq!(
        file_names(&computer.data().join("outbox")),
        [".unfinished"],
        "no second copy"
    );
    let verdict = computer.engine.verdict().await.unwrap();
    assert_eq!(
        (verdict.kind, verdict.sentence.as_str()),
        (
            VerdictKind::OneLocationMissing,
            "Saved on this computer, not yet on S3 storage (retry in 1 min)"
        )
    );

    computer.engine.close().await;
    let engine = computer.opened_again("local,s3", &server.endpoint()).await;
    let pushed = engine.uploads().push().await.unwrap();
    assert_eq!((pushed.sent, pushed.waiting), (0, 1), "not before its time");
    engine.uploads().hurry().await.unwrap();
    let pushed = engine.uploads().push().await.unwrap();
    assert_eq!(
        (pushed.sent, pushed.waiting),
        (1, 0),
        "after a new start it is still known"
    );
    let listed = engine.backups().list().await.unwrap();
    assert!(at(&listed[0], STORE).is_verified(), "{listed:?}");
    assert_eq!(archives(&server.files("kept")), [backup.file]);
    let entry = engine.activity(1).await.unwrap().remove(0);
    assert_eq!(entry.outcome, Outcome::Ok, "now every location has it: {entry:?}");
    assert_eq!(engine.verdict().await.unwrap().kind, VerdictKind::Safe);
}

/// "The bucket is my only location. Until it answers the backup waits here, and can be restored from here."
#[tokio::test]
async fn with_a_bucket_alone_the_archive_waits_here() {
    let server = Server::start().await;
    let computer = Computer::with_locations("s3", NOWHERE).await;
    computer.import(EXAMPLE).await;
    let before = computer.content().await;
    let backup = computer.back_up().await;
    assert!(at(&backup, STORE).waiting.is_some(), "{backup:?}");
    let outbox = computer.data().join("outbox");
    assert!(archives(&outbox).contains(&backup.file), "it waits in the outbox");
    assert_eq!(
        archives(&computer.data().join("backups")),
        [""; 0],
        "that location is not used"
    );
    let verdict = computer.engine.verdict().await.unwrap();
    assert!(
        verdict.last_verified.is_some(),
        "it was verified here: {verdict:?}"
    );
    computer.engine.profiles().delete(PROFILE).await.unwrap();
    computer.restore(From::Backup(&backup.id), &[]).await;
    assert_eq!(computer.content().await, before, "restored from the outbox");
    computer.engine.undo(None, false).await.unwrap();

    computer.engine.close().await;
    let engine = computer.opened_again("s3", &server.endpoint()).await;
    engine.uploads().hurry().await.unwrap();
    let pushed = engine.uploads().push().await.unwrap();
    assert!(
        pushed.sent > 1 && pushed.waiting == 0,
        "with the safety backups: {pushed:?}"
    );
    assert_eq!(archives(&outbox), [""; 0], "nothing waits any more");
    assert!(archives(&server.files("kept")).contains(&backup.file));
    let listed = engine.backups().list().await.unwrap();
    let listed = listed.iter().find(|one| one.id == backup.id).unwrap();
    assert_eq!(listed.locations.len(), 1, "in the bucket alone: {listed:?}");
    assert!(at(listed, STORE).is_verified(), "{listed:?}");
}

/// "While a backup is on its way I can work, and the next backup does not wait."
#[tokio::test]
async fn a_location_that_hangs_holds_nobody_up() {
    // It takes connections, and never answers.
    let hanging = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = format!("http://{}", hanging.local_addr().unwrap());
    let computer = Computer::with_locations("local,s3", &address).await;
    let engine = computer.engine.clone();
    let first = tokio::spawn(async move { engine.backups().create("first").await });
    let uploading = async {
        loop {
            let entries = computer.engine.activity(1).await.unwrap();
            if entries.first().is_some_and(|one| one.outcome == Outcome::Warning) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(4), uploading)
        .await
        .expect("the part on this computer is done");
    computer.import(EXAMPLE).await;
    assert!(!first.is_finished(), "the first backup is still being sent");
    let first = first.await.unwrap().unwrap();
    let problem = at(&first, STORE).waiting.clone().unwrap().problem.unwrap();
    assert!(problem.message.contains("did not answer in time"), "{problem:?}");
}

/// "I lost this computer. The new one finds the backups in the bucket, and restores one."
#[tokio::test]
async fn a_new_computer_restores_from_the_bucket() {
    let server = Server::start().await;
    let old = Computer::with_locations("local,s3", &server.endpoint()).await;
    old.import(EXAMPLE).await;
    let content = old.content().await;
    let backup = old.back_up().await;
    old.engine.backups().pin(&backup.id, true).await.unwrap();

    let new = Computer::with_locations("local,s3", &server.endpoint()).await;
    assert_eq!(
        new.engine.backups().list().await.unwrap(),
        [],
        "nothing was asked yet"
    );
    new.engine.locations().refresh().await.unwrap();
    let listed = new.engine.backups().list().await.unwrap();
    let found = listed.iter().find(|one| one.id == backup.id).unwrap();
    assert!(
        !found.own && found.pinned,
        "from another computer, pinned there: {found:?}"
    );
    new.restore(From::Backup(&backup.id), &[]).await;
    assert_eq!(new.content().await, content);
    let number = new.engine.backups().adopt(&backup.instance).await.unwrap();
    assert!(number >= 1, "adopted");
    let found = new.engine.backups().list().await.unwrap();
    assert!(found.iter().find(|one| one.id == backup.id).unwrap().own);

    // Removed everywhere, also what only the bucket has: once the new computer has a backup of its own there.
    new.engine.backups().pin(&backup.id, false).await.unwrap();
    let delete = new
        .engine
        .removal()
        .delete(std::slice::from_ref(&backup.id), LastGood::Keep);
    let (code, _) = refused(delete.await);
    assert_eq!(code, Code::LastGood, "the restore point is none");
    new.back_up().await;
    new.engine
        .removal()
        .delete(std::slice::from_ref(&backup.id), LastGood::Keep)
        .await
        .unwrap();
    assert!(!archives(&server.files("kept")).contains(&backup.file));
    old.engine.locations().refresh().await.unwrap();
    let left = old.engine.backups().list().await.unwrap();
    let left = left.iter().find(|one| one.id == backup.id).unwrap();
    assert_eq!(
        left.locations.len(),
        1,
        "the old computer still has its own copy: {left:?}"
    );
    let (code, _) = refused(new.engine.verification().verify_each(&backup.id).await);
    assert_eq!(code, Code::NotFound);
}

/// "One copy went bad: the other one is used, and I am told which is bad."
#[tokio::test]
async fn a_damaged_copy_is_stepped_over() {
    let server = Server::start().await;
    let computer = Computer::with_locations("local,s3", &server.endpoint()).await;
    computer.import(EXAMPLE).await;
    let content = computer.content().await;
    let backup = computer.back_up().await;
    mantrae_core::fs::write_atomic(&computer.archive(&backup), b"PK but no archive").unwrap();
    computer.engine.profiles().delete(PROFILE).await.unwrap();
    computer.restore(From::Backup(&backup.id), &[]).await;
    assert_eq!(computer.content().await, content, "restored from the bucket");
    let listed = computer.engine.backups().list().await.unwrap();
    let listed = listed.iter().find(|one| one.id == backup.id).unwrap();
    assert!(at(listed, "This computer").problem.is_some(), "{listed:?}");
    assert!(at(listed, STORE).is_verified(), "{listed:?}");
}

/// "The program runs in the tray: what waits goes out by itself as soon as the bucket answers."
#[tokio::test]
async fn what_waits_is_sent_by_itself() {
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    proxy.rule(|_| Fate::Answered {
        status: 503,
        code: "SlowDown",
        header: None,
    });
    let computer = Computer::with_locations("local,s3", &proxy.endpoint).await;
    let backup = computer.back_up().await;
    assert!(at(&backup, STORE).waiting.is_some());
    let engine = computer.engine.clone();
    let tended = tokio::spawn(async move { engine.uploads().tend(Duration::from_millis(50)).await });
    proxy.heal();
    computer.engine.uploads().hurry().await.unwrap();
    let sent = async {
        while !at(&computer.engine.backups().list().await.unwrap()[0], STORE).is_verified() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let sent = tokio::time::timeout(Duration::from_secs(10), sent).await;
    tended.abort();
    assert!(sent.is_ok(), "it was sent by itself");
}

/// "I removed it before it was sent: it is not sent any more."
#[tokio::test]
async fn what_was_removed_is_not_sent() {
    let server = Server::start().await;
    let computer = Computer::with_locations("s3", NOWHERE).await;
    let backup = computer.back_up().await;
    computer
        .engine
        .removal()
        .delete(std::slice::from_ref(&backup.id), LastGood::Remove)
        .await
        .unwrap();
    assert_eq!(computer.engine.backups().list().await.unwrap(), []);
    assert_eq!(archives(&computer.data().join("outbox")), [""; 0]);
    computer.engine.close().await;
    let engine = computer.opened_again("s3", &server.endpoint()).await;
    engine.uploads().hurry().await.unwrap();
    let pushed = engine.uploads().push().await.unwrap();
    assert_eq!((pushed.sent, pushed.waiting), (0, 0));
    assert_eq!(archives(&server.files("kept")), [""; 0]);
}

/// "My configuration is broken and my backups are in a bucket: they are offered, and one brings everything back."
#[tokio::test]
async fn a_broken_configuration_comes_back_from_the_bucket() {
    let server = Server::start().await;
    let computer = Computer::with_locations("s3", &server.endpoint()).await;
    computer.import(EXAMPLE).await;
    let content = computer.content().await;
    let backup = computer.back_up().await;
    computer.engine.close().await;
    let broken = computer.data().join("mantrae.db");
    mantrae_core::fs::write_atomic(&broken, b"this is no database").unwrap();
    let mut options = Options::new(computer.data());
    options.environment = tests::s3::environment("s3", &server.endpoint());
    options.store_patience = tests::s3::hurried();
    let recovery = match Engine::start(options).await.unwrap() {
        Started::Broken(recovery) => Some(recovery),
        Started::Ready(_) => None,
    };
    let recovery = recovery.unwrap();
    let listed = recovery.backups().await.unwrap();
    assert!(listed.iter().any(|one| one.id == backup.id), "{listed:?}");
    let engine = recovery
        .restore(From::Backup(&backup.id), false)
        .await
        .unwrap()
        .engine;
    assert_eq!(tests::content(&engine).await, content);
}

/// "Window and command line are open at once: what waits is sent by one of them."
#[tokio::test]
async fn two_programs_do_not_send_the_same() {
    let server = Server::start().await;
    let proxy = Proxy::before(server.port).await;
    let computer = Computer::with_locations("local,s3", NOWHERE).await;
    for _ in 0..3 {
        computer.back_up().await;
    }
    computer.engine.close().await;
    let one = computer.opened_again("local,s3", &proxy.endpoint).await;
    let other = computer.opened_again("local,s3", &proxy.endpoint).await;
    one.uploads().hurry().await.unwrap();
    let (sent, also) = tokio::join!(one.uploads().push(), other.uploads().push());
    assert_eq!(sent.unwrap().sent + also.unwrap().sent, 3);
    let written = proxy
        .asked()
        .into_iter()
        .filter(|one| one.is_write() && one.path.contains("/mantrae_"));
    assert_eq!(written.count(), 3, "each was sent once");
}

/// "The keyring is locked: backups stay on this computer, I am told why, and after unlocking they go to the bucket."
#[tokio::test]
async fn a_locked_keyring_holds_up_the_bucket_alone() {
    let server = Server::start().await;
    let computer = Computer::with_example().await;
    let typed = typed(&server.endpoint());
    let secret = Secret::new(SECRET_KEY.to_owned());
    computer
        .engine
        .storage()
        .save(&typed, Some((&secret, Keep::Keyring)))
        .await
        .unwrap();
    for (state, told) in [
        (KeyringState::Locked, "the keyring is locked"),
        (KeyringState::Absent, "there is no keyring"),
    ] {
        computer.keyring.put_into(state);
        let backup = computer.back_up().await;
        assert!(
            at(&backup, "This computer").is_verified(),
            "{state:?}: {backup:?}"
        );
        let problem = at(&backup, "Bucket").waiting.clone().unwrap().problem.unwrap();
        assert!(problem.message.contains(told), "{state:?}: {problem:?}");
        let verdict = computer.engine.verdict().await.unwrap();
        assert_eq!(verdict.kind, VerdictKind::OneLocationMissing, "{state:?}");
        assert!(
            verdict.facts.iter().any(|fact| fact.contains(told)),
            "{state:?}: the verdict says so: {verdict:?}"
        );
    }
    computer.keyring.put_into(KeyringState::Unlocked);
    computer.engine.encryption().unlock_keyring().await.unwrap();
    let pushed = computer.engine.uploads().push().await.unwrap();
    assert_eq!((pushed.sent, pushed.waiting), (2, 0), "both went there");
    assert_eq!(computer.engine.verdict().await.unwrap().kind, VerdictKind::Safe);
}

/// "The disk for my backups is gone: the bucket has the new one, and the disk gets it when it is back."
#[tokio::test]
async fn a_folder_that_is_gone_gets_its_copy_later() {
    let server = Server::start().await;
    let computer = Computer::with_locations("local,s3", &server.endpoint()).await;
    computer.back_up().await;
    let (folder, aside) = (computer.data().join("backups"), computer.beside("aside"));
    std::fs::rename(&folder, &aside).unwrap();
    mantrae_core::fs::write_atomic(&folder, b"no folder").unwrap();
    let backup = computer.back_up().await;
    assert!(at(&backup, STORE).is_verified(), "{backup:?}");
    let waiting = at(&backup, "This computer").waiting.clone().unwrap();
    let problem = waiting.problem.unwrap();
    assert!(problem.message.contains("it is a file"), "{problem:?}");
    let entry = computer.engine.activity(1).await.unwrap().remove(0);
    assert_eq!(entry.outcome, Outcome::Warning, "not green: {entry:?}");
    assert_eq!(
        computer.engine.backups().list().await.unwrap().len(),
        2,
        "both are listed, from the bucket"
    );

    std::fs::remove_file(&folder).unwrap();
    std::fs::rename(&aside, &folder).unwrap();
    computer.engine.uploads().hurry().await.unwrap();
    let pushed = computer.engine.uploads().push().await.unwrap();
    assert_eq!((pushed.sent, pushed.waiting), (1, 0));
    assert!(archives(&folder).contains(&backup.file), "the folder has it now");
    assert_eq!(archives(&computer.data().join("outbox")), [""; 0]);
    let entry = computer.engine.activity(1).await.unwrap().remove(0);
    assert_eq!(entry.outcome, Outcome::Ok, "{entry:?}");
}
