//! The map in the real window: it is walked by keyboard alone, and opens what it shows.

use crate::desktop::{Desktop, TITLE};

const PROFILE: &str = "Home";
const SHOP: &str = "http:
  routers:
    shop: {rule: Host(`shop.lan`), entryPoints: [web], middlewares: [auth, zip], service: shop}
    wiki: {rule: Host(`wiki.lan`), entryPoints: [web], middlewares: [zip], service: wiki}
  middlewares:
    zip: {compress: {}}
  services:
    shop: {loadBalancer: {servers: [{url: http://10.0.0.1}]}}
    wiki: {loadBalancer: {servers: [{url: http://10.0.0.2}]}}
";
const CTRL_SHIFT_M: &str = "\u{e009}\u{e008}M\u{e000}";
const RIGHT: &str = "\u{e014}";
const ENTER: &str = "\u{e007}";

/// "I followed the way of a request by arrow keys, from the entry point to the server, and opened a middleware."
#[tokio::test]
async fn a_way_is_followed_by_arrow_keys() {
    let mut desktop = Desktop::start();
    let shop = desktop.folder().join("shop.yml");
    mantrae_core::fs::write_atomic(&shop, SHOP.as_bytes()).expect("a file of the test");
    desktop.mantraectl(&["profile", "create", PROFILE]);
    desktop.mantraectl(&["import", &shop.to_string_lossy(), "--profile", PROFILE]);

    let page = desktop.open().await;
    desktop.wait_for_window(TITLE);
    page.wait_for("5 components").await;
    page.press(CTRL_SHIFT_M).await;
    page.wait_for("2 routers").await;
    // Where the window opens narrow, the list comes first.
    page.run(
        "document.querySelector('[aria-label=\"Show as map\"]')?.click()",
        vec![],
    )
    .await;
    page.wait_for("Choose a node").await;

    let focused = async || {
        let script = "return document.activeElement?.getAttribute('aria-label') ?? ''";
        let label = page.run(script, vec![]).await;
        label.as_str().unwrap_or_default().to_owned()
    };
    let focus =
        "document.querySelector('[data-node][aria-label^=\"Router shop\"]').focus({ focusVisible: true })";
    page.run(focus, vec![]).await;
    let mut way = vec![focused().await];
    for _ in 0..4 {
        page.press(RIGHT).await;
        way.push(focused().await);
    }
    let begins = [
        "Router shop",
        "Middleware auth, missing",
        "Middleware zip",
        "Service shop",
        "Server http://10.0.0.1",
    ];
    assert!(
        way.iter()
            .zip(begins)
            .all(|(label, begin)| label.starts_with(begin)),
        "along the way of shop, although wiki has a middleware of it too: {way:?}"
    );
    let lit = page
        .run(
            "return [...document.querySelectorAll('.stops li')].map((one) => one.innerText.trim()).join(' ')",
            vec![],
        )
        .await;
    assert_eq!(
        lit.as_str(),
        Some("web shop.lan shop auth zip shop 10.0.0.1"),
        "it stays lit"
    );
    let styled = page
        .run(
            "return document.querySelectorAll('svg[role=group] [style]').length",
            vec![],
        )
        .await;
    assert_eq!(
        styled.as_u64(),
        Some(0),
        "the content security policy forbids styles in elements"
    );

    // Enter opens what has the cursor, as the list does.
    page.run(
        "document.querySelector('[data-node][aria-label^=\"Middleware zip\"]').focus({ focusVisible: true })",
        vec![],
    )
    .await;
    page.press(ENTER).await;
    page.wait_for("Used by").await;
    let opened = page
        .run("return document.querySelector('h2').innerText", vec![])
        .await;
    assert_eq!(opened.as_str(), Some("zip"));

    // The filter of the list is that of the map.
    page.click("Map").await;
    page.fill(crate::page::css("[data-search]"), "wiki").await;
    page.wait_for("1 router · 1 hidden by the filter").await;
}
