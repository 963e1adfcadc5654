//! A bucket is added in the real window, tried out, and gets the next backup.

use std::path::Path;

use tests::s3::{self, ACCESS_KEY, BUCKET, SECRET_KEY, Server};

use crate::desktop::{Desktop, TITLE, wait_until};

/// What has the focus, and whether something lies over it.
const COVERED: &str = "const focus = document.activeElement;
    const box = focus.getBoundingClientRect();
    const over = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return { focus: focus.innerText.trim(), covered: !!over?.closest('.save-bar') && !focus.closest('.save-bar') }";

/// On a desktop without a keyring: the secret is asked for, kept in memory, and lies in no file.
#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_is_added_tested_and_used() {
    let server = Server::start().await;
    let mut desktop = Desktop::start();
    desktop.mantraectl(&["profile", "create", "Home"]);
    let page = desktop.open().await;
    desktop.wait_for_window(TITLE);
    page.click("Settings").await;
    page.click("Storage").await;
    page.click("Add S3 storage…").await;
    page.fill("Endpoint", &format!("{}/{BUCKET}/", server.endpoint()))
        .await;
    page.fill("Access key", ACCESS_KEY).await;
    page.wait_for("Moved “backups” from the address to the bucket")
        .await;
    page.fill("Secret", SECRET_KEY).await;
    page.click("Use http:// anyway").await;
    // On the way to it with the Tab key, the bar at the end covers nothing that has the focus.
    page.run("document.querySelector('.page').scrollTop = 0", vec![])
        .await;
    for _ in 0..20 {
        page.press("\u{e004}").await;
        let at = page.run(COVERED, vec![]).await;
        assert_eq!(at["covered"], false, "what has the focus is seen: {at}");
        if at["focus"] == "Test" {
            break;
        }
    }
    page.click("Test").await;
    page.wait_for("Read back, same bytes").await;
    page.wait_for("Test again").await;
    page.click("Save").await;
    page.wait_for("Saved. From now on, backups go to “127.0.0.1” too")
        .await;
    page.wait_for("In memory until Mantrae quits").await;

    let listed = desktop.mantraectl(&["storage", "list"]);
    let location = &listed["locations"][1];
    assert_eq!(location["bucket"], BUCKET, "it is saved: {listed}");
    assert_eq!(location["secret"], "missing", "but for no other program");

    page.click("Overview").await;
    page.click("Back up now").await;
    let arrived = || {
        let names = s3::file_names(&server.files("backups"));
        names
            .iter()
            .any(|name| Path::new(name).extension().is_some_and(|end| end == "zip"))
    };
    wait_until("the backup did not come to the bucket", arrived);
    let all = everything(&desktop.data_folder());
    let holds = |text: &str| all.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds(ACCESS_KEY), "what is no secret is found in the files");
    assert!(!holds(SECRET_KEY), "the secret is in none, logs included");
}

fn everything(folder: &Path) -> Vec<u8> {
    let entries = std::fs::read_dir(folder).expect("the folder is there").flatten();
    entries.fold(Vec::new(), |mut all, entry| {
        let path = entry.path();
        if path.is_dir() {
            all.extend(everything(&path));
        } else {
            // What goes away in between holds nothing.
            all.extend(std::fs::read(&path).unwrap_or_default());
        }
        all
    })
}
