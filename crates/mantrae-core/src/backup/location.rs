//! One location of backups, with what is known about its contents.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::BoxFuture;
use sqlx::SqlitePool;
use tokio::sync::OnceCell;

use super::listed::Backup;
use crate::archive::{Name, Packed};
use crate::db::bookkeeping::{self, Key};
use crate::db::catalog::{self as table, Row};
use crate::db::location::{self, Arrival, Listed};
use crate::db::upload;
use crate::error::{Error, Failure, Result};
use crate::storage::{Identity, Storage};
use crate::timestamp::Timestamp;
use crate::verification::{Depth, Known};

/// The role a location plays for this installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The folder on this computer: read on every lookup.
    Folder,
    /// Holds finished archives until they are sent, when no location on this computer is in use.
    Outbox,
    /// Reached over a network: shown as it was last listed.
    Remote,
}

/// One location.
#[derive(Debug, Clone)]
pub struct Location {
    /// The pool of `state.db`.
    pub pool: SqlitePool,
    /// Identifies it in `state.db`, whatever its name.
    pub key: String,
    /// The name that lists show.
    pub name: String,
    /// Its role.
    pub role: Role,
    /// Its folder, if it has one.
    pub folder: Option<PathBuf>,
    /// The location itself.
    pub door: LazyStorage,
}

/// A successful verification: the archive was read back and found intact.
#[derive(Debug, Clone, Copy)]
pub struct ReadBack<'a> {
    /// When; RFC 3339, UTC.
    pub at: Timestamp,
    /// How deep it went.
    pub depth: Depth,
    /// The content it covered.
    pub identity: &'a Identity,
}

/// A location that is opened on first use: a bucket's key is in the keyring, and listing backups must not wait for
/// that.
#[derive(Clone)]
pub struct LazyStorage {
    opener: Opener,
    opened: Arc<OnceCell<Storage>>,
}

/// Opens a location.
pub type Opener = Arc<dyn Fn() -> BoxFuture<'static, Result<Storage>> + Send + Sync>;

impl LazyStorage {
    /// A location that `opener` opens on first use.
    pub fn new(opener: impl Fn() -> BoxFuture<'static, Result<Storage>> + Send + Sync + 'static) -> Self {
        Self {
            opener: Arc::new(opener),
            opened: Arc::default(),
        }
    }

    /// A lazily opened folder: `opener` is [`Storage::folder`] or [`Storage::chosen_folder`].
    pub fn folder(path: PathBuf, opener: fn(&Path) -> Result<Storage>) -> Self {
        Self::new(move || {
            let path = path.clone();
            Box::pin(async move { opener(&path) })
        })
    }
}

impl fmt::Debug for LazyStorage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("LazyStorage")
    }
}

impl Location {
    /// The location, if it can be used.
    pub async fn storage(&self) -> Result<&Storage> {
        let door = &self.door;
        door.opened.get_or_try_init(|| (door.opener)()).await
    }

    /// What is known about the archives that are, or should be, there.
    pub async fn known(&self) -> Result<Vec<Row>> {
        table::list(&self.pool, &self.key).await
    }

    async fn row(&self, file: &str) -> Result<Option<Row>> {
        table::get(&self.pool, &self.key, file).await
    }

    /// Records that a backup was verified, when and how deeply.
    pub async fn note_verification(&self, file: &str, packed: &Packed, verified: ReadBack<'_>) -> Result<()> {
        let before = self.row(file).await?;
        let mut row = fresh(&self.key, file, packed);
        if let Some(before) = before {
            row.pinned = before.pinned;
        }
        row.verified_at = Some(verified.at);
        word(verified.depth).clone_into(&mut row.verification);
        remember(&mut row, verified.identity);
        table::put(&self.pool, &row).await
    }

    /// Records that a finished archive is on its way there.
    pub async fn expect(
        &self,
        file: &str,
        packed: &Packed,
        (activity, now): (&str, Timestamp),
    ) -> Result<()> {
        let mut row = fresh(&self.key, file, packed);
        row.waiting = 1;
        table::put(&self.pool, &row).await?;
        self.note_members(file, packed).await?;
        let waiting = upload::Row {
            location: self.key.clone(),
            file: file.to_owned(),
            activity: activity.to_owned(),
            queued_at: now,
            attempts: 0,
            next_try: now,
            problem: None,
        };
        upload::put(&self.pool, &waiting).await
    }

    /// Records that it arrived and was verified.
    pub async fn arrived(&self, file: &str, verified: ReadBack<'_>) -> Result<()> {
        let identity = verified.identity;
        let arrival = Arrival {
            file,
            at: verified.at,
            verification: word(verified.depth),
            size: signed(identity.size),
            modified: identity.modified,
            etag: identity.etag.as_deref(),
        };
        location::arrived(&self.pool, &self.key, &arrival).await?;
        upload::forget(&self.pool, &self.key, file).await
    }

