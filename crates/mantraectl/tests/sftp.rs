//! Folders of other computers on the command line.
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]

use std::process::{Command, Output};

use serde_json::{Value, json};

fn run(folder: &tempfile::TempDir, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mantraectl"))
        .args(["--json", "--data-dir", "data"])
        .args(words)
        .current_dir(folder.path())
        // The keyring of whoever runs the tests is none of our business.
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
        .output()
        .unwrap()
}

fn answer(folder: &tempfile::TempDir, words: &[&str], code: i32) -> Value {
    let output = run(folder, words);
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(code), "{words:?}: {told}");
    serde_json::from_str(&told).unwrap()
}

/// What is pasted is taken apart, listed, tested with a reason, and removed. Nobody is asked for a secret.
#[test]
fn a_computer() {
    let folder = tempfile::tempdir().unwrap();
    // The person's own configuration is not read: whatever stands there must not decide this test.
    std::fs::File::create(folder.path().join("ssh_config")).unwrap();
    let added = answer(
        &folder,
        &[
            "storage",
            "add-sftp",
            "NAS",
            "--host",
            "anna@nas.invalid:2222",
            "--path",
            "/srv/kept/",
            "--ssh-config",
            "ssh_config",
        ],
        0,
    );
    let location = &added["location"];
    assert_eq!(
        json!([
            location["host"],
            location["user"],
            location["port"],
            location["path"]
        ]),
        json!(["nas.invalid", "anna", 2222, "/srv/kept"])
    );
    assert_eq!(
        added["changes"].as_array().unwrap().len(),
        2,
        "what was changed is told"
    );
    let list = answer(&folder, &["storage", "list"], 0);
    let listed = &list["locations"][1];
    assert_eq!(json!([listed["kind"], listed["name"]]), json!(["sftp", "NAS"]));

    let tested = answer(&folder, &["storage", "test", "NAS"], 1);
    let step = &tested["locations"][0]["steps"][0];
    assert_eq!(step["message"], "The host `nas.invalid` was not found");
    for words in [
        &["storage", "trust", "NAS", "SHA256:any"][..],
        &["storage", "set-up", "NAS"],
        &["storage", "policy", "NAS"],
        &["storage", "trust", "Nowhere", "SHA256:any"],
        &["storage", "add-sftp", "nas", "--host", "other.invalid"],
        &["storage", "add-sftp", "Odd", "--host", "-oProxyCommand=id"],
    ] {
        let failed = run(&folder, words);
        assert_ne!(failed.status.code(), Some(0), "{words:?}");
    }
    let list = answer(&folder, &["storage", "list"], 0);
    assert_eq!(
        list["locations"].as_array().unwrap().len(),
        2,
        "nothing was added"
    );
    answer(&folder, &["storage", "remove", "NAS"], 0);
    let list = answer(&folder, &["storage", "list"], 0);
    assert_eq!(list["locations"].as_array().unwrap().len(), 1);
}
