//! A profile and its running Traefik, in the real window: connected, published on trial, kept, broken on purpose and
//! taken back; and a file that somebody else edits.

use std::path::Path;

use serde_json::Value;
use tests::traefik::{Feed, Launch};

use crate::desktop::{Desktop, TITLE, wait_until};
use crate::page::{Page, css};

const PROFILE: &str = "Home";
const SHOP: &str = "http:
  routers:
    shop: {rule: Host(`shop.lan`), entryPoints: [web], service: app, priority: 7}
    wiki: {rule: Host(`wiki.lan`), entryPoints: [web], service: app}
  services:
    app: {loadBalancer: {servers: [{url: http://127.0.0.1:9}]}}
";

/// The word at the right end of the status bar.
const STANDING: &str = "[data-testid=standing]";

fn set(desktop: &Desktop, what: &str, value: &str) {
    desktop.mantraectl(&[
        "component",
        "set",
        "http-router/shop",
        what,
        value,
        "--profile",
        PROFILE,
    ]);
}

fn write(file: &Path, text: &str) {
    mantrae_core::fs::write_atomic(file, text.as_bytes()).expect("a file of the test");
}

/// Connects by what a person types; the lines for Traefik follow.
async fn connect(page: &Page, folder: &Path, api: &str) {
    page.click("Traefik").await;
    page.wait_for("How does Traefik get “Home”?").await;
    page.fill(
        css("[placeholder='/etc/traefik/dynamic']"),
        &folder.to_string_lossy(),
    )
    .await;
    page.wait_for("watch: true").await;
    page.fill(css("[placeholder='http://127.0.0.1:8080']"), api).await;
    page.click("Connect").await;
    page.wait_for("Connected, and nothing is published yet").await;
}

#[tokio::test]
async fn a_profile_is_published_on_trial_kept_broken_and_taken_back() {
    let mut desktop = Desktop::start();
    let folder = desktop.folder().join("dynamic");
    std::fs::create_dir(&folder).expect("a folder of the test");
    let traefik = Launch::new(Feed::Folder(folder.clone()))
        .entry_point("web")
        .start();
    let routers = || traefik.raw_data()["routers"].clone();
    let has = |routers: &Value, name: &str| routers.get(format!("{name}@file")).is_some();
    let shop = desktop.folder().join("shop.yml");
    write(&shop, SHOP);
    desktop.mantraectl(&["profile", "create", PROFILE]);
    desktop.mantraectl(&["import", &shop.to_string_lossy(), "--profile", PROFILE]);

    let page = desktop.open().await;
    desktop.wait_for_window(TITLE);

    connect(&page, &folder, &format!("http://{}", traefik.address("traefik"))).await;
    assert!(!has(&routers(), "shop"), "connecting publishes nothing");

    // The first publication stays on trial until it is kept.
    page.click("Publish…").await;
    page.wait_for("Publish “Home”?").await;
    page.wait_for("3 new").await;
    page.click("Publish").await;
    page.wait_for("Keep these changes?").await;
    page.wait_for("On trial since").await;
    page.wait_for("all 2 routers work").await;
    assert!(has(&routers(), "shop"), "what is on trial is live");
    page.click("Keep").await;
    page.wait_until_gone("Keep these changes?").await;
    page.wait_for("Live since").await;
    assert_eq!(page.text(css(STANDING)).await, "Traefik live");

    // A saved change is said not to be live, wherever it was made.
    set(&desktop, "service", "nowhere");
    page.wait_for("1 change here is not live yet").await;
    page.click("Publish…").await;
    page.wait_for("service").await;
    page.click("Publish").await;
    // It does not work, and the dialog stays to say so.
    page.wait_for("“Home” is published").await;
    page.wait_for("Live, but 1 router does not work").await;
    page.click("Close").await;
    page.wait_for("Not working: 1").await;
    let said = page
        .run(
            "return document.querySelector('[data-testid=not-working]').innerText",
            vec![],
        )
        .await;
    let said = said.as_str().unwrap_or_default();
    assert!(
        said.contains("the service \"nowhere@file\" does not exist"),
        "Traefik's own words are shown: {said}"
    );
    page.click("Take back now").await;
    page.wait_for("is taken back").await;
    page.wait_for("1 change here is not live yet").await;
    let now = routers();
    assert_eq!(
        now["shop@file"]["status"], "enabled",
        "the router works again: {now}"
    );

    // Somebody else edits the file: that is seen, and nothing is written over it.
    set(&desktop, "service", "app");
    page.wait_for("Live since").await;
    let file = folder.join("home.yml");
    let theirs = std::fs::read_to_string(&file)
        .expect("the published file")
        .replace("priority: 7", "priority: 70");
    write(&file, &theirs);
    page.click("Check now").await;
    page.wait_for("home.yml was changed outside").await;
    page.wait_for("Changed in the file by somebody else").await;
    page.click("Import the file…").await;
    page.wait_for("priority").await;
    page.click("Import 1 component").await;
    wait_until("what others wrote is taken in", || {
        let shown = desktop.mantraectl(&["component", "show", "http-router/shop", "--profile", PROFILE]);
        shown.to_string().contains("70")
    });
    page.wait_for("1 component imported.").await;
    assert_eq!(
        std::fs::read_to_string(&file).expect("the published file"),
        theirs,
        "taking in their change writes nothing"
    );
    page.click("Traefik").await;
    page.wait_for("What others wrote in home.yml is part of this profile now")
        .await;
    page.click("Publish…").await;
    page.wait_for("No component changes").await;
    page.click("Publish").await;
    page.wait_for("Keep these changes?").await;
    page.click("Keep").await;
    page.wait_for("Live since").await;
    assert_eq!(routers()["shop@file"]["priority"], 70, "their change is live");
}
