//! Trying a place for backups out, before and after it is saved.

use std::sync::Arc;

use super::Engine;
use super::places::{of_a_test, options, sound};
use crate::error::Result;
use crate::event::Event;
use crate::secret::Secret;
use crate::settings::Settings;
use crate::settings::storage::{self as saved, S3Location, address, check};
use crate::staging::Staging;
use crate::storage::Storage;
use crate::storage::s3::S3Options;
use crate::storage::trial::{self, Trial};

impl Engine {
    /// Tries an S3 store out as it was typed, saved or not, step by step; each step is told as it is done. Without a
    /// secret key the one that is kept is used.
    ///
    /// Nothing of it is saved; a small object is written, read back and removed.
    pub async fn test_place(&self, typed: &S3Location, secret: Option<&Secret<String>>) -> Result<Trial> {
        let (location, options) = self.as_typed(typed, secret).await?;
        let staging = Staging::new(&self.inner.folder.staging())?;
        let copy = staging.file("copy");
        let tried = trial::bucket(&options, &copy, |trial| {
            self.tell(Event::PlaceTried {
                place: location.id.clone(),
                trial: Box::new(trial.clone()),
            });
        });
        let tried = tried.await?;
        if tried.ok {
            // It answers: what waits for it need not wait for its turn.
            self.hurry_waiting().await?;
        }
        Ok(tried)
    }

    /// Makes the bucket of a store as it was typed, if the key may do that. Without a secret key the one that is kept is
    /// used.
    pub async fn create_bucket(&self, typed: &S3Location, secret: Option<&Secret<String>>) -> Result<()> {
        let (_, options) = self.as_typed(typed, secret).await?;
        trial::create_bucket(&options).await
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
            None => self.credentials().secret(&location).await?,
        };
        let options = options(&location, secret, of_a_test(self.inner.store_patience));
        Ok((location, options))
    }

    /// Tries out the place of that name or id, or every one that backups go to.
    pub async fn test_places(&self, wanted: Option<&str>) -> Result<Vec<Trial>> {
        let settings = self.settings().await;
        let places = &settings.places;
        let here = wanted.is_some_and(|name| name.eq_ignore_ascii_case(crate::storage::THIS_COMPUTER));
        let mut trials = Vec::new();
        if here || wanted.is_none() && places.local {
            trials.push(self.test_folder(&settings).await);
        }
        let chosen: Vec<&S3Location> = match wanted {
            _ if here => Vec::new(),
            Some(name) => vec![places.find(name).ok_or_else(|| saved::missing(name))?],
            None => places.used().collect(),
        };
        for place in chosen {
            let tried = self.test_place(place, None).await;
            trials.push(tried.unwrap_or_else(|why| trial::not_begun(&place.name, &why)));
        }
        Ok(trials)
    }

    async fn test_folder(&self, settings: &Settings) -> Trial {
        let folder = &settings.backup_folder;
        let opened = if settings.backup_folder_default {
            Storage::folder(folder)
        } else {
            Storage::chosen_folder(folder)
        };
        let staging = Staging::new(&self.inner.folder.staging());
        match (opened, staging) {
            (Ok(storage), Ok(staging)) => trial::folder(storage, &staging.file("copy")).await,
            (Err(why), _) | (_, Err(why)) => trial::not_begun(crate::storage::THIS_COMPUTER, &why),
        }
    }

    /// The rights that a key needs for a place, to copy into a provider's console.
    pub fn minimal_policy(typed: &S3Location) -> String {
        let location = check::check(typed).location;
        trial::minimal_policy(&location.bucket, &location.path)
    }
}
