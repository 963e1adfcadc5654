//! A folder of another computer as a location, with a real `sshd` on it.

use std::path::Path;

use mantrae_core::backup::{Backup, BackupLocation};
use mantrae_core::engine::recovery::{Recovered, Started};
use mantrae_core::engine::restores::From;
use mantrae_core::engine::{LastGood, LocationKind, Options};
use mantrae_core::secret::{MemoryKeyring, Ring, Secret};
use mantrae_core::storage::storage_test::Cure;
use mantrae_core::{Code, Engine};
use tests::s3::file_names;
use tests::sshd::Sshd;
use tests::{Computer, refused};

const NAS: &str = "NAS";

fn at<'b>(backup: &'b Backup, location: &str) -> &'b BackupLocation {
    let found = backup.locations.iter().find(|at| at.name == location);
    assert!(found.is_some(), "{location} is not among {:?}", backup.locations);
    found.unwrap()
}

fn archives(folder: &Path) -> Vec<String> {
    let names = file_names(folder).into_iter();
    names.filter(|name| name.starts_with("mantrae_")).collect()
}

/// A computer with the manual's example, whose backups go to that server too.
async fn computer(server: &Sshd) -> Computer {
    let computer = Computer::with_example().await;
    computer
        .engine
        .storage()
        .save_sftp(&server.typed())
        .await
        .unwrap();
    computer
}

/// Sends what waits, as the program does by itself.
async fn sent(engine: &Engine) {
    engine.uploads().hurry().await.unwrap();
    engine.uploads().push().await.unwrap();
    let states = engine.locations().statuses().await.unwrap();
    assert!(states.iter().all(|one| one.waiting == 0), "{states:?}");
}

/// "My NAS has ssh: backups go there too, are read back there, and I can restore from it when the copy here is gone."
#[tokio::test]
async fn there_and_back() {
    let server = Sshd::start();
    let computer = computer(&server).await;
    let wanted = computer.content().await;
    let backup = computer.back_up().await;
    for location in ["This computer", NAS] {
        assert!(at(&backup, location).is_verified(), "{location}: {backup:?}");
    }
    assert_eq!(archives(&server.files()), std::slice::from_ref(&backup.file));
    assert!(
        server.files().join("RESTORE.txt").is_file(),
        "how to get back by hand"
    );
    let states = computer.engine.locations().statuses().await.unwrap();
    let nas = states.iter().find(|one| one.name == NAS).unwrap();
    assert_eq!(
        (nas.kind, nas.ok, nas.kept),
        (LocationKind::Sftp, true, 1),
        "{nas:?}"
    );
    assert_eq!(nas.path, format!("nas:{}", server.files().display()));

    computer.engine.backups().pin(&backup.id, true).await.unwrap();
    assert!(server.files().join(format!("{}.pin", backup.file)).is_file());
    computer.engine.backups().pin(&backup.id, false).await.unwrap();
    assert!(!server.files().join(format!("{}.pin", backup.file)).exists());

    std::fs::remove_file(computer.archive(&backup)).unwrap();
    computer
        .import("http:\n  routers: {other: {rule: Path(`/`), service: a@file}}\n")
        .await;
    computer.restore(From::Backup(&backup.id), &[]).await;
    assert_eq!(computer.content().await, wanted, "all of it is back");
    computer.engine.close().await;
}

/// "I deleted a backup: it is gone there too, and the last good one stays unless I say so."
#[tokio::test]
async fn deletion() {
    let server = Sshd::start();
    let computer = computer(&server).await;
    let (first, second) = (computer.back_up().await, computer.back_up().await);
    let removal = computer.engine.removal();
    removal
        .delete(std::slice::from_ref(&first.id), LastGood::Keep)
        .await
        .unwrap();
    assert_eq!(archives(&server.files()), std::slice::from_ref(&second.file));
    let (code, _) = refused(
        removal
            .delete(std::slice::from_ref(&second.id), LastGood::Keep)
            .await,
    );
    assert_eq!(code, Code::LastGood);
    assert_eq!(archives(&server.files()), std::slice::from_ref(&second.file));
    computer.engine.close().await;
}

/// "The computer is new to me: I compare its fingerprint once, and what waited is sent."
#[tokio::test]
async fn the_first_contact() {
    let server = Sshd::stranger();
    let computer = computer(&server).await;
    let backup = computer.back_up().await;
    let waiting = at(&backup, NAS).waiting.clone().unwrap();
    let problem = waiting.problem.unwrap();
    assert!(
        problem.message.contains("the host key of `nas` is not known"),
        "{problem:?}"
    );
    let tests = computer.engine.storage_tests();
    let tried = tests.sftp(&server.typed()).await.unwrap();
    let cure = tried.steps.iter().find_map(|step| step.cure.clone());
    let Some(Cure::TrustHost { key }) = cure else {
        unreachable!("{tried:?}");
    };
    assert!(!server.known_hosts().exists(), "nothing is remembered unasked");
    let (code, _) = refused(tests.trust_host(&server.typed(), "SHA256:not-it").await);
    assert_eq!(code, Code::InvalidInput);
    tests.trust_host(&server.typed(), &key.fingerprint).await.unwrap();
    assert!(tests.sftp(&server.typed()).await.unwrap().ok);
    sent(&computer.engine).await;
    assert_eq!(archives(&server.files()), [backup.file]);
    computer.engine.close().await;
}

