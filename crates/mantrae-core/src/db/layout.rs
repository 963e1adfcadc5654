//! What is around the components of a profile in its file, as in [`traefik_dynamic::text::Kept`].

use sqlx::{SqliteConnection, SqliteExecutor};
use traefik_dynamic::{Kind, text};

use crate::error::Result;

/// The layout of a profile's file, if it has one.
pub async fn get<'e>(database: impl SqliteExecutor<'e>, profile: &str) -> Result<Option<String>> {
    let row = sqlx::query_scalar!("SELECT layout FROM profile WHERE uid = ?", profile);
    Ok(row.fetch_optional(database).await?.flatten())
}

/// Replaces the layout of a profile's file.
pub async fn set(connection: &mut SqliteConnection, profile: &str, layout: &str) -> Result<()> {
    sqlx::query!("UPDATE profile SET layout = ? WHERE uid = ?", layout, profile)
        .execute(connection)
        .await?;
    Ok(())
}

/// Components with a new name stay where they are in the file.
pub async fn follow_names(
    connection: &mut SqliteConnection,
    profile: &str,
    renamed: &[(Kind, &str, &str)],
) -> Result<()> {
    if renamed.is_empty() {
        return Ok(());
    }
    let Some(layout) = get(&mut *connection, profile).await? else {
        return Ok(());
    };
    let layout = renamed.iter().fold(layout, |layout, (kind, from, to)| {
        text::with_new_name(&layout, *kind, (from, to))
    });
    set(connection, profile, &layout).await
}
