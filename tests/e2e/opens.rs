//! The application opens and shows what it is.

use crate::desktop::{Desktop, TITLE};

#[tokio::test]
async fn the_window_opens_and_says_how_safe_things_are() {
    let mut desktop = Desktop::start();
    let page = desktop.open().await;
    desktop.wait_for_window(TITLE);
    page.wait_for("backup").await;
}
