//! Files and folders that are exchanged or vanish while a restore is under way.

use std::os::unix::fs::symlink;
use std::path::Path;

use mantrae_core::engine::restores::From;
use mantrae_core::settings::Change;
use mantrae_core::verdict::VerdictKind;
use tests::{Computer, EXAMPLE, archive};

/// "Between my look at the plan and my yes, somebody put a link in place of the file: I get what I was shown."
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
        .restores()
        .prepare(From::File(&path), &[])
        .await
        .unwrap();
    std::fs::remove_file(&path).unwrap();
    symlink(&target, &path).unwrap();
    computer.engine.restores().apply(&plan.id, &[]).await.unwrap();

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
        .restores()
        .prepare(From::Backup(&backup.id), &[])
        .await;

    assert!(answer.is_err(), "another file than was written is refused");
    assert_eq!(computer.standing().await, before, "nothing is changed");
    assert_eq!(
        std::fs::read(&target).unwrap(),
        held,
        "nothing is written through the link"
    );
}

/// "The disk with my backups was pulled out: nothing is written to where it was, and with it all goes on."
#[tokio::test]
async fn a_folder_that_vanishes_is_not_made_anew() {
    let computer = Computer::with_example().await;
    let location = computer.beside("location");
    let change = Change::BackupFolder(Some(location.clone()));
    computer.engine.settings().change(change).await.unwrap();
    let wanted = computer.content().await;
    let backup = computer.back_up().await;
    computer
        .import(&EXAMPLE.replace("example.com", "example.org"))
        .await;
    let before = computer.content().await;
    let plan = computer
        .engine
        .restores()
        .prepare(From::Backup(&backup.id), &[])
        .await
        .unwrap();
    let away = computer.beside("away");
    std::fs::rename(&location, &away).unwrap();
    let refuses = async |what: &str| {
        let restored = computer.engine.restores().apply(&plan.id, &[]).await.map(drop);
        let backed_up = computer.engine.backups().create("").await.map(drop);
        for answer in [restored, backed_up] {
            let error = answer.unwrap_err();
            let told = format!("The backup folder does not exist: `{}`", location.display());
            assert!(error.message.contains(&told), "{what}: {error:?}");
            assert!(error.retry, "{what}: with its disk it would work");
        }
        assert_eq!(computer.content().await, before, "{what}: nothing is changed");
        let verdict = computer.engine.verdict().await.unwrap();
        assert_eq!(verdict.kind, VerdictKind::Failed, "{what}: {verdict:?}");
    };

    refuses("nothing there").await;
    assert!(!location.exists(), "nothing is made in its place");
    // Where disks are mounted, an empty folder stays behind.
    std::fs::create_dir(&location).unwrap();
    refuses("an empty folder").await;
    assert_eq!(
        std::fs::read_dir(&location).unwrap().count(),
        0,
        "nothing is written there"
    );

    std::fs::remove_dir(&location).unwrap();
    std::fs::rename(&away, &location).unwrap();
    computer.engine.restores().apply(&plan.id, &[]).await.unwrap();
    assert_eq!(
        computer.content().await,
        wanted,
        "what was looked at comes, whole"
    );
    computer.engine.undo(None, false).await.unwrap();
    assert_eq!(computer.content().await, before, "and the way back works");
}

/// "An older backup was copied over my newest one, and nothing was known of either: it is not shown as the newest."
#[tokio::test]
async fn another_backup_under_a_name_that_is_not_known() {
    let computer = Computer::with_example().await;
    let older = computer.back_up().await;
    computer
        .import(&EXAMPLE.replace("example.com", "example.org"))
        .await;
    let newer = computer.back_up().await;
    let content = std::fs::read(computer.archive(&older)).unwrap();
    mantrae_core::fs::write_atomic(&computer.archive(&newer), &content).unwrap();
    computer.engine.close().await;
    for one in std::fs::read_dir(computer.data()).unwrap().flatten() {
        if one.file_name().to_string_lossy().starts_with("state.db") {
            std::fs::remove_file(one.path()).unwrap();
        }
    }
    let engine = computer.opened_again("local", "").await;
    let verified = engine.verification().verify(&newer.id).await.unwrap();
    let problem = verified.problem.unwrap().message;
    assert!(
        problem.contains("a different backup than its name says"),
        "{problem}"
    );
    assert!(engine.verification().verify(&older.id).await.unwrap().ok);
    let answer = engine.restores().prepare(From::Backup(&newer.id), &[]).await;
    assert!(answer.is_err(), "it is not restored as what it is called");
}