    /// Records that a finished archive will no longer be sent there.
    pub async fn give_up(&self, file: &str) -> Result<()> {
        upload::forget(&self.pool, &self.key, file).await?;
        if self.row(file).await?.is_some_and(|row| row.waiting == 1) {
            table::forget(&self.pool, &self.key, file).await?;
        }
        Ok(())
    }

    /// Records that a backup still has the bytes that were written. An earlier, deeper verification still holds.
    pub async fn note_bytes(&self, file: &str, (at, identity): (Timestamp, &Identity)) -> Result<Depth> {
        let Some(mut row) = self.row(file).await? else {
            return Ok(Depth::Bytes);
        };
        let never = row.verified_at.replace(at).is_none();
        row.problem = None;
        if never {
            word(Depth::Bytes).clone_into(&mut row.verification);
        }
        remember(&mut row, identity);
        table::put(&self.pool, &row).await?;
        Ok(depth(&row))
    }

    /// Remembers that a backup was found damaged.
    pub async fn note_damage(&self, file: &str, failure: &Failure) -> Result<()> {
        let problem = serde_json::to_string(failure).ok();
        if let Some(mut row) = self.row(file).await? {
            row.problem = problem;
            table::put(&self.pool, &row).await?;
        } else if let Some(name) = Name::parse(file) {
            // Not known yet: the name alone gives enough to show the finding.
            let mut row = from_name(&self.key, file, name);
            row.problem = problem;
            table::put(&self.pool, &row).await?;
        }
        Ok(())
    }

    /// The hash an archive had when it was first verified.
    pub async fn known_sha256(&self, file: &str) -> Result<Option<String>> {
        let row = self.row(file).await?;
        Ok(row.map(|row| row.sha256).filter(|hash| !hash.is_empty()))
    }

    /// Records what a backup holds, which must never change.
    pub async fn note_members(&self, file: &str, packed: &Packed) -> Result<()> {
        let members = packed.manifest.members_sha256();
        table::note_members(&self.pool, (&self.key, file), &members).await
    }

    /// The hash and size an archive had when it was last verified, and the contents that every copy of the backup has.
    pub async fn known_content(&self, file: &str) -> Result<Option<Known>> {
        let row = self.row(file).await?.filter(|row| !row.sha256.is_empty());
        let size = |row: &Row| u64::try_from(row.verified_size.unwrap_or(row.size)).unwrap_or_default();
        let bytes = row.map(|row| (row.sha256.clone(), size(&row)));
        let members = match Name::parse(file) {
            Some(name) => table::members(&self.pool, &name.id).await?,
            None => None,
        };
        Ok((bytes.is_some() || members.is_some()).then_some(Known { bytes, members }))
    }

    /// Removes a backup and its pin from this location.
    pub async fn delete(&self, backup: &Backup, now: DateTime<Utc>) -> Result<()> {
        let storage = self.storage().await?;
        storage.delete(&backup.file).await?;
        if self.role != Role::Remote || backup.pinned {
            storage.delete(&pin_of(&backup.file)).await?;
        }
        table::leave(&self.pool, (&self.key, &backup.file), Timestamp::from(now)).await
    }

    /// Forgets archives that have been gone so long that they will not come back. A temporarily wrong clock must not
    /// decide that: it has to agree for a day.
    pub(super) async fn forget_old(&self, now: DateTime<Utc>) -> Result<()> {
        let old = Timestamp::from(now - REMEMBERED);
        let gone = table::gone(&self.pool, &self.key).await?;
        let forgetting = Key::Forgetting(&self.key);
        let since: Option<DateTime<Utc>> = bookkeeping::get(&self.pool, forgetting).await?;
        match (gone.iter().any(|one| one.at < old), since) {
            (false, None) => Ok(()),
            (false, Some(_)) => bookkeeping::forget(&self.pool, forgetting).await,
            (true, Some(since)) if now - since >= DOUBTED => {
                table::forget_gone(&self.pool, &self.key, old).await?;
                bookkeeping::forget(&self.pool, forgetting).await
            }
            (true, Some(since)) if since <= now => Ok(()),
            (true, _) => bookkeeping::put(&self.pool, forgetting, &now).await,
        }
    }

    /// Pins a backup here, or unpins it.
    pub async fn pin(&self, file: &str, pinned: bool) -> Result<()> {
        let (storage, pin) = (self.storage().await?, pin_of(file));
        if pinned {
            storage.put_small(&pin, Vec::new()).await?;
        } else {
            storage.delete(&pin).await?;
        }
        location::pin(&self.pool, (&self.key, file), pinned).await
    }

