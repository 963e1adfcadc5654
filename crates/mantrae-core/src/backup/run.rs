//! One backup, from the living database to a verified archive in its place.

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

/// The steps of every run on this computer, in order; the last one is not ours, but follows.
pub const STEPS: [&str; 5] = ["Copy", "Check copy", "Save here", "Read back", "Clean up"];

/// Up to this one a run may be stopped as it begins: nothing lies there yet.
pub const LAST_TO_STOP: usize = 2;

/// Why and by whom.
#[derive(Debug, Clone)]
pub struct Request {
    /// Why it is made.
    pub trigger: Trigger,
    /// The person's words.
    pub note: String,
    /// This installation.
    pub instance: Instance,
    /// The moment it counts for.
    pub now: DateTime<Utc>,
    /// `settings.json`, without secrets.
    pub settings: Vec<u8>,
    /// None: it is not encrypted.
    pub encryption: Option<Encryption>,
    /// The entry of the activity list that tells of it.
    pub activity: String,
}

/// How a backup is encrypted.
#[derive(Debug, Clone)]
pub struct Encryption {
    /// For whom: all that is needed to make it.
    pub recipient: Recipient,
    /// To look inside when it is verified; none while the keyring is locked.
    pub key: Option<Key>,
}

/// What a run works on.
#[derive(Debug)]
pub struct RunContext<'a> {
    /// The living databases.
    pub databases: &'a Databases,
    /// Where the archive goes: at once to one location on this computer, later to the others.
    pub catalog: &'a Catalog,
    /// Private folder for half-done work.
    pub staging: Staging,
    /// File of `state.db`, where the contents of backups are written down.
    pub state: PathBuf,
}

/// Hears of each step of [`STEPS`] as it begins. Boxed, so that the run may move between threads.
pub type Step<'a> = dyn Fn(usize) -> BoxFuture<'a, Result<()>> + Sync + 'a;

/// Makes a backup and verifies it on this computer: in its folder, else where archives wait. From there it is sent to the
/// other locations, which is not done here. `step` hears the index of each step of [`STEPS`] as it begins.
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
        // Before it is kept: a backup that counts is never one of unknown contents.
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

/// Without the note the backup is as good: it has to be verified once more before anybody knows what changed since.
async fn note_contents(state: &Path, copy: &Path, (backup, now): (&str, DateTime<Utc>)) {
    if let Err(error) = held::note(state, copy, (backup, Timestamp::from(now))).await {
        tracing::warn!(?error, "the contents of a backup are not recorded");
    }
}

/// A finished archive in the staging folder.
struct Finished {
    file: String,
    packed: Packed,
    /// None: it is not encrypted; empty: it is, and nobody has the key now.
    keys: Option<Vec<Key>>,
    path: PathBuf,
}

/// Puts the archive into the first location on this computer that takes it; gives the key of that location.
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
        // Where this computer's folder is the only location, a backup elsewhere would be none.
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

/// Checks the copy while it is being packed; a damaged one is packed for nothing and goes no further.
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

/// Puts the encrypted archive in place of the plain one.
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

/// Work that keeps a core busy, beside the threads that answer.
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
