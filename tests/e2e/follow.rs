//! Files that lead, in the real window and beside a real Traefik: followed, edited by others, broken and mended, written
//! to, and changed on both sides.

use std::path::Path;

use tests::traefik::{Feed, Launch};

use crate::desktop::{Desktop, TITLE, wait_until};
use crate::page::css;

const PROFILE: &str = "Home";
const SHOP: &str = "# What people open
http:
  routers:
    # The shop of the neighbours
    shop:
      rule: Host(`shop.lan`)
      entryPoints: [web]
      service: app
      priority: 7 # low
  services:
    app: {loadBalancer: {servers: [{url: http://127.0.0.1:9}]}}
";

fn write(file: &Path, text: &str) {
    mantrae_core::fs::write_atomic(file, text.as_bytes()).expect("a file of the test");
}

fn text(file: &Path) -> String {
    std::fs::read_to_string(file).expect("the followed file")
}

#[tokio::test]
async fn files_are_followed_mended_written_to_and_decided_about() {
    let mut desktop = Desktop::start();
    let folder = desktop.folder().join("dynamic");
    std::fs::create_dir(&folder).expect("a folder of the test");
    let file = folder.join("10-web.yml");
    write(&file, SHOP);
    let traefik = Launch::new(Feed::Folder(folder.clone()))
        .entry_point("web")
        .start();
    let runs = |priority: i64| {
        traefik.raw_data_when(|raw| raw["routers"]["shop@file"]["priority"] == priority);
    };
    desktop.mantraectl(&["profile", "create", PROFILE]);
    let shown = |desktop: &Desktop| {
        let shown = desktop.mantraectl(&["component", "show", "http-router/shop", "--profile", PROFILE]);
        shown.to_string()
    };
    let set = |desktop: &Desktop, value: &str| {
        desktop.mantraectl(&[
            "component",
            "set",
            "http-router/shop",
            "priority",
            value,
            "--profile",
            PROFILE,
        ]);
    };

    let page = desktop.open().await;
    desktop.wait_for_window(TITLE);
    page.click("Traefik").await;
    page.click("Follow them instead…").await;
    page.wait_for("Which files does “Home” follow?").await;
    page.fill(
        css("[placeholder='/etc/traefik/dynamic']"),
        &folder.to_string_lossy(),
    )
    .await;
    page.click("See what changes").await;
    page.wait_for("2 components are added to this profile.").await;
    page.click("Follow").await;
    page.wait_for("Following Traefik’s files").await;
    assert_eq!(text(&file), SHOP, "following writes nothing");
    assert!(shown(&desktop).contains("priority: 7\\n"));

    // Somebody edits the file, breaks it, and mends it.
    write(&file, &SHOP.replace("priority: 7 # low", "priority: 70 # higher"));
    wait_until("what others wrote is taken in", || {
        shown(&desktop).contains("priority: 70")
    });
    runs(70);
    write(&file, &SHOP.replace("service: app", "servce: app"));
    page.wait_for("10-web.yml cannot be taken in").await;
    page.wait_for("Line 8").await;
    assert!(
        shown(&desktop).contains("priority: 70"),
        "the last sound state stays"
    );
    write(&file, SHOP);
    page.wait_for("Following Traefik’s files").await;

    // A change made here waits until it is written, into its own line.
    set(&desktop, "5");
    page.wait_for("1 change is not in Traefik’s files yet").await;
    page.click("Write to the files…").await;
    page.wait_for("Only the lines of these components change.").await;
    page.click("Write").await;
    page.wait_for("Following Traefik’s files").await;
    assert_eq!(
        text(&file),
        SHOP.replace("priority: 7 # low", "priority: 5 # low")
    );
    runs(5);

    // Both sides at once: nothing happens until somebody decides.
    set(&desktop, "6");
    page.wait_for("1 change is not in Traefik’s files yet").await;
    let theirs = SHOP.replace("priority: 7 # low", "priority: 99 # theirs");
    write(&file, &theirs);
    page.wait_for("Changed in Traefik’s files and here").await;
    assert_eq!(text(&file), theirs);
    page.click(css("[role=radiogroup] label:first-child")).await;
    page.click("Settle").await;
    page.wait_for("Following Traefik’s files").await;
    assert!(shown(&desktop).contains("priority: 99"));
    assert_eq!(text(&file), theirs, "what counts was there already");
}
