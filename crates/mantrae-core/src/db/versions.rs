//! The folder in which each profile is kept as a file, and which of its files are ours.

use sqlx::SqlitePool;

use crate::error::Result;
use crate::timestamp::Timestamp;

/// The folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderRow {
    /// Absolute.
    pub path: String,
    /// Whether each change is committed with git.
    pub commits: bool,
    /// RFC 3339, UTC.
    pub since: Timestamp,
    /// The revision that was written last.
    pub revision: Option<i64>,
    /// When something was written last; with commits, when something was committed.
    pub at: Option<Timestamp>,
    /// Why the last look did not write or commit everything, as JSON.
    pub failure: Option<String>,
}

/// A file of ours in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// The uid of the profile.
    pub profile: String,
    /// The name of the file.
    pub name: String,
    /// SHA-256 of what we wrote last, in hex.
    pub digest: Option<String>,
    /// SHA-256 of what was about to be written.
    pub next: Option<String>,
}

/// The folder; `None` if there is none.
pub async fn folder(pool: &SqlitePool) -> Result<Option<FolderRow>> {
    let row = sqlx::query_as!(
        FolderRow,
        r#"SELECT path, commits AS "commits: bool", since AS "since: Timestamp", revision, at AS "at: Timestamp", failure
           FROM version_folder"#
    );
    Ok(row.fetch_optional(pool).await?)
}

/// Saves the folder. In another one than before, no file is ours.
pub async fn begin(pool: &SqlitePool, row: &FolderRow) -> Result<()> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query!(
        "DELETE FROM version_file WHERE NOT EXISTS (SELECT 1 FROM version_folder WHERE path = ?)",
        row.path
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!(
        "INSERT OR REPLACE INTO version_folder (id, path, commits, since, revision, at, failure) VALUES (1, ?, ?, ?, ?, ?, ?)",
        row.path,
        row.commits,
        row.since,
        row.revision,
        row.at,
        row.failure
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// Saves what became of the folder at a look. Nothing happens if it was given up in the meantime.
pub async fn looked(pool: &SqlitePool, row: &FolderRow) -> Result<()> {
    sqlx::query!(
        "UPDATE version_folder SET revision = ?, at = ?, failure = ? WHERE path = ?",
        row.revision,
        row.at,
        row.failure,
        row.path
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Forgets the folder, and which files were ours.
pub async fn end(pool: &SqlitePool) -> Result<()> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query!("DELETE FROM version_file")
        .execute(&mut *transaction)
        .await?;
    sqlx::query!("DELETE FROM version_folder")
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}

/// The files that are ours, by name.
pub async fn files(pool: &SqlitePool) -> Result<Vec<FileRow>> {
    let rows = sqlx::query_as!(
        FileRow,
        "SELECT profile, name, digest, next FROM version_file ORDER BY name"
    );
    Ok(rows.fetch_all(pool).await?)
}

/// Saves what one of them holds, or is about to.
pub async fn put(pool: &SqlitePool, row: &FileRow) -> Result<()> {
    sqlx::query!(
        "INSERT OR REPLACE INTO version_file (profile, name, digest, next) VALUES (?, ?, ?, ?)",
        row.profile,
        row.name,
        row.digest,
        row.next
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// One of them is no longer ours.
pub async fn forget(pool: &SqlitePool, profile: &str) -> Result<()> {
    sqlx::query!("DELETE FROM version_file WHERE profile = ?", profile)
        .execute(pool)
        .await?;
    Ok(())
}

/// What was done to the configuration since a moment, in the sentences of the activity list, oldest first.
pub async fn done_since(pool: &SqlitePool, at: Timestamp) -> Result<Vec<String>> {
    let rows = sqlx::query_scalar!(
        "SELECT sentence FROM activity
         WHERE kind IN ('edit', 'import', 'restore', 'undo', 'profile') AND outcome IN ('ok', 'warning') AND finished_at > ?
         ORDER BY finished_at",
        at
    );
    Ok(rows.fetch_all(pool).await?)
}
