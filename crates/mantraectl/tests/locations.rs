//! A bucket out of reach, on the command line: what is missing is named, and a script can tell.
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]

use std::process::{Command, Output};

use serde_json::Value;

const SECRET: &str = "canary-of-the-command-line";

fn run(folder: &tempfile::TempDir, words: &[&str]) -> Output {
    let set = [
        ("STORAGE_TYPE", "local,s3"),
        ("STORAGE_S3_ENDPOINT", "http://127.0.0.1:1"),
        ("STORAGE_S3_REGION", "us-east-1"),
        ("STORAGE_S3_BUCKET", "backups"),
        ("STORAGE_S3_ACCESS_KEY", "AKIDEXAMPLE"),
        ("STORAGE_S3_SECRET_KEY", SECRET),
        ("MANTRAE_LOG", "trace"),
        // The keyring of whoever runs the tests is none of our business.
        ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere"),
    ];
    let output = Command::new(env!("CARGO_BIN_EXE_mantraectl"))
        .arg("--data-dir")
        .arg(folder.path().join("data"))
        .args(words)
        .envs(set)
        .output()
        .unwrap();
    for (what, text) in [("output", &output.stdout), ("log", &output.stderr)] {
        assert!(
            !String::from_utf8_lossy(text).contains(SECRET),
            "{words:?}: the secret is in the {what}"
        );
    }
    output
}

/// A backup that reached some locations: printed, the missing location named, exit 1.
#[test]
fn a_location_that_is_missing_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(&folder, &["backup", "create"]);
    assert_eq!(output.status.code(), Some(1), "done in part");
    let (told, missing) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(told.starts_with("Backed up and verified: "), "{told}");
    let expected =
        "Not yet on S3 storage: Cannot write a backup to S3 storage: nothing answers at `127.0.0.1:1`";
    assert!(missing.contains(expected), "{missing}");

    let output = run(&folder, &["--json", "backup", "list"]);
    assert_eq!(output.status.code(), Some(0), "what is known is listed");
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let locations = document["backups"][0]["locations"].as_array().unwrap();
    assert_eq!(locations.len(), 2, "{document}");
    assert!(locations[0]["verified_at"].is_string() && locations[0]["waiting"].is_null());
    assert_eq!(locations[1]["name"], "S3 storage");
    assert!(locations[1]["verified_at"].is_null(), "not there: {document}");
    assert_eq!(locations[1]["waiting"]["problem"]["retry"], true, "{document}");

    let output = run(&folder, &["--json", "status"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["verdict"], "one-place-missing", "{document}");
}

/// Whatever is asked, with the log at its finest: `run` looks for the secret in each answer.
#[test]
fn the_secret_is_in_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    for words in [
        &["storage", "list"][..],
        &["--json", "storage", "list"],
        &["--json", "storage", "test"],
        &["settings", "list"],
        &["--json", "settings", "list"],
        &["--json", "settings", "export"],
        &["--json", "secret", "status"],
        &["--json", "backup", "create"],
        &["--json", "backup", "verify", "--all"],
        &["--json", "retention", "apply"],
        &["--json", "activity", "list"],
    ] {
        let output = run(&folder, words);
        assert_ne!(output.status.code(), Some(2), "{words:?} is understood");
        assert!(!output.stdout.is_empty(), "{words:?} is answered");
    }
}
