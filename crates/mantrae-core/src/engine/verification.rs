//! Reads backups back: verifies them, copies them out, and records the results.

use std::path::Path;

use serde::Serialize;

use super::context::Context;
use super::coverage::Coverage;
use super::locations::Locations;
use super::texts;
use crate::activity::{Kind as ActivityKind, Run};
use crate::archive::{Key, Packed};
use crate::backup::location::{self, Location};
use crate::backup::{Backup, catalog::Catalog};
use crate::encryption::lacks_key;
use crate::error::{Code, Error, Failure, Result};
use crate::event::Event;
use crate::staging::Staging;
use crate::timestamp::Timestamp;
use crate::verification::{self, Depth, Rewritten, VerifiedArchive};

/// The outcome of one verification.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct VerificationResult {
    /// Id of the backup, or the file's name.
    pub id: String,
    /// Name of the location.
    pub location: String,
    /// True if no problem was found.
    pub ok: bool,
    /// How deep the verification went; none if it failed.
    pub verification: Option<Depth>,
    /// True if a person unpacked and repacked it; every file in it matches its manifest.
    pub repacked: bool,
    /// What was found, or why it could not be opened.
    pub problem: Option<Failure>,
}

/// The result of reading a stored backup that has all its contents.
pub(super) enum Looked {
    Inside {
        repacked: bool,
    },
    /// Its contents are intact, but the bytes of its file changed where they must not.
    Altered(Error),
    /// Its bytes are those that were written; the error says which key is missing.
    AtBytes(Depth, Error),
}

/// Reads backups back and records what is found.
#[derive(Debug, Clone)]
pub struct Verification {
    context: Context,
    locations: Locations,
    coverage: Coverage,
}

impl Verification {
    pub(super) fn new(context: Context, locations: Locations, coverage: Coverage) -> Self {
        Self {
            context,
            locations,
            coverage,
        }
    }
}

impl Verification {
    /// The same, opening encrypted backups with these keys instead of those in the keyring.
    pub(super) fn with_keys(&self, keys: Vec<Key>) -> Self {
        Self {
            context: self.context.with_keys(keys),
            ..self.clone()
        }
    }

