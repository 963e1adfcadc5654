//! Where backups go: this computer, and any number of buckets and folders of other computers. Never a secret: those are in
//! the keyring.

pub mod address;
pub mod check;
mod environment;
pub mod preset;
mod remote;
pub mod sftp;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sqlx::SqlitePool;

use crate::db::settings as table;
use crate::error::{Code, Error, Result};

pub use environment::{ENVIRONMENT_ID, ENVIRONMENT_SFTP_ID, SECRET_KEY};
pub(super) use environment::{NAMES, lay_over};
pub use preset::{Addressing, Checksums, Facts, Preset, RegionRule};
pub use remote::RemoteLocation;
pub use sftp::SftpLocation;

/// The name under which it is saved.
pub(super) const KEY: &str = "storage";

/// The default folder in a bucket.
pub const DEFAULT_PATH: &str = "backups/";

/// One S3 location.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct S3Location {
    /// Identifies it permanently, whatever its name; empty for one that is not saved yet.
    pub id: String,
    /// Its name in lists; unique without regard to case.
    pub name: String,
    /// The provider of the bucket.
    pub preset: Preset,
    /// `https://host` or `http://host:port`, without a slash at the end.
    pub endpoint: String,
    /// The region, as the provider calls it.
    pub region: String,
    /// The bucket.
    pub bucket: String,
    /// The folder in the bucket: empty, or with a trailing slash and no leading one.
    pub path: String,
    /// The public half of the key.
    pub access_key_id: String,
    /// How the bucket appears in the address; `None`: as the provider needs it.
    pub addressing: Option<Addressing>,
    /// When S3's own checksums are sent; `None`: as the provider needs it.
    pub checksums: Option<Checksums>,
    /// Certificates to trust besides those of the system, PEM.
    pub ca_file: Option<PathBuf>,
    /// True when the person agreed that backups are sent unencrypted, over `http://`.
    pub plain_http: bool,
    /// False: kept in the list, but no backup goes there.
    pub enabled: bool,
}

fn yes() -> bool {
    true
}

impl S3Location {
    /// How the bucket appears in the address.
    pub fn addressing(&self) -> Addressing {
        self.addressing.unwrap_or(self.preset.facts().addressing)
    }

    /// When S3's own checksums are sent.
    pub fn checksums(&self) -> Checksums {
        self.checksums.unwrap_or(self.preset.facts().checksums)
    }

    /// True when requests and backups travel unencrypted.
    pub fn is_plain(&self) -> bool {
        self.endpoint.starts_with("http://")
    }
}

/// What is saved of the locations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// True when backups are kept in the folder on this computer.
    #[serde(default = "yes")]
    pub local: bool,
    /// The S3 locations, in the order of the list.
    #[serde(default)]
    pub s3: Vec<S3Location>,
    /// The folders of other computers, in the order of the list.
    #[serde(default)]
    pub sftp: Vec<SftpLocation>,
}

impl Default for Saved {
    fn default() -> Self {
        Self {
            local: true,
            s3: Vec::new(),
            sftp: Vec::new(),
        }
    }
}

/// The locations in effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Locations {
    /// True when backups are kept in the folder on this computer.
    pub local: bool,
    /// The S3 locations in the list, enabled or not.
    pub s3: Vec<S3Location>,
    /// The folders of other computers in the list, enabled or not.
    pub sftp: Vec<SftpLocation>,
    /// Saved S3 locations that are replaced by what the environment sets.
    pub set_aside: Vec<S3Location>,
    /// Saved folders of other computers that are replaced by what the environment sets.
    pub sftp_set_aside: Vec<SftpLocation>,
    /// The variables that decide; empty when a person does.
    pub variables: Vec<String>,
    /// True when `STORAGE_TYPE` decides which kinds of locations are used.
    pub kinds_locked: bool,
}

impl Locations {
    /// Those that a person chose.
    pub fn of(saved: Saved) -> Self {
        Self {
            local: saved.local,
            s3: saved.s3,
            sftp: saved.sftp,
            set_aside: Vec::new(),
            sftp_set_aside: Vec::new(),
            variables: Vec::new(),
            kinds_locked: false,
        }
    }

    /// The locations reached over a network that backups go to.
    pub fn used(&self) -> impl Iterator<Item = RemoteLocation> {
        let s3 = self.s3.iter().filter(|one| one.enabled).cloned();
        let sftp = self.sftp.iter().filter(|one| one.enabled).cloned();
        s3.map(RemoteLocation::S3).chain(sftp.map(RemoteLocation::Sftp))
    }

    /// A location of the list or of those set aside, by its id, else by its name.
    pub fn find(&self, wanted: &str) -> Option<RemoteLocation> {
        let s3 = self.s3.iter().chain(&self.set_aside).cloned();
        let sftp = self.sftp.iter().chain(&self.sftp_set_aside).cloned();
        let all = s3.map(RemoteLocation::S3).chain(sftp.map(RemoteLocation::Sftp));
        let all: Vec<RemoteLocation> = all.collect();
        all.iter()
            .find(|one| one.id() == wanted)
            .or_else(|| all.iter().find(|one| one.name().eq_ignore_ascii_case(wanted)))
            .cloned()
    }

    /// True for a store that the environment sets: nothing about it can be changed.
    pub fn is_locked(&self, id: &str) -> bool {
        matches!(id, ENVIRONMENT_ID | ENVIRONMENT_SFTP_ID)
    }
}

/// What is saved; this computer alone where nothing is.
pub async fn load(pool: &SqlitePool) -> Result<Saved> {
    let saved = table::all(pool).await?;
    match saved.iter().find(|(key, _)| key == KEY) {
        // Whoever changes the list next must not wipe out what a newer version wrote.
        Some((_, value)) => super::read(value).ok_or_else(unreadable),
        None => Ok(Saved::default()),
    }
}

pub(super) fn unreadable() -> Error {
    Error::new(
        Code::Newer,
        "The saved backup locations cannot be read: a newer version may have written them",
    )
    .hint("Install the newer version. Until then backups stay on this computer")
}

/// Saves all of it.
pub async fn save(pool: &SqlitePool, saved: &Saved) -> Result<()> {
    table::put(pool, KEY, Some(&super::write(saved)?)).await
}

/// The error for an unknown location.
pub fn missing(wanted: &str) -> Error {
    Error::new(Code::NotFound, format!("There is no location called `{wanted}`"))
        .hint("`storage list` shows all locations")
}
