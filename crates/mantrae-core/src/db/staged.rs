//! The live configuration with a staged copy attached: compares the two, and replaces live rows with those of the copy,
//! in one transaction.
//!
//! The statements here name an attached database and temporary tables, so they can't be checked at compile time; the
//! tests of restore and undo run every one of them.

use std::path::Path;

use sqlx::sqlite::{SqlitePoolOptions, SqliteRow};
use sqlx::{ConnectOptions as _, Connection as _, Row as _, SqliteConnection, SqlitePool};

use super::operation::{Touched, TouchedProfile};
use super::profile::{Named, Profile, named};
use crate::error::{Code, Error, Result};

/// What the temporary tables must hold before rows are replaced: `change` names the components, `profile_change` the
/// profiles; `before` is the current state, `after` the state afterwards.
const TEMPORARY: &str = "
    PRAGMA trusted_schema = OFF;
    CREATE TEMP TABLE change (
        profile TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, before TEXT, after TEXT,
        PRIMARY KEY (profile, kind, name)) WITHOUT ROWID;
    CREATE TEMP TABLE profile_change (profile TEXT NOT NULL PRIMARY KEY, before TEXT, after TEXT) WITHOUT ROWID;";

const COMPARE: &str = "
    INSERT INTO temp.profile_change
    SELECT l.uid, json_object('name', l.name, 'description', l.description),
           CASE WHEN s.uid IS NULL THEN NULL ELSE json_object('name', s.name, 'description', s.description) END
    FROM main.profile l LEFT JOIN staged.profile s ON s.uid = l.uid
    WHERE s.uid IS NULL OR s.name <> l.name OR s.description <> l.description
       OR s.gateway IS NOT l.gateway OR s.expectations <> l.expectations OR s.layout IS NOT l.layout
    UNION ALL
    SELECT s.uid, NULL, json_object('name', s.name, 'description', s.description)
    FROM staged.profile s WHERE s.uid NOT IN (SELECT uid FROM main.profile);

    INSERT INTO temp.change
    SELECT l.profile, l.kind, l.name, lower(hex(l.meaning)) || ':' || l.enabled,
           lower(hex(s.meaning)) || ':' || s.enabled
    FROM main.component l
    LEFT JOIN staged.component s ON s.profile = l.profile AND s.kind = l.kind AND s.name = l.name
    WHERE s.name IS NULL OR s.configuration <> l.configuration OR s.braces <> l.braces OR s.enabled <> l.enabled
       OR s.text IS NOT l.text
    UNION ALL
    SELECT s.profile, s.kind, s.name, NULL, lower(hex(s.meaning)) || ':' || s.enabled
    FROM staged.component s
    LEFT JOIN main.component l ON l.profile = s.profile AND l.kind = s.kind AND l.name = s.name
    WHERE l.name IS NULL;";

/// Profiles to be removed go first; a renamed one takes its uid as its name in between, so that two can swap names.
const PUT: &str = "
    DELETE FROM main.component WHERE (profile, kind, name) IN (SELECT profile, kind, name FROM temp.change);
    DELETE FROM main.profile
    WHERE uid IN (SELECT profile FROM temp.profile_change WHERE after IS NULL)
      AND NOT EXISTS (SELECT 1 FROM main.component c WHERE c.profile = uid);
    UPDATE main.profile SET name_key = '/' || uid
    WHERE uid IN (SELECT profile FROM temp.profile_change WHERE before IS NOT NULL AND after IS NOT NULL);
    UPDATE main.profile SET (name, name_key, description, gateway, expectations, layout) =
        (SELECT s.name, s.name_key, s.description, s.gateway, s.expectations, s.layout
         FROM staged.profile s WHERE s.uid = main.profile.uid)
    WHERE uid IN (SELECT profile FROM temp.profile_change WHERE before IS NOT NULL AND after IS NOT NULL);
    INSERT INTO main.profile (uid, name, name_key, description, gateway, expectations, layout, created_at)
    SELECT uid, name, name_key, description, gateway, expectations, layout, created_at FROM staged.profile
    WHERE uid IN (SELECT profile FROM temp.profile_change WHERE before IS NULL AND after IS NOT NULL);
    INSERT INTO main.component (profile, kind, name, configuration, braces, text, enabled, meaning, updated_at)
    SELECT s.profile, s.kind, s.name, s.configuration, s.braces, s.text, s.enabled, s.meaning, s.updated_at
    FROM staged.component s
    WHERE (s.profile, s.kind, s.name) IN (SELECT profile, kind, name FROM temp.change WHERE after IS NOT NULL);";

const LAYOUTS: &str = "
    UPDATE main.profile SET layout = s.layout FROM staged.profile s
    WHERE s.uid = main.profile.uid AND s.layout IS NOT main.profile.layout
      AND s.uid IN (SELECT profile FROM temp.change)";

