//! Folders that somebody may not write.

use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::Path;
use std::process::Command;

use expect_test::{Expect, expect};
use mantrae_core::settings::Change;
use tests::Computer;

/// A user without any rights.
const NOBODY: u32 = 65534;

/// Backs up once as that user; gives what the worker told.
fn as_nobody(worker: &Path, data: &Path) -> String {
    let output = Command::new("setpriv")
        .args(["--reuid", "65534", "--regid", "65534", "--clear-groups", "--"])
        .arg(worker)
        .arg("once")
        .arg(data)
        .output()
        .unwrap();
    assert!(
        output.stderr.is_empty(),
        "another user can only be tried out as root: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn give_away(path: &Path) {
    chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            give_away(&entry.unwrap().path());
        }
    }
}

fn mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

async fn check(arrange: impl AsyncFnOnce(&Computer), expect: Expect) {
    let computer = Computer::with_example().await;
    let before = computer.content().await;
    mode(&computer.beside(""), 0o755);
    let worker = computer.file("worker", std::fs::read(env!("CARGO_BIN_EXE_worker")).unwrap());
    mode(&worker, 0o755);
    arrange(&computer).await;
    computer.engine.close().await;
    let told = as_nobody(&worker, &computer.data());
    let folder = computer.beside("").display().to_string();
    expect.assert_eq(&told.replace(folder.trim_end_matches('/'), ""));
    let engine = tests::open(&computer.data()).await.unwrap();
    assert_eq!(tests::content(&engine).await, before, "nothing is lost");
    assert_eq!(
        engine.backups().list().await.unwrap().len(),
        1,
        "no half backup: there is only the one from before the import"
    );
}

/// "The folder belongs to somebody else: I am told so."
#[tokio::test]
async fn a_data_folder_of_another_user() {
    check(
        async |_| {},
        expect![[r#"
        Storage: Cannot make the folder: permission is missing: `/data/backups`
    "#]],
    )
    .await;
}

/// "I own the files but may not write the folder they are in."
#[tokio::test]
async fn a_data_folder_that_is_read_only() {
    check(
        async |computer| {
            computer.engine.close().await;
            give_away(&computer.data());
            chown(computer.data(), Some(0), Some(0)).unwrap();
            mode(&computer.data(), 0o755);
        },
        expect![[r#"
            Storage: Cannot make private: permission is missing: `/data`
        "#]],
    )
    .await;
}

/// "The location for my backups is read-only: I am told so, and the configuration is as it was."
#[tokio::test]
async fn a_location_that_is_read_only() {
    let computer = Computer::with_example().await;
    mode(&computer.beside(""), 0o755);
    let worker = computer.file("worker", std::fs::read(env!("CARGO_BIN_EXE_worker")).unwrap());
    mode(&worker, 0o755);
    let location = computer.beside("location");
    computer
        .engine
        .settings()
        .change(Change::BackupFolder(Some(location.clone())))
        .await
        .unwrap();
    let backup = computer.back_up().await;
    let before = computer.content().await;
    computer.engine.close().await;
    give_away(&computer.data());
    mode(&location, 0o755);
    let told = as_nobody(&worker, &computer.data());
    expect![[r#"
        Storage: Cannot write a backup to This computer: permission is missing
    "#]]
    .assert_eq(&told);
    let engine = tests::open(&computer.data()).await.unwrap();
    assert_eq!(tests::content(&engine).await, before, "nothing is lost");
    let listed = engine.backups().list().await.unwrap();
    assert_eq!(listed.len(), 1, "no half backup is listed");
    assert_eq!(listed[0].id, backup.id, "the old one is still there");
}
