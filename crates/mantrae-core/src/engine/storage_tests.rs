//! Tests a location for backups, before or after it is saved.

use std::path::PathBuf;
use std::sync::Arc;

use super::context::Context;
use super::locations::{Locations, options, sftp_options};
use super::storage_settings::{of_a_test, sound};
use super::uploads::Uploads;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::secret::Secret;
use crate::settings::Settings;
use crate::settings::storage::{self as saved, RemoteLocation, S3Location, SftpLocation, address, check};
use crate::storage::Storage;
use crate::storage::s3::S3Options;
use crate::storage::sftp::{SftpOptions, host_key};
use crate::storage::storage_test::{self, StorageTest};

/// Tests locations.
#[derive(Debug, Clone)]
pub struct StorageTests {
    context: Context,
    locations: Locations,
    uploads: Uploads,
}

impl StorageTests {
    pub(super) fn new(context: Context, locations: Locations, uploads: Uploads) -> Self {
        Self {
            context,
            locations,
            uploads,
        }
    }
}

impl StorageTests {
    /// Tests an S3 location as it was typed, saved or not, reporting each step as it completes. Without a secret key,
    /// the saved one is used.
    ///
    /// No settings are saved; a small object is written, read back and removed.
    pub async fn one(&self, typed: &S3Location, secret: Option<&Secret<String>>) -> Result<StorageTest> {
        let (location, options) = self.as_typed(typed, secret).await?;
        let staging = self.context.staging()?;
        let copy = staging.file("copy");
        let tried = storage_test::bucket(&options, &copy, |storage_test| {
            self.context.tell(Event::LocationTested {
                location: location.id.clone(),
                storage_test: Box::new(storage_test.clone()),
            });
        });
        let tried = tried.await?;
        if tried.ok {
            // It answers: waiting uploads can be sent immediately.
            self.uploads.hurry().await?;
        }
        Ok(tried)
    }

    /// Creates the bucket of an S3 location as it was typed, if the key allows it. Without a secret key, the saved one
    /// is used.
    pub async fn create_bucket(&self, typed: &S3Location, secret: Option<&Secret<String>>) -> Result<()> {
        let (_, options) = self.as_typed(typed, secret).await?;
        storage_test::create_bucket(&options).await
    }

    /// Tests a folder of another computer as it was typed, saved or not, reporting each step as it completes.
    ///
    /// No settings are saved; a small file is written, read back and removed.
    pub async fn sftp(&self, typed: &SftpLocation) -> Result<StorageTest> {
        let (location, options) = self.sftp_as_typed(typed).await?;
        let staging = self.context.staging()?;
        let copy = staging.file("copy");
        let tried = storage_test::sftp(&options, &copy, |storage_test| {
            self.context.tell(Event::LocationTested {
                location: location.id.clone(),
                storage_test: Box::new(storage_test.clone()),
            });
        });
        let tried = tried.await;
        if tried.ok {
            self.uploads.hurry().await?;
        }
        Ok(tried)
    }

    /// Makes the folder on the other computer where it is missing, and marks it as the one for backups.
    pub async fn set_up_folder(&self, typed: &SftpLocation) -> Result<()> {
        let (_, options) = self.sftp_as_typed(typed).await?;
        storage_test::set_up_folder(&options).await?;
        self.context.forget_open_buckets();
        Ok(())
    }

    /// Adds the host key of another computer to the person's known hosts, if its fingerprint is the one that the person
    /// agreed to; returns the file it was added to. Fails with [`Code::InvalidInput`] if it is another one.
    pub async fn trust_host(&self, typed: &SftpLocation, fingerprint: &str) -> Result<PathBuf> {
        let (_, options) = self.sftp_as_typed(typed).await?;
        let staging = self.context.staging()?;
        let scratch = staging.file("host-key");
        crate::fs::private_dir(&scratch)?;
        let file = host_key::trust(&options, fingerprint, &scratch).await?;
        self.context.forget_open_buckets();
        Ok(file)
    }

    async fn sftp_as_typed(&self, typed: &SftpLocation) -> Result<(SftpLocation, SftpOptions)> {
        let checked = saved::sftp::check(typed);
        if let Some(wrong) = checked.wrong.first() {
            return Err(Error::new(Code::InvalidInput, wrong.message.clone()));
        }
        let (pool, patience) = (
            &self.context.databases().state,
            of_a_test(self.locations.patience()),
        );
        let options = sftp_options(&checked.location, pool, patience).await?;
        Ok((checked.location, options))
    }

    async fn as_typed(
        &self,
        typed: &S3Location,
        secret: Option<&Secret<String>>,
    ) -> Result<(S3Location, S3Options)> {
        let location = sound(&check::check(typed))?;
        let secret = match secret {
            Some(given) => {
                let (bare, _) = address::clean_secret(given.expose());
                Arc::new(Secret::new(bare.to_owned()))
            }
            None => self.context.credentials().secret(&location).await?,
        };
        let options = options(&location, secret, of_a_test(self.locations.patience()));
        Ok((location, options))
    }

    /// Tests the location with that name or id, or every one in use.
    pub async fn all(&self, wanted: Option<&str>) -> Result<Vec<StorageTest>> {
        let settings = self.context.settings().await;
        let locations = &settings.locations;
        let here = wanted.is_some_and(|name| name.eq_ignore_ascii_case(crate::storage::THIS_COMPUTER));
        let mut storage_tests = Vec::new();
        if here || wanted.is_none() && locations.local {
            storage_tests.push(self.test_folder(&settings).await);
        }
        let chosen: Vec<RemoteLocation> = match wanted {
            _ if here => Vec::new(),
            Some(name) => vec![locations.find(name).ok_or_else(|| saved::missing(name))?],
            None => locations.used().collect(),
        };
        for location in chosen {
            let tried = match &location {
                RemoteLocation::S3(location) => self.one(location, None).await,
                RemoteLocation::Sftp(location) => self.sftp(location).await,
            };
            storage_tests.push(tried.unwrap_or_else(|why| storage_test::not_begun(location.name(), &why)));
        }
        Ok(storage_tests)
    }

    async fn test_folder(&self, settings: &Settings) -> StorageTest {
        let folder = &settings.backup_folder;
        let opened = if settings.backup_folder_default {
            Storage::folder(folder)
        } else {
            Storage::chosen_folder(folder)
        };
        let staging = self.context.staging();
        match (opened, staging) {
            (Ok(storage), Ok(staging)) => storage_test::folder(storage, &staging.file("copy")).await,
            (Err(why), _) | (_, Err(why)) => storage_test::not_begun(crate::storage::THIS_COMPUTER, &why),
        }
    }
}

/// The permissions that a key needs for a location, for pasting into a provider's console.
pub fn minimal_policy(typed: &S3Location) -> String {
    let location = check::check(typed).location;
    storage_test::minimal_policy(&location.bucket, &location.path)
}