/// Rows that did not become what they should have.
const WRONG: &str = "
    SELECT COUNT(*) FROM temp.change c
    LEFT JOIN main.component l ON l.profile = c.profile AND l.kind = c.kind AND l.name = c.name
    WHERE (CASE WHEN l.name IS NULL THEN NULL ELSE lower(hex(l.meaning)) || ':' || l.enabled END) IS NOT c.after";

/// One difference between the live configuration and the copy, with both texts.
#[derive(Debug, Clone)]
pub struct Difference {
    /// Name of the profile.
    pub profile: String,
    /// Kind as stored.
    pub kind: String,
    /// Name of the component.
    pub name: String,
    /// The live component.
    pub now: Option<Side>,
    /// The component in the copy.
    pub then: Option<Side>,
}

/// One side of a difference.
#[derive(Debug, Clone)]
pub struct Side {
    /// JSON.
    pub configuration: String,
    /// The word for its braces.
    pub braces: String,
    /// The lines in which a person wrote it.
    pub text: Option<String>,
    /// Whether it is enabled.
    pub enabled: bool,
}

impl Side {
    fn of(row: &SqliteRow, [configuration, braces, text, enabled]: [&str; 4]) -> Result<Option<Self>> {
        let configuration: Option<String> = row.try_get(configuration)?;
        let braces: Option<String> = row.try_get(braces)?;
        let text = row.try_get(text)?;
        let enabled: Option<bool> = row.try_get(enabled)?;
        Ok(configuration.zip(braces).map(|(configuration, braces)| Self {
            configuration,
            braces,
            text,
            enabled: enabled.unwrap_or_default(),
        }))
    }
}

/// Counts of one profile and kind.
#[derive(Debug, Clone)]
pub struct Count {
    /// Name of the profile.
    pub profile: String,
    /// Kind as stored.
    pub kind: String,
    /// Only in the copy.
    pub added: i64,
    /// In both, not the same.
    pub changed: i64,
    /// Only in the live configuration.
    pub removed: i64,
}

/// A part of a backup: a profile, or one component of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Name of the profile, as in the backup.
    pub profile: String,
    /// Kind and name; `None` for the whole profile.
    pub component: Option<(String, String)>,
}

/// A connection to the live configuration with a copy attached for reading.
#[derive(Debug)]
pub struct Staged {
    connection: SqliteConnection,
    takes_layouts: bool,
}

impl Staged {
    /// Opens both files.
    pub async fn open(living: &Path, copy: &Path) -> Result<Self> {
        let mut connection = super::options(living).connect().await?;
        let uri = format!("file:{}?mode=ro", percent_encoded(copy)?);
        sqlx::query("ATTACH DATABASE ? AS staged")
            .bind(uri)
            .execute(&mut connection)
            .await?;
        sqlx::raw_sql(TEMPORARY).execute(&mut connection).await?;
        Ok(Self {
            connection,
            takes_layouts: false,
        })
    }

    /// Finds every difference between the live configuration and the copy.
    pub async fn compare(&mut self) -> Result<()> {
        sqlx::raw_sql(COMPARE).execute(&mut self.connection).await?;
        Ok(())
    }

