//! When one of the two databases cannot be used at the start: what is wrong, which backups there are, and the ways on.
//! Nothing is overwritten or made in the place of a broken file without the person's word, and the broken file is kept.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use sqlx::SqlitePool;

use super::restores::From;
use super::{Engine, Options, locations, places};
use crate::activity::Kind as ActivityKind;
use crate::archive::Key;
use crate::backup::location::{Door, Role};
use crate::backup::{Backup, catalog::Catalog};
use crate::credentials::{Credentials, Session};
use crate::db::health::Finding;
use crate::db::{self, Databases, staged};
use crate::encryption::Keys;
use crate::error::{Code, Error, Failure, Result, io};
use crate::folder::DataFolder;
use crate::lock;
use crate::proof::{self, Proven};
use crate::secret::Secret;
use crate::settings as saved;
use crate::staging::Staging;
use crate::storage::s3;
use crate::words;

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

/// What keeps the program from starting as usual.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Trouble {
    /// Which database.
    pub which: Broken,
    /// The file.
    pub file: PathBuf,
    /// What is wrong, in words.
    pub failure: Failure,
    /// True when going on without the file is no way: it is sound, but of a newer version.
    pub newer: bool,
}

/// What can be done while the databases are closed.
#[derive(Debug)]
pub struct Rescue {
    options: Options,
    folder: DataFolder,
    trouble: Trouble,
    entered: Option<Arc<[Key]>>,
}

/// How a start ended.
#[derive(Debug)]
pub enum Started {
    /// All is well.
    Ready(Engine),
    /// One of the databases cannot be used.
    Broken(Box<Rescue>),
}

impl Rescue {
    pub(super) fn new(options: Options, folder: DataFolder, which: Broken, finding: &Finding) -> Self {
        let file = match which {
            Broken::Configuration => folder.mantrae_db(),
            Broken::State => folder.state_db(),
        };
        let trouble = Trouble {
            failure: failure(which, &file, finding),
            newer: matches!(finding, Finding::Newer(_)),
            which,
            file,
        };
        Self {
            options,
            folder,
            trouble,
            entered: None,
        }
    }

    /// From now on, encrypted backups are opened with the keys in this text instead of those in the keyring.
    pub fn enter_key(&mut self, text: &Secret<String>) -> Result<()> {
        self.entered = Some(Key::read(text.expose())?.into());
        Ok(())
    }

    fn keys(&self, pool: &SqlitePool) -> Keys {
        Keys {
            pool: pool.clone(),
            ring: self.options.keyring.clone(),
            entered: self.entered.clone(),
        }
    }

    /// What is wrong.
    pub fn trouble(&self) -> &Trouble {
        &self.trouble
    }

    /// The backups that can be found, newest first.
    pub async fn backups(&self) -> Result<Vec<Backup>> {
        let catalog = self.catalog().await?;
        let now = (self.options.clock)();
        for location in catalog.locations.iter().filter(|one| one.role == Role::Remote) {
            // What cannot be asked now is shown as far as it is known.
            if let Err(error) = location.refresh(now, &|| ()).await {
                tracing::warn!(?error, "a place could not be listed");
            }
        }
        catalog.list().await
    }

    /// Puts a proven backup in the place of the configuration; the broken file is kept beside it.
    pub async fn restore(&self, from: From<'_>) -> Result<Engine> {
        if self.trouble.newer {
            return Err(self.trouble.failure.clone().into());
        }
        let permission = lock::exclusive(&self.folder.lock(), self.options.patience).await?;
        let staging = Staging::new(&self.folder.staging())?;
        let catalog = self.catalog().await?;
        let keys = self.keys(&catalog.pool);
        let proven = match from {
            From::Backup(id) => {
                let backup = catalog.get(id).await?;
                self.proven(&catalog, &backup, (&keys, &staging)).await?
            }
            From::File(path) => proof::file_in(path, &staging, &keys.of_file(path).await?).await?,
        };
        // A copy from before an update is brought to today's schema; uids stay as they are.
        staged::make_ready(&proven.database, &[]).await?;
        let new = self.folder.root().join("mantrae.db.restored");
        let _ = std::fs::remove_file(&new);
        crate::fs::copy_atomic(&proven.database, &new)?;
        self.set_aside(&self.folder.mantrae_db())?;
        let living = self.folder.mantrae_db();
        std::fs::rename(&new, &living)
            .map_err(|error| io("put the restored database in place", &living, error))?;
        crate::fs::flush_parent(&living)?;
        drop(permission);
        let engine = Engine::open(self.options.clone()).await?;
        let manifest = &proven.contents.manifest;
        let when = words::time(&manifest.created_at)
            .map_or_else(String::new, |at| words::day_and_time(at, engine.now()));
        let run = engine.begin(ActivityKind::Restore, "Restoring").await?;
        let sentence =
            format!("Restored the backup of {when} in the place of a database that could not be opened");
        run.done(sentence, engine.now()).await?;
        Ok(engine)
    }

