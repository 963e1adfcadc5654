//! What is in a location, page by page.

use std::collections::HashSet;
use std::fmt;

use futures_util::TryStreamExt as _;
use opendal::Lister;

use super::identity;
use super::object::{Object, Shape};
use super::store::{Kind, Store};
use crate::error::Result;

/// As many objects as a store returns in one answer.
const PAGE: usize = 1000;

/// A listing in progress. A store is asked for the next page only when it is needed.
pub struct Listing {
    source: Source,
}

enum Source {
    Whole(std::vec::IntoIter<Object>),
    /// With what it listed so far: one that lists it again goes round in circles.
    Store(Box<Store>, Box<Lister>, HashSet<String>),
}

impl Listing {
    pub(super) async fn open(store: &Store) -> Result<Self> {
        if let Kind::Folder(folder) = &store.kind {
            return Ok(Self::whole(folder.list().await?));
        }
        let lister = store.asked(0).lister("").await;
        let lister = lister.map_err(|error| store.failure("list", error))?;
        Ok(Self {
            source: Source::Store(Box::new(store.clone()), Box::new(lister), HashSet::new()),
        })
    }

    /// One that is complete already.
    pub(super) fn whole(objects: Vec<Object>) -> Self {
        Self {
            source: Source::Whole(objects.into_iter()),
        }
    }

    /// The next objects, at most a thousand; `None` at the end. For a store, folders are left out.
    pub async fn next_page(&mut self) -> Result<Option<Vec<Object>>> {
        let (store, lister, told) = match &mut self.source {
            Source::Whole(entries) => {
                let page: Vec<Object> = entries.by_ref().take(PAGE).collect();
                return Ok((!page.is_empty()).then_some(page));
            }
            Source::Store(store, lister, told) => (store, lister, told),
        };
        let mut page = Vec::new();
        for _ in 0..PAGE {
            let entry = lister.try_next().await;
            let Some(entry) = entry.map_err(|error| store.failure("list", error))? else {
                return Ok((!page.is_empty()).then_some(page));
            };
            if !told.insert(entry.path().to_owned()) {
                return Err(store.failure("list", super::s3::sent_twice_error()));
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
        formatter.write_str("Listing")
    }
}
