//! Operations that can be undone, and what they touched.
//!
//! Two files cannot be committed atomically. So an operation is first `prepared` here, then the change and the
//! operation's id are committed together in the configuration (see [`super::revision`]), then it is `applied` here.
//! After a crash, [`settle`] sees from the configuration which of the two happened.

use sqlx::SqlitePool;

use super::bulk::{Bound, Insert};
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
    /// Changed single components: wrote, renamed, removed, enabled or disabled them.
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
    /// The backup that an undo made of what it replaced; `None` if the touched rows themselves hold that.
    pub undo_backup: Option<String>,
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
    /// The stored row after, JSON; only if there is no safety backup.
    pub later: Option<String>,
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

/// The expectations of a profile that an operation changes, each as a JSON list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TouchedExpectations {
    /// Uid of the profile.
    pub profile: String,
    /// As they were.
    pub before: String,
    /// As they became.
    pub after: String,
}

/// Records what is about to be done. An earlier operation that was prepared but never applied is dropped.
pub async fn prepare(
    pool: &SqlitePool,
    operation: &Operation,
    components: &[Touched],
    profiles: &[TouchedProfile],
) -> Result<()> {
    prepare_all(pool, operation, (components, profiles, None)).await
}

/// The same for changes of components of one profile, and of its expectations.
pub async fn prepare_edit(
    pool: &SqlitePool,
    operation: &Operation,
    (components, expectations): (&[Touched], Option<&TouchedExpectations>),
) -> Result<()> {
    prepare_all(pool, operation, (components, &[], expectations)).await
}

const TOUCHED: Insert = Insert {
    into: "INSERT INTO operation_component (operation, profile, kind, name, before, after, prior, later)",
    row: "(?, ?, ?, ?, ?, ?, ?, ?)",
    then: "",
};

async fn prepare_all(
    pool: &SqlitePool,
    operation: &Operation,
    (components, profiles, expectations): (&[Touched], &[TouchedProfile], Option<&TouchedExpectations>),
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
    let bind = |query: Bound, one: &Touched| {
        query
            .bind(operation.id.clone())
            .bind(one.profile.clone())
            .bind(one.kind.clone())
            .bind(one.name.clone())
            .bind(one.before.as_ref().map(ToString::to_string))
            .bind(one.after.as_ref().map(ToString::to_string))
            .bind(one.prior.clone())
            .bind(one.later.clone())
    };
    TOUCHED.run(&mut transaction, components, bind).await?;
    let rows = pack(profiles)?;
    sqlx::query!(
        "INSERT INTO operation_profile (operation, profile, before, after)
         SELECT ?1, value ->> 'profile', value ->> 'before', value ->> 'after' FROM json_each(?2)",
        operation.id,
        rows
    )
    .execute(&mut *transaction)
    .await?;
    if let Some(changed) = expectations {
        sqlx::query!(
            "INSERT INTO operation_expectations (operation, profile, before, after) VALUES (?, ?, ?, ?)",
            operation.id,
            changed.profile,
            changed.before,
            changed.after
        )
        .execute(&mut *transaction)
        .await?;
    }
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
    let noted = sqlx::query!(
        "UPDATE operation SET state = 'undone', undone = (SELECT coalesce(max(undone), 0) + 1 FROM operation)
         WHERE id = ?",
        id
    )
    .execute(pool)
    .await;
    if let Err(error) = noted {
        tracing::warn!(?error, "a change was undone but is not recorded yet");
    }
}

/// Records before an undo which backup holds what it will replace.
pub async fn keep_undo_backup(pool: &SqlitePool, id: &str, backup: &str) -> Result<()> {
    sqlx::query!("UPDATE operation SET undo_backup = ? WHERE id = ?", backup, id)
        .execute(pool)
        .await?;
    Ok(())
}

