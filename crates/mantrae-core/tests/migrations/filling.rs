//! Something in every table: values are made from the schema, so that a table that nobody mentions here is filled too.

use sqlx::{AssertSqlSafe, SqliteConnection};

use crate::changes::{Change, What, are_meant};
use crate::content::tables;
use crate::rows;

/// Rows in a table, where its examples do not name more: one with all that there is to say, one with as little as
/// possible.
const ROWS: usize = 2;

/// SQL literals for columns that do not take just anything, or that the tests look for: one for each row. `*` is
/// every table. A later name for one of these columns needs an example of its own.
const EXAMPLES: &[(&str, &str, &[&str])] = &[
    ("profile", "name", &["'Home lab'", "'Office'"]),
    ("profile", "name_key", &["'home lab'", "'office'"]),
    (
        "profile",
        "gateway",
        &[r#"'{"facts":{"version":"3.7"},"source":"traefik.yml","seen_at":"2026-11-20T03:00:00Z"}'"#],
    ),
    ("profile", "expectations", &["'[]'"]),
    ("profile", "layout", &["NULL", "'# At home'"]),
    ("component", "kind", &["'http-router'", "'http-service'"]),
    ("component", "name", &["'wiki'", "'files'"]),
    (
        "component",
        "configuration",
        &[
            r#"'{"rule":"Host(`wiki.example.com`)","service":"wiki"}'"#,
            r#"'{"loadBalancer":{"servers":[{"url":"http://10.0.0.7"}]}}'"#,
        ],
    ),
    ("component", "braces", &["'text'", "'actions'"]),
    ("component", "text", &["NULL", "'web: {}'"]),
    ("followed", "since", &["'2026-11-20T03:00:00.000Z'"]),
    (
        "followed",
        "failure",
        &[
            "NULL",
            r#"'{"file":"a.yml","line":4,"message":"not YAML","hint":null}'"#,
        ],
    ),
    (
        "setting",
        "key",
        &[
            "'retention'",
            "'schedule'",
            "'restore_drill'",
            "'restore_drill_due'",
            "'pause'",
            "'adopted'",
            "'backed_up_revision'",
            "'configuration_made'",
            "'notifications_said'",
            "'retention_run'",
            "'retention_run:s3-1'",
            "'forgetting:s3-1'",
        ],
    ),
    (
        "setting",
        "value",
        &[
            r#"'{"kind":"keep-many"}'"#,
            r#"'{"cron":"30 3 * * *","automatic":true}'"#,
            r#"'"monthly"'"#,
            r#"'"2026-12-01T03:00:00Z"'"#,
            r#"'{"until":null}'"#,
            r#"'["oldoldol"]'"#,
            r#"'[7,"op"]'"#,
            "'true'",
            r#"'{"done":"x"}'"#,
            r#"'{"at":"2026-11-27T03:00:00Z","gap_seconds":86400}'"#,
            r#"'{"at":"2026-11-27T03:00:00Z","gap_seconds":null}'"#,
            r#"'"2026-11-27T03:00:00Z"'"#,
        ],
    ),
    (
        "bookkeeping",
        "key",
        &["'pause'", "'restore_test_due'", "'retention_run:s3-1'"],
    ),
    (
        "bookkeeping",
        "value",
        &[
            r#"'{"until":null}'"#,
            r#"'"2026-12-01T03:00:00Z"'"#,
            r#"'{"at":"2026-11-27T03:00:00Z","gap_seconds":86400}'"#,
        ],
    ),
    ("version_folder", "commits", &["1"]),
    ("version_folder", "failure", &["NULL"]),
    ("connection", "form", &["'folder'", "'file'"]),
    ("connection", "listen", &["NULL", "'127.0.0.1:8422'"]),
    ("connection", "token", &["NULL", "'9f86'"]),
    ("publication", "form", &["'folder'", "'file'"]),
    ("publication", "state", &["'written'", "'taken-back'"]),
    ("publication", "outcome", &[r#"'{"state":"live"}'"#, "NULL"]),
    ("draft", "base", &[r#"'{"kind":"http-router"}'"#, "NULL"]),
    ("activity", "kind", &["'import'", "'backup'", "'drill'"]),
    ("activity", "cause", &["'manual'", "'scheduled'"]),
    ("activity", "outcome", &["'warning'", "'ok'"]),
    ("activity", "steps", &["'[]'"]),
    ("activity", "failure", &[FAILURE]),
    ("operation", "kind", &["'import'", "'edit'"]),
    ("operation", "state", &["'applied'", "'undone'"]),
    ("operation_component", "prior", &[r#"'{"enabled":true}'"#]),
    ("operation_component", "later", &[r#"'{"enabled":false}'"#]),
    ("operation_expectations", "before", &["'[]'"]),
    ("operation_expectations", "after", &["'[]'"]),
    ("operation_profile", "before", &[r#"'{"name":"Home"}'"#]),
    ("operation_profile", "after", &[r#"'{"name":"Home lab"}'"#]),
    ("catalog", "proof", &["'bytes'", "'complete'"]),
    ("catalog", "verification", &["'bytes'", "'complete'"]),
    ("schedule", "cron", &["'30 3 * * *'"]),
    ("*", "problem", &[FAILURE]),
    ("*", "enabled", &["1", "0"]),
    ("*", "pinned", &["1", "0"]),
    ("*", "waiting", &["1", "0"]),
    ("*", "due", &["'2026-12-01T03:00:00Z'"]),
];

const FAILURE: &str = r#"'{"code":"storage","message":"The disk is full","hint":null,"retry":true}'"#;

/// Whether this schema keeps such a row in another table.
fn has_moved(made: &[&Change], table: &str, columns: &[&str], values: &[String]) -> bool {
    made.iter().any(|change| match change.what {
        What::Rows(keys, _) if change.table == table => {
            let key = columns.iter().position(|column| *column == "key");
            key.is_some_and(|key| are_meant(keys, &values[key]))
        }
        _ => false,
    })
}

struct Column {
    name: String,
    kind: String,
    nullable: bool,
    /// The table and column that it refers to.
    parent: Option<(String, String)>,
}

/// Fills every table of a database in which these changes are already made.
pub(crate) async fn fill(connection: &mut SqliteConnection, made: &[&Change]) {
    for table in tables(connection).await {
        let columns = columns(connection, &table).await;
        for row in 0..row_count(connection, &table).await {
            let names: Vec<&str> = columns.iter().map(|column| &*column.name).collect();
            let values: Vec<String> = columns
                .iter()
                .map(|column| reworded(made, &table, &column.name, value(&table, column, row)))
                .collect();
            if has_moved(made, &table, &names, &values) {
                continue;
            }
            // Migrations themselves write the only row of some tables.
            let sql = format!(
                "INSERT OR REPLACE INTO {table} ({}) VALUES ({})",
                names.join(", "),
                values.join(", ")
            );
            let done = sqlx::query(AssertSqlSafe(sql.clone()))
                .execute(&mut *connection)
                .await;
            done.unwrap_or_else(|why| panic!("{sql}: {why}: a column may need a line in EXAMPLES"));
        }
    }
}

async fn columns(connection: &mut SqliteConnection, table: &str) -> Vec<Column> {
    let sql = format!(
        r#"SELECT name, type, quote("notnull" OR pk > 0), coalesce(parent."table", ''), coalesce(parent."to", '')
           FROM pragma_table_info('{table}') LEFT JOIN pragma_foreign_key_list('{table}') parent ON parent."from" = name"#
    );
    let column = |row: Vec<String>| {
        let [name, kind, required, table, to] = <[String; 5]>::try_from(row).unwrap();
        Column {
            name,
            kind,
            nullable: required == "0",
            parent: (!table.is_empty()).then_some((table, to)),
        }
    };
    rows(connection, &sql).await.into_iter().map(column).collect()
}

async fn row_count(connection: &mut SqliteConnection, table: &str) -> usize {
    let sql = format!("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = '{table}'");
    if rows(connection, &sql).await[0][0].contains("CHECK (id = 1)") {
        return 1;
    }
    let examples = EXAMPLES.iter().filter(|(of, ..)| *of == table);
    examples
        .map(|(.., values)| values.len())
        .max()
        .unwrap_or(ROWS)
        .max(ROWS)
}

/// An SQL literal. The same question has the same answer, so that a child finds its parent.
fn value(table: &str, column: &Column, row: usize) -> String {
    let name = &*column.name;
    if let Some((parent, to)) = &column.parent {
        let referred = Column {
            name: to.clone(),
            kind: column.kind.clone(),
            nullable: false,
            parent: None,
        };
        return value(parent, &referred, row);
    }
    if column.nullable && row > 0 {
        return "NULL".to_owned();
    }
    let example = EXAMPLES
        .iter()
        .find(|(of, example, _)| (*of == table || *of == "*") && *example == name);
    if let Some((.., values)) = example {
        return values[row.min(values.len() - 1)].to_owned();
    }
    match &*column.kind {
        "BLOB" => format!("X'{:02x}{}'", row + 1, "00".repeat(31)),
        "INTEGER" if name == "id" => (row + 1).to_string(),
        "INTEGER" => (row + 40).to_string(),
        _ if name.ends_with("_at") || name == "at" => format!("'2026-11-2{row}T03:00:00.000Z'"),
        _ => format!("'{table} {name} {row}'"),
    }
}

/// The word that the schema uses for it.
fn reworded(made: &[&Change], table: &str, column: &str, value: String) -> String {
    let to = made.iter().find_map(|change| match change.what {
        What::Word(of, from, to) if change.table == table && of == column && from == value => Some(to),
        _ => None,
    });
    to.map_or(value, str::to_owned)
}
