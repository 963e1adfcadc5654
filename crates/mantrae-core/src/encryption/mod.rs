//! The keys of backups: the public half in the settings, the secret half in the keyring, old ones kept for old backups.

pub mod sheet;

use std::path::Path;
use std::sync::Arc;

use serde::Serialize;
use sqlx::SqlitePool;

use crate::archive::{self, Key, Name, Recipient, is_key_id};
use crate::db::secret as table;
use crate::error::{Code, Error, Failure, Result};
use crate::secret::{KeyringFailure, KeyringState, Ring, Secret};
use crate::settings::encryption::{self as saved, Encryption};
use crate::timestamp::Timestamp;

/// The prefix of a key's id in the keyring.
const PREFIX: &str = "backup-key:";

/// The state of encryption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct EncryptionState {
    /// True when new backups are encrypted.
    pub on: bool,
    /// The key that new backups are encrypted for.
    pub key_id: Option<String>,
    /// The state of the keyring.
    pub keyring: KeyringState,
    /// What the desktop calls the keyring, such as `GNOME Keyring`; none where that is not known.
    pub keyring_name: Option<String>,
    /// Keys that only older backups need.
    pub old_keys: Vec<String>,
    /// When the key kept outside the keyring was last tested; RFC 3339, UTC.
    pub rehearsed_at: Option<Timestamp>,
    /// Why the key of new backups cannot be read now, so that their content cannot be checked.
    pub problem: Option<Failure>,
}

/// A secret that was saved in the keyring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SecretStatus {
    /// Its name in the keyring.
    pub name: String,
    /// When it was saved; RFC 3339, UTC.
    pub saved_at: Timestamp,
    /// True when it can be read now.
    pub readable: bool,
    /// Why it cannot be read.
    pub problem: Option<Failure>,
}

/// Where keys are looked up.
#[derive(Debug, Clone)]
pub struct Keys {
    /// The pool of `state.db`.
    pub pool: SqlitePool,
    /// Where the secret halves are stored.
    pub ring: Ring,
    /// Keys that a person entered; if there are any, the keyring is not asked.
    pub entered: Option<Arc<[Key]>>,
}

/// The name of a key in the keyring.
pub fn entry(id: &str) -> String {
    format!("{PREFIX}{id}")
}

/// True for a failure that a key, an unlocked keyring or another computer would cure: it says nothing about the backup.
pub fn lacks_key(error: &Error) -> bool {
    matches!(error.code, Code::Keyring | Code::Locked | Code::KeyNeeded)
}

impl Keys {
    /// The state of encryption.
    pub async fn state(&self) -> Result<EncryptionState> {
        let saved = saved::load(&self.pool).await?;
        let keyring = self.ring.state().await;
        let problem = match &saved.key_id {
            Some(id) => self.key(id).await.err().map(|error| error.failure()),
            None => None,
        };
        let mut old_keys = self.ids().await?;
        old_keys.retain(|id| Some(id) != saved.key_id.as_ref());
        Ok(EncryptionState {
            on: saved.on,
            key_id: saved.key_id,
            keyring,
            keyring_name: self.ring.name().await,
            old_keys,
            rehearsed_at: saved.rehearsed_at,
            problem,
        })
    }

    /// The recipient of new backups; `None` when they are not encrypted.
    pub async fn recipient(&self) -> Result<Option<Recipient>> {
        let saved = saved::load(&self.pool).await?;
        if !saved.on {
            return Ok(None);
        }
        // When encryption is on, never fall back to plain backups.
        let text = saved.recipient.ok_or_else(|| {
            Error::new(Code::Database, "Encryption is on, but there is no key for it")
                .hint("Create a new backup key")
        })?;
        text.parse().map(Some)
    }

    /// Ids of all keys that were saved in the keyring, newest first.
    pub async fn ids(&self) -> Result<Vec<String>> {
        let names = table::list(&self.pool).await?;
        let ids = names.iter().filter_map(|one| one.name.strip_prefix(PREFIX));
        Ok(ids.map(str::to_owned).collect())
    }

