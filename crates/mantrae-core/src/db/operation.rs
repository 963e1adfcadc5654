//! Operations that can be undone, and what they touched.
//!
//! Two files cannot be committed atomically. So an operation is first `prepared` here, then the change and the
//! operation's id are committed together in the configuration (see [`super::revision`]), then it is `applied` here.
//! After a crash, [`settle`] sees from the configuration which of the two happened.

use sqlx::SqlitePool;

use super::{component, profile};
use crate::error::{Code, Error, Result};
use crate::timestamp::Timestamp;

/// What an operation did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, sqlx::Type)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
#[sqlx(rename_all = "kebab-case")]
pub enum OperationKind {
    /// Replaced the configuration, or part of it, with that of a backup.
    Restore,
    /// Merged a file into a profile.
    Import,
    /// Removed a profile with all its components.
    ProfileDeletion,
    /// Changed, removed, enabled or disabled one component.
    Edit,
}

/// An operation as stored.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Random.
    pub id: String,
    /// What it did.
    pub kind: OperationKind,
    /// RFC 3339, UTC.
    pub at: Timestamp,
    /// Id of its line in the activity list.
    pub activity: String,
    /// The backup that holds the previous state; `None` if the touched rows themselves hold it.
    pub safety_backup: Option<String>,
}

/// One component an operation touches.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Touched {
    /// Uid of the profile.
    pub profile: String,
    /// As in [`traefik_dynamic::Kind::as_str`].
    pub kind: String,
    /// Name of the component.
    pub name: String,
    /// State before; `None` if it did not exist.
    pub before: Option<component::State>,
    /// State after; `None` if it no longer exists.
    pub after: Option<component::State>,
    /// The stored row before, JSON; only if there is no safety backup.
    pub prior: Option<String>,
}

/// One profile that an operation creates, changes or removes; its name and description.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TouchedProfile {
    /// Uid of the profile.
    pub profile: String,
    /// State before; `None` if it did not exist.
    pub before: Option<profile::State>,
    /// State after; `None` if it no longer exists.
    pub after: Option<profile::State>,
}

/// Records what is about to be done. An earlier operation that was prepared but never applied is dropped.
pub async fn prepare(
    pool: &SqlitePool,
    operation: &Operation,
    components: &[Touched],
    profiles: &[TouchedProfile],
) -> Result<()> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query!("DELETE FROM operation WHERE state = 'prepared'")
        .execute(&mut *transaction)
        .await?;
    sqlx::query!(
        "INSERT INTO operation (id, sequence, kind, at, state, activity, safety_backup)
         VALUES (?, (SELECT coalesce(max(sequence), 0) + 1 FROM operation), ?, ?, 'prepared', ?, ?)",
        operation.id,
        operation.kind,
        operation.at,
        operation.activity,
        operation.safety_backup
    )
    .execute(&mut *transaction)
    .await?;
    for batch in components.chunks(2000) {
        let rows = pack(batch)?;
        sqlx::query!(
            "INSERT INTO operation_component (operation, profile, kind, name, before, after, prior)
             SELECT ?1, value ->> 'profile', value ->> 'kind', value ->> 'name', value ->> 'before', value ->> 'after',
                    value ->> 'prior'
             FROM json_each(?2)",
            operation.id,
            rows
        )
        .execute(&mut *transaction)
        .await?;
    }
    let rows = pack(profiles)?;
    sqlx::query!(
        "INSERT INTO operation_profile (operation, profile, before, after)
         SELECT ?1, value ->> 'profile', value ->> 'before', value ->> 'after' FROM json_each(?2)",
        operation.id,
        rows
    )
    .execute(&mut *transaction)
    .await?;
    Ok(transaction.commit().await?)
}

fn pack<T: serde::Serialize>(rows: &[T]) -> Result<String> {
    serde_json::to_string(rows)
        .map_err(|error| Error::new(Code::Internal, "The operation could not be recorded").because(error))
}

/// Records that the change was committed. If this fails, the change is still made: the configuration itself names the
/// operation, and [`settle`] records it the next time.
pub async fn applied(pool: &SqlitePool, id: &str) {
    let noted = sqlx::query!("UPDATE operation SET state = 'applied' WHERE id = ?", id)
        .execute(pool)
        .await;
    if let Err(error) = noted {
        tracing::warn!(?error, "a change was applied but is not recorded yet");
    }
}