/// Records that the change was made again: it is the latest one now.
pub async fn redone(pool: &SqlitePool, id: &str) {
    let noted = sqlx::query!(
        "UPDATE operation SET state = 'applied', undone = NULL,
                sequence = (SELECT max(sequence) + 1 FROM operation)
         WHERE id = ?",
        id
    )
    .execute(pool)
    .await;
    if let Err(error) = noted {
        tracing::warn!(?error, "a change was made again but is not recorded yet");
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
        "UPDATE operation SET state = 'undone', undone = (SELECT coalesce(max(undone), 0) + 1 FROM operation)
         WHERE state = 'applied' AND id = ?",
        undone
    )
    .execute(pool)
    .await?;
    let redone = last.and_then(|mark| mark.strip_prefix("redo:"));
    sqlx::query!(
        "UPDATE operation SET state = 'applied', undone = NULL,
                sequence = (SELECT max(sequence) + 1 FROM operation)
         WHERE state = 'undone' AND id = ?",
        redone
    )
    .execute(pool)
    .await?;
    sqlx::query!("DELETE FROM operation WHERE state = 'prepared'")
        .execute(pool)
        .await?;
    Ok(())
}

/// The newest operation that was applied and not undone.
pub async fn last_undoable(pool: &SqlitePool) -> Result<Option<Operation>> {
    let row = sqlx::query_as!(
        Operation,
        r#"SELECT id, kind AS "kind: OperationKind", at AS "at: Timestamp", activity, safety_backup, undo_backup FROM operation
         WHERE state = 'applied' ORDER BY sequence DESC LIMIT 1"#
    )
    .fetch_optional(pool)
    .await?;
    Ok(row)
}

/// The operation that was undone last.
pub async fn last_undone(pool: &SqlitePool) -> Result<Option<Operation>> {
    let row = sqlx::query_as!(
        Operation,
        r#"SELECT id, kind AS "kind: OperationKind", at AS "at: Timestamp", activity, safety_backup, undo_backup FROM operation
         WHERE state = 'undone' AND undone IS NOT NULL ORDER BY undone DESC LIMIT 1"#
    )
    .fetch_optional(pool)
    .await?;
    Ok(row)
}

/// An operation with its line in the activity list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct UndoStep {
    /// Id of its line in the activity list.
    pub id: String,
    /// What it did.
    pub kind: OperationKind,
    /// RFC 3339, UTC.
    pub at: Timestamp,
    /// What it did, in one sentence.
    pub sentence: String,
    /// True if it was undone, so that it can be done again.
    pub undone: bool,
}

/// The operations that can be undone, newest first; or those that were undone and can be done again, the last undone
/// first.
pub async fn undo_steps(pool: &SqlitePool, undone: bool, limit: i64) -> Result<Vec<UndoStep>> {
    let state = if undone { "undone" } else { "applied" };
    let rows = sqlx::query_as!(
        UndoStep,
        r#"SELECT o.activity AS "id!: String", o.kind AS "kind: OperationKind", o.at AS "at: Timestamp",
                  coalesce(a.sentence, '') AS "sentence!: String", o.state = 'undone' AS "undone!: bool"
           FROM operation o LEFT JOIN activity a ON a.id = o.activity
           WHERE o.state = ?1 AND (o.state = 'applied' OR o.undone IS NOT NULL)
           ORDER BY o.undone DESC, o.sequence DESC LIMIT ?2"#,
        state,
        limit
    );
    Ok(rows.fetch_all(pool).await?)
}

/// The operation of a line in the activity list, if it was undone.
pub async fn undone_of_activity(pool: &SqlitePool, activity: &str) -> Result<Option<Operation>> {
    let row = sqlx::query_as!(
        Operation,
        r#"SELECT id, kind AS "kind: OperationKind", at AS "at: Timestamp", activity, safety_backup, undo_backup FROM operation WHERE state = 'undone' AND activity = ?"#,
        activity
    )
    .fetch_optional(pool)
    .await?;
    Ok(row)
}

/// The operation of a line in the activity list, if it was applied and not undone.
pub async fn of_activity(pool: &SqlitePool, activity: &str) -> Result<Option<Operation>> {
    let row = sqlx::query_as!(
        Operation,
        r#"SELECT id, kind AS "kind: OperationKind", at AS "at: Timestamp", activity, safety_backup, undo_backup FROM operation WHERE state = 'applied' AND activity = ?"#,
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
        r#"SELECT id, kind AS "kind: OperationKind", at AS "at: Timestamp", activity, safety_backup, undo_backup FROM operation
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
        r#"SELECT profile, kind, name, before AS "before: component::State", after AS "after: component::State", prior, later
         FROM operation_component WHERE operation = ? ORDER BY profile, kind, name"#,
        id
    );
    Ok(rows.fetch_all(pool).await?)
}

