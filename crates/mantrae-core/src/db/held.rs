//! What each backup holds, and which parts of the live configuration no backup holds.
//!
//! The contents of a backup are recorded when it is made or verified: for each component, its meaning and whether it is
//! enabled. They are stored as intervals over the recording order, so a component that never changes costs one row. The
//! live configuration records what each change touches in the same transaction (`touched`); a comparison reads only
//! those rows, or everything if that record does not reach back to the backup in question.
//!
//! The statements here name an attached database and temporary tables, so they can't be checked while compiling.

use std::path::Path;

use sqlx::sqlite::SqlitePool;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

use super::profile::Named;
use crate::error::{Code, Error, Result};
use crate::timestamp::Timestamp;

/// What a restore of the newest backup would not bring back unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lacking {
    /// Components added, changed or removed since; and profiles whose changes their components do not show.
    pub changes_since: u64,
    /// Components that no backup holds, in any state.
    pub in_no_backup: u64,
}

/// The state of a configuration.
#[derive(Debug, Default)]
struct Stand {
    number: i64,
    mark: String,
    touched_since: i64,
}

/// A backup whose contents are recorded.
#[derive(Debug, Default, sqlx::FromRow)]
struct Noted {
    sequence: i64,
    revision: i64,
    mark: String,
}

const TEMPORARY: &str = "
    PRAGMA trusted_schema = OFF;
    CREATE TEMP TABLE renamed (held TEXT NOT NULL PRIMARY KEY, other TEXT NOT NULL UNIQUE) WITHOUT ROWID;
    CREATE TEMP TABLE valid (sequence INTEGER NOT NULL PRIMARY KEY);
    CREATE TEMP TABLE candidate (
        profile TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, other TEXT NOT NULL,
        PRIMARY KEY (profile, kind, name)) WITHOUT ROWID;
    CREATE TEMP TABLE there (
        profile TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, meaning BLOB NOT NULL, enabled INTEGER NOT NULL,
        PRIMARY KEY (profile, kind, name)) WITHOUT ROWID;";

/// What was touched after the revision `?1`.
const TOUCHED: &str = "
    INSERT OR IGNORE INTO temp.candidate
    SELECT coalesce(r.held, t.profile), t.kind, t.name, coalesce(r.other, back.other, t.profile)
    FROM other.touched t
    LEFT JOIN temp.renamed r ON r.other = t.profile
    LEFT JOIN temp.renamed back ON back.held = t.profile
    WHERE t.revision > ?1";

/// Everything in the other file, and everything that the backup `?1` holds.
const EVERYTHING: [&str; 2] = [
    "INSERT OR IGNORE INTO temp.candidate
     SELECT coalesce(r.held, c.profile), c.kind, c.name, c.profile
     FROM (SELECT profile, kind, name FROM other.component UNION ALL SELECT uid, '', '' FROM other.profile) c
     LEFT JOIN temp.renamed r ON r.other = c.profile",
    "INSERT OR IGNORE INTO temp.candidate
     SELECT h.profile, h.kind, h.name, coalesce(r.other, h.profile)
     FROM main.held h LEFT JOIN temp.renamed r ON r.held = h.profile
     WHERE h.first <= ?1 AND (h.last IS NULL OR h.last >= ?1)",
];

/// The candidate components, as they are in the other file.
const COMPONENTS: &str = "
    INSERT INTO temp.there
    SELECT c.profile, c.kind, c.name, o.meaning, o.enabled
    FROM temp.candidate c JOIN other.component o ON (o.profile, o.kind, o.name) = (c.other, c.kind, c.name)
    WHERE c.kind <> ''";

/// The candidate profiles. Columns added later are left out while empty, so that the value equals the earlier one.
const PROFILES: &str = "
    INSERT INTO temp.there
    SELECT c.profile, '', '', CAST(CASE WHEN o.gateway IS NULL AND o.expectations = '[]'
        THEN json_array(o.name, o.description)
        ELSE json_array(o.name, o.description, o.gateway, o.expectations) END AS BLOB), 1
    FROM temp.candidate c JOIN other.profile o ON o.uid = c.other
    WHERE c.kind = ''";

/// The same for a copy made before profiles had a gateway.
const PROFILES_WITHOUT_GATEWAY: &str = "
    INSERT INTO temp.there
    SELECT c.profile, '', '', CAST(json_array(o.name, o.description) AS BLOB), 1
    FROM temp.candidate c JOIN other.profile o ON o.uid = c.other
    WHERE c.kind = ''";

/// `state.db` with a configuration attached.
struct Beside {
    connection: SqliteConnection,
    stand: Stand,
}

