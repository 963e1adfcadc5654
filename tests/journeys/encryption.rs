//! Backups that only the key opens.

use std::path::Path;

use expect_test::expect;
use mantrae_core::activity::Outcome;
use mantrae_core::backup::Backup;
use mantrae_core::engine::Depth;
use mantrae_core::engine::restores::From;
use mantrae_core::secret::{KeyringState, MemoryKeyring, Secret};
use mantrae_core::{Code, Engine};
use tests::{Computer, PROFILE, ROUTER, archive, printed, refused};

fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

/// A computer whose backups are encrypted.
async fn encrypting() -> Computer {
    let computer = Computer::with_example().await;
    computer.engine.encryption().turn_on().await.unwrap();
    computer
}

async fn key_id(engine: &Engine) -> String {
    engine.encryption().state().await.unwrap().key_id.unwrap()
}

/// The keys on the recovery sheet, as a person copies them.
async fn keys(engine: &Engine) -> Vec<String> {
    let sheet = engine.encryption().recovery_sheet().await.unwrap();
    let lines = sheet.expose().lines();
    lines
        .filter(|line| line.starts_with("AGE-SECRET-KEY-1"))
        .map(str::to_owned)
        .collect()
}

async fn listed(engine: &Engine, id: &str) -> Backup {
    let backups = engine.backups().list().await.unwrap();
    backups.into_iter().find(|backup| backup.id == id).unwrap()
}

fn depth(backup: &Backup) -> Option<Depth> {
    backup.locations[0].verification
}

async fn without_router(computer: &Computer) {
    let (kind, name) = ROUTER;
    let removed = computer.engine.components().remove(PROFILE, kind, name).await;
    removed.unwrap();
}

/// "I turn it on, and from now on my backups are encrypted; I turn it off, and they are not."
#[tokio::test]
async fn on_and_off() {
    let computer = Computer::with_example().await;
    let before = computer.engine.encryption().state().await.unwrap();
    assert!(!before.on && before.key_id.is_none() && before.old_keys.is_empty());
    let on = computer.engine.encryption().turn_on().await.unwrap();
    let key_id = on.key_id.clone().unwrap();
    assert!(on.on && on.keyring == KeyringState::Unlocked && on.problem.is_none());
    assert_eq!(computer.keyring.names(), [format!("backup-key:{key_id}")]);
    let again = computer.engine.encryption().turn_on().await.unwrap();
    assert_eq!(again, on, "a second time changes nothing");
    let backup = computer.back_up().await;
    assert!(backup.encrypted, "it says so");
    assert_eq!(backup.key_id.as_deref(), Some(key_id.as_str()));
    assert_eq!(depth(&backup), Some(Depth::Complete), "it was opened and checked");
    assert!(
        backup.file.ends_with(&format!("_{key_id}.zip.age")),
        "{}",
        backup.file
    );
    let bytes = std::fs::read(computer.archive(&backup)).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1\n"));
    let needle = b"my-router";
    assert!(
        !bytes.windows(needle.len()).any(|window| window == needle),
        "nothing of it can be read"
    );
    assert!(
        computer
            .engine
            .verification()
            .verify(&backup.id)
            .await
            .unwrap()
            .ok
    );
    let off = computer.engine.encryption().turn_off().await.unwrap();
    assert_eq!((off.on, off.key_id), (false, Some(key_id)), "the key stays");
    let plain = computer.back_up().await;
    assert!(!plain.encrypted && plain.key_id.is_none());
    archive::unpack(&computer.archive(&plain));
    assert!(
        computer
            .engine
            .verification()
            .verify(&backup.id)
            .await
            .unwrap()
            .ok,
        "the encrypted one can still be opened"
    );
}

