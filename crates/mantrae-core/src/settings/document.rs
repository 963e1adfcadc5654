//! Settings by name, for scripts and for the file that carries them to another computer. Never a secret.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::storage::{self, Saved};
use super::{Change, Settings};
use crate::error::{Code, Error, Result};
use crate::retention::Rule;

/// A setting as a script sees it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Named {
    /// Its name.
    pub key: &'static str,
    /// A word, or an object.
    pub value: Value,
    /// True when the environment sets it.
    pub locked: bool,
}

/// A change of one setting that was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// One of the single ones.
    Change(Change),
    /// The locations for backups.
    Locations(Saved),
}

const KEYS: [&str; 12] = [
    "theme",
    "on_close",
    "notifications",
    "retention",
    "schedule",
    "after_changes",
    "skip_unchanged",
    "wait_battery",
    "wait_metered",
    "restore_test",
    "backup_folder",
    storage::KEY,
];

/// What `restore_test` was called before.
const RESTORE_TEST_BEFORE: &str = "restore_drill";

/// Belongs to this computer: another one has other folders.
const NOT_CARRIED: [&str; 1] = ["backup_folder"];

/// All of them.
pub fn named(settings: &Settings) -> Vec<Named> {
    let value = |key: &str| match key {
        "theme" => json!(settings.theme),
        "on_close" => json!(settings.on_close),
        "notifications" => json!(settings.notifications),
        "schedule" => json!(settings.schedule),
        "after_changes" => json!(settings.after_changes),
        "skip_unchanged" => json!(settings.skip_unchanged),
        "wait_battery" => json!(settings.wait_battery),
        "wait_metered" => json!(settings.wait_metered),
        "restore_test" => json!(settings.restore_test),
        "retention" => json!(settings.retention),
        "backup_folder" => json!(settings.backup_folder),
        _ => json!({ "local": settings.locations.local, "s3": settings.locations.s3 }),
    };
    let one = |key: &'static str| Named {
        key,
        value: value(key),
        locked: settings.locked.iter().any(|name| name == key),
    };
    KEYS.map(one).into_iter().collect()
}

/// The name of a setting as it is today: a script or a file of an older version may give the one before.
pub fn name_today(key: &str) -> &str {
    match key {
        RESTORE_TEST_BEFORE => "restore_test",
        _ => key,
    }
}

/// What a named value wants changed.
pub fn wanted(key: &str, value: &Value) -> Result<Wanted> {
    let change = match name_today(key) {
        "theme" => Change::Theme(read(key, value)?),
        "on_close" => Change::OnClose(read(key, value)?),
        "notifications" => Change::Notifications(read(key, value)?),
        "schedule" => Change::Schedule(read(key, value)?),
        "after_changes" => Change::AfterChanges(read(key, value)?),
        "skip_unchanged" => Change::SkipUnchanged(read(key, value)?),
        "wait_battery" => Change::WaitBattery(read(key, value)?),
        "wait_metered" => Change::WaitMetered(read(key, value)?),
        "restore_test" => Change::RestoreTest(read(key, value)?),
        "retention" => Change::Retention(match value.as_str() {
            Some(text) => text.parse::<Rule>().map_err(Error::from)?,
            None => read(key, value)?,
        }),
        "backup_folder" => match value.as_str() {
            Some("") | None => Change::BackupFolder(None),
            Some(path) => Change::BackupFolder(Some(path.into())),
        },
        storage::KEY => return Ok(Wanted::Locations(read(key, value)?)),
        _ => return Err(unknown(key)),
    };
    Ok(Wanted::Change(change))
}

fn read<T: serde::de::DeserializeOwned>(key: &str, value: &Value) -> Result<T> {
    serde_json::from_value(value.clone()).map_err(|error| {
        Error::new(
            Code::InvalidInput,
            format!("`{key}` cannot be set to that: {error}"),
        )
        .hint(format!("`settings get {key}` shows the form"))
    })
}

/// There is no such setting.
pub fn unknown(key: &str) -> Error {
    Error::new(Code::NotFound, format!("There is no setting `{key}`"))
        .hint(format!("There are: {}", KEYS.join(", ")))
}

/// The file that carries the settings. What the environment gives stays behind: it is set there.
pub fn export(settings: &Settings) -> Value {
    let carried = named(settings)
        .into_iter()
        .filter(|one| !one.locked && !NOT_CARRIED.contains(&one.key));
    let values: Map<String, Value> = carried.map(|one| (one.key.to_owned(), one.value)).collect();
    json!({
        "about": "Settings of Mantrae Desktop. No secrets are in here: give those again on the other computer.",
        "settings": values,
    })
}

/// What such a file wants changed; keys of a newer version are left out.
pub fn import(file: &Value) -> Result<Vec<(String, Wanted)>> {
    let values = file.get("settings").and_then(Value::as_object).ok_or_else(|| {
        Error::new(Code::Unreadable, "This file holds no settings")
            .hint("Name a file that `settings export` wrote")
    })?;
    let known = values
        .iter()
        .map(|(key, value)| (name_today(key), value))
        .filter(|(key, _)| KEYS.contains(key));
    known
        .map(|(key, value)| Ok((key.to_owned(), wanted(key, value)?)))
        .collect()
}
