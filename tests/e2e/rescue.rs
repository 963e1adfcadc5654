//! A database that cannot be opened, in the real window.

use std::path::Path;

use crate::desktop::{Desktop, TITLE};

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
