//! What the value of a setting has to do.

use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde::{Deserialize as _, Serialize};
use serde_json::Value;

use super::{Notify, OnClose, Settings, Theme, storage};
use crate::error::{Code, Error, Failure, Result};
use crate::retention::Rule;
use crate::schedule::{Cron, RestoreTest, Schedule};

/// A value that a setting can have.
pub(super) trait Choice: Serialize + DeserializeOwned {
    /// Reads what a script, a settings file or the window gives.
    fn read(name: &str, value: &Value) -> Result<Self> {
        Self::deserialize(value).map_err(|error| not_so(name, &error))
    }

    /// Sets the value that applies when the saved one cannot be read, and returns what the person has to know about it.
    /// Beforehand, it is the default.
    fn unreadable(&mut self) -> Option<Error> {
        None
    }
}

/// Loads what is saved.
pub(super) fn take<T: Choice>(value: &mut T, saved: &str, problems: &mut Vec<Failure>) {
    match serde_json::from_str(saved) {
        Ok(saved) => *value = saved,
        Err(_) => problems.extend(value.unreadable().map(|error| error.failure())),
    }
}

/// A setting of this computer alone: what is in effect is more than what is saved.
pub(super) trait Own: Choice {
    /// Puts this into effect.
    fn hold(self, settings: &mut Settings);

    /// What is in effect, as a script sees it.
    fn shown(settings: &Settings) -> Value;
}

impl Choice for bool {}
impl Choice for Theme {}
impl Choice for OnClose {}
impl Choice for Notify {}
impl Choice for RestoreTest {}

impl Choice for Rule {
    fn read(name: &str, value: &Value) -> Result<Self> {
        match value.as_str() {
            Some(text) => Ok(text.parse::<Self>()?),
            None => Self::deserialize(value).map_err(|error| not_so(name, &error)),
        }
    }

    fn unreadable(&mut self) -> Option<Error> {
        // Written by a newer version: what cannot be understood must not remove anything.
        *self = Self::KeepAll;
        let error = Error::new(
            Code::InvalidInput,
            "The saved rule for keeping backups cannot be read, so none is removed",
        );
        Some(error.hint("Choose a rule again"))
    }
}

impl Choice for Schedule {
    fn read(name: &str, value: &Value) -> Result<Self> {
        // Problems with the five fields have their own messages.
        if let Some(cron) = value["cron"].as_str() {
            cron.parse::<Cron>()?;
        }
        Self::deserialize(value).map_err(|error| not_so(name, &error))
    }

    fn unreadable(&mut self) -> Option<Error> {
        let error = Error::new(
            Code::InvalidInput,
            "The saved schedule cannot be read, so backups are made every day at 02:00",
        );
        Some(error.hint("Choose a schedule again"))
    }
}

/// The folder for backups; `None` is the default.
impl Choice for Option<PathBuf> {
    fn read(_: &str, value: &Value) -> Result<Self> {
        Ok(value.as_str().filter(|path| !path.is_empty()).map(PathBuf::from))
    }
}

impl Own for Option<PathBuf> {
    fn hold(self, settings: &mut Settings) {
        if let Some(folder) = self {
            settings.backup_folder = folder;
            settings.backup_folder_default = false;
        }
    }

    fn shown(settings: &Settings) -> Value {
        serde_json::json!(settings.backup_folder)
    }
}

impl Choice for storage::Saved {
    fn unreadable(&mut self) -> Option<Error> {
        Some(storage::unreadable())
    }
}

impl Own for storage::Saved {
    fn hold(self, settings: &mut Settings) {
        settings.locations = storage::Locations::of(self);
    }

    fn shown(settings: &Settings) -> Value {
        let storage::Locations { local, s3, sftp, .. } = &settings.locations;
        serde_json::json!({ "local": local, "s3": s3, "sftp": sftp })
    }
}

fn not_so(name: &str, error: &serde_json::Error) -> Error {
    Error::new(Code::InvalidInput, format!("Invalid value for `{name}`: {error}"))
        .hint(format!("`settings get {name}` shows the form"))
}
