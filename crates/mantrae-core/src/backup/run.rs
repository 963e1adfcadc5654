//! One backup, from the live database to a verified archive in its location.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;

use super::catalog::Catalog;
use super::listed::Backup;
use super::location::{Location, ReadBack, Role};
use super::profiles;
use super::send;
use crate::archive::{self, FORMAT_VERSION, Instance, Key, Manifest, Name, Packed, Part, Recipient, Trigger};
use crate::db::snapshot::{self, Snapshot};
use crate::db::{self, Databases, held};
use crate::error::{Code, Error, Result};
use crate::staging::Staging;
use crate::timestamp::Timestamp;
use crate::verification;

/// The finished archive in the staging folder.
const ARCHIVE: &str = "archive";

/// The steps of every run on this computer, in order; the last one happens outside this module.
pub const STEPS: [&str; 5] = ["Copy", "Check copy", "Save here", "Read back", "Clean up"];

/// The last step that can still be stopped as it begins: nothing has been stored yet.
pub const LAST_TO_STOP: usize = 2;

/// Why a backup is made, and by whom.
#[derive(Debug, Clone)]
pub struct Request {
    /// Why it is made.
    pub trigger: Trigger,
    /// The note, as the person wrote it.
    pub note: String,
    /// This installation.
    pub instance: Instance,
    /// The time the backup stands for.
    pub now: DateTime<Utc>,
    /// `settings.json`, without secrets.
    pub settings: Vec<u8>,
    /// `None` for an unencrypted backup.
    pub encryption: Option<Encryption>,
    /// The entry in the activity list that reports it.
    pub activity: String,
}

/// How a backup is encrypted.
#[derive(Debug, Clone)]
pub struct Encryption {
    /// The recipient: all that is needed to encrypt.
    pub recipient: Recipient,
    /// For opening the archive when it is verified; none while the keyring is locked.
    pub key: Option<Key>,
}

/// What a run works on.
#[derive(Debug)]
pub struct RunContext<'a> {
    /// The live databases.
    pub databases: &'a Databases,
    /// Where the archive goes: immediately to one location on this computer, later to the others.
    pub catalog: &'a Catalog,
    /// Private folder for unfinished work.
    pub staging: Staging,
    /// The `state.db` file, where the contents of backups are recorded.
    pub state: PathBuf,
}

/// Called as each step of [`STEPS`] begins. Boxed, so that the run can move between threads.
pub type Step<'a> = dyn Fn(usize) -> BoxFuture<'a, Result<()>> + Sync + 'a;

/// Makes a backup and verifies it on this computer: in its folder, or in the outbox. Sending it on to the other
/// locations is not part of this. `step` is called with the index of each step of [`STEPS`] as it begins.
pub async fn run(ground: RunContext<'_>, request: Request, step: &Step<'_>) -> Result<Backup> {
    let RunContext {
        databases,
        catalog,
        staging,
        state,
    } = ground;
    step(0).await?;
    let copy = staging.file("copy.sqlite");
    snapshot::take(&databases.configuration, &copy).await?;
    step(1).await?;
    let name = Name {
        instance: request.instance.id.clone(),
        at: request.now,
        trigger: request.trigger,
        id: crate::id::long(),
        key_id: request.encryption.as_ref().map(|one| one.recipient.id.clone()),
    };
    let packed = checked_and_packed(&copy, (&request, &name), &staging).await?;
    let packed = encrypted(packed, request.encryption.as_ref(), &staging).await?;
    if !request.trigger.is_restore_point() {
        // Done before the backup is kept: one that counts must never have unknown contents.
        note_contents(&state, &copy, (&name.id, request.now)).await;
    }
    let finished = Finished {
        file: name.to_string(),
        packed,
        keys: request
            .encryption
            .as_ref()
            .map(|one| one.key.iter().cloned().collect()),
        path: staging.file(ARCHIVE),
    };
    let here = kept_here(catalog, (&finished, &request), &staging, step).await?;
    let others = catalog
        .locations
        .iter()
        .filter(|location| location.role != Role::Outbox);
    for location in others.filter(|location| location.key != here) {
        location
            .expect(
                &finished.file,
                &finished.packed,
                (&request.activity, Timestamp::from(request.now)),
            )
            .await?;
    }
    catalog.get(&name.id).await
}

/// Without this record the backup is just as good, but shows what changed since only once it is verified again.
async fn note_contents(state: &Path, copy: &Path, (backup, now): (&str, DateTime<Utc>)) {
    if let Err(error) = held::note(state, copy, (backup, Timestamp::from(now))).await {
        tracing::warn!(?error, "the contents of a backup are not recorded");
    }
}

/// A finished archive in the staging folder.
struct Finished {
    file: String,
    packed: Packed,
    /// `None`: it is not encrypted; empty: it is, but no key is available now.
    keys: Option<Vec<Key>>,
    path: PathBuf,
}

