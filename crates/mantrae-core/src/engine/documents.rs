//! Settings by name, for scripts and other computers.

use serde_json::Value;

use super::Engine;
use super::location_settings::sound;
use crate::error::Result;
use crate::settings::document::{self, Named, Wanted};
use crate::settings::storage::{ENVIRONMENT_ID, Saved, check};

impl Engine {
    /// All settings by name.
    pub async fn named_settings(&self) -> Vec<Named> {
        document::named(&self.settings().await)
    }

    /// Sets one by name; gives it as it holds now.
    pub async fn set_setting(&self, key: &str, value: &Value) -> Result<Named> {
        let key = document::name_today(key);
        self.carry_out(document::wanted(key, value)?).await?;
        let named = self.named_settings().await;
        named
            .into_iter()
            .find(|one| one.key == key)
            .ok_or_else(|| document::unknown(key))
    }

    /// The settings for another computer, without any secret.
    pub async fn export_settings(&self) -> Value {
        document::export(&self.settings().await)
    }

    /// Takes over what [`Engine::export_settings`] gave; what makes no sense in it changes nothing. Gives the names of
    /// what was set.
    pub async fn import_settings(&self, file: &Value) -> Result<Vec<String>> {
        let wanted = document::import(file)?;
        for (_, one) in &wanted {
            if let Wanted::Locations(locations) = one {
                checked(locations)?;
            }
        }
        let mut changed = Vec::new();
        for (key, one) in wanted {
            self.carry_out(one).await?;
            changed.push(key);
        }
        Ok(changed)
    }

    async fn carry_out(&self, wanted: Wanted) -> Result<()> {
        match wanted {
            Wanted::Change(change) => self.change_setting(change).await.map(drop),
            Wanted::Locations(locations) => self.replace_locations(checked(&locations)?).await,
        }
    }
}

/// Every location cleaned, none that makes no sense. Ids stay where they are of use: the secrets of this computer go by them.
fn checked(locations: &Saved) -> Result<Saved> {
    let mut clean = Saved {
        local: locations.local,
        s3: Vec::new(),
    };
    for location in &locations.s3 {
        let mut location = sound(&check::check(location))?;
        let taken = clean.s3.iter().any(|one| one.id == location.id);
        let kept = if taken || location.id == ENVIRONMENT_ID {
            String::new()
        } else {
            std::mem::take(&mut location.id)
        };
        location.id.clear();
        let id = clean.put(location)?.id;
        if let Some(last) = clean.s3.iter_mut().find(|one| one.id == id && !kept.is_empty()) {
            last.id = kept;
        }
    }
    Ok(clean)
}
