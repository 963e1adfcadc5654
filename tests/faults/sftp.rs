//! A connection over SFTP that breaks anywhere: what is there is whole or not there, and the next attempt succeeds.

use std::path::Path;
use std::time::{Duration, Instant};

use mantrae_core::Code;
use mantrae_core::storage::Storage;
use mantrae_core::storage::sftp::{self, Cause};
use tests::Computer;
use tests::s3::file_names;
use tests::sshd::{Fate, Sshd, Wire};

use crate::disk::SmallDisk;

/// Larger than one window of requests.
const SIZE: usize = 1_200_003;

/// The folder through that wire.
fn through(server: &Sshd, wire: &Wire) -> Storage {
    let mut options = server.options();
    options.port = Some(wire.port);
    sftp::open(options)
}

fn content() -> Vec<u8> {
    (0..=250_u8).cycle().take(SIZE).collect()
}

fn source(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("source");
    mantrae_core::fs::write_atomic(&path, &content()).unwrap();
    path
}

fn left(server: &Sshd) -> usize {
    file_names(&server.files().join(".unfinished")).len()
}

/// Numbers of bytes from nothing to all, closer together at both ends, where the steps are, and one that is never reached:
/// two connections that do the same differ by some bytes, as signatures and padding do.
fn cuts(all: usize) -> Vec<usize> {
    let number = usize::try_from(tests::times(24, 300)).unwrap();
    let mut cuts: Vec<usize> = (0..=number).map(|step| all * step / number).collect();
    let fine = usize::try_from(tests::times(8, 100)).unwrap();
    cuts.extend((1..=fine).map(|step| all.saturating_sub(4000 * step / fine)));
    cuts.extend((1..=fine).map(|step| 5000 * step / fine));
    cuts.push(2 * all);
    cuts
}

/// Cut after any number of bytes, in either direction: the archive is listed whole or not at all, a success is one, and the
/// next attempt succeeds.
#[tokio::test(flavor = "multi_thread")]
async fn a_put_that_is_cut() {
    let server = Sshd::start();
    let wire = Wire::to(server.port).await;
    let folder = tempfile::tempdir().unwrap();
    let source = source(folder.path());
    let direct = sftp::open(server.options());
    through(&server, &wire).put("all.zip", &source).await.unwrap();
    let (sent, answered) = wire.carried();
    direct.delete("all.zip").await.unwrap();
    let fates = cuts(sent).into_iter().map(Fate::CutAfterSent);
    let fates = fates.chain(cuts(answered).into_iter().map(Fate::CutAfterAnswered));
    let (mut failed, mut stored) = (0, 0);
    for fate in fates {
        wire.rule(fate);
        let put = through(&server, &wire).put("a.zip", &source).await;
        let listed: Vec<u64> = direct
            .list()
            .await
            .unwrap()
            .iter()
            .map(|one| one.identity.size)
            .collect();
        match &put {
            Ok(()) => assert_eq!(listed, [SIZE as u64], "{fate:?}: what succeeded is there"),
            Err(error) => {
                assert!(error.retry, "{fate:?}: it is tried again: {error}");
                assert_eq!(error.code, Code::Storage, "{fate:?}: {error}");
                failed += 1;
            }
        }
        if !listed.is_empty() {
            assert_eq!(listed, [SIZE as u64], "{fate:?}");
            assert!(
                std::fs::read(server.files().join("a.zip")).unwrap() == content(),
                "{fate:?}: it is whole"
            );
            stored += 1;
        }
        let again = direct.put("a.zip", &source).await;
        assert!(
            again.is_ok() || matches!(&again, Err(error) if error.code == Code::Exists),
            "{fate:?}: {again:?}"
        );
        assert!(
            std::fs::read(server.files().join("a.zip")).unwrap() == content(),
            "{fate:?}"
        );
        direct.delete("a.zip").await.unwrap();
    }
    assert!(failed > 20 && stored > 0, "{failed} failed, {stored} stored");
    assert!(left(&server) > 0, "some were cut in the middle of a file");
}

