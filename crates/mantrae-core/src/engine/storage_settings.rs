//! The locations for backups: look, change, and find the secret that opens a bucket.

use std::time::Duration;

use serde::Serialize;

use super::context::Context;
use super::texts::settings as texts;
use super::uploads::Uploads;
use crate::activity::Kind as ActivityKind;
use crate::certificate::{self, CaFile};
use crate::credentials::{Keep, SecretState};
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::secret::{KeyringState, Secret};
use crate::settings::storage::check::{self, Checked};
use crate::settings::storage::{self as saved, ENVIRONMENT_ID, Facts, Locations, Preset, S3Location, Saved};
use crate::storage::s3::Patience;
use crate::timestamp::Timestamp;

/// The locations, with where their secrets are.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LocationSettings {
    /// As they hold now.
    pub locations: Locations,
    /// Where the secret key of each S3 location is, in the order of the list.
    pub secrets: Vec<SecretState>,
    /// Where the keyring stands.
    pub keyring: KeyringState,
    /// What the desktop calls the keyring; none where that is not known.
    pub keyring_name: Option<String>,
    /// What is known of the providers.
    pub presets: Vec<Facts>,
    /// The CA files of the locations that can be read.
    pub ca_files: Vec<CaFile>,
}

/// A store that was saved.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SavedLocation {
    /// As it will be used.
    pub location: S3Location,
    /// What was changed of what was typed, a sentence each.
    pub changes: Vec<String>,
}

/// Which locations there are, and the secrets that open them.
#[derive(Debug, Clone)]
pub struct StorageSettings {
    context: Context,
    uploads: Uploads,
}

impl StorageSettings {
    pub(super) fn new(context: Context, uploads: Uploads) -> Self {
        Self { context, uploads }
    }
}

impl StorageSettings {
    /// The locations, with where their secrets are. Asks nobody.
    pub async fn settings(&self) -> Result<LocationSettings> {
        let locations = self.context.settings().await.locations;
        let credentials = self.context.credentials();
        let mut secrets = Vec::new();
        for location in &locations.s3 {
            secrets.push(credentials.state(location).await?);
        }
        Ok(LocationSettings {
            keyring: credentials.keyring().await,
            keyring_name: credentials.ring.name().await,
            presets: Preset::ALL.iter().map(|preset| preset.facts()).collect(),
            ca_files: ca_files(&locations),
            locations,
            secrets,
        })
    }

    /// Saves an S3 location, new or changed, with its secret key if one is given. What was typed is cleaned first.
    ///
    /// Fails with [`Code::InvalidInput`] where it makes no sense or where `http://` was not agreed to, and with
    /// [`Code::Locked`] or [`Code::Keyring`] where the secret cannot be kept; then nothing was saved.
    pub async fn save(
        &self,
        typed: &S3Location,
        secret: Option<(&Secret<String>, Keep)>,
    ) -> Result<SavedLocation> {
        self.unlocked(&typed.id).await?;
        let checked = check::check(typed);
        let location = sound(&checked)?;
        let permission = self.context.exclusive().await?;
        let mut locations = saved::load(&self.context.databases().state).await?;
        let location = locations.put(location)?;
        self.at_least_one(&locations).await?;
        if let Some((secret, keep)) = secret {
            let now = Timestamp::from(self.context.now());
            self.context
                .credentials()
                .keep(&location.id, secret, (keep, now))
                .await?;
        }
        let told = texts::location_saved(&location.name);
        if secret.is_some() {
            self.write_locations(&locations, &told).await?;
        } else {
            self.put_locations(&locations, &told).await?;
        }
        drop(permission);
        Ok(SavedLocation {
            location,
            changes: checked.changes,
        })
    }

    /// Takes an S3 location out of the list, and its secret key out of the keyring. What lies there stays there.
    ///
    /// A keyring that cannot be opened now keeps the key; the store is removed all the same, and the key's name stays
    /// in the list of secrets.
    pub async fn remove(&self, id: &str) -> Result<()> {
        self.unlocked(id).await?;
        let permission = self.context.exclusive().await?;
        let mut locations = saved::load(&self.context.databases().state).await?;
        let removed = locations.remove(id)?;
        self.at_least_one(&locations).await?;
        let told = texts::location_removed(&removed.name);
        self.put_locations(&locations, &told).await?;
        let forgotten = self.context.credentials().forget(id).await;
        drop(permission);
        if let Err(error) = forgotten {
            tracing::warn!(
                ?error,
                "the secret key of a removed location is still in the keyring"
            );
        }
        Ok(())
    }

    /// Uses an S3 location for backups, or lets it rest.
    pub async fn use_location(&self, id: &str, enabled: bool) -> Result<()> {
        self.unlocked(id).await?;
        let permission = self.context.exclusive().await?;
        let mut locations = saved::load(&self.context.databases().state).await?;
        let found = locations.s3.iter_mut().find(|one| one.id == id);
        let location = found.ok_or_else(|| saved::missing(id))?;
        location.enabled = enabled;
        let told = texts::location_switched(&location.name, enabled);
        self.at_least_one(&locations).await?;
        self.put_locations(&locations, &told).await?;
        drop(permission);
        Ok(())
    }

