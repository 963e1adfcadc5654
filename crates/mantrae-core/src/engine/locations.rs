//! Where backups are stored: locations are opened on demand, and report their state.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use sqlx::SqlitePool;
use tokio::sync::Mutex;

use super::context::Context;
use crate::backup::catalog::Catalog;
use crate::backup::location::{LazyStorage, Location, Role};
use crate::backup::{Backup, BackupLocation};
use crate::credentials::Credentials;
use crate::db::{catalog, location};
use crate::error::{Code, Failure, Result};
use crate::event::Event;
use crate::secret::Secret;
use crate::settings::Settings;
use crate::settings::storage::{RemoteLocation, S3Location, SftpLocation};
use crate::storage::s3::{self, Addressing, Checksums, S3Options};
use crate::storage::sftp::{self, SftpOptions};
use crate::storage::{Patience, Storage, THIS_COMPUTER};
use crate::timestamp::Timestamp;

/// The name that lists show for the outbox.
const OUTBOX: &str = "This computer, until it is sent";

/// The kind of a location.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum LocationKind {
    /// The folder on this computer.
    Folder,
    /// A bucket.
    S3,
    /// A folder of another computer.
    Sftp,
}

/// One location of backups and its state.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LocationStatus {
    /// Its kind.
    pub kind: LocationKind,
    /// Its name.
    pub name: String,
    /// The folder; for a bucket, its name and host; for another computer, its name and the folder there.
    pub path: String,
    /// Free bytes; unknown where a network is between.
    #[cfg_attr(feature = "specta", specta(type = Option<u32>))]
    pub free: Option<u64>,
    /// True if the last request to it succeeded.
    pub ok: bool,
    /// Why it failed.
    pub problem: Option<String>,
    /// The same, with hints on how to fix it.
    pub failure: Option<Failure>,
    /// Number of backups in it.
    pub kept: u32,
    /// Their total size in bytes.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub bytes: u64,
    /// Number of backups still to be sent there.
    pub waiting: u32,
    /// When sending them is tried next; RFC 3339, UTC.
    pub next_try: Option<Timestamp>,
    /// When this installation's newest backup that is verified there was made; RFC 3339, UTC.
    pub newest_verified: Option<Timestamp>,
    /// When the last request was sent to it; RFC 3339, UTC. A folder is read on every lookup.
    pub asked_at: Option<Timestamp>,
}

/// The locations that backups are stored in and read from.
#[derive(Debug, Clone)]
pub struct Locations {
    context: Context,
    patience: Patience,
    buckets: Arc<Mutex<Buckets>>,
}

/// Open remote locations, each with the settings it was opened with, and whether backups were stored there before.
#[derive(Debug, Default)]
pub(super) struct Buckets {
    generation: u64,
    open: Vec<(RemoteLocation, bool, Storage)>,
}

impl Locations {
    pub(super) fn new(context: Context, patience: Patience, buckets: Arc<Mutex<Buckets>>) -> Self {
        Self {
            context,
            patience,
            buckets,
        }
    }

    /// The locations that backups are stored in and read from.
    pub(super) async fn catalog(&self) -> Result<Catalog> {
        Ok(Catalog {
            pool: self.context.databases().state.clone(),
            locations: self.all().await,
            own: self.context.own_instances().await?,
            now: self.context.now(),
        })
    }

    async fn all(&self) -> Vec<Location> {
        let settings = self.context.settings().await;
        let ground = (
            self.context.databases().state.clone(),
            self.context.folder().outbox(),
        );
        locations(&settings, ground, |store| {
            let (locations, wanted) = (self.clone(), store.clone());
            LazyStorage::new(move || {
                let (locations, wanted) = (locations.clone(), wanted.clone());
                Box::pin(async move { locations.remote(&wanted).await })
            })
        })
    }

    /// Returns a remote location, opening it if necessary.
    async fn remote(&self, wanted: &RemoteLocation) -> Result<Storage> {
        let mut buckets = self.buckets.lock().await;
        let generation = self.context.generation();
        if buckets.generation != generation {
            // A key or an address may have changed.
            *buckets = Buckets {
                generation,
                open: Vec::new(),
            };
        }
        let used = is_used(&self.context.databases().state, wanted.id()).await?;
        let held = buckets
            .open
            .iter()
            .find(|(known, before, _)| known == wanted && *before == used);
        if let Some((_, _, open)) = held {
            return Ok(open.clone());
        }
        let open = self.open(wanted).await?;
        buckets.open.retain(|(known, _, _)| known != wanted);
        buckets.open.push((wanted.clone(), used, open.clone()));
        Ok(open)
    }

