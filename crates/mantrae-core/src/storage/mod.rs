//! Locations that store archives: opendal reaches folders and buckets, the system's `ssh` folders of other computers. What an
//! archive holds is unknown here.

mod failure;
mod folder;
mod identity;
mod listing;
mod object;
mod patience;
pub mod s3;
pub mod sftp;
pub mod storage_test;
mod store;

use std::path::Path;

use opendal::Operator;
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncWriteExt as _;

use crate::error::{Code, Error, Result, io};
use crate::id::hex;
use s3::Remote;
use store::Store;

pub use folder::Folder;
pub use identity::{Difference, Identity};
pub use listing::Listing;
pub use object::{Object, Shape};
pub use patience::Patience;

/// The name of the folder on this computer, as the catalog and the lists call it.
pub const THIS_COMPUTER: &str = "This computer";

/// Bytes that are read or written at a time.
const CHUNK: usize = 256 * 1024;

/// One location: put, list, fetch, delete.
#[derive(Debug, Clone)]
pub struct Storage {
    name: String,
    door: Door,
}

/// What leads to the objects.
#[derive(Debug, Clone)]
enum Door {
    /// A folder of this computer, a bucket, or memory.
    Store(Box<Store>),
    /// A folder of another computer.
    Sftp(sftp::Folder),
}

impl Storage {
    /// A folder of this computer, made if it is not there.
    pub fn folder(path: &Path) -> Result<Self> {
        Ok(Self::in_store(THIS_COMPUTER, Store::folder(Folder::open(path)?)?))
    }

    /// A folder that a person chose and that was used before: a missing one is not created.
    pub fn chosen_folder(path: &Path) -> Result<Self> {
        Ok(Self::in_store(
            THIS_COMPUTER,
            Store::folder(Folder::used_before(path)?)?,
        ))
    }

    /// Nothing but memory, for tests.
    pub fn memory(name: &str) -> Result<Self> {
        Ok(Self::in_store(name, Store::memory(name)?))
    }

    fn remote(name: &str, operator: Operator, remote: Remote) -> Self {
        Self::in_store(name, Store::remote(name, operator, remote))
    }

    fn in_store(name: &str, store: Store) -> Self {
        Self {
            name: name.to_owned(),
            door: Door::Store(Box::new(store)),
        }
    }

    fn on_another_computer(name: &str, folder: sftp::Folder) -> Self {
        Self {
            name: name.to_owned(),
            door: Door::Sftp(folder),
        }
    }

    /// The name of this location in lists.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// True for a location that is reached over a network.
    pub fn is_remote(&self) -> bool {
        match &self.door {
            Door::Store(store) => store.is_remote(),
            Door::Sftp(_) => true,
        }
    }

    /// What is stored there, by name. Half-written objects are never included.
    pub async fn list(&self) -> Result<Vec<Object>> {
        let mut listing = self.listing().await?;
        let mut objects = Vec::new();
        while let Some(page) = listing.next_page().await? {
            objects.extend(page);
        }
        objects.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(objects)
    }

    /// What is stored there, page by page, so that the first page can be used before the last is in.
    pub async fn listing(&self) -> Result<Listing> {
        match &self.door {
            Door::Store(store) => Listing::open(store).await,
            Door::Sftp(folder) => Ok(Listing::whole(folder.list().await?)),
        }
    }

    /// Stores the file `from` there under `name`, atomically. Where the location can tell, an object that already
    /// exists is left alone, and the error's code is [`Code::Exists`].
    pub async fn put(&self, name: &str, from: &Path) -> Result<()> {
        match &self.door {
            Door::Store(store) => store.put(name, from).await,
            Door::Sftp(folder) => folder.put(name, from).await,
        }
    }

    /// Stores a small object there.
    pub async fn put_small(&self, name: &str, content: Vec<u8>) -> Result<()> {
        match &self.door {
            Door::Store(store) => store.put_small(name, content).await,
            Door::Sftp(folder) => folder.put_small(name, &content).await,
        }
    }

    /// Reads an object into the new private file `to`; returns size, SHA-256 and identity of what was read. In a
    /// folder, nothing but a file is read.
    pub async fn fetch(&self, name: &str, to: &Path) -> Result<Fetched> {
        self.read(name, Some(to)).await
    }

    /// Like [`Storage::fetch`], without keeping what was read: that needs no space.
    pub async fn hash(&self, name: &str) -> Result<Fetched> {
        self.read(name, None).await
    }

    async fn read(&self, name: &str, to: Option<&Path>) -> Result<Fetched> {
        match &self.door {
            Door::Store(store) => store.read(name, to).await,
            Door::Sftp(folder) => folder.read(name, to).await,
        }
    }

    /// Checks that what was read under that name is what the store lists there. Otherwise something in between
    /// answered, and nothing is known about the object.
    pub async fn vouch(&self, name: &str, read: &Identity) -> Result<()> {
        match &self.door {
            Door::Store(store) => store.vouch(name, read).await,
            // Nothing but the host with the known key can have answered.
            Door::Sftp(_) => Ok(()),
        }
    }

    /// Removes an object; a missing one is not a failure. A folder is not an object.
    pub async fn delete(&self, name: &str) -> Result<()> {
        match &self.door {
            Door::Store(store) => store.delete(name).await,
            Door::Sftp(folder) => folder.delete(name).await,
        }
    }
}

/// True when a location was reached and does not allow it: that may be a choice of whoever keeps it.
pub fn is_denied(error: &Error) -> bool {
    if matches!(sftp::Cause::of(error), Some(sftp::Cause::Denied { .. })) {
        return true;
    }
    s3::Cause::of(error) == Some(&s3::Cause::Denied)
}

/// What [`Storage::fetch`] read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Bytes.
    pub size: u64,
    /// Lower-case hex.
    pub sha256: String,
    /// What the location said about it before it was read.
    pub identity: Identity,
}

/// What is being read, with its hash so far, and the private copy of it where one is wanted.
struct Copy<'p> {
    file: Option<(tokio::fs::File, &'p Path)>,
    hash: Sha256,
    size: u64,
}

impl<'p> Copy<'p> {
    fn new(to: Option<&'p Path>) -> Result<Self> {
        let file = match to {
            Some(to) => Some((tokio::fs::File::from_std(crate::fs::create_private(to)?), to)),
            None => None,
        };
        Ok(Self {
            file,
            hash: Sha256::new(),
            size: 0,
        })
    }

    async fn write(&mut self, piece: &[u8]) -> Result<()> {
        self.hash.update(piece);
        self.size += piece.len() as u64;
        if let Some((file, to)) = &mut self.file {
            let written = file.write_all(piece).await;
            written.map_err(|error| io("write the copy", to, error))?;
        }
        Ok(())
    }

    async fn finished(mut self, told: Identity) -> Result<Fetched> {
        if let Some((file, to)) = &mut self.file {
            let flushed = file.flush().await;
            flushed.map_err(|error| io("write the copy", to, error))?;
            let flushed = file.sync_all().await;
            flushed.map_err(|error| io("flush the copy", to, error))?;
        }
        Ok(Fetched {
            size: self.size,
            sha256: hex(&self.hash.finalize()),
            identity: Identity {
                size: self.size,
                ..told
            },
        })
    }
}

fn exists(name: &str, location: &str) -> Error {
    Error::new(
        Code::Exists,
        format!("`{name}` already exists on {location} and is not overwritten"),
    )
    .hint("Check it with `backup verify`")
}

fn missing(name: &str, location: &str) -> Error {
    Error::new(
        Code::NotFound,
        format!("The backup `{name}` is no longer on {location}"),
    )
    .hint("Choose another backup")
}
