//! A consistent copy of the configuration, made by SQLite itself, and how to read such a copy.

use std::path::Path;

use sqlx::sqlite::SqlitePool;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

use traefik_dynamic::Kind;

use super::component::{self, Stored};
use super::profile::{KindCount, Profile};
use crate::error::{Code, Error, Result};
use crate::timestamp::Timestamp;

/// Copies the live database into the new file `to`: one clean file, even if others write in the meantime.
pub async fn take(pool: &SqlitePool, to: &Path) -> Result<()> {
    let target = to.to_str().ok_or_else(|| {
        Error::new(
            Code::InvalidInput,
            format!("The folder’s name is not UTF-8: `{}`", to.display()),
        )
    })?;
    sqlx::query("VACUUM INTO ?").bind(target).execute(pool).await?;
    crate::fs::narrow(to, 0o600)?;
    let file = std::fs::File::open(to).map_err(|error| crate::error::io("read the copy", to, error))?;
    file.sync_all()
        .map_err(|error| crate::error::io("flush the copy", to, error))
}

/// A component, as written to its profile's file in an archive.
#[derive(Debug, Clone)]
pub struct Enabled {
    /// Name of the component.
    pub name: String,
    /// Its configuration, JSON.
    pub configuration: String,
    /// What `{{` in it means.
    pub braces: String,
    /// The lines in which a person wrote it.
    pub text: Option<String>,
}

/// A copy, opened for reading.
#[derive(Debug)]
pub struct Snapshot {
    connection: SqliteConnection,
}

impl Snapshot {
    /// Opens a copy read-only.
    pub async fn open(path: &Path) -> Result<Self> {
        let connection = super::options(path)
            .read_only(true)
            .immutable(true)
            .connect()
            .await?;
        Ok(Self { connection })
    }

    /// The first finding of SQLite's own check, if any.
    pub async fn quick_check(&mut self) -> Result<Option<String>> {
        super::quick_check(&mut self.connection).await
    }

    /// Version of its schema: the newest migration applied to it.
    pub async fn schema_version(&mut self) -> Result<i64> {
        let version =
            sqlx::query_scalar("SELECT coalesce(max(version), 0) FROM _sqlx_migrations WHERE success");
        Ok(version.fetch_one(&mut self.connection).await?)
    }

    /// Its profiles, ordered by name.
    pub async fn profiles(&mut self) -> Result<Vec<Profile>> {
        let rows = sqlx::query_as!(
            Profile,
            r#"SELECT uid, name, description, created_at AS "created_at: Timestamp" FROM profile ORDER BY name_key"#
        );
        Ok(rows.fetch_all(&mut self.connection).await?)
    }

    /// Number of rows by profile and kind.
    pub async fn counts(&mut self) -> Result<Vec<KindCount>> {
        let rows = sqlx::query_as!(
            KindCount,
            r#"SELECT profile, kind, COUNT(*) AS "count!: i64" FROM component GROUP BY profile, kind"#
        );
        Ok(rows.fetch_all(&mut self.connection).await?)
    }

    /// The first `limit` enabled components of one profile and kind, ordered by name, after the name `after`; no name
    /// is empty, so the empty string starts from the beginning.
    pub async fn enabled(
        &mut self,
        profile: &str,
        kind: &str,
        (after, limit): (&str, u32),
    ) -> Result<Vec<Enabled>> {
        let rows = sqlx::query_as!(
            Enabled,
            "SELECT name, configuration, braces, text FROM component
             WHERE profile = ?1 AND kind = ?2 AND enabled AND name > ?3 ORDER BY name LIMIT ?4",
            profile,
            kind,
            after,
            limit
        );
        Ok(rows.fetch_all(&mut self.connection).await?)
    }

    /// One component of a profile.
    pub async fn component(&mut self, profile: &str, kind: Kind, name: &str) -> Result<Option<Stored>> {
        component::find(&mut self.connection, profile, kind, name).await
    }

    /// What is around the components of a profile in the file they came from.
    pub async fn layout(&mut self, profile: &str) -> Result<Option<String>> {
        let row = sqlx::query_scalar!("SELECT layout FROM profile WHERE uid = ?", profile);
        Ok(row.fetch_optional(&mut self.connection).await?.flatten())
    }

    /// Closes the file.
    pub async fn close(self) -> Result<()> {
        Ok(self.connection.close().await?)
    }
}