/// "I restore an encrypted backup from the list, and take it back; both as if it were not encrypted."
#[tokio::test]
async fn restore_and_undo_from_the_list() {
    let computer = encrypting().await;
    let full = computer.content().await;
    let backup = computer.back_up().await;
    without_router(&computer).await;
    let without = computer.content().await;
    let outcome = computer.restore(From::Backup(&backup.id), &[]).await;
    assert_eq!(computer.content().await, full, "the router is back");
    assert!(
        listed(&computer.engine, &outcome.safety_backup.unwrap())
            .await
            .encrypted,
        "the way back is encrypted too"
    );
    computer.engine.undo(None, false).await.unwrap();
    assert_eq!(computer.content().await, without, "and goes again");
    let staging = computer.data().join("staging");
    assert_eq!(
        std::fs::read_dir(staging).unwrap().count(),
        0,
        "nothing decrypted stays behind"
    );
}

/// "At night the keyring is locked: backups go on, and in the morning they are checked to the end."
#[tokio::test]
async fn backups_go_on_while_the_keyring_is_locked() {
    let computer = encrypting().await;
    for state in [KeyringState::Locked, KeyringState::Absent] {
        computer.keyring.put_into(state);
        let told = computer.engine.encryption().state().await.unwrap();
        assert_eq!(told.keyring, state);
        assert!(
            told.on && told.problem.is_some(),
            "it says why nobody can look inside"
        );
        let backup = computer.back_up().await;
        assert!(backup.encrypted);
        assert_eq!(
            depth(&backup),
            Some(Depth::Bytes),
            "{state:?}: its bytes were compared"
        );
        let verdict = computer.engine.verdict().await.unwrap();
        expect!["Backed up just now; its contents are verified once the keyring is unlocked"]
            .assert_eq(&verdict.sentence);
        let verified = computer.engine.verification().verify(&backup.id).await.unwrap();
        assert!(verified.ok && verified.verification == Some(Depth::Bytes));
        assert!(verified.problem.is_some(), "it says what is missing");
        let copy = computer.beside(&format!("copy-{state:?}"));
        computer
            .engine
            .backups()
            .download(&backup.id, &copy)
            .await
            .unwrap();
        assert_eq!(
            std::fs::read(&copy).unwrap(),
            std::fs::read(computer.archive(&backup)).unwrap(),
            "a copy needs no key"
        );
        computer.keyring.put_into(KeyringState::Unlocked);
        let verified = computer.engine.verification().verify(&backup.id).await.unwrap();
        assert!(verified.ok && verified.verification == Some(Depth::Complete) && verified.problem.is_none());
        assert_eq!(
            depth(&listed(&computer.engine, &backup.id).await),
            Some(Depth::Complete),
            "the list knows"
        );
        computer.keyring.put_into(state);
        let verified = computer.engine.verification().verify(&backup.id).await.unwrap();
        assert_eq!(
            verified.verification,
            Some(Depth::Complete),
            "the same bytes were looked into before, so this holds"
        );
        computer.keyring.put_into(KeyringState::Unlocked);
    }
}