/// A small object that is replaced has the old or the new content.
#[tokio::test(flavor = "multi_thread")]
async fn a_small_put_that_is_cut() {
    let server = Sshd::start();
    let wire = Wire::to(server.port).await;
    let direct = sftp::open(server.options());
    direct.put_small("mark", b"old".to_vec()).await.unwrap();
    through(&server, &wire)
        .put_small("mark", b"old".to_vec())
        .await
        .unwrap();
    let (sent, answered) = wire.carried();
    let fates = cuts(sent).into_iter().map(Fate::CutAfterSent);
    for fate in fates.chain(cuts(answered).into_iter().map(Fate::CutAfterAnswered)) {
        wire.rule(fate);
        let put = through(&server, &wire).put_small("mark", b"new".to_vec()).await;
        let held = std::fs::read(server.files().join("mark")).unwrap();
        assert!(
            held == b"new" || put.is_err() && held == b"old",
            "{fate:?}: {held:?}"
        );
        direct.put_small("mark", b"old".to_vec()).await.unwrap();
    }
}

/// What is read while the connection is cut is an error or the whole: never a shorter file, and never a shorter list.
#[tokio::test(flavor = "multi_thread")]
async fn a_reading_that_is_cut() {
    let server = Sshd::start();
    let wire = Wire::to(server.port).await;
    let folder = tempfile::tempdir().unwrap();
    let direct = sftp::open(server.options());
    direct.put("a.zip", &source(folder.path())).await.unwrap();
    for number in 0..300 {
        std::fs::File::create(server.files().join(format!("{number:03}.zip"))).unwrap();
    }
    wire.rule(Fate::Passed);
    through(&server, &wire).list().await.unwrap();
    let (_, listing) = wire.carried();
    wire.rule(Fate::Passed);
    through(&server, &wire).hash("a.zip").await.unwrap();
    let (_, reading) = wire.carried();
    let (mut failed, mut whole) = (0, 0);
    for cut in cuts(reading) {
        wire.rule(Fate::CutAfterAnswered(cut));
        match through(&server, &wire).hash("a.zip").await {
            Ok(read) => {
                assert_eq!(read.size, SIZE as u64, "cut after {cut}");
                whole += 1;
            }
            Err(error) => {
                assert_eq!(
                    error.code,
                    Code::Storage,
                    "cut after {cut}: not that it is gone: {error}"
                );
                failed += 1;
            }
        }
    }
    for cut in cuts(listing) {
        wire.rule(Fate::CutAfterAnswered(cut));
        match through(&server, &wire).list().await {
            Ok(list) => assert_eq!(list.len(), 301, "cut after {cut}"),
            Err(error) => assert_eq!(error.code, Code::Storage, "cut after {cut}: {error}"),
        }
    }
    assert!(failed > 10 && whole > 0, "{failed} failed, {whole} whole");
}

/// A connection on which nothing more arrives is given up in time, and so is its `ssh`.
#[tokio::test(flavor = "multi_thread")]
async fn silence() {
    let server = Sshd::start();
    let wire = Wire::to(server.port).await;
    let folder = tempfile::tempdir().unwrap();
    let source = source(folder.path());
    through(&server, &wire).put("a.zip", &source).await.unwrap();
    let (_, answered) = wire.carried();
    std::fs::remove_file(server.files().join("a.zip")).unwrap();
    for part in [3, 2] {
        wire.rule(Fate::SilentAfterAnswered(answered * (part - 1) / part));
        let mut options = server.options();
        options.port = Some(wire.port);
        options.patience.answer = Duration::from_secs(5);
        let begun = Instant::now();
        let error = sftp::open(options).put("a.zip", &source).await.unwrap_err();
        assert_eq!(Cause::of(&error), Some(&Cause::TimedOut), "{error}");
        assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
    }
}

