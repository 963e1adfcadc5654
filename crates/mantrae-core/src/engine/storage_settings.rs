//! The locations for backups: read and change them, and find the secret that opens a bucket.

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
use crate::settings::storage::{
    self as saved, ENVIRONMENT_ID, ENVIRONMENT_SFTP_ID, Facts, Locations, Preset, RemoteLocation, S3Location,
    Saved, SftpLocation,
};
use crate::storage::Patience;
use crate::timestamp::Timestamp;

/// The locations, and where their secrets are kept.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LocationSettings {
    /// The current locations.
    pub locations: Locations,
    /// Where the secret key of each S3 location is kept, in the order of the list.
    pub secrets: Vec<SecretState>,
    /// The state of the keyring.
    pub keyring: KeyringState,
    /// What the desktop calls the keyring; none if unknown.
    pub keyring_name: Option<String>,
    /// The known facts about the providers.
    pub presets: Vec<Facts>,
    /// The CA files of the locations that could be read.
    pub ca_files: Vec<CaFile>,
    /// True where folders of other computers can be used: not on Windows.
    pub has_sftp: bool,
}

/// An S3 location that was saved.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SavedLocation {
    /// The location as it will be used.
    pub location: S3Location,
    /// Corrections to what was typed, one sentence each.
    pub changes: Vec<String>,
}

/// A folder of another computer that was saved.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SavedSftpLocation {
    /// The location as it will be used.
    pub location: SftpLocation,
    /// Corrections to what was typed, one sentence each.
    pub changes: Vec<String>,
}

/// The list of locations, and the secrets that open them.
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
    /// The locations, and where their secrets are kept. Never prompts.
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
            has_sftp: cfg!(unix),
            locations,
            secrets,
        })
    }

    /// Saves an S3 location, new or changed, with its secret key if one is given. What was typed is cleaned first.
    ///
    /// Fails with [`Code::InvalidInput`] if it is invalid or `http://` was not agreed to, and with [`Code::Locked`] or
    /// [`Code::Keyring`] if the secret cannot be saved; in that case nothing is saved.
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

    /// Saves a folder of another computer, new or changed. What was typed is cleaned first; fails with
    /// [`Code::InvalidInput`] if it is invalid.
    pub async fn save_sftp(&self, typed: &SftpLocation) -> Result<SavedSftpLocation> {
        self.unlocked(&typed.id).await?;
        let checked = saved::sftp::check(typed);
        if let Some(wrong) = checked.wrong.first() {
            return Err(Error::new(Code::InvalidInput, wrong.message.clone()));
        }
        let permission = self.context.exclusive().await?;
        let mut locations = saved::load(&self.context.databases().state).await?;
        let location = locations.put_sftp(checked.location)?;
        self.at_least_one(&locations).await?;
        self.put_locations(&locations, &texts::location_saved(&location.name))
            .await?;
        drop(permission);
        Ok(SavedSftpLocation {
            location,
            changes: checked.changes,
        })
    }

    /// Removes a location from the list, and the secret key of a bucket from the keyring. The backups stored there stay.
    ///
    /// A keyring that cannot be opened now keeps the key; the location is removed anyway, and the key's name stays in
    /// the list of secrets.
    pub async fn remove(&self, id: &str) -> Result<()> {
        self.unlocked(id).await?;
        let permission = self.context.exclusive().await?;
        let mut locations = saved::load(&self.context.databases().state).await?;
        let removed = locations.remove(id)?;
        self.at_least_one(&locations).await?;
        let told = texts::location_removed(removed.name());
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

    /// Starts or stops using a location for backups.
    pub async fn use_location(&self, id: &str, enabled: bool) -> Result<()> {
        self.unlocked(id).await?;
        let permission = self.context.exclusive().await?;
        let mut locations = saved::load(&self.context.databases().state).await?;
        let name = locations.turn(id, enabled)?;
        let told = texts::location_switched(&name, enabled);
        self.at_least_one(&locations).await?;
        self.put_locations(&locations, &told).await?;
        drop(permission);
        Ok(())
    }

    /// Starts or stops keeping backups in the folder on this computer.
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

    /// Replaces all saved locations with these, cleaned and checked.
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

    /// Saves the secret key of a location in the list.
    pub async fn set_secret(&self, wanted: &str, secret: &Secret<String>, keep: Keep) -> Result<()> {
        let settings = self.context.settings().await;
        let location = match settings.locations.find(wanted) {
            Some(RemoteLocation::S3(location)) => location,
            Some(RemoteLocation::Sftp(location)) => return Err(texts::needs_no_secret(&location.name)),
            None => return Err(saved::missing(wanted)),
        };
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

    /// A change that changes nothing is not recorded.
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

    /// Fails for a location that the environment sets: it cannot be changed here.
    async fn unlocked(&self, id: &str) -> Result<()> {
        let locations = self.context.settings().await.locations;
        if locations.is_locked(id) {
            return Err(locked(&locations.variables.join(", ")));
        }
        Ok(())
    }

    /// Fails if no location is left: backups need at least one.
    async fn at_least_one(&self, locations: &Saved) -> Result<()> {
        let decided = self.context.settings().await.locations.kinds_locked;
        if decided || locations.local || locations.uses_remote() {
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

/// A location that can be saved, or the first problem with it.
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

/// How long a test waits: a person is watching. It retries like a backup does: what a retry fixes is not a failure.
pub(super) fn of_a_test(usual: Patience) -> Patience {
    Patience {
        answer: usual.answer.min(Duration::from_secs(15)),
        ..usual
    }
}

/// Cleans every location; fails if one is invalid. Keeps ids where possible: the secrets are stored under them.
pub(super) fn checked(locations: &Saved) -> Result<Saved> {
    let mut clean = Saved {
        local: locations.local,
        ..Saved::default()
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
    for location in &locations.sftp {
        let checked = saved::sftp::check(location);
        if let Some(wrong) = checked.wrong.first() {
            return Err(Error::new(Code::InvalidInput, wrong.message.clone()));
        }
        let mut location = checked.location;
        let kept = std::mem::take(&mut location.id);
        let taken = clean.sftp.iter().any(|one| one.id == kept) || clean.s3.iter().any(|one| one.id == kept);
        let id = clean.put_sftp(location)?.id;
        let is_free = !taken && !kept.is_empty() && kept != ENVIRONMENT_SFTP_ID;
        if let Some(last) = clean.sftp.iter_mut().find(|one| is_free && one.id == id) {
            last.id = kept;
        }
    }
    Ok(clean)
}
