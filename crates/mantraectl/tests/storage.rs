//! Locations and settings on the command line, as a script uses them.
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const CANARY: &str = "canary/secret+of-the-command-line";

struct Shell {
    folder: tempfile::TempDir,
    variables: Vec<(&'static str, String)>,
}

impl Shell {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            variables: Vec::new(),
        }
    }

    fn with(mut self, variables: &[(&'static str, &str)]) -> Self {
        self.variables = variables
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        self
    }

    fn run(&self, words: &[&str], input: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mantraectl"));
        command
            .args(["--json", "--data-dir", "data"])
            .args(words)
            .current_dir(self.folder.path())
            .envs(self.variables.iter().cloned())
            .env("MANTRAE_LOG", "trace")
            // The keyring of whoever runs the tests is none of our business.
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        for told in [&output.stdout, &output.stderr] {
            assert!(
                !String::from_utf8_lossy(told).contains(CANARY),
                "{words:?} told a secret, or logged it"
            );
        }
        output
    }

    fn answer(&self, words: &[&str], code: i32) -> Value {
        let output = self.run(words, "");
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{words:?}: {told}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn add(&self, name: &str) -> Value {
        let words = [
            "storage",
            "add",
            name,
            "--endpoint",
            "127.0.0.1:1/backups/",
            "--bucket",
            "backups",
            "--access-key",
            " AKIA",
        ];
        self.answer(&words, 0)
    }
}

#[test]
fn a_location_is_added_listed_tested_and_removed() {
    let shell = Shell::new();
    let added = shell.add("NAS");
    assert_eq!(
        added["changes"],
        json!([
            "Removed the spaces around the access key",
            "Added https:// in front of the address",
            "Removed the bucket “backups” from the address",
        ])
    );
    let listed = shell.answer(&["storage", "list"], 0);
    let names: Vec<&str> = listed["locations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["This computer", "NAS"]);
    assert_eq!(listed["locations"][1]["secret"], "missing");
    let tested = shell.answer(&["storage", "test"], 1);
    let locations = tested["locations"].as_array().unwrap();
    assert_eq!(
        (&locations[0]["ok"], &locations[1]["ok"]),
        (&json!(true), &json!(false)),
        "done in part is exit 1: {tested}"
    );
    let step = &locations[1]["steps"][0];
    assert_eq!(step["message"], "The secret key of `NAS` is missing");
    assert!(step["hint"].as_str().unwrap().contains("secret set"), "{step}");
    assert_eq!(
        shell.answer(&["storage", "test", "this computer"], 0)["locations"][0]["ok"],
        true
    );
    assert_eq!(
        shell.answer(&["storage", "test", "nobody"], 1)["error"]["code"],
        "not-found"
    );
    let policy = shell.answer(&["storage", "policy", "nas"], 0);
    assert!(
        policy["policy"]
            .as_str()
            .unwrap()
            .contains("arn:aws:s3:::backups/backups/*")
    );
    shell.answer(&["storage", "remove", "nas"], 0);
    assert_eq!(
        shell.answer(&["storage", "list"], 0)["locations"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn what_makes_no_sense_is_refused() {
    let shell = Shell::new();
    let add = |more: &[&str]| {
        let words = [&["storage", "add", "NAS", "--access-key", "AKIA"], more].concat();
        shell.answer(&words, 1)["error"]["message"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        add(&["--bucket", "backups", "--endpoint", "http://nas"]),
        "Over http://, each request is signed with your key, but the backup is sent unencrypted"
    );
    assert_eq!(
        add(&["--bucket", "my backups", "--endpoint", "https://nas"]),
        "A bucket name cannot contain spaces"
    );
    let output = shell.run(
        &[
            "storage",
            "add",
            "NAS",
            "--bucket",
            "b",
            "--access-key",
            "A",
            "--provider",
            "x",
        ],
        "",
    );
    assert_eq!(
        output.status.code(),
        Some(2),
        "a word that is none is wrong usage"
    );
}

/// The secret comes on standard input; without a keyring it is kept nowhere rather than in a file.
#[test]
fn there_is_no_plain_text_for_secrets() {
    let shell = Shell::new();
    shell.add("NAS");
    let output = shell.run(&["secret", "set", "s3-secret:NAS"], &format!("{CANARY}\n"));
    assert_eq!(output.status.code(), Some(1));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["error"]["code"], "keyring");
    assert!(!everything(&shell.folder.path().join("data")).contains(CANARY));
}

fn everything(folder: &std::path::Path) -> String {
    let mut all = String::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            all += &everything(&entry.path());
        } else {
            all += &String::from_utf8_lossy(&std::fs::read(entry.path()).unwrap());
        }
    }
    all
}

#[test]
fn the_environment_is_shown_and_locked() {
    let given = [
        ("STORAGE_TYPE", "local,s3"),
        ("STORAGE_S3_ENDPOINT", "https://127.0.0.1:1"),
        ("STORAGE_S3_BUCKET", "backups"),
        ("STORAGE_S3_ACCESS_KEY", "AKIA"),
        ("STORAGE_S3_SECRET_KEY", CANARY),
    ];
    let shell = Shell::new().with(&given);
    let listed = shell.answer(&["storage", "list"], 0);
    assert_eq!(listed["locations"][1]["set_by_environment"], true);
    assert_eq!(listed["locations"][1]["secret"], "environment");
    assert_eq!(listed["set_by"].as_array().unwrap().len(), 5);
    let tested = shell.answer(&["storage", "test"], 1);
    assert_eq!(
        tested["locations"][1]["steps"][1]["message"],
        "Nothing answers at `127.0.0.1:1`"
    );
    shell.answer(&["settings", "set", "storage", r#"{"local":true}"#], 1);
    shell.answer(&["storage", "remove", "environment"], 1);
    let exported = shell.answer(&["settings", "export"], 0);
    assert!(
        exported["settings"].get("storage").is_none(),
        "it is set there again: {exported}"
    );
    shell.answer(&["profile", "create", "Home"], 0);
    shell.run(&["backup", "create"], "");
    assert!(!everything(&shell.folder.path().join("data")).contains(CANARY));
    let wrong = Shell::new().with(&[("STORAGE_TYPE", "ftp")]);
    assert_eq!(
        wrong.answer(&["status"], 1)["error"]["message"],
        "STORAGE_TYPE is not used: `ftp` is not a kind of storage"
    );
}

#[test]
fn settings_go_to_another_computer_without_secrets() {
    let old = Shell::new();
    old.add("NAS");
    assert_eq!(
        old.answer(&["settings", "set", "theme", "dark"], 0)["value"],
        "dark"
    );
    assert_eq!(old.answer(&["settings", "get", "theme"], 0)["value"], "dark");
    old.answer(&["settings", "set", "retention", "90"], 0);
    old.answer(&["settings", "set", "theme", "pink"], 1);
    old.answer(&["settings", "get", "colour"], 1);
    let exported = old.answer(&["settings", "export"], 0);
    assert!(
        exported["about"]
            .as_str()
            .unwrap()
            .contains("contains no secrets")
    );
    let new = Shell::new();
    let file = new.folder.path().join("settings.json");
    mantrae_core::fs::write_atomic(&file, exported.to_string().as_bytes()).unwrap();
    let changed = new.answer(&["settings", "import", "settings.json"], 0);
    assert_eq!(changed["changed"].as_array().unwrap().len(), 11, "{changed}");
    assert_eq!(new.answer(&["settings", "get", "theme"], 0)["value"], "dark");
    assert_eq!(new.answer(&["storage", "list"], 0)["locations"][1]["name"], "NAS");
    assert_eq!(
        new.answer(&["settings", "export"], 0)["settings"],
        exported["settings"],
        "exported again it is the same"
    );
    let mut twins = exported.clone();
    let mut twin = twins["settings"]["storage"]["s3"][0].clone();
    twin["id"] = json!("environment");
    twins["settings"]["storage"]["s3"] = json!([twin.clone()]);
    mantrae_core::fs::write_atomic(&file, twins.to_string().as_bytes()).unwrap();
    new.answer(&["settings", "import", "settings.json"], 0);
    let id = new.answer(&["storage", "list"], 0)["locations"][1]["id"].clone();
    assert_ne!(id, "environment", "nobody passes for the environment");
    twins["settings"]["storage"]["s3"] = json!([twin.clone(), twin]);
    mantrae_core::fs::write_atomic(&file, twins.to_string().as_bytes()).unwrap();
    assert_eq!(
        new.answer(&["settings", "import", "settings.json"], 1)["error"]["code"],
        "exists",
        "two of one name are not told apart"
    );
    mantrae_core::fs::write_atomic(&file, b"[1]").unwrap();
    assert_eq!(
        new.answer(&["settings", "import", "settings.json"], 1)["error"]["code"],
        "unreadable"
    );
}
