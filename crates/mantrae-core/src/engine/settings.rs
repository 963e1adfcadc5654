//! Reads and changes settings.

use std::path::Path;

use super::context::Context;
use super::storage_settings::StorageSettings;
use crate::error::Result;
use crate::event::Event;
use crate::settings::{self as saved, Change, Settings};
use crate::storage::Storage;

/// The current settings.
#[derive(Debug, Clone)]
pub struct CurrentSettings {
    context: Context,
    storage: StorageSettings,
}

impl CurrentSettings {
    pub(super) fn new(context: Context, storage: StorageSettings) -> Self {
        Self { context, storage }
    }

    /// The current settings.
    pub async fn get(&self) -> Settings {
        self.context.settings().await
    }

    /// Saves one change, effective immediately. A change without effect is neither saved nor announced. A new folder
    /// for backups is first tested: written to, read back and cleaned; new locations are cleaned and checked.
    pub async fn change(&self, change: Change) -> Result<Settings> {
        match &change {
            Change::Storage(locations) => {
                self.storage.replace_locations(locations).await?;
                return Ok(self.get().await);
            }
            Change::BackupFolder(Some(folder)) => probe(folder).await?,
            _ => {}
        }
        let held = self.get().await;
        held.refuse_locked(&change)?;
        if !saved::save(&self.context.databases().state, &held, &change).await? {
            return Ok(held);
        }
        self.context.reload_settings().await?;
        let settings = self.get().await;
        self.context.tell(Event::SettingsChanged);
        self.context.tell(Event::BackupsChanged);
        Ok(settings)
    }

    /// Applies settings that another program has saved in the meantime.
    pub async fn notice(&self) -> Result<()> {
        self.context.notice_settings().await
    }

    /// Reloads settings that another program saved in this data folder.
    pub async fn reload(&self) -> Result<()> {
        self.context.reload_settings().await
    }
}

/// Tests a location by writing a small object and removing it again.
async fn probe(folder: &Path) -> Result<()> {
    let storage = Storage::folder(folder)?;
    let name = format!(".mantrae-probe-{}", crate::id::short());
    storage.put_small(&name, b"probe".to_vec()).await?;
    storage.delete(&name).await
}
