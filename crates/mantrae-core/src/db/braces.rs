//! Components written by a version that did not record what `{{` in their texts means.

use sqlx::SqlitePool;

use super::component::Stored;
use crate::error::Result;
use crate::timestamp::Timestamp;

/// Decides every undecided row, in the live database and in the copy from a backup, by the rule of
/// [`traefik_dynamic::Component::with_old_braces`]. Recomputes the row's meaning accordingly.
pub(super) async fn decide(pool: &SqlitePool) -> Result<()> {
    let undecided: Vec<(i64, Stored)> = list(pool).await?;
    if undecided.is_empty() {
        return Ok(());
    }
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    for (id, old) in undecided {
        // Invalid JSON is left alone; whoever reads it reports it.
        let Ok(row) = old.decided() else { continue };
        sqlx::query!(
            "UPDATE component SET name = ?, configuration = ?, braces = ?, meaning = unhex(?) WHERE id = ?",
            row.name,
            row.configuration,
            row.braces,
            row.meaning,
            id
        )
        .execute(&mut *transaction)
        .await?;
    }
    Ok(transaction.commit().await?)
}

async fn list(pool: &SqlitePool) -> Result<Vec<(i64, Stored)>> {
    let rows = sqlx::query!(
        r#"SELECT id AS "id!: i64", kind, name, configuration, braces, enabled AS "enabled: bool",
                  lower(hex(meaning)) AS "meaning!: String", updated_at AS "updated_at: Timestamp"
           FROM component WHERE braces = 'undecided'"#
    );
    let rows = rows.fetch_all(pool).await?.into_iter().map(|row| {
        let stored = Stored {
            kind: row.kind,
            name: row.name,
            configuration: row.configuration,
            braces: row.braces,
            // The database itself drops the lines of a row that becomes another.
            text: None,
            enabled: row.enabled,
            meaning: row.meaning,
            updated_at: row.updated_at,
        };
        (row.id, stored)
    });
    Ok(rows.collect())
}
