//! The places for backups: look, change, and find the secret that opens a bucket.

use std::time::Duration;

use serde::Serialize;

use super::Engine;
use crate::activity::Kind as ActivityKind;
use crate::certificate::{self, CaFile};
use crate::credentials::{Credentials, Keep, SecretState};
use crate::db::stamp;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::secret::{KeyringState, Secret};
use crate::settings::storage::check::{self, Checked};
use crate::settings::storage::{self as saved, Facts, Places, Preset, S3Location, Saved};
use crate::storage::Storage;
use crate::storage::s3::{self, Addressing, Checksums, Patience, S3Options};

/// The places, with where their secrets are.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PlacesState {
    /// As they hold now.
    pub places: Places,
    /// Where the secret key of each S3 store is, in the order of the list.
    pub secrets: Vec<SecretState>,
    /// Where the keyring stands.
    pub keyring: KeyringState,
    /// What the desktop calls the keyring; none where that is not known.
    pub keyring_name: Option<String>,
    /// What is known of the providers.
    pub presets: Vec<Facts>,
    /// The CA files of the places that can be read.
    pub ca_files: Vec<CaFile>,
}

/// A store that was saved.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SavedPlace {
    /// As it will be used.
    pub location: S3Location,
    /// What was changed of what was typed, a sentence each.
    pub changes: Vec<String>,
}

impl Engine {
    /// The places, with where their secrets are. Asks nobody.
    pub async fn places(&self) -> Result<PlacesState> {
        let places = self.settings().await.places;
        let credentials = self.credentials();
        let mut secrets = Vec::new();
        for place in &places.s3 {
            secrets.push(credentials.state(place).await?);
        }
        Ok(PlacesState {
            keyring: credentials.keyring().await,
            keyring_name: credentials.ring.name().await,
            presets: Preset::ALL.iter().map(|preset| preset.facts()).collect(),
            ca_files: ca_files(&places),
            places,
            secrets,
        })
    }

    /// Saves an S3 store, new or changed, with its secret key if one is given. What was typed is cleaned first.
    ///
    /// Fails with [`Code::InvalidInput`] where it makes no sense or where `http://` was not agreed to, and with
    /// [`Code::Locked`] or [`Code::Keyring`] where the secret cannot be kept; then nothing was saved.
    pub async fn save_place(
        &self,
        typed: &S3Location,
        secret: Option<(&Secret<String>, Keep)>,
    ) -> Result<SavedPlace> {
        self.unlocked(&typed.id).await?;
        let checked = check::check(typed);
        let location = sound(&checked)?;
        let permission = self.exclusive().await?;
        let mut places = saved::load(&self.databases().state).await?;
        let location = places.put(location)?;
        self.at_least_one(&places).await?;
        if let Some((secret, keep)) = secret {
            let now = stamp(self.now());
            self.credentials()
                .keep(&location.id, secret, (keep, &now))
                .await?;
        }
        let told = format!("Storage: `{}` saved", location.name);
        if secret.is_some() {
            self.write_places(&places, &told).await?;
        } else {
            self.put_places(&places, &told).await?;
        }
        drop(permission);
        Ok(SavedPlace {
            location,
            changes: checked.changes,
        })
    }

    /// Takes an S3 store out of the list, and its secret key out of the keyring. What lies there stays there.
    ///
    /// A keyring that cannot be opened now keeps the key; the store is removed all the same, and the key's name stays
    /// in the list of secrets.
    pub async fn remove_place(&self, id: &str) -> Result<()> {
        self.unlocked(id).await?;
        let permission = self.exclusive().await?;
        let mut places = saved::load(&self.databases().state).await?;
        let removed = places.remove(id)?;
        self.at_least_one(&places).await?;
        let told = format!("Storage: `{}` removed from the list", removed.name);
        self.put_places(&places, &told).await?;
        let forgotten = self.credentials().forget(id).await;
        drop(permission);
        if let Err(error) = forgotten {
            tracing::warn!(?error, "the secret key of a removed place stays in the keyring");
        }
        Ok(())
    }

    /// Uses an S3 store for backups, or lets it rest.
    pub async fn use_place(&self, id: &str, enabled: bool) -> Result<()> {
        self.unlocked(id).await?;
        let permission = self.exclusive().await?;
        let mut places = saved::load(&self.databases().state).await?;
        let found = places.s3.iter_mut().find(|one| one.id == id);
        let place = found.ok_or_else(|| saved::missing(id))?;
        place.enabled = enabled;
        let told = format!("Storage: `{}` {}", place.name, if enabled { "on" } else { "off" });
        self.at_least_one(&places).await?;
        self.put_places(&places, &told).await?;
        drop(permission);
        Ok(())
    }

    /// Keeps backups in the folder on this computer, or not.
    pub async fn use_this_computer(&self, local: bool) -> Result<()> {
        if self.settings().await.places.kinds_locked {
            return Err(locked("STORAGE_TYPE"));
        }
        let permission = self.exclusive().await?;
        let mut places = saved::load(&self.databases().state).await?;
        places.local = local;
        self.at_least_one(&places).await?;
        let told = if local {
            "Storage: this computer on"
        } else {
            "Storage: this computer off"
        };
        self.put_places(&places, told).await?;
        drop(permission);
        Ok(())
    }

