//! The main job in the real window: import, back up, break something, restore, undo.

use std::path::Path;

use serde_json::Value;

use crate::desktop::{Desktop, TITLE};
use crate::page::{Page, css};

const PROFILE: &str = "Home lab";

/// A person with a Traefik file gets it in, backs it up, loses a router, gets it back, and takes that back.
#[tokio::test]
async fn import_back_up_restore_and_undo() {
    let mut desktop = Desktop::start();
    let page = desktop.open().await;
    desktop.wait_for_window(TITLE);
    import_the_example(&desktop, &page).await;
    assert_eq!(components(&desktop), 3, "the review put all three components in");

    page.click("Overview").await;
    page.click("Back up now").await;
    page.wait_for("Backed up just now and verified").await;
    let backup = newest_by_hand(&desktop);

    desktop.mantraectl(&[
        "component",
        "remove",
        "--profile",
        PROFILE,
        "http-router/my-router",
    ]);
    assert_eq!(components(&desktop), 2, "the router is gone");

    page.click("Backups").await;
    page.click(css(&format!("[data-testid=backups] [data-key='{backup}']")))
        .await;
    page.click("Restore…").await;
    page.wait_for("You can undo this.").await;
    page.click("Restore").await;
    page.wait_for("Restored the backup from").await;
    assert_eq!(components(&desktop), 3, "the router is back");

    page.click("Undo").await;
    page.wait_for("Undone: 1 component restored").await;
    // The card of the safety backup goes when it is made.
    page.wait_until_gone("Started at").await;
    assert_eq!(components(&desktop), 2, "the restore was taken back");
}

/// What is done on the command line shows in the window that is open, without a hand.
#[tokio::test]
async fn the_window_shows_what_the_command_line_did() {
    let mut desktop = Desktop::start();
    desktop.mantraectl(&["profile", "create", PROFILE]);
    let page = desktop.open().await;
    desktop.wait_for_window(TITLE);
    page.click("Configuration").await;
    page.wait_for("is empty").await;
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/example.yml");
    desktop.mantraectl(&["import", &example.to_string_lossy(), "--profile", PROFILE]);
    page.wait_for("my-router").await;
    page.click("Backups").await;
    page.wait_for("Before import").await;
    desktop.mantraectl(&["backup", "create", "--note", "from the command line"]);
    page.wait_for("from the command line").await;
}

/// A copy of a backup is saved where the person says, and can be verified there.
#[tokio::test]
async fn a_copy_is_saved_by_the_systems_own_dialog() {
    let mut desktop = Desktop::start();
    desktop.mantraectl(&["profile", "create", PROFILE]);
    desktop.mantraectl(&["backup", "create"]);
    let backup = newest_by_hand(&desktop);
    let page = desktop.open().await;
    desktop.wait_for_window(TITLE);
    page.click("Backups").await;
    page.click(css(&format!("[data-testid=backups] [data-key='{backup}']")))
        .await;
    page.click("Save a copy…").await;
    let copy = desktop.folder().join("copy.zip");
    desktop.drive_save_dialog("Save a copy", &copy);
    page.wait_for("copy.zip").await;
    let verification = desktop.mantraectl(&["backup", "verify", &copy.to_string_lossy()]);
    assert_eq!(
        verification["results"][0]["ok"], true,
        "the copy is a whole backup: {verification}"
    );
}

async fn import_the_example(desktop: &Desktop, page: &Page) {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/example.yml");
    page.click("Import a Traefik file").await;
    page.click("Choose files…").await;
    desktop.drive_open_dialog("Import Traefik files", &example);
    page.wait_for("3 new").await;
    page.click("Import 3 components").await;
    page.wait_for("3 components imported").await;
}

fn components(desktop: &Desktop) -> usize {
    let answer = desktop.mantraectl(&["component", "list", "--profile", PROFILE]);
    answer["components"].as_array().map_or(0, Vec::len)
}

fn newest_by_hand(desktop: &Desktop) -> String {
    let answer = desktop.mantraectl(&["backup", "list"]);
    let backups = answer["backups"].as_array().cloned().unwrap_or_default();
    let by_hand = backups.iter().find(|backup| backup["trigger"] == "manual");
    by_hand
        .map(|backup| &backup["id"])
        .and_then(Value::as_str)
        .unwrap_or_else(|| panic!("no backup by hand: {answer}"))
        .to_owned()
}
