//! Marks of database files that passed SQLite's own check. The check reads every page, so a start repeats it only if a
//! file may have changed in another way than by SQLite itself.
//!
//! A mark is a small file beside the database. It holds what the database file looked like after a check, or after a
//! checkpoint of a file that had a fitting mark. SQLite flushes its log before it touches that file, so:
//!
//! - After a write that was not followed by a clean close, the log is not empty.
//! - After a clean close the log is gone. Where it exists and is empty, a program has the file open, or was killed.
//! - A file that was copied, replaced or written to by anything else has another inode, size or time.
//!
//! A mark that is missing, torn or old only costs a check, so it is never flushed.

use std::fs::{File, Metadata};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::SystemTime;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

use crate::error::Result;
use crate::id::hex;
use crate::timestamp::Timestamp;

/// How long a check counts. A running program repeats it every week; without one, a start does.
const LONGEST: Duration = Duration::days(8);
/// Bytes of the header, with the format, the size and the counter of changes.
const HEADER: usize = 100;
/// How often, and how long, to wait for the clock of the file system.
const TRIES: u32 = 20;
const TICK: std::time::Duration = std::time::Duration::from_millis(2);

/// What a database file looked like, and when its pages were last checked.
#[derive(Debug, Serialize, Deserialize)]
struct Mark {
    checked_at: Timestamp,
    file: Appearance,
}

/// What a file looks like without reading it. Each write, copy and replacement changes it.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Appearance {
    length: u64,
    modified: SystemTime,
    /// When content or permissions changed, which no program can set; and the inode. Zeros where there are none.
    system: (i64, i64, u64),
    header: String,
}

impl Appearance {
    fn of(database: &Path) -> Option<Self> {
        let mut file = File::open(database).ok()?;
        let mut header = [0; HEADER];
        file.read_exact(&mut header).ok()?;
        let known = file.metadata().ok()?;
        Some(Self {
            length: known.len(),
            modified: known.modified().ok()?,
            system: system(&known),
            header: hex(&header),
        })
    }

    /// False if the file could still change within the same tick of the file system's clock as `later`.
    fn is_before(&self, later: &Metadata) -> bool {
        let ((seconds, nanos, _), (later_seconds, later_nanos, _)) = (self.system, system(later));
        let is_known = cfg!(unix);
        let changed_before = !is_known || (seconds, nanos) < (later_seconds, later_nanos);
        changed_before && later.modified().is_ok_and(|later| self.modified < later)
    }
}

#[cfg(unix)]
fn system(file: &Metadata) -> (i64, i64, u64) {
    use std::os::unix::fs::MetadataExt as _;
    (file.ctime(), file.ctime_nsec(), file.ino())
}

#[cfg(not(unix))]
fn system(_: &Metadata) -> (i64, i64, u64) {
    (0, 0, 0)
}

/// The file that holds the mark of a database.
pub fn path(database: &Path) -> PathBuf {
    database.with_extension("checked")
}

/// True if a database can be opened without the check: its mark fits, and no program ended without closing it.
/// `is_open`: whether a program has the databases open now.
pub fn vouches(database: &Path, is_open: bool, now: DateTime<Utc>) -> bool {
    let rollback = beside(database, "-journal");
    let at_rest = match log_size(database) {
        None => true,
        Some(0) => is_open,
        Some(_) => false,
    };
    let is_recent = |at: Timestamp| *at <= now && now - *at < LONGEST;
    at_rest && !rollback.exists() && checked_at(database).is_some_and(is_recent)
}

/// When the pages of a database were last checked; `None` if its file has changed since in another way than by SQLite.
pub fn checked_at(database: &Path) -> Option<Timestamp> {
    let mark = path(database);
    let written = mark.metadata().ok()?;
    let mark: Mark = serde_json::from_slice(&std::fs::read(mark).ok()?).ok()?;
    let fits = mark.file.is_before(&written) && Appearance::of(database)? == mark.file;
    fits.then_some(mark.checked_at)
}

/// Marks a database whose pages were checked at that time.
pub fn set(database: &Path, checked_at: Timestamp) -> Result<()> {
    let Some(file) = Appearance::of(database) else {
        return Ok(());
    };
    let mark = Mark { checked_at, file };
    let text = serde_json::to_vec(&mark).unwrap_or_default();
    let path = path(database);
    let failed = |error| crate::error::io("write the mark", &path, error);
    crate::fs::make_private(&path)?;
    for _ in 0..TRIES {
        let written = File::options().write(true).truncate(true).open(&path);
        written
            .and_then(|mut file| file.write_all(&text))
            .map_err(failed)?;
        // Times have the resolution of a tick: the mark must be from a later one than what it vouches for.
        if mark.file.is_before(&path.metadata().map_err(failed)?) {
            break;
        }
        thread::sleep(TICK);
    }
    Ok(())
}

/// Removes the mark, so that the next start checks every page.
pub fn remove(database: &Path) {
    // Without it, the file is checked; that it cannot be removed is reported wherever something is written there.
    let _ = std::fs::remove_file(path(database));
}

/// Empties the log of a database into its file and marks the result, if the file had a fitting mark before that.
pub async fn renew(database: &Path) -> Result<()> {
    if log_size(database).is_none_or(|size| size == 0) {
        return Ok(());
    }
    let Some(checked_at) = checked_at(database) else {
        return Ok(());
    };
    // Nobody waits for this: whoever uses the log now empties it later.
    let options = super::options(database).busy_timeout(std::time::Duration::ZERO);
    let mut connection = options.connect().await?;
    let emptied = empty_log(&mut connection).await;
    // What was emptied counts, even if closing fails.
    let _ = connection.close().await;
    emptied?;
    set(database, checked_at)
}

/// Writes the log into the database file, as far as others let it.
pub(super) async fn empty_log(connection: &mut SqliteConnection) -> Result<()> {
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(connection)
        .await?;
    Ok(())
}

/// The size of the log; `None` if there is none.
fn log_size(database: &Path) -> Option<u64> {
    beside(database, "-wal").metadata().ok().map(|log| log.len())
}

fn beside(database: &Path, suffix: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
