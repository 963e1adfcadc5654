//! Recovery if one of the two databases cannot be used at startup: what is wrong, which backups exist, and how to go
//! on. Nothing is overwritten or created in place of a broken file without consent, and the broken file is kept.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use sqlx::SqlitePool;

use super::restores::{self, From};
use super::texts;
use super::{Engine, Options, locations};
use crate::activity::Kind as ActivityKind;
use crate::archive::Key;
use crate::backup::location::{LazyStorage, Role};
use crate::backup::{Backup, catalog::Catalog};
use crate::credentials::{Credentials, Session};
use crate::db::health::Finding;
use crate::db::{self, Databases, staged};
use crate::encryption::Keys;
use crate::error::{Code, Error, Failure, Result, io};
use crate::folder::DataFolder;
use crate::lock;
use crate::secret::Secret;
use crate::settings as saved;
use crate::staging::Staging;
use crate::timestamp::Timestamp;
use crate::verification::{self, VerifiedArchive};

/// Suffixes of the files that SQLite keeps together.
const SUFFIXES: [&str; 3] = ["", "-wal", "-shm"];

/// Which of the two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Broken {
    /// Profiles and components.
    Configuration,
    /// Settings, activity and the list of backups of this computer.
    State,
}

/// What prevents the program from starting normally.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StartupProblem {
    /// Which database.
    pub which: Broken,
    /// The file.
    pub file: PathBuf,
    /// What is wrong.
    pub failure: Failure,
    /// True if continuing without the file is not an option: it is intact, but from a newer version.
    pub newer: bool,
}

/// What can be done while the databases are closed.
#[derive(Debug, Clone)]
pub struct Recovery {
    options: Options,
    folder: DataFolder,
    problem: StartupProblem,
    entered: Option<Arc<[Key]>>,
}

/// A backup that can replace the broken file.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Recoverable {
    /// Its id.
    pub backup: String,
    /// When it was made; RFC 3339, UTC.
    pub created_at: Timestamp,
    /// What it holds.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub components: u64,
    /// True if it holds settings that can be restored as well.
    pub has_settings: bool,
    /// What to consider before restoring it.
    pub warnings: Vec<String>,
}

/// The result of restoring over a broken file. From here on the program runs normally.
#[derive(Debug)]
pub struct Recovered {
    /// The engine, opened on the restored data.
    pub engine: Engine,
    /// The backup that was restored.
    pub restored: Recoverable,
}

/// The result of a start.
#[derive(Debug)]
pub enum Started {
    /// The engine started normally.
    Ready(Engine),
    /// One of the databases cannot be used.
    Broken(Box<Recovery>),
}

impl Recovery {
    pub(super) fn new(options: Options, folder: DataFolder, which: Broken, finding: &Finding) -> Self {
        let file = match which {
            Broken::Configuration => folder.mantrae_db(),
            Broken::State => folder.state_db(),
        };
        let problem = StartupProblem {
            failure: failure(which, &file, finding),
            newer: matches!(finding, Finding::Newer(_)),
            which,
            file,
        };
        Self {
            options,
            folder,
            problem,
            entered: None,
        }
    }

    /// The same, opening encrypted backups with the keys in this text instead of those in the keyring.
    pub fn with_key(&self, text: &Secret<String>) -> Result<Self> {
        Ok(self.holding(Key::read(text.expose())?))
    }

    /// The same, opening encrypted backups with the keys in this file instead of those in the keyring.
    pub fn with_key_file(&self, path: &Path) -> Result<Self> {
        Ok(self.holding(Key::read_file(path)?))
    }

    fn holding(&self, keys: Vec<Key>) -> Self {
        Self {
            entered: Some(keys.into()),
            ..self.clone()
        }
    }

    fn keys(&self, pool: &SqlitePool) -> Keys {
        Keys {
            pool: pool.clone(),
            ring: self.options.keyring.clone(),
            entered: self.entered.clone(),
        }
    }

    /// What is wrong.
    pub fn problem(&self) -> &StartupProblem {
        &self.problem
    }

    /// The backups that can be found, newest first.
    pub async fn backups(&self) -> Result<Vec<Backup>> {
        let catalog = self.catalog().await?;
        let now = (self.options.clock)();
        for location in catalog.locations.iter().filter(|one| one.role == Role::Remote) {
            // A location that does not answer is shown as it was last known.
            if let Err(error) = location.refresh(now, &|| ()).await {
                tracing::warn!(?error, "a location could not be listed");
            }
        }
        catalog.list().await
    }

    /// Verifies a backup and reports what it holds; nothing is written.
    pub async fn look(&self, from: From<'_>) -> Result<Recoverable> {
        let staging = Staging::new(&self.folder.staging())?;
        self.verify(from, &staging)
            .await
            .map(|verified| recoverable(&verified))
    }

