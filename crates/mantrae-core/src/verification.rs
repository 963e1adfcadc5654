//! Verification that a backup could be restored: read back, compared, opened, counted.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::archive::{self, Contents, Help, Key, Manifest, Name};
use crate::db::{self, snapshot::Snapshot};
use crate::error::{Code, Error, Result};
use crate::staging::Staging;
use crate::storage::{Fetched, Identity, Storage};

/// How far a verification went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "VerificationDepth"))]
#[serde(rename_all = "kebab-case")]
pub enum Depth {
    /// Opened, every member compared, the database checked and counted.
    Complete,
    /// The bytes are those that were written; nobody had the key to look inside.
    Bytes,
}

/// An archive that was read back and its database, both in a staging folder.
#[derive(Debug)]
pub struct VerifiedArchive {
    /// What the archive holds.
    pub contents: Contents,
    /// The checked copy of its database.
    pub database: PathBuf,
    /// Its bytes are not those that were written, though everything in it fits its manifest.
    pub rewritten: Option<Rewritten>,
    /// It is known to hold what was backed up, not only to match its own manifest.
    pub is_original: bool,
}

/// How a file came to have other bytes with the same backup in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rewritten {
    /// Somebody unpacked it and packed it again.
    Repacked,
    /// It has the same size as before: nobody repacks like that, but a failing disk does it.
    Altered,
}

impl VerifiedArchive {
    /// True when a person packed it again.
    pub fn is_repacked(&self) -> bool {
        self.contents.repacked || self.rewritten == Some(Rewritten::Repacked)
    }

    /// What a person should know of it before it is restored.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.rewritten == Some(Rewritten::Altered) {
            warnings.push(
                "The file changed since it was verified. Everything in the backup is as it was, but its disk may be \
                 failing"
                    .to_owned(),
            );
        } else if self.is_repacked() {
            let inside = if self.is_original {
                "Everything in it is as it was backed up"
            } else {
                "Every file in it matches its manifest"
            };
            warnings.push(format!(
                "This backup was repacked after Mantrae made it. {inside}"
            ));
        }
        if !self.contents.extra.is_empty() {
            let names = archive::listed(self.contents.extra.iter().map(String::as_str));
            warnings.push(format!("Not part of the backup, and left out: {names}"));
        }
        match self.contents.help {
            Help::Same => {}
            Help::Changed => {
                warnings.push("`RESTORE.txt` was changed. It contains no backup data".to_owned());
            }
            Help::Missing => {
                warnings.push("`RESTORE.txt` is missing. It contains no backup data".to_owned());
            }
        }
        warnings
    }
}

/// What is known about an archive in a location.
#[derive(Debug, Clone)]
pub struct Known {
    /// Its hash and size when it was last verified there; `None` if it never was.
    pub bytes: Option<(String, u64)>,
    /// The checksum of its members when it was made or first verified, here or elsewhere.
    pub members: Option<String>,
}

/// Reads an archive back from its location and verifies it; returns which content that was. `sha256` is the hash it
/// must have, if that is known.
pub async fn stored(
    storage: &Storage,
    file: &str,
    sha256: Option<&str>,
    (staging, keys): (&Staging, &[Key]),
) -> Result<(VerifiedArchive, Identity)> {
    let archive = staging.file(file);
    let fetched: Fetched = storage.fetch(file, &archive).await?;
    let found = match (file_in(&archive, staging, keys).await, sha256) {
        // The member's name is the better finding; the hash of the whole file catches what no member does.
        (Ok(_), Some(expected)) if expected != fetched.sha256 => Err(exchanged(file)),
        (found, _) => found,
    };
    match found {
        Ok(verified) => Ok((verified, fetched.identity)),
        Err(error) => Err(finding(storage, (file, &fetched.identity), error).await),
    }
}

/// What was found about a file counts only where the store vouches for what it sent: a page in between may have
/// answered.
async fn finding(storage: &Storage, (file, read): (&str, &Identity), error: Error) -> Error {
    if !matches!(error.code, Code::Damaged | Code::Foreign | Code::Newer) {
        return error;
    }
    match storage.vouch(file, read).await {
        Ok(()) => error,
        Err(no_answer) => no_answer,
    }
}

/// Like [`stored`], for a backup that may have been repacked in its location: only its content counts.
pub async fn kept(
    storage: &Storage,
    file: &str,
    known: Option<&Known>,
    within: (&Staging, &[Key]),
) -> Result<(VerifiedArchive, Identity)> {
    let (mut verified, identity) = stored(storage, file, None, within).await?;
    let Contents {
        manifest,
        sha256,
        size,
        ..
    } = &verified.contents;
    if !is_named(file, manifest) {
        return Err(finding(storage, (file, &identity), other_backup(file)).await);
    }
    let members = known.and_then(|known| known.members.as_ref());
    verified.is_original = members.is_some_and(|members| *members == manifest.members_sha256());
    if members.is_some() && !verified.is_original {
        return Err(finding(storage, (file, &identity), other_content(file)).await);
    }
    let bytes = known.and_then(|known| known.bytes.as_ref());
    let Some((expected, before)) = bytes.filter(|(expected, _)| expected != sha256) else {
        return Ok((verified, identity));
    };
    tracing::debug!(file, %expected, %sha256, "the file is not the one that was written");
    verified.rewritten = Some(if before == size {
        Rewritten::Altered
    } else {
        Rewritten::Repacked
    });
    Ok((verified, identity))
}