    /// Opens a remote location; fails with [`Code::Locked`], [`Code::Keyring`] or [`Code::KeyNeeded`] if the secret key of
    /// a bucket is not available now. Never prompts.
    pub async fn open(&self, location: &RemoteLocation) -> Result<Storage> {
        let pool = &self.context.databases().state;
        open(location, &self.context.credentials(), (pool, self.patience)).await
    }

    /// How long to wait for a remote location.
    pub(super) fn patience(&self) -> Patience {
        self.patience
    }

    /// Finds a backup in the list; if it is unknown, remote locations are listed first.
    pub(super) async fn find(&self, catalog: &Catalog, id: &str) -> Result<Backup> {
        match catalog.get(id).await {
            Err(error) if error.code == Code::NotFound && catalog.has_remote() => {
                self.refresh().await?;
                catalog.get(id).await
            }
            other => other,
        }
    }

    /// Reads the listings of remote locations. Results appear in [`Backups::list`](super::backups::Backups::list) page
    /// by page. If a location does not answer, what was known about it is kept, and [`Locations::statuses`] says why.
    pub async fn refresh(&self) -> Result<()> {
        let catalog = self.catalog().await?;
        let remote = catalog
            .locations
            .iter()
            .filter(|location| location.role == Role::Remote);
        let page = || self.context.tell(Event::BackupsChanged);
        let now = self.context.now();
        let answers = remote.map(|location| location.refresh(now, &page));
        for answer in futures_util::future::join_all(answers).await {
            match answer {
                Err(error) if error.code == Code::Database => return Err(error),
                Err(error) => {
                    tracing::info!(?error, "a location could not be listed");
                    self.context.forget_open_buckets();
                }
                Ok(()) => {}
            }
        }
        Ok(())
    }

    /// The state of each location. Makes no network requests: a bucket is shown as of the last request to it.
    pub async fn statuses(&self) -> Result<Vec<LocationStatus>> {
        let catalog = self.catalog().await?;
        let listed = catalog.list().await;
        let backups = listed.as_deref().unwrap_or_default();
        let settings = self.context.settings().await;
        let mut locations = Vec::new();
        for location in &catalog.locations {
            let (kind, path) = match location.role {
                Role::Outbox => continue,
                Role::Folder => (LocationKind::Folder, settings.backup_folder.display().to_string()),
                Role::Remote => {
                    let used = settings.locations.used().find(|one| one.id() == location.key);
                    let kind = match used {
                        Some(RemoteLocation::Sftp(_)) => LocationKind::Sftp,
                        _ => LocationKind::S3,
                    };
                    (kind, used.map(|one| one.address()).unwrap_or_default())
                }
            };
            let (failure, asked_at) = self.answer_of(location).await?;
            let free = location.folder.as_deref().and_then(crate::fs::free_space);
            let seen = Seen::of(location, backups);
            locations.push(LocationStatus {
                kind,
                name: location.name.clone(),
                path,
                free,
                ok: failure.is_none(),
                problem: failure.as_ref().map(|failure| failure.message.clone()),
                failure,
                kept: seen.kept,
                bytes: seen.bytes,
                waiting: seen.waiting,
                next_try: seen.next_try,
                newest_verified: seen.newest_verified,
                asked_at,
            });
        }
        Ok(locations)
    }

    /// Why the last request to a remote location failed, if it did.
    pub(super) async fn silent(&self) -> Result<Option<String>> {
        for location in self.all().await {
            if location.role == Role::Remote
                && let (Some(failure), _) = self.answer_of(&location).await?
            {
                return Ok(Some(failure.message));
            }
        }
        Ok(None)
    }

    /// Why the last request to a location failed, and when it was made.
    async fn answer_of(&self, location: &Location) -> Result<(Option<Failure>, Option<Timestamp>)> {
        if location.role != Role::Remote {
            let answer = match location.storage().await {
                Ok(storage) => storage.list().await.map(|_| ()),
                Err(error) => Err(error),
            };
            return Ok((answer.err().map(|error| error.failure()), None));
        }
        let Some(row) = location::get(&location.pool, &location.key).await? else {
            return Ok((None, None));
        };
        let problem = row.problem.as_deref();
        Ok((
            problem.and_then(|text| serde_json::from_str(text).ok()),
            row.asked_at,
        ))
    }
}

