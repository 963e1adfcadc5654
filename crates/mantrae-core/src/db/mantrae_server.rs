//! A copy of the Mantrae server's database: its profiles, and their components.
//!
//! The statements name tables that are not ours, so they can't be checked at compile time; the import tests run every
//! one of them.

use std::path::Path;

use sqlx::sqlite::{SqlitePool, SqlitePoolOptions};
use traefik_dynamic::Kind;

use crate::error::{Code, Error, Result};

/// Which table the server stores each kind in.
const TABLES: [(Kind, &str); 10] = [
    (Kind::HttpRouter, "http_routers"),
    (Kind::HttpService, "http_services"),
    (Kind::HttpMiddleware, "http_middlewares"),
    (Kind::HttpServersTransport, "http_servers_transports"),
    (Kind::TcpRouter, "tcp_routers"),
    (Kind::TcpService, "tcp_services"),
    (Kind::TcpMiddleware, "tcp_middlewares"),
    (Kind::TcpServersTransport, "tcp_servers_transports"),
    (Kind::UdpRouter, "udp_routers"),
    (Kind::UdpService, "udp_services"),
];

/// One component.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// JSON of Traefik's type, as the server stored it.
    pub configuration: String,
    /// Whether the server publishes it.
    pub enabled: bool,
}

/// An opened copy.
#[derive(Debug)]
pub struct Server {
    pool: SqlitePool,
    tables: Vec<(Kind, &'static str)>,
}

impl Server {
    /// Opens a copy and checks that it is intact and the server's.
    pub async fn open(copy: &Path) -> Result<Self> {
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(super::options(copy).pragma("trusted_schema", "OFF"))
            .await
            .map_err(unreadable)?;
        let sound: String = sqlx::query_scalar("PRAGMA quick_check(1)")
            .fetch_one(&pool)
            .await
            .map_err(unreadable)?;
        if sound != "ok" {
            return Err(unreadable(sqlx::Error::Protocol(sound)));
        }
        // Only real tables: reading a view or a virtual table would execute code from the file.
        let there: Vec<String> = sqlx::query_scalar(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'create virtual%'",
        )
        .fetch_all(&pool)
        .await?;
        let has = |name: &str| there.iter().any(|table| table == name);
        if has("profile") && has("component") {
            return Err(Error::new(
                Code::InvalidInput,
                "This is the database of Mantrae Desktop itself",
            )
            .hint("Restore one of its backups instead"));
        }
        let tables: Vec<_> = TABLES.into_iter().filter(|(_, table)| has(table)).collect();
        if !has("profiles") || tables.is_empty() {
            return Err(
                Error::new(Code::Foreign, "This database was not made by the Mantrae server")
                    .hint("The server’s database is `mantrae.db` in its data folder"),
            );
        }
        Ok(Self { pool, tables })
    }

    /// Id, name and number of components of each profile, ordered by name.
    pub async fn profiles(&self) -> Result<Vec<(String, String, i64)>> {
        let listed: Vec<(String, String)> =
            sqlx::query_as("SELECT CAST(id AS TEXT), CAST(name AS TEXT) FROM profiles ORDER BY 2")
                .fetch_all(&self.pool)
                .await
                .map_err(unknown)?;
        let mut profiles = Vec::with_capacity(listed.len());
        for (id, name) in listed {
            let components = self.components(&id).await?.len();
            profiles.push((id, name, i64::try_from(components).unwrap_or(i64::MAX)));
        }
        Ok(profiles)
    }

    /// The components of a profile, ordered by kind and name.
    pub async fn components(&self, profile: &str) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        for (kind, table) in &self.tables {
            let statement = format!(
                "SELECT CAST(name AS TEXT), CAST(COALESCE(config, '') AS TEXT),
                        COALESCE(lower(CAST(enabled AS TEXT)), '1') NOT IN ('0', 'false')
                 FROM {table} WHERE CAST(profile_id AS TEXT) = ? ORDER BY 1"
            );
            let found: Vec<(String, String, bool)> = sqlx::query_as(sqlx::AssertSqlSafe(statement))
                .bind(profile)
                .fetch_all(&self.pool)
                .await
                .map_err(unknown)?;
            rows.extend(found.into_iter().map(|(name, configuration, enabled)| Row {
                kind: *kind,
                name,
                configuration,
                enabled,
            }));
        }
        Ok(rows)
    }

    /// Closes the copy.
    pub async fn close(self) {
        self.pool.close().await;
    }
}

fn unreadable(error: sqlx::Error) -> Error {
    Error::new(
        Code::Damaged,
        "This database cannot be read: it is damaged or incomplete",
    )
    .hint("Stop the server and copy its `mantrae.db` again, or use one of its own backups")
    .because(error)
}

fn unknown(error: sqlx::Error) -> Error {
    Error::new(
        Code::Foreign,
        "This database does not have the schema of the Mantrae server",
    )
    .hint("Export the profile as YAML there, and import that file")
    .because(error)
}
