//! What is in no backup, and what changes nothing, as the command line says it.
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]

use std::process::Command;

use serde_json::Value;

const EXAMPLE: &str = include_str!("../../../tests/fixtures/example.yml");

struct Shell(tempfile::TempDir);

impl Shell {
    fn with_example() -> Self {
        let shell = Self(tempfile::tempdir().unwrap());
        mantrae_core::fs::write_atomic(&shell.0.path().join("example.yml"), EXAMPLE.as_bytes()).unwrap();
        shell.says(&["profile", "create", "Home"]);
        shell
    }

    /// Standard output and standard error of a command that succeeds.
    fn says(&self, words: &[&str]) -> (String, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_mantraectl"))
            .args(["--data-dir", "data"])
            .args(words)
            .current_dir(self.0.path())
            .env_remove("MANTRAE_LOG")
            // The keyring of whoever runs the tests is none of our business.
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "{words:?}: {err}");
        (out, err)
    }

    fn json(&self, words: &[&str]) -> Value {
        let (out, _) = self.says(&[&["--json"], words].concat());
        serde_json::from_str(&out).unwrap()
    }

    fn status(&self) -> Value {
        let status = self.json(&["status"]);
        serde_json::json!([status["verdict"], status["changes_since"], status["in_no_backup"]])
    }
}

#[test]
fn an_import_and_a_restore_end_with_the_way_to_a_backup() {
    let shell = Shell::with_example();
    let (out, _) = shell.says(&["import", "example.yml", "--profile", "Home"]);
    assert!(
        out.ends_with("3 components are not in any backup yet: run `mantraectl backup create`\n"),
        "{out}"
    );
    assert_eq!(shell.status(), serde_json::json!(["never", 3, 3]));

    let backup = shell.json(&["backup", "create"])["backup"]["id"].clone();
    assert_eq!(shell.status(), serde_json::json!(["safe", 0, 0]));
    let router = ["--profile", "Home", "http-router/my-router"];
    shell.says(&[&["component", "remove"], router.as_slice()].concat());
    assert_eq!(shell.status(), serde_json::json!(["safe", 1, 0]));
    shell.says(&["backup", "create"]);
    let (out, _) = shell.says(&["restore", backup.as_str().unwrap()]);
    assert!(
        out.ends_with("1 change since the last backup: run `mantraectl backup create`\n"),
        "{out}"
    );
    let (out, _) = shell.says(&["undo"]);
    assert!(
        !out.contains("backup create"),
        "everything is in one again: {out}"
    );
    assert_eq!(shell.status(), serde_json::json!(["safe", 0, 0]));
}

#[test]
fn a_command_that_changes_nothing_says_so_and_leaves_no_line() {
    let shell = Shell::with_example();
    shell.says(&["import", "example.yml", "--profile", "Home"]);
    let backup = shell.json(&["backup", "create"])["backup"]["id"].clone();
    let id = backup.as_str().unwrap();
    shell.says(&["backup", "pin", id]);
    shell.says(&["schedule", "pause"]);
    let lines = || {
        shell.json(&["activity", "list"])["activity"]
            .as_array()
            .unwrap()
            .len()
    };
    let before = lines();
    let router = "http-router/my-router";
    let same: &[&[&str]] = &[
        &["component", "enable", "--profile", "Home", router],
        &["profile", "rename", "Home", "Home"],
        &["restore", id],
        &["backup", "pin", id],
        &["settings", "set", "theme", "system"],
        &["retention", "set", "30"],
        &["schedule", "on"],
        &["schedule", "set", "0 2 * * *"],
        &["schedule", "pause"],
        &["encryption", "off"],
    ];
    for words in same {
        let (out, err) = shell.says(words);
        let said = format!("{out}{err}").to_lowercase();
        assert!(said.contains("nothing changed"), "{words:?}: {said}");
        assert_eq!(lines(), before, "{words:?}");
    }
    let (out, _) = shell.says(&["import", "example.yml", "--profile", "Home"]);
    assert!(out.ends_with("0 new, 0 replaced, 3 the same\n"), "{out}");
    assert_eq!(lines(), before, "an import of what is there");
    let document = shell.json(&["component", "enable", "--profile", "Home", router]);
    assert_eq!(document["done"], "unchanged");
}