/// Whether the backup in a file is the one that the file's name says: a file can be copied over another.
fn is_named(file: &str, manifest: &Manifest) -> bool {
    Name::parse(file).is_some_and(|name| {
        name.id == manifest.id
            && name.instance == manifest.instance.id
            && name.trigger.as_str() == manifest.trigger.as_str()
            && manifest.created_at.timestamp() == name.at.timestamp()
    })
}

/// Why a file with other bytes of the same number does not count as verified.
pub fn altered(file: &str) -> Error {
    Error::new(
        Code::Damaged,
        format!("`{file}` has changed since it was verified, although everything in the backup is intact"),
    )
    .hint("It can still be restored. Its disk may be failing: back up to another location")
}

/// Reads an archive back and compares its bytes with those that were written, without looking inside.
pub async fn bytes(storage: &Storage, file: &str, sha256: &str, staging: &Staging) -> Result<Fetched> {
    let fetched = storage.fetch(file, &staging.file(file)).await?;
    same(storage, file, (fetched, sha256)).await
}

/// Reads an archive where it is stored and compares it with what was written; keeps nothing, so needs no space.
pub async fn unchanged(storage: &Storage, file: &str, sha256: &str) -> Result<Fetched> {
    let read = storage.hash(file).await?;
    same(storage, file, (read, sha256)).await
}

async fn same(storage: &Storage, file: &str, (read, sha256): (Fetched, &str)) -> Result<Fetched> {
    if read.sha256 == sha256 {
        return Ok(read);
    }
    Err(finding(storage, (file, &read.identity), exchanged(file)).await)
}

fn other_backup(file: &str) -> Error {
    damaged(file, "it contains a different backup than its name says")
}

fn other_content(file: &str) -> Error {
    damaged(file, "it does not contain what was backed up")
}

fn exchanged(file: &str) -> Error {
    damaged(file, "it is not the file that was written: its checksum changed")
}

/// Verifies an archive file: decrypted where it must be, every member against the manifest, the database opened,
/// checked and counted.
pub async fn file_in(archive: &Path, staging: &Staging, keys: &[Key]) -> Result<VerifiedArchive> {
    let database = staging.file("database.sqlite");
    let (path, target) = (archive.to_owned(), database.clone());
    let (keys, inside) = (keys.to_vec(), staging.file("decrypted"));
    let contents = tokio::task::spawn_blocking(move || check(&path, &target, (&keys, &inside)))
        .await
        .map_err(|error| Error::new(Code::Internal, "Verification was interrupted").because(error))??;
    let name = archive.file_name().unwrap_or_default().to_string_lossy();
    database_holds(&database, &contents.manifest, &name).await?;
    Ok(VerifiedArchive {
        contents,
        database,
        rewritten: None,
        is_original: false,
    })
}

/// Checks an archive, through a decrypted copy in the private folder `inside` where it is encrypted.
fn check(path: &Path, to: &Path, (keys, inside): (&[Key], &Path)) -> Result<Contents> {
    if !archive::is_encrypted(path) {
        return archive::check(path, to);
    }
    crate::fs::private_dir(inside)?;
    // The same name, so that every finding names the file the person knows.
    let plain = inside.join(path.file_name().unwrap_or_default());
    archive::decrypt(path, &plain, keys)?;
    let checked = archive::check(&plain, to);
    // No longer needed: the staging folder may live as long as a plan does.
    let _ = std::fs::remove_file(&plain);
    let (size, sha256) = archive::hash(path)?;
    Ok(Contents {
        size,
        sha256,
        ..checked?
    })
}

/// Opens the copy as SQLite, checks it, and counts its rows against the manifest.
pub async fn database_holds(database: &Path, manifest: &Manifest, name: &str) -> Result<()> {
    let broken = |error: Error| damaged(name, "`database.sqlite` cannot be opened").because(error);
    if manifest.schema_version > db::schema_version() {
        return Err(newer(name, manifest));
    }
    let mut snapshot = Snapshot::open(database).await.map_err(broken)?;
    if snapshot.quick_check().await.map_err(broken)?.is_some() {
        return Err(damaged(name, "`database.sqlite` fails SQLite’s own check"));
    }
    if snapshot.schema_version().await.map_err(broken)? > db::schema_version() {
        return Err(newer(name, manifest));
    }
    let held = profile_counts(&mut snapshot).await.map_err(broken)?;
    snapshot.close().await?;
    if held != manifest.profiles {
        return Err(damaged(name, "`database.sqlite` does not match the manifest"));
    }
    Ok(())
}

/// What a copy holds, as the manifest says it.
pub async fn profile_counts(snapshot: &mut Snapshot) -> Result<Vec<archive::ProfileCount>> {
    let counts = snapshot.counts().await?;
    let profiles = snapshot.profiles().await?;
    let components = |uid: &str| {
        let rows = counts
            .iter()
            .filter(|count| count.profile == uid)
            .map(|count| count.count);
        u64::try_from(rows.sum::<i64>()).unwrap_or_default()
    };
    Ok(profiles
        .into_iter()
        .map(|profile| archive::ProfileCount {
            components: components(&profile.uid),
            name: profile.name,
        })
        .collect())
}

fn damaged(name: &str, why: &str) -> Error {
    Error::new(Code::Damaged, format!("The backup `{name}` is damaged: {why}"))
        .hint("Choose another backup; nothing was changed")
}

fn newer(name: &str, manifest: &Manifest) -> Error {
    Error::new(
        Code::Newer,
        format!(
            "`{name}` was made with Mantrae {}; this is {}",
            manifest.app_version,
            env!("CARGO_PKG_VERSION")
        ),
    )
    .hint("Update Mantrae to restore it; nothing was changed")
}
