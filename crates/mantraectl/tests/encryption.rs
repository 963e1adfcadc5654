//! Encrypted backups on the command line of a computer whose keyring is not there.
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use expect_test::expect;
use mantrae_core::Engine;
use mantrae_core::engine::Options;
use mantrae_core::secret::{MemoryKeyring, Ring};
use serde_json::Value;

/// A data folder with one encrypted backup, and the recovery sheet beside it.
struct Shell {
    folder: tempfile::TempDir,
    backup: String,
    file: PathBuf,
    key: String,
    secret: String,
}

impl Shell {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut options = Options::new(folder.path().join("data"));
        options.keyring = Ring::new(MemoryKeyring::new());
        let engine = Engine::open(options).await.unwrap();
        engine.profiles().create("Home", "").await.unwrap();
        let key = engine.encryption().turn_on().await.unwrap().key_id.unwrap();
        let backup = engine.backups().create("").await.unwrap();
        let sheet = folder.path().join("sheet.txt");
        engine.encryption().save_recovery_sheet(&sheet).await.unwrap();
        engine.close().await;
        let text = std::fs::read_to_string(&sheet).unwrap();
        let secret = text.lines().find(|line| line.starts_with("AGE-")).unwrap();
        Self {
            file: folder.path().join("data/backups").join(&backup.file),
            secret: secret.to_owned(),
            backup: backup.id,
            folder,
            key,
        }
    }

    /// Runs with that standard input; whatever is answered, the key is not in it.
    fn run(&self, words: &[&str], input: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mantraectl"))
            .arg("--data-dir")
            .arg(self.folder.path().join("data"))
            .args(words)
            .current_dir(self.folder.path())
            .env("MANTRAE_LOG", "trace")
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // One that reads nothing has closed it already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let said = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
        let said = String::from_utf8(said).unwrap();
        assert!(!said.contains(&self.secret), "{words:?} tells the key: {said}");
        output
    }

    /// Exit code and JSON.
    fn json(&self, words: &[&str], input: &str) -> (i32, Value) {
        let output = self.run(&[&["--json"], words].concat(), input);
        let json = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code().unwrap(), json)
    }

    /// What a person reads on standard output.
    fn seen(&self, words: &[&str], input: &str) -> String {
        let output = self.run(words, input);
        let text = String::from_utf8(output.stdout).unwrap();
        text.replace(&self.key, "KEY").replace(&self.backup, "ID")
    }
}

/// "The keyring is gone; backups go on, and with the sheet I can check and restore them."
#[tokio::test]
async fn with_a_key_file() {
    let shell = Shell::new().await;
    let (id, file) = (shell.backup.as_str(), shell.file.to_str().unwrap());
    let (code, made) = shell.json(&["backup", "create"], "");
    assert_eq!(code, 0);
    assert_eq!(made["backup"]["encrypted"], true);
    assert_eq!(made["backup"]["key_id"], shell.key.as_str());
    assert_eq!(made["backup"]["locations"][0]["verification"], "bytes");
    let new = made["backup"]["id"].as_str().unwrap();
    let (code, verified) = shell.json(&["backup", "verify", new], "");
    assert_eq!(
        (code, &verified["results"][0]["verification"]),
        (1, &"bytes".into()),
        "done in part"
    );
    assert_eq!(verified["results"][0]["problem"]["code"], "keyring");
    let (code, verified) = shell.json(&["backup", "verify", "--all", "--key-file", "sheet.txt"], "");
    assert_eq!(code, 0);
    for result in verified["results"].as_array().unwrap() {
        assert_eq!(result["verification"], "complete", "{result}");
    }
    for backup in [id, file] {
        let (code, refused) = shell.json(&["restore", backup], "");
        assert_eq!((code, &refused["error"]["code"]), (1, &"keyring".into()));
        let (code, plan) = shell.json(&["restore", backup, "--key-file", "sheet.txt", "--dry-run"], "");
        assert_eq!((code, &plan["applied"]), (0, &false.into()));
        let (code, restored) = shell.json(&["restore", backup, "--key-file", "sheet.txt"], "");
        assert_eq!((code, &restored["applied"]), (0, &true.into()));
    }
    let wrong = shell.folder.path().join("wrong.txt");
    mantrae_core::fs::write_atomic(&wrong, b"# nothing\nswordfish\n").unwrap();
    let (code, refused) = shell.json(&["restore", id, "--key-file", "wrong.txt"], "");
    assert_eq!((code, &refused["error"]["code"]), (1, &"invalid-input".into()));
    expect!["`wrong.txt`: Line 2 is not a Mantrae key"]
        .assert_eq(refused["error"]["message"].as_str().unwrap());
    let (code, refused) = shell.json(&["restore", id, "--key-file", "nowhere.txt"], "");
    assert_eq!((code, &refused["error"]["code"]), (1, &"not-found".into()));
}

