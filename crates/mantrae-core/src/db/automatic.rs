//! Which profiles are published automatically, and what was decided about that last.

use sqlx::SqlitePool;

use crate::error::Result;

/// A profile that is published automatically.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AutomaticRow {
    /// The uid of the profile.
    pub profile: String,
    /// What was there when it was last decided whether to publish; `None`: it never was.
    pub decided: Option<String>,
    /// Why nothing was published then.
    pub held_back: Option<String>,
}

/// All profiles that are published automatically.
pub async fn all(pool: &SqlitePool) -> Result<Vec<AutomaticRow>> {
    let rows = sqlx::query_as!(
        AutomaticRow,
        "SELECT profile, decided, held_back FROM automatic ORDER BY profile"
    );
    Ok(rows.fetch_all(pool).await?)
}

/// One of them; `None` if a person publishes it.
pub async fn find(pool: &SqlitePool, profile: &str) -> Result<Option<AutomaticRow>> {
    let row = sqlx::query_as!(
        AutomaticRow,
        "SELECT profile, decided, held_back FROM automatic WHERE profile = ?",
        profile
    );
    Ok(row.fetch_optional(pool).await?)
}

/// Publishes a profile automatically from now on; returns whether that is new.
pub async fn turn_on(pool: &SqlitePool, profile: &str) -> Result<bool> {
    let done = sqlx::query!("INSERT OR IGNORE INTO automatic (profile) VALUES (?)", profile);
    Ok(done.execute(pool).await?.rows_affected() > 0)
}

/// Leaves publishing to a person; returns whether that is new.
pub async fn turn_off(pool: &SqlitePool, profile: &str) -> Result<bool> {
    let done = sqlx::query!("DELETE FROM automatic WHERE profile = ?", profile);
    Ok(done.execute(pool).await?.rows_affected() > 0)
}

/// Records what was decided. Nothing happens if it was turned off in the meantime.
pub async fn decide(pool: &SqlitePool, row: &AutomaticRow) -> Result<()> {
    sqlx::query!(
        "UPDATE automatic SET decided = ?, held_back = ? WHERE profile = ?",
        row.decided,
        row.held_back,
        row.profile
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// The latest publication of a profile to where it is published now, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LatestRow {
    /// Counted from 1 for each profile.
    pub number: i64,
    /// As in [`super::publication::PublicationRow`].
    pub state: String,
    /// Whether it is taken back unless a person keeps it.
    pub is_on_trial: bool,
    /// What the last look at Traefik said, in one word.
    pub outcome: Option<String>,
}

/// The latest publication of a profile to where it is published now, except those that were never written; `None` if there is
/// none.
pub async fn latest(pool: &SqlitePool, profile: &str) -> Result<Option<LatestRow>> {
    let row = sqlx::query_as!(
        LatestRow,
        r#"SELECT number, state, deadline IS NOT NULL AS "is_on_trial!: bool",
                  json_extract(outcome, '$.state') AS "outcome: String"
           FROM publication JOIN connection USING (profile, form)
           WHERE profile = ? AND state <> 'not-written' AND (form = 'http' OR publication.target = connection.target)
           ORDER BY number DESC LIMIT 1"#,
        profile
    );
    Ok(row.fetch_optional(pool).await?)
}
