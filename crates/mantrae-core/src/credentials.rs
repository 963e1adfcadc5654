//! The secret keys of S3 locations: in the environment, in this session only, or in the keyring; nowhere else.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use sqlx::SqlitePool;

use crate::db::secret as table;
use crate::error::{Code, Error, Failure, Result};
use crate::secret::{KeyringFailure, KeyringState, Ring, Secret};
use crate::settings::Environment;
use crate::settings::storage::{ENVIRONMENT_ID, S3Location, address};
use crate::timestamp::Timestamp;

/// The prefix of a location's id in the keyring.
const PREFIX: &str = "s3-secret:";

/// The name of a location's secret key in the keyring.
pub fn entry(id: &str) -> String {
    format!("{PREFIX}{id}")
}

/// The location of a keyring entry, by id or by name; `None` if it is not the secret key of a location.
pub fn location_of(entry: &str) -> Option<&str> {
    entry.strip_prefix(PREFIX).filter(|rest| !rest.is_empty())
}

/// Where the secret key of a location is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Whereabouts {
    /// In a variable of the environment.
    Environment,
    /// In memory, until the program ends.
    Session,
    /// In the keyring, and readable.
    Keyring,
    /// In the keyring, which the person must unlock first.
    Locked,
    /// There is no keyring to ask.
    NoKeyring,
    /// Nowhere: it was never entered, or is gone.
    Missing,
}

/// The secret key of one location, without the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SecretState {
    /// The id of the location.
    pub location: String,
    /// Where it is.
    pub whereabouts: Whereabouts,
    /// Why it cannot be read now.
    pub problem: Option<Failure>,
}

/// Where a new secret key is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Keep {
    /// In the keyring of the desktop.
    #[default]
    Keyring,
    /// In memory, until the program ends.
    Session,
}

/// Secrets that only this process knows; clones share them.
#[derive(Clone, Default)]
pub struct Session(Arc<Mutex<HashMap<String, Arc<Secret<String>>>>>);

impl Session {
    /// True when nothing would be lost by dropping it.
    pub fn is_empty(&self) -> bool {
        self.held().is_empty()
    }

    fn held(&self) -> MutexGuard<'_, HashMap<String, Arc<Secret<String>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Session")
    }
}

/// Where secret keys are looked up.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The pool of `state.db`, which records what was saved.
    pub pool: SqlitePool,
    /// The keyring.
    pub ring: Ring,
    /// The secrets of this session.
    pub session: Session,
    /// The environment, which may set one.
    pub environment: Environment,
}

impl Credentials {
    /// The secret key of a location.
    pub async fn secret(&self, location: &S3Location) -> Result<Arc<Secret<String>>> {
        if let Some(secret) = self.in_memory(&location.id) {
            return Ok(secret);
        }
        self.kept(&location.id, &location.name).await.map(Arc::new)
    }

    /// The secret key of the location with that id, from the keyring; `name` is what people call it.
    pub async fn kept(&self, id: &str, name: &str) -> Result<Secret<String>> {
        let entry = entry(id);
        let noted = self.is_noted(&entry).await?;
        match self.ring.get(&entry).await {
            Ok(Some(secret)) => Ok(secret),
            Ok(None) if noted => Err(needed(format!(
                "The secret key of `{name}` is no longer in the keyring"
            ))),
            // It was never saved in this keyring, so unlocking would not help.
            Ok(None) | Err(KeyringFailure::Locked | KeyringFailure::Absent(_)) if !noted => {
                Err(needed(format!("The secret key of `{name}` is missing")))
            }
            Ok(None) => Err(KeyringFailure::Locked.into_error(&unread(name))),
            Err(problem) => Err(problem.into_error(&unread(name))),
        }
    }

    /// The keyring entries that were saved for locations, each with the id of its location.
    pub async fn saved(&self) -> Result<Vec<(table::Saved, String)>> {
        let noted = table::list(&self.pool).await?;
        let ours = noted.into_iter().filter_map(|saved| {
            let id = location_of(&saved.name)?.to_owned();
            Some((saved, id))
        });
        Ok(ours.collect())
    }

    /// Where the secret key of a location is.
    pub async fn state(&self, location: &S3Location) -> Result<SecretState> {
        let (whereabouts, problem) = if self.in_environment(&location.id) {
            (Whereabouts::Environment, None)
        } else if self.session.held().contains_key(&location.id) {
            (Whereabouts::Session, None)
        } else {
            match self.secret(location).await {
                Ok(_) => (Whereabouts::Keyring, None),
                Err(error) => {
                    let whereabouts = match error.code {
                        Code::Locked => Whereabouts::Locked,
                        Code::Keyring => Whereabouts::NoKeyring,
                        Code::KeyNeeded => Whereabouts::Missing,
                        _ => return Err(error),
                    };
                    (whereabouts, Some(error.failure()))
                }
            }
        };
        Ok(SecretState {
            location: location.id.clone(),
            whereabouts,
            problem,
        })
    }

    /// Saves the secret key of a location; in the keyring it counts as saved once it was read back.
    pub async fn keep(
        &self,
        id: &str,
        secret: &Secret<String>,
        (keep, now): (Keep, Timestamp),
    ) -> Result<()> {
        if id == ENVIRONMENT_ID && self.environment.secret_key().is_some() {
            return Err(Error::new(
                Code::InvalidInput,
                "The secret key is set by STORAGE_S3_SECRET_KEY",
            )
            .hint("Change or unset the variable and restart Mantrae"));
        }
        let (bare, _) = address::clean_secret(secret.expose());
        if bare.is_empty() {
            return Err(Error::new(Code::InvalidInput, "The secret key is empty")
                .hint("Paste the secret key that belongs to the access key"));
        }
        let secret = Secret::new(bare.to_owned());
        match keep {
            Keep::Session => {
                self.session.held().insert(id.to_owned(), Arc::new(secret));
            }
            Keep::Keyring => {
                let name = entry(id);
                self.ring.keep(&name, secret).await?;
                table::note(&self.pool, &name, now).await?;
                self.session.held().remove(id);
            }
        }
        Ok(())
    }

    /// Forgets the secret key of a location; true when there was one. Fails if its keyring cannot be opened now.
    pub async fn forget(&self, id: &str) -> Result<bool> {
        let name = entry(id);
        let here = self.session.held().remove(id).is_some();
        if !self.is_noted(&name).await? {
            return Ok(here);
        }
        let removed = self.ring.delete(&name).await;
        removed.map_err(|problem| problem.into_error("The secret key was not removed"))?;
        table::forget(&self.pool, &name).await?;
        Ok(true)
    }

    /// The state of the keyring.
    pub async fn keyring(&self) -> KeyringState {
        self.ring.state().await
    }

    fn in_environment(&self, id: &str) -> bool {
        id == ENVIRONMENT_ID && self.environment.secret_key().is_some()
    }

    fn in_memory(&self, id: &str) -> Option<Arc<Secret<String>>> {
        if let Some(secret) = self.environment.secret_key().filter(|_| id == ENVIRONMENT_ID) {
            return Some(Arc::new(Secret::new(secret.expose().clone())));
        }
        self.session.held().get(id).map(Arc::clone)
    }

    async fn is_noted(&self, name: &str) -> Result<bool> {
        let noted = table::list(&self.pool).await?;
        Ok(noted.iter().any(|one| one.name == name))
    }
}

fn unread(name: &str) -> String {
    format!("The secret key of `{name}` cannot be read")
}

fn needed(sentence: String) -> Error {
    Error::new(Code::KeyNeeded, sentence).hint("Enter it in Settings, under Storage, or with `secret set`")
}
