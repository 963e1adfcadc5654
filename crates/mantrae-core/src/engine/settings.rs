//! Settings: look and change.

use std::path::Path;

use super::context::Context;
use super::storage_settings::StorageSettings;
use crate::error::Result;
use crate::event::Event;
use crate::settings::{self as saved, Change, Settings};
use crate::storage::Storage;

/// The settings as they hold now.
#[derive(Debug, Clone)]
pub struct CurrentSettings {
    context: Context,
    storage: StorageSettings,
}

impl CurrentSettings {
    pub(super) fn new(context: Context, storage: StorageSettings) -> Self {
        Self { context, storage }
    }

    /// Settings as they hold now.
    pub async fn get(&self) -> Settings {
        self.context.settings().await
    }

    /// Saves one change; it holds at once. One that changes nothing is not written down, and nobody hears of it. A new folder
    /// for backups is written to, read back and cleaned first; new locations are cleaned and checked.
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

    /// What another program saved in the meantime holds from now on.
    pub async fn notice(&self) -> Result<()> {
        self.context.notice_settings().await
    }

    /// Takes over what another program saved on this data folder.
    pub async fn reload(&self) -> Result<()> {
        self.context.reload_settings().await
    }
}

/// Writes a small object to a location and removes it again.
async fn probe(folder: &Path) -> Result<()> {
    let storage = Storage::folder(folder)?;
    let name = format!(".mantrae-probe-{}", crate::id::short());
    storage.put_small(&name, b"probe".to_vec()).await?;
    storage.delete(&name).await
}