/// "The keyring is locked and I want to restore: I am told what to do, and nothing is changed."
#[tokio::test]
async fn a_restore_with_a_locked_keyring_is_refused_with_the_cure() {
    let computer = encrypting().await;
    let id = key_id(&computer.engine).await;
    let backup = computer.back_up().await;
    without_router(&computer).await;
    let before = computer.standing().await;
    let cases = [
        (
            KeyringState::Locked,
            expect![[r"
                Locked: The key KEY cannot be read: the keyring is locked
                  hint: Unlock your desktop’s keyring (log in, or open its password manager), then try again; or give the key from the recovery sheet
            "]],
        ),
        (
            KeyringState::Absent,
            expect![[r"
                Keyring: The key KEY cannot be read: there is no keyring
                  hint: Start a keyring, such as GNOME Keyring or KWallet, then try again; or give the key from the recovery sheet
            "]],
        ),
    ];
    for (state, expect) in cases {
        computer.keyring.put_into(state);
        let answer = computer
            .engine
            .restores()
            .prepare(From::Backup(&backup.id), &[])
            .await;
        expect.assert_eq(&printed(&answer.unwrap_err(), Path::new("/")).replace(&id, "KEY"));
    }
    assert_eq!(computer.standing().await, before, "nothing is changed");
    assert_eq!(
        listed(&computer.engine, &backup.id).await.locations[0].problem,
        None,
        "that says nothing about the backup"
    );
    computer.keyring.put_into(KeyringState::Locked);
    let state = computer.engine.encryption().unlock_keyring().await.unwrap();
    assert_eq!(state, KeyringState::Unlocked, "one click opens it");
    computer.restore(From::Backup(&backup.id), &[]).await;
}

/// "Without a keyring, or with one that forgets, I am told at once, not when I need the key."
#[tokio::test]
async fn a_key_that_was_not_kept_is_not_believed() {
    let computer = Computer::with_example().await;
    for state in [KeyringState::Locked, KeyringState::Absent] {
        computer.keyring.put_into(state);
        let (code, _) = refused(computer.engine.encryption().turn_on().await);
        assert!(
            matches!(code, Code::Locked | Code::Keyring),
            "{state:?}: {code:?}"
        );
        assert!(!computer.engine.encryption().state().await.unwrap().on);
    }
    computer.keyring.put_into(KeyringState::Unlocked);
    computer.keyring.become_forgetful();
    let (code, message) = refused(computer.engine.encryption().turn_on().await);
    assert_eq!(code, Code::Keyring);
    assert!(message.contains("did not save"), "{message}");
    let state = computer.engine.encryption().state().await.unwrap();
    assert!(!state.on && state.key_id.is_none(), "{state:?}");
    assert!(!computer.back_up().await.encrypted);
}

/// "I make a new key. My old backups still open, and the sheet holds both keys."
#[tokio::test]
async fn old_backups_open_after_a_new_key() {
    let computer = encrypting().await;
    let old_id = key_id(&computer.engine).await;
    let old = computer.back_up().await;
    let state = computer.engine.encryption().new_key().await.unwrap();
    let new_id = state.key_id.clone().unwrap();
    assert_ne!(new_id, old_id);
    assert_eq!(state.old_keys, [old_id.as_str()], "the old one is kept");
    assert!(state.on, "a new key turns nothing off");
    let new = computer.back_up().await;
    assert_eq!(new.key_id, Some(new_id));
    for backup in [&old, &new] {
        let verified = computer.engine.verification().verify(&backup.id).await.unwrap();
        assert_eq!(verified.verification, Some(Depth::Complete), "{}", backup.file);
    }
    assert_eq!(keys(&computer.engine).await.len(), 2, "both are on the sheet");
    let (code, message) = refused(
        computer
            .engine
            .secrets()
            .delete(&format!("backup-key:{}", new.key_id.clone().unwrap()))
            .await,
    );
    assert_eq!(code, Code::InvalidInput, "{message}");
    let name = format!("backup-key:{old_id}");
    computer.engine.secrets().delete(&name).await.unwrap();
    assert_eq!(
        refused(
            computer
                .engine
                .restores()
                .prepare(From::Backup(&old.id), &[])
                .await
        )
        .0,
        Code::KeyNeeded,
        "without its key the old one stays closed"
    );
}

/// "On a new computer I have only the file and the sheet."
#[tokio::test]
async fn a_new_computer_opens_the_file_with_the_sheet() {
    let one = encrypting().await;
    let id = key_id(&one.engine).await;
    let full = one.content().await;
    let backup = one.back_up().await;
    let sheet = one.beside("sheet.txt");
    one.engine.encryption().save_recovery_sheet(&sheet).await.unwrap();
    let other = Computer::new().await;
    let file = other.file(&backup.file, std::fs::read(one.archive(&backup)).unwrap());
    let answer = other.engine.restores().prepare(From::File(&file), &[]).await;
    expect![[r"
        KeyNeeded: `FILE` is encrypted. Enter the key with the id KEY
          hint: On the recovery sheet, it is the line that begins with AGE-SECRET-KEY-1
    "]]
    .assert_eq(
        &printed(&answer.unwrap_err(), Path::new("/"))
            .replace(&backup.file, "FILE")
            .replace(&id, "KEY"),
    );
    let with_key = other.engine.with_key_file(&sheet).unwrap();
    assert_eq!(
        with_key
            .verification()
            .verify_file(&file)
            .await
            .unwrap()
            .verification,
        Some(Depth::Complete)
    );
    let plan = with_key.restores().prepare(From::File(&file), &[]).await.unwrap();
    other.engine.restores().apply(&plan.id, &[]).await.unwrap();
    assert_eq!(other.content().await, full, "everything is there");
    let renamed = other.file("my backup.age", std::fs::read(&file).unwrap());
    assert!(
        with_key.verification().verify_file(&renamed).await.unwrap().ok,
        "the name does not matter to the key"
    );
    assert_eq!(
        other
            .engine
            .verification()
            .verify_file(&renamed)
            .await
            .unwrap()
            .problem
            .unwrap()
            .code,
        Code::KeyNeeded
    );
    let name = format!("backup-key:{id}");
    let key = secret(&keys(&one.engine).await[0]);
    other.engine.secrets().set(&name, &key).await.unwrap();
    assert!(
        other.engine.verification().verify_file(&file).await.unwrap().ok
            && other
                .engine
                .verification()
                .verify_file(&renamed)
                .await
                .unwrap()
                .ok,
        "once in the keyring, the key needs not be entered again"
    );
}

/// "I gave the wrong key: I am told which one it was and which one is needed."
#[tokio::test]
async fn a_wrong_key_is_named() {
    let computer = encrypting().await;
    let needed = key_id(&computer.engine).await;
    let backup = computer.back_up().await;
    let stranger = encrypting().await;
    let given = key_id(&stranger.engine).await;
    let wrong = secret(&keys(&stranger.engine).await[0]);
    let entered = computer.engine.with_key(&wrong).unwrap();
    let file = computer.archive(&backup);
    let before = computer.standing().await;
    for from in [From::Backup(&backup.id), From::File(&file)] {
        let answer = entered.restores().prepare(from, &[]).await;
        expect![[r"
            WrongKey: `FILE` was encrypted with the key NEEDED; this is the key GIVEN
              hint: Enter the key from the recovery sheet of that time; nothing was changed
        "]]
        .assert_eq(
            &printed(&answer.unwrap_err(), Path::new("/"))
                .replace(&backup.file, "FILE")
                .replace(&needed, "NEEDED")
                .replace(&given, "GIVEN"),
        );
    }
    assert_eq!(computer.standing().await, before);
    assert_eq!(
        listed(&computer.engine, &backup.id).await.locations[0].problem,
        None,
        "that says nothing about the backup"
    );
    let (code, message) = refused(
        stranger
            .engine
            .secrets()
            .set(&format!("backup-key:{needed}"), &wrong)
            .await,
    );
    assert_eq!(code, Code::WrongKey, "{message}");
}

/// "What I typed is no key: I am told so, and it is not repeated to me."
#[tokio::test]
async fn what_is_no_key_is_refused_and_not_repeated() {
    let computer = encrypting().await;
    let key = keys(&computer.engine).await.remove(0);
    let typo = key.replace("AGE-SECRET-KEY-1", "AGE-SECRET-KEY-1Q");
    let cut = &key[..key.len() - 1];
    for text in [
        "",
        "# only a comment\n",
        "swordfish",
        typo.as_str(),
        cut,
        "age1qqq",
    ] {
        let (code, message) = refused(computer.engine.with_key(&secret(text)).map(drop));
        assert_eq!(code, Code::InvalidInput, "{message}");
        assert!(text.is_empty() || !message.contains(text), "{message}");
    }
    let spaced = format!("# mine\r\n\r\n   {key}  \r\n");
    computer.engine.with_key(&secret(&spaced)).unwrap();
    let names = [
        "",
        "backup-key:",
        "backup-key:7f3a09c1",
        "backup-key:7F3A09C1X",
        "s3",
        "../x",
    ];
    for name in names {
        let (code, _) = refused(computer.engine.secrets().set(name, &secret(&key)).await);
        assert_eq!(code, Code::InvalidInput, "{name}");
    }
}

/// "Is the key on my sheet the right one? I try it, as on a new computer."
#[tokio::test]
async fn a_rehearsal_tells_right_from_wrong() {
    let computer = encrypting().await;
    let sheet = secret(
        computer
            .engine
            .encryption()
            .recovery_sheet()
            .await
            .unwrap()
            .expose(),
    );
    let (code, _) = refused(computer.engine.encryption().rehearse(&sheet).await);
    assert_eq!(code, Code::NotFound, "there is nothing to try it on yet");
    let backup = computer.back_up().await;
    // A plain one that is newer does not count.
    computer.engine.encryption().turn_off().await.unwrap();
    computer.back_up().await;
    computer.keyring.put_into(KeyringState::Absent);
    let right = computer.engine.encryption().rehearse(&sheet).await.unwrap();
    assert!(right.ok && right.problem.is_none(), "{right:?}");
    assert_eq!(right.backup, backup.id);
    let rehearsed = computer.engine.encryption().state().await.unwrap().rehearsed_at;
    assert!(rehearsed.is_some(), "it is remembered when");
    let stranger = encrypting().await;
    let key = secret(&keys(&stranger.engine).await[0]);
    let wrong = computer.engine.encryption().rehearse(&key).await.unwrap();
    assert!(!wrong.ok);
    assert_eq!(wrong.problem.unwrap().code, Code::WrongKey);
    assert_eq!(
        computer.engine.encryption().state().await.unwrap().rehearsed_at,
        rehearsed,
        "a wrong one does not count"
    );
}

/// "The keyring lost my key: I am asked for it, and new backups get a new one only when I say so."
#[tokio::test]
async fn a_key_that_went_from_the_keyring_is_missed() {
    let computer = encrypting().await;
    let id = key_id(&computer.engine).await;
    let backup = computer.back_up().await;
    computer.engine.close().await;
    let empty = MemoryKeyring::new();
    let engine = tests::open_with(&computer.data(), &empty).await.unwrap();
    let problem = engine.encryption().state().await.unwrap().problem.unwrap();
    assert_eq!(problem.code, Code::KeyNeeded);
    assert!(
        problem.message.contains("no longer in the keyring"),
        "{}",
        problem.message
    );
    let next = engine.backups().create("").await.unwrap();
    assert_eq!(next.key_id, Some(id.clone()), "the public half is enough");
    assert_eq!(depth(&next), Some(Depth::Bytes));
    let status = engine.secrets().status().await.unwrap().1;
    assert!(!status[0].readable, "{status:?}");
    let state = engine.encryption().turn_on().await.unwrap();
    assert_ne!(
        state.key_id,
        Some(id.clone()),
        "turned on again, it gets a key that is there"
    );
    assert_eq!(state.old_keys, [id]);
    assert_eq!(
        refused(engine.restores().prepare(From::Backup(&backup.id), &[]).await).0,
        Code::KeyNeeded
    );
}

/// "The sheet is of use to a person and to the programs."
#[tokio::test]
async fn the_sheet_says_what_is_needed() {
    let computer = encrypting().await;
    let id = key_id(&computer.engine).await;
    let path = computer.beside("sheet.txt");
    computer
        .engine
        .encryption()
        .save_recovery_sheet(&path)
        .await
        .unwrap();
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600, "only its owner may read it");
    let sheet = std::fs::read_to_string(&path).unwrap();
    for part in [
        computer.data().join("backups").to_str().unwrap(),
        &format!("The key {id} for new backups:"),
        "\nAGE-SECRET-KEY-1",
        "1. Save this sheet",
        "2. age -d -i key.txt FILE.zip.age > FILE.zip",
        "3. unzip FILE.zip",
        "--key-file",
    ] {
        assert!(sheet.contains(part), "`{part}` is missing");
    }
    let keys = sheet.lines().filter(|line| !line.starts_with('#'));
    assert_eq!(keys.count(), 1, "the rest is a comment to age");
}

/// "Nothing that I keep, send or show tells my key."
#[tokio::test]
async fn the_key_is_in_no_file_and_no_output() {
    let computer = encrypting().await;
    let backup = computer.back_up().await;
    computer.engine.encryption().new_key().await.unwrap();
    computer.back_up().await;
    computer.restore(From::Backup(&backup.id), &[]).await;
    let keys = keys(&computer.engine).await;
    assert_eq!(keys.len(), 2);
    let wrong = computer
        .engine
        .with_key(&secret(&keys[0].to_lowercase().replace('q', "p")));
    let verified = computer.engine.verification().verify(&backup.id).await.unwrap();
    let state = computer.engine.encryption().state().await.unwrap();
    let said = [
        serde_json::to_string(&computer.engine.backups().list().await.unwrap()).unwrap(),
        serde_json::to_string(&computer.engine.activity(100).await.unwrap()).unwrap(),
        serde_json::to_string(&computer.engine.settings().get().await).unwrap(),
        serde_json::to_string(&computer.engine.secrets().status().await.unwrap()).unwrap(),
        serde_json::to_string(&state).unwrap(),
        format!("{verified:?} {state:?} {wrong:?}"),
        format!("{:?}", computer.engine),
        format!("{:?}", computer.engine.with_key(&secret(&keys[0])).unwrap()),
        format!("{:?}", secret(&keys[0])),
    ];
    // Bech32 may be written small; the part after the prefix is what is secret.
    let hidden: Vec<String> = keys
        .iter()
        .map(|key| key.trim_start_matches("AGE-SECRET-KEY-").to_lowercase())
        .collect();
    let tells = |text: &str| hidden.iter().any(|key| text.to_lowercase().contains(key));
    assert!(tells(&keys[0]), "the search finds what it looks for");
    for text in said {
        assert!(!tells(&text), "{text}");
    }
    computer.engine.close().await;
    let mut looked = 0;
    let mut folders = vec![computer.data()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            assert!(!tells(&String::from_utf8_lossy(&bytes)), "{}", path.display());
            looked += 1;
        }
    }
    assert!(
        looked > 5,
        "databases, archives and the rest were looked at: {looked}"
    );
}

/// "My configuration cannot be opened any more: an encrypted backup takes its place."
#[tokio::test]
async fn an_encrypted_backup_replaces_a_broken_database() {
    use mantrae_core::engine::Options;
    use mantrae_core::engine::recovery::Started;
    use mantrae_core::secret::Ring;
    let computer = encrypting().await;
    let full = computer.content().await;
    let backup = computer.back_up().await;
    let sheet = secret(
        computer
            .engine
            .encryption()
            .recovery_sheet()
            .await
            .unwrap()
            .expose(),
    );
    computer.engine.close().await;
    for (state, entered) in [(KeyringState::Unlocked, false), (KeyringState::Locked, true)] {
        computer.keyring.put_into(state);
        mantrae_core::fs::write_atomic(&computer.data().join("mantrae.db"), b"rubbish").unwrap();
        let mut options = Options::new(computer.data());
        options.keyring = Ring::new(computer.keyring.clone());
        let Started::Broken(recovery) = Engine::start(options).await.unwrap() else {
            panic!("the file is no database");
        };
        if entered {
            let (code, _) = refused(recovery.restore(From::Backup(&backup.id), false).await.map(drop));
            assert_eq!(code, Code::Locked);
        }
        let recovery = if entered {
            recovery.with_key(&sheet).unwrap()
        } else {
            *recovery
        };
        let engine = recovery
            .restore(From::Backup(&backup.id), false)
            .await
            .unwrap()
            .engine;
        assert_eq!(tests::content(&engine).await, full);
        engine.close().await;
    }
}

/// "My keyring was locked when it wanted to try a restore: that is not a broken backup."
#[tokio::test]
async fn a_locked_keyring_is_no_failed_storage_test() {
    let computer = encrypting().await;
    computer.back_up().await;
    computer.keyring.put_into(KeyringState::Locked);
    let results = computer.engine.restore_tests().run().await.unwrap();
    assert!(!results[0].tried && results[0].problem.is_some(), "{results:?}");
    let newest = computer.engine.activity(1).await.unwrap().remove(0);
    assert_eq!(
        (newest.sentence.as_str(), newest.outcome),
        (
            "No restore test: This computer could not be tested",
            Outcome::Warning
        )
    );

    computer.keyring.put_into(KeyringState::Unlocked);
    let results = computer.engine.restore_tests().run().await.unwrap();
    assert_eq!(results[0].components, Some(3), "with its key all comes back");
}
