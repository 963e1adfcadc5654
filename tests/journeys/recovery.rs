//! The way back when a database cannot be opened, and restores of which a part could not be done.

use std::path::{Path, PathBuf};

use mantrae_core::engine::recovery::{Recovery, Started};
use mantrae_core::engine::restores::From;
use mantrae_core::engine::{Depth, Options};
use mantrae_core::import::Request;
use mantrae_core::secret::{MemoryKeyring, Ring, Secret};
use mantrae_core::settings::{Change, Environment, Theme};
use mantrae_core::{Code, Engine};
use serde_json::json;
use tests::archive::{self, Files};
use tests::{Computer, EXAMPLE, PROFILE};

/// Starts on a folder whose configuration was broken, with an empty keyring.
async fn broken(root: &Path, environment: Environment) -> Recovery {
    mantrae_core::fs::write_atomic(&root.join("mantrae.db"), b"rubbish").unwrap();
    let mut options = Options::new(root);
    options.keyring = Ring::new(MemoryKeyring::new());
    options.environment = environment;
    match Engine::start(options).await.unwrap() {
        Started::Broken(recovery) => *recovery,
        Started::Ready(_) => unreachable!("the file is no database"),
    }
}

/// "My database is broken and this computer does not know the key: I give it, and have all of it back, settings too."
#[tokio::test]
async fn the_key_and_the_settings_are_taken_while_the_database_is_broken() {
    let computer = Computer::with_example().await;
    computer.engine.encryption().turn_on().await.unwrap();
    let (sheet, other) = (computer.beside("sheet.txt"), computer.beside("other.txt"));
    computer
        .engine
        .encryption()
        .save_recovery_sheet(&sheet)
        .await
        .unwrap();
    computer
        .engine
        .settings()
        .change(Change::Theme(Theme::Dark))
        .await
        .unwrap();
    let wanted = computer.content().await;
    let backup = computer.back_up().await;
    computer
        .engine
        .settings()
        .change(Change::Theme(Theme::Light))
        .await
        .unwrap();
    let key = mantrae_core::archive::Key::generate();
    mantrae_core::fs::write_atomic(&other, key.text().expose().as_bytes()).unwrap();
    let file = computer.file(
        "elsewhere.zip.age",
        std::fs::read(computer.archive(&backup)).unwrap(),
    );
    computer.engine.close().await;

    let root = computer.data();
    let text = Secret::new(std::fs::read_to_string(&sheet).unwrap());
    for (from, with_settings) in [(From::Backup(&backup.id), false), (From::File(&file), true)] {
        let recovery = broken(&root, Environment::default()).await;
        let error = recovery
            .restore(from.clone(), with_settings)
            .await
            .map(drop)
            .unwrap_err();
        assert!(
            matches!(error.code, Code::KeyNeeded | Code::Locked),
            "without a key: {error:?}"
        );
        let wrong = recovery.with_key_file(&other).unwrap();
        let error = wrong
            .restore(from.clone(), with_settings)
            .await
            .map(drop)
            .unwrap_err();
        assert_eq!(error.code, Code::WrongKey, "{error:?}");
        assert_eq!(
            std::fs::read(root.join("mantrae.db")).unwrap(),
            b"rubbish",
            "nothing is done before it opens"
        );
        let recovery = if with_settings {
            recovery.with_key(&text).unwrap()
        } else {
            recovery.with_key_file(&sheet).unwrap()
        };
        let looked = recovery.look(from.clone()).await.unwrap();
        assert_eq!((looked.components, looked.has_settings), (3, true));
        assert_eq!(
            std::fs::read(root.join("mantrae.db")).unwrap(),
            b"rubbish",
            "a look"
        );
        let recovered = recovery.restore(from, with_settings).await.unwrap();
        assert_eq!(recovered.restored.backup, backup.id);
        let engine = recovered.engine;
        assert_eq!(tests::content(&engine).await, wanted);
        let theme = engine.settings().get().await.theme;
        assert_eq!(
            theme == Theme::Dark,
            with_settings,
            "the settings come where they are wanted"
        );
        engine.close().await;
    }
}

/// A backup of the example on another computer, changed and packed again.
async fn from_elsewhere(change: impl FnOnce(&mut Files)) -> (Computer, Vec<u8>) {
    let computer = Computer::with_example().await;
    let backup = computer.back_up().await;
    let mut files = archive::unpack(&computer.archive(&backup));
    change(&mut files);
    let bytes = archive::pack(&files);
    (computer, bytes)
}

