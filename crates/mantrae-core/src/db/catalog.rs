//! What is known about the archives in each location. A cache: the location's listing is the truth.

use sqlx::SqlitePool;

use crate::error::Result;
use crate::timestamp::Timestamp;

/// One archive in one location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Name of the archive file.
    pub file: String,
    /// Key of the location.
    pub location: String,
    /// Id of the backup.
    pub id: String,
    /// RFC 3339, UTC.
    pub created_at: Timestamp,
    /// Trigger.
    pub cause: String,
    /// The note, as the person wrote it.
    pub note: String,
    /// Size in bytes.
    pub size: i64,
    /// Lower-case hex of the whole file.
    pub sha256: String,
    /// Rows.
    pub components: i64,
    /// Uid of the installation that made it.
    pub instance: String,
    /// When it was last read back and found intact.
    pub verified_at: Option<Timestamp>,
    /// JSON of the failure that was found when it was last read back.
    pub problem: Option<String>,
    /// How deep the newest verification went: `complete`, or `bytes` alone.
    pub verification: String,
    /// 1 if it is pinned there; only known for locations that are reached over a network.
    pub pinned: i64,
    /// 1 if it is not there yet.
    pub waiting: i64,
    /// When the object was last written, according to the last listing; nanoseconds since 1970.
    pub modified: Option<i64>,
    /// The ETag of its content, according to the last listing.
    pub etag: Option<String>,
    /// Size in bytes of the content that was verified; none if nothing was.
    pub verified_size: Option<i64>,
    /// When that content was last written; nanoseconds since 1970.
    pub verified_modified: Option<i64>,
    /// The inode number of that file.
    pub verified_inode: Option<i64>,
    /// The ETag of that content.
    pub verified_etag: Option<String>,
}

impl Row {
    /// An archive about which nothing but the creation time is known.
    pub fn new(location: &str, file: &str, created_at: Timestamp) -> Self {
        Self {
            file: file.to_owned(),
            location: location.to_owned(),
            id: String::new(),
            created_at,
            cause: String::new(),
            note: String::new(),
            size: 0,
            sha256: String::new(),
            components: 0,
            instance: String::new(),
            verified_at: None,
            problem: None,
            verification: String::new(),
            pinned: 0,
            waiting: 0,
            modified: None,
            etag: None,
            verified_size: None,
            verified_modified: None,
            verified_inode: None,
            verified_etag: None,
        }
    }
}

/// All rows of the archives in a location.
pub async fn list(pool: &SqlitePool, location: &str) -> Result<Vec<Row>> {
    Ok(sqlx::query_as!(
        Row,
        r#"SELECT file, location, id, created_at AS "created_at: Timestamp", cause, note, size, sha256, components, instance,
                verified_at AS "verified_at: Timestamp", problem, verification, pinned, waiting, modified, etag, verified_size, verified_modified, verified_inode, verified_etag
         FROM catalog WHERE location = ? AND gone_at IS NULL ORDER BY created_at DESC"#,
        location
    )
    .fetch_all(pool)
    .await?)
}

/// What is known about one archive of a location, present or gone.
pub async fn get(pool: &SqlitePool, location: &str, file: &str) -> Result<Option<Row>> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT file, location, id, created_at AS "created_at: Timestamp", cause, note, size, sha256, components, instance,
                verified_at AS "verified_at: Timestamp", problem, verification, pinned, waiting, modified, etag, verified_size, verified_modified, verified_inode, verified_etag
         FROM catalog WHERE location = ? AND file = ?"#,
        location,
        file
    );
    Ok(row.fetch_optional(pool).await?)
}

/// Writes what is known about an archive that is present; replaces everything except what the name gives in a row with
/// the same location and name.
pub async fn put(pool: &SqlitePool, row: &Row) -> Result<()> {
    sqlx::query!(
        "INSERT INTO catalog (file, location, id, created_at, cause, note, size, sha256, components, instance, verified_at,
             problem, verification, pinned, waiting, modified, etag, verified_size, verified_modified, verified_inode, verified_etag)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (location, file) DO UPDATE SET created_at = excluded.created_at, note = excluded.note,
             size = excluded.size, sha256 = excluded.sha256, components = excluded.components,
             verified_at = excluded.verified_at, problem = excluded.problem, verification = excluded.verification,
             pinned = excluded.pinned, waiting = excluded.waiting, modified = excluded.modified, etag = excluded.etag,
             verified_size = excluded.verified_size, verified_modified = excluded.verified_modified,
             verified_inode = excluded.verified_inode, verified_etag = excluded.verified_etag, gone_at = NULL",
        row.file,
        row.location,
        row.id,
        row.created_at,
        row.cause,
        row.note,
        row.size,
        row.sha256,
        row.components,
        row.instance,
        row.verified_at,
        row.problem,
        row.verification,
        row.pinned,
        row.waiting,
        row.modified,
        row.etag,
        row.verified_size,
        row.verified_modified,
        row.verified_inode,
        row.verified_etag
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// An archive that is no longer in its location, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// Name of the archive file.
    pub file: String,
    /// When its absence was first noticed; RFC 3339, UTC.
    pub at: Timestamp,
}

/// The archives a location no longer holds, as far as they are still remembered.
pub async fn gone(pool: &SqlitePool, location: &str) -> Result<Vec<Gone>> {
    let rows = sqlx::query_as!(
        Gone,
        r#"SELECT file, gone_at AS "at!: Timestamp" FROM catalog WHERE location = ? AND gone_at IS NOT NULL"#,
        location
    );
    Ok(rows.fetch_all(pool).await?)
}

/// Records that an archive is gone. What is known about it is kept in case it comes back.
pub async fn leave(pool: &SqlitePool, (location, file): (&str, &str), at: Timestamp) -> Result<()> {
    sqlx::query!(
        "UPDATE catalog SET gone_at = ? WHERE location = ? AND file = ? AND gone_at IS NULL",
        at,
        location,
        file
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Records that an archive is back, along with what was known about it.
pub async fn come_back(pool: &SqlitePool, location: &str, file: &str) -> Result<()> {
    sqlx::query!(
        "UPDATE catalog SET gone_at = NULL WHERE location = ? AND file = ?",
        location,
        file
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Forgets archives that have been gone from a location since before that time.
pub async fn forget_gone(pool: &SqlitePool, location: &str, before: Timestamp) -> Result<()> {
    sqlx::query!(
        "DELETE FROM catalog WHERE location = ? AND gone_at < ?",
        location,
        before
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Forgets an archive that was only here temporarily.
pub async fn forget(pool: &SqlitePool, location: &str, file: &str) -> Result<()> {
    sqlx::query!(
        "DELETE FROM catalog WHERE location = ? AND file = ?",
        location,
        file
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// The contents of the backup with that id, as its members' checksum; `None` if not known yet.
pub async fn members(pool: &SqlitePool, id: &str) -> Result<Option<String>> {
    let known = sqlx::query_scalar!(
        r#"SELECT members AS "members!" FROM catalog WHERE id = ? AND members IS NOT NULL LIMIT 1"#,
        id
    );
    Ok(known.fetch_optional(pool).await?)
}

/// Records what an archive holds.
pub async fn note_members(pool: &SqlitePool, (location, file): (&str, &str), members: &str) -> Result<()> {
    sqlx::query!(
        "UPDATE catalog SET members = ? WHERE location = ? AND file = ?",
        members,
        location,
        file
    )
    .execute(pool)
    .await?;
    Ok(())
}
