//! What a person hears of while no window is open.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::board::Told;
use crate::desktop::{Desktop, TITLE, wait_until};

/// "The disk of my backups was away for a while: I was told once, and once that all is well again."
#[tokio::test]
async fn a_failure_is_told_once_and_taken_back() {
    let mut desktop = Desktop::start();
    desktop.mantraectl(&["profile", "create", "Home"]);
    desktop.mantraectl(&["backup", "create"]);
    let tray = desktop.show_tray().await;
    let board = desktop.show_notifications().await;
    let mut application = desktop.launch(&["--hidden"]);
    tray.row("Backed up just now and verified").await;
    assert_eq!(board.told(), [], "nothing happened yet");

    tray.click("Back Up Now").await;
    let text = board.wait_for("Backed up and verified").await;
    assert!(text.starts_with("Manual backup"), "it answers the tray: {text}");

    let away = break_the_folder(&desktop);
    tray.click("Back Up Now").await;
    let text = board.wait_for("Backup failed").await;
    assert!(
        text.contains("Your last good backup is from"),
        "it says what there still is: {text}"
    );
    tray.row("Show What Failed…").await;
    let failures = || {
        let is_failure = |told: &&Told| matches!(told, Told::Shown { title, .. } if title == "Backup failed");
        board.told().iter().filter(is_failure).count()
    };
    let failed = |at_least: usize| {
        let answer = desktop.mantraectl(&["activity", "list"]);
        let entries = answer["activity"].as_array().cloned().unwrap_or_default();
        let count = entries
            .iter()
            .filter(|entry| entry["outcome"] == "failed")
            .count();
        count >= at_least
    };
    tray.click("Back Up Now").await;
    wait_until("the second attempt did not fail", || failed(2));
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(failures(), 1, "a retry is no news: {:#?}", board.told());

    let backups = desktop.data_folder().join("backups");
    fs::remove_file(&backups).expect("the file goes");
    fs::rename(&away, &backups).expect("the folder comes back");
    tray.click("Back Up Now").await;
    board.wait_for("Backups work again").await;
    let told = board.told();
    let shown = told.iter().find_map(|told| match told {
        Told::Shown { id, title, .. } if title == "Backup failed" => Some(*id),
        _ => None,
    });
    assert!(
        shown.is_some_and(|id| told.contains(&Told::Closed(id))),
        "the failure is taken off the screen: {told:#?}"
    );
    let ids: Vec<u32> = told
        .iter()
        .filter_map(|told| match told {
            Told::Shown { id, title, .. } if title.starts_with("Back") && title != "Backup failed" => {
                Some(*id)
            }
            _ => None,
        })
        .collect();
    assert_eq!(
        ids.first(),
        ids.last(),
        "good news takes the place of good news: {told:#?}"
    );
    end(&mut application);
}

fn end(application: &mut std::process::Child) {
    application.kill().expect("it can be ended");
    application.wait().expect("it ends");
}

/// Nobody is told what stands before them.
#[tokio::test]
async fn the_window_in_front_is_enough() {
    let mut desktop = Desktop::start();
    desktop.mantraectl(&["profile", "create", "Home"]);
    desktop.mantraectl(&["backup", "create"]);
    let tray = desktop.show_tray().await;
    let board = desktop.show_notifications().await;
    let mut application = desktop.launch(&[]);
    let window = desktop.wait_for_window(TITLE);
    desktop.run("xdotool", &["windowfocus", "--sync", &window]);
    tray.row("Backed up just now and verified").await;
    break_the_folder(&desktop);
    tray.click("Back Up Now").await;
    tray.row("Show What Failed…").await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(board.told(), [], "the window says it already");
    end(&mut application);
}

/// "I opened it to see what had failed, and the notification was gone: I need not dismiss what I have before me."
#[tokio::test]
async fn the_window_takes_back_what_it_says_itself() {
    let mut desktop = Desktop::start();
    desktop.mantraectl(&["profile", "create", "Home"]);
    desktop.mantraectl(&["backup", "create"]);
    let tray = desktop.show_tray().await;
    let board = desktop.show_notifications().await;
    let mut application = desktop.launch(&["--hidden"]);
    tray.row("Backed up just now and verified").await;
    break_the_folder(&desktop);
    tray.click("Back Up Now").await;
    board.wait_for("Backup failed").await;
    let is_taken_back = || board.told().iter().any(|told| matches!(told, Told::Closed(_)));
    assert!(!is_taken_back(), "nobody has seen it: {:#?}", board.told());

    tray.click("Show What Failed…").await;
    let window = desktop.wait_for_window(TITLE);
    desktop.run("xdotool", &["windowfocus", "--sync", &window]);
    wait_until("the notification stays", is_taken_back);
    end(&mut application);
}

/// Where the folder of the backups was, something else is. Gives where it went.
fn break_the_folder(desktop: &Desktop) -> PathBuf {
    let (backups, away) = (
        desktop.data_folder().join("backups"),
        desktop.folder().join("away"),
    );
    fs::rename(&backups, &away).expect("the folder is moved away");
    fs::File::create(&backups).expect("a file takes its place");
    away
}

/// Started at login on a desktop that shows no tray icons: the window comes, or nobody could reach the program.
#[tokio::test]
async fn without_a_tray_the_window_comes() {
    let mut desktop = Desktop::start();
    let mut application = desktop.launch(&["--hidden"]);
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert!(!desktop.has_window(TITLE), "the panel may come later");
    desktop.wait_for_window(TITLE);
    end(&mut application);
}

/// "I have no tray. I closed the window so that it keeps running, and it stays closed until I start the program again."
#[tokio::test]
async fn without_a_tray_a_closed_window_stays_closed() {
    let mut desktop = Desktop::start();
    desktop.mantraectl(&["settings", "set", "on_close", "keep-running"]);
    let mut application = desktop.launch(&[]);
    desktop.wait_for_window(TITLE);
    desktop.close_window(TITLE);
    desktop.wait_for_no_window(TITLE);
    let words = format!("/proc/{}/cmdline", application.id());
    wait_until("its memory is not given back", || {
        fs::read_to_string(&words).is_ok_and(|words| words.contains("--hidden"))
    });
    // Longer than a panel is waited for at login.
    tokio::time::sleep(Duration::from_secs(18)).await;
    assert!(!desktop.has_window(TITLE), "nobody asked for it");
    let mut second = desktop.launch(&[]);
    desktop.wait_for_window(TITLE);
    let ended = second.wait().expect("the second start ends");
    assert!(ended.success(), "it hands over to the first: {ended}");
    end(&mut application);
}

/// The switch writes what the session reads at login, and shows what is there.
#[tokio::test]
async fn it_starts_at_login_when_told_so() {
    let mut desktop = Desktop::start();
    let entry = desktop.home().join(".config/autostart/Mantrae.desktop");
    let page = desktop.open().await;
    page.click("Settings").await;
    page.click("App").await;
    page.click("Start at login").await;
    wait_until("nothing starts at login", || entry.exists());
    let text = fs::read_to_string(&entry).expect("the entry can be read");
    assert!(text.contains("--hidden"), "it comes without a window: {text}");
    page.click("Start at login").await;
    wait_until("it still starts at login", || !entry.exists());
}
