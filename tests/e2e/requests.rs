//! Which router answers, in the real window: a request is tried and kept, and an import that would take it elsewhere
//! says so before it is applied.

use std::path::PathBuf;

use crate::desktop::{Desktop, TITLE};
use crate::page::css;

const PROFILE: &str = "Home";
const SHOP: &str = "http:
  routers:
    shop: {rule: Host(`shop.lan`), entryPoints: [web], service: app}
    wiki: {rule: 'Host(`shop.lan`) && PathPrefix(`/wiki`)', entryPoints: [web], service: app}
  services:
    app: {loadBalancer: {servers: [{url: http://10.0.0.1}]}}
";
/// The cart goes elsewhere, and a router has no entry point.
const CHANGED: &str = "http:
  routers:
    cart: {rule: 'Host(`shop.lan`) && PathPrefix(`/cart`)', entryPoints: [web], service: app}
    blog: {rule: Host(`blog.lan`), entryPoints: [websecure], service: app}
";

fn file(desktop: &Desktop, name: &str, text: &str) -> PathBuf {
    let path = desktop.folder().join(name);
    mantrae_core::fs::write_atomic(&path, text.as_bytes()).expect("a file of the test");
    path
}

#[tokio::test]
async fn a_request_is_kept_and_the_import_that_breaks_it_says_so_first() {
    let mut desktop = Desktop::start();
    let shop = file(&desktop, "shop.yml", SHOP);
    let install = file(&desktop, "traefik.yml", "entryPoints: {web: {address: ':80'}}\n");
    desktop.mantraectl(&["profile", "create", PROFILE]);
    desktop.mantraectl(&["import", &shop.to_string_lossy(), "--profile", PROFILE]);

    let page = desktop.open().await;
    desktop.wait_for_window(TITLE);
    page.click("Configuration").await;
    page.click("Try a request").await;

    // Facts about Traefik are pasted; what was understood is shown before it is kept.
    page.click("Add facts").await;
    page.click("Paste flags or a compose file…").await;
    page.fill(css("textarea"), "--entryPoints.web.address=:80").await;
    page.wait_for("Understood: entry point web").await;
    page.click("Save").await;
    page.wait_for("Entry point web · from pasted text").await;

    page.fill(css("[data-testid=request]"), "http://shop.lan/cart")
        .await;
    page.wait_for("it wants a path that starts with").await;
    let taken = page
        .run("return document.querySelector('.rung.taken').innerText", vec![])
        .await;
    let taken = taken.as_str().unwrap_or_default();
    assert!(taken.contains("shop"), "the ladder names the router: {taken}");
    page.click("Keep as expectation").await;
    page.wait_for("As expected:").await;
    let kept = desktop.mantraectl(&["expect", "list", "--profile", PROFILE]);
    assert_eq!(kept["expectations"][0]["expected"], "shop", "{kept}");

    // The file changes, and is imported: the review says what would become of it.
    let changed = file(&desktop, "changed.yml", CHANGED);
    page.click("Configuration").await;
    page.click("Import…").await;
    desktop.drive_open_dialog("Import Traefik files", &changed);
    page.wait_for("1 of 1 request would go elsewhere").await;
    page.wait_for("but 1 component will not work").await;
    let now = desktop.mantraectl(&["component", "list", "--profile", PROFILE]);
    assert_eq!(
        now["components"].as_array().map(Vec::len),
        Some(3),
        "nothing is imported yet: {now}"
    );

    // What is left out breaks nothing.
    page.click("Import router cart").await;
    page.wait_for("1 request would still go where expected").await;
    page.click("Cancel").await;

    // The file that starts Traefik is no import, but facts.
    page.click("Import…").await;
    desktop.drive_open_dialog("Import Traefik files", &install);
    page.click("Use it as facts for “Home”").await;
    page.wait_for("Entry point web · from traefik.yml").await;
}