/// What is stopped while it waits ends at once, with its `ssh`.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_stopped_leaves_no_ssh() {
    let server = Sshd::start();
    let wire = Wire::to(server.port).await;
    let storage = through(&server, &wire);
    storage.list().await.unwrap();
    let (_, answered) = wire.carried();
    let folder = tempfile::tempdir().unwrap();
    wire.rule(Fate::SilentAfterAnswered(answered));
    let storage = through(&server, &wire);
    let source = source(folder.path());
    let put = tokio::time::timeout(Duration::from_millis(700), storage.put("a.zip", &source)).await;
    assert!(put.is_err(), "it was stopped: {put:?}");
    let begun = Instant::now();
    while server.connections() > 1 {
        assert!(begun.elapsed() < Duration::from_secs(5), "its ssh still runs");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A full disk there is told as such, the archive waits here, and goes there once there is room.
#[tokio::test]
async fn a_full_disk() {
    let server = Sshd::start();
    let disk = SmallDisk::mount();
    let mut typed = server.typed();
    disk.path.to_str().unwrap().clone_into(&mut typed.path);
    let mut options = server.options();
    options.root.clone_from(&typed.path);
    let folder = tempfile::tempdir().unwrap();
    let storage = sftp::open(options);
    let filler = disk.fill(600_000);
    let error = storage.put("a.zip", &source(folder.path())).await.unwrap_err();
    assert!(
        matches!(Cause::of(&error), Some(Cause::DiskFull { .. })),
        "{error}"
    );
    assert!(error.message.contains("the disk of `nas` is full"), "{error}");
    assert!(error.retry);
    assert_eq!(storage.list().await.unwrap().len(), 1, "the filler alone");
    assert_eq!(
        file_names(&disk.path.join(".unfinished")),
        [""; 0],
        "its half is removed"
    );
    std::fs::remove_file(filler).unwrap();
    storage.put("a.zip", &source(folder.path())).await.unwrap();
    let _filler = disk.fill(1000);
    let computer = Computer::with_example().await;
    computer.engine.storage().save_sftp(&typed).await.unwrap();
    let backup = computer.back_up().await;
    let there = backup.locations.iter().find(|at| at.name == "NAS").unwrap();
    let problem = there.waiting.clone().unwrap().problem.unwrap();
    assert!(problem.message.contains("is full"), "{problem:?}");
    computer.engine.close().await;
}

/// An account that may only read keeps nothing from being backed up here, and the reason is shown.
#[tokio::test]
async fn a_read_only_account() {
    let server = Sshd::with("ForceCommand internal-sftp -R");
    let computer = Computer::with_example().await;
    computer
        .engine
        .storage()
        .save_sftp(&server.typed())
        .await
        .unwrap();
    let backup = computer.back_up().await;
    let there = backup.locations.iter().find(|at| at.name == "NAS").unwrap();
    let problem = there.waiting.clone().unwrap().problem.unwrap();
    assert!(problem.message.contains("is not allowed"), "{problem:?}");
    assert_eq!(file_names(&server.files()), [""; 0]);
    computer.engine.close().await;
}

/// The host key changes between two backups: the second one is not sent to whoever answers now.
#[tokio::test]
async fn another_computer_answers() {
    let mut server = Sshd::start();
    let computer = Computer::with_example().await;
    computer
        .engine
        .storage()
        .save_sftp(&server.typed())
        .await
        .unwrap();
    let first = computer.back_up().await;
    server.change_host_key();
    let second = computer.back_up().await;
    let there = second.locations.iter().find(|at| at.name == "NAS").unwrap();
    let problem = there.waiting.clone().unwrap().problem.unwrap();
    assert!(
        problem.message.contains("the host key of `nas` has changed"),
        "{problem:?}"
    );
    assert!(!problem.retry, "trying again will not help: {problem:?}");
    let held: Vec<String> = file_names(&server.files())
        .into_iter()
        .filter(|name| name.starts_with("mantrae_"))
        .collect();
    assert_eq!(held, [first.file]);
    computer.engine.close().await;
}
