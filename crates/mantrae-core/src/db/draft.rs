//! What a person is writing and has not saved yet.

use sqlx::SqlitePool;

use super::component::Stored;
use crate::error::{Code, Error, Result};
use crate::timestamp::Timestamp;

/// The draft of one component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The uid of the profile.
    pub profile: String,
    /// As in [`traefik_dynamic::Kind::as_str`].
    pub kind: String,
    /// The name of the component, which need not exist.
    pub name: String,
    /// Its lines, as in [`traefik_dynamic::text::Fragment`]; perhaps nothing can read them.
    pub lines: String,
    /// The last lines that could be read, if these cannot.
    pub readable: Option<String>,
    /// JSON of the component as it was when the draft began; none if there was none.
    pub base: Option<String>,
    /// RFC 3339, UTC.
    pub changed_at: Timestamp,
}

impl Row {
    /// The component as it was when the draft began.
    pub fn base(&self) -> Result<Option<Stored>> {
        let read = self.base.as_deref().map(serde_json::from_str).transpose();
        read.map_err(|error| {
            let sentence = format!("The draft of the {} `{}` cannot be read", self.kind, self.name);
            Error::new(Code::Database, sentence).because(error)
        })
    }

    /// The same draft as if it had begun with that component.
    pub fn based_on(self, base: Option<&Stored>) -> Result<Self> {
        let base = base
            .map(serde_json::to_string)
            .transpose()
            .map_err(|error| Error::new(Code::Internal, "A component could not be encoded").because(error))?;
        Ok(Self { base, ..self })
    }
}

/// All drafts, the latest first.
pub async fn all(pool: &SqlitePool) -> Result<Vec<Row>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT profile, kind, name, lines, readable, base, changed_at AS "changed_at: Timestamp"
           FROM draft ORDER BY changed_at DESC, kind, name"#
    );
    Ok(rows.fetch_all(pool).await?)
}

/// The draft of one component.
pub async fn find(pool: &SqlitePool, profile: &str, (kind, name): (&str, &str)) -> Result<Option<Row>> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT profile, kind, name, lines, readable, base, changed_at AS "changed_at: Timestamp"
           FROM draft WHERE profile = ? AND kind = ? AND name = ?"#,
        profile,
        kind,
        name
    );
    Ok(row.fetch_optional(pool).await?)
}

/// Stores a draft in the place of the one of that component.
pub async fn put(pool: &SqlitePool, row: &Row) -> Result<()> {
    sqlx::query!(
        "INSERT OR REPLACE INTO draft (profile, kind, name, lines, readable, base, changed_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
        row.profile,
        row.kind,
        row.name,
        row.lines,
        row.readable,
        row.base,
        row.changed_at
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Stores a draft in the place of one with these lines. Returns whether there still was such a one.
pub async fn put_over(pool: &SqlitePool, row: &Row, seen: &str) -> Result<bool> {
    let done = sqlx::query!(
        "UPDATE draft SET lines = ?, readable = ?, base = ?, changed_at = ?
         WHERE profile = ? AND kind = ? AND name = ? AND lines = ?",
        row.lines,
        row.readable,
        row.base,
        row.changed_at,
        row.profile,
        row.kind,
        row.name,
        seen
    );
    Ok(done.execute(pool).await?.rows_affected() > 0)
}

/// Removes a draft, unless it has other lines by now.
pub async fn delete(pool: &SqlitePool, row: &Row) -> Result<()> {
    sqlx::query!(
        "DELETE FROM draft WHERE profile = ? AND kind = ? AND name = ? AND lines = ?",
        row.profile,
        row.kind,
        row.name,
        row.lines
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Removes the draft of one component, and returns its lines.
pub async fn take(pool: &SqlitePool, profile: &str, (kind, name): (&str, &str)) -> Result<Option<String>> {
    let taken = sqlx::query_scalar!(
        "DELETE FROM draft WHERE profile = ? AND kind = ? AND name = ? RETURNING lines",
        profile,
        kind,
        name
    );
    Ok(taken.fetch_optional(pool).await?)
}
