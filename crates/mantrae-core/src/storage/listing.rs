//! What is in a location, page by page.

use std::collections::HashSet;
use std::fmt;

use futures_util::TryStreamExt as _;
use opendal::Lister;

use super::identity::{self, Identity};
use super::{Kind, Storage};
use crate::error::Result;

/// As many objects as a store returns in one answer.
const PAGE: usize = 1000;

/// An object of a location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its name, without a folder.
    pub name: String,
    /// What it is.
    pub shape: Shape,
    /// What tells its content apart from others.
    pub identity: Identity,
}

/// What a name in a folder refers to. In a store there is nothing but files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A file, which can be read.
    File,
    /// A folder.
    Folder,
    /// A link: whatever it leads to, it is not what was stored.
    Link,
    /// A pipe, a socket or a device: reading it may never end.
    Special,
}

impl Shape {
    /// What a file system says about an entry itself, not about what it leads to.
    pub(super) fn of(kind: std::fs::FileType) -> Self {
        if kind.is_file() {
            Self::File
        } else if kind.is_dir() {
            Self::Folder
        } else if kind.is_symlink() {
            Self::Link
        } else {
            Self::Special
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::File => "a file",
            Self::Folder => "a folder, not a file",
            Self::Link => "a link, not a file",
            Self::Special => "a pipe or a device, not a file",
        })
    }
}

/// A listing in progress. A store is asked for the next page only when it is needed.
pub struct Listing {
    storage: Storage,
    source: Source,
}

enum Source {
    Folder(std::vec::IntoIter<Object>),
    /// With what it listed so far: one that lists it again goes round in circles.
    Store(Box<Lister>, HashSet<String>),
}

impl Listing {
    pub(super) async fn open(storage: &Storage) -> Result<Self> {
        let source = if let Kind::Folder(folder) = &storage.kind {
            Source::Folder(folder.list().await?.into_iter())
        } else {
            let lister = storage.asked(0).lister("").await;
            Source::Store(
                Box::new(lister.map_err(|error| storage.failure("list", error))?),
                HashSet::new(),
            )
        };
        Ok(Self {
            storage: storage.clone(),
            source,
        })
    }

    /// The next objects, at most a thousand; `None` at the end. For a store, folders are left out.
    pub async fn next_page(&mut self) -> Result<Option<Vec<Object>>> {
        let (lister, told) = match &mut self.source {
            Source::Folder(entries) => {
                let page: Vec<Object> = entries.by_ref().take(PAGE).collect();
                return Ok((!page.is_empty()).then_some(page));
            }
            Source::Store(lister, told) => (lister, told),
        };
        let mut page = Vec::new();
        for _ in 0..PAGE {
            let entry = lister.try_next().await;
            let Some(entry) = entry.map_err(|error| self.storage.failure("list", error))? else {
                return Ok((!page.is_empty()).then_some(page));
            };
            if !told.insert(entry.path().to_owned()) {
                return Err(self.storage.failure("list", super::s3::sent_twice_error()));
            }
            if entry.metadata().is_file() {
                page.push(Object {
                    name: entry.name().to_owned(),
                    shape: Shape::File,
                    identity: identity::of_object(entry.metadata()),
                });
            }
        }
        Ok(Some(page))
    }
}

impl fmt::Debug for Listing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Listing")
            .field("location", &self.storage.name())
            .finish_non_exhaustive()
    }
}