/// Records that the change was undone; like [`applied`], that is true whether or not it can be recorded now.
pub async fn undone(pool: &SqlitePool, id: &str) {
    let noted = sqlx::query!("UPDATE operation SET state = 'undone' WHERE id = ?", id)
        .execute(pool)
        .await;
    if let Err(error) = noted {
        tracing::warn!(?error, "a change was undone but is not recorded yet");
    }
}

/// After a crash: a prepared operation either happened (`last` names it) or did not.
pub async fn settle(pool: &SqlitePool, last: Option<&str>) -> Result<()> {
    // An undo marks the configuration with `undo:` and the id of the operation it undid.
    let undone = last.and_then(|mark| mark.strip_prefix("undo:"));
    sqlx::query!(
        "UPDATE operation SET state = 'applied' WHERE state = 'prepared' AND id = ?",
        last
    )
    .execute(pool)
    .await?;
    sqlx::query!(
        "UPDATE operation SET state = 'undone' WHERE state = 'applied' AND id = ?",
        undone
    )
    .execute(pool)
    .await?;
    sqlx::query!("DELETE FROM operation WHERE state = 'prepared'")
        .execute(pool)
        .await?;
    Ok(())
}

/// The newest operation of a kind that `undo` without a name undoes: restores, imports, deletions of profiles.
pub async fn last_undoable(pool: &SqlitePool) -> Result<Option<Operation>> {
    let row = sqlx::query_as!(
        Operation,
        r#"SELECT id, kind AS "kind: OperationKind", at AS "at: Timestamp", activity, safety_backup FROM operation
         WHERE state = 'applied' AND kind <> 'edit' ORDER BY sequence DESC LIMIT 1"#
    )
    .fetch_optional(pool)
    .await?;
    Ok(row)
}

/// The operation of a line in the activity list, if it was applied and not undone.
pub async fn of_activity(pool: &SqlitePool, activity: &str) -> Result<Option<Operation>> {
    let row = sqlx::query_as!(
        Operation,
        r#"SELECT id, kind AS "kind: OperationKind", at AS "at: Timestamp", activity, safety_backup FROM operation WHERE state = 'applied' AND activity = ?"#,
        activity
    )
    .fetch_optional(pool)
    .await?;
    Ok(row)
}

/// The operation that a restore point was made for, if it was applied and not undone.
pub async fn of_safety_backup(pool: &SqlitePool, backup: &str) -> Result<Option<Operation>> {
    let row = sqlx::query_as!(
        Operation,
        r#"SELECT id, kind AS "kind: OperationKind", at AS "at: Timestamp", activity, safety_backup FROM operation
         WHERE state = 'applied' AND safety_backup = ? ORDER BY sequence DESC LIMIT 1"#,
        backup
    )
    .fetch_optional(pool)
    .await?;
    Ok(row)
}

/// The components an operation touched.
pub async fn touched(pool: &SqlitePool, id: &str) -> Result<Vec<Touched>> {
    let rows = sqlx::query_as!(
        Touched,
        r#"SELECT profile, kind, name, before AS "before: component::State", after AS "after: component::State", prior
         FROM operation_component WHERE operation = ? ORDER BY profile, kind, name"#,
        id
    );
    Ok(rows.fetch_all(pool).await?)
}

/// The profiles an operation touched.
pub async fn touched_profiles(pool: &SqlitePool, id: &str) -> Result<Vec<TouchedProfile>> {
    let rows = sqlx::query_as!(
        TouchedProfile,
        r#"SELECT profile, before AS "before: profile::State", after AS "after: profile::State"
         FROM operation_profile WHERE operation = ?"#,
        id
    );
    Ok(rows.fetch_all(pool).await?)
}

/// Backups that are still needed to undo an operation.
pub async fn needed_backups(pool: &SqlitePool) -> Result<Vec<String>> {
    let rows = sqlx::query_scalar!(
        r#"SELECT safety_backup AS "backup!: String" FROM operation WHERE state = 'applied' AND safety_backup IS NOT NULL"#
    );
    Ok(rows.fetch_all(pool).await?)
}