    /// Keeps backups in the folder on this computer, or not.
    pub async fn use_this_computer(&self, local: bool) -> Result<()> {
        if self.context.settings().await.locations.kinds_locked {
            return Err(locked("STORAGE_TYPE"));
        }
        let permission = self.context.exclusive().await?;
        let mut locations = saved::load(&self.context.databases().state).await?;
        locations.local = local;
        self.at_least_one(&locations).await?;
        self.put_locations(&locations, &texts::this_computer_switched(local))
            .await?;
        drop(permission);
        Ok(())
    }

    /// Puts these locations, cleaned and checked, in place of all that were saved.
    pub(super) async fn replace_locations(&self, locations: &Saved) -> Result<()> {
        let locations = checked(locations)?;
        let held = self.context.settings().await.locations;
        if !held.variables.is_empty() {
            return Err(locked(&held.variables.join(", ")));
        }
        let permission = self.context.exclusive().await?;
        self.at_least_one(&locations).await?;
        self.put_locations(&locations, texts::STORAGE_REPLACED).await?;
        drop(permission);
        Ok(())
    }

    /// Keeps the secret key of a location that is in the list.
    pub async fn set_secret(&self, wanted: &str, secret: &Secret<String>, keep: Keep) -> Result<()> {
        let settings = self.context.settings().await;
        let location = settings
            .locations
            .find(wanted)
            .ok_or_else(|| saved::missing(wanted))?;
        let permission = self.context.exclusive().await?;
        let now = Timestamp::from(self.context.now());
        self.context
            .credentials()
            .keep(&location.id, secret, (keep, now))
            .await?;
        drop(permission);
        self.context.forget_open_buckets();
        self.uploads.hurry().await?;
        self.context.tell(Event::SettingsChanged);
        Ok(())
    }

    /// What changes nothing is recorded nowhere.
    async fn put_locations(&self, locations: &Saved, told: &str) -> Result<()> {
        let held = saved::load(&self.context.databases().state).await;
        if held.is_ok_and(|held| held == *locations) {
            return Ok(());
        }
        self.write_locations(locations, told).await
    }

    async fn write_locations(&self, locations: &Saved, told: &str) -> Result<()> {
        let run = self
            .context
            .begin(ActivityKind::Settings, texts::CHANGING_STORAGE)
            .await?;
        let done = saved::save(&self.context.databases().state, locations).await;
        let done = done.map(|()| ((), told.to_owned()));
        self.context.finish(run, done, texts::STORAGE_NOT_CHANGED).await?;
        self.context.reload_settings().await?;
        self.uploads.hurry().await?;
        self.context.tell(Event::SettingsChanged);
        self.context.tell(Event::BackupsChanged);
        Ok(())
    }

    /// What the environment gives cannot be changed here.
    async fn unlocked(&self, id: &str) -> Result<()> {
        let locations = self.context.settings().await.locations;
        if locations.is_locked(id) {
            return Err(locked(&locations.variables.join(", ")));
        }
        Ok(())
    }

    /// Backups without a location are none.
    async fn at_least_one(&self, locations: &Saved) -> Result<()> {
        let decided = self.context.settings().await.locations.kinds_locked;
        if decided || locations.local || locations.s3.iter().any(|one| one.enabled) {
            return Ok(());
        }
        Err(
            Error::new(Code::InvalidInput, "Then there would be no location for backups")
                .hint("Turn another location on first"),
        )
    }
}

fn ca_files(locations: &Locations) -> Vec<CaFile> {
    let named = locations
        .s3
        .iter()
        .filter_map(|location| location.ca_file.as_deref());
    named.filter_map(|path| certificate::read(path).ok()).collect()
}

fn locked(variables: &str) -> Error {
    Error::new(
        Code::InvalidInput,
        format!("This storage is set by the environment: {variables}"),
    )
    .hint("Change or unset the variables and restart Mantrae")
}

/// A location that can be saved, or the first thing that is wrong with it.
pub(super) fn sound(checked: &Checked) -> Result<S3Location> {
    if let Some(wrong) = checked.wrong.first() {
        return Err(Error::new(Code::InvalidInput, wrong.message.clone()));
    }
    if checked.plain {
        return Err(Error::new(
            Code::InvalidInput,
            "Over http://, each request is signed with your key, but the backup is sent unencrypted",
        )
        .hint("Use https://, or agree to it"));
    }
    Ok(checked.location.clone())
}

/// How long a test waits: a person looks on. It asks again as often as a backup does: what that gets over is no failure.
pub(super) fn of_a_test(usual: Patience) -> Patience {
    Patience {
        answer: usual.answer.min(Duration::from_secs(15)),
        ..usual
    }
}

/// Every location cleaned, none that makes no sense. Ids stay where they are of use: the secrets of this computer go by them.
pub(super) fn checked(locations: &Saved) -> Result<Saved> {
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
