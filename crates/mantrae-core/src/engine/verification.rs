//! Backups read back: proven, copied out, and what is remembered of it.

use std::path::Path;

use serde::Serialize;

use super::Engine;
use crate::activity::{Kind as ActivityKind, Run};
use crate::archive::Packed;
use crate::backup::{Backup, catalog::Catalog};
use crate::db::stamp;
use crate::encryption::lacks_key;
use crate::error::{Code, Error, Failure, Result};
use crate::event::Event;
use crate::proof::{self, Depth, Proven};
use crate::staging::Staging;
use crate::words;

/// The outcome of one proof.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Verified {
    /// Id of the backup, or the file's name.
    pub id: String,
    /// Name of the place.
    pub location: String,
    /// True when nothing is wrong with it.
    pub ok: bool,
    /// How far the proof went; none when it failed.
    pub proof: Option<Depth>,
    /// What was found, or why nobody could look inside.
    pub problem: Option<Failure>,
}

/// How a look at a stored backup ended that found nothing wrong.
enum Looked {
    Inside,
    /// Its bytes are those that were written; the failure says which key is missing.
    AtBytes(Depth, Error),
}

impl Engine {
    /// Proves a stored backup and remembers what was found.
    pub(super) async fn prove(
        &self,
        catalog: &Catalog,
        backup: &Backup,
        staging: &Staging,
    ) -> Result<Proven> {
        let keys = self.keys().of_stored(&backup.file).await?;
        let known = catalog.known_sha256(&backup.file).await?;
        let proof = proof::stored(&catalog.storage, &backup.file, known.as_deref(), (staging, &keys)).await;
        match &proof {
            Ok(proven) => {
                let packed = Packed {
                    manifest: proven.contents.manifest.clone(),
                    size: proven.contents.size,
                    sha256: proven.contents.sha256.clone(),
                };
                let done = (stamp(self.now()), Depth::Complete);
                catalog
                    .note_proof(&backup.file, &packed, (&done.0, done.1))
                    .await?;
            }
            Err(error) => note_damage(catalog, backup, error).await?,
        }
        proof
    }

    /// As far as it goes: without its key the bytes of a known backup are compared.
    async fn look(&self, catalog: &Catalog, backup: &Backup, staging: &Staging) -> Result<Looked> {
        let Err(error) = self.prove(catalog, backup, staging).await else {
            return Ok(Looked::Inside);
        };
        let known = catalog.known_sha256(&backup.file).await?;
        let Some(known) = known.filter(|_| lacks_key(&error)) else {
            return Err(error);
        };
        if let Err(error) = proof::bytes(&catalog.storage, &backup.file, &known, staging).await {
            note_damage(catalog, backup, &error).await?;
            return Err(error);
        }
        let depth = catalog.note_bytes(&backup.file, &stamp(self.now())).await?;
        Ok(Looked::AtBytes(depth, error))
    }

    /// Reads a backup back and proves it.
    pub async fn verify(&self, id: &str) -> Result<Verified> {
        let catalog = self.catalog().await?;
        let backup = catalog.get(id).await?;
        let mut run = self.begin(ActivityKind::Verify, "Checking a backup").await?;
        run.entry.backup = Some(backup.id.clone());
        let staging = Staging::new(&self.inner.folder.staging())?;
        let looked = self.look(&catalog, &backup, &staging).await;
        let verified = Verified {
            location: catalog.storage.name().to_owned(),
            ..verified(&backup.id, &looked)
        };
        self.close_look(run, &backup, looked).await?;
        self.tell(Event::ActivityChanged);
        self.tell(Event::BackupsChanged);
        Ok(verified)
    }

    async fn close_look(&self, run: Run, backup: &Backup, looked: Result<Looked>) -> Result<()> {
        let when = words::time(&backup.created_at)
            .map_or_else(String::new, |at| words::day_and_time(at, self.now()));
        match looked {
            Ok(Looked::AtBytes(Depth::Bytes, _)) => {
                let sentence =
                    format!("Backup of {when}: bytes checked, what is in it when the keyring is open");
                run.done(sentence, self.now()).await?;
            }
            Ok(_) => {
                run.done(format!("Backup of {when} checked"), self.now()).await?;
            }
            Err(error) if lacks_key(&error) || error.code == Code::WrongKey => {
                run.failed(
                    format!("Backup of {when} could not be opened"),
                    &error,
                    self.now(),
                )
                .await?;
            }
            Err(error) => {
                let sentence = format!("Backup of {when} did not pass its check");
                run.failed(sentence, &error, self.now()).await?;
            }
        }
        Ok(())
    }

    /// Proves an archive file that lies anywhere.
    pub async fn verify_file(&self, path: &Path) -> Result<Verified> {
        let staging = Staging::new(&self.inner.folder.staging())?;
        let proof = async {
            let keys = self.keys().of_file(path).await?;
            proof::file_in(path, &staging, &keys).await
        };
        let looked = proof.await.map(|_| Looked::Inside);
        Ok(verified(&path.display().to_string(), &looked))
    }

    /// Name of a backup's file.
    pub async fn backup_file(&self, id: &str) -> Result<String> {
        Ok(self.catalog().await?.get(id).await?.file)
    }

    /// Saves a proven copy of a backup, private to its owner; an encrypted one stays so.
    pub async fn download(&self, id: &str, to: &Path) -> Result<Backup> {
        let catalog = self.catalog().await?;
        let backup = catalog.get(id).await?;
        let staging = Staging::new(&self.inner.folder.staging())?;
        self.look(&catalog, &backup, &staging).await?;
        let to = if to.is_dir() {
            to.join(&backup.file)
        } else {
            to.to_owned()
        };
        crate::fs::copy_atomic(&staging.file(&backup.file), &to)?;
        Ok(backup)
    }
}

fn verified(id: &str, looked: &Result<Looked>) -> Verified {
    let (proof, problem) = match looked {
        Ok(Looked::Inside | Looked::AtBytes(Depth::Complete, _)) => (Some(Depth::Complete), None),
        Ok(Looked::AtBytes(Depth::Bytes, error)) => (Some(Depth::Bytes), Some(error.failure())),
        Err(error) => (None, Some(error.failure())),
    };
    Verified {
        id: id.to_owned(),
        location: "file".to_owned(),
        ok: looked.is_ok(),
        proof,
        problem,
    }
}

/// Remembers what is wrong with a backup. A place that could not be read, or a key that was not there, says nothing
/// about it.
async fn note_damage(catalog: &Catalog, backup: &Backup, error: &Error) -> Result<()> {
    if matches!(error.code, Code::Damaged | Code::Foreign | Code::Newer) {
        catalog.note_damage(&backup.file, &error.failure()).await?;
    }
    Ok(())
}
