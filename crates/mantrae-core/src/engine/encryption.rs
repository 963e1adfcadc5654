//! Encryption of backups: on, off, keys, the recovery sheet and its rehearsal.

use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use super::Engine;
use crate::activity::Kind as ActivityKind;
use crate::archive::Key;
use crate::backup::run::Encryption;
use crate::db::stamp;
use crate::encryption::{EncryptionState, sheet};
use crate::error::{Code, Error, Failure, Result};
use crate::event::Event;
use crate::secret::{KeyringState, Secret};
use crate::staging::Staging;

/// What a rehearsal found.
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

impl Engine {
    /// How encryption stands.
    pub async fn encryption(&self) -> Result<EncryptionState> {
        self.keys().state().await
    }

    /// New backups are encrypted, with a new key if there is none.
    pub async fn turn_on_encryption(&self) -> Result<EncryptionState> {
        let stands = self.encryption().await?;
        // Where its key is not at hand, turning it on makes another one.
        if stands.on && stands.problem.is_none() {
            return Ok(stands);
        }
        let done = async {
            let id = self.keys().turn_on(&stamp(self.now())).await?;
            Ok(format!("Encryption of backups turned on, with the key {id}"))
        };
        self.change_encryption(done, "Encryption was not turned on").await
    }

    /// New backups are not encrypted any more; keys stay for the old ones.
    pub async fn turn_off_encryption(&self) -> Result<EncryptionState> {
        let stands = self.encryption().await?;
        if !stands.on {
            return Ok(stands);
        }
        let done = async {
            self.keys().turn_off().await?;
            Ok("Encryption of backups turned off".to_owned())
        };
        self.change_encryption(done, "Encryption was not turned off")
            .await
    }

    /// New backups are encrypted with a new key; the old one stays for old backups.
    pub async fn new_key(&self) -> Result<EncryptionState> {
        let done = async {
            let id = self.keys().renew(&stamp(self.now())).await?;
            Ok(format!("New key for backups: {id}"))
        };
        self.change_encryption(done, "No new key was made").await
    }

    async fn change_encryption(
        &self,
        change: impl Future<Output = Result<String>>,
        failed: &str,
    ) -> Result<EncryptionState> {
        let permission = self.exclusive().await?;
        let run = self
            .begin(ActivityKind::Settings, "Changing the encryption of backups")
            .await?;
        let done = change.await.map(|sentence| ((), sentence));
        self.finish(run, done, failed).await?;
        drop(permission);
        self.tell(Event::SettingsChanged);
        self.encryption().await
    }

    /// Opens the keyring; the desktop may ask the person for its password.
    pub async fn unlock_keyring(&self) -> Result<KeyringState> {
        let ring = self.keys().ring;
        let unlocked = ring.unlock().await;
        unlocked.map_err(|problem| problem.into_error("The keyring was not opened"))?;
        // What waited for a key in it waits no longer.
        self.hurry_waiting().await?;
        self.tell(Event::SettingsChanged);
        Ok(ring.state().await)
    }

    /// What is needed to get backups back without this computer: a text that is itself a file of keys for `age`.
    pub async fn recovery_sheet(&self) -> Result<Secret<String>> {
        let keys = self.keys();
        let current = keys.state().await?.key_id.ok_or_else(|| {
            Error::new(Code::NotFound, "There is no key for backups yet").hint("Turn encryption on first")
        })?;
        let mut held = vec![keys.key(&current).await?];
        let mut missing = Vec::new();
        for id in keys.ids().await?.into_iter().filter(|id| *id != current) {
            match keys.key(&id).await {
                Ok(key) => held.push(key),
                // The sheet is of use without it, and says so.
                Err(_) => missing.push(id),
            }
        }
        let location = self.settings().await.backup_folder;
        Ok(sheet::text(&self.inner.instance, &location, (&held, &missing)))
    }

    /// Writes the recovery sheet to a file that only its owner may read.
    pub async fn save_recovery_sheet(&self, path: &Path) -> Result<()> {
        let sheet = self.recovery_sheet().await?;
        crate::fs::write_atomic(path, sheet.expose().as_bytes())
    }

    /// Does this key, or this recovery sheet, open the newest encrypted backup? As on a new computer: the keyring is not
    /// asked.
    pub async fn rehearse(&self, key: &Secret<String>) -> Result<Rehearsal> {
        self.with_key(key)?.try_what_it_holds().await
    }

    /// As [`Engine::rehearse`], with the recovery sheet as a file.
    pub async fn rehearse_file(&self, sheet: &Path) -> Result<Rehearsal> {
        self.with_key_file(sheet)?.try_what_it_holds().await
    }

    async fn try_what_it_holds(&self) -> Result<Rehearsal> {
        let catalog = self.catalog().await?;
        let newest = catalog
            .list()
            .await?
            .into_iter()
            .find_map(|backup| Some((backup.key_id.clone()?, backup)));
        let (key_id, backup) = newest.ok_or_else(|| {
            Error::new(Code::NotFound, "There is no encrypted backup to try the key on")
                .hint("Back up first, with encryption on")
        })?;
        let staging = Staging::new(&self.inner.folder.staging())?;
        let verification = self.verified_archive(&catalog, &backup, &staging).await;
        if verification.is_ok() {
            self.keys().note_rehearsal(stamp(self.now())).await?;
        }
        self.tell(Event::BackupsChanged);
        Ok(Rehearsal {
            ok: verification.is_ok(),
            backup: backup.id,
            key_id,
            problem: verification.err().map(|error| error.failure()),
        })
    }

    /// A handle that opens encrypted backups with the keys in this text instead of those in the keyring.
    pub fn with_key(&self, text: &Secret<String>) -> Result<Self> {
        Ok(self.holding(Key::read(text.expose())?))
    }

    /// A handle that opens encrypted backups with the keys in this file instead of those in the keyring.
    pub fn with_key_file(&self, path: &Path) -> Result<Self> {
        Ok(self.holding(Key::read_file(path)?))
    }

    fn holding(&self, keys: Vec<Key>) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            entered: Some(keys.into()),
        }
    }

    /// How a new backup is encrypted: without the secret half where it cannot be read now.
    pub(super) async fn encryption_of_backups(&self) -> Result<Option<Encryption>> {
        let keys = self.keys();
        let Some(recipient) = keys.recipient().await? else {
            return Ok(None);
        };
        let key = keys.key(&recipient.id).await.ok();
        Ok(Some(Encryption { recipient, key }))
    }
}
