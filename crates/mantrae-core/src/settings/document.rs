//! Settings by name, for scripts and for the file that carries them to another computer. Never a secret.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{CARRIED_BY_BACKUPS, Change, NAMES, Settings};
use crate::error::{Code, Error, Result};

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

/// What `restore_test` was called before.
const RESTORE_TEST_BEFORE: &str = "restore_drill";

/// Belongs to this computer: another one has other folders.
const NOT_CARRIED: [&str; 1] = ["backup_folder"];

/// All of them.
pub fn named(settings: &Settings) -> Vec<Named> {
    let named = |(key, value)| Named {
        key,
        value,
        locked: settings.is_locked(key),
    };
    settings.by_name().into_iter().map(named).collect()
}

/// Today's name of a setting: a script or a file of an older version may use the old one.
pub fn name_today(key: &str) -> &str {
    match key {
        RESTORE_TEST_BEFORE => "restore_test",
        _ => key,
    }
}

/// The error for an unknown setting.
pub fn unknown(key: &str) -> Error {
    Error::new(Code::NotFound, format!("There is no setting `{key}`"))
        .hint(format!("The settings are: {}", NAMES.join(", ")))
}

/// The file that carries the settings. What the environment sets is left out: it is set there.
pub fn export(settings: &Settings) -> Value {
    let carried = named(settings)
        .into_iter()
        .filter(|one| !one.locked && !NOT_CARRIED.contains(&one.key));
    let values: Map<String, Value> = carried.map(|one| (one.key.to_owned(), one.value)).collect();
    json!({
        "about": "Settings of Mantrae Desktop. This file contains no secrets: enter them again on the other computer.",
        "settings": values,
    })
}

/// The changes in such a file; names that only a newer version knows are left out.
pub fn import(file: &Value) -> Result<Vec<Change>> {
    let values = file.get("settings").and_then(Value::as_object).ok_or_else(|| {
        Error::new(Code::Unreadable, "This file contains no settings")
            .hint("Choose a file written by `settings export`")
    })?;
    let known = values
        .iter()
        .filter(|(name, _)| NAMES.contains(&name_today(name)));
    known.map(|(name, value)| Change::read(name, value)).collect()
}

/// The settings that a backup carries: nothing of a location, nothing secret.
pub fn for_backup(settings: &Settings) -> Value {
    let named = settings.by_name().into_iter();
    let carried = named.filter(|(name, _)| CARRIED_BY_BACKUPS.contains(name));
    carried.map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The changes that restore the settings of a backup, with the names of those that only a newer version understands;
/// `None` if there are no settings at all.
pub fn from_backup(text: &[u8]) -> Option<(Vec<Change>, Vec<String>)> {
    let values: Map<String, Value> = serde_json::from_slice(text).ok()?;
    let (mut changes, mut left_out) = (Vec::new(), Vec::new());
    for (name, value) in values {
        if value.is_null() || !CARRIED_BY_BACKUPS.contains(&name_today(&name)) {
            continue;
        }
        match Change::read(&name, &value) {
            Ok(change) => changes.push(change),
            Err(_) => left_out.push(name),
        }
    }
    Some((changes, left_out))
}
