//! From an empty computer to a proven backup, with files chosen in the system's own dialogs.

use std::path::PathBuf;

use crate::desktop::{Desktop, TITLE};
use crate::page::Page;

const EXAMPLE: &str = include_str!("../fixtures/example.yml");

#[tokio::test]
async fn a_traefik_file_is_imported_backed_up_and_exported() {
    let mut desktop = Desktop::start();
    let page = desktop.open().await;
    desktop.wait_for_window(TITLE);
    import_the_example(&desktop, &page).await;

    page.click("Overview").await;
    page.click("Back up now").await;
    page.wait_for("Backed up and checked").await;
    let backups = desktop.mantraectl(&["backup", "list"]);
    let components: Vec<_> = list(&backups["backups"])
        .iter()
        .map(|backup| &backup["components"])
        .collect();
    assert_eq!(
        components.first().map(ToString::to_string).as_deref(),
        Some("3"),
        "{backups}"
    );

    page.click("Configuration").await;
    page.click("Export").await;
    page.click("YAML, for the file provider…").await;
    let exported = desktop.folder().join("exported.yml");
    desktop.drive_save_dialog("Export profile", &exported);
    page.wait_for("exported.yml").await;
    let text = std::fs::read_to_string(&exported).expect("the exported file");
    assert!(text.contains("Host(`example.com`)"), "{text}");
}

#[tokio::test]
async fn a_cancelled_dialog_changes_nothing() {
    let mut desktop = Desktop::start();
    let page = desktop.open().await;
    page.click("Import a Traefik file").await;
    page.fill("Name", "Home").await;
    page.click("Choose files…").await;
    desktop.cancel_dialog("Import Traefik files");
    page.click("Cancel").await;
    page.wait_for("How do you want to start?").await;
    assert_eq!(
        list(&desktop.mantraectl(&["profile", "list"])["profiles"]).len(),
        0
    );
}

/// Leaves the window where an import leaves it.
async fn import_the_example(desktop: &Desktop, page: &Page) {
    page.click("Import a Traefik file").await;
    page.fill("Name", "Home").await;
    page.click("Choose files…").await;
    desktop.drive_open_dialog("Import Traefik files", &example(desktop));
    page.click("Import 3 objects").await;
    page.wait_for("Undo").await;
}

fn example(desktop: &Desktop) -> PathBuf {
    desktop.write("an example.yml", EXAMPLE)
}

fn list(value: &serde_json::Value) -> &[serde_json::Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}
