//! Settings and identity of this installation.

use sqlx::SqlitePool;

use crate::error::Result;
use crate::timestamp::Timestamp;

/// Identifies this installation among the computers that may share a location for backups.
#[derive(Debug, Clone)]
pub struct Installation {
    /// 8 characters, part of every archive's name.
    pub uid: String,
    /// The computer's name.
    pub name: String,
}

/// The installation's identity, created on first use.
pub async fn installation(pool: &SqlitePool, computer: &str, now: Timestamp) -> Result<Installation> {
    let uid = crate::id::short();
    sqlx::query!(
        "INSERT INTO installation (id, uid, name, created_at) VALUES (1, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        uid,
        computer,
        now
    )
    .execute(pool)
    .await?;
    Ok(
        sqlx::query_as!(Installation, "SELECT uid, name FROM installation WHERE id = 1")
            .fetch_one(pool)
            .await?,
    )
}

/// All saved settings, key and JSON text.
pub async fn all(pool: &SqlitePool) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query!("SELECT key, value FROM setting")
        .fetch_all(pool)
        .await?;
    Ok(rows.into_iter().map(|row| (row.key, row.value)).collect())
}

/// Saves one setting; `None` resets it to the default.
pub async fn put(pool: &SqlitePool, key: &str, value: Option<&str>) -> Result<()> {
    match value {
        Some(value) => {
            sqlx::query!(
                "INSERT INTO setting (key, value) VALUES (?, ?)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                key,
                value
            )
            .execute(pool)
            .await?;
        }
        None => {
            sqlx::query!("DELETE FROM setting WHERE key = ?", key)
                .execute(pool)
                .await?;
        }
    }
    Ok(())
}