/// The locations in the settings, those on this computer first. `door` opens a remote one.
pub(super) fn locations(
    settings: &Settings,
    (pool, outbox): (SqlitePool, PathBuf),
    door: impl Fn(&RemoteLocation) -> LazyStorage,
) -> Vec<Location> {
    let location = |key: &str, name: &str, role, (folder, door): (Option<PathBuf>, LazyStorage)| Location {
        pool: pool.clone(),
        key: key.to_owned(),
        name: name.to_owned(),
        role,
        folder,
        door,
    };
    let folder = |path: &Path, opener| {
        (
            Some(path.to_owned()),
            LazyStorage::folder(path.to_owned(), opener),
        )
    };
    let ours = if settings.backup_folder_default {
        Storage::folder
    } else {
        Storage::chosen_folder
    };
    let mut found = Vec::new();
    // If no location is valid, backups are stored here rather than nowhere.
    if settings.locations.local || settings.locations.used().next().is_none() {
        let here = folder(&settings.backup_folder, ours);
        found.push(location(THIS_COMPUTER, THIS_COMPUTER, Role::Folder, here));
    }
    found.push(location(
        "outbox",
        OUTBOX,
        Role::Outbox,
        folder(&outbox, Storage::folder),
    ));
    for store in settings.locations.used() {
        found.push(location(
            store.id(),
            store.name(),
            Role::Remote,
            (None, door(&store)),
        ));
    }
    found
}

/// The contents of one location.
#[derive(Default)]
struct Seen {
    kept: u32,
    bytes: u64,
    waiting: u32,
    next_try: Option<Timestamp>,
    newest_verified: Option<Timestamp>,
}

impl Seen {
    fn of(location: &Location, backups: &[Backup]) -> Self {
        let mut seen = Self::default();
        let here = |backup: &Backup| -> Option<BackupLocation> {
            backup
                .locations
                .iter()
                .find(|at| at.name == location.name)
                .cloned()
        };
        for (backup, at) in backups.iter().filter_map(|one| Some((one, here(one)?))) {
            let verified = at.is_verified() && backup.own;
            if let Some(waiting) = at.waiting {
                seen.waiting += 1;
                // The earliest one.
                seen.next_try = [seen.next_try.take(), waiting.next_try]
                    .into_iter()
                    .flatten()
                    .min();
                continue;
            }
            seen.kept += 1;
            seen.bytes += backup.size;
            if verified && seen.newest_verified.is_none() {
                seen.newest_verified = Some(backup.created_at);
            }
        }
        seen
    }
}

/// Opens a remote location, with the secrets and the pool of `state.db` that belong to it.
pub(super) async fn open(
    location: &RemoteLocation,
    credentials: &Credentials,
    (pool, patience): (&SqlitePool, Patience),
) -> Result<Storage> {
    match location {
        RemoteLocation::S3(location) => {
            let secret = credentials.secret(location).await?;
            s3::open(&options(location, secret, patience))
        }
        RemoteLocation::Sftp(location) => Ok(sftp::open(sftp_options(location, pool, patience).await?)),
    }
}

/// True if a backup was verified in a location before.
async fn is_used(pool: &SqlitePool, location: &str) -> Result<bool> {
    let known = catalog::list(pool, location).await?;
    Ok(known.iter().any(|row| row.verified_at.is_some()))
}

/// The options that `storage` needs for a folder of another computer.
pub(super) async fn sftp_options(
    location: &SftpLocation,
    pool: &SqlitePool,
    patience: Patience,
) -> Result<SftpOptions> {
    Ok(SftpOptions {
        name: location.name.clone(),
        host: location.host.clone(),
        port: location.port,
        user: Some(location.user.clone()).filter(|user| !user.is_empty()),
        root: location.path.clone(),
        config_file: location.config_file.clone(),
        program: None,
        used_before: is_used(pool, &location.id).await?,
        patience,
    })
}

/// The options that `storage` needs for a bucket.
pub(super) fn options(
    location: &S3Location,
    secret_access_key: Arc<Secret<String>>,
    patience: Patience,
) -> S3Options {
    use crate::settings::storage::{Addressing as SavedAddressing, Checksums as SavedChecksums};
    S3Options {
        name: location.name.clone(),
        endpoint: location.endpoint.clone(),
        bucket: location.bucket.clone(),
        region: location.region.clone(),
        root: location.path.clone(),
        access_key_id: location.access_key_id.clone(),
        secret_access_key,
        addressing: match location.addressing() {
            SavedAddressing::Path => Addressing::Path,
            SavedAddressing::VirtualHost => Addressing::VirtualHost,
        },
        checksums: match location.checksums() {
            SavedChecksums::Always => Checksums::Crc32c,
            SavedChecksums::WhenRequired => Checksums::WhenRequired,
        },
        create_if_absent: location.preset.facts().create_only,
        ca_file: location.ca_file.clone(),
        patience,
    }
}
