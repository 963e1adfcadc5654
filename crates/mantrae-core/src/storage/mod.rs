//! Locations that store archives. One engine (opendal) for all of them; what an archive holds is unknown here.

mod failure;
mod folder;
mod identity;
mod listing;
pub mod s3;
pub mod storage_test;

use std::path::Path;

use opendal::Operator;
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::error::{Code, Error, Result, io};
use crate::id::hex;
use s3::Remote;

pub use folder::Folder;
pub use identity::{Difference, Identity};
pub use listing::{Listing, Object, Shape};

/// The name of the folder on this computer, as the catalog and the lists call it.
pub const THIS_COMPUTER: &str = "This computer";

/// Bytes that are read or written at a time.
const CHUNK: usize = 256 * 1024;

/// One location: put, list, fetch, delete.
#[derive(Debug, Clone)]
pub struct Storage {
    name: String,
    operator: Operator,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Folder(Folder),
    Memory,
    Remote(Remote),
}

impl Storage {
    /// A folder of this computer, made if it is not there.
    pub fn folder(path: &Path) -> Result<Self> {
        Self::in_folder(Folder::open(path)?)
    }

    /// A folder that a person chose and that was used before: a missing one is not created.
    pub fn chosen_folder(path: &Path) -> Result<Self> {
        Self::in_folder(Folder::used_before(path)?)
    }

    fn in_folder(folder: Folder) -> Result<Self> {
        Ok(Self {
            name: THIS_COMPUTER.to_owned(),
            operator: folder.operator()?,
            kind: Kind::Folder(folder),
        })
    }

    /// Nothing but memory, for tests.
    pub fn memory(name: &str) -> Result<Self> {
        let operator = Operator::new(opendal::services::Memory::default())
            .map_err(|error| failure::describe("open the location", name, error))?;
        Ok(Self {
            name: name.to_owned(),
            operator,
            kind: Kind::Memory,
        })
    }

    fn remote(name: &str, operator: Operator, remote: Remote) -> Self {
        Self {
            name: name.to_owned(),
            operator,
            kind: Kind::Remote(remote),
        }
    }

    /// The name of this location in lists.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// True for a location that is reached over a network.
    pub fn is_remote(&self) -> bool {
        matches!(self.kind, Kind::Remote(_))
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
        Listing::open(self).await
    }

    /// Stores the file `from` there under `name`, atomically. Where the location can tell, an object that already
    /// exists is left alone, and the error's code is [`Code::Exists`].
    pub async fn put(&self, name: &str, from: &Path) -> Result<()> {
        let fail = |error| self.failure("write a backup to", error);
        let read = |error| io("read the finished backup", from, error);
        let mut source = tokio::fs::File::open(from).await.map_err(read)?;
        let size = source.metadata().await.map_err(read)?.len();
        let mut writer = self.writer(name, size).await.map_err(fail)?;
        let mut buffer = vec![0_u8; CHUNK];
        loop {
            let length = match source.read(&mut buffer).await {
                Ok(length) => length,
                Err(error) => {
                    let _ = writer.abort().await;
                    return Err(read(error));
                }
            };
            if length == 0 {
                break;
            }
            let piece = buffer.get(..length).unwrap_or_default().to_vec();
            if let Err(error) = writer.write(piece).await {
                let _ = writer.abort().await;
                return Err(fail(error));
            }
        }
        match writer.close().await {
            Ok(_) => {}
            Err(error) if is_there(&error) => return Err(exists(name, &self.name).because(error)),
            Err(error) => {
                let _ = writer.abort().await;
                return Err(fail(error));
            }
        }
        self.settle(name)
    }

    async fn writer(&self, name: &str, size: u64) -> opendal::Result<opendal::Writer> {
        let Kind::Remote(remote) = &self.kind else {
            return self.operator.writer(name).await;
        };
        let whole = size <= s3::WHOLE;
        let part = if whole { s3::WHOLE } else { s3::PART as u64 };
        let operator = remote.patient(&self.operator, size.min(part));
        // One byte more than the largest that is sent whole: otherwise it would be split at its very end.
        let chunk = if whole {
            usize::try_from(part).unwrap_or(s3::PART) + 1
        } else {
            s3::PART
        };
        let writer = operator.writer_with(name).chunk(chunk);
        if remote.creates_if_absent() {
            writer.if_not_exists(true).await
        } else {
            writer.await
        }
    }

