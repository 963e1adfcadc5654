//! Files that a person chooses in the system's own dialogs.

use std::path::Path;

use crate::desktop::Desktop;

#[tokio::test]
async fn a_profile_is_exported_where_the_person_says() {
    let mut desktop = Desktop::start();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/example.yml");
    desktop.mantraectl(&["profile", "create", "Home"]);
    desktop.mantraectl(&["import", &example.to_string_lossy(), "--profile", "Home"]);
    let page = desktop.open().await;
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
    let profiles = desktop.mantraectl(&["profile", "list"]);
    assert_eq!(
        profiles["profiles"].as_array().map(Vec::len),
        Some(0),
        "{profiles}"
    );
}
