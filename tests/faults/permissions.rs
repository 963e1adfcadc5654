//! Nobody but its owner reads what lies on the disk.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use mantrae_core::engine::restores::From;
use mantrae_core::settings::Change;
use tests::{Computer, EXAMPLE, PROFILE, ROUTER};
use traefik_dynamic::Format;

fn everything(path: &Path, found: &mut Vec<PathBuf>) {
    found.push(path.to_owned());
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            everything(&entry.unwrap().path(), found);
        }
    }
}

/// Whatever is not 0600 or 0700.
fn open_to_others(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    everything(root, &mut found);
    found
        .into_iter()
        .filter_map(|path| {
            let mode = std::fs::symlink_metadata(&path).unwrap().permissions().mode() & 0o777;
            let wanted = if path.is_dir() { 0o700 } else { 0o600 };
            (mode != wanted).then(|| format!("{} has {mode:o}", path.display()))
        })
        .collect()
}

fn check(root: &Path, after: &str) {
    assert_eq!(open_to_others(root), [""; 0], "after {after}, all is private");
}

/// "Keys and password hashes lie in there: whatever I use, nobody else can read it."
#[tokio::test]
async fn every_feature_writes_private_files() {
    // As most systems have it: what is made without care can be read by others.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o022));
    let computer = Computer::new().await;
    let (engine, data) = (&computer.engine, computer.data());
    check(&data, "opening");
    engine.profiles().create(PROFILE, "").await.unwrap();
    computer.import(EXAMPLE).await;
    check(&data, "an import");
    let backup = computer.back_up().await;
    check(&data, "a backup");
    let (kind, name) = ROUTER;
    engine.components().remove(PROFILE, kind, name).await.unwrap();
    let plan = engine
        .restores()
        .prepare(From::Backup(&backup.id), &[])
        .await
        .unwrap();
    check(&data, "planning a restore, with the plan open");
    engine.restores().apply(&plan.id, &[]).await.unwrap();
    check(&data, "a restore");
    engine.undo(None, false).await.unwrap();
    check(&data, "an undo");
    engine.backups().pin(&backup.id, true).await.unwrap();
    check(&data, "a pin");
    engine.verification().verify(&backup.id).await.unwrap();
    check(&data, "a check");
    let copy = computer.beside("copy.zip");
    engine.backups().download(&backup.id, &copy).await.unwrap();
    check(&copy, "saving a copy");
    let export = computer.beside("export.yml");
    engine
        .profiles()
        .export_to(PROFILE, Format::Yaml, &export)
        .await
        .unwrap();
    check(&export, "an export");
    let location = computer.beside("another location");
    engine
        .settings()
        .change(Change::BackupFolder(Some(location.clone())))
        .await
        .unwrap();
    computer.back_up().await;
    check(&location, "a backup to another location");
    check(&data, "everything");
    engine.close().await;
    check(&data, "closing");
}

/// "Somebody copied my data folder and its rights were lost: the next start takes them back."
#[tokio::test]
async fn rights_that_were_widened_are_narrowed_at_the_next_start() {
    let computer = Computer::with_example().await;
    computer.engine.close().await;
    let mut found = Vec::new();
    everything(&computer.data(), &mut found);
    for path in found {
        let mode = if path.is_dir() { 0o755 } else { 0o644 };
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    assert!(!open_to_others(&computer.data()).is_empty(), "they are wide open");
    let _engine = tests::open(&computer.data()).await.unwrap();
    check(&computer.data(), "the next start");
}
