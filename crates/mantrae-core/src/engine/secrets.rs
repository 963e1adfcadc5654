//! The secrets in the keyring: backup keys, and secret keys of locations.

use super::context::Context;
use super::storage_settings::StorageSettings;
use crate::credentials::{self, Keep};
use crate::encryption::SecretStatus;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::secret::{KeyringState, Secret};
use crate::timestamp::Timestamp;

/// The secrets in the keyring.
#[derive(Debug, Clone)]
pub struct Secrets {
    context: Context,
    storage: StorageSettings,
}

impl Secrets {
    pub(super) fn new(context: Context, storage: StorageSettings) -> Self {
        Self { context, storage }
    }
}

impl Secrets {
    /// The secrets that were saved in the keyring, and whether it can be read now.
    pub async fn status(&self) -> Result<(KeyringState, Vec<SecretStatus>)> {
        let keys = self.context.keys();
        let mut secrets = keys.status().await?;
        let credentials = self.context.credentials();
        let locations = self.context.settings().await.locations;
        for (saved, id) in credentials.saved().await? {
            let name = locations
                .find(&id)
                .map_or_else(|| id.clone(), |location| location.name().to_owned());
            let readable = credentials.kept(&id, &name).await;
            secrets.push(SecretStatus {
                name: saved.name,
                saved_at: saved.saved_at,
                readable: readable.is_ok(),
                problem: readable.err().map(|error| error.failure()),
            });
        }
        secrets.sort_by(|one, other| (&other.saved_at, &one.name).cmp(&(&one.saved_at, &other.name)));
        Ok((keys.ring.state().await, secrets))
    }

    /// Saves a secret in the keyring: a backup key, named `backup-key:ID`, or the secret key of a location, named
    /// `s3-secret:` and its id or name.
    pub async fn set(&self, name: &str, value: &Secret<String>) -> Result<()> {
        if let Some(location) = credentials::location_of(name) {
            return self.storage.set_secret(location, value, Keep::Keyring).await;
        }
        let permission = self.context.exclusive().await?;
        self.context
            .keys()
            .set(name, value, Timestamp::from(self.context.now()))
            .await?;
        drop(permission);
        self.context.tell(Event::SettingsChanged);
        Ok(())
    }

    /// Removes a secret from the keyring.
    pub async fn delete(&self, name: &str) -> Result<()> {
        let permission = self.context.exclusive().await?;
        match credentials::location_of(name) {
            Some(location) => {
                let locations = self.context.settings().await.locations;
                // The secret of a location that is no longer in the list is removed by its id.
                let id = locations
                    .find(location)
                    .map_or_else(|| location.to_owned(), |location| location.id().to_owned());
                if !self.context.credentials().forget(&id).await? {
                    return Err(Error::new(Code::NotFound, format!("There is no secret `{name}`"))
                        .hint("`secret status` shows all secrets"));
                }
            }
            None => self.context.keys().delete(name).await?,
        }
        drop(permission);
        self.context.tell(Event::SettingsChanged);
        Ok(())
    }
}
