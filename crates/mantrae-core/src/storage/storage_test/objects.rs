//! Listing, writing, reading and removing, in any location.

use std::path::{Path, PathBuf};

use super::cures::{failed, failed_to};
use super::tested::Tested;
use super::{Check, Found, texts};
use crate::error::{Code, Result};
use crate::id;
use crate::storage::Storage;
use crate::storage::is_denied;

/// What is written and must come back.
const CONTENT: &[u8] = b"Mantrae tests whether backups can be kept here. This file may be removed.\n";

/// A location that holds one of our objects.
pub(super) struct Objects<'o> {
    pub(super) storage: Storage,
    of: Tested<'o>,
    object: String,
    copy: PathBuf,
}

pub(super) async fn first_page(storage: &Storage) -> Result<()> {
    storage.listing().await?.next_page().await.map(drop)
}

impl<'o> Objects<'o> {
    pub(super) fn new(storage: Storage, copy: &Path, of: Tested<'o>) -> Self {
        Self {
            storage,
            of,
            object: format!(".mantrae-test-{}", id::long()),
            copy: copy.to_owned(),
        }
    }

    pub(super) async fn check(&self, check: Check) -> Found {
        match check {
            Check::Write => self.write().await,
            Check::Read => self.read().await,
            Check::Delete => self.delete().await,
            _ => self.list().await,
        }
    }

    async fn list(&self) -> Found {
        match first_page(&self.storage).await {
            Ok(()) => texts::listed(),
            Err(error) => failed_to("list the folder", self.of, &error),
        }
    }

    async fn write(&self) -> Found {
        match self.storage.put_small(&self.object, CONTENT.to_vec()).await {
            Ok(()) => texts::written(),
            Err(error) => failed_to("write", self.of, &error),
        }
    }

    async fn read(&self) -> Found {
        let fetched = self.storage.fetch(&self.object, &self.copy).await;
        let back = std::fs::read(&self.copy).ok();
        let _ = std::fs::remove_file(&self.copy);
        match fetched {
            Ok(_) if back.as_deref() == Some(CONTENT) => texts::read_back(),
            Ok(_) => texts::read_differs(self.of),
            Err(error) if error.code == Code::NotFound => texts::written_is_missing(self.of),
            Err(error) => failed_to("read", self.of, &error),
        }
    }

    async fn delete(&self) -> Found {
        match self.storage.delete(&self.object).await {
            Ok(()) => texts::deleted(),
            Err(error) if is_denied(&error) => texts::append_only(self.of),
            Err(error) => failed(self.of, &error),
        }
    }
}
