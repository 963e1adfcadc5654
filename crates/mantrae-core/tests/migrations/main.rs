//! Databases of every earlier schema, with something in every table, are upgraded to today's without losing anything.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper that cannot go on has failed its test"
)]

mod changes;
mod content;
mod filling;
mod renamed;

use std::path::{Path, PathBuf};

use mantrae_core::db;
use mantrae_core::engine::{Engine, Options};
use mantrae_core::retention::Rule;
use mantrae_core::secret::{MemoryKeyring, Ring};
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row, SqliteConnection};
use tempfile::TempDir;

use changes::{CONFIGURATION_CHANGES, Change, STATE_CHANGES};
use content::Content;

/// One of the two databases.
struct Database {
    migrator: &'static Migrator,
    /// What later migrations call by another name.
    changes: &'static [Change],
    file: &'static str,
}

const CONFIGURATION: Database = Database {
    migrator: &db::CONFIGURATION,
    changes: CONFIGURATION_CHANGES,
    file: "mantrae.db",
};

const STATE: Database = Database {
    migrator: &db::STATE,
    changes: STATE_CHANGES,
    file: "state.db",
};

impl Database {
    /// The schemas that were ever released, oldest first; the last is today's.
    fn schemas(&self) -> Vec<i64> {
        self.migrator.iter().map(|migration| migration.version).collect()
    }

    /// The changes that today's program makes to a database of `schema`.
    fn changes_since(&self, schema: i64) -> impl Iterator<Item = &'static Change> {
        let migrator = self.migrator;
        let known = move |change: &&Change| change.schema > schema && migrator.version_exists(change.schema);
        self.changes.iter().filter(known)
    }

    /// Makes a database of `schema` in that folder, with something in every table.
    async fn write(&self, schema: i64, folder: &Path) -> (PathBuf, Content) {
        let path = folder.join(self.file);
        let mut connection = connect(&path, true).await;
        self.migrator.run_to(schema, &mut connection).await.unwrap();
        let made = self.changes.iter().filter(|change| change.schema <= schema);
        filling::fill(&mut connection, &made.collect::<Vec<_>>()).await;
        sound(&mut connection, schema).await;
        let content = Content::read(&mut connection).await;
        connection.close().await.unwrap();
        (path, content)
    }

    /// What was in a database of `schema` is in the file under today's names, and nothing else is in these tables.
    async fn holds(&self, path: &Path, schema: i64, mut before: Content) {
        for change in self.changes_since(schema) {
            before.apply(change);
        }
        let mut connection = connect(path, false).await;
        sound(&mut connection, schema).await;
        let now = before.read_again(&mut connection, schema).await;
        assert_eq!(now, before, "schema {schema} of {}", self.file);
        connection.close().await.unwrap();
    }
}

async fn connect(path: &Path, create: bool) -> SqliteConnection {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(create);
    // Rows are written table by table, in no particular order.
    options.foreign_keys(false).connect().await.unwrap()
}

/// SQLite finds nothing wrong: neither a damaged page, nor a broken constraint, nor a row without its parent.
async fn sound(connection: &mut SqliteConnection, schema: i64) {
    let found = rows(connection, "PRAGMA integrity_check").await;
    assert_eq!(found, [["ok"]], "schema {schema}");
    let orphans = sqlx::query("PRAGMA foreign_key_check")
        .fetch_all(connection)
        .await
        .unwrap();
    assert_eq!(orphans.len(), 0, "schema {schema}: rows without a parent");
}

/// The rows of a query, each column as text.
async fn rows(connection: &mut SqliteConnection, sql: &str) -> Vec<Vec<String>> {
    let rows = sqlx::query(AssertSqlSafe(sql.to_owned()))
        .fetch_all(connection)
        .await;
    let rows = rows.unwrap_or_else(|why| panic!("{sql}: {why}"));
    let texts = |row: &sqlx::sqlite::SqliteRow| (0..row.len()).map(|column| row.get(column)).collect();
    rows.iter().map(texts).collect()
}