/// Puts the archive into the first location on this computer that accepts it; returns the key of that location.
async fn kept_here(
    catalog: &Catalog,
    (finished, request): (&Finished, &Request),
    staging: &Staging,
    step: &Step<'_>,
) -> Result<String> {
    let mut failed = None;
    let here = catalog
        .locations
        .iter()
        .filter(|location| location.role != Role::Remote);
    for location in here {
        // With this computer's folder as the only location, the outbox would not count as a backup.
        if location.role == Role::Outbox && !catalog.has_remote() {
            continue;
        }
        match keep(location, (finished, request), staging, step).await {
            Ok(()) => return Ok(location.key.clone()),
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    Err(failed.unwrap_or_else(|| Error::new(Code::Internal, "There is no location for backups")))
}

async fn keep(
    location: &Location,
    (finished, request): (&Finished, &Request),
    staging: &Staging,
    step: &Step<'_>,
) -> Result<()> {
    let Finished {
        file,
        packed,
        keys,
        path,
    } = finished;
    step(2).await?;
    send::put(location, file, path).await?;
    step(3).await?;
    let (depth, identity) =
        send::verify(location, (file, &packed.sha256), (keys.as_deref(), staging)).await?;
    let verified = ReadBack {
        at: Timestamp::from(request.now),
        depth,
        identity: &identity,
    };
    location.note_verification(file, packed, verified).await?;
    location.note_members(file, packed).await?;
    if location.role == Role::Folder {
        let text = archive::restore_txt().into_bytes();
        location
            .storage()
            .await?
            .put_small(archive::RESTORE_TXT, text)
            .await?;
    }
    Ok(())
}

fn manifest(request: &Request, name: &Name, profiles: Vec<archive::ProfileCount>) -> Manifest {
    Manifest {
        format_version: FORMAT_VERSION,
        id: name.id.clone(),
        instance: request.instance.clone(),
        created_at: Timestamp::from(request.now),
        trigger: request.trigger,
        note: request.note.clone(),
        app_version: env!("CARGO_PKG_VERSION").to_owned(),
        schema_version: db::schema_version(),
        profiles,
        members: Vec::new(),
    }
}

/// Checks the copy while it is being packed; if the copy is damaged, the packed archive is discarded.
async fn checked_and_packed(
    copy: &Path,
    (request, name): (&Request, &Name),
    staging: &Staging,
) -> Result<Packed> {
    let counted = async {
        let mut held = Snapshot::open(copy).await?;
        if let Some(finding) = held.quick_check().await? {
            return Err(Error::new(
                Code::Database,
                format!("The database is damaged, so it was not backed up: {finding}"),
            )
            .hint("Restore an earlier backup"));
        }
        let profiles = verification::profile_counts(&mut held).await?;
        held.close().await?;
        Ok(profiles)
    };
    let database = vec![(archive::DATABASE.to_owned(), copy.to_owned())];
    let database = part(database, staging.file("database.part"));
    let texts = async {
        let mut held = Snapshot::open(copy).await?;
        let mut files = profiles::files(&mut held, staging).await?;
        held.close().await?;
        files.extend(fixed_files(request, staging)?);
        part(files, staging.file("texts.part")).await
    };
    let (profiles, database, texts) = tokio::try_join!(counted, database, texts)?;
    let manifest = manifest(request, name, profiles);
    let to = staging.file(ARCHIVE);
    apart(move || archive::join(manifest, vec![database, texts], &to)).await
}

/// Replaces the plain archive with the encrypted one.
async fn encrypted(packed: Packed, encryption: Option<&Encryption>, staging: &Staging) -> Result<Packed> {
    let Some(recipient) = encryption.map(|one| one.recipient.clone()) else {
        return Ok(packed);
    };
    let (plain, to) = (staging.file("plain.zip"), staging.file(ARCHIVE));
    apart(move || {
        let fail = |error| crate::error::io("encrypt the backup", &plain, error);
        std::fs::rename(&to, &plain).map_err(fail)?;
        let (size, sha256) = archive::encrypt(&plain, &to, &recipient)?;
        std::fs::remove_file(&plain).map_err(fail)?;
        Ok(Packed {
            size,
            sha256,
            ..packed
        })
    })
    .await
}

async fn part(members: Vec<(String, PathBuf)>, to: PathBuf) -> Result<Part> {
    apart(move || archive::part(&members, &to)).await
}

/// Runs CPU-bound work off the async worker threads.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::new(Code::Internal, "Writing the archive was interrupted").because(error))?
}

fn fixed_files(request: &Request, staging: &Staging) -> Result<Vec<(String, PathBuf)>> {
    let settings = staging.file(archive::SETTINGS);
    crate::fs::write_atomic(&settings, &request.settings)?;
    let text = staging.file(archive::RESTORE_TXT);
    crate::fs::write_atomic(&text, archive::restore_txt().as_bytes())?;
    Ok(vec![
        (archive::SETTINGS.to_owned(), settings),
        (archive::RESTORE_TXT.to_owned(), text),
    ])
}
