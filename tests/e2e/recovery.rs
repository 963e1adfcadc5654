//! A database that cannot be opened, in the real window.

use std::path::{Path, PathBuf};

use mantrae_core::secret::MemoryKeyring;

use crate::desktop::{Desktop, TITLE};
use crate::page::css;

/// The window opens all the same, offers the backups, and goes on as usual once one of them is in place.
#[tokio::test]
async fn a_broken_database_is_replaced_by_a_backup() {
    let mut desktop = Desktop::start();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/example.yml");
    desktop.mantraectl(&["profile", "create", "Home"]);
    desktop.mantraectl(&["import", &example.to_string_lossy(), "--profile", "Home"]);
    desktop.mantraectl(&["backup", "create"]);
    let database = desktop.data_folder().join("mantrae.db");
    mantrae_core::fs::write_atomic(&database, b"no database").expect("the database can be broken");
    let page = desktop.open().await;
    desktop.wait_for_window(TITLE);
    page.wait_for("Mantrae cannot open your configuration").await;
    let untouched = std::fs::read(&database).expect("the broken file");
    assert_eq!(
        untouched, b"no database",
        "nothing is done before somebody says so"
    );
    page.click("Restore this backup").await;
    page.wait_for("Backed up").await;
    let listed = desktop.mantraectl(&["component", "list", "--profile", "Home"]);
    assert_eq!(
        listed["components"].as_array().map(Vec::len),
        Some(3),
        "everything is back: {listed}"
    );
    page.click("Back up now").await;
    page.wait_for("Backed up just now and verified").await;
}

/// The key of an encrypted backup is asked for where the keyring does not hold it, and a wrong one is told.
#[tokio::test]
async fn an_encrypted_backup_replaces_a_broken_database() {
    let mut desktop = Desktop::start();
    let (id, sheet) = encrypted_backup(&desktop.data_folder()).await;
    let database = desktop.data_folder().join("mantrae.db");
    mantrae_core::fs::write_atomic(&database, b"no database").expect("the database can be broken");
    let page = desktop.open().await;
    page.wait_for("Mantrae cannot open your configuration").await;
    page.click("Restore this backup").await;
    page.wait_for(&format!("Enter the key with the id {id}")).await;
    let other = mantrae_core::archive::Key::generate();
    page.fill(css("[data-field=key]"), other.text().expose()).await;
    page.click("Restore this backup").await;
    page.wait_for(&format!("this is the key {}", other.id())).await;
    let untouched = std::fs::read(&database).expect("the broken file");
    assert_eq!(untouched, b"no database", "nothing is done before it opens");
    let text = std::fs::read_to_string(&sheet).expect("the sheet");
    let key = text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1"));
    page.fill(css("[data-field=key]"), key.expect("a key on the sheet"))
        .await;
    page.click("Restore this backup").await;
    page.wait_until_gone("Mantrae cannot open your configuration")
        .await;
    let listed = desktop.mantraectl(&["profile", "list"]);
    assert_eq!(listed["profiles"][0]["name"], "Home", "it is back: {listed}");
}

/// Makes an encrypted backup whose key no keyring holds, as on a new computer: the key's id, and the recovery sheet.
async fn encrypted_backup(data: &Path) -> (String, PathBuf) {
    let engine = tests::open_with(data, &MemoryKeyring::new())
        .await
        .expect("the data folder opens");
    engine
        .profiles()
        .create("Home", "")
        .await
        .expect("the profile is made");
    let state = engine
        .encryption()
        .turn_on()
        .await
        .expect("it is encrypted from now on");
    let id = state.key_id.expect("a key");
    engine.backups().create("").await.expect("the backup is made");
    let sheet = data.with_file_name("sheet.txt");
    engine
        .encryption()
        .save_recovery_sheet(&sheet)
        .await
        .expect("the sheet is saved");
    engine
        .encryption()
        .turn_off()
        .await
        .expect("it is not encrypted any more");
    engine
        .secrets()
        .delete(&format!("backup-key:{id}"))
        .await
        .expect("the key goes");
    engine.close().await;
    (id, sheet)
}