/// Replaces the settings in the files of a backup.
fn settings(files: &mut Files, settings: &serde_json::Value) {
    let text = settings.to_string().into_bytes();
    let written = tempfile::NamedTempFile::new().unwrap();
    mantrae_core::fs::write_atomic(written.path(), &text).unwrap();
    let (_, sha256) = mantrae_core::archive::hash(written.path()).unwrap();
    archive::change_manifest(files, |manifest| {
        let members = manifest["members"].as_array_mut().unwrap();
        let member = members
            .iter_mut()
            .find(|member| member["path"] == "settings.json")
            .unwrap();
        member["size"] = json!(text.len());
        member["sha256"] = json!(sha256);
    });
    files
        .iter_mut()
        .find(|(name, _)| name == "settings.json")
        .unwrap()
        .1 = text;
}

/// What cannot be taken over of these settings, where the environment turns automatic backups off.
fn carried() -> (serde_json::Value, Environment) {
    let settings = json!({ "theme": "dark", "on_close": "to-the-moon", "colours": 16,
        "schedule": { "cron": "0 3 * * *", "automatic": true } });
    let environment = Environment::of([("BACKUP_AUTO_ENABLED", "false".to_owned())]);
    (settings, environment)
}

/// "The backup is restored and one of its settings is not: I am told that, and not that nothing was restored."
#[tokio::test]
async fn settings_that_cannot_be_taken_over_are_a_warning() {
    let (values, environment) = carried();
    let (source, bytes) = from_elsewhere(|files| settings(files, &values)).await;
    let computer = Computer::new().await;
    computer.engine.close().await;
    let file = computer.file("saved.zip", bytes);
    let mut options = Options::new(computer.data());
    options.environment = environment.clone();
    options.keyring = Ring::new(MemoryKeyring::new());
    let engine = Engine::open(options).await.unwrap();
    let told = |warnings: &[String]| {
        let all = warnings.join("\n");
        assert!(
            all.contains("`schedule`") && all.contains("BACKUP_AUTO_ENABLED"),
            "{all}"
        );
        assert!(all.contains("`on_close`"), "of a newer version: {all}");
    };
    let plan = engine.restores().prepare(From::File(&file), &[]).await.unwrap();
    assert!(plan.has_settings);
    let done = engine.restores().apply_with(&plan.id, &[], true).await.unwrap();
    assert_eq!(done.added, 3);
    told(&done.warnings);
    assert_eq!(
        engine.settings().get().await.theme,
        Theme::Dark,
        "the others are taken over"
    );
    assert_eq!(tests::content(&engine).await, source.content().await);
    engine.close().await;

    let recovery = broken(&computer.data(), environment).await;
    let recovered = recovery.restore(From::File(&file), true).await.unwrap();
    told(&recovered.restored.warnings);
    let newest = recovered.engine.activity(1).await.unwrap().remove(0);
    assert_eq!(newest.backup, Some(plan.backup), "{newest:?}");
    assert_eq!(newest.outcome, mantrae_core::activity::Outcome::Warning);
}

/// "It holds no settings, and I wanted them: nothing is done, and I am told why."
#[tokio::test]
async fn settings_that_are_not_there_are_no_restore() {
    let without = |files: &mut Files| {
        files.retain(|(name, _)| name != "settings.json");
        archive::change_manifest(files, |manifest| {
            let members = manifest["members"].as_array_mut().unwrap();
            members.retain(|member| member["path"] != "settings.json");
        });
    };
    let (computer, bytes) = from_elsewhere(without).await;
    let file = computer.file("saved.zip", bytes);
    let plan = computer
        .engine
        .restores()
        .prepare(From::File(&file), &[])
        .await
        .unwrap();
    let answer = computer.engine.restores().apply_with(&plan.id, &[], true).await;
    assert_eq!(answer.unwrap_err().code, Code::NotFound);
    computer.engine.close().await;
    let recovery = broken(&computer.data(), Environment::default()).await;
    let answer = recovery.restore(From::File(&file), true).await;
    assert_eq!(answer.map(drop).unwrap_err().code, Code::NotFound);
    assert_eq!(
        std::fs::read(computer.data().join("mantrae.db")).unwrap(),
        b"rubbish"
    );
}