    /// Proves a backup in the first of its places where that can be done.
    async fn proven(
        &self,
        catalog: &Catalog,
        backup: &Backup,
        (keys, staging): (&Keys, &Staging),
    ) -> Result<Proven> {
        let keys = keys.of_stored(&backup.file).await?;
        let mut failed = None;
        for location in catalog.holding(backup) {
            staging.empty()?;
            let proof = match location.storage().await {
                Ok(storage) => proof::stored(storage, &backup.file, None, (staging, &keys))
                    .await
                    .map(|(proven, _)| proven),
                Err(error) => Err(error),
            };
            match proof {
                Ok(proven) => return Ok(proven),
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        Err(failed.unwrap_or_else(|| Error::new(Code::NotFound, "There is no place for backups")))
    }

    /// Goes on without the broken file, which is kept beside the new one.
    pub async fn start_anew(&self) -> Result<Engine> {
        if self.trouble.newer {
            return Err(self.trouble.failure.clone().into());
        }
        let permission = lock::exclusive(&self.folder.lock(), self.options.patience).await?;
        self.set_aside(&self.trouble.file)?;
        drop(permission);
        let mut options = self.options.clone();
        options.anew = true;
        Engine::open(options).await
    }

    /// Renames the file with its companions: a log that stays behind would be played back onto the new file.
    fn set_aside(&self, file: &Path) -> Result<()> {
        let stamp = (self.options.clock)().format("%Y%m%dT%H%M%SZ");
        for suffix in ["", "-wal", "-shm"] {
            let from = with(file, suffix);
            if from.exists() {
                let to = with(file, &format!(".broken-{stamp}{suffix}"));
                std::fs::rename(&from, &to)
                    .map_err(|error| io("keep the broken file aside", &from, error))?;
            }
        }
        crate::fs::flush_parent(file)
    }

    /// Where backups are looked for: the saved folder, if it is still known, else the usual one.
    async fn catalog(&self) -> Result<Catalog> {
        let backups = self.folder.default_backups();
        let known = match self.trouble.which {
            Broken::State => None,
            Broken::Configuration => db::open_state(&self.folder.state_db()).await.ok(),
        };
        let pool = match known {
            Some(pool) => pool,
            // What is remembered of the backups is a cache: an empty one will do.
            None => Databases::open_in_memory().await?.state,
        };
        let mut settings = saved::load(&pool, &backups, &self.options.environment).await?;
        // Whatever is chosen for new backups, old ones may lie here.
        settings.places.local = true;
        let installation = db::settings::installation(&pool, "", "").await?;
        let credentials = Credentials {
            pool: pool.clone(),
            ring: self.options.keyring.clone(),
            session: Session::default(),
            environment: self.options.environment.clone(),
        };
        let patience = self.options.store_patience;
        let ground = (pool.clone(), self.folder.outbox());
        let locations = locations::locations(&settings, ground, |store| {
            let (credentials, store) = (credentials.clone(), store.clone());
            Door::new(move || {
                let (credentials, store) = (credentials.clone(), store.clone());
                Box::pin(async move {
                    let secret = credentials.secret(&store).await?;
                    s3::open(&places::options(&store, secret, patience))
                })
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
    let place = file.display();
    let hint = match which {
        Broken::Configuration => "Restore a backup, or put the file back and start again",
        Broken::State => "Go on without it: the configuration and the backups are in other files",
    };
    match finding {
        Finding::Missing => {
            Error::new(Code::Database, format!("{name} is gone: there is no `{place}`")).hint(hint)
        }
        Finding::Damaged(why) => Error::new(
            Code::Database,
            format!("{name} cannot be opened: `{place}` is damaged. SQLite says: {why}"),
        )
        .hint(hint),
        Finding::Newer(version) => Error::new(
            Code::Newer,
            format!("`{place}` was written by a newer version of Mantrae (schema {version})"),
        )
        .hint("Update Mantrae to open it; nothing was changed"),
    }
    .failure()
}
