//! The window is a guest: it closes to the tray and comes back, and the tray works without it.

use std::process::Child;
use std::time::Duration;

use crate::desktop::{Desktop, TITLE, wait_until};

#[tokio::test]
async fn the_window_closes_to_the_tray_and_comes_back() {
    let mut desktop = Desktop::start();
    let tray = desktop.show_tray().await;
    let mut application = desktop.launch(&[]);
    desktop.wait_for_window(TITLE);

    wait_until("the window did not close", || {
        // The question has the focus on "Keep running". A page that still loads asks nothing: once more, then.
        desktop.close_window(TITLE);
        std::thread::sleep(Duration::from_millis(700));
        desktop.run("xdotool", &["key", "Return"]);
        std::thread::sleep(Duration::from_millis(700));
        !desktop.has_window(TITLE)
    });
    assert!(
        is_running(&mut application),
        "closing the window ended the application"
    );

    tray.click("Open Mantrae").await;
    desktop.wait_for_window(TITLE);
    tray.click("Quit Mantrae").await;
    wait_until("it did not quit", || !is_running(&mut application));
}

#[tokio::test]
async fn started_hidden_it_backs_up_from_the_tray() {
    let mut desktop = Desktop::start();
    desktop.mantraectl(&["profile", "create", "Home"]);
    let tray = desktop.show_tray().await;
    let mut application = desktop.launch(&["--hidden"]);
    tray.row("No backup yet").await;
    let before = tray.icon().await;

    tray.click("Back Up Now").await;
    wait_until("no backup was made", || {
        let backups = desktop.mantraectl(&["backup", "list"]);
        backups["backups"]
            .as_array()
            .is_some_and(|backups| backups.len() == 1)
    });
    tray.wait_until_gone("No backup yet").await;
    assert_ne!(tray.icon().await, before, "the tray icon did not change");
    assert!(!desktop.has_window(TITLE), "started hidden, it opened a window");
    assert!(is_running(&mut application));
}

#[tokio::test]
async fn a_second_start_opens_the_window_of_the_first() {
    let mut desktop = Desktop::start();
    let tray = desktop.show_tray().await;
    let mut first = desktop.launch(&["--hidden"]);
    tray.row("Open Mantrae").await;

    let mut second = desktop.launch(&[]);
    wait_until("the second one stayed", || !is_running(&mut second));
    assert!(second.wait().is_ok_and(|status| status.success()));
    desktop.wait_for_window(TITLE);
    assert!(is_running(&mut first));
}

fn is_running(application: &mut Child) -> bool {
    matches!(application.try_wait(), Ok(None))
}
