//! Which profiles follow files, and what these files held when both last agreed.

use sqlx::{SqliteConnection, SqlitePool};

use crate::error::Result;
use crate::timestamp::Timestamp;

/// A profile that follows files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowedRow {
    /// The uid of the profile.
    pub profile: String,
    /// The folder or file that Traefik reads, absolute.
    pub path: String,
    /// RFC 3339, UTC.
    pub since: Timestamp,
    /// When something in the files was last taken in.
    pub taken_at: Option<Timestamp>,
    /// Why the files could not be taken in at the last look, as JSON.
    pub failure: Option<String>,
}

/// A file as it was when it and the profile last agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// Below the folder, with slashes; the name of a single file.
    pub name: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// All profiles that follow files.
pub async fn all(pool: &SqlitePool) -> Result<Vec<FollowedRow>> {
    let rows = sqlx::query_as!(
        FollowedRow,
        r#"SELECT profile, path, since AS "since: Timestamp", taken_at AS "taken_at: Timestamp", failure
           FROM followed ORDER BY profile"#
    );
    Ok(rows.fetch_all(pool).await?)
}

/// What a profile follows; `None` if it follows nothing.
pub async fn find(pool: &SqlitePool, profile: &str) -> Result<Option<FollowedRow>> {
    let row = sqlx::query_as!(
        FollowedRow,
        r#"SELECT profile, path, since AS "since: Timestamp", taken_at AS "taken_at: Timestamp", failure
           FROM followed WHERE profile = ?"#,
        profile
    );
    Ok(row.fetch_optional(pool).await?)
}

/// The files of a profile as they were when they and the profile last agreed, by name.
pub async fn files(pool: &SqlitePool, profile: &str) -> Result<Vec<FileRow>> {
    let rows = sqlx::query_as!(
        FileRow,
        "SELECT name, content FROM followed_file WHERE profile = ? ORDER BY name",
        profile
    );
    Ok(rows.fetch_all(pool).await?)
}

/// Begins to follow files that the profile agrees with.
pub async fn begin(pool: &SqlitePool, row: &FollowedRow, files: &[FileRow]) -> Result<()> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query!(
        "INSERT OR REPLACE INTO followed (profile, path, since, taken_at, failure) VALUES (?, ?, ?, ?, ?)",
        row.profile,
        row.path,
        row.since,
        row.taken_at,
        row.failure
    )
    .execute(&mut *transaction)
    .await?;
    replace(&mut transaction, &row.profile, files).await?;
    transaction.commit().await?;
    Ok(())
}

/// The files are sound, and the profile has seen them; `taken_at`: when something in them was taken in, if it was.
/// Nothing happens if the profile follows no files any more.
pub async fn agree(
    pool: &SqlitePool,
    profile: &str,
    (files, taken_at): (&[FileRow], Option<Timestamp>),
) -> Result<()> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    let done = sqlx::query!(
        "UPDATE followed SET failure = NULL, taken_at = COALESCE(?, taken_at) WHERE profile = ?",
        taken_at,
        profile
    )
    .execute(&mut *transaction)
    .await?;
    if done.rows_affected() > 0 {
        replace(&mut transaction, profile, files).await?;
        transaction.commit().await?;
    }
    Ok(())
}

/// Notes why the files cannot be taken in; `None`: they are sound.
pub async fn note_failure(pool: &SqlitePool, profile: &str, failure: Option<&str>) -> Result<()> {
    sqlx::query!(
        "UPDATE followed SET failure = ? WHERE profile = ?",
        failure,
        profile
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Follows no longer.
pub async fn end(pool: &SqlitePool, profile: &str) -> Result<()> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query!("DELETE FROM followed WHERE profile = ?", profile)
        .execute(&mut *transaction)
        .await?;
    replace(&mut transaction, profile, &[]).await?;
    transaction.commit().await?;
    Ok(())
}

async fn replace(connection: &mut SqliteConnection, profile: &str, files: &[FileRow]) -> Result<()> {
    sqlx::query!("DELETE FROM followed_file WHERE profile = ?", profile)
        .execute(&mut *connection)
        .await?;
    for file in files {
        sqlx::query!(
            "INSERT INTO followed_file (profile, name, content) VALUES (?, ?, ?)",
            profile,
            file.name,
            file.content
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}
