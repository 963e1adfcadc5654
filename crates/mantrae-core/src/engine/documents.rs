//! Settings by name, for scripts and other computers.

use serde_json::Value;

use super::settings::CurrentSettings;
use super::storage_settings::checked;
use crate::error::Result;
use crate::settings::Change;
use crate::settings::document::{self, Named};

impl CurrentSettings {
    /// All settings by name.
    pub async fn named(&self) -> Vec<Named> {
        document::named(&self.get().await)
    }

    /// Sets one setting by name; returns it as it is now.
    pub async fn set(&self, name: &str, value: &Value) -> Result<Named> {
        let change = Change::read(document::name_today(name), value)?;
        let name = change.name();
        self.change(change).await?;
        let named = self.named().await;
        named
            .into_iter()
            .find(|one| one.key == name)
            .ok_or_else(|| document::unknown(name))
    }

    /// The settings for another computer, without any secret.
    pub async fn export(&self) -> Value {
        document::export(&self.get().await)
    }

    /// Imports the output of [`CurrentSettings::export`]; if any of it is invalid, nothing changes. Returns the names
    /// of the settings that were set.
    pub async fn import(&self, file: &Value) -> Result<Vec<String>> {
        let changes = document::import(file)?;
        for change in &changes {
            if let Change::Storage(locations) = change {
                checked(locations)?;
            }
        }
        let mut names = Vec::new();
        for change in changes {
            names.push(change.name().to_owned());
            self.change(change).await?;
        }
        Ok(names)
    }
}
