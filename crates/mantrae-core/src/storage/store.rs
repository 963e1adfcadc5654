//! Objects behind opendal: a folder of this computer, a bucket of a store, memory.

use std::path::Path;

use opendal::Operator;
use tokio::io::AsyncReadExt as _;

use super::folder::Folder;
use super::identity::{self, Identity};
use super::s3::{self, Remote};
use super::{CHUNK, Copy, Fetched, THIS_COMPUTER, exists, failure, missing};
use crate::error::{Error, Result, io};

/// One location that opendal reaches.
#[derive(Debug, Clone)]
pub(super) struct Store {
    name: String,
    operator: Operator,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone)]
pub(super) enum Kind {
    Folder(Folder),
    Memory,
    Remote(Remote),
}

impl Store {
    pub(super) fn folder(folder: Folder) -> Result<Self> {
        Ok(Self {
            name: THIS_COMPUTER.to_owned(),
            operator: folder.operator()?,
            kind: Kind::Folder(folder),
        })
    }

    pub(super) fn memory(name: &str) -> Result<Self> {
        let operator = Operator::new(opendal::services::Memory::default())
            .map_err(|error| failure::describe("open the location", name, error))?;
        Ok(Self {
            name: name.to_owned(),
            operator,
            kind: Kind::Memory,
        })
    }

    pub(super) fn remote(name: &str, operator: Operator, remote: Remote) -> Self {
        Self {
            name: name.to_owned(),
            operator,
            kind: Kind::Remote(remote),
        }
    }

    pub(super) fn is_remote(&self) -> bool {
        matches!(self.kind, Kind::Remote(_))
    }

    pub(super) async fn put(&self, name: &str, from: &Path) -> Result<()> {
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

    pub(super) async fn put_small(&self, name: &str, content: Vec<u8>) -> Result<()> {
        self.asked(content.len() as u64)
            .write(name, content)
            .await
            .map_err(|error| self.failure("write to", error))?;
        self.settle(name)
    }

    pub(super) async fn read(&self, name: &str, to: Option<&Path>) -> Result<Fetched> {
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

    pub(super) async fn vouch(&self, name: &str, read: &Identity) -> Result<()> {
        if !self.is_remote() {
            return Ok(());
        }
        let listed = self.listed(name).await?;
        match listed {
            Some(listed) if listed.is_same_object(read) => Ok(()),
            _ => Err(self.failure("read a backup from", s3::other_object())),
        }
    }

    pub(super) async fn delete(&self, name: &str) -> Result<()> {
        if let Kind::Folder(folder) = &self.kind {
            return folder.delete(name);
        }
        self.asked(0)
            .delete(name)
            .await
            .map_err(|error| self.failure("delete a backup from", error))
    }

    /// The operator, with the timeouts that requests of that many bytes need.
    pub(super) fn asked(&self, bytes: u64) -> Operator {
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

    pub(super) fn failure(&self, what: &str, error: opendal::Error) -> Error {
        match &self.kind {
            Kind::Remote(remote) => s3::describe(what, &self.name, remote, error),
            Kind::Folder(_) | Kind::Memory => failure::describe(what, &self.name, error),
        }
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
