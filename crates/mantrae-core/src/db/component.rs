//! Components: the named components of a profile.

use std::fmt;
use std::str::FromStr;

use sqlx::{SqliteConnection, SqliteExecutor, SqlitePool};
use traefik_dynamic::{Component, Kind, in_parallel};

use super::bulk::{Bound, Insert};
use super::text_column::text_column;
use crate::error::{Code, Error, Result};
use crate::id::hex;
use crate::text_serde::text_serde;
use crate::timestamp::Timestamp;

/// A component as stored.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Stored {
    /// As in [`Kind::as_str`].
    pub kind: String,
    /// Exact name, case included.
    pub name: String,
    /// Normalised configuration, JSON.
    pub configuration: String,
    /// What `{{` in it means, as in [`traefik_dynamic::Braces::as_str`]; undecided if written by a version that did not
    /// record it.
    #[serde(default = "undecided")]
    pub braces: String,
    /// The lines in which a person wrote it, as in [`traefik_dynamic::text::Fragment`]; none where it is written
    /// from its configuration.
    #[serde(default)]
    pub text: Option<String>,
    /// Disabled components are kept, but neither exported nor published.
    pub enabled: bool,
    /// Lower-case hex of the SHA-256 of its meaning.
    pub meaning: String,
    /// RFC 3339, UTC.
    pub updated_at: Timestamp,
}

impl Stored {
    /// The stored form of a component of the model.
    pub fn of(component: &Component, enabled: bool, now: Timestamp) -> Self {
        Self::with_meaning(component, hex(&component.meaning()), (enabled, now))
    }

    /// The same where the hash of its meaning is known, in lower-case hex.
    pub fn with_meaning(component: &Component, meaning: String, (enabled, now): (bool, Timestamp)) -> Self {
        Self {
            kind: component.kind.as_str().to_owned(),
            name: component.name.clone(),
            configuration: component.configuration().to_string(),
            braces: component.braces.as_str().to_owned(),
            text: None,
            enabled,
            meaning,
            updated_at: now,
        }
    }

    /// The component of the model that these columns hold.
    pub fn component(&self) -> Result<Component> {
        let kind = kind(&self.kind)?;
        component(kind, &self.name, (&self.configuration, &self.braces)).map_err(|error| {
            Error::new(
                Code::Database,
                format!("{kind} `{}` is not stored as JSON", self.name),
            )
            .because(error)
        })
    }

    /// The same with its braces decided, if it was written by a version that did not record them.
    pub fn decided(self) -> Result<Self> {
        if self.braces != undecided() {
            return Ok(self);
        }
        Ok(Self::of(&self.component()?, self.enabled, self.updated_at))
    }

    /// The same with the lines in which a person wrote it.
    #[must_use]
    pub fn written_as(self, text: Option<String>) -> Self {
        Self { text, ..self }
    }

    /// True if nothing but the time of the change differs.
    pub fn is_same(&self, other: &Self) -> bool {
        let dated_alike = Self {
            updated_at: other.updated_at,
            ..self.clone()
        };
        dated_alike == *other
    }

    /// What an operation remembers of a component, to detect later changes.
    pub fn state(&self) -> State {
        State {
            meaning: self.meaning.clone(),
            enabled: self.enabled,
        }
    }
}

/// Builds a model component from a kind, a name, the JSON of a configuration and a word for its braces.
pub fn component(
    kind: Kind,
    name: &str,
    (json, braces): (&str, &str),
) -> std::result::Result<Component, serde_json::Error> {
    let component = Component::from_json(kind, name, json)?;
    Ok(match braces.parse() {
        Ok(braces) => component.with_braces(braces),
        Err(()) => component.with_old_braces(),
    })
}

fn undecided() -> String {
    "undecided".to_owned()
}

/// What a component means and whether it is enabled. As text, `<meaning>:1` or `<meaning>:0`; a restore computes the
/// same in SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Lower-case hex of the SHA-256 of its meaning.
    pub meaning: String,
    /// As in [`Stored::enabled`].
    pub enabled: bool,
}

impl State {
    /// The state of a component of the model.
    pub fn of(component: &Component, enabled: bool) -> Self {
        let meaning = hex(&component.meaning());
        Self { meaning, enabled }
    }
}

impl fmt::Display for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.meaning, u8::from(self.enabled))
    }
}