/// What state.db remembers of it is lost in the middle; the change itself is committed.
#[tokio::test]
async fn what_is_committed_is_not_told_as_a_failure() {
    let computer = Computer::with_example().await;
    let backup = computer.back_up().await;
    computer
        .import(&EXAMPLE.replace("example.com", "example.org"))
        .await;
    let pool = sqlx::SqlitePool::connect(&format!(
        "sqlite://{}",
        computer.data().join("state.db").display()
    ))
    .await
    .unwrap();
    // Neither the end of an operation nor that of its line can be written.
    for table in ["operation", "activity"] {
        let forbid = format!(
            "CREATE TRIGGER no_{table} BEFORE UPDATE ON {table}
             WHEN EXISTS (SELECT 1 FROM operation WHERE state = 'prepared')
             BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
        );
        sqlx::query(sqlx::AssertSqlSafe(forbid))
            .execute(&pool)
            .await
            .unwrap();
    }
    let plan = computer
        .engine
        .restores()
        .prepare(From::Backup(&backup.id), &[])
        .await
        .unwrap();
    let done = computer.engine.restores().apply(&plan.id, &[]).await.unwrap();
    assert_eq!(done.changed, 1, "it is restored, and told so");
    for table in ["operation", "activity"] {
        let allow = format!("DROP TRIGGER no_{table}");
        sqlx::query(sqlx::AssertSqlSafe(allow))
            .execute(&pool)
            .await
            .unwrap();
    }
    pool.close().await;
    computer.engine.undo(None, false).await.unwrap();
    let content = computer.content().await;
    assert!(
        content[PROFILE]["http-router/my-router"].contains("example.org"),
        "and it can be taken back: {content:#?}"
    );
}

/// Where a backup of a newer version lies, and its id.
async fn newer_backup(
    computer: &Computer,
    trigger: &str,
    change: impl FnOnce(&mut serde_json::Value),
) -> (PathBuf, String) {
    let backup = computer.back_up().await;
    let mut files = archive::unpack(&computer.archive(&backup));
    archive::change_manifest(&mut files, |manifest| {
        manifest["trigger"] = json!(trigger);
        manifest["created_at"] = json!("2020-01-01T02:00:00.000Z");
        change(manifest);
    });
    let name = format!(
        "mantrae_{}_20200101T020000Z_{trigger}_{}.zip",
        backup.instance, backup.id
    );
    let path = computer.data().join("backups").join(name);
    mantrae_core::fs::write_atomic(&path, &archive::pack(&files)).unwrap();
    std::fs::remove_file(computer.archive(&backup)).unwrap();
    (path, backup.id)
}

/// "I went back to an older version for a while: the backups of the newer one are listed, whole and kept."
#[tokio::test]
async fn a_reason_of_a_newer_version() {
    let computer = Computer::with_example().await;
    let (path, id) = newer_backup(&computer, "pre-upgrade", |manifest| {
        manifest["app_version"] = json!("9.0.0");
        manifest["mood"] = json!({ "of": "the day" });
        manifest["instance"]["colour"] = json!("red");
        manifest["profiles"][0]["tags"] = json!(["a"]);
        manifest["members"][0]["crc"] = json!(1);
    })
    .await;
    let engine = &computer.engine;
    let listed = engine.backups().list().await.unwrap();
    let listed = listed.iter().find(|one| one.id == id).unwrap();
    assert_eq!(listed.trigger.as_str(), "pre-upgrade");
    assert_eq!(serde_json::to_value(listed).unwrap()["trigger"], "pre-upgrade");
    assert_eq!(
        engine.verification().verify(&id).await.unwrap().verification,
        Some(Depth::Complete)
    );
    engine
        .backups()
        .download(&id, &computer.beside("copy.zip"))
        .await
        .unwrap();
    assert!(engine.backups().show(&id).await.unwrap().problem.is_none());
    computer
        .import(&EXAMPLE.replace("example.com", "example.org"))
        .await;
    let restored = computer.restore(From::Backup(&id), &[]).await;
    assert_eq!(restored.changed, 1);
    let preview = engine
        .retention()
        .preview(Some("1".parse().unwrap()))
        .await
        .unwrap();
    let text = serde_json::to_string(&preview).unwrap();
    assert!(text.contains("made by a newer version"), "{text}");
    // One as old, made for a reason that this version knows, is cleaned up.
    let (known, _) = newer_backup(&computer, "manual", |_| ()).await;
    engine.backups().create("").await.unwrap();
    engine.retention().apply().await.unwrap();
    assert!(path.exists() && !known.exists(), "kept, whatever its age");
    engine.close().await;
    let recovery = broken(&computer.data(), Environment::default()).await;
    let found = recovery.backups().await.unwrap();
    assert!(
        found.iter().any(|one| one.id == id),
        "found while the database is broken too"
    );
    recovery
        .restore(From::Backup(&id), false)
        .await
        .unwrap()
        .engine
        .close()
        .await;
}

