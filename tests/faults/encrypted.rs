//! Encrypted archives that were tampered with, and files that only look like one.

use std::io::Write as _;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use expect_test::expect;
use mantrae_core::archive::{self, Key};
use mantrae_core::engine::Depth;
use mantrae_core::{Code, Engine};
use tests::{Computer, tool};

/// A computer with one encrypted backup, a handle that holds its key, and the file that holds it.
async fn with_key() -> (Computer, Engine, PathBuf) {
    let computer = Computer::with_example().await;
    computer.engine.encryption().turn_on().await.unwrap();
    let key = computer.beside("key.txt");
    computer
        .engine
        .encryption()
        .save_recovery_sheet(&key)
        .await
        .unwrap();
    let engine = computer.engine.with_key_file(&key).unwrap();
    (computer, engine, key)
}

/// A small archive under a name of ours: a few bytes encrypted, so that every one of them can be tried.
fn small(folder: &Path) -> (PathBuf, Key) {
    let key = Key::generate();
    let plain = folder.join("plain");
    mantrae_core::fs::write_atomic(&plain, b"what is inside").unwrap();
    let name = format!(
        "mantrae_7h2kd0aw_20261124T020000Z_manual_9m3w7x0c2kq8v5ta_{}.zip.age",
        key.id()
    );
    let path = folder.join(name);
    archive::encrypt(&plain, &path, &key.recipient).unwrap();
    (path, key)
}

/// "Whatever happens to an encrypted backup on its disk, in its header or behind it: nothing of it is taken."
#[test]
fn every_changed_bit_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let (path, key) = small(folder.path());
    let to = folder.path().join("to");
    let original = std::fs::read(&path).unwrap();
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    for (at, byte) in (0_u64..).zip(&original) {
        for bit in 0..8 {
            file.write_all_at(&[byte ^ (1 << bit)], at).unwrap();
            let error = archive::decrypt(&path, &to, std::slice::from_ref(&key)).unwrap_err();
            assert_eq!(error.code, Code::Damaged, "bit {bit} of byte {at}: {error}");
            assert!(
                error.message.contains(name),
                "the message names the file: {error}"
            );
            assert!(!to.exists(), "nothing of it stays");
        }
        file.write_all_at(&[*byte], at).unwrap();
    }
    for length in 0..original.len() {
        mantrae_core::fs::write_atomic(&path, &original[..length]).unwrap();
        let error = archive::decrypt(&path, &to, std::slice::from_ref(&key)).unwrap_err();
        assert_eq!(error.code, Code::Damaged, "cut to {length} bytes: {error}");
    }
    let longer = [original.as_slice(), b"x"].concat();
    mantrae_core::fs::write_atomic(&path, &longer).unwrap();
    let error = archive::decrypt(&path, &to, std::slice::from_ref(&key)).unwrap_err();
    assert_eq!(error.code, Code::Damaged, "something was added: {error}");
    mantrae_core::fs::write_atomic(&path, &original).unwrap();
    archive::decrypt(&path, &to, &[key]).unwrap();
    assert_eq!(std::fs::read(&to).unwrap(), b"what is inside");
}

/// "An encrypted backup in the list that was damaged is found, with the key and without it."
#[tokio::test]
async fn damage_is_found_with_and_without_the_key() {
    let (computer, engine, _) = with_key().await;
    let backup = computer.back_up().await;
    let path = computer.archive(&backup);
    let original = std::fs::read(&path).unwrap();
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    // Every byte takes too long here: header, nonce, and a sample of the rest.
    let locations = (0..original.len()).filter(|at| *at < 400 || at % 97 == 0 || at + 20 > original.len());
    for at in locations {
        file.write_all_at(&[!original[at]], at as u64).unwrap();
        let verified = engine.verification().verify_file(&path).await.unwrap();
        let problem = verified.problem.unwrap();
        assert_eq!(problem.code, Code::Damaged, "byte {at}: {problem:?}");
        assert!(problem.message.contains(&backup.file), "byte {at}: {problem:?}");
        file.write_all_at(&[original[at]], at as u64).unwrap();
    }
    file.write_all_at(&[!original[500]], 500).unwrap();
    computer
        .keyring
        .put_into(mantrae_core::secret::KeyringState::Locked);
    let verified = computer.engine.verification().verify(&backup.id).await.unwrap();
    assert!(
        !verified.ok && verified.verification.is_none(),
        "its checksum is known: {verified:?}"
    );
    assert!(
        computer.engine.backups().list().await.unwrap()[0].locations[0]
            .problem
            .is_some()
    );
    file.write_all_at(&[original[500]], 500).unwrap();
    assert!(
        computer
            .engine
            .verification()
            .verify(&backup.id)
            .await
            .unwrap()
            .ok
    );
}