/// "Is this the right key? I type it, and the program does not show it to anybody."
#[tokio::test]
async fn the_rehearsal() {
    let shell = Shell::new().await;
    let (code, told) = shell.json(&["encryption", "rehearse"], &shell.secret);
    assert_eq!((code, &told["rehearsal"]["ok"]), (0, &true.into()));
    assert_eq!(told["rehearsal"]["backup"], shell.backup.as_str());
    expect!["This key opens the backup ID\n"]
        .assert_eq(&shell.seen(&["encryption", "rehearse"], &shell.secret));
    let stranger = Shell::new().await;
    let (code, told) = shell.json(&["encryption", "rehearse"], &stranger.secret);
    assert_eq!((code, &told["rehearsal"]["ok"]), (1, &false.into()));
    assert_eq!(told["rehearsal"]["problem"]["code"], "wrong-key");
    let large = "A".repeat(70_000);
    for typed in ["", "swordfish\n", large.as_str()] {
        let (code, told) = shell.json(&["encryption", "rehearse"], typed);
        assert_eq!((code, &told["error"]["code"]), (1, &"invalid-input".into()));
    }
}

/// "What does the program know of my keys, and what does it say where there is no keyring?"
#[tokio::test]
async fn without_a_keyring() {
    let shell = Shell::new().await;
    let (code, told) = shell.json(&["encryption", "status"], "");
    assert_eq!(code, 0);
    let state = &told["encryption"];
    assert_eq!(
        (&state["on"], &state["keyring"]),
        (&true.into(), &"absent".into())
    );
    assert_eq!(
        (&state["key_id"], &state["problem"]["code"]),
        (&shell.key.as_str().into(), &"keyring".into())
    );
    expect![[r"
        Encryption is on
        key: KEY
        keyring: absent
    "]]
    .assert_eq(&shell.seen(&["encryption", "status"], ""));
    let name = format!("backup-key:{}", shell.key);
    let (code, told) = shell.json(&["secret", "status"], "");
    assert_eq!((code, &told["keyring"]), (0, &"absent".into()));
    assert_eq!(told["secrets"][0]["name"], name.as_str());
    assert_eq!(told["secrets"][0]["readable"], false);
    let nobody = ["secret", "set", "backup-key:00000000"];
    let cases: [(&[&str], &str); 6] = [
        (&["secret", "set", &name], "keyring"),
        (&nobody, "wrong-key"),
        (&["secret", "set", "s3"], "invalid-input"),
        (&["secret", "delete", &name], "invalid-input"),
        (&["encryption", "new-key"], "keyring"),
        (&["encryption", "sheet", "--output", "new.txt"], "keyring"),
    ];
    for (words, expected) in cases {
        let (code, told) = shell.json(words, &shell.secret);
        assert_eq!(
            (code, &told["error"]["code"]),
            (1, &expected.into()),
            "{words:?}: {told}"
        );
    }
    let (code, told) = shell.json(&["encryption", "sheet"], "");
    assert_eq!(
        (code, &told["error"]["code"]),
        (1, &"invalid-input".into()),
        "no key in JSON"
    );
    let usage = shell.run(&["secret", "set", &name, "value"], "");
    assert_eq!(usage.status.code(), Some(2), "a value is no argument");
    let (code, told) = shell.json(&["encryption", "off"], "");
    assert_eq!((code, &told["encryption"]["on"]), (0, &false.into()));
    let (code, _) = shell.json(&["encryption", "on"], "");
    assert_eq!(code, 1, "on again needs the key");
}

/// "My database is broken, and this computer does not know the key: the command line takes it all the same."
#[tokio::test]
async fn with_a_key_file_while_the_database_is_broken() {
    let shell = Shell::new().await;
    let stranger = Shell::new().await;
    let (id, file) = (shell.backup.as_str(), shell.file.to_str().unwrap());
    let database = shell.folder.path().join("data/mantrae.db");
    let sheet = ["--key-file", "sheet.txt"];
    let other = stranger.folder.path().join("sheet.txt");
    let other = ["--key-file", other.to_str().unwrap()];
    let broken = || mantrae_core::fs::write_atomic(&database, b"rubbish").unwrap();
    for backup in [id, file] {
        broken();
        let refusals: [(&[&str], &str); 4] = [
            (&[], "keyring"),
            (&other, "wrong-key"),
            (&["--key-file", "nowhere.txt"], "not-found"),
            (&["--key-file", "sheet.txt", "--only", "Home"], "invalid-input"),
        ];
        for (words, expected) in refusals {
            let (code, told) = shell.json(&[&["restore", backup], words].concat(), "");
            assert_eq!(
                (code, &told["error"]["code"]),
                (1, &expected.into()),
                "{words:?}: {told}"
            );
            assert_eq!(std::fs::read(&database).unwrap(), b"rubbish", "{words:?}");
        }
        let (code, told) = shell.json(
            &[&["restore", backup, "--dry-run"], sheet.as_slice()].concat(),
            "",
        );
        assert_eq!((code, &told["applied"]), (0, &false.into()), "{told}");
        assert_eq!(std::fs::read(&database).unwrap(), b"rubbish", "a look");
        let words = [&["restore", backup, "--with-settings"], sheet.as_slice()].concat();
        let (code, told) = shell.json(&words, "");
        assert_eq!((code, &told["applied"]), (0, &true.into()), "{told}");
        assert_eq!(told["restored"]["backup"], id);
        assert_eq!(told["warnings"], Value::Array(Vec::new()));
        let (code, profiles) = shell.json(&["profile", "list"], "");
        assert_eq!((code, &profiles["profiles"][0]["name"]), (0, &"Home".into()));
    }
}
