//! What is known of the archives in each location. A cache: the location's listing is the truth.

use sqlx::SqlitePool;

use crate::error::Result;

/// One archive in one location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Name of the archive file.
    pub file: String,
    /// Name of the location.
    pub location: String,
    /// Id of the backup.
    pub id: String,
    /// RFC 3339, UTC.
    pub created_at: String,
    /// Trigger.
    pub cause: String,
    /// The person's words.
    pub note: String,
    /// Bytes.
    pub size: i64,
    /// Lower-case hex of the whole file.
    pub sha256: String,
    /// Rows.
    pub components: i64,
    /// Uid of the installation that made it.
    pub instance: String,
    /// When it was last read back and found whole.
    pub proven_at: Option<String>,
    /// JSON of the failure that was found when it was last read back.
    pub problem: Option<String>,
    /// How far the newest proof went: `complete`, or `bytes` alone.
    pub proof: String,
}

/// All rows of a location.
pub async fn list(pool: &SqlitePool, location: &str) -> Result<Vec<Row>> {
    Ok(sqlx::query_as!(
        Row,
        "SELECT * FROM catalog WHERE location = ? ORDER BY created_at DESC",
        location
    )
    .fetch_all(pool)
    .await?)
}

/// Writes what is known of an archive; a row of the same place and name is replaced.
pub async fn put(pool: &SqlitePool, row: &Row) -> Result<()> {
    sqlx::query!(
        "INSERT OR REPLACE INTO catalog
             (file, location, id, created_at, cause, note, size, sha256, components, instance, proven_at, problem, proof)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row.file,
        row.location,
        row.id,
        row.created_at,
        row.cause,
        row.note,
        row.size,
        row.sha256,
        row.components,
        row.instance,
        row.proven_at,
        row.problem,
        row.proof
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Forgets an archive that is no longer there.
pub async fn forget(pool: &SqlitePool, location: &str, file: &str) -> Result<()> {
    sqlx::query!(
        "DELETE FROM catalog WHERE location = ? AND file = ?",
        location,
        file
    )
    .execute(pool)
    .await?;
    Ok(())
}
