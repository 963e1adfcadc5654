//! A database that cannot be opened, in the real window.

use std::path::Path;

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
    page.wait_for("A file of Mantrae cannot be opened").await;
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
    page.wait_for("Backed up just now and checked").await;
}

/// The key of an encrypted backup is asked for where the keyring does not hold it, and a wrong one is told.
#[tokio::test]
async fn an_encrypted_backup_takes_the_place_of_a_broken_database() {
    let mut desktop = Desktop::start();
    desktop.mantraectl(&["profile", "create", "Home"]);
    let state = desktop.mantraectl(&["encryption", "on"]);
    let id = state["encryption"]["key_id"].as_str().expect("a key").to_owned();
    desktop.mantraectl(&["backup", "create"]);
    let sheet = desktop.data_folder().with_file_name("sheet.txt");
    desktop.mantraectl(&["encryption", "sheet", "--output", &sheet.to_string_lossy()]);
    // As on a new computer: the keyring holds no key.
    desktop.mantraectl(&["encryption", "off"]);
    desktop.mantraectl(&["secret", "delete", &format!("backup-key:{id}")]);
    let database = desktop.data_folder().join("mantrae.db");
    mantrae_core::fs::write_atomic(&database, b"no database").expect("the database can be broken");
    let page = desktop.open().await;
    page.wait_for("A file of Mantrae cannot be opened").await;
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
    page.wait_until_gone("A file of Mantrae cannot be opened").await;
    let listed = desktop.mantraectl(&["profile", "list"]);
    assert_eq!(listed["profiles"][0]["name"], "Home", "it is back: {listed}");
}
