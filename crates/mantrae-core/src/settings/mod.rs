//! What the person may choose on this computer.

pub mod document;
pub mod encryption;
mod environment;
pub mod storage;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::SqlitePool;

use crate::db::settings as table;
pub use environment::Environment;

use crate::error::{Code, Error, Failure, Result};
use crate::retention::Rule;
use crate::schedule::{RestoreTest, Schedule};

/// Colours of the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// As the desktop has it.
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
    /// What went wrong, or did not come.
    #[default]
    #[serde(alias = "trouble")]
    Problem,
    /// Each backup too.
    Everything,
    /// Nothing.
    Nothing,
}

/// Settings as they hold now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own in front of a person"
)]
pub struct Settings {
    /// Colours of the window.
    pub theme: Theme,
    /// Where backups lie on this computer.
    pub backup_folder: PathBuf,
    /// True when nobody chose another folder.
    pub backup_folder_default: bool,
    /// What closing the window does.
    pub on_close: OnClose,
    /// What notifications are shown for.
    pub notifications: Notify,
    /// How long backups are kept.
    pub retention: Rule,
    /// When backups are made by themselves.
    pub schedule: Schedule,
    /// Some minutes after a change there is a backup too.
    pub after_changes: bool,
    /// Where nothing changed since the newest backup, that one is verified again instead.
    pub skip_unchanged: bool,
    /// On a battery that is nearly empty none is made by itself.
    pub wait_battery: bool,
    /// What is made by itself is not sent over a network that costs.
    pub wait_metered: bool,
    /// How often a restore is tried by itself.
    pub restore_test: RestoreTest,
    /// Where backups go.
    pub locations: storage::Locations,
    /// Names of the settings that the environment sets.
    pub locked: Vec<String>,
    /// What of the environment or of what is saved makes no sense.
    pub problems: Vec<Failure>,
}

/// What of the settings goes into a backup and can be taken over from one: nothing of a location, nothing secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portable {
    /// Colours of the window.
    #[serde(default)]
    pub theme: Option<Theme>,
    /// What closing the window does.
    #[serde(default)]
    pub on_close: Option<OnClose>,
    /// What notifications are shown for.
    #[serde(default)]
    pub notifications: Option<Notify>,
    /// How long backups are kept.
    #[serde(default)]
    pub retention: Option<Rule>,
    /// When backups are made by themselves.
    #[serde(default)]
    pub schedule: Option<Schedule>,
    /// Some minutes after a change there is a backup too.
    #[serde(default)]
    pub after_changes: Option<bool>,
    /// Where nothing changed, the newest backup is verified again instead.
    #[serde(default)]
    pub skip_unchanged: Option<bool>,
    /// On a battery that is nearly empty none is made by itself.
    #[serde(default)]
    pub wait_battery: Option<bool>,
    /// What is made by itself is not sent over a network that costs.
    #[serde(default)]
    pub wait_metered: Option<bool>,
    /// How often a restore is tried by itself.
    #[serde(default)]
    pub restore_test: Option<RestoreTest>,
}

impl Portable {
    /// Of the settings as they hold.
    pub fn of(settings: &Settings) -> Self {
        Self {
            theme: Some(settings.theme),
            on_close: Some(settings.on_close),
            notifications: Some(settings.notifications),
            retention: Some(settings.retention),
            schedule: Some(settings.schedule.clone()),
            after_changes: Some(settings.after_changes),
            skip_unchanged: Some(settings.skip_unchanged),
            wait_battery: Some(settings.wait_battery),
            wait_metered: Some(settings.wait_metered),
            restore_test: Some(settings.restore_test),
        }
    }

    /// Those in the `settings.json` of a backup, and the names of those that only a newer version understands; `None` where
    /// there are no settings at all.
    pub fn read(text: &[u8]) -> Option<(Self, Vec<String>)> {
        let mut values: serde_json::Map<String, Value> = serde_json::from_slice(text).ok()?;
        let mut left_out = Vec::new();
        values.retain(|name, value| {
            let alone = serde_json::json!({ name.as_str(): value });
            let known = serde_json::from_value::<Self>(alone).is_ok();
            if !known {
                left_out.push(name.clone());
            }
            known
        });
        let settings = serde_json::from_value(values.into()).ok()?;
        Some((settings, left_out))
    }

    /// The changes that bring them in place.
    pub fn changes(&self) -> Vec<Change> {
        let theme = self.theme.map(Change::Theme);
        let on_close = self.on_close.map(Change::OnClose);
        let retention = self.retention.map(Change::Retention);
        let schedule = self.schedule.clone().map(Change::Schedule);
        let notifications = self.notifications.map(Change::Notifications);
        let after_changes = self.after_changes.map(Change::AfterChanges);
        let skip_unchanged = self.skip_unchanged.map(Change::SkipUnchanged);
        let wait_battery = self.wait_battery.map(Change::WaitBattery);
        let wait_metered = self.wait_metered.map(Change::WaitMetered);
        let restore_test = self.restore_test.map(Change::RestoreTest);
        let all = [
            theme,
            on_close,
            notifications,
            retention,
            schedule,
            after_changes,
            skip_unchanged,
            wait_battery,
            wait_metered,
            restore_test,
        ];
        all.into_iter().flatten().collect()
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Colours of the window.
    Theme(Theme),
    /// Where backups lie; `None`: the default again.
    BackupFolder(Option<PathBuf>),
    /// What closing the window does.
    OnClose(OnClose),
    /// What notifications are shown for.
    Notifications(Notify),
    /// How long backups are kept.
    Retention(Rule),
    /// When backups are made by themselves.
    Schedule(Schedule),
    /// Whether there is a backup some minutes after a change too.
    AfterChanges(bool),
    /// Whether none is made where nothing changed.
    SkipUnchanged(bool),
    /// Whether none is made by itself on a battery that is nearly empty.
    WaitBattery(bool),
    /// Whether none is sent by itself over a network that costs.
    WaitMetered(bool),
    /// How often a restore is tried by itself.
    RestoreTest(RestoreTest),
}

impl Change {
    /// The setting's name, as in [`Settings::locked`].
    pub fn name(&self) -> &'static str {
        match self {
            Self::Theme(_) => "theme",
            Self::BackupFolder(_) => "backup_folder",
            Self::OnClose(_) => "on_close",
            Self::Notifications(_) => "notifications",
            Self::Retention(_) => "retention",
            Self::Schedule(_) => "schedule",
            Self::AfterChanges(_) => "after_changes",
            Self::SkipUnchanged(_) => "skip_unchanged",
            Self::WaitBattery(_) => "wait_battery",
            Self::WaitMetered(_) => "wait_metered",
            Self::RestoreTest(_) => "restore_test",
        }
    }
}

