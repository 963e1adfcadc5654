//! The two databases: `mantrae.db` holds the configuration and is what a backup contains, `state.db` holds what belongs
//! to this computer. All SQL of the crate is in this module, one file per family of tables.

pub mod activity;
pub mod automatic;
pub mod bookkeeping;
mod braces;
mod bulk;
pub mod catalog;
pub mod component;
pub mod draft;
pub mod followed;
pub mod gateway;
pub mod health;
pub mod held;
pub mod layout;
pub mod location;
pub mod mantrae_server;
pub mod mark;
pub mod mention;
pub mod operation;
pub mod profile;
pub mod publication;
pub mod revision;
pub mod schedule;
pub mod secret;
pub mod settings;
pub mod snapshot;
pub mod staged;
mod text_column;
pub mod upload;
pub mod versions;

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sqlx::migrate::Migrator;
use sqlx::sqlite::{
    SqliteAutoVacuum, SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool,
    SqlitePoolOptions, SqliteSynchronous,
};

use crate::error::{Code, Error, Result};

/// Migrations of `mantrae.db`, and of the copies of it in backups.
pub static CONFIGURATION: Migrator = sqlx::migrate!("migrations/mantrae");
/// Migrations of `state.db`.
pub static STATE: Migrator = sqlx::migrate!("migrations/state");

/// How long a statement waits for another program's transaction.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many rows SQLite's thread reads ahead. Each time it is caught up with, two threads have to wake each other.
const AHEAD: usize = 1000;

/// Handles to both databases; cheap to clone.
#[derive(Debug, Clone)]
pub struct Databases {
    /// Profiles and components.
    pub configuration: SqlitePool,
    /// Settings, activity, operations, catalog.
    pub state: SqlitePool,
}

impl Databases {
    /// Opens or creates both files and migrates them to the current schema.
    pub async fn open(configuration: &Path, state: &Path) -> Result<Self> {
        Ok(Self {
            configuration: open_configuration(configuration).await?,
            state: open_state(state).await?,
        })
    }

    /// Both databases in memory, for tests.
    pub async fn open_in_memory() -> Result<Self> {
        let one = async |migrator: &Migrator| -> Result<SqlitePool> {
            let options = SqliteConnectOptions::new().in_memory(true).foreign_keys(true);
            // A second connection would be a second, empty database.
            let pool = SqlitePoolOptions::new()
                .max_connections(1)
                .connect_with(options)
                .await?;
            migrator
                .run(&pool)
                .await
                .map_err(|error| migration_error("the database in memory", error))?;
            Ok(pool)
        };
        Ok(Self {
            configuration: one(&CONFIGURATION).await?,
            state: one(&STATE).await?,
        })
    }

    /// Closes both, so that no `-wal` file is left behind.
    pub async fn close(&self) {
        self.configuration.close().await;
        self.state.close().await;
    }
}

/// Opens or creates `mantrae.db` and migrates it to the current schema.
pub async fn open_configuration(path: &Path) -> Result<SqlitePool> {
    let pool = open(path, &CONFIGURATION).await?;
    braces::decide(&pool).await?;
    mention::catch_up_all(&pool).await?;
    Ok(pool)
}

/// Opens or creates `state.db` and migrates it to the current schema.
pub async fn open_state(path: &Path) -> Result<SqlitePool> {
    open(path, &STATE).await
}

async fn open(path: &Path, migrator: &Migrator) -> Result<SqlitePool> {
    let named = |error: Error| error.reworded(|text| format!("{text}: `{}`", path.display()));
    // SQLite creates `-wal` and `-shm` with the permissions of the file they belong to.
    crate::fs::make_private(path)?;
    let options = options(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // With WAL alone, a power cut may lose a commit; an acknowledged change must not be lost.
        .synchronous(SqliteSynchronous::Full)
        .auto_vacuum(SqliteAutoVacuum::None);
    let pool = SqlitePoolOptions::new()
        .max_connections(4)
        // A file does not disconnect; testing it before each use would only cost time.
        .test_before_acquire(false)
        .connect_with(options)
        .await
        .map_err(|error| named(error.into()))?;
    migrator
        .run(&pool)
        .await
        .map_err(|error| migration_error(&path.display().to_string(), error))?;
    Ok(pool)
}

/// The traces that each change of a database leaves in the file system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traces(Vec<Option<(SystemTime, u64)>>);

impl Traces {
    pub(crate) fn of(files: &[PathBuf]) -> Self {
        // A change is first written to the `-wal` file.
        let beside = files.iter().map(|file| {
            let mut name = file.clone().into_os_string();
            name.push("-wal");
            PathBuf::from(name)
        });
        let trace = |file: PathBuf| {
            let known = file.metadata().ok()?;
            Some((known.modified().ok()?, known.len()))
        };
        Self(files.iter().cloned().chain(beside).map(trace).collect())
    }
}

/// Options for an existing database file of this program.
pub(crate) fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .row_buffer_size(AHEAD)
}

fn migration_error(name: &str, error: sqlx::migrate::MigrateError) -> Error {
    use sqlx::migrate::MigrateError;
    match error {
        MigrateError::VersionMissing(version) => Error::new(
            Code::Newer,
            format!("`{name}` was written by a newer version of Mantrae (schema {version})"),
        )
        .hint("Update Mantrae to open it; nothing was changed"),
        MigrateError::Execute(inner) => inner.into(),
        other => Error::new(
            Code::Database,
            format!("`{name}` cannot be upgraded to the schema of this version"),
        )
        .because(other),
    }
}

/// The schema version this program writes: the date and number of the newest migration.
pub fn schema_version() -> i64 {
    CONFIGURATION
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or_default()
}

/// Runs `quick_check` on the main database of a connection; returns the first finding, if there is one.
pub async fn quick_check(connection: &mut SqliteConnection) -> Result<Option<String>> {
    let finding: String = sqlx::query_scalar("PRAGMA quick_check(1)")
        .fetch_one(connection)
        .await?;
    Ok((finding != "ok").then_some(finding))
}
