//! The activity list, one row per run.

use sqlx::SqlitePool;

use crate::error::Result;
use crate::timestamp::Timestamp;

/// A line of the activity list as stored.
#[derive(Debug, Clone)]
pub struct Row {
    /// Random.
    pub id: String,
    /// Kind of work, kebab-case.
    pub kind: String,
    /// Trigger of a backup.
    pub cause: Option<String>,
    /// RFC 3339, UTC.
    pub started_at: Timestamp,
    /// RFC 3339, UTC; missing while it runs, or if the process died.
    pub finished_at: Option<Timestamp>,
    /// `running`, `ok`, `warning`, `failed`, `interrupted`.
    pub outcome: String,
    /// What happened, for the list.
    pub sentence: String,
    /// Additional text for the details.
    pub detail: Option<String>,
    /// JSON.
    pub steps: String,
    /// The backup it made or used.
    pub backup: Option<String>,
    /// JSON of the failure.
    pub failure: Option<String>,
    /// State of the operation that belongs to it, if it can be undone at all.
    pub operation_state: Option<String>,
}

/// Writes a line, replacing any with the same id.
pub async fn put(pool: &SqlitePool, row: &Row) -> Result<()> {
    sqlx::query!(
        "INSERT INTO activity (id, kind, cause, started_at, finished_at, outcome, sentence, detail, steps, backup, failure)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET cause = excluded.cause, finished_at = excluded.finished_at, outcome = excluded.outcome,
             sentence = excluded.sentence, detail = excluded.detail, steps = excluded.steps,
             backup = excluded.backup, failure = excluded.failure",
        row.id,
        row.kind,
        row.cause,
        row.started_at,
        row.finished_at,
        row.outcome,
        row.sentence,
        row.detail,
        row.steps,
        row.backup,
        row.failure
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// The lines, newest first.
pub async fn list(pool: &SqlitePool, limit: i64) -> Result<Vec<Row>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT a.id, a.kind, a.cause, a.started_at AS "started_at: Timestamp", a.finished_at AS "finished_at: Timestamp",
                  a.outcome, a.sentence, a.detail, a.steps, a.backup, a.failure, (SELECT o.state FROM operation o WHERE o.activity = a.id) AS "operation_state: String"
           FROM activity a ORDER BY a.started_at DESC, a.rowid DESC LIMIT ?"#,
        limit
    );
    Ok(rows.fetch_all(pool).await?)
}

/// One line.
pub async fn get(pool: &SqlitePool, id: &str) -> Result<Option<Row>> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT a.id, a.kind, a.cause, a.started_at AS "started_at: Timestamp", a.finished_at AS "finished_at: Timestamp",
                  a.outcome, a.sentence, a.detail, a.steps, a.backup, a.failure, (SELECT o.state FROM operation o WHERE o.activity = a.id) AS "operation_state: String"
           FROM activity a WHERE a.id = ?"#,
        id
    );
    Ok(row.fetch_optional(pool).await?)
}

/// The newest finished backup or attempt at one, ignoring the triggers in `left_out`.
pub async fn last_backup(pool: &SqlitePool, left_out: &[&str]) -> Result<Option<Row>> {
    let left_out = serde_json::json!(left_out).to_string();
    let row = sqlx::query_as!(
        Row,
        r#"SELECT a.id, a.kind, a.cause, a.started_at AS "started_at: Timestamp", a.finished_at AS "finished_at: Timestamp",
                  a.outcome, a.sentence, a.detail, a.steps, a.backup, a.failure, NULL AS "operation_state: String"
           FROM activity a
           WHERE a.kind = 'backup' AND a.outcome NOT IN ('running', 'stopped')
             AND coalesce(a.cause, '') NOT IN (SELECT value FROM json_each(?))
           ORDER BY a.started_at DESC, a.rowid DESC LIMIT 1"#,
        left_out
    );
    Ok(row.fetch_optional(pool).await?)
}

/// Removes lines that began before that time, and those beyond the newest `most`. Running ones stay, and so does the
/// last completion of each backup step: it shows when a location last received a backup.
pub async fn trim(pool: &SqlitePool, before: Timestamp, most: i64) -> Result<u64> {
    let done = sqlx::query!(
        "DELETE FROM activity
         WHERE (started_at < ? OR id IN
                   (SELECT id FROM activity ORDER BY started_at DESC, rowid DESC LIMIT -1 OFFSET ?))
           AND outcome <> 'running'
           AND id NOT IN
               (SELECT id FROM
                   (SELECT a.id, row_number() OVER
                       (PARTITION BY json_extract(step.value, '$.name') ORDER BY a.started_at DESC, a.rowid DESC) AS location
                    FROM activity a, json_each(a.steps) step
                    WHERE a.kind = 'backup' AND json_extract(step.value, '$.state') = 'done')
                WHERE location = 1)",
        before,
        most
    );
    Ok(done.execute(pool).await?.rows_affected())
}

/// Closes entries left open by a process that died or could no longer write. Only for the holder of the permission:
/// nothing else runs then, except work of the `spared` kind, which needs no permission.
pub async fn close_interrupted(pool: &SqlitePool, now: Timestamp, spared: &str) -> Result<u64> {
    let done = sqlx::query!(
        "UPDATE activity SET outcome = 'interrupted', finished_at = ? WHERE outcome = 'running' AND kind <> ?",
        now,
        spared
    );
    Ok(done.execute(pool).await?.rows_affected())
}

/// A backup as a calendar shows it.
#[derive(Debug)]
pub struct Made {
    /// RFC 3339, UTC.
    pub started_at: Timestamp,
    /// As in [`Row::outcome`].
    pub outcome: String,
    /// Its trigger.
    pub cause: Option<String>,
}

/// Every backup, finished or attempted, since `since`.
pub async fn backups_since(pool: &SqlitePool, since: Timestamp) -> Result<Vec<Made>> {
    let rows = sqlx::query_as!(
        Made,
        r#"SELECT started_at AS "started_at: Timestamp", outcome, cause
           FROM activity WHERE kind = 'backup' AND started_at >= ? ORDER BY started_at"#,
        since
    )
    .fetch_all(pool);
    Ok(rows.await?)
}

/// A text that changes with every change in `state.db` that a window shows: entries, their steps, settings.
pub async fn pulse(pool: &SqlitePool) -> Result<String> {
    let now = sqlx::query_scalar!(
        r#"SELECT json_array(
               (SELECT max(coalesce(finished_at, started_at)) FROM activity),
               (SELECT count(*) FROM activity),
               (SELECT json_group_array(steps) FROM activity WHERE finished_at IS NULL),
               (SELECT json_group_object(key, value) FROM setting),
               (SELECT json_group_object(key, value) FROM bookkeeping
                WHERE key <> 'notifications_said')) AS "pulse!: String""#
    );
    Ok(now.fetch_one(pool).await?)
}