    /// Verifies a stored backup in the first of its locations where that is possible, those on this computer first.
    pub(super) async fn archive(
        &self,
        catalog: &Catalog,
        backup: &Backup,
        staging: &Staging,
    ) -> Result<VerifiedArchive> {
        let mut failed = None;
        for location in catalog.holding(backup) {
            staging.empty()?;
            match self.archive_in(location, backup, staging).await {
                Ok(verified) => return Ok(verified),
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        Err(failed.unwrap_or_else(|| nowhere(backup)))
    }

    /// Verifies a backup in one location and records the result.
    pub(super) async fn archive_in(
        &self,
        location: &Location,
        backup: &Backup,
        staging: &Staging,
    ) -> Result<VerifiedArchive> {
        let keys = self.context.keys();
        let keys = keys.of_kept(&backup.file, location.folder.as_deref()).await?;
        let known = location.known_content(&backup.file).await?;
        let storage = location.storage().await?;
        let verification = verification::kept(storage, &backup.file, known.as_ref(), (staging, &keys)).await;
        match &verification {
            Ok((verified, _)) if verified.rewritten == Some(Rewritten::Altered) => {
                note_damage(location, backup, &verification::altered(&backup.file)).await?;
            }
            Ok((verified, identity)) => {
                let packed = Packed {
                    manifest: verified.contents.manifest.clone(),
                    size: verified.contents.size,
                    sha256: verified.contents.sha256.clone(),
                };
                let read_back = location::ReadBack {
                    at: Timestamp::from(self.context.now()),
                    depth: Depth::Complete,
                    identity,
                };
                location
                    .note_verification(&backup.file, &packed, read_back)
                    .await?;
                // If it was repacked before its first verification, its original contents are unknown.
                if verified.is_original || !verified.is_repacked() {
                    location.note_members(&backup.file, &packed).await?;
                }
                let anew = verified.rewritten.is_some();
                self.coverage
                    .note_contents(backup, &verified.database, anew)
                    .await;
            }
            Err(error) => note_damage(location, backup, error).await?,
        }
        verification.map(|(verified, _)| verified)
    }

    /// Compares the stored bytes of a backup with those verified before; false if none were.
    pub(super) async fn compare_bytes(&self, location: &Location, backup: &Backup) -> Result<bool> {
        let Some(known) = location.known_sha256(&backup.file).await? else {
            return Ok(false);
        };
        let storage = location.storage().await?;
        match verification::unchanged(storage, &backup.file, &known).await {
            Ok(read) => {
                let now = Timestamp::from(self.context.now());
                location.note_bytes(&backup.file, (now, &read.identity)).await?;
                Ok(true)
            }
            Err(error) => {
                note_damage(location, backup, &error).await?;
                Err(error)
            }
        }
    }

    /// Verifies as deeply as possible: without its key, only the bytes of a known backup are compared. One whose bytes
    /// changed does not count as verified, even if its contents are intact.
    pub(super) async fn look(
        &self,
        location: &Location,
        backup: &Backup,
        staging: &Staging,
    ) -> Result<Looked> {
        match self.look_inside(location, backup, staging).await {
            Ok(Looked::Altered(error)) => Err(error),
            looked => looked,
        }
    }

    async fn look_inside(&self, location: &Location, backup: &Backup, staging: &Staging) -> Result<Looked> {
        staging.empty()?;
        let error = match self.archive_in(location, backup, staging).await {
            Ok(verified) if verified.rewritten == Some(Rewritten::Altered) => {
                return Ok(Looked::Altered(verification::altered(&backup.file)));
            }
            Ok(verified) => {
                let repacked = verified.is_repacked();
                return Ok(Looked::Inside { repacked });
            }
            Err(error) => error,
        };
        let known = location.known_sha256(&backup.file).await?;
        let Some(known) = known.filter(|_| lacks_key(&error)) else {
            return Err(error);
        };
        let storage = location.storage().await?;
        staging.empty()?;
        let read = match verification::bytes(storage, &backup.file, &known, staging).await {
            Ok(read) => read,
            Err(error) => {
                note_damage(location, backup, &error).await?;
                return Err(error);
            }
        };
        let now = Timestamp::from(self.context.now());
        let depth = location.note_bytes(&backup.file, (now, &read.identity)).await?;
        Ok(Looked::AtBytes(depth, error))
    }

    /// Reads a backup back and verifies it in each of its locations; returns the worst result.
    pub async fn verify(&self, id: &str) -> Result<VerificationResult> {
        let all = self.verify_each(id).await?;
        let worst = all
            .into_iter()
            .min_by_key(|one| (one.ok, one.verification == Some(Depth::Complete)));
        worst.ok_or_else(|| {
            Error::new(
                Code::NotFound,
                format!("The backup `{id}` is not in any location in use"),
            )
        })
    }

    /// Like [`Verification::verify`], with one result per location.
    pub async fn verify_each(&self, id: &str) -> Result<Vec<VerificationResult>> {
        let catalog = self.locations.catalog().await?;
        let backup = self.locations.find(&catalog, id).await?;
        let staging = self.context.staging()?;
        let mut all = Vec::new();
        for location in catalog.holding(&backup) {
            let mut run = self
                .context
                .begin(ActivityKind::Verify, texts::backups::VERIFYING)
                .await?;
            run.entry.backup = Some(backup.id.clone());
            let looked = self.look(location, &backup, &staging).await;
            all.push(VerificationResult {
                location: location.name.clone(),
                ..verified(&backup.id, &looked)
            });
            self.close_look(run, &backup, looked).await?;
        }
        self.context.tell(Event::ActivityChanged);
        self.context.tell(Event::BackupsChanged);
        Ok(all)
    }

    async fn close_look(&self, run: Run, backup: &Backup, looked: Result<Looked>) -> Result<()> {
        let when = texts::moment(backup.created_at, self.context.now());
        match looked {
            Ok(Looked::AtBytes(Depth::Bytes, _)) => {
                run.done(texts::backups::bytes_verified(&when), self.context.now())
                    .await?;
            }
            Ok(_) => {
                run.done(texts::backups::verified(&when), self.context.now())
                    .await?;
            }
            Err(error) if lacks_key(&error) || error.code == Code::WrongKey => {
                run.failed(texts::backups::not_opened(&when), &error, self.context.now())
                    .await?;
            }
            Err(error) => {
                let sentence = texts::backups::failed_verification(&when);
                run.failed(sentence, &error, self.context.now()).await?;
            }
        }
        Ok(())
    }

    /// Verifies an archive file at any path.
    pub async fn verify_file(&self, path: &Path) -> Result<VerificationResult> {
        let staging = self.context.staging()?;
        let verification = async {
            let keys = self.context.keys().of_file(path).await?;
            verification::file_in(path, &staging, &keys).await
        };
        let looked = verification.await.map(|verified| Looked::Inside {
            repacked: verified.is_repacked(),
        });
        Ok(verified(&path.display().to_string(), &looked))
    }

    /// Reads a backup in the first of its locations where no problem is found; the copy is in the staging folder.
    pub(super) async fn look_anywhere(
        &self,
        catalog: &Catalog,
        backup: &Backup,
        staging: &Staging,
    ) -> Result<()> {
        let mut failed = None;
        for location in catalog.holding(backup) {
            match self.look_inside(location, backup, staging).await {
                // Any result will do: it may be the only copy left.
                Ok(_) => return Ok(()),
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        Err(failed.unwrap_or_else(|| nowhere(backup)))
    }
}

fn nowhere(backup: &Backup) -> Error {
    Error::new(
        Code::NotFound,
        format!("The backup `{}` is not in any location in use", backup.id),
    )
    .hint("Turn its location on again in the storage settings")
}

fn verified(id: &str, looked: &Result<Looked>) -> VerificationResult {
    let (verification, problem) = match looked {
        Ok(Looked::Inside { .. } | Looked::AtBytes(Depth::Complete, _)) => (Some(Depth::Complete), None),
        Ok(Looked::AtBytes(Depth::Bytes, error)) => (Some(Depth::Bytes), Some(error.failure())),
        Ok(Looked::Altered(error)) | Err(error) => (None, Some(error.failure())),
    };
    VerificationResult {
        id: id.to_owned(),
        location: "file".to_owned(),
        ok: looked.is_ok(),
        repacked: matches!(looked, Ok(Looked::Inside { repacked: true })),
        verification,
        problem,
    }
}

/// Records what is wrong with a backup. A location that could not be read, or a missing key, says nothing about it.
async fn note_damage(location: &Location, backup: &Backup, error: &Error) -> Result<()> {
    if matches!(error.code, Code::Damaged | Code::Foreign | Code::Newer) {
        location.note_damage(&backup.file, &error.failure()).await?;
    }
    Ok(())
}
