//! Finished archives that a location does not have yet.

use sqlx::SqlitePool;

use crate::error::Result;
use crate::timestamp::Timestamp;

/// One archive on its way to one location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Key of the location.
    pub location: String,
    /// Name of the archive file.
    pub file: String,
    /// The activity entry of the run that made it.
    pub activity: String,
    /// RFC 3339, UTC.
    pub queued_at: Timestamp,
    /// Number of attempts so far.
    pub attempts: i64,
    /// Earliest time of the next attempt; RFC 3339, UTC.
    pub next_try: Timestamp,
    /// JSON of the last failure.
    pub problem: Option<String>,
}

/// All waiting uploads, newest first.
pub async fn all(pool: &SqlitePool) -> Result<Vec<Row>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT location, file, activity, queued_at AS "queued_at: Timestamp", attempts, next_try AS "next_try: Timestamp", problem
           FROM upload ORDER BY queued_at DESC, file DESC"#
    );
    Ok(rows.fetch_all(pool).await?)
}

/// Saves the state of an upload, replacing any row with the same location and file.
pub async fn put(pool: &SqlitePool, row: &Row) -> Result<()> {
    sqlx::query!(
        "INSERT OR REPLACE INTO upload (location, file, activity, queued_at, attempts, next_try, problem)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
        row.location,
        row.file,
        row.activity,
        row.queued_at,
        row.attempts,
        row.next_try,
        row.problem
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Removes an upload from the queue.
pub async fn forget(pool: &SqlitePool, location: &str, file: &str) -> Result<()> {
    sqlx::query!(
        "DELETE FROM upload WHERE location = ? AND file = ?",
        location,
        file
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Removes all uploads of that file, whatever their location.
pub async fn forget_file(pool: &SqlitePool, file: &str) -> Result<()> {
    sqlx::query!("DELETE FROM upload WHERE file = ?", file)
        .execute(pool)
        .await?;
    sqlx::query!("DELETE FROM catalog WHERE file = ? AND waiting = 1", file)
        .execute(pool)
        .await?;
    Ok(())
}

/// Makes every waiting upload due immediately.
pub async fn hurry(pool: &SqlitePool, now: Timestamp) -> Result<()> {
    sqlx::query!("UPDATE upload SET next_try = ?1 WHERE next_try > ?1", now)
        .execute(pool)
        .await?;
    Ok(())
}
