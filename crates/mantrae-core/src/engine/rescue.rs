//! When one of the two databases cannot be used at the start: what is wrong, which backups there are, and the ways on.
//! Nothing is overwritten or made in the place of a broken file without the person's word, and the broken file is kept.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use sqlx::SqlitePool;

use super::restores::From;
use super::{Engine, Options};
use crate::activity::Kind as ActivityKind;
use crate::archive::Key;
use crate::backup::location::{Door, Location, Role};
use crate::backup::{Backup, catalog::Catalog};
use crate::db::health::Finding;
use crate::db::{self, Databases, staged};
use crate::encryption::Keys;
use crate::error::{Code, Error, Failure, Result, io};
use crate::folder::DataFolder;
use crate::lock;
use crate::proof;
use crate::secret::Secret;
use crate::settings::{self as saved, Environment};
use crate::staging::Staging;
use crate::storage::THIS_COMPUTER;
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
        self.catalog().await?.list().await
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
                let file = catalog.get(id).await?.file;
                let keys = keys.of_stored(&file).await?;
                let location = catalog.locations.first();
                let location =
                    location.ok_or_else(|| Error::new(Code::NotFound, "There is no place for backups"))?;
                proof::stored(location.storage().await?, &file, None, (&staging, &keys)).await?
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
        let settings = saved::load(&pool, &backups, &Environment::default()).await?;
        let installation = db::settings::installation(&pool, "", "").await?;
        let location = Location {
            pool: pool.clone(),
            key: THIS_COMPUTER.to_owned(),
            name: THIS_COMPUTER.to_owned(),
            role: Role::Folder,
            folder: Some(settings.backup_folder.clone()),
            door: Door::folder(settings.backup_folder),
        };
        Ok(Catalog {
            pool,
            locations: vec![location],
            own: vec![installation.uid],
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
