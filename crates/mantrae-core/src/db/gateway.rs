//! A profile's gateway and the expectations of its routers, both stored as JSON in the profile's row.

use sqlx::{SqliteConnection, SqlitePool};

use crate::error::Result;

/// What is known about the gateway, as JSON; `None` if nothing is.
pub async fn facts(pool: &SqlitePool, profile: &str) -> Result<Option<String>> {
    let row = sqlx::query_scalar!("SELECT gateway FROM profile WHERE uid = ?", profile);
    Ok(row.fetch_optional(pool).await?.flatten())
}

/// Saves what is known about the gateway.
pub async fn set_facts(connection: &mut SqliteConnection, profile: &str, facts: Option<&str>) -> Result<()> {
    sqlx::query!("UPDATE profile SET gateway = ? WHERE uid = ?", facts, profile)
        .execute(connection)
        .await?;
    Ok(())
}

/// The expectations, as a JSON list.
pub async fn expectations(pool: &SqlitePool, profile: &str) -> Result<String> {
    let row = sqlx::query_scalar!("SELECT expectations FROM profile WHERE uid = ?", profile);
    let found = row.fetch_optional(pool).await?;
    Ok(found.unwrap_or_else(|| "[]".to_owned()))
}

/// Saves the expectations.
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
