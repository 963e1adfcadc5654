//! Encryption of backups: on, off, keys, the recovery sheet and its rehearsal.

use std::path::Path;

use serde::Serialize;

use super::context::Context;
use super::locations::Locations;
use super::texts::settings as texts;
use super::uploads::Uploads;
use super::verification::Verification;
use crate::activity::Kind as ActivityKind;
use crate::archive::Key;
use crate::encryption::{EncryptionState, sheet};
use crate::error::{Code, Error, Failure, Result};
use crate::event::Event;
use crate::secret::{KeyringState, Secret};
use crate::timestamp::Timestamp;

/// The result of a rehearsal.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Rehearsal {
    /// True when the entered key opened the backup.
    pub ok: bool,
    /// The newest encrypted backup.
    pub backup: String,
    /// The key it needs.
    pub key_id: String,
    /// Why it did not open.
    pub problem: Option<Failure>,
}

/// Encryption of backups, and its keys.
#[derive(Debug, Clone)]
pub struct Encryption {
    context: Context,
    locations: Locations,
    verification: Verification,
    uploads: Uploads,
}

impl Encryption {
    pub(super) fn new(
        context: Context,
        locations: Locations,
        verification: Verification,
        uploads: Uploads,
    ) -> Self {
        Self {
            context,
            locations,
            verification,
            uploads,
        }
    }
}

impl Encryption {
    /// The state of encryption.
    pub async fn state(&self) -> Result<EncryptionState> {
        self.context.keys().state().await
    }

    /// Encrypts new backups, with a new key if there is none.
    pub async fn turn_on(&self) -> Result<EncryptionState> {
        let stands = self.state().await?;
        // If its key is not available, turning it on creates another one.
        if stands.on && stands.problem.is_none() {
            return Ok(stands);
        }
        let done = async {
            let id = self
                .context
                .keys()
                .turn_on(Timestamp::from(self.context.now()))
                .await?;
            Ok(texts::encryption_on(&id))
        };
        self.change_encryption(done, texts::ENCRYPTION_NOT_ON).await
    }

    /// Stops encrypting new backups; keys are kept for the old ones.
    pub async fn turn_off(&self) -> Result<EncryptionState> {
        let stands = self.state().await?;
        if !stands.on {
            return Ok(stands);
        }
        let done = async {
            self.context.keys().turn_off().await?;
            Ok(texts::ENCRYPTION_OFF.to_owned())
        };
        self.change_encryption(done, texts::ENCRYPTION_NOT_OFF).await
    }

    /// Encrypts new backups with a new key; the old one is kept for old backups.
    pub async fn new_key(&self) -> Result<EncryptionState> {
        let done = async {
            let id = self
                .context
                .keys()
                .renew(Timestamp::from(self.context.now()))
                .await?;
            Ok(texts::new_key(&id))
        };
        self.change_encryption(done, texts::NO_NEW_KEY).await
    }

    async fn change_encryption(
        &self,
        change: impl Future<Output = Result<String>>,
        failed: &str,
    ) -> Result<EncryptionState> {
        let permission = self.context.exclusive().await?;
        let run = self
            .context
            .begin(ActivityKind::Settings, texts::CHANGING_ENCRYPTION)
            .await?;
        let done = change.await.map(|sentence| ((), sentence));
        self.context.finish(run, done, failed).await?;
        drop(permission);
        self.context.tell(Event::SettingsChanged);
        self.state().await
    }

    /// Unlocks the keyring; the desktop may ask the person for its password.
    pub async fn unlock_keyring(&self) -> Result<KeyringState> {
        let ring = self.context.keys().ring;
        let unlocked = ring.unlock().await;
        unlocked.map_err(|problem| problem.into_error("The keyring could not be unlocked"))?;
        // Uploads that were waiting for a key in it can proceed.
        self.uploads.hurry().await?;
        self.context.tell(Event::SettingsChanged);
        Ok(ring.state().await)
    }

    /// All that is needed to restore backups without this computer: a text that is also a key file for `age`.
    pub async fn recovery_sheet(&self) -> Result<Secret<String>> {
        let keys = self.context.keys();
        let current = keys.state().await?.key_id.ok_or_else(|| {
            Error::new(Code::NotFound, "There is no backup key yet").hint("Turn encryption on first")
        })?;
        let mut held = vec![keys.key(&current).await?];
        let mut missing = Vec::new();
        for id in keys.ids().await?.into_iter().filter(|id| *id != current) {
            match keys.key(&id).await {
                Ok(key) => held.push(key),
                // The sheet is useful without it, and says what is missing.
                Err(_) => missing.push(id),
            }
        }
        let location = self.context.settings().await.backup_folder;
        Ok(sheet::text(self.context.instance(), &location, (&held, &missing)))
    }

    /// Writes the recovery sheet to a file that only its owner may read.
    pub async fn save_recovery_sheet(&self, path: &Path) -> Result<()> {
        let sheet = self.recovery_sheet().await?;
        crate::fs::write_atomic(path, sheet.expose().as_bytes())
    }

    /// Tests whether this key, or this recovery sheet, opens the newest encrypted backup. As on a new computer, the
    /// keyring is not used.
    pub async fn rehearse(&self, key: &Secret<String>) -> Result<Rehearsal> {
        self.with_keys(Key::read(key.expose())?).try_what_it_holds().await
    }

    /// Like [`Encryption::rehearse`], with the recovery sheet as a file.
    pub async fn rehearse_file(&self, sheet: &Path) -> Result<Rehearsal> {
        self.with_keys(Key::read_file(sheet)?).try_what_it_holds().await
    }

    async fn try_what_it_holds(&self) -> Result<Rehearsal> {
        let catalog = self.locations.catalog().await?;
        let newest = catalog
            .list()
            .await?
            .into_iter()
            .find_map(|backup| Some((backup.key_id.clone()?, backup)));
        let (key_id, backup) = newest.ok_or_else(|| {
            Error::new(
                Code::NotFound,
                "There is no encrypted backup to test the key with",
            )
            .hint("Back up first, with encryption on")
        })?;
        let staging = self.context.staging()?;
        let verification = self.verification.archive(&catalog, &backup, &staging).await;
        if verification.is_ok() {
            self.context
                .keys()
                .note_rehearsal(Timestamp::from(self.context.now()))
                .await?;
        }
        self.context.tell(Event::BackupsChanged);
        Ok(Rehearsal {
            ok: verification.is_ok(),
            backup: backup.id,
            key_id,
            problem: verification.err().map(|error| error.failure()),
        })
    }

    /// The same, opening backups with these keys instead of those in the keyring.
    fn with_keys(&self, keys: Vec<Key>) -> Self {
        Self {
            verification: self.verification.with_keys(keys.clone()),
            context: self.context.with_keys(keys),
            ..self.clone()
        }
    }
}