impl FromStr for State {
    type Err = &'static str;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        let (meaning, switch) = text.split_once(':').ok_or("there is no colon")?;
        let enabled = match switch {
            "1" => true,
            "0" => false,
            _ => return Err("neither 0 nor 1 follows the colon"),
        };
        let meaning = meaning.to_owned();
        Ok(Self { meaning, enabled })
    }
}

text_column!(State);
text_serde!(State);

/// The kind that a column names.
pub fn kind(text: &str) -> Result<Kind> {
    text.parse().map_err(|_| {
        Error::new(
            Code::Database,
            format!("The database contains an unknown kind: `{text}`"),
        )
    })
}

/// The components of the model that these rows hold, in the same order.
pub fn all(stored: &[Stored]) -> Result<Vec<Component>> {
    in_parallel(stored, Stored::component).into_iter().collect()
}

/// All components of a profile, by kind and name.
pub async fn list(pool: &SqlitePool, profile: &str) -> Result<Vec<Stored>> {
    let rows = sqlx::query_as!(
        Stored,
        r#"SELECT kind, name, configuration, braces, text, enabled AS "enabled: bool",
                  lower(hex(meaning)) AS "meaning!: String", updated_at AS "updated_at: Timestamp"
           FROM component WHERE profile = ? ORDER BY kind, name"#,
        profile
    );
    Ok(rows.fetch_all(pool).await?)
}

/// One component.
pub async fn find(
    executor: impl SqliteExecutor<'_>,
    profile: &str,
    kind: Kind,
    name: &str,
) -> Result<Option<Stored>> {
    let kind = kind.as_str();
    let row = sqlx::query_as!(
        Stored,
        r#"SELECT kind, name, configuration, braces, text, enabled AS "enabled: bool",
                  lower(hex(meaning)) AS "meaning!: String", updated_at AS "updated_at: Timestamp"
           FROM component WHERE profile = ? AND kind = ? AND name = ?"#,
        profile,
        kind,
        name
    );
    Ok(row.fetch_optional(executor).await?)
}

const PUT: Insert = Insert {
    into: "INSERT INTO component (profile, kind, name, configuration, braces, text, enabled, meaning, updated_at)",
    row: "(?, ?, ?, ?, ?, ?, ?, unhex(?), ?)",
    then: "ON CONFLICT (profile, kind, name) DO UPDATE SET
               configuration = excluded.configuration, braces = excluded.braces, text = excluded.text,
               enabled = excluded.enabled, meaning = excluded.meaning, updated_at = excluded.updated_at",
};

/// Writes components, replacing those with the same kind and name, including whether they are enabled. The caller then
/// indexes them in the same transaction: [`mention::catch_up`](super::mention::catch_up).
pub async fn put(connection: &mut SqliteConnection, profile: &str, components: &[Stored]) -> Result<()> {
    let bind = |query: Bound, one: &Stored| {
        query
            .bind(profile.to_owned())
            .bind(one.kind.clone())
            .bind(one.name.clone())
            .bind(one.configuration.clone())
            .bind(one.braces.clone())
            .bind(one.text.clone())
            .bind(one.enabled)
            .bind(one.meaning.clone())
            .bind(one.updated_at)
    };
    PUT.run(connection, components, bind).await
}

/// Removes one component.
pub async fn delete(connection: &mut SqliteConnection, profile: &str, kind: &str, name: &str) -> Result<()> {
    sqlx::query!(
        "DELETE FROM component WHERE profile = ? AND kind = ? AND name = ?",
        profile,
        kind,
        name
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Enables or disables one component.
pub async fn enable(
    connection: &mut SqliteConnection,
    profile: &str,
    (kind, name): (&str, &str),
    enabled: bool,
) -> Result<()> {
    sqlx::query!(
        "UPDATE component SET enabled = ? WHERE profile = ? AND kind = ? AND name = ?",
        enabled,
        profile,
        kind,
        name
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Kind and name of every component of a profile.
pub async fn names(pool: &SqlitePool, profile: &str) -> Result<std::collections::HashSet<(String, String)>> {
    let rows = sqlx::query!("SELECT kind, name FROM component WHERE profile = ?", profile)
        .fetch_all(pool)
        .await?;
    Ok(rows.into_iter().map(|row| (row.kind, row.name)).collect())
}