/// "My database is broken and the folder here is gone: the backups on the NAS are offered."
#[tokio::test]
async fn recovery() {
    let server = Sshd::start();
    let computer = computer(&server).await;
    let wanted = computer.content().await;
    let backup = computer.back_up().await;
    computer.engine.close().await;
    let root = computer.data();
    std::fs::remove_dir_all(root.join("backups")).unwrap();
    mantrae_core::fs::write_atomic(&root.join("mantrae.db"), b"rubbish").unwrap();
    let mut options = Options::new(&root);
    options.keyring = Ring::new(MemoryKeyring::new());
    let Started::Broken(recovery) = Engine::start(options).await.unwrap() else {
        unreachable!("the file is no database");
    };
    let Recovered { engine, restored } = recovery.restore(From::Backup(&backup.id), false).await.unwrap();
    assert_eq!(restored.backup, backup.id);
    assert_eq!(tests::content(&engine).await, wanted, "all of it is back");
    engine.close().await;
}

/// "Two computers share the folder: each sees both, and neither removes what is the other's."
#[tokio::test]
async fn two_computers() {
    let server = Sshd::start();
    let (one, other) = (computer(&server).await, computer(&server).await);
    let made = tokio::join!(one.back_up(), other.back_up());
    let mut files = vec![made.0.file, made.1.file];
    files.sort();
    assert_eq!(archives(&server.files()), files);
    for computer in [&one, &other] {
        computer.engine.locations().refresh().await.unwrap();
        let list = computer.engine.backups().list().await.unwrap();
        let there = list
            .iter()
            .filter(|backup| backup.locations.iter().any(|at| at.name == NAS));
        assert_eq!(there.count(), 2, "{list:?}");
        computer.engine.retention().apply().await.unwrap();
    }
    assert_eq!(archives(&server.files()), files, "nothing is removed");
    one.engine.close().await;
    other.engine.close().await;
}

/// "The disk of the NAS is not mounted: nothing goes into the empty folder, and nothing counts as gone."
#[tokio::test]
async fn an_empty_mount_point() {
    let server = Sshd::start();
    let computer = computer(&server).await;
    let first = computer.back_up().await;
    let away = server.files().with_file_name("disk");
    std::fs::rename(server.files(), &away).unwrap();
    std::fs::create_dir(server.files()).unwrap();
    let second = computer.back_up().await;
    let problem = at(&second, NAS).waiting.clone().unwrap().problem.unwrap();
    assert!(
        problem
            .message
            .contains("is not the one that backups were stored in"),
        "{problem:?}"
    );
    computer.engine.locations().refresh().await.unwrap();
    assert_eq!(file_names(&server.files()), [""; 0], "nothing is written there");
    let list = computer.engine.backups().list().await.unwrap();
    let known = list.iter().find(|one| one.id == first.id).unwrap();
    assert!(
        at(known, NAS).is_verified(),
        "what is known stays known: {known:?}"
    );
    std::fs::remove_dir(server.files()).unwrap();
    std::fs::rename(&away, server.files()).unwrap();
    computer
        .engine
        .storage_tests()
        .sftp(&computer.engine.settings().get().await.locations.sftp[0])
        .await
        .unwrap();
    sent(&computer.engine).await;
    assert_eq!(archives(&server.files()).len(), 2);
    computer.engine.close().await;
}

/// "It needs no secret: I am told so, and the settings carry it to another computer."
#[tokio::test]
async fn settings() {
    let server = Sshd::start();
    let computer = computer(&server).await;
    let secret = Secret::new("s3cr3t".to_owned());
    let (code, message) = refused(computer.engine.secrets().set("s3-secret:NAS", &secret).await);
    assert_eq!(
        (code, &*message),
        (Code::InvalidInput, "`NAS` needs no secret key")
    );
    let file = computer.engine.settings().export().await;
    let other = Computer::new().await;
    other.engine.settings().import(&file).await.unwrap();
    let (mine, there) = (
        computer.engine.settings().get().await.locations.sftp,
        other.engine.settings().get().await.locations.sftp,
    );
    assert_eq!(mine, there);
    let id = &there[0].id;
    other.engine.storage().use_location(id, false).await.unwrap();
    assert!(!other.engine.settings().get().await.locations.sftp[0].enabled);
    other.engine.storage().remove(id).await.unwrap();
    assert!(other.engine.settings().get().await.locations.sftp.is_empty());
    computer.engine.close().await;
    other.engine.close().await;
}
