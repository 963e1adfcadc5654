//! What is known about locations that are reached over a network, and the listings that their catalog was read from.

use sqlx::SqlitePool;

use crate::error::Result;
use crate::timestamp::Timestamp;

/// A location as it was last seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Key of the location.
    pub location: String,
    /// Number of the newest listing that was started.
    pub listing: i64,
    /// When a listing was last read to its end; RFC 3339, UTC.
    pub listed_at: Option<Timestamp>,
    /// When it was last sent a request; RFC 3339, UTC.
    pub asked_at: Option<Timestamp>,
    /// JSON of why that request failed; none if it succeeded.
    pub problem: Option<String>,
}

/// An object in a listing that is an archive of this program.
#[derive(Debug)]
pub struct Listed {
    /// Name of the archive file.
    pub file: String,
    /// Id of the backup.
    pub id: String,
    /// RFC 3339, UTC.
    pub created_at: Timestamp,
    /// Trigger.
    pub cause: String,
    /// Size in bytes.
    pub size: i64,
    /// When it was last written; nanoseconds since 1970.
    pub modified: Option<i64>,
    /// The ETag of its content.
    pub etag: Option<String>,
    /// Uid of the installation that made it.
    pub instance: String,
}

/// A backup that was read back in a location right after it was stored there.
#[derive(Debug)]
pub struct Arrival<'a> {
    /// Name of the archive file.
    pub file: &'a str,
    /// When; RFC 3339, UTC.
    pub at: Timestamp,
    /// How deep the verification went: `complete`, or `bytes` alone.
    pub verification: &'a str,
    /// Size in bytes.
    pub size: i64,
    /// When it was written there; nanoseconds since 1970.
    pub modified: Option<i64>,
    /// The ETag of its content.
    pub etag: Option<&'a str>,
}

/// A location as it was last seen.
pub async fn get(pool: &SqlitePool, location: &str) -> Result<Option<Row>> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT location, listing, listed_at AS "listed_at: Timestamp", asked_at AS "asked_at: Timestamp", problem
           FROM location WHERE location = ?"#,
        location
    );
    Ok(row.fetch_optional(pool).await?)
}

/// Records how the location answered: successfully, or with a problem.
pub async fn note(pool: &SqlitePool, location: &str, (at, problem): (Timestamp, Option<&str>)) -> Result<()> {
    sqlx::query!(
        "INSERT INTO location (location, asked_at, problem) VALUES (?, ?, ?)
         ON CONFLICT (location) DO UPDATE SET asked_at = excluded.asked_at, problem = excluded.problem",
        location,
        at,
        problem
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Starts a listing; returns its number.
pub async fn begin(pool: &SqlitePool, location: &str) -> Result<i64> {
    let number = sqlx::query_scalar!(
        r#"INSERT INTO location (location, listing) VALUES (?, 1)
           ON CONFLICT (location) DO UPDATE SET listing = listing + 1 RETURNING listing AS "listing!""#,
        location
    );
    Ok(number.fetch_one(pool).await?)
}

/// Records a page of a listing: new archives become known, and pins take effect.
pub async fn page(
    pool: &SqlitePool,
    (location, number): (&str, i64),
    archives: &[Listed],
    pinned: &[String],
) -> Result<()> {
    let mut transaction = pool.begin().await?;
    for one in archives {
        sqlx::query!(
            "INSERT INTO catalog (file, location, id, created_at, cause, note, size, sha256, components, instance, seen,
                 modified, etag)
             VALUES (?, ?, ?, ?, ?, '', ?, '', 0, ?, ?, ?, ?)
             ON CONFLICT (location, file) DO UPDATE
                 SET size = excluded.size, modified = excluded.modified, etag = excluded.etag,
                     seen = MAX(seen, excluded.seen), gone_at = NULL",
            one.file,
            location,
            one.id,
            one.created_at,
            one.cause,
            one.size,
            one.instance,
            number,
            one.modified,
            one.etag
        )
        .execute(&mut *transaction)
        .await?;
    }
    for file in pinned {
        sqlx::query!(
            "UPDATE catalog SET pinned = 1, pin_seen = MAX(pin_seen, ?) WHERE location = ? AND file = ?",
            number,
            location,
            file
        )
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Ends a listing that was read to its end: archives not in it are gone, and are remembered in case they come back.
/// Uploads still waiting are kept.
pub async fn complete(pool: &SqlitePool, (location, number): (&str, i64), at: Timestamp) -> Result<()> {
    let mut transaction = pool.begin().await?;
    sqlx::query!(
        "UPDATE catalog SET gone_at = ? WHERE location = ? AND waiting = 0 AND seen < ? AND gone_at IS NULL",
        at,
        location,
        number
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!(
        "UPDATE catalog SET pinned = 0 WHERE location = ? AND pin_seen < ?",
        location,
        number
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!(
        "UPDATE location SET listed_at = ?1, asked_at = ?1, problem = NULL WHERE location = ?2",
        at,
        location
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// Records that a backup reached the location and was read back there: a listing in progress may not include it yet.
pub async fn arrived(pool: &SqlitePool, location: &str, arrival: &Arrival<'_>) -> Result<()> {
    sqlx::query!(
        "UPDATE catalog SET waiting = 0, verified_at = ?1, verification = ?2, problem = NULL,
             size = ?3, modified = ?4, etag = ?5, verified_size = ?3, verified_modified = ?4, verified_etag = ?5,
             verified_inode = NULL,
             seen = (SELECT COALESCE(MAX(listing), 0) FROM location WHERE location.location = catalog.location)
         WHERE location = ?6 AND file = ?7",
        arrival.at,
        arrival.verification,
        arrival.size,
        arrival.modified,
        arrival.etag,
        location,
        arrival.file
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Records that a pin was set or removed there.
pub async fn pin(pool: &SqlitePool, (location, file): (&str, &str), pinned: bool) -> Result<()> {
    let pinned = i64::from(pinned);
    sqlx::query!(
        "UPDATE catalog SET pinned = ?1,
             pin_seen = ?1 * (SELECT COALESCE(MAX(listing), 0) FROM location WHERE location.location = catalog.location)
         WHERE location = ?2 AND file = ?3",
        pinned,
        location,
        file
    )
    .execute(pool)
    .await?;
    Ok(())
}
