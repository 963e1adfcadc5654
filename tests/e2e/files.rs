//! Files that a person chooses in the system's own dialogs, or opens with the program.

use std::path::Path;
use std::process::Command;

use crate::desktop::{Desktop, wait_until};

#[tokio::test]
async fn a_profile_is_exported_where_the_person_says() {
    let mut desktop = Desktop::start();
    desktop.mantraectl(&["profile", "create", "Home"]);
    desktop.mantraectl(&["import", &example(), "--profile", "Home"]);
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

/// A double click on a backup starts the program a second time, which hands it over to the window that is there.
#[tokio::test]
async fn a_backup_that_is_double_clicked_leads_to_its_preview() {
    let mut desktop = Desktop::start();
    desktop.mantraectl(&["profile", "create", "Home"]);
    desktop.mantraectl(&["import", &example(), "--profile", "Home"]);
    desktop.mantraectl(&["backup", "create"]);
    let folder = desktop.data_folder().join("backups");
    let backup = std::fs::read_dir(&folder)
        .expect("the backups")
        .map(|entry| entry.expect("a backup").path())
        .find(|path| path.extension().is_some_and(|extension| extension == "zip"))
        .expect("a backup");
    let copy = desktop.folder().join("a copy of mine.zip");
    mantrae_core::fs::copy_atomic(&backup, &copy).expect("a copy");
    remove_the_router(&desktop);
    let page = desktop.open().await;
    page.wait_for("Back up now").await;
    let mut second = desktop.launch(&[&copy.to_string_lossy()]);
    page.wait_for("Restore the backup from").await;
    page.wait_for("my-router").await;
    wait_until("the second start did not end", || {
        second.try_wait().expect("the second start").is_some()
    });
    let left = desktop.mantraectl(&["component", "list", "--profile", "Home"]);
    assert!(
        !left.to_string().contains("my-router"),
        "a preview changes nothing: {left}"
    );
}

/// The running window writes and commits what is saved, with the person's own git.
#[tokio::test]
async fn profiles_are_kept_in_a_repository() {
    let mut desktop = Desktop::start();
    let folder = desktop.folder().join("versions");
    std::fs::create_dir(&folder).expect("a folder of the test");
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .arg("-C")
            .arg(&folder)
            .args(arguments)
            .output();
        let output = output.expect("git runs");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    git(&["init", "--quiet"]);
    git(&["config", "user.name", "Test"]);
    git(&["config", "user.email", "test@example.com"]);
    desktop.mantraectl(&["profile", "create", "Home"]);
    desktop.mantraectl(&["import", &example(), "--profile", "Home"]);
    let page = desktop.open().await;
    page.click("Settings").await;
    // GTK's dialog completes the path with the folder of the repository itself, so the command line chooses it.
    desktop.mantraectl(&["versions", "begin", &folder.to_string_lossy()]);
    page.wait_for("1 file").await;
    assert!(folder.join("home.yml").exists());
    page.click("Commit each change with git").await;
    wait_until("nothing was committed", || {
        git(&["log", "--format=%s"]).lines().count() == 1
    });
    remove_the_router(&desktop);
    wait_until("the change was not committed", || {
        git(&["log", "-1", "--format=%s"]).contains("my-router")
    });
    let shown = git(&["show", "--format=", "home.yml"]);
    assert!(shown.contains("-    my-router:"), "{shown}");
}

fn example() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/example.yml");
    path.to_string_lossy().into_owned()
}

fn remove_the_router(desktop: &Desktop) {
    desktop.mantraectl(&[
        "component",
        "remove",
        "http-router/my-router",
        "--profile",
        "Home",
    ]);
}