    /// The key with that id from the keyring.
    pub async fn key(&self, id: &str) -> Result<Key> {
        let noted = self.ids().await?.iter().any(|one| one == id);
        let what = format!("The key {id} cannot be read");
        let text = match self.ring.get(&entry(id)).await {
            Ok(Some(text)) => text,
            Ok(None) if noted => {
                return Err(needed(format!(
                    "The key {id} is no longer in the keyring. Enter the key with the id {id}"
                )));
            }
            // It was never saved in this keyring, so unlocking would not help.
            Ok(None) | Err(KeyringFailure::Locked | KeyringFailure::Absent(_)) if !noted => {
                return Err(needed(format!("Enter the key with the id {id}")));
            }
            Ok(None) => return Err(KeyringFailure::Locked.into_error(&what)),
            Err(problem) => return Err(or_sheet(problem.into_error(&what))),
        };
        let found = Key::read(text.expose()).ok();
        found
            .and_then(|keys| keys.into_iter().find(|key| key.id() == id))
            .ok_or_else(|| {
                needed(format!(
                    "The keyring contains a different key as {id}. Enter the key with the id {id}"
                ))
            })
    }

    /// Every key in the keyring, for a file whose name does not say which one it needs.
    async fn all(&self) -> Result<Vec<Key>> {
        let mut keys = Vec::new();
        let mut failure = None;
        for id in self.ids().await? {
            match self.key(&id).await {
                Ok(key) => keys.push(key),
                Err(error) => failure = Some(error),
            }
        }
        match (keys.is_empty(), failure) {
            (false, _) => Ok(keys),
            (true, Some(error)) => Err(error),
            (true, None) => Err(needed(
                "Enter the key that this backup was encrypted with".to_owned(),
            )),
        }
    }

    /// The keys for an archive with that name; empty if it is not encrypted.
    pub async fn of_stored(&self, file: &str) -> Result<Vec<Key>> {
        match Name::parse(file).and_then(|name| name.key_id) {
            Some(id) => self.fitting(Some(&id)).await,
            None => Ok(Vec::new()),
        }
    }

    /// Like [`Keys::of_stored`], but looks at the archive itself where it can: a person may have decrypted or encrypted
    /// it and kept its name.
    pub async fn of_kept(&self, file: &str, folder: Option<&Path>) -> Result<Vec<Key>> {
        let path = folder
            .map(|folder| folder.join(file))
            .filter(|path| path.is_file());
        let named = Name::parse(file).is_some_and(|name| name.key_id.is_some());
        match path {
            Some(path) if !archive::is_encrypted(&path) => Ok(Vec::new()),
            Some(path) if !named => self.of_file(&path).await,
            _ => self.of_stored(file).await,
        }
    }

    /// The keys for an archive file at any path, under any name.
    pub async fn of_file(&self, path: &Path) -> Result<Vec<Key>> {
        if !archive::is_encrypted(path) {
            return Ok(Vec::new());
        }
        // A file that nobody could open needs no key.
        archive::check_header(path)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let id = Name::parse(&name).and_then(|name| name.key_id);
        let keys = self.fitting(id.as_deref()).await;
        keys.map_err(|error| error.reworded(|text| format!("`{name}` is encrypted. {text}")))
    }

    async fn fitting(&self, id: Option<&str>) -> Result<Vec<Key>> {
        match (&self.entered, id) {
            (Some(entered), _) => Ok(entered.to_vec()),
            (None, Some(id)) => {
                let mut keys = vec![self.key(id).await?];
                // Whoever repacked it may have encrypted it with another key.
                for other in self.ids().await?.iter().filter(|other| *other != id) {
                    keys.extend(self.key(other).await.ok());
                }
                Ok(keys)
            }
            (None, None) => self.all().await,
        }
    }

    /// Turns encryption on, with the existing key or a new one.
    pub async fn turn_on(&self, now: Timestamp) -> Result<String> {
        let mut saved = saved::load(&self.pool).await.unwrap_or_default();
        let known = match &saved.key_id {
            Some(id) => match self.key(id).await {
                Ok(key) => Some(key.recipient),
                // It is gone from the keyring: new backups get a key that exists.
                Err(error) if error.code == Code::KeyNeeded => None,
                Err(error) => return Err(error),
            },
            None => None,
        };
        let recipient = match known {
            Some(recipient) => recipient,
            None => self.make(now).await?,
        };
        saved.on = true;
        self.put(saved, recipient).await
    }

    /// Turns encryption of new backups off. Keys are kept for old backups.
    pub async fn turn_off(&self) -> Result<()> {
        let mut saved = saved::load(&self.pool).await.unwrap_or_default();
        saved.on = false;
        saved::save(&self.pool, &saved).await
    }