/// "I opened a file that somebody else encrypted: it is none of ours, and I am told so instead of asked for a key."
#[tokio::test]
async fn files_of_other_tools_are_foreign() {
    let (computer, engine, _) = with_key().await;
    let age = |rest: &str| format!("age-encryption.org/v1\n{rest}\n--- MAC\nrest");
    let cases = [
        ("passphrase.age", age("-> scrypt c2FsdA 18\nAAAA")),
        ("ssh.age", age("-> ssh-ed25519 AAAA BBBB\nCCCC")),
        (
            "armour.age",
            "-----BEGIN AGE ENCRYPTED FILE-----\nAAAA".to_owned(),
        ),
        ("words.age", "these are words".to_owned()),
        (
            "no-end.age",
            format!("age-encryption.org/v1\n-> X25519 {}", "A".repeat(100_000)),
        ),
    ];
    for (name, content) in cases {
        let path = computer.file(name, content);
        for engine in [&engine, &computer.engine] {
            let verified = engine.verification().verify_file(&path).await.unwrap();
            let problem = verified.problem.unwrap();
            assert_eq!(problem.code, Code::Foreign, "{name}: {problem:?}");
            assert!(problem.message.contains(name), "{problem:?}");
        }
    }
    let broken = computer.file("broken.age", age("-> X25519 AAAA\nBBBB"));
    let problem = engine
        .verification()
        .verify_file(&broken)
        .await
        .unwrap()
        .problem
        .unwrap();
    assert_eq!(problem.code, Code::Damaged, "{problem:?}");
    let inside = computer.file("letter.txt", "Dear Sir");
    let letter = computer.beside("letter.age");
    let recipient = Key::read_file(&computer.beside("key.txt")).unwrap()[0]
        .recipient
        .clone();
    archive::encrypt(&inside, &letter, &recipient).unwrap();
    let problem = engine
        .verification()
        .verify_file(&letter)
        .await
        .unwrap()
        .problem
        .unwrap();
    expect!["`letter.age` is not a Mantrae backup: it is not a zip file"].assert_eq(&problem.message);
}

/// "The program is gone. I have the archive, the sheet, and the tools of every Linux."
#[tokio::test]
async fn an_archive_opens_by_hand() {
    let (computer, _, key) = with_key().await;
    let Some(age) = tool("age") else { return };
    let (Some(unzip), Some(sqlite)) = (tool("unzip"), tool("sqlite3")) else {
        return;
    };
    let backup = computer.back_up().await;
    let zip = computer.beside("FILE.zip");
    let done = Command::new(age)
        .args(["-d", "-i"])
        .arg(&key)
        .arg("-o")
        .arg(&zip)
        .arg(computer.archive(&backup))
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let tested = Command::new(&unzip).arg("-t").arg(&zip).output().unwrap();
    let told = String::from_utf8_lossy(&tested.stdout).into_owned();
    assert!(
        tested.status.success() && told.contains("No errors detected"),
        "{told}"
    );
    let unpacked = computer.beside("unpacked");
    let done = Command::new(&unzip)
        .arg("-q")
        .arg(&zip)
        .arg("-d")
        .arg(&unpacked)
        .status();
    assert!(done.unwrap().success());
    let checked = Command::new(sqlite)
        .arg(unpacked.join("database.sqlite"))
        .arg("pragma integrity_check; select count(*) from component")
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&checked.stdout), "ok\n3\n");
    let yaml = std::fs::read_to_string(unpacked.join("profiles/Home.yaml")).unwrap();
    assert!(yaml.contains("my-router"), "{yaml}");
}

