//! Which secrets were saved in the keyring; never their values.

use sqlx::SqlitePool;

use crate::error::Result;
use crate::timestamp::Timestamp;

/// A secret that was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Its name in the keyring.
    pub name: String,
    /// RFC 3339, UTC.
    pub saved_at: Timestamp,
}

/// All of them, newest first.
pub async fn list(pool: &SqlitePool) -> Result<Vec<Saved>> {
    Ok(sqlx::query_as!(
        Saved,
        r#"SELECT name, saved_at AS "saved_at: Timestamp" FROM saved_secret ORDER BY saved_at DESC, name"#
    )
    .fetch_all(pool)
    .await?)
}

/// Records that a secret was saved and read back.
pub async fn note(pool: &SqlitePool, name: &str, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "INSERT INTO saved_secret (name, saved_at) VALUES (?, ?)
         ON CONFLICT (name) DO UPDATE SET saved_at = excluded.saved_at",
        name,
        now
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Forgets a secret that was removed from the keyring; true if it was recorded.
pub async fn forget(pool: &SqlitePool, name: &str) -> Result<bool> {
    let removed = sqlx::query!("DELETE FROM saved_secret WHERE name = ?", name)
        .execute(pool)
        .await?;
    Ok(removed.rows_affected() > 0)
}