/// What is saved, with defaults for the rest, under what the environment sets.
pub async fn load(pool: &SqlitePool, default_backups: &Path, environment: &Environment) -> Result<Settings> {
    let mut settings = Settings {
        theme: Theme::default(),
        backup_folder: default_backups.to_owned(),
        backup_folder_default: true,
        on_close: OnClose::default(),
        notifications: Notify::default(),
        retention: Rule::default(),
        schedule: Schedule::standard()?,
        after_changes: false,
        skip_unchanged: false,
        wait_battery: false,
        wait_metered: false,
        restore_test: RestoreTest::default(),
        locations: storage::Locations::of(storage::Saved::default()),
        locked: Vec::new(),
        problems: Vec::new(),
    };
    for (key, value) in table::all(pool).await? {
        match key.as_str() {
            "theme" => settings.theme = read(&value).unwrap_or_default(),
            "on_close" => settings.on_close = read(&value).unwrap_or_default(),
            "notifications" => settings.notifications = read(&value).unwrap_or_default(),
            "after_changes" => settings.after_changes = read(&value).unwrap_or_default(),
            "skip_unchanged" => settings.skip_unchanged = read(&value).unwrap_or_default(),
            "wait_battery" => settings.wait_battery = read(&value).unwrap_or_default(),
            "wait_metered" => settings.wait_metered = read(&value).unwrap_or_default(),
            "restore_test" => settings.restore_test = read(&value).unwrap_or_default(),
            "retention" => {
                let rule = read(&value);
                if rule.is_none() {
                    settings.problems.push(unreadable_rule());
                }
                // Written by a newer version: what cannot be understood must not remove anything.
                settings.retention = rule.unwrap_or(Rule::KeepAll);
            }
            "schedule" => match read(&value) {
                Some(schedule) => settings.schedule = schedule,
                None => settings.problems.push(unreadable_schedule()),
            },
            storage::KEY => match read(&value) {
                Some(saved) => settings.locations = storage::Locations::of(saved),
                None => settings.problems.push(storage::unreadable().failure()),
            },
            "backup_folder" => {
                if let Some(folder) = read(&value) {
                    settings.backup_folder = folder;
                    settings.backup_folder_default = false;
                }
            }
            // Written by a newer version: left as it is.
            _ => {}
        }
    }
    environment.lay_over(&mut settings);
    Ok(settings)
}

fn unreadable_rule() -> Failure {
    Error::new(
        Code::InvalidInput,
        "The saved rule for keeping backups cannot be read, so none is removed",
    )
    .hint("Choose a rule anew")
    .failure()
}

fn unreadable_schedule() -> Failure {
    Error::new(
        Code::InvalidInput,
        "The saved schedule cannot be read, so backups are made every day at 02:00",
    )
    .hint("Choose a schedule anew")
    .failure()
}

/// Saves one change. False where it is saved so already, or holds without being saved: then nothing was written.
pub async fn save(pool: &SqlitePool, settings: &Settings, change: &Change) -> Result<bool> {
    let name = change.name();
    let value = saved_form(change)?;
    let saved = table::all(pool).await?.into_iter().find(|(key, _)| key == name);
    let is_so = match (&saved, &value) {
        (Some((_, saved)), Some(value)) => read::<Value>(saved) == read(value),
        (Some(_), None) => false,
        (None, None) => true,
        (None, Some(value)) => {
            let named = document::named(settings).into_iter().find(|one| one.key == name);
            named.is_some_and(|one| !one.locked && Some(one.value) == read(value))
        }
    };
    if !is_so {
        table::put(pool, name, value.as_deref()).await?;
    }
    Ok(!is_so)
}

fn saved_form(change: &Change) -> Result<Option<String>> {
    Ok(match change {
        Change::Theme(theme) => Some(write(theme)?),
        Change::OnClose(on_close) => Some(write(on_close)?),
        Change::Notifications(wanted) => Some(write(wanted)?),
        Change::Retention(rule) => Some(write(rule)?),
        Change::Schedule(schedule) => Some(write(schedule)?),
        Change::AfterChanges(on)
        | Change::SkipUnchanged(on)
        | Change::WaitBattery(on)
        | Change::WaitMetered(on) => Some(write(on)?),
        Change::RestoreTest(often) => Some(write(often)?),
        Change::BackupFolder(folder) => folder.as_ref().map(write).transpose()?,
    })
}

fn read<T: serde::de::DeserializeOwned>(value: &str) -> Option<T> {
    serde_json::from_str(value).ok()
}

fn write<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value)
        .map_err(|error| Error::new(Code::InvalidInput, "The setting cannot be saved").because(error))
}