/// "Somebody packed the contents of an older backup under my newest one's name, with a manifest that fits both."
#[tokio::test]
async fn other_contents_with_a_manifest_that_fits() {
    let computer = Computer::with_example().await;
    let older = computer.back_up().await;
    computer
        .import(&EXAMPLE.replace("example.com", "example.org"))
        .await;
    let newer = computer.back_up().await;
    let path = computer.archive(&newer);
    let own = archive::unpack(&path);
    let (_, manifest) = own.iter().find(|(name, _)| name == "manifest.json").unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(manifest).unwrap();
    let mut forged = archive::unpack(&computer.archive(&older));
    archive::change_manifest(&mut forged, |other| {
        for key in ["id", "created_at", "trigger", "note", "instance"] {
            other[key] = manifest[key].clone();
        }
    });
    mantrae_core::fs::write_atomic(&path, &archive::pack(&forged)).unwrap();
    let verified = computer.engine.verification().verify(&newer.id).await.unwrap();
    assert!(!verified.ok, "{verified:?}");
    let problem = verified.problem.unwrap().message;
    assert!(
        problem.contains("does not contain what was backed up"),
        "{problem}"
    );
    let answer = computer
        .engine
        .restores()
        .prepare(From::Backup(&newer.id), &[])
        .await;
    assert!(answer.is_err(), "it is not restored as what it is called");

    let repacked: archive::Files = own.iter().rev().cloned().collect();
    mantrae_core::fs::write_atomic(&path, &archive::pack(&repacked)).unwrap();
    let verified = computer.engine.verification().verify(&newer.id).await.unwrap();
    assert!(verified.ok, "what was backed up is good again: {verified:?}");
}

/// The database in an archive, unpacked.
fn database_of(archive: &Path) -> Vec<u8> {
    let files = archive::unpack(archive);
    let found = files.into_iter().find(|(name, _)| name == "database.sqlite");
    found.unwrap().1
}

/// "One byte of my backup changed: it comes back whole, or I am told; and where the configuration is, I am told."
#[tokio::test]
async fn a_changed_byte_is_told_or_says_nothing() {
    let computer = Computer::with_example().await;
    let backup = computer.back_up().await;
    let bytes = std::fs::read(computer.archive(&backup)).unwrap();
    let database = {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
        let member = zip.by_name("database.sqlite").unwrap();
        let start = usize::try_from(member.data_start()).unwrap();
        start..start + usize::try_from(member.compressed_size()).unwrap()
    };
    computer.engine.profiles().delete(tests::PROFILE).await.unwrap();
    let restores = computer.engine.restores();
    let contents = database_of(&computer.archive(&backup));
    let (mut told, mut whole) = (0, 0);
    // The end of the compressed database is tried at each length: its last bits are an end mark and padding.
    let ends = database.end.saturating_sub(4)..database.end;
    for at in (0..bytes.len()).step_by(13).chain(ends) {
        let mut changed = bytes.clone();
        changed[at] = !changed[at];
        let file = computer.file("changed.zip", &changed);
        match restores.prepare(From::File(&file), &[]).await {
            Ok(plan) => {
                if database.contains(&at) {
                    let same = database_of(&file) == contents;
                    assert!(same, "byte {at} is of the configuration");
                }
                assert_eq!(
                    (plan.added, plan.changed, plan.removed),
                    (3, 0, 0),
                    "byte {at}: all comes back"
                );
                restores.discard(&plan.id).await;
                whole += 1;
            }
            Err(_) => told += 1,
        }
    }
    assert!(
        told > 100 && whole > 10,
        "both happen: {told} told, {whole} whole"
    );
}