impl Beside {
    async fn open(state: &Path, other: &Path) -> Result<Self> {
        let mut connection = super::options(state).connect().await?;
        let other = other.to_str().ok_or_else(|| {
            Error::new(
                Code::InvalidInput,
                format!("The folder’s name is not UTF-8: `{}`", other.display()),
            )
        })?;
        sqlx::query("ATTACH DATABASE ? AS other")
            .bind(other)
            .execute(&mut connection)
            .await?;
        sqlx::raw_sql(TEMPORARY).execute(&mut connection).await?;
        let stand = stand(&mut connection).await?;
        Ok(Self { connection, stand })
    }

    /// Finds what may differ from that backup, and its state in the other file.
    async fn choose(&mut self, noted: &Noted) -> Result<()> {
        if self.descends_from(noted).await? {
            let rows = sqlx::query(TOUCHED).bind(noted.revision);
            rows.execute(&mut self.connection).await?;
        } else {
            for statement in EVERYTHING {
                let rows = sqlx::query(statement).bind(noted.sequence);
                rows.execute(&mut self.connection).await?;
            }
        }
        sqlx::query(COMPONENTS).execute(&mut self.connection).await?;
        let has_gateway: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM pragma_table_info('profile', 'other') WHERE name = 'gateway')",
        )
        .fetch_one(&mut self.connection)
        .await?;
        let profiles = if has_gateway {
            PROFILES
        } else {
            PROFILES_WITHOUT_GATEWAY
        };
        sqlx::query(profiles).execute(&mut self.connection).await?;
        Ok(())
    }

    /// True if the other file descends from the state that backup was made from, and has recorded every change since.
    async fn descends_from(&mut self, noted: &Noted) -> Result<bool> {
        if self.stand.mark.is_empty() || noted.revision < self.stand.touched_since {
            return Ok(false);
        }
        let passed = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM other.revision_mark WHERE number = ? AND mark = ?)",
        )
        .bind(noted.revision)
        .bind(&noted.mark);
        Ok(passed.fetch_one(&mut self.connection).await?)
    }
}

/// The state of a configuration; a copy made before marks existed has none.
async fn stand(connection: &mut SqliteConnection) -> Result<Stand> {
    let has_marks: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM other.sqlite_schema WHERE name = 'revision_mark')")
            .fetch_one(&mut *connection)
            .await?;
    if !has_marks {
        return Ok(Stand::default());
    }
    let (number, touched_since, mark) = sqlx::query_as(
        "SELECT r.number, r.touched_since, coalesce(m.mark, '')
         FROM other.revision r LEFT JOIN other.revision_mark m ON m.number = r.number WHERE r.id = 1",
    )
    .fetch_one(connection)
    .await?;
    Ok(Stand {
        number,
        mark,
        touched_since,
    })
}

/// Records what a backup holds, read from the database inside it. Does nothing if that is already recorded.
pub async fn note(state: &Path, copy: &Path, noted: (&str, Timestamp)) -> Result<()> {
    note_in(state, copy, (noted, false)).await
}

/// Like [`note`], for a backup whose file was rewritten: the earlier record was of the other file.
pub async fn note_anew(state: &Path, copy: &Path, noted: (&str, Timestamp)) -> Result<()> {
    note_in(state, copy, (noted, true)).await
}

async fn note_in(state: &Path, copy: &Path, (noted, anew): ((&str, Timestamp), bool)) -> Result<()> {
    let mut beside = Beside::open(state, copy).await?;
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut beside.connection)
        .await?;
    if anew {
        // It keeps its position in the order under a name that no backup has, and is forgotten like missing backups.
        sqlx::query("UPDATE main.held_backup SET backup = backup || '~' || sequence WHERE backup = ?")
            .bind(noted.0)
            .execute(&mut beside.connection)
            .await?;
        // Whoever rewrote the file may have changed the history in its database.
        beside.stand = Stand::default();
    }
    // If dropped before the end, the connection rolls everything back.
    note_within(&mut beside, noted).await?;
    sqlx::query("COMMIT").execute(&mut beside.connection).await?;
    Ok(beside.connection.close().await?)
}