    /// Replaces the configuration with a verified backup, and restores its settings if `with_settings` is true; the
    /// broken file is kept beside it.
    pub async fn restore(&self, from: From<'_>, with_settings: bool) -> Result<Recovered> {
        if self.problem.newer {
            return Err(self.problem.failure.clone().into());
        }
        if self.problem.which == Broken::State {
            // The configuration is intact, and a backup holds nothing that could replace the other file.
            return Err(self.problem.failure.clone().into());
        }
        let permission = lock::exclusive(&self.folder.lock(), self.options.patience).await?;
        let staging = Staging::new(&self.folder.staging())?;
        let verified = self.verify(from, &staging).await?;
        let settings = if with_settings {
            Some(restores::settings_in(&verified.contents.settings)?)
        } else {
            None
        };
        // A copy from before an update is migrated to the current schema; uids stay as they are.
        staged::make_ready(&verified.database, &[]).await?;
        self.put_in_place(&verified.database)?;
        drop(permission);
        let engine = Engine::open(self.options.clone()).await.map_err(|error| {
            error.reworded(|text| format!("The backup was restored, but Mantrae cannot open it: {text}"))
        })?;
        let mut restored = recoverable(&verified);
        if let Some(settings) = &settings {
            restored
                .warnings
                .extend(engine.restores().take_over_settings(settings).await);
        }
        if let Err(error) = engine.coverage().forget_kept().await {
            tracing::warn!(?error, "the next backup after changes may come late");
        }
        engine.note_recovery(&restored).await;
        Ok(Recovered { engine, restored })
    }

    async fn verify(&self, from: From<'_>, staging: &Staging) -> Result<VerifiedArchive> {
        let catalog = self.catalog().await?;
        let keys = self.keys(&catalog.pool);
        match from {
            From::Backup(id) => {
                let backup = catalog.get(id).await?;
                self.verified(&catalog, &backup, (&keys, staging)).await
            }
            From::File(path) => verification::file_in(path, staging, &keys.of_file(path).await?).await,
        }
    }

    /// Moves the broken file aside, and moves it back if the new one cannot take its place.
    fn put_in_place(&self, database: &Path) -> Result<()> {
        let new = self.folder.root().join("mantrae.db.restored");
        let _ = std::fs::remove_file(&new);
        crate::fs::copy_atomic(database, &new)?;
        let living = self.folder.mantrae_db();
        let aside = self.set_aside(&living)?;
        if let Err(error) = std::fs::rename(&new, &living) {
            for (from, to) in aside {
                // The first failure is the one to report.
                let _ = std::fs::rename(to, from);
            }
            return Err(io("put the restored database in place", &living, error));
        }
        // The file is in place: a failed flush does not undo that.
        let flushed = crate::fs::flush_parent(&living);
        if let Err(error) = flushed {
            tracing::warn!(?error, "the folder of the restored database could not be flushed");
        }
        Ok(())
    }

