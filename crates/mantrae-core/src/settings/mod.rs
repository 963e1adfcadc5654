//! What the person may choose on this computer. The table below alone declares it.

mod declare;
pub mod document;
pub mod encryption;
mod environment;
pub mod storage;
mod value;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::SqlitePool;

use crate::db::settings as table;
use declare::settings;
pub use environment::Environment;
use environment::Variable;
use value::{Choice as _, Own as _};

use crate::error::{Code, Error, Failure, Result};
use crate::retention::Rule;
use crate::schedule::{RestoreTest, Schedule};

/// Colours of the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// Follows the desktop.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// What closing the window does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum OnClose {
    /// Ask, the first time.
    #[default]
    Ask,
    /// The program stays in the tray.
    KeepRunning,
    /// The program ends.
    Quit,
}

/// What a person wants to be interrupted for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Notify {
    /// What went wrong or did not happen.
    #[default]
    #[serde(alias = "trouble")]
    Problem,
    /// Each backup too.
    Everything,
    /// Nothing.
    Nothing,
}

settings! {
    values {
        /// Colours of the window.
        theme: Theme(Theme) = Theme::default();
        /// What closing the window does.
        on_close: OnClose(OnClose) = OnClose::default();
        /// What notifications are shown for.
        notifications: Notifications(Notify) = Notify::default();
        /// How long backups are kept.
        retention: Retention(Rule) = Rule::default(), set by [
            Variable {
                name: "BACKUP_RETENTION",
                locks: "retention",
                what: "How long backups are kept",
                set: |text, rule| Ok(text.parse::<Rule>().map(|parsed| *rule = parsed)?),
                spares: |_, _| false,
            },
        ];
        /// When automatic backups are made.
        schedule: Schedule(Schedule) = Schedule::standard()?, set by [
            Variable {
                name: "BACKUP_SCHEDULE",
                locks: "schedule",
                what: "The schedule",
                set: |text, schedule| text.parse().map(|parsed| schedule.cron = parsed),
                spares: |new, held| new.cron == held.cron,
            },
            Variable {
                name: "BACKUP_AUTO_ENABLED",
                locks: "automatic",
                what: "Whether backups run automatically",
                set: |text, schedule| environment::switch(text).map(|on| schedule.automatic = on),
                spares: |new, held| new.automatic == held.automatic,
            },
        ];
        /// A backup is also made some minutes after a change.
        after_changes: AfterChanges(bool) = false;
        /// Where nothing changed since the newest backup, that one is verified again instead.
        skip_unchanged: SkipUnchanged(bool) = false;
        /// Automatic backups wait while the battery is nearly empty.
        wait_battery: WaitBattery(bool) = false;
        /// Automatic backups are not sent over a metered network.
        wait_metered: WaitMetered(bool) = false;
        /// How often a restore is tried automatically.
        restore_test: RestoreTest(RestoreTest) = RestoreTest::default();
    }
    own {
        /// Where backups are stored on this computer; `None`: in the default folder.
        "backup_folder": BackupFolder(Option<PathBuf>);
        /// The locations that backups go to.
        "storage": Storage(storage::Saved);
    }
}

/// Loads what is saved, with defaults for the rest, overridden by the environment.
pub async fn load(pool: &SqlitePool, default_backups: &Path, environment: &Environment) -> Result<Settings> {
    let mut settings = Settings::standard(default_backups)?;
    for (name, saved) in table::all(pool).await? {
        settings.take(&name, &saved);
    }
    environment.lay_over_locations(&mut settings);
    settings.lay_over(environment);
    Ok(settings)
}

/// A change as the window requests it. [`WantedChange::read`] parses it, so that a value that makes no sense is a
/// failure like any other.
#[derive(Debug, Clone, Deserialize)]
pub struct WantedChange {
    name: String,
    value: Value,
}

#[cfg(feature = "specta")]
impl specta::Type for WantedChange {
    fn definition(types: &mut specta::Types) -> specta::datatype::DataType {
        Change::definition(types)
    }
}

impl WantedChange {
    /// The change. Folders and locations are chosen in dialogs and forms of their own, never by a name and a text.
    pub fn read(&self) -> Result<Change> {
        if CARRIED_BY_BACKUPS.contains(&&*self.name) {
            Change::read(&self.name, &self.value)
        } else {
            Err(document::unknown(&self.name))
        }
    }
}

impl Settings {
    /// Fails where the environment sets what would be changed.
    pub(crate) fn refuse_locked(&self, change: &Change) -> Result<()> {
        self.held_by(change).map_or(Ok(()), Err)
    }

    /// True where the environment sets the setting, or the part of one, with this name.
    fn is_locked(&self, name: &str) -> bool {
        self.locked.iter().any(|locked| locked == name)
    }
}

/// Saves one change. False if nothing was written, because it is already saved, or in effect without being saved.
pub async fn save(pool: &SqlitePool, settings: &Settings, change: &Change) -> Result<bool> {
    let name = change.name();
    let value = change.saved().map_err(not_saved)?;
    let saved = table::all(pool).await?.into_iter().find(|(key, _)| key == name);
    let is_so = match saved {
        Some((_, saved)) => read::<Value>(&saved).is_some_and(|saved| saved == value),
        None if value.is_null() => true,
        None => !settings.is_locked(name) && settings.by_name().contains(&(name, value.clone())),
    };
    if !is_so {
        let value = (!value.is_null()).then(|| value.to_string());
        table::put(pool, name, value.as_deref()).await?;
    }
    Ok(!is_so)
}

fn read<T: serde::de::DeserializeOwned>(value: &str) -> Option<T> {
    serde_json::from_str(value).ok()
}

fn write<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(not_saved)
}

fn not_saved(error: serde_json::Error) -> Error {
    Error::new(Code::InvalidInput, "The setting cannot be saved").because(error)
}