async fn note_within(beside: &mut Beside, (backup, now): (&str, Timestamp)) -> Result<()> {
    let known: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM main.held_backup WHERE backup = ?)")
        .bind(backup)
        .fetch_one(&mut beside.connection)
        .await?;
    if known {
        return Ok(());
    }
    let newest: Option<Noted> = sqlx::query_as(
        "SELECT sequence, revision, mark FROM main.held_backup ORDER BY sequence DESC LIMIT 1",
    )
    .fetch_optional(&mut beside.connection)
    .await?;
    let newest = newest.unwrap_or_default();
    beside.choose(&newest).await?;
    sqlx::query(
        "UPDATE main.held SET last = ?1
         WHERE last IS NULL AND (profile, kind, name) IN (SELECT profile, kind, name FROM temp.candidate)
           AND NOT EXISTS (SELECT 1 FROM temp.there t
                           WHERE (t.profile, t.kind, t.name) = (held.profile, held.kind, held.name)
                             AND t.meaning = held.meaning AND t.enabled = held.enabled)",
    )
    .bind(newest.sequence)
    .execute(&mut beside.connection)
    .await?;
    sqlx::query(
        "INSERT INTO main.held (profile, kind, name, meaning, enabled, first)
         SELECT t.profile, t.kind, t.name, t.meaning, t.enabled, ?1 FROM temp.there t
         WHERE NOT EXISTS (SELECT 1 FROM main.held h
                           WHERE (h.profile, h.kind, h.name) = (t.profile, t.kind, t.name) AND h.last IS NULL)",
    )
    .bind(newest.sequence + 1)
    .execute(&mut beside.connection)
    .await?;
    sqlx::query(
        "INSERT INTO main.held_backup (sequence, backup, noted_at, revision, mark) VALUES (?, ?, ?, ?, ?)",
    )
    .bind(newest.sequence + 1)
    .bind(backup)
    .bind(now)
    .bind(beside.stand.number)
    .bind(&beside.stand.mark)
    .execute(&mut beside.connection)
    .await?;
    Ok(())
}

/// True if the contents of a backup are recorded.
pub async fn is_noted(state: &SqlitePool, backup: &str) -> Result<bool> {
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM held_backup WHERE backup = ?) AS "noted!: bool""#,
        backup
    );
    Ok(found.fetch_one(state).await?)
}

