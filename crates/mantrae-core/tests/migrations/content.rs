//! All that is in a database.

use std::collections::BTreeMap;

use sqlx::SqliteConnection;

use crate::changes::{Change, What, are_meant};
use crate::rows;

/// Tables that follow from the others, and are brought up to date when a database is opened.
const DERIVED: [&str; 2] = ["mention", "unindexed"];

/// Each table by name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Content(BTreeMap<String, Table>);

#[derive(Debug, PartialEq, Eq)]
struct Table {
    columns: Vec<String>,
    /// SQL literals, in no particular order of rows.
    rows: Vec<Vec<String>>,
}

impl Content {
    /// Everything, whatever it is called.
    pub(crate) async fn read(connection: &mut SqliteConnection) -> Self {
        let mut content = BTreeMap::new();
        for table in tables(connection).await {
            if DERIVED.contains(&table.as_str()) {
                continue;
            }
            let columns = columns(connection, &table).await;
            let rows = read(connection, &table, &columns).await;
            assert!(!rows.is_empty(), "nothing is in {table}");
            content.insert(table, Table { columns, rows });
        }
        Self(content)
    }

    /// The same tables and columns as they are now.
    pub(crate) async fn read_again(&self, connection: &mut SqliteConnection, schema: i64) -> Self {
        let there = tables(connection).await;
        let mut content = BTreeMap::new();
        for (name, before) in &self.0 {
            let found = columns(connection, name).await;
            let lost = before.columns.iter().find(|column| !found.contains(column));
            assert!(
                there.contains(name) && lost.is_none(),
                "{name} of schema {schema} is gone, or its column {lost:?}: if a migration renamed it, say so in changes.rs"
            );
            let rows = read(connection, name, &before.columns).await;
            let columns = before.columns.clone();
            content.insert(name.clone(), Table { columns, rows });
        }
        Self(content)
    }

    /// Does what a migration does.
    pub(crate) fn apply(&mut self, change: &Change) {
        let Some(mut table) = self.0.remove(change.table) else {
            // The table is newer than the schema that this is of.
            return;
        };
        let position = |table: &Table, name: &str| table.columns.iter().position(|column| column == name);
        let mut name = change.table;
        match change.what {
            What::Table(to) => name = to,
            What::Column(from, to) => {
                if let Some(column) = position(&table, from) {
                    to.clone_into(&mut table.columns[column]);
                }
            }
            What::Word(column, from, to) => {
                let column = position(&table, column).unwrap();
                for cell in table.rows.iter_mut().map(|row| &mut row[column]) {
                    if cell == from {
                        to.clone_into(cell);
                    }
                }
                table.rows.sort();
            }
            What::Rows(keys, to) => {
                let key = position(&table, "key").unwrap();
                let columns = table.columns.clone();
                let (rows, kept) = table.rows.into_iter().partition(|row| are_meant(keys, &row[key]));
                self.0.insert(
                    to.to_owned(),
                    Table {
                        columns: columns.clone(),
                        rows,
                    },
                );
                table = Table { columns, rows: kept };
            }
        }
        self.0.insert(name.to_owned(), table);
    }
}

/// The names of all tables but those of SQLite and of the migrations themselves.
pub(crate) async fn tables(connection: &mut SqliteConnection) -> Vec<String> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
               AND name <> '_sqlx_migrations' ORDER BY name";
    rows(connection, sql).await.into_iter().flatten().collect()
}

async fn columns(connection: &mut SqliteConnection, table: &str) -> Vec<String> {
    let sql = format!("SELECT name FROM pragma_table_info('{table}')");
    rows(connection, &sql).await.into_iter().flatten().collect()
}

async fn read(connection: &mut SqliteConnection, table: &str, columns: &[String]) -> Vec<Vec<String>> {
    let cells: Vec<String> = columns
        .iter()
        .map(|column| format!("quote(\"{column}\")"))
        .collect();
    let mut found = rows(
        connection,
        &format!("SELECT {} FROM \"{table}\"", cells.join(", ")),
    )
    .await;
    found.sort();
    found
}
