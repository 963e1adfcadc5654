//! Profiles: named sets of dynamic configuration.

use std::fmt;
use std::str::FromStr;

use serde_json::json;
use sqlx::{SqliteConnection, SqlitePool};

use super::text_column::text_column;
use crate::error::{Code, Error, Result};
use crate::text_serde::text_serde;
use crate::timestamp::Timestamp;

/// A profile as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Random, stays when the profile is renamed.
    pub uid: String,
    /// As the person wrote it.
    pub name: String,
    /// Free text.
    pub description: String,
    /// RFC 3339, UTC.
    pub created_at: Timestamp,
}

/// The name of a profile, and the uid that identifies it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Stays when the profile is renamed.
    pub uid: String,
    /// As the person wrote it.
    pub name: String,
}

/// The names of profiles.
pub fn named(profiles: &[Profile]) -> Vec<Named> {
    let named = |profile: &Profile| Named {
        uid: profile.uid.clone(),
        name: profile.name.clone(),
    };
    profiles.iter().map(named).collect()
}

/// What an operation remembers of a profile; as text, it is JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// As the person wrote it.
    pub name: String,
    /// Free text.
    pub description: String,
}

impl fmt::Display for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, description } = self;
        json!({ "name": name, "description": description }).fmt(formatter)
    }
}

impl FromStr for State {
    type Err = serde_json::Error;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        #[derive(serde::Deserialize)]
        struct Columns {
            name: String,
            description: String,
        }
        let Columns { name, description } = serde_json::from_str(text)?;
        Ok(Self { name, description })
    }
}

text_column!(State);
text_serde!(State);

/// How many components of one kind a profile holds.
#[derive(Debug, Clone)]
pub struct KindCount {
    /// Uid of the profile.
    pub profile: String,
    /// As in [`traefik_dynamic::Kind::as_str`].
    pub kind: String,
    /// Number of rows.
    pub count: i64,
}

/// The normalised form of a name: two names with the same key are the same.
pub fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// 1 to 64 letters, digits, spaces, `-`, `_`, `.`, neither starting nor ending with a space.
pub fn check_name(name: &str) -> Result<()> {
    let allowed = |character: char| character.is_alphanumeric() || matches!(character, ' ' | '-' | '_' | '.');
    let length = name.chars().count();
    if (1..=64).contains(&length) && name.trim() == name && name.chars().all(allowed) {
        return Ok(());
    }
    Err(Error::new(
        Code::InvalidInput,
        format!("`{name}` cannot be the name of a profile"),
    )
    .hint("Use 1 to 64 letters, digits, spaces, `-`, `_` or `.`"))
}

/// All profiles, ordered by name.
pub async fn list(pool: &SqlitePool) -> Result<Vec<Profile>> {
    let rows = sqlx::query_as!(
        Profile,
        r#"SELECT uid, name, description, created_at AS "created_at: Timestamp" FROM profile ORDER BY name_key"#
    );
    Ok(rows.fetch_all(pool).await?)
}

/// The profile with that name, ignoring case.
pub async fn find(pool: &SqlitePool, name: &str) -> Result<Option<Profile>> {
    let key = key(name);
    let row = sqlx::query_as!(
        Profile,
        r#"SELECT uid, name, description, created_at AS "created_at: Timestamp" FROM profile WHERE name_key = ?"#,
        key
    );
    Ok(row.fetch_optional(pool).await?)
}

/// Like [`find`], but a missing profile is an error.
pub async fn get(pool: &SqlitePool, name: &str) -> Result<Profile> {
    find(pool, name).await?.ok_or_else(|| {
        Error::new(Code::NotFound, format!("There is no profile `{name}`"))
            .hint("`profile list` shows all profiles")
    })
}

/// Number of components by profile and kind.
pub async fn counts(pool: &SqlitePool) -> Result<Vec<KindCount>> {
    let rows = sqlx::query_as!(
        KindCount,
        r#"SELECT profile, kind, COUNT(*) AS "count!: i64" FROM component GROUP BY profile, kind"#
    );
    Ok(rows.fetch_all(pool).await?)
}

/// Adds a profile; its name must be free.
pub async fn insert(connection: &mut SqliteConnection, profile: &Profile) -> Result<()> {
    let key = key(&profile.name);
    let done = sqlx::query!(
        "INSERT INTO profile (uid, name, name_key, description, created_at) VALUES (?, ?, ?, ?, ?)",
        profile.uid,
        profile.name,
        key,
        profile.description,
        profile.created_at
    );
    done.execute(connection)
        .await
        .map_err(|error| taken(error, &profile.name))?;
    Ok(())
}

/// Renames a profile.
pub async fn rename(connection: &mut SqliteConnection, uid: &str, name: &str) -> Result<()> {
    let key = key(name);
    let done = sqlx::query!(
        "UPDATE profile SET name = ?, name_key = ? WHERE uid = ?",
        name,
        key,
        uid
    );
    done.execute(connection)
        .await
        .map_err(|error| taken(error, name))?;
    Ok(())
}

/// Removes a profile with its components.
pub async fn delete(connection: &mut SqliteConnection, uid: &str) -> Result<()> {
    sqlx::query!("DELETE FROM profile WHERE uid = ?", uid)
        .execute(&mut *connection)
        .await?;
    super::mention::forget_removed(connection).await
}

fn taken(error: sqlx::Error, name: &str) -> Error {
    match &error {
        sqlx::Error::Database(inner) if inner.is_unique_violation() => {
            Error::new(Code::Exists, format!("A profile named `{name}` already exists"))
                .hint("Profile names are not case-sensitive: choose another one")
        }
        _ => error.into(),
    }
}