/// A number that changes whenever contents are recorded.
pub async fn newest(state: &SqlitePool) -> Result<i64> {
    let newest =
        sqlx::query_scalar!(r#"SELECT coalesce(max(sequence), 0) AS "newest!: i64" FROM held_backup"#);
    Ok(newest.fetch_one(state).await?)
}

/// What the newest of these backups lacks of the live configuration, and what all of them lack. `None` if the contents
/// of the newest are not known.
pub async fn compare(state: &Path, living: &Path, backups: &[String]) -> Result<Option<Lacking>> {
    let mut beside = Beside::open(state, living).await?;
    // Read both files as of one moment, even if someone is writing.
    sqlx::query("BEGIN").execute(&mut beside.connection).await?;
    beside.stand = stand(&mut beside.connection).await?;
    let answer = compare_within(&mut beside, backups).await;
    beside.connection.close().await?;
    answer
}

async fn compare_within(beside: &mut Beside, backups: &[String]) -> Result<Option<Lacking>> {
    let Some(newest) = backups.first() else {
        return nothing_held(&mut beside.connection).await.map(Some);
    };
    let connection = &mut beside.connection;
    let noted: Option<Noted> =
        sqlx::query_as("SELECT sequence, revision, mark FROM main.held_backup WHERE backup = ?")
            .bind(newest)
            .fetch_optional(&mut *connection)
            .await?;
    let Some(newest) = noted else { return Ok(None) };
    let list = serde_json::Value::from(backups.to_vec()).to_string();
    sqlx::query(
        "INSERT INTO temp.valid
         SELECT sequence FROM main.held_backup WHERE backup IN (SELECT value FROM json_each(?))",
    )
    .bind(list)
    .execute(&mut *connection)
    .await?;
    name_again(connection, newest.sequence).await?;
    beside.choose(&newest).await?;
    count(&mut beside.connection, newest.sequence).await.map(Some)
}

/// Profiles that were removed and created again under the same name are the same to a restore.
async fn name_again(connection: &mut SqliteConnection, sequence: i64) -> Result<()> {
    let profile = |(uid, name): (String, String)| Named { uid, name };
    let held: Vec<(String, String)> = sqlx::query_as(
        "SELECT profile, json_extract(CAST(meaning AS TEXT), '$[0]') FROM main.held
         WHERE kind = '' AND first <= ?1 AND (last IS NULL OR last >= ?1)",
    )
    .bind(sequence)
    .fetch_all(&mut *connection)
    .await?;
    let living: Vec<(String, String)> = sqlx::query_as("SELECT uid, name FROM other.profile")
        .fetch_all(&mut *connection)
        .await?;
    let held: Vec<Named> = held.into_iter().map(profile).collect();
    let living: Vec<Named> = living.into_iter().map(profile).collect();
    for (held, other) in super::staged::same_names(&held, &living) {
        sqlx::query("INSERT INTO temp.renamed (held, other) VALUES (?, ?)")
            .bind(held)
            .bind(other)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn nothing_held(connection: &mut SqliteConnection) -> Result<Lacking> {
    let (components, empty): (i64, i64) = sqlx::query_as(
        "SELECT (SELECT count(*) FROM other.component),
                (SELECT count(*) FROM other.profile p
                 WHERE NOT EXISTS (SELECT 1 FROM other.component c WHERE c.profile = p.uid))",
    )
    .fetch_one(connection)
    .await?;
    Ok(Lacking {
        changes_since: number(components + empty),
        in_no_backup: number(components),
    })
}

async fn count(connection: &mut SqliteConnection, sequence: i64) -> Result<Lacking> {
    sqlx::query(
        "CREATE TEMP TABLE difference AS
         SELECT c.profile, c.kind, c.name, t.meaning IS NOT NULL AS lives, h.meaning IS NOT NULL AS is_held
         FROM temp.candidate c
         LEFT JOIN temp.there t ON (t.profile, t.kind, t.name) = (c.profile, c.kind, c.name)
         LEFT JOIN main.held h ON (h.profile, h.kind, h.name) = (c.profile, c.kind, c.name)
              AND h.first <= ?1 AND (h.last IS NULL OR h.last >= ?1)
         WHERE t.meaning IS NOT h.meaning OR t.enabled IS NOT h.enabled",
    )
    .bind(sequence)
    .execute(&mut *connection)
    .await?;
    // A profile that was added or removed along with components is already counted through them.
    let (components, profiles, unheld): (i64, i64, i64) = sqlx::query_as(
        "SELECT
           (SELECT count(*) FROM temp.difference WHERE kind <> ''),
           (SELECT count(*) FROM temp.difference d
            WHERE d.kind = '' AND ((d.lives AND d.is_held) OR NOT EXISTS
                (SELECT 1 FROM temp.difference c WHERE c.profile = d.profile AND c.kind <> ''))),
           (SELECT count(*) FROM temp.difference d
            WHERE d.kind <> '' AND d.lives AND NOT d.is_held AND NOT EXISTS
                (SELECT 1 FROM main.held h JOIN temp.valid v
                   ON v.sequence >= h.first AND (h.last IS NULL OR v.sequence <= h.last)
                 WHERE (h.profile, h.kind, h.name) = (d.profile, d.kind, d.name)))",
    )
    .fetch_one(connection)
    .await?;
    Ok(Lacking {
        changes_since: number(components + profiles),
        in_no_backup: number(unheld),
    })
}

fn number(count: i64) -> u64 {
    u64::try_from(count).unwrap_or_default()
}

/// After a backup: changes up to it no longer need to be looked at.
pub async fn settle(configuration: &SqlitePool, state: &SqlitePool, backup: &str) -> Result<()> {
    let noted = sqlx::query!("SELECT revision, mark FROM held_backup WHERE backup = ?", backup)
        .fetch_optional(state)
        .await?;
    let Some(noted) = noted else { return Ok(()) };
    let mut transaction = configuration.begin_with("BEGIN IMMEDIATE").await?;
    let moved = sqlx::query!(
        "UPDATE revision SET touched_since = ?1
         WHERE id = 1 AND touched_since < ?1
           AND EXISTS (SELECT 1 FROM revision_mark m WHERE m.number = ?1 AND m.mark = ?2)",
        noted.revision,
        noted.mark
    );
    if moved.execute(&mut *transaction).await?.rows_affected() > 0 {
        sqlx::query!("DELETE FROM touched WHERE revision <= ?", noted.revision)
            .execute(&mut *transaction)
            .await?;
        sqlx::query!("DELETE FROM revision_mark WHERE number < ?", noted.revision)
            .execute(&mut *transaction)
            .await?;
    }
    Ok(transaction.commit().await?)
}

/// Forgets the contents of backups that are in no catalog and were recorded before `before`. The newest stays: the next
/// one is compared with it.
pub async fn forget_gone(state: &SqlitePool, before: Timestamp) -> Result<()> {
    let mut transaction = state.begin_with("BEGIN IMMEDIATE").await?;
    let gone = sqlx::query!(
        "DELETE FROM held_backup
         WHERE noted_at < ? AND backup NOT IN (SELECT id FROM catalog)
           AND sequence < (SELECT max(sequence) FROM held_backup)",
        before
    );
    if gone.execute(&mut *transaction).await?.rows_affected() > 0 {
        sqlx::query!(
            "DELETE FROM held WHERE last IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM held_backup b WHERE b.sequence BETWEEN held.first AND held.last)"
        )
        .execute(&mut *transaction)
        .await?;
    }
    Ok(transaction.commit().await?)
}
