//! A component is edited in the real window: as text and as a form, over one draft.

use crate::desktop::{Desktop, TITLE};

const PROFILE: &str = "Home";
const SHOP: &str = "http:
  routers:
    # the shop
    shop:
      rule: Host(`shop.lan`)
      entryPoints: [web]
      service: app  # the only one
  services:
    app: {loadBalancer: {servers: [{url: http://10.0.0.1}]}}
";

/// Ctrl+Home, twice down, Home twice: before the third line.
const TO_THE_RULE: &str = "\u{e009}\u{e011}\u{e000}\u{e015}\u{e015}\u{e011}\u{e011}";
const CTRL_S: &str = "\u{e009}s\u{e000}";

fn lines(desktop: &Desktop) -> String {
    let shown = desktop.mantraectl(&["export", "--profile", PROFILE]);
    shown["text"].as_str().unwrap_or_default().to_owned()
}

/// "I opened a router, broke its text, was told where, fixed it, saved, and took it back."
#[tokio::test]
async fn a_router_is_edited_as_text_and_as_a_form() {
    let mut desktop = Desktop::start();
    let shop = desktop.folder().join("shop.yml");
    mantrae_core::fs::write_atomic(&shop, SHOP.as_bytes()).expect("a file of the test");
    desktop.mantraectl(&["profile", "create", PROFILE]);
    desktop.mantraectl(&["import", &shop.to_string_lossy(), "--profile", PROFILE]);
    let before = lines(&desktop);

    let page = desktop.open().await;
    desktop.wait_for_window(TITLE);
    page.click("Configuration").await;
    page.click("shop").await;
    // At the size in which the window opens there is room for one half only.
    page.click("YAML").await;
    page.wait_for("# the shop").await;

    // Saved as it is opened: nothing changes.
    page.click("Save").await;
    page.wait_for("Saved").await;
    assert_eq!(lines(&desktop), before, "nothing changed");

    page.run("document.querySelector('.cm-content').focus()", vec![])
        .await;
    page.press(TO_THE_RULE).await;
    page.press("[").await;
    page.wait_for("cannot be read").await;
    page.wait_for("Traefik would refuse the whole file.").await;
    page.wait_for("1 draft").await;
    page.click("Save").await;
    page.wait_for("Draft kept. Fix line").await;
    assert_eq!(lines(&desktop), before, "what cannot be read is not saved");
    page.click("Back to the last good text").await;
    page.wait_until_gone("cannot be read").await;
    // The form is read-only until the text has been read again.
    page.wait_until_gone("Draft saved").await;
    page.click("Form").await;

    // The form sends one field; the comments stay.
    let select =
        "const host = document.querySelector('input[aria-label=\"Host is 1\"]'); host.focus(); host.select()";
    page.run(select, vec![]).await;
    page.press("new.lan").await;
    page.run("document.activeElement.blur()", vec![]).await;
    page.wait_for("Draft saved · 1 change").await;
    page.press(CTRL_S).await;
    page.wait_for("Router “shop” saved").await;
    let after = lines(&desktop);
    assert_eq!(
        after,
        before.replace("shop.lan", "new.lan"),
        "only the rule changed"
    );
    page.click("Undo").await;
    page.wait_for("Undone").await;
    assert_eq!(lines(&desktop), before);
}