    /// Encrypts new backups for a new key from now on; the old key is kept for old backups.
    pub async fn renew(&self, now: Timestamp) -> Result<String> {
        let mut saved = saved::load(&self.pool).await?;
        saved.rehearsed_at = None;
        let recipient = self.make(now).await?;
        self.put(saved, recipient).await
    }

    async fn make(&self, now: Timestamp) -> Result<Recipient> {
        let key = Key::generate();
        self.keep(&entry(key.id()), key.text(), now).await?;
        Ok(key.recipient)
    }

    async fn put(&self, saved: Encryption, recipient: Recipient) -> Result<String> {
        let saved = Encryption {
            recipient: Some(recipient.to_string()),
            key_id: Some(recipient.id.clone()),
            ..saved
        };
        saved::save(&self.pool, &saved).await?;
        Ok(recipient.id)
    }

    async fn keep(&self, name: &str, secret: Secret<String>, now: Timestamp) -> Result<()> {
        self.ring.keep(name, secret).await?;
        table::note(&self.pool, name, now).await
    }

    /// Records that the key kept outside the keyring opened a backup.
    pub async fn note_rehearsal(&self, now: Timestamp) -> Result<()> {
        let saved = saved::load(&self.pool).await?;
        let rehearsed_at = Some(now);
        saved::save(
            &self.pool,
            &Encryption {
                rehearsed_at,
                ..saved
            },
        )
        .await
    }

    /// Which keys were saved in the keyring, and whether they can be read now.
    pub async fn status(&self) -> Result<Vec<SecretStatus>> {
        let mut secrets = Vec::new();
        for one in table::list(&self.pool).await? {
            let Some(id) = one.name.strip_prefix(PREFIX) else {
                continue;
            };
            let readable = self.key(id).await;
            secrets.push(SecretStatus {
                readable: readable.is_ok(),
                problem: readable.err().map(|error| error.failure()),
                name: one.name,
                saved_at: one.saved_at,
            });
        }
        Ok(secrets)
    }

    /// Saves a key in the keyring that was created elsewhere or earlier.
    pub async fn set(&self, name: &str, text: &Secret<String>, now: Timestamp) -> Result<()> {
        let id = key_id(name)?;
        let keys = Key::read(text.expose())?;
        let Some(key) = keys.iter().find(|key| key.id() == id) else {
            let given: Vec<&str> = keys.iter().map(Key::id).collect();
            return Err(Error::new(
                Code::WrongKey,
                format!("This is the key {}, not the key {id}", given.join(", ")),
            )
            .hint("Name the entry after the id of the key; nothing was saved"));
        };
        self.keep(name, key.text(), now).await
    }

    /// Removes a key from the keyring. The key of new backups stays while encryption is on.
    pub async fn delete(&self, name: &str) -> Result<()> {
        let id = key_id(name)?;
        let saved = saved::load(&self.pool).await?;
        if saved.on && saved.key_id.as_deref() == Some(id) {
            return Err(Error::new(
                Code::InvalidInput,
                format!("New backups are encrypted with the key {id}, so it cannot be removed"),
            )
            .hint("Create a new key or turn encryption off first"));
        }
        let removed = self.ring.delete(name).await;
        let removed = removed.map_err(|problem| problem.into_error(&format!("`{name}` was not removed")))?;
        let noted = table::forget(&self.pool, name).await?;
        if removed || noted {
            return Ok(());
        }
        Err(Error::new(Code::NotFound, format!("There is no secret `{name}`"))
            .hint("`secret status` shows all secrets"))
    }
}

/// The id in the name of an entry.
fn key_id(name: &str) -> Result<&str> {
    name.strip_prefix(PREFIX)
        .filter(|id| is_key_id(id))
        .ok_or_else(|| {
            Error::new(
                Code::InvalidInput,
                format!("`{name}` is not the name of a secret"),
            )
            .hint(
                "A key for backups is called `backup-key:` and its id, 8 hex digits in upper case; the secret key of a \
                 location is called `s3-secret:` and the name of the location",
            )
        })
}

fn needed(sentence: String) -> Error {
    Error::new(Code::KeyNeeded, sentence)
        .hint("On the recovery sheet, it is the line that begins with AGE-SECRET-KEY-1")
}

/// Points to the recovery sheet when the keyring cannot be opened.
fn or_sheet(error: Error) -> Error {
    let hint = error.hint.clone().unwrap_or_default();
    error.hint(format!("{hint}; or give the key from the recovery sheet"))
}
