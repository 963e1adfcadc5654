//! What lies in a place, page by page.

use futures_util::TryStreamExt as _;
use opendal::{Lister, Operator};

use super::{Kind, Storage};
use crate::error::Result;

/// As many objects as a store tells in one answer.
const PAGE: usize = 1000;

/// An object of a location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its name, without a folder.
    pub name: String,
    /// Bytes.
    pub size: u64,
}

/// A listing that is being read. A store is asked for the next page only when that is wanted.
pub struct Listing {
    storage: Storage,
    operator: Operator,
    lister: Lister,
}

impl Listing {
    pub(super) async fn open(storage: &Storage) -> Result<Self> {
        let operator = storage.asked(0);
        let lister = operator
            .lister("")
            .await
            .map_err(|error| storage.failure("list", error))?;
        Ok(Self {
            storage: storage.clone(),
            operator,
            lister,
        })
    }

    /// The next objects, at most a thousand; none at the end. Folders are not among them.
    pub async fn next_page(&mut self) -> Result<Option<Vec<Object>>> {
        let mut objects = Vec::new();
        for _ in 0..PAGE {
            let entry = self.lister.try_next().await;
            let Some(entry) = entry.map_err(|error| self.storage.failure("list", error))? else {
                return Ok((!objects.is_empty()).then_some(objects));
            };
            if !entry.metadata().is_file() {
                continue;
            }
            objects.push(Object {
                size: self.size(entry.path(), entry.metadata().content_length()).await?,
                name: entry.name().to_owned(),
            });
        }
        Ok(Some(objects))
    }

    /// A listing of a bucket tells sizes; one of a folder does not.
    async fn size(&self, path: &str, told: u64) -> Result<u64> {
        if told > 0 || matches!(self.storage.kind, Kind::Remote(_)) {
            return Ok(told);
        }
        match self.operator.stat(path).await {
            Ok(held) => Ok(held.content_length()),
            // It went away between the listing and the look.
            Err(error) if error.kind() == opendal::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(self.storage.failure("look at an object in", error)),
        }
    }
}

impl std::fmt::Debug for Listing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Listing")
            .field("place", &self.storage.name())
            .finish_non_exhaustive()
    }
}
