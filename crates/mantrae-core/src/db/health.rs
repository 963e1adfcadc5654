//! Whether a database file is usable, checked before anything is opened for writing.

use std::path::Path;

use sqlx::migrate::Migrator;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

use crate::error::Result;
use crate::timestamp::Timestamp;

/// Why a file is not usable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// It does not exist or is empty.
    Missing,
    /// It is not an SQLite database, or a broken one; the text is SQLite's own.
    Damaged(String),
    /// Its schema is newer than this program knows.
    Newer(i64),
}

/// How much of a file is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Its header and its schema: nothing but SQLite has changed it since it was checked.
    Schema,
    /// Every page. A file without a finding is marked as checked at this time.
    Pages(Timestamp),
}

/// Checks a database; creates nothing, and does not change what it contains.
pub async fn look(path: &Path, migrator: &Migrator, depth: Depth) -> Result<Option<Finding>> {
    match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Some(Finding::Missing)),
        // SQLite treats an empty file as a new database.
        Ok(held) if held.len() == 0 => return Ok(Some(Finding::Missing)),
        _ => {}
    }
    let mut connection = match super::options(path).connect().await {
        Ok(connection) => connection,
        Err(error) => return finding_in(error),
    };
    let answer = match depth {
        Depth::Schema => inside(&mut connection, migrator).await,
        Depth::Pages(now) => match pages(&mut connection).await {
            Ok(None) => {
                let answer = inside(&mut connection, migrator).await;
                if let Ok(None) = answer {
                    mark_checked(&mut connection, path, now).await;
                }
                answer
            }
            found => found,
        },
    };
    // The finding counts, even if closing fails.
    let _ = connection.close().await;
    answer.or_else(finding_in)
}

/// Marks a file whose pages were just checked.
async fn mark_checked(connection: &mut SqliteConnection, path: &Path, now: Timestamp) {
    let marked = async {
        super::mark::empty_log(connection).await?;
        super::mark::set(path, now)
    };
    if let Err(error) = marked.await {
        tracing::debug!(?error, "the next start checks the database again");
    }
}

async fn pages(connection: &mut SqliteConnection) -> std::result::Result<Option<Finding>, sqlx::Error> {
    let sound: String = sqlx::query_scalar("PRAGMA quick_check(1)")
        .fetch_one(connection)
        .await?;
    // The first line is a heading.
    let finding = || sound.lines().last().unwrap_or_default().to_owned();
    Ok((sound != "ok").then(|| Finding::Damaged(finding())))
}

async fn inside(
    connection: &mut SqliteConnection,
    migrator: &Migrator,
) -> std::result::Result<Option<Finding>, sqlx::Error> {
    let ours: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = '_sqlx_migrations'",
    )
    .fetch_one(&mut *connection)
    .await?;
    if ours == 0 {
        // Created but not filled: the program ended in between.
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

/// Broken content is a finding; an unreachable file is an ordinary error.
fn finding_in(error: sqlx::Error) -> Result<Option<Finding>> {
    if let sqlx::Error::Database(inner) = &error {
        let code = inner.code().and_then(|code| code.parse::<u32>().ok());
        if matches!(code.map(|code| code & 0xff), Some(11 | 26)) {
            return Ok(Some(Finding::Damaged(inner.message().to_owned())));
        }
    }
    Err(error.into())
}
