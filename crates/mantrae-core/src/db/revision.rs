//! The number that every change to the configuration increments.

use sqlx::{SqliteConnection, SqliteExecutor};

use crate::error::Result;

/// The current state of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Incremented by every committed change.
    pub number: i64,
    /// The operation that made the last change.
    pub operation: Option<String>,
}

/// The current revision.
pub async fn get(executor: impl SqliteExecutor<'_>) -> Result<Revision> {
    Ok(
        sqlx::query_as!(Revision, "SELECT number, operation FROM revision WHERE id = 1")
            .fetch_one(executor)
            .await?,
    )
}

/// Increments the number inside the transaction of a change; `operation` is what made the change.
pub async fn raise(connection: &mut SqliteConnection, operation: &str) -> Result<()> {
    sqlx::query!(
        "UPDATE revision SET number = number + 1, operation = ? WHERE id = 1",
        operation
    )
    .execute(connection)
    .await?;
    Ok(())
}
