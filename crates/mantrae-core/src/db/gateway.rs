//! What is known of the gateway of a profile, and what is expected of its routers: both as JSON in the row of the profile.

use sqlx::{SqliteConnection, SqlitePool};

use crate::error::Result;

/// What is known of the gateway, as JSON; `None`: nothing.
pub async fn facts(pool: &SqlitePool, profile: &str) -> Result<Option<String>> {
    let row = sqlx::query_scalar!("SELECT gateway FROM profile WHERE uid = ?", profile);
    Ok(row.fetch_optional(pool).await?.flatten())
}

/// Writes down what is known of the gateway.
pub async fn set_facts(connection: &mut SqliteConnection, profile: &str, facts: Option<&str>) -> Result<()> {
    sqlx::query!("UPDATE profile SET gateway = ? WHERE uid = ?", facts, profile)
        .execute(connection)
        .await?;
    Ok(())
}

/// What is expected, a JSON list.
pub async fn expectations(pool: &SqlitePool, profile: &str) -> Result<String> {
    let row = sqlx::query_scalar!("SELECT expectations FROM profile WHERE uid = ?", profile);
    let found = row.fetch_optional(pool).await?;
    Ok(found.unwrap_or_else(|| "[]".to_owned()))
}

/// Writes down what is expected.
pub async fn set_expectations(
    connection: &mut SqliteConnection,
    profile: &str,
    expectations: &str,
) -> Result<()> {
    sqlx::query!(
        "UPDATE profile SET expectations = ? WHERE uid = ?",
        expectations,
        profile
    )
    .execute(connection)
    .await?;
    Ok(())
}