/// "What a newer version writes that an older one cannot know is no reason to refuse, unless it says so itself."
#[tokio::test]
async fn what_only_a_newer_version_knows() {
    let computer = Computer::with_example().await;
    for trigger in [json!("Vor dem Umzug!"), json!("x".repeat(500)), json!("")] {
        let backup = computer.back_up().await;
        let mut files = archive::unpack(&computer.archive(&backup));
        archive::change_manifest(&mut files, |manifest| manifest["trigger"] = trigger.clone());
        let file = computer.file("saved.zip", archive::pack(&files));
        let plan = computer
            .engine
            .restores()
            .prepare(From::File(&file), &[])
            .await
            .unwrap();
        assert_eq!((plan.added, plan.changed, plan.removed), (0, 0, 0), "{trigger}");
        assert!(!plan.trigger.as_str().is_empty(), "{trigger}");
    }
    let (path, id) = newer_backup(&computer, "pre-upgrade", |manifest| {
        manifest["format_version"] = json!(2);
    })
    .await;
    let error = computer
        .engine
        .restores()
        .prepare(From::File(&path), &[])
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::Newer);
    assert!(
        error
            .message
            .contains("newer version of Mantrae (archive format 2)"),
        "{error}"
    );
    assert!(
        computer
            .engine
            .backups()
            .list()
            .await
            .unwrap()
            .iter()
            .any(|one| one.id == id)
    );
}

/// "I opened one file after another to compare them: the review I come back to is there, only the oldest are gone."
#[tokio::test]
async fn a_review_is_found_by_its_id() {
    let computer = Computer::with_example().await;
    let engine = &computer.engine;
    let path = computer.file("other.yml", EXAMPLE.replace("example.com", "example.org"));
    let mut ids = Vec::new();
    for _ in 0..10 {
        ids.push(
            engine
                .imports()
                .prepare(PROFILE, &Request::files(std::slice::from_ref(&path)))
                .await
                .unwrap(),
        );
    }
    let mut there = Vec::new();
    for id in &ids {
        there.push(engine.imports().review(id).await.is_ok());
    }
    assert_eq!(
        there,
        [[false; 2].as_slice(), &[true; 8]].concat(),
        "the two oldest went, and no other"
    );
    assert_eq!(
        engine.imports().newest().await.as_ref(),
        ids.last(),
        "a window that opens shows the newest"
    );

    let backup = computer.back_up().await;
    computer
        .import(&EXAMPLE.replace("example.com", "example.net"))
        .await;
    let mut plans = Vec::new();
    for _ in 0..4 {
        plans.push(
            engine
                .restores()
                .prepare(From::Backup(&backup.id), &[])
                .await
                .unwrap()
                .id,
        );
    }
    let (code, _) = tests::refused(engine.restores().apply(&plans[0], &[]).await);
    assert_eq!(code, Code::NotFound, "the oldest of four went");
    engine.restores().apply(&plans[2], &[]).await.unwrap();
    for id in [&plans[1], &plans[3]] {
        let (code, _) = tests::refused(engine.restores().apply(id, &[]).await);
        assert_eq!(
            code,
            Code::StalePlan,
            "it is there, and was made before the other"
        );
    }
}

/// "It broke twice within a second: both broken files are kept."
#[tokio::test]
async fn each_broken_file_is_kept() {
    let computer = Computer::with_example().await;
    let backup = computer.back_up().await;
    computer.engine.close().await;
    let root = computer.data();
    for _ in 0..3 {
        mantrae_core::fs::write_atomic(&root.join("mantrae.db"), b"rubbish").unwrap();
        let mut options = Options::new(&root);
        options.clock = || chrono::DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let Started::Broken(recovery) = Engine::start(options).await.unwrap() else {
            unreachable!("the file is no database")
        };
        let done = recovery.restore(From::Backup(&backup.id), false).await.unwrap();
        done.engine.close().await;
    }
    let kept = tests::s3::file_names(&root);
    let kept = kept.iter().filter(|name| name.contains(".broken-"));
    assert_eq!(kept.count(), 3);
}

/// "Only what this computer knows is broken: a restore must not touch the configuration, which is sound."
#[tokio::test]
async fn a_sound_configuration_is_not_replaced() {
    let computer = Computer::with_example().await;
    let backup = computer.back_up().await;
    computer.engine.close().await;
    let root = computer.data();
    mantrae_core::fs::write_atomic(&root.join("state.db"), b"rubbish").unwrap();
    let sound = std::fs::read(root.join("mantrae.db")).unwrap();
    let Started::Broken(recovery) = Engine::start(Options::new(&root)).await.unwrap() else {
        unreachable!("the file is no database")
    };
    let error = recovery
        .restore(From::Backup(&backup.id), false)
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::Database);
    assert!(std::fs::read(root.join("mantrae.db")).unwrap() == sound);
}
