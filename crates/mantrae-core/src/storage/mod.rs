//! Places where archives lie. One engine (opendal) for all of them; this module knows nothing of what an archive holds.

mod folder;

use std::path::Path;

use opendal::Operator;
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::error::{Code, Error, Result, io};
use crate::id::hex;

pub use folder::Folder;

/// The name of the folder on this computer, as the catalog and the lists call it.
pub const THIS_COMPUTER: &str = "This computer";

/// Bytes that are read or written at once.
const CHUNK: usize = 256 * 1024;

/// An object of a location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its name, without a folder.
    pub name: String,
    /// Bytes.
    pub size: u64,
}

/// One place: put, list, fetch, delete.
#[derive(Debug, Clone)]
pub struct Storage {
    name: String,
    operator: Operator,
    folder: Option<Folder>,
}

impl Storage {
    /// A folder of this computer.
    pub fn folder(path: &Path) -> Result<Self> {
        let folder = Folder::open(path)?;
        Ok(Self {
            name: THIS_COMPUTER.to_owned(),
            operator: folder.operator()?,
            folder: Some(folder),
        })
    }

    /// Nothing but memory, for tests.
    pub fn memory(name: &str) -> Result<Self> {
        let operator = Operator::new(opendal::services::Memory::default())
            .map_err(|error| failure("open the place", name, error))?;
        Ok(Self {
            name: name.to_owned(),
            operator,
            folder: None,
        })
    }

    /// How lists call this place.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What lies there, by name. Half-written objects are never among them.
    pub async fn list(&self) -> Result<Vec<Object>> {
        use futures_util::TryStreamExt as _;
        let fail = |error| failure("list", &self.name, error);
        let entries = self.operator.lister("").await.map_err(fail)?;
        let entries: Vec<_> = entries.try_collect().await.map_err(fail)?;
        let mut objects = Vec::new();
        for entry in entries.iter().filter(|entry| entry.metadata().is_file()) {
            let known = entry.metadata().content_length();
            let size = if known > 0 {
                known
            } else {
                self.size(entry.path()).await?
            };
            objects.push(Object {
                name: entry.name().to_owned(),
                size,
            });
        }
        objects.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(objects)
    }

    async fn size(&self, name: &str) -> Result<u64> {
        match self.operator.stat(name).await {
            Ok(held) => Ok(held.content_length()),
            // It went away between the listing and the look.
            Err(error) if error.kind() == opendal::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(failure("look at an object in", &self.name, error)),
        }
    }

    /// Puts the file `from` there under `name`: whole, or not at all.
    pub async fn put(&self, name: &str, from: &Path) -> Result<()> {
        let fail = |error| failure("write a backup to", &self.name, error);
        let mut source = tokio::fs::File::open(from)
            .await
            .map_err(|error| io("read the finished backup", from, error))?;
        let mut writer = self.operator.writer(name).await.map_err(fail)?;
        let mut buffer = vec![0_u8; CHUNK];
        loop {
            let length = source
                .read(&mut buffer)
                .await
                .map_err(|error| io("read the finished backup", from, error))?;
            if length == 0 {
                break;
            }
            let piece = buffer.get(..length).unwrap_or_default().to_vec();
            if let Err(error) = writer.write(piece).await {
                let _ = writer.abort().await;
                return Err(fail(error));
            }
        }
        writer.close().await.map_err(fail)?;
        match &self.folder {
            Some(folder) => folder.settle(name),
            None => Ok(()),
        }
    }

    /// Puts a small object there.
    pub async fn put_small(&self, name: &str, content: Vec<u8>) -> Result<()> {
        self.operator
            .write(name, content)
            .await
            .map_err(|error| failure("write to", &self.name, error))?;
        match &self.folder {
            Some(folder) => folder.settle(name),
            None => Ok(()),
        }
    }

    /// Reads an object into the new private file `to`; gives size and SHA-256 of what was read.
    pub async fn fetch(&self, name: &str, to: &Path) -> Result<Fetched> {
        use futures_util::TryStreamExt as _;
        let fail = |error: opendal::Error| match error.kind() {
            opendal::ErrorKind::NotFound => missing(name, &self.name),
            _ => failure("read a backup from", &self.name, error),
        };
        let reader = self.operator.reader(name).await.map_err(fail)?;
        let mut stream = reader.into_bytes_stream(..).await.map_err(fail)?;
        let mut file = tokio::fs::File::from_std(crate::fs::create_private(to)?);
        let mut hash = Sha256::new();
        let mut size = 0_u64;
        while let Some(piece) = stream
            .try_next()
            .await
            .map_err(|error| stream_error(error, name, &self.name))?
        {
            hash.update(&piece);
            size += piece.len() as u64;
            file.write_all(&piece)
                .await
                .map_err(|error| io("write the copy", to, error))?;
        }
        file.flush()
            .await
            .map_err(|error| io("write the copy", to, error))?;
        file.sync_all()
            .await
            .map_err(|error| io("flush the copy", to, error))?;
        Ok(Fetched {
            size,
            sha256: hex(&hash.finalize()),
        })
    }

    /// Removes an object; one that is not there is no failure.
    pub async fn delete(&self, name: &str) -> Result<()> {
        self.operator
            .delete(name)
            .await
            .map_err(|error| failure("delete a backup from", &self.name, error))
    }
}

/// What [`Storage::fetch`] read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Bytes.
    pub size: u64,
    /// Lower-case hex.
    pub sha256: String,
}

fn missing(name: &str, place: &str) -> Error {
    Error::new(
        Code::NotFound,
        format!("The backup `{name}` is not on {place} any more"),
    )
    .hint("Choose another backup; the list was read again")
}

fn stream_error(error: std::io::Error, name: &str, place: &str) -> Error {
    match error.kind() {
        std::io::ErrorKind::NotFound => missing(name, place),
        _ => Error::new(
            Code::Storage,
            format!("Cannot read `{name}` from {place}: {error}"),
        )
        .because(error),
    }
}

fn failure(what: &str, place: &str, error: opendal::Error) -> Error {
    let text = error.to_string();
    let words = |sentence: &str, hint: &str| {
        Error::new(Code::Storage, format!("Cannot {what} {place}: {sentence}")).hint(hint)
    };
    let told = if text.contains("os error 28") {
        words("the disk is full", "Free some space and try again").retryable()
    } else if text.contains("os error 30") {
        words(
            "the disk is read-only",
            "Choose another folder, or make the disk writable",
        )
    } else {
        match error.kind() {
            opendal::ErrorKind::PermissionDenied => words(
                "permission is missing",
                "Check who owns the folder, or choose another one",
            ),
            opendal::ErrorKind::NotFound => {
                words("the folder is gone", "Connect its disk, or choose another folder")
            }
            _ => words("the system refused it", "See the log for the cause"),
        }
    };
    if error.is_temporary() {
        told.retryable().because(error)
    } else {
        told.because(error)
    }
}
