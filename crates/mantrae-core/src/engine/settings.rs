//! Settings: look and change.

use std::path::Path;

use super::Engine;
use crate::error::Result;
use crate::event::Event;
use crate::settings::{self as saved, Change, Settings};
use crate::storage::Storage;

impl Engine {
    /// Settings as they hold now.
    pub async fn settings(&self) -> Settings {
        self.inner.settings.read().await.clone()
    }

    /// Saves one change; it holds at once. One that changes nothing is not written down, and nobody hears of it. A new folder
    /// for backups is written to, read back and cleaned first; new locations are cleaned and checked.
    pub async fn change_setting(&self, change: Change) -> Result<Settings> {
        match &change {
            Change::Storage(locations) => {
                self.replace_locations(locations).await?;
                return Ok(self.settings().await);
            }
            Change::BackupFolder(Some(folder)) => probe(folder).await?,
            _ => {}
        }
        let held = self.settings().await;
        held.refuse_locked(&change)?;
        if !saved::save(&self.databases().state, &held, &change).await? {
            return Ok(held);
        }
        self.reload_settings().await?;
        let settings = self.settings().await;
        self.tell(Event::SettingsChanged);
        self.tell(Event::BackupsChanged);
        Ok(settings)
    }

    /// What another program saved in the meantime holds from now on.
    pub async fn notice_settings(&self) -> Result<()> {
        let backups = self.inner.folder.default_backups();
        let now = saved::load(&self.databases().state, &backups, &self.inner.environment).await?;
        if now != self.settings().await {
            self.reload_settings().await?;
            self.tell(Event::SettingsChanged);
        }
        Ok(())
    }

    /// Takes over what another program saved on this data folder.
    pub async fn reload_settings(&self) -> Result<()> {
        let backups = self.inner.folder.default_backups();
        let settings = saved::load(&self.databases().state, &backups, &self.inner.environment).await?;
        *self.inner.settings.write().await = settings;
        self.close_stores().await;
        Ok(())
    }
}

/// Writes a small object to a location and removes it again.
async fn probe(folder: &Path) -> Result<()> {
    let storage = Storage::folder(folder)?;
    let name = format!(".mantrae-probe-{}", crate::id::short());
    storage.put_small(&name, b"probe".to_vec()).await?;
    storage.delete(&name).await
}