    /// Keeps only the differences that belong to one of the parts.
    pub async fn narrow(&mut self, parts: &[Part]) -> Result<()> {
        let mut transaction = self.connection.begin().await?;
        sqlx::raw_sql("CREATE TEMP TABLE chosen (profile TEXT NOT NULL, kind TEXT, name TEXT);")
            .execute(&mut *transaction)
            .await?;
        for part in parts {
            // A profile that exists only in the live configuration is removed by the restore.
            let uid: Option<String> = sqlx::query_scalar(
                "SELECT uid FROM staged.profile WHERE name_key = ?1
                 UNION ALL SELECT uid FROM main.profile WHERE name_key = ?1 LIMIT 1",
            )
            .bind(super::profile::key(&part.profile))
            .fetch_optional(&mut *transaction)
            .await?;
            let uid = uid.ok_or_else(|| {
                Error::new(
                    Code::NotFound,
                    format!(
                        "Neither the backup nor the configuration contains a profile `{}`",
                        part.profile
                    ),
                )
            })?;
            if let Some((kind, name)) = &part.component {
                let there: bool = sqlx::query_scalar(
                    "SELECT EXISTS (SELECT 1 FROM staged.component WHERE (profile, kind, name) = (?1, ?2, ?3))
                         OR EXISTS (SELECT 1 FROM main.component WHERE (profile, kind, name) = (?1, ?2, ?3))",
                )
                .bind(&uid)
                .bind(kind)
                .bind(name)
                .fetch_one(&mut *transaction)
                .await?;
                if !there {
                    return Err(Error::new(
                        Code::NotFound,
                        format!(
                            "Neither the backup nor the profile `{}` contains the {kind} `{name}`",
                            part.profile
                        ),
                    ));
                }
            }
            let (kind, name) = part.component.clone().unzip();
            sqlx::query("INSERT INTO temp.chosen VALUES (?, ?, ?)")
                .bind(uid)
                .bind(kind)
                .bind(name)
                .execute(&mut *transaction)
                .await?;
        }
        sqlx::raw_sql(
            "DELETE FROM temp.change WHERE NOT EXISTS (
                 SELECT 1 FROM temp.chosen c WHERE c.profile = change.profile
                   AND (c.kind IS NULL OR (c.kind = change.kind AND c.name = change.name)));
             DELETE FROM temp.profile_change WHERE NOT EXISTS (
                 SELECT 1 FROM temp.chosen c WHERE c.profile = profile_change.profile
                   AND (c.kind IS NULL OR profile_change.before IS NULL));
             DROP TABLE temp.chosen;",
        )
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    /// Takes the differences from the caller: an undo knows what its operation touched.
    pub async fn choose(&mut self, components: &[Touched], profiles: &[TouchedProfile]) -> Result<()> {
        let mut transaction = self.connection.begin().await?;
        for row in components {
            sqlx::query(
                "INSERT INTO temp.change (profile, kind, name, before, after) VALUES (?, ?, ?, ?, ?)",
            )
            .bind(&row.profile)
            .bind(&row.kind)
            .bind(&row.name)
            .bind(&row.before)
            .bind(&row.after)
            .execute(&mut *transaction)
            .await?;
        }
        for row in profiles {
            sqlx::query("INSERT INTO temp.profile_change (profile, before, after) VALUES (?, ?, ?)")
                .bind(&row.profile)
                .bind(&row.before)
                .bind(&row.after)
                .execute(&mut *transaction)
                .await?;
        }
        Ok(transaction.commit().await?)
    }

    /// The profiles whose components are replaced also get the layout of their file from the copy.
    pub fn take_layouts(&mut self) {
        self.takes_layouts = true;
    }

    /// Counts by profile and kind.
    pub async fn counts(&mut self) -> Result<Vec<Count>> {
        let rows = sqlx::query(
            "SELECT coalesce(s.name, l.name) AS profile, c.kind, SUM(c.before IS NULL) AS added,
                    SUM(c.before IS NOT NULL AND c.after IS NOT NULL) AS changed, SUM(c.after IS NULL) AS removed
             FROM temp.change c LEFT JOIN staged.profile s ON s.uid = c.profile
             LEFT JOIN main.profile l ON l.uid = c.profile
             GROUP BY c.profile, c.kind ORDER BY 1, 2",
        )
        .fetch_all(&mut self.connection)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Count {
                    profile: row.try_get("profile")?,
                    kind: row.try_get("kind")?,
                    added: row.try_get("added")?,
                    changed: row.try_get("changed")?,
                    removed: row.try_get("removed")?,
                })
            })
            .collect()
    }

    /// The differences in order, with the texts of both sides.
    pub async fn differences(&mut self, limit: i64) -> Result<Vec<Difference>> {
        let rows = sqlx::query(
            "SELECT coalesce(sp.name, lp.name) AS profile, c.kind, c.name, l.configuration AS now, s.configuration AS then_,
                    l.braces AS now_braces, s.braces AS then_braces, l.text AS now_text, s.text AS then_text,
                    l.enabled AS now_enabled, s.enabled AS then_enabled
             FROM temp.change c
             LEFT JOIN staged.profile sp ON sp.uid = c.profile LEFT JOIN main.profile lp ON lp.uid = c.profile
             LEFT JOIN main.component l ON l.profile = c.profile AND l.kind = c.kind AND l.name = c.name
             LEFT JOIN staged.component s ON s.profile = c.profile AND s.kind = c.kind AND s.name = c.name
             ORDER BY 1, 2, 3 LIMIT ?",
        )
        .bind(limit)
        .fetch_all(&mut self.connection)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Difference {
                    profile: row.try_get("profile")?,
                    kind: row.try_get("kind")?,
                    name: row.try_get("name")?,
                    now: Side::of(row, ["now", "now_braces", "now_text", "now_enabled"])?,
                    then: Side::of(row, ["then_", "then_braces", "then_text", "then_enabled"])?,
                })
            })
            .collect()
    }

    /// The components that would be touched.
    pub async fn touched(&mut self) -> Result<Vec<Touched>> {
        let rows = sqlx::query("SELECT profile, kind, name, before, after FROM temp.change")
            .fetch_all(&mut self.connection)
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Touched {
                    profile: row.try_get("profile")?,
                    kind: row.try_get("kind")?,
                    name: row.try_get("name")?,
                    before: row.try_get("before")?,
                    after: row.try_get("after")?,
                    prior: None,
                    later: None,
                })
            })
            .collect()
    }

    /// The profiles that would be touched.
    pub async fn touched_profiles(&mut self) -> Result<Vec<TouchedProfile>> {
        let rows = sqlx::query("SELECT profile, before, after FROM temp.profile_change")
            .fetch_all(&mut self.connection)
            .await?;
        rows.iter()
            .map(|row| {
                Ok(TouchedProfile {
                    profile: row.try_get("profile")?,
                    before: row.try_get("before")?,
                    after: row.try_get("after")?,
                })
            })
            .collect()
    }

    /// Replaces the live rows with those of the copy: all or none. `revision` is the revision that the configuration
    /// must still have; `mark` is stored with the new number.
    pub async fn put(&mut self, revision: i64, mark: &str) -> Result<()> {
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        let stands: i64 = sqlx::query_scalar("SELECT number FROM main.revision WHERE id = 1")
            .fetch_one(&mut *transaction)
            .await?;
        if stands != revision {
            return Err(stale());
        }
        sqlx::raw_sql(PUT)
            .execute(&mut *transaction)
            .await
            .map_err(put_error)?;
        if self.takes_layouts {
            sqlx::raw_sql(LAYOUTS).execute(&mut *transaction).await?;
        }
        super::mention::catch_up(&mut transaction).await?;
        let wrong: i64 = sqlx::query_scalar(WRONG).fetch_one(&mut *transaction).await?;
        if wrong != 0 {
            return Err(Error::new(
                Code::Internal,
                format!("Nothing was changed: {wrong} components would differ from the plan"),
            ));
        }
        sqlx::query("UPDATE main.revision SET number = number + 1, operation = ? WHERE id = 1")
            .bind(mark)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Closes both files.
    pub async fn close(self) -> Result<()> {
        Ok(self.connection.close().await?)
    }
}