    /// Stores a small object there.
    pub async fn put_small(&self, name: &str, content: Vec<u8>) -> Result<()> {
        self.asked(content.len() as u64)
            .write(name, content)
            .await
            .map_err(|error| self.failure("write to", error))?;
        self.settle(name)
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
        let Kind::Folder(folder) = &self.kind else {
            return self.streamed(name, to).await;
        };
        let (file, told) = folder.open_file(name)?;
        let mut from = tokio::fs::File::from_std(file);
        let mut copy = Copy::new(to)?;
        let mut buffer = vec![0_u8; CHUNK];
        loop {
            let length = from.read(&mut buffer).await;
            let length =
                length.map_err(|error| failure::of_system("read a backup from", &self.name, error))?;
            if length == 0 {
                return copy.finished(told).await;
            }
            copy.write(buffer.get(..length).unwrap_or_default()).await?;
        }
    }

    async fn streamed(&self, name: &str, to: Option<&Path>) -> Result<Fetched> {
        use futures_util::TryStreamExt as _;
        let fail = |error: opendal::Error| match error.kind() {
            opendal::ErrorKind::NotFound => missing(name, &self.name),
            _ => self.failure("read a backup from", error),
        };
        // Before it is read, so that a replacement in the meantime is noticed.
        let told = match self.asked(0).stat(name).await {
            Ok(told) => identity::of_object(&told),
            // Whether it can be read is what counts, and that answer says more. The listing says the same about it.
            Err(error) if is_refusal(&error) => self.listed(name).await.ok().flatten().unwrap_or_default(),
            Err(error) => return Err(fail(error)),
        };
        let reader = self.asked(0).reader(name).await.map_err(fail)?;
        let mut stream = reader.into_stream(..).await.map_err(fail)?;
        let mut copy = Copy::new(to)?;
        let begun = std::time::Instant::now();
        while let Some(pieces) = stream.try_next().await.map_err(fail)? {
            if let Kind::Remote(remote) = &self.kind {
                // Each piece may be in time, and the whole still never end.
                remote.in_time(begun.elapsed(), copy.size).map_err(fail)?;
            }
            for piece in pieces {
                copy.write(&piece).await?;
            }
        }
        copy.finished(told).await
    }

    /// What the location lists under that name; `None` if nothing.
    async fn listed(&self, name: &str) -> Result<Option<Identity>> {
        use futures_util::TryStreamExt as _;
        let fail = |error| self.failure("list", error);
        // Names with this prefix: the archive itself, and what belongs to it.
        let mut lister = self.asked(0).lister(name).await.map_err(fail)?;
        while let Some(entry) = lister.try_next().await.map_err(fail)? {
            if entry.path() == name && entry.metadata().is_file() {
                return Ok(Some(identity::of_object(entry.metadata())));
            }
        }
        Ok(None)
    }

    /// Checks that what was read under that name is what the store lists there. Otherwise something in between
    /// answered, and nothing is known about the object.
    pub async fn vouch(&self, name: &str, read: &Identity) -> Result<()> {
        if !self.is_remote() {
            return Ok(());
        }
        let listed = self.listed(name).await?;
        match listed {
            Some(listed) if listed.is_same_object(read) => Ok(()),
            _ => Err(self.failure("read a backup from", s3::other_object())),
        }
    }

    /// Removes an object; a missing one is not a failure. A folder is not an object.
    pub async fn delete(&self, name: &str) -> Result<()> {
        if let Kind::Folder(folder) = &self.kind {
            return folder.delete(name);
        }
        self.asked(0)
            .delete(name)
            .await
            .map_err(|error| self.failure("delete a backup from", error))
    }

    /// The operator, with the timeouts that requests of that many bytes need.
    fn asked(&self, bytes: u64) -> Operator {
        match &self.kind {
            Kind::Remote(remote) => remote.patient(&self.operator, bytes),
            Kind::Folder(_) | Kind::Memory => self.operator.clone(),
        }
    }

    fn settle(&self, name: &str) -> Result<()> {
        match &self.kind {
            Kind::Folder(folder) => folder.settle(name),
            Kind::Memory | Kind::Remote(_) => Ok(()),
        }
    }

    fn failure(&self, what: &str, error: opendal::Error) -> Error {
        match &self.kind {
            Kind::Remote(remote) => s3::describe(what, &self.name, remote, error),
            Kind::Folder(_) | Kind::Memory => failure::describe(what, &self.name, error),
        }
    }
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

/// Whether the location was reached and refused.
fn is_refusal(error: &opendal::Error) -> bool {
    use opendal::ErrorKind::{NotFound, PermissionDenied, Unsupported};
    matches!(error.kind(), NotFound | PermissionDenied | Unsupported)
}

fn is_there(error: &opendal::Error) -> bool {
    matches!(
        error.kind(),
        opendal::ErrorKind::ConditionNotMatch | opendal::ErrorKind::AlreadyExists
    )
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
