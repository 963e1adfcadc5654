//! The program without its window: the tray says how things are, and everything comes back from there.

use crate::desktop::{Desktop, TITLE, wait_until};

/// Started hidden there is no window; the tray backs up, opens, and quits. A second start shows the first's window.
#[tokio::test]
async fn the_tray_backs_up_opens_and_quits() {
    let mut desktop = Desktop::start();
    let tray = desktop.show_tray().await;
    let mut application = desktop.launch(&["--hidden"]);
    tray.row("No backup yet").await;
    assert!(!desktop.has_window(TITLE), "started hidden, no window is made");
    let before = tray.icon().await;

    tray.click("Back Up Now").await;
    wait_until("the tray's backup is not in the list", || backups(&desktop) == 1);
    tray.row("Backed up just now and verified").await;
    assert_ne!(
        tray.icon().await,
        before,
        "the icon shows that there is a backup now"
    );

    assert!(
        tray.rows()
            .await
            .iter()
            .any(|row| row.label.starts_with("Next: ")),
        "the menu says when the next one comes"
    );
    tray.click("Until I Resume").await;
    tray.row("Paused until you resume").await;
    tray.click("Resume Backups").await;
    tray.row("Backed up just now and verified").await;

    let told = || desktop.mantraectl(&["status"])["sentence"].clone();
    wait_until("the command line says it in other words than the tray", || {
        told() == "Backed up just now and verified"
    });

    tray.click("Open Mantrae").await;
    desktop.wait_for_window(TITLE);

    let mut second = desktop.launch(&[]);
    let ended = second.wait().expect("the second start ends");
    assert!(ended.success(), "it hands over to the first: {ended}");

    tray.click("Quit Mantrae").await;
    wait_until("Quit did not end the program", || {
        application.try_wait().is_ok_and(|ended| ended.is_some())
    });
}

/// Closing asks once; kept running, the window is destroyed and comes back from the tray.
#[tokio::test]
async fn closing_keeps_the_program_in_the_tray() {
    let mut desktop = Desktop::start();
    let tray = desktop.show_tray().await;
    let mut application = desktop.launch(&[]);
    desktop.wait_for_window(TITLE);
    tray.row("No backup yet").await;
    // The page must hear the question: it is there once it has asked for its state.
    std::thread::sleep(std::time::Duration::from_secs(2));
    desktop.close_window(TITLE);
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert!(desktop.has_window(TITLE), "the first close asks");
    desktop.run("xdotool", &["key", "Return"]);
    desktop.wait_for_no_window(TITLE);
    let alive = application.try_wait().expect("its state").is_none();
    assert!(alive, "the program lives on without a window");
    tray.click("Open Mantrae").await;
    desktop.wait_for_window(TITLE);

    desktop.mantraectl(&["settings", "set", "on_close", "keep-running"]);
    let before = tray.announced();
    desktop.close_window(TITLE);
    desktop.wait_for_no_window(TITLE);
    wait_until("its memory is not given back", || tray.announced() > before);
    let alive = application.try_wait().expect("its state").is_none();
    assert!(alive, "who waits for the program waits on");
    tray.row("No backup yet").await;
    tray.click("Open Mantrae").await;
    desktop.wait_for_window(TITLE);
}

/// What the tray offers beside the backup leads to its screen.
#[tokio::test]
async fn the_tray_leads_to_backups_and_settings() {
    let mut desktop = Desktop::start();
    let tray = desktop.show_tray().await;
    let page = desktop.open().await;
    tray.row("No backup yet").await;
    page.wait_for("How do you want to start?").await;
    tray.click("Show Backups…").await;
    page.wait_for("The first one takes a few seconds.").await;
    tray.click("Settings…").await;
    page.wait_for("Restore from a file").await;
}

/// "I quit in the middle of a backup: I was asked first, and it was finished when I said so."
#[tokio::test]
async fn quitting_during_a_backup_asks_first() {
    let mut desktop = Desktop::start();
    desktop.mantraectl(&["profile", "create", "Home"]);
    // Large enough that its backup lasts while a person clicks.
    let services: Vec<String> = (0..15_000)
        .map(|number| {
            format!("    s{number}:\n      loadBalancer:\n        servers:\n          - url: http://10.0.0.1:{number}\n")
        })
        .collect();
    let file = desktop.folder().join("many.yml");
    let content = format!("http:\n  services:\n{}", services.concat());
    mantrae_core::fs::write_atomic(&file, content.as_bytes()).expect("the file is written");
    desktop.mantraectl(&["import", &file.to_string_lossy(), "--profile", "Home"]);
    // Without it the program makes the first backup by itself as soon as it starts, beside the one that is asked for.
    desktop.mantraectl(&["backup", "create"]);
    let before = backups(&desktop);
    let tray = desktop.show_tray().await;
    let mut application = desktop.launch(&["--hidden"]);
    tray.click("Back Up Now").await;
    tray.row_that("Stop Backup", |row| row.label.starts_with("Stop Backup"))
        .await;
    tray.click("Quit Mantrae").await;
    desktop.cancel_dialog("A backup is running");
    wait_until("the backup was broken off", || backups(&desktop) > before);
    assert_eq!(backups(&desktop), before + 1, "one backup for one click");
    let alive = application.try_wait().expect("its state").is_none();
    assert!(alive, "turned away, the question keeps it running");
    application.kill().expect("it can be ended");
    application.wait().expect("it ends");
}

fn backups(desktop: &Desktop) -> usize {
    let answer = desktop.mantraectl(&["backup", "list"]);
    answer["backups"].as_array().map_or(0, Vec::len)
}