/// The configuration has changed since a plan was made.
pub fn stale() -> Error {
    Error::new(
        Code::StalePlan,
        "The configuration has changed since this plan was made, so nothing was done",
    )
    .hint("Review the new plan, then confirm again")
    .retryable()
}

fn put_error(error: sqlx::Error) -> Error {
    match &error {
        sqlx::Error::Database(inner) if inner.is_unique_violation() => Error::new(
            Code::Exists,
            "Nothing was changed: another profile now has the name of a profile to be restored",
        )
        .hint("Rename that profile, then try again")
        .because(error),
        _ => error.into(),
    }
}

/// Prepares a private copy for comparison: migrates it to the current schema and, if it comes from another computer,
/// gives its profiles the uids of live ones with the same name.
pub async fn make_ready(copy: &Path, living: &[Profile]) -> Result<()> {
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(super::options(copy))
        .await?;
    let done = bring_up_to_date(&pool, living).await;
    pool.close().await;
    done
}

async fn bring_up_to_date(copy: &SqlitePool, living: &[Profile]) -> Result<()> {
    super::CONFIGURATION
        .run(copy)
        .await
        .map_err(|error| super::migration_error("the copy from the backup", error))?;
    super::braces::decide(copy).await?;
    let staged = super::profile::list(copy).await?;
    for (uid, other) in same_names(&named(&staged), &named(living)) {
        sqlx::query!("UPDATE profile SET uid = ? WHERE uid = ?", other, uid)
            .execute(copy)
            .await?;
    }
    Ok(())
}

/// Uids that only the copy has, each with the uid of the live profile of the same name if only live profiles have it.
pub(super) fn same_names(staged: &[Named], living: &[Named]) -> Vec<(String, String)> {
    let has = |profiles: &[Named], uid: &str| profiles.iter().any(|profile| profile.uid == uid);
    let mut pairs = Vec::new();
    for profile in staged.iter().filter(|profile| !has(living, &profile.uid)) {
        let key = super::profile::key(&profile.name);
        let same = living
            .iter()
            .find(|other| super::profile::key(&other.name) == key && !has(staged, &other.uid));
        pairs.extend(same.map(|other| (profile.uid.clone(), other.uid.clone())));
    }
    pairs
}

/// A path in the form that SQLite's `file:` URIs require.
fn percent_encoded(path: &Path) -> Result<String> {
    use std::fmt::Write as _;
    let text = path.to_str().ok_or_else(|| {
        Error::new(
            Code::InvalidInput,
            format!("The folder’s name is not UTF-8: `{}`", path.display()),
        )
    })?;
    Ok(text.bytes().fold(String::new(), |mut encoded, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                encoded.push(char::from(byte));
            }
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
        encoded
    }))
}