/// "What age itself encrypts for our key, we open: the format is age's, not ours."
#[tokio::test]
async fn what_age_encrypts_we_open() {
    let (computer, engine, _) = with_key().await;
    let Some(age) = tool("age") else { return };
    computer.engine.encryption().turn_off().await.unwrap();
    let backup = computer.back_up().await;
    let recipient = Key::read_file(&computer.beside("key.txt")).unwrap()[0]
        .recipient
        .to_string();
    let to = computer.beside("by-hand.zip.age");
    let mut child = Command::new(age)
        .args(["-r", &recipient, "-o"])
        .arg(&to)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let bytes = std::fs::read(computer.archive(&backup)).unwrap();
    child.stdin.take().unwrap().write_all(&bytes).unwrap();
    assert!(child.wait().unwrap().success());
    let verified = engine.verification().verify_file(&to).await.unwrap();
    assert_eq!(verified.verification, Some(Depth::Complete), "{verified:?}");
}

/// "My configuration is large: memory does not grow with it."
#[test]
fn memory_does_not_grow_with_the_archive() {
    let peak = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        let number = line.split_whitespace().nth(1).unwrap();
        number.parse::<u64>().unwrap() / 1024
    };
    let folder = tempfile::tempdir().unwrap();
    let key = Key::generate();
    let [plain, encrypted, back] = ["plain", "encrypted", "back"].map(|name| folder.path().join(name));
    // Holes take no room on the disk, and are read as zeros.
    std::fs::File::create(&plain).unwrap().set_len(128 << 20).unwrap();
    let before = peak();
    archive::encrypt(&plain, &encrypted, &key.recipient).unwrap();
    archive::decrypt(&encrypted, &back, &[key]).unwrap();
    let grown = peak() - before;
    assert_eq!(std::fs::metadata(&back).unwrap().len(), 128 << 20);
    // Other tests run in the same process meanwhile.
    assert!(grown < 64, "128 MB went through, and memory grew by {grown} MB");
}

/// "The name alone tells whether a backup is encrypted, and with which key."
#[test]
fn names_tell_the_key() {
    let parse = archive::Name::parse;
    let plain = "mantrae_7h2kd0aw_20261124T020000Z_before-import_9m3w7x0c2kq8v5ta.zip";
    let encrypted = "mantrae_7h2kd0aw_20261124T020000Z_manual_9m3w7x0c2kq8v5ta_7F3A09C1.zip.age";
    assert_eq!(parse(plain).unwrap().key_id, None);
    assert_eq!(parse(encrypted).unwrap().key_id.as_deref(), Some("7F3A09C1"));
    for name in [plain, encrypted] {
        assert_eq!(parse(name).unwrap().to_string(), name);
    }
    let others = [
        plain.replace(".zip", ".zip.age"),
        encrypted.replace(".zip.age", ".zip"),
        encrypted.replace(".zip.age", ".age"),
        encrypted.replace("7F3A09C1", "7f3a09c1"),
        encrypted.replace("7F3A09C1", "7F3A09C"),
        encrypted.replace("7F3A09C1", "7F3A09C1_7F3A09C1"),
        format!("{encrypted}.age"),
        format!("{encrypted}.pin"),
    ];
    for name in others {
        assert_eq!(parse(&name), None, "{name}");
    }
}

/// "The documents tell how to find out which key I hold; that is right."
#[test]
fn the_key_id_is_what_the_format_says() {
    let Some(keygen) = tool("age-keygen") else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.txt");
    let made = Command::new(&keygen).arg("-o").arg(&path).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    let keys = Key::read_file(&path).unwrap();
    let recipe = "age-keygen -y key.txt | tr -d '\\n' | sha256sum | cut -c 1-8 | tr a-f A-F";
    let paper = include_str!("../../docs/archive-format.md");
    assert!(paper.contains(recipe), "the documents say the same");
    let told = Command::new("sh")
        .args(["-c", recipe])
        .current_dir(&folder)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&told.stdout).trim(), keys[0].id());
}