async fn count(path: &Path, sql: &str) -> String {
    let mut connection = connect(path, false).await;
    let counted = rows(&mut connection, &format!("SELECT quote(count(*)) FROM {sql}")).await;
    connection.close().await.unwrap();
    counted[0][0].clone()
}

#[tokio::test]
async fn a_configuration_of_every_schema_is_upgraded() {
    for schema in CONFIGURATION.schemas() {
        let folder = TempDir::new().unwrap();
        let (path, before) = CONFIGURATION.write(schema, folder.path()).await;
        db::open_configuration(&path).await.unwrap().close().await;
        CONFIGURATION.holds(&path, schema, before).await;
        let undecided = count(&path, "component WHERE braces = 'undecided'").await;
        assert_eq!(undecided, "0", "schema {schema}: what braces mean is decided");
        if schema < 20_261_128_003_100 {
            // Nobody noted earlier changes, so the notes begin at the upgrade.
            let notes = "revision JOIN revision_mark USING (number) WHERE touched_since = number";
            assert_eq!(count(&path, notes).await, "1", "schema {schema}");
            assert_eq!(count(&path, "touched").await, "0", "schema {schema}");
        }
    }
}

#[tokio::test]
async fn a_state_of_every_schema_is_upgraded() {
    for schema in STATE.schemas() {
        let folder = TempDir::new().unwrap();
        let (path, before) = STATE.write(schema, folder.path()).await;
        db::open_state(&path).await.unwrap().close().await;
        STATE.holds(&path, schema, before).await;
        if schema < 20_261_128_001_500 {
            let sizes = count(&path, "catalog WHERE verified_size = size").await;
            assert_eq!(
                sizes, "1",
                "schema {schema}: of what was verified, the size is known"
            );
            let unknown = count(&path, "catalog WHERE verified_size IS NULL").await;
            assert_eq!(unknown, "1", "schema {schema}: of the rest, it is not");
        }
    }
}

/// Each schema of one database with each of the other: a file that was put back from a copy may be older than the one
/// beside it.
#[tokio::test]
async fn the_engine_opens_every_pair_of_schemas() {
    for configuration in CONFIGURATION.schemas() {
        for state in STATE.schemas() {
            let folder = TempDir::new().unwrap();
            CONFIGURATION.write(configuration, folder.path()).await;
            STATE.write(state, folder.path()).await;
            opens(folder.path(), &format!("schemas {configuration} and {state}")).await;
        }
    }
}

async fn opens(folder: &Path, which: &str) {
    let mut options = Options::new(folder);
    options.keyring = Ring::new(MemoryKeyring::new());
    let engine = Engine::open(options)
        .await
        .unwrap_or_else(|why| panic!("{which}: {why}"));
    let mut components = Vec::new();
    for profile in engine.profiles().list().await.unwrap() {
        for row in engine.components().list(&profile.name).await.unwrap() {
            let found = engine
                .components()
                .show(&profile.name, row.kind, &row.name)
                .await
                .unwrap();
            components.push((profile.name.clone(), row.name, row.enabled, found.yaml));
        }
    }
    let expected = [
        (
            "Home lab",
            "wiki",
            true,
            "rule: Host(`wiki.example.com`)\nservice: wiki\n",
        ),
        (
            "Office",
            "files",
            false,
            "loadBalancer:\n  servers:\n    - url: http://10.0.0.7\n",
        ),
    ];
    let expected = expected.map(|(profile, name, enabled, yaml)| {
        (profile.to_owned(), name.to_owned(), enabled, yaml.to_owned())
    });
    assert_eq!(components, expected, "{which}");
    let settings = engine.settings().get().await;
    assert_eq!(settings.retention, Rule::KeepMany, "{which}");
    assert_eq!(engine.activity(100).await.unwrap().len(), 3, "{which}");
    let pause = engine.schedule().state().await.unwrap().pause;
    assert!(pause.is_some_and(|pause| pause.until.is_none()), "{which}");
}
