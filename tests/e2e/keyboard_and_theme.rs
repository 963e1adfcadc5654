//! Without a mouse, and in the colours that the desktop asks for.

use serde_json::json;

use crate::desktop::Desktop;
use crate::page::css;

const ESCAPE: &str = "\u{e00c}";

#[tokio::test]
async fn escape_closes_a_question() {
    let mut desktop = Desktop::start();
    let page = desktop.open().await;
    page.click("Start empty").await;
    page.wait_for("New profile").await;
    page.press(ESCAPE).await;
    page.wait_until_gone("New profile").await;
    assert_eq!(page.text(css("h1")).await, "Welcome");
}

#[tokio::test]
async fn a_dark_desktop_gets_a_dark_window() {
    for (desktop_theme, wanted) in [("Adwaita", "light"), ("Adwaita:dark", "dark")] {
        let mut desktop = Desktop::start();
        desktop.set("GTK_THEME", desktop_theme);
        let page = desktop.open().await;
        page.wait_for("How do you want to start?").await;
        let theme = page
            .run("return document.documentElement.dataset.theme", vec![])
            .await;
        assert_eq!(theme, json!(wanted), "on a desktop with {desktop_theme}");
    }
}
