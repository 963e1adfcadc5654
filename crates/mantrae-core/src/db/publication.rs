//! Where profiles are published, and what was published there.

use sqlx::SqlitePool;

use crate::error::Result;
use crate::timestamp::Timestamp;

/// How many publications of a profile are remembered.
const MOST: i64 = 100;

/// Where a profile is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionRow {
    /// The uid of the profile.
    pub profile: String,
    /// The file that is written, absolute; for `http`, the path at which the profile is served.
    pub target: String,
    /// `folder`, `file` or `http`.
    pub form: String,
    /// The address of Traefik's API.
    pub api: Option<String>,
    /// The user name for it.
    pub login: Option<String>,
    /// SHA-256 of what the file last held by our doing, in hex; empty if there was none.
    pub known: Option<String>,
    /// Where Mantrae listens; `None` unless `http`.
    pub listen: Option<String>,
    /// SHA-256 of the token that Traefik has to show, in hex; `None` unless `http`.
    pub token: Option<String>,
}

/// A profile that is served over HTTP, and which of its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServedRow {
    /// The uid of the profile.
    pub profile: String,
    /// The path at which it is served.
    pub target: String,
    /// Where Mantrae listens.
    pub listen: String,
    /// SHA-256 of the token that Traefik has to show, in hex.
    pub token: String,
    /// The publication that is served; `None` if there is none.
    pub number: Option<i64>,
    /// The first publication that was taken back; what was there before it is served if there is no other.
    pub first: Option<i64>,
}

/// A publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicationRow {
    /// The uid of the profile.
    pub profile: String,
    /// Counted from 1 for each profile.
    pub number: i64,
    /// The file that was written, absolute; for `http`, the path at which it was served.
    pub target: String,
    /// `folder`, `file` or `http`.
    pub form: String,
    /// `begun`, `written`, `taking-back`, `taken-back` or `not-written`.
    pub state: String,
    /// Shows in Traefik's API that it was taken over.
    pub marker: String,
    /// What the file held before; `None` if there was no file.
    pub before: Option<Vec<u8>>,
    /// What it held afterwards.
    pub after: Vec<u8>,
    /// RFC 3339, UTC.
    pub written_at: Timestamp,
    /// When Traefik first showed the marker.
    pub seen_at: Option<Timestamp>,
    /// Seconds after which it is taken back unless it is kept.
    pub trial: Option<i64>,
    /// The first look after that takes it back.
    pub deadline: Option<Timestamp>,
    /// What the last look at Traefik said, as JSON.
    pub outcome: Option<String>,
}

/// Where a profile is published.
pub async fn connection(pool: &SqlitePool, profile: &str) -> Result<Option<ConnectionRow>> {
    let row = sqlx::query_as!(
        ConnectionRow,
        "SELECT profile, target, form, api, login, known, listen, token FROM connection WHERE profile = ?",
        profile
    );
    Ok(row.fetch_optional(pool).await?)
}

/// Where all profiles are published.
pub async fn connections(pool: &SqlitePool) -> Result<Vec<ConnectionRow>> {
    let rows = sqlx::query_as!(
        ConnectionRow,
        "SELECT profile, target, form, api, login, known, listen, token FROM connection ORDER BY profile"
    );
    Ok(rows.fetch_all(pool).await?)
}