    /// Verifies a backup in the first of its locations where that is possible.
    async fn verified(
        &self,
        catalog: &Catalog,
        backup: &Backup,
        (keys, staging): (&Keys, &Staging),
    ) -> Result<VerifiedArchive> {
        let mut failed = None;
        for location in catalog.holding(backup) {
            staging.empty()?;
            let verification = async {
                let keys = keys.of_kept(&backup.file, location.folder.as_deref()).await?;
                let known = location.known_content(&backup.file).await?;
                let storage = location.storage().await?;
                verification::kept(storage, &backup.file, known.as_ref(), (staging, &keys))
                    .await
                    .map(|(verified, _)| verified)
            };
            let verification = verification.await;
            match verification {
                Ok(verified) => return Ok(verified),
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        Err(failed.unwrap_or_else(|| Error::new(Code::NotFound, "There is no location for backups")))
    }

    /// Continues without the broken file, which is kept beside the new one.
    pub async fn start_anew(&self) -> Result<Engine> {
        if self.problem.newer {
            return Err(self.problem.failure.clone().into());
        }
        let permission = lock::exclusive(&self.folder.lock(), self.options.patience).await?;
        self.set_aside(&self.problem.file)?;
        drop(permission);
        let mut options = self.options.clone();
        options.anew = true;
        Engine::open(options).await
    }

    /// Renames the file along with its companions: a log left behind would be replayed onto the new file. Returns the
    /// renames, as pairs of old and new path.
    fn set_aside(&self, file: &Path) -> Result<Vec<(PathBuf, PathBuf)>> {
        let mut aside = Vec::new();
        let name = self.free_name(file);
        for suffix in SUFFIXES {
            let from = with(file, suffix);
            if from.exists() {
                let to = with(&name, suffix);
                std::fs::rename(&from, &to).map_err(|error| io("keep the broken file", &from, error))?;
                aside.push((from, to));
            }
        }
        crate::fs::flush_parent(file)?;
        Ok(aside)
    }

    /// A name for a broken file that nothing else has, not even another file broken within the same second.
    fn free_name(&self, file: &Path) -> PathBuf {
        let stamp = (self.options.clock)().format("%Y%m%dT%H%M%SZ");
        let name = |number: u32| {
            let number = if number == 1 {
                String::new()
            } else {
                format!("-{number}")
            };
            with(file, &format!(".broken-{stamp}{number}"))
        };
        let is_free = |name: &PathBuf| {
            SUFFIXES
                .iter()
                .all(|suffix| std::fs::symlink_metadata(with(name, suffix)).is_err())
        };
        (1..=1000).map(name).find(is_free).unwrap_or_else(|| name(1))
    }

    /// Where to look for backups: the saved folder if it is still known, otherwise the default one.
    async fn catalog(&self) -> Result<Catalog> {
        let backups = self.folder.default_backups();
        let known = match self.problem.which {
            Broken::State => None,
            Broken::Configuration => db::open_state(&self.folder.state_db()).await.ok(),
        };
        let pool = match known {
            Some(pool) => pool,
            // The list of backups is only a cache: an empty one will do.
            None => Databases::open_in_memory().await?.state,
        };
        let mut settings = saved::load(&pool, &backups, &self.options.environment).await?;
        // Whatever is chosen for new backups, old ones may be stored here.
        settings.locations.local = true;
        let installation = db::settings::installation(&pool, "", (self.options.clock)().into()).await?;
        let credentials = Credentials {
            pool: pool.clone(),
            ring: self.options.keyring.clone(),
            session: Session::default(),
            environment: self.options.environment.clone(),
        };
        let patience = self.options.store_patience;
        let ground = (pool.clone(), self.folder.outbox());
        let locations = locations::locations(&settings, ground, |store| {
            let (credentials, store, pool) = (credentials.clone(), store.clone(), pool.clone());
            LazyStorage::new(move || {
                let (credentials, store, pool) = (credentials.clone(), store.clone(), pool.clone());
                Box::pin(async move { locations::open(&store, &credentials, (&pool, patience)).await })
            })
        });
        Ok(Catalog {
            pool,
            locations,
            own: vec![installation.uid],
            now: chrono::Utc::now(),
        })
    }
}

impl Engine {
    async fn note_recovery(&self, restored: &Recoverable) {
        let when = texts::moment(restored.created_at, self.context().now());
        let sentence = texts::restores::recovered(&when);
        let noted = async {
            let mut run = self
                .context()
                .begin(ActivityKind::Restore, texts::restores::RESTORING_ALL)
                .await?;
            run.entry.backup = Some(restored.backup.clone());
            for warning in &restored.warnings {
                run.warn(warning.clone());
            }
            run.done(sentence, self.context().now()).await
        };
        if let Err(error) = noted.await {
            // It is restored, with or without an entry in the list.
            tracing::warn!(?error, "the restore is not in the activity list");
        }
    }
}

fn recoverable(verified: &VerifiedArchive) -> Recoverable {
    let manifest = &verified.contents.manifest;
    Recoverable {
        backup: manifest.id.clone(),
        created_at: manifest.created_at,
        components: manifest.components(),
        has_settings: restores::settings_in(&verified.contents.settings).is_ok(),
        warnings: verified.warnings(),
    }
}

fn with(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn failure(which: Broken, file: &Path, finding: &Finding) -> Failure {
    let name = match which {
        Broken::Configuration => "The configuration",
        Broken::State => "What Mantrae knows of this computer",
    };
    let shown = file.display();
    let hint = match which {
        Broken::Configuration => "Restore a backup, or put the file back and restart Mantrae",
        Broken::State => "Continue without it: configuration and backups are in other files",
    };
    match finding {
        Finding::Missing => {
            Error::new(Code::Database, format!("{name} is gone: there is no `{shown}`")).hint(hint)
        }
        Finding::Damaged(why) => Error::new(
            Code::Database,
            format!("{name} cannot be opened: `{shown}` is damaged. SQLite says: {why}"),
        )
        .hint(hint),
        Finding::Newer(version) => Error::new(
            Code::Newer,
            format!("`{shown}` was written by a newer version of Mantrae (schema {version})"),
        )
        .hint("Update Mantrae to open it; nothing was changed"),
    }
    .failure()
}