/// What an operation did to a component.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Counts up with each operation.
    pub sequence: i64,
    /// Id of its line in the activity list.
    pub activity: String,
    /// What it did.
    pub kind: OperationKind,
    /// RFC 3339, UTC.
    pub at: Timestamp,
    /// What it did, in one sentence.
    pub sentence: String,
    /// True if it was undone.
    pub undone: bool,
    /// Name of the component afterwards.
    pub name: String,
    /// Its name before, if this renamed it.
    pub renamed_from: Option<String>,
    /// State before; `None` if it did not exist.
    pub before: Option<component::State>,
    /// State after; `None` if it no longer exists.
    pub after: Option<component::State>,
    /// The stored row before, JSON; only of edits.
    pub prior: Option<String>,
    /// The stored row after, JSON; only of edits.
    pub later: Option<String>,
}

/// What operations before that one did to a component of that name, the latest first.
pub async fn of_component(
    pool: &SqlitePool,
    profile: &str,
    (kind, name): (&str, &str),
    before: i64,
) -> Result<Vec<Recorded>> {
    let rows = sqlx::query_as!(
        Recorded,
        r#"SELECT o.sequence AS "sequence!: i64", o.activity AS "activity!: String", o.kind AS "kind!: OperationKind",
                  o.at AS "at!: Timestamp", coalesce(a.sentence, '') AS "sentence!: String",
                  o.state = 'undone' AS "undone!: bool", t.name AS "name!: String", old.name AS "renamed_from: String",
                  coalesce(t.before, old.before) AS "before: component::State", t.after AS "after: component::State",
                  coalesce(t.prior, old.prior) AS "prior: String", t.later AS "later: String"
           FROM operation_component t JOIN operation o ON o.id = t.operation
           LEFT JOIN activity a ON a.id = o.activity
           LEFT JOIN operation_component old
             ON o.kind = 'edit' AND t.before IS NULL AND old.operation = t.operation AND old.profile = t.profile
                AND old.kind = t.kind AND old.after IS NULL AND old.before = t.after
           WHERE t.profile = ?1 AND t.kind = ?2 AND t.name = ?3 AND o.sequence < ?4 AND o.state <> 'prepared'
           GROUP BY o.id ORDER BY o.sequence DESC"#,
        profile,
        kind,
        name,
        before
    );
    Ok(rows.fetch_all(pool).await?)
}

/// The last removal of a component.
#[derive(Debug, Clone)]
pub struct RemovalOf {
    /// Counts up with each operation.
    pub sequence: i64,
    /// As in [`traefik_dynamic::Kind::as_str`].
    pub kind: String,
    /// Name of the component.
    pub name: String,
    /// RFC 3339, UTC.
    pub at: Timestamp,
    /// What removed it, in one sentence.
    pub sentence: String,
}

/// The components of a profile that operations removed, the last removed first. They may be there again.
pub async fn removals(pool: &SqlitePool, profile: &str) -> Result<Vec<RemovalOf>> {
    let rows = sqlx::query_as!(
        RemovalOf,
        r#"SELECT t.kind AS "kind!: String", t.name AS "name!: String", o.at AS "at!: Timestamp",
                  coalesce(a.sentence, '') AS "sentence!: String", max(o.sequence) AS "sequence!: i64"
           FROM operation_component t JOIN operation o ON o.id = t.operation
           LEFT JOIN activity a ON a.id = o.activity
           WHERE t.profile = ?1 AND t.after IS NULL AND o.state = 'applied'
           GROUP BY t.kind, t.name ORDER BY max(o.sequence) DESC"#,
        profile
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

/// The expectations an operation changed.
pub async fn touched_expectations(pool: &SqlitePool, id: &str) -> Result<Vec<TouchedExpectations>> {
    let rows = sqlx::query_as!(
        TouchedExpectations,
        "SELECT profile, before, after FROM operation_expectations WHERE operation = ?",
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
