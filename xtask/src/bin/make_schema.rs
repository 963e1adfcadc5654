//! Applies folders of migrations to a new SQLite file: `make-schema FILE FOLDER…`.
//!
//! It uses the same SQLite as the application, so that both understand the same SQL.

use std::error::Error;
use std::path::{Path, PathBuf};

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, sqlite::SqliteConnectOptions};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let file = words.next().ok_or("usage: make-schema FILE FOLDER…")?;
    let mut database = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .connect()
        .await?;
    for folder in words {
        for path in scripts(Path::new(&folder))? {
            let sql = std::fs::read_to_string(&path)?;
            let applied = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut database).await;
            applied.map_err(|cause| format!("{}: {cause}", path.display()))?;
        }
    }
    database.close().await?;
    Ok(())
}

/// Migrations are named by date, so sorting by name puts them in the right order.
fn scripts(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let entries = std::fs::read_dir(folder).map_err(|cause| format!("{}: {cause}", folder.display()))?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "sql"));
    paths.sort();
    Ok(paths)
}
