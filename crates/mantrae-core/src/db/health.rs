//! Whether a database file can be used, asked before anything is opened for writing.

use std::path::Path;

use sqlx::migrate::Migrator;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

use crate::error::Result;

/// Why a file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// It is not there, or empty.
    Missing,
    /// It is no SQLite database, or a broken one; SQLite's own words.
    Damaged(String),
    /// It has a schema that this program does not know.
    Newer(i64),
}

/// Looks at a database; nothing is changed and nothing is made.
pub async fn look(path: &Path, migrator: &Migrator) -> Result<Option<Finding>> {
    match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Some(Finding::Missing)),
        // SQLite takes an empty file for a new database.
        Ok(held) if held.len() == 0 => return Ok(Some(Finding::Missing)),
        _ => {}
    }
    let mut connection = match super::options(path).connect().await {
        Ok(connection) => connection,
        Err(error) => return finding_in(error),
    };
    let answer = inside(&mut connection, migrator).await;
    // What was found counts, however the closing goes.
    let _ = connection.close().await;
    answer.or_else(finding_in)
}

async fn inside(
    connection: &mut SqliteConnection,
    migrator: &Migrator,
) -> std::result::Result<Option<Finding>, sqlx::Error> {
    let sound: String = sqlx::query_scalar("PRAGMA quick_check(1)")
        .fetch_one(&mut *connection)
        .await?;
    if sound != "ok" {
        // The first line is a heading.
        let finding = sound.lines().last().unwrap_or_default().to_owned();
        return Ok(Some(Finding::Damaged(finding)));
    }
    let ours: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = '_sqlx_migrations'",
    )
    .fetch_one(&mut *connection)
    .await?;
    if ours == 0 {
        // Made, but not filled: the program ended between the two.
        let tables: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_schema")
            .fetch_one(&mut *connection)
            .await?;
        let finding =
            (tables > 0).then(|| Finding::Damaged("it is the database of another program".to_owned()));
        return Ok(finding);
    }
    let version: i64 =
        sqlx::query_scalar("SELECT coalesce(max(version), 0) FROM _sqlx_migrations WHERE success")
            .fetch_one(&mut *connection)
            .await?;
    let known = migrator.iter().any(|migration| migration.version == version);
    Ok((!known && version > 0).then_some(Finding::Newer(version)))
}

/// Broken content is a finding; that a file cannot be reached is a failure like any other.
fn finding_in(error: sqlx::Error) -> Result<Option<Finding>> {
    if let sqlx::Error::Database(inner) = &error {
        let code = inner.code().and_then(|code| code.parse::<u32>().ok());
        if matches!(code.map(|code| code & 0xff), Some(11 | 26)) {
            return Ok(Some(Finding::Damaged(inner.message().to_owned())));
        }
    }
    Err(error.into())
}