    /// Puts these places, cleaned and checked, in the place of all that were saved.
    pub(super) async fn replace_places(&self, places: Saved) -> Result<()> {
        let held = self.settings().await.places;
        if !held.variables.is_empty() {
            return Err(locked(&held.variables.join(", ")));
        }
        let permission = self.exclusive().await?;
        self.at_least_one(&places).await?;
        self.put_places(&places, "Storage: the list was replaced").await?;
        drop(permission);
        Ok(())
    }

    /// Keeps the secret key of a place that is in the list.
    pub async fn set_place_secret(&self, wanted: &str, secret: &Secret<String>, keep: Keep) -> Result<()> {
        let settings = self.settings().await;
        let place = settings
            .places
            .find(wanted)
            .ok_or_else(|| saved::missing(wanted))?;
        let permission = self.exclusive().await?;
        let now = stamp(self.now());
        self.credentials().keep(&place.id, secret, (keep, &now)).await?;
        drop(permission);
        self.close_stores().await;
        self.hurry_waiting().await?;
        self.tell(Event::SettingsChanged);
        Ok(())
    }

    /// What opens a bucket; fails with [`Code::Locked`], [`Code::Keyring`] or [`Code::KeyNeeded`] where its secret key
    /// cannot be had now. Asks nobody.
    pub async fn open_place(&self, place: &S3Location) -> Result<Storage> {
        let secret = self.credentials().secret(place).await?;
        s3::open(&options(place, secret, self.inner.store_patience))
    }

    pub(super) fn credentials(&self) -> Credentials {
        Credentials {
            pool: self.databases().state.clone(),
            ring: self.inner.ring.clone(),
            session: self.inner.session.clone(),
            environment: self.inner.environment.clone(),
        }
    }

    /// What changes nothing is recorded nowhere.
    async fn put_places(&self, places: &Saved, told: &str) -> Result<()> {
        let held = saved::load(&self.databases().state).await;
        if held.is_ok_and(|held| held == *places) {
            return Ok(());
        }
        self.write_places(places, told).await
    }

    async fn write_places(&self, places: &Saved, told: &str) -> Result<()> {
        let run = self.begin(ActivityKind::Settings, "Changing the storage").await?;
        let done = saved::save(&self.databases().state, places).await;
        let done = done.map(|()| ((), told.to_owned()));
        self.finish(run, done, "The storage was not changed").await?;
        self.reload_settings().await?;
        self.hurry_waiting().await?;
        self.tell(Event::SettingsChanged);
        self.tell(Event::BackupsChanged);
        Ok(())
    }

    /// What the environment gives cannot be changed here.
    async fn unlocked(&self, id: &str) -> Result<()> {
        let places = self.settings().await.places;
        if places.is_locked(id) {
            return Err(locked(&places.variables.join(", ")));
        }
        Ok(())
    }

    /// Backups without a place are none.
    async fn at_least_one(&self, places: &Saved) -> Result<()> {
        let decided = self.settings().await.places.kinds_locked;
        if decided || places.local || places.s3.iter().any(|one| one.enabled) {
            return Ok(());
        }
        Err(
            Error::new(Code::InvalidInput, "Then there would be no place for backups")
                .hint("Turn another place on first"),
        )
    }
}

fn ca_files(places: &Places) -> Vec<CaFile> {
    let named = places.s3.iter().filter_map(|place| place.ca_file.as_deref());
    named.filter_map(|path| certificate::read(path).ok()).collect()
}

fn locked(variables: &str) -> Error {
    Error::new(
        Code::InvalidInput,
        format!("This storage is set by the environment: {variables}"),
    )
    .hint("Change the variables, or unset them and start again")
}

/// A location that can be saved, or the first thing that is wrong with it.
pub(super) fn sound(checked: &Checked) -> Result<S3Location> {
    if let Some(wrong) = checked.wrong.first() {
        return Err(Error::new(Code::InvalidInput, wrong.message.clone()));
    }
    if checked.plain {
        return Err(Error::new(
            Code::InvalidInput,
            "Over http:// your key signs each request, but the backup travels in the clear",
        )
        .hint("Write https://, or agree to it"));
    }
    Ok(checked.location.clone())
}

/// What `storage` needs to know of a location.
pub(super) fn options(
    place: &S3Location,
    secret_access_key: std::sync::Arc<Secret<String>>,
    patience: Patience,
) -> S3Options {
    use saved::{Addressing as SavedAddressing, Checksums as SavedChecksums};
    S3Options {
        name: place.name.clone(),
        endpoint: place.endpoint.clone(),
        bucket: place.bucket.clone(),
        region: place.region.clone(),
        root: place.path.clone(),
        access_key_id: place.access_key_id.clone(),
        secret_access_key,
        addressing: match place.addressing() {
            SavedAddressing::Path => Addressing::Path,
            SavedAddressing::VirtualHost => Addressing::VirtualHost,
        },
        checksums: match place.checksums() {
            SavedChecksums::Always => Checksums::Crc32c,
            SavedChecksums::WhenRequired => Checksums::WhenRequired,
        },
        create_if_absent: place.preset.facts().create_only,
        ca_file: place.ca_file.clone(),
        patience,
    }
}

/// How long a test waits: a person looks on. It asks again as often as a backup does: what that gets over is no failure.
pub(super) fn of_a_test(usual: Patience) -> Patience {
    Patience {
        answer: usual.answer.min(Duration::from_secs(15)),
        ..usual
    }
}