/// Saves where a profile is published.
pub async fn connect(pool: &SqlitePool, row: &ConnectionRow) -> Result<()> {
    sqlx::query!(
        "INSERT OR REPLACE INTO connection (profile, target, form, api, login, known, listen, token)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        row.profile,
        row.target,
        row.form,
        row.api,
        row.login,
        row.known,
        row.listen,
        row.token
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Forgets where a profile is published; what was published stays on record.
pub async fn disconnect(pool: &SqlitePool, profile: &str) -> Result<()> {
    sqlx::query!("DELETE FROM connection WHERE profile = ?", profile)
        .execute(pool)
        .await?;
    Ok(())
}

/// The publications of a profile, newest first.
pub async fn list(pool: &SqlitePool, profile: &str) -> Result<Vec<PublicationRow>> {
    let rows = sqlx::query_as!(
        PublicationRow,
        r#"SELECT profile, number, target, form, state, marker, before, after, written_at AS "written_at: Timestamp",
                  seen_at AS "seen_at: Timestamp", trial, deadline AS "deadline: Timestamp", outcome
           FROM publication WHERE profile = ? ORDER BY number DESC"#,
        profile
    );
    Ok(rows.fetch_all(pool).await?)
}

/// The publication of a profile whose content is in the file; `None` if there is none.
pub async fn current(pool: &SqlitePool, profile: &str) -> Result<Option<PublicationRow>> {
    let row = sqlx::query_as!(
        PublicationRow,
        r#"SELECT profile, number, target, form, state, marker, before, after, written_at AS "written_at: Timestamp",
                  seen_at AS "seen_at: Timestamp", trial, deadline AS "deadline: Timestamp", outcome
           FROM publication WHERE profile = ? AND state = 'written' ORDER BY number DESC LIMIT 1"#,
        profile
    );
    Ok(row.fetch_optional(pool).await?)
}

/// The publication of a profile whose content is at a target, or is served; `None` if there is none.
pub async fn current_at(pool: &SqlitePool, connection: &ConnectionRow) -> Result<Option<PublicationRow>> {
    let row = sqlx::query_as!(
        PublicationRow,
        r#"SELECT profile, number, target, form, state, marker, before, after, written_at AS "written_at: Timestamp",
                  seen_at AS "seen_at: Timestamp", trial, deadline AS "deadline: Timestamp", outcome
           FROM publication
           WHERE profile = ?1 AND state = 'written' AND form = ?2 AND (form = 'http' OR target = ?3)
           ORDER BY number DESC LIMIT 1"#,
        connection.profile,
        connection.form,
        connection.target
    );
    Ok(row.fetch_optional(pool).await?)
}

/// All profiles that are served over HTTP.
pub async fn served(pool: &SqlitePool) -> Result<Vec<ServedRow>> {
    let rows = sqlx::query_as!(
        ServedRow,
        r#"SELECT profile, target, listen AS "listen!", token AS "token!",
                  (SELECT MAX(number) FROM publication
                   WHERE profile = connection.profile AND form = 'http' AND state IN ('written', 'taking-back'))
                      AS "number: i64",
                  (SELECT MIN(number) FROM publication
                   WHERE profile = connection.profile AND form = 'http' AND state = 'taken-back') AS "first: i64"
           FROM connection WHERE form = 'http' AND listen IS NOT NULL AND token IS NOT NULL ORDER BY profile"#
    );
    Ok(rows.fetch_all(pool).await?)
}

/// What a publication put there.
pub async fn after(pool: &SqlitePool, profile: &str, number: i64) -> Result<Option<Vec<u8>>> {
    let bytes = sqlx::query_scalar!(
        "SELECT after FROM publication WHERE profile = ? AND number = ?",
        profile,
        number
    );
    Ok(bytes.fetch_optional(pool).await?)
}

/// What was there before a publication; `None` if nothing was.
pub async fn before(pool: &SqlitePool, profile: &str, number: i64) -> Result<Option<Vec<u8>>> {
    let bytes = sqlx::query_scalar!(
        "SELECT before FROM publication WHERE profile = ? AND number = ?",
        profile,
        number
    );
    Ok(bytes.fetch_optional(pool).await?.flatten())
}

/// What is served for a profile over HTTP, as it is recorded; `None` if nothing was ever published so.
pub async fn served_number(pool: &SqlitePool, profile: &str) -> Result<(Option<i64>, Option<i64>)> {
    let row = sqlx::query!(
        r#"SELECT MAX(CASE WHEN state IN ('written', 'taking-back') THEN number END) AS "number: i64",
                  MIN(CASE WHEN state = 'taken-back' THEN number END) AS "first: i64"
           FROM publication WHERE profile = ? AND form = 'http'"#,
        profile
    );
    let row = row.fetch_one(pool).await?;
    Ok((row.number, row.first))
}

/// The publications of all profiles that are not settled, or on trial; oldest first.
pub async fn open(pool: &SqlitePool) -> Result<Vec<PublicationRow>> {
    let rows = sqlx::query_as!(
        PublicationRow,
        r#"SELECT profile, number, target, form, state, marker, before, after, written_at AS "written_at: Timestamp",
                  seen_at AS "seen_at: Timestamp", trial, deadline AS "deadline: Timestamp", outcome
           FROM publication
           WHERE state IN ('begun', 'taking-back') OR (state = 'written' AND deadline IS NOT NULL)
           ORDER BY written_at, number"#
    );
    Ok(rows.fetch_all(pool).await?)
}

/// Records a publication that is about to be written; returns its number. The oldest ones are forgotten.
pub async fn begin(pool: &SqlitePool, row: &PublicationRow) -> Result<i64> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    let last = sqlx::query_scalar!(
        r#"SELECT MAX(number) AS "last: i64" FROM publication WHERE profile = ?"#,
        row.profile
    );
    let number = last.fetch_one(&mut *transaction).await?.unwrap_or_default() + 1;
    sqlx::query!(
        "INSERT INTO publication
            (profile, number, target, form, state, marker, before, after, written_at, seen_at, trial, deadline, outcome)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row.profile,
        number,
        row.target,
        row.form,
        row.state,
        row.marker,
        row.before,
        row.after,
        row.written_at,
        row.seen_at,
        row.trial,
        row.deadline,
        row.outcome
    )
    .execute(&mut *transaction)
    .await?;
    let oldest = number - MOST;
    sqlx::query!(
        "DELETE FROM publication WHERE profile = ? AND number <= ?",
        row.profile,
        oldest
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(number)
}

/// Saves what became of a publication; `known` is what the file holds now, if that changed.
pub async fn save(pool: &SqlitePool, row: &PublicationRow, known: Option<&str>) -> Result<()> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query!(
        "UPDATE publication SET state = ?, seen_at = ?, trial = ?, deadline = ?, outcome = ?
         WHERE profile = ? AND number = ?",
        row.state,
        row.seen_at,
        row.trial,
        row.deadline,
        row.outcome,
        row.profile,
        row.number
    )
    .execute(&mut *transaction)
    .await?;
    if let Some(known) = known {
        sqlx::query!(
            "UPDATE connection SET known = ? WHERE profile = ? AND target = ?",
            known,
            row.profile,
            row.target
        )
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await?;
    Ok(())
}
