//! Inserts many rows with few statements. The values are bound as they are: rows that arrive as JSON are written,
//! parsed and taken apart by SQLite once for each column.

use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteConnection};
use sqlx::{AssertSqlSafe, SqlSafeStr as _};

use crate::error::Result;

/// How many rows go to SQLite in one statement. It allows 32766 values.
const ROWS: usize = 500;

/// An INSERT statement: what stands before its rows, each row with its placeholders, and what stands after them.
pub(super) struct Insert {
    pub(super) into: &'static str,
    pub(super) row: &'static str,
    pub(super) then: &'static str,
}

/// A statement whose values are being bound.
pub(super) type Bound = Query<'static, Sqlite, SqliteArguments>;

impl Insert {
    /// Inserts rows; `bind` binds the values of one. The number of statements that SQLite has to compile does not grow
    /// with the number of rows.
    pub(super) async fn run<R>(
        &self,
        connection: &mut SqliteConnection,
        rows: &[R],
        bind: impl Fn(Bound, &R) -> Bound,
    ) -> Result<()> {
        for batch in rows.chunks(ROWS) {
            let values = vec![self.row; batch.len()].join(", ");
            let statement = [self.into, " VALUES ", &values, " ", self.then].concat();
            // It is made of texts of this program; all values are bound.
            let query = sqlx::query(AssertSqlSafe(statement).into_sql_str());
            // A statement of another length is not worth being kept.
            let query = query.persistent(batch.len() == ROWS);
            batch.iter().fold(query, &bind).execute(&mut *connection).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use sqlx::{Connection as _, SqliteConnection};

    use super::{Insert, ROWS};

    #[tokio::test]
    async fn all_rows_arrive_whatever_their_number() {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        let table = "CREATE TABLE stock (number INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT) STRICT";
        sqlx::query(table).execute(&mut connection).await.unwrap();
        let insert = Insert {
            into: "INSERT INTO stock (number, name, note)",
            row: "(?, upper(?), ?)",
            then: "ON CONFLICT (number) DO UPDATE SET name = excluded.name, note = excluded.note",
        };
        // Each time the rows of before are there already.
        for count in [0, 1, ROWS - 1, ROWS, ROWS + 1, 2 * ROWS + 7] {
            let rows: Vec<(i64, String)> = (0..i64::try_from(count).unwrap())
                .map(|number| (number, format!("row {number} of {count} “'?")))
                .collect();
            let bind = |query: super::Bound, (number, name): &(i64, String)| {
                let note = Some(name.clone()).filter(|_| number % 2 == 0);
                query.bind(*number).bind(name.clone()).bind(note)
            };
            insert.run(&mut connection, &rows, bind).await.unwrap();
            let there: Vec<(i64, String, Option<String>)> =
                sqlx::query_as("SELECT number, name, note FROM stock ORDER BY number")
                    .fetch_all(&mut connection)
                    .await
                    .unwrap();
            let expect = rows.into_iter().map(|(number, name)| {
                let upper = name.to_uppercase();
                (number, upper, Some(name).filter(|_| number % 2 == 0))
            });
            assert_eq!(there, expect.collect::<Vec<_>>(), "{count} rows");
        }
    }
}
