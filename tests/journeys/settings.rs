//! Settings by name: whatever is declared can be set, is kept, and goes to another computer.

use mantrae_core::Code;
use mantrae_core::engine::restores::From;
use mantrae_core::engine::{Engine, Options};
use mantrae_core::secret::{MemoryKeyring, Ring};
use mantrae_core::settings::{Change, Environment, NAMES, WantedChange};
use serde_json::{Value, json};
use tests::{Computer, refused};

/// A value that does not hold. A switch needs no line here.
fn another(computer: &Computer, name: &str, held: &Value) -> Value {
    match (name, held) {
        (_, Value::Bool(on)) => json!(!on),
        ("theme", _) => json!("dark"),
        ("on_close", _) => json!("quit"),
        ("notifications", _) => json!("everything"),
        ("retention", _) => json!({ "kind": "keep-some" }),
        ("schedule", _) => json!({ "cron": "30 3 * * 1", "automatic": false }),
        ("restore_test", _) => json!("off"),
        ("backup_folder", _) => json!(computer.beside("elsewhere")),
        ("storage", _) => json!({ "local": true, "s3": [location()] }),
        _ => unreachable!("`{name}` needs an example"),
    }
}

fn location() -> Value {
    json!({ "id": "one", "name": "Bucket", "preset": "aws", "endpoint": "https://s3.eu-central-1.amazonaws.com",
        "region": "eu-central-1", "bucket": "backups-of-mine", "path": "backups/", "access_key_id": "AKIA",
        "addressing": null, "checksums": null, "ca_file": null, "plain_http": false, "enabled": false })
}

async fn value(engine: &Engine, name: &str) -> Value {
    let named = engine.settings().named().await;
    named.into_iter().find(|one| one.key == name).unwrap().value
}

async fn values(engine: &Engine) -> Vec<(&'static str, Value)> {
    let named = engine.settings().named().await;
    named.into_iter().map(|one| (one.key, one.value)).collect()
}

/// "I set up a new computer: what I chose on the old one is there, by the file or by a backup."
#[tokio::test]
async fn every_setting_is_kept_and_carried() {
    let old = Computer::with_example().await;
    let before = values(&old.engine).await;
    let names: Vec<&str> = before.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, NAMES);
    std::fs::create_dir(old.beside("elsewhere")).unwrap();
    for (name, held) in &before {
        let wanted = another(&old, name, held);
        assert_ne!(wanted, *held, "{name}");
        let now = old.engine.settings().set(name, &wanted).await.unwrap();
        assert_eq!(now.value, value(&old.engine, name).await, "{name}");
        assert_ne!(now.value, *held, "{name}");
    }
    let chosen = values(&old.engine).await;
    let backup = old.back_up().await;
    let exported = old.engine.settings().export().await;
    let other = tests::open(&old.data()).await.unwrap();
    assert_eq!(
        values(&other).await,
        chosen,
        "another program reads what was saved"
    );
    other.close().await;

    let by_file = Computer::new().await;
    by_file.engine.settings().import(&exported).await.unwrap();
    let by_backup = Computer::new().await;
    let file = by_backup.file(
        "old.zip",
        std::fs::read(old.beside("elsewhere").join(&backup.file)).unwrap(),
    );
    let plan = by_backup
        .engine
        .restores()
        .prepare(From::File(&file), &[])
        .await
        .unwrap();
    by_backup
        .engine
        .restores()
        .apply_with(&plan.id, &[], true)
        .await
        .unwrap();
    for ((name, chosen), (_, held)) in chosen.iter().zip(&before) {
        let carried = value(&by_file.engine, name).await;
        let restored = value(&by_backup.engine, name).await;
        match *name {
            "backup_folder" => assert_ne!(carried, *chosen, "a folder belongs to its computer"),
            _ => assert_eq!(carried, *chosen, "{name} in a file"),
        }
        match *name {
            "backup_folder" => assert_ne!(restored, *chosen, "a folder belongs to its computer"),
            "storage" => assert_eq!(restored, *held, "a backup names no location"),
            _ => assert_eq!(restored, *chosen, "{name} in a backup"),
        }
    }
}

/// "Whatever I write for a setting, it is taken, or I am told why and nothing has changed."
#[tokio::test]
async fn what_makes_no_sense_changes_nothing() {
    let computer = Computer::new().await;
    let before = values(&computer.engine).await;
    for name in NAMES {
        for wrong in [
            json!("to-the-moon"),
            json!(17),
            json!([[]]),
            json!({ "cron": "never" }),
            json!({ "kind": 1 }),
        ] {
            // The default folder, and a folder by any name, are both fine.
            if *name == "backup_folder" || (*name == "storage" && wrong.is_object()) {
                continue;
            }
            let (code, message) = refused(computer.engine.settings().set(name, &wrong).await);
            assert_eq!(code, Code::InvalidInput, "{name} = {wrong}: {message}");
        }
    }
    let (code, message) = refused(computer.engine.settings().set("colour", &json!(true)).await);
    assert_eq!(code, Code::NotFound, "{message}");
    assert_eq!(values(&computer.engine).await, before);
    let cron = json!({ "cron": "99 * * * *", "automatic": true });
    let error = computer
        .engine
        .settings()
        .set("schedule", &cron)
        .await
        .unwrap_err();
    assert_eq!(error.message, "`99 * * * *` is not a valid schedule");
    assert!(error.hint.is_some_and(|hint| hint.contains("day of the week")));
}

/// The window names a setting and a value: where folders and locations are, it cannot say so.
#[test]
fn the_window_changes_what_has_no_command_of_its_own() {
    let read = |name: &str, value: Value| {
        let wanted: WantedChange = serde_json::from_value(json!({ "name": name, "value": value })).unwrap();
        wanted.read()
    };
    assert_eq!(
        read("wait_battery", json!(true)).unwrap(),
        Change::WaitBattery(true)
    );
    for name in NAMES
        .iter()
        .filter(|name| matches!(**name, "backup_folder" | "storage"))
    {
        let error = read(name, json!({ "local": true })).unwrap_err();
        assert_eq!(error.code, Code::NotFound, "{name}");
    }
    let error = read("schedule", json!({ "cron": "* *", "automatic": true })).unwrap_err();
    assert_eq!(error.message, "`* *` has 2 of the five fields of a schedule");
}

/// "A variable sets it: I see that it is locked, and by what."
#[tokio::test]
async fn what_the_environment_sets_is_locked() {
    let check = async |variable: &'static str, text: &str, locked: &str, (name, value): (&str, Value)| {
        let computer = Computer::new().await;
        let mut options = Options::new(computer.beside("data"));
        options.environment = Environment::of([(variable, text.to_owned())]);
        options.keyring = Ring::new(MemoryKeyring::new());
        let engine = Engine::open(options).await.unwrap();
        assert_eq!(engine.settings().get().await.locked, [locked]);
        let change = Change::read(name, &value).unwrap();
        let error = engine.settings().change(change).await.unwrap_err();
        assert!(
            error.message.ends_with(&format!("is set by {variable}")),
            "{}",
            error.message
        );
    };
    let hourly = json!({ "cron": "@hourly", "automatic": true });
    check("BACKUP_RETENTION", "30", "retention", ("retention", json!("7"))).await;
    check(
        "BACKUP_SCHEDULE",
        "30 4 * * *",
        "schedule",
        ("schedule", hourly.clone()),
    )
    .await;
    check(
        "BACKUP_AUTO_ENABLED",
        "false",
        "automatic",
        ("schedule", hourly.clone()),
    )
    .await;
}