    /// Records how the location answered.
    pub async fn note_answer<T>(&self, answer: &Result<T>, now: DateTime<Utc>) -> Result<()> {
        let failure = answer.as_ref().err().map(Error::failure);
        let text = failure.and_then(|failure| serde_json::to_string(&failure).ok());
        location::note(&self.pool, &self.key, (Timestamp::from(now), text.as_deref())).await
    }

    /// Reads the listing again, page by page; `page` is called after each page is recorded.
    pub async fn refresh(&self, now: DateTime<Utc>, page: &(dyn Fn() + Sync)) -> Result<()> {
        let done = self.read_listing(now, page).await;
        if done.is_err() {
            self.note_answer(&done, now).await?;
        }
        done
    }

    async fn read_listing(&self, now: DateTime<Utc>, page: &(dyn Fn() + Sync)) -> Result<()> {
        let storage = self.storage().await?;
        let number = location::begin(&self.pool, &self.key).await?;
        let mut listing = storage.listing().await?;
        while let Some(objects) = listing.next_page().await? {
            let pins = objects.iter().filter_map(|object| object.name.strip_suffix(PIN));
            let pins: Vec<String> = pins.map(str::to_owned).collect();
            let archives = objects.iter().filter_map(|object| {
                let name = Name::parse(&object.name)?;
                Some(Listed {
                    file: object.name.clone(),
                    id: name.id,
                    created_at: Timestamp::from(name.at),
                    cause: name.trigger.as_str().to_owned(),
                    size: signed(object.identity.size),
                    modified: object.identity.modified,
                    etag: object.identity.etag.clone(),
                    instance: name.instance,
                })
            });
            let archives: Vec<Listed> = archives.collect();
            location::page(&self.pool, (&self.key, number), &archives, &pins).await?;
            page();
        }
        location::complete(&self.pool, (&self.key, number), Timestamp::from(now)).await?;
        self.forget_old(now).await
    }
}

/// How long details of a missing archive are remembered.
pub(super) const REMEMBERED: TimeDelta = TimeDelta::days(90);

/// How long the clock must keep saying that it is time to forget.
const DOUBTED: TimeDelta = TimeDelta::days(1);

/// Suffix of the empty object that pins a backup.
pub(super) const PIN: &str = ".pin";

fn pin_of(file: &str) -> String {
    format!("{file}{PIN}")
}

/// What is known about an archive that was just packed.
fn fresh(location: &str, file: &str, packed: &Packed) -> Row {
    let manifest = &packed.manifest;
    Row {
        id: manifest.id.clone(),
        cause: manifest.trigger.as_str().to_owned(),
        note: manifest.note.clone(),
        size: signed(packed.size),
        sha256: packed.sha256.clone(),
        components: i64::try_from(manifest.components()).unwrap_or(i64::MAX),
        instance: manifest.instance.id.clone(),
        verification: word(Depth::Complete).to_owned(),
        ..Row::new(location, file, manifest.created_at)
    }
}

fn from_name(location: &str, file: &str, name: Name) -> Row {
    Row {
        cause: name.trigger.as_str().to_owned(),
        id: name.id,
        instance: name.instance,
        verification: word(Depth::Complete).to_owned(),
        ..Row::new(location, file, name.at.into())
    }
}

/// Records that the verified content is the one stored there now.
fn remember(row: &mut Row, identity: &Identity) {
    row.size = signed(identity.size);
    row.modified = identity.modified;
    row.etag.clone_from(&identity.etag);
    row.verified_size = Some(row.size);
    row.verified_modified = identity.modified;
    row.verified_inode = identity.inode;
    row.verified_etag.clone_from(&identity.etag);
}

/// The content that was verified; `None` if nothing was verified.
pub(super) fn verified(row: &Row) -> Option<Identity> {
    let size = row.verified_size.filter(|_| row.verified_at.is_some())?;
    Some(Identity {
        size: u64::try_from(size).unwrap_or_default(),
        modified: row.verified_modified,
        inode: row.verified_inode,
        etag: row.verified_etag.clone(),
    })
}

/// The content according to the location's last listing.
pub(super) fn listed(row: &Row) -> Identity {
    Identity {
        size: u64::try_from(row.size).unwrap_or_default(),
        modified: row.modified,
        inode: None,
        etag: row.etag.clone(),
    }
}

fn signed(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

fn word(depth: Depth) -> &'static str {
    match depth {
        Depth::Complete => "complete",
        Depth::Bytes => "bytes",
    }
}

/// How deep the newest verification of a row went.
pub(super) fn depth(row: &Row) -> Depth {
    if row.verification == word(Depth::Bytes) {
        Depth::Bytes
    } else {
        Depth::Complete
    }
}
