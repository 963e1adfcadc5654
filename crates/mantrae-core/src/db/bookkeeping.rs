//! What the program remembers between checks. Nobody chooses it, so it is not a setting.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::SqlitePool;

use crate::error::{Code, Error, Result};

/// What is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key<'a> {
    /// Other installations whose backups count as this one's.
    Adopted,
    /// The revision of the configuration that the newest backup holds.
    BackedUpRevision,
    /// The configuration has been created once, so a missing database is a loss, not a first start.
    ConfigurationMade,
    /// The time since which backups missing from this location could be forgotten.
    Forgetting(&'a str),
    /// What notifications have been shown for.
    NotificationsSaid,
    /// Automatic backups are paused.
    Pause,
    /// When the next restore test is due.
    RestoreTestDue,
    /// The last run of the retention rule: in the folder on this computer, or in the location with this key.
    RetentionRun(Option<&'a str>),
}

impl Key<'_> {
    fn text(self) -> String {
        match self {
            Self::Adopted => "adopted".to_owned(),
            Self::BackedUpRevision => "backed_up_revision".to_owned(),
            Self::ConfigurationMade => "configuration_made".to_owned(),
            Self::Forgetting(location) => format!("forgetting:{location}"),
            Self::NotificationsSaid => "notifications_said".to_owned(),
            Self::Pause => "pause".to_owned(),
            Self::RestoreTestDue => "restore_test_due".to_owned(),
            Self::RetentionRun(None) => "retention_run".to_owned(),
            Self::RetentionRun(Some(location)) => format!("retention_run:{location}"),
        }
    }
}

/// The value stored under a key; `None` also if it is unreadable: a newer version may have written it.
pub async fn get<T: DeserializeOwned>(pool: &SqlitePool, key: Key<'_>) -> Result<Option<T>> {
    let key = key.text();
    let value = sqlx::query_scalar!("SELECT value FROM bookkeeping WHERE key = ?", key)
        .fetch_optional(pool)
        .await?;
    Ok(value.and_then(|value| serde_json::from_str(&value).ok()))
}

/// Remembers a value.
pub async fn put<T: Serialize>(pool: &SqlitePool, key: Key<'_>, value: &T) -> Result<()> {
    let key = key.text();
    let value = serde_json::to_string(value).map_err(|error| {
        Error::new(Code::Internal, format!("`{key}` cannot be written as JSON")).because(error)
    })?;
    sqlx::query!(
        "INSERT INTO bookkeeping (key, value) VALUES (?, ?)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        key,
        value
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Forgets the value stored under a key.
pub async fn forget(pool: &SqlitePool, key: Key<'_>) -> Result<()> {
    let key = key.text();
    sqlx::query!("DELETE FROM bookkeeping WHERE key = ?", key)
        .execute(pool)
        .await?;
    Ok(())
}
