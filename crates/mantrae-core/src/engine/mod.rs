//! The engine: puts the steps of the journeys in order. Permission first, then the safety backup, then the change, then
//! the event. Window, tray, command line and tests all speak to this and nothing below.

mod backups;
mod changes;
mod configuration;
mod documents;
mod encryption;
mod imports;
mod keeper;
mod lacking;
pub mod location_settings;
pub mod locations;
mod notifications;
mod overview;
mod profiles;
pub mod recovery;
mod removal;
mod rereading;
mod restore_test;
pub mod restores;
pub mod retention;
mod running;
pub mod schedule;
mod secrets;
mod sending;
mod settings;
mod spoiled;
mod storage_tests;
mod verification;
mod waiting;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::SqlitePool;
use tokio::sync::{Mutex, RwLock, broadcast};

use crate::activity::{Kind as ActivityKind, Run};
use crate::archive::{Instance, Key};
use crate::credentials::Session;
use crate::db::bookkeeping::{self, Key as Remembered};
use crate::db::health::{self, Finding};
use crate::db::operation::{Operation, OperationKind};
use crate::db::{self, Databases, stamp};
use crate::encryption::Keys;
use crate::error::Result;
use crate::event::Event;
use crate::folder::DataFolder;
use crate::lock::{self, Permission};
use crate::schedule::changes::Changes;
use crate::secret::{Ring, SystemKeyring};
use crate::settings::storage::S3Location;
use crate::settings::{self as saved, Environment, Settings};
use crate::storage::{Storage, s3};
use crate::surroundings::Surroundings;
use crate::{import, restore, staging};
use recovery::{Broken, Recovery, Started};
use waiting::Waiting;

pub use crate::db::Traces;
pub use crate::storage::storage_test::{Check, Cure, Ending, Step as StorageTestStep, StorageTest};
pub use crate::verification::Depth;
pub use backups::{BackupDetail, ChangeCounts, WayBack};
pub use configuration::{ComponentDetail, ComponentRow};
pub use encryption::Rehearsal;
pub use keeper::Keeper;
pub use locations::{LocationKind, LocationStatus};
pub use overview::{Day, Kept, Overview, PlacedProblem};
pub use profiles::{KindCount, Profile};
pub use removal::{DeletionPreview, LastGood};
pub use restore_test::RestoreTested;
pub use schedule::{Looked, PauseFor, ScheduleState};
pub use sending::Pushed;
pub use verification::VerificationResult;

/// Handle to the engine; cheap to clone.
#[derive(Debug, Clone)]
pub struct Engine {
    inner: Arc<Inner>,
    /// Keys that were entered for this handle; with them the keyring is not asked.
    entered: Option<Arc<[Key]>>,
}

#[derive(Debug)]
struct Inner {
    folder: DataFolder,
    databases: Databases,
    instance: Instance,
    settings: RwLock<Settings>,
    events: broadcast::Sender<Event>,
    imports: Mutex<Waiting<import::plan::Pending>>,
    restores: Mutex<Waiting<restore::plan::Pending>>,
    environment: Environment,
    patience: Duration,
    clock: fn() -> DateTime<Utc>,
    ring: Ring,
    session: Session,
    /// Buckets that are open, each with the settings it was opened by.
    stores: Mutex<Vec<(S3Location, Storage)>>,
    store_patience: s3::Patience,
    /// Somebody wants what is at work to stop.
    stop: AtomicBool,
    /// Whether the first backup of all is still to come, and what was looked at to know it.
    first: Mutex<Option<((i64, String), bool)>>,
    /// Changes that are in no backup yet.
    changes: Mutex<Option<Changes>>,
    /// What the backups lack, and what was compared to know it.
    lacking: Mutex<Option<lacking::Known>>,
    surroundings: fn() -> Surroundings,
    at_step: fn(&str),
}

/// How an engine is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// The data folder.
    pub root: PathBuf,
    /// How long an operation waits for the one before it.
    pub patience: Duration,
    /// The variables of the manual.
    pub environment: Environment,
    /// An empty configuration is made even where one was there before: the person said so.
    pub(crate) anew: bool,
    /// Where "now" comes from; tests give their own.
    pub clock: fn() -> DateTime<Utc>,
    /// Where secrets lie; tests give their own.
    pub keyring: Ring,
    /// How long locations are waited for that are reached over a network.
    pub store_patience: s3::Patience,
    /// What backups by themselves may wait for; tests give their own.
    pub surroundings: fn() -> Surroundings,
    /// Hears the name of each step as it begins; tests end the process there.
    pub at_step: fn(&str),
}

impl Options {
    /// Everything as usual, in that folder.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            patience: lock::PATIENCE,
            environment: Environment::of_process(),
            anew: false,
            clock: Utc::now,
            keyring: Ring::new(SystemKeyring),
            store_patience: s3::Patience::default(),
            surroundings: Surroundings::here,
            at_step: |_| (),
        }
    }
}

impl Engine {
    /// Opens the data folder, mends what a dead process left, and is ready. A database that cannot be used is an error;
    /// [`Engine::start`] offers the ways on.
    pub async fn open(options: Options) -> Result<Self> {
        match Self::start(options).await? {
            Started::Ready(engine) => Ok(engine),
            Started::Broken(recovery) => Err(recovery.problem().failure.clone().into()),
        }
    }

    /// As [`Engine::open`], with a way on when one of the two databases cannot be used.
    pub async fn start(options: Options) -> Result<Started> {
        let folder = DataFolder::open(&options.root)?;
        let databases = {
            // Two programs that start at once must not both run migrations.
            let _permission = lock::exclusive(&folder.lock(), options.patience).await?;
            let state_file = folder.state_db();
            match health::look(&state_file, &db::STATE).await? {
                None | Some(Finding::Missing) => {}
                Some(finding) => {
                    let recovery = Recovery::new(options, folder, Broken::State, &finding);
                    return Ok(Started::Broken(Box::new(recovery)));
                }
            }
            let state = db::open_state(&folder.state_db()).await?;
            let made: Option<serde_json::Value> =
                bookkeeping::get(&state, Remembered::ConfigurationMade).await?;
            match health::look(&folder.mantrae_db(), &db::CONFIGURATION).await? {
                None => {}
                Some(Finding::Missing) if made.is_none() || options.anew => {}
                Some(finding) => {
                    state.close().await;
                    let recovery = Recovery::new(options, folder, Broken::Configuration, &finding);
                    return Ok(Started::Broken(Box::new(recovery)));
                }
            }
            let configuration = db::open_configuration(&folder.mantrae_db()).await?;
            bookkeeping::put(&state, Remembered::ConfigurationMade, &true).await?;
            let databases = Databases { configuration, state };
            mend(&folder, &databases, (options.clock)()).await?;
            databases
        };
        Self::ready(options, folder, databases).await.map(Started::Ready)
    }

    async fn ready(options: Options, folder: DataFolder, databases: Databases) -> Result<Self> {
        let now = stamp((options.clock)());
        let installation = db::settings::installation(&databases.state, &computer_name(), &now).await?;
        let settings = saved::load(&databases.state, &folder.default_backups(), &options.environment).await?;
        let inner = Inner {
            folder,
            databases,
            instance: Instance {
                id: installation.uid,
                name: installation.name,
            },
            settings: RwLock::new(settings),
            events: broadcast::channel(256).0,
            imports: Mutex::new(Waiting::at_most(IMPORTS)),
            restores: Mutex::new(Waiting::at_most(RESTORES)),
            environment: options.environment,
            patience: options.patience,
            clock: options.clock,
            ring: options.keyring,
            session: Session::default(),
            stores: Mutex::default(),
            store_patience: options.store_patience,
            stop: AtomicBool::new(false),
            first: Mutex::default(),
            changes: Mutex::default(),
            lacking: Mutex::default(),
            surroundings: options.surroundings,
            at_step: options.at_step,
        };
        Ok(Self {
            inner: Arc::new(inner),
            entered: None,
        })
    }

    /// Facts as they happen. A listener that falls behind asks again for everything.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.inner.events.subscribe()
    }

    /// The data folder.
    pub fn folder(&self) -> &DataFolder {
        &self.inner.folder
    }

    /// What differs when somebody, this program or another, changed one of the databases.
    pub async fn pulse(&self) -> Result<(i64, String)> {
        let revision = db::revision::get(&self.inner.databases.configuration)
            .await?
            .number;
        Ok((revision, db::activity::pulse(&self.inner.databases.state).await?))
    }

    /// What differs whenever [`pulse`](Self::pulse) may differ, for the cost of a look at four files; none where their times
    /// cannot be relied on.
    pub fn traces(&self) -> Option<Traces> {
        // Windows brings the times of open files up to date when it likes.
        cfg!(unix).then(|| {
            let folder = self.folder();
            Traces::of(&[folder.mantrae_db(), folder.state_db()])
        })
    }

    /// Closes the databases, so that nothing but clean files stays behind.
    pub async fn close(&self) {
        self.inner.databases.close().await;
    }

    fn now(&self) -> DateTime<Utc> {
        (self.inner.clock)()
    }

    fn databases(&self) -> &Databases {
        &self.inner.databases
    }

    fn tell(&self, event: Event) {
        // Nobody listens on the command line.
        let _ = self.inner.events.send(event);
    }

    /// The permission to change something, with what another program may have left half-told put right first.
    async fn exclusive(&self) -> Result<Permission> {
        let permission = lock::exclusive(&self.inner.folder.lock(), self.inner.patience).await?;
        self.notice_settings().await?;
        let last = db::revision::get(&self.inner.databases.configuration)
            .await?
            .operation;
        db::operation::settle(&self.inner.databases.state, last.as_deref()).await?;
        // On a full disk an operation cannot even write that it failed.
        db::activity::close_interrupted(&self.inner.databases.state, &stamp(self.now()), "verify").await?;
        self.forget_stop();
        Ok(permission)
    }

    fn keys(&self) -> Keys {
        Keys {
            pool: self.inner.databases.state.clone(),
            ring: self.inner.ring.clone(),
            entered: self.entered.clone(),
        }
    }

    /// This installation, and those whose backups it adopted.
    async fn own_instances(&self) -> Result<Vec<String>> {
        let mut own = vec![self.inner.instance.id.clone()];
        own.extend(adopted(&self.inner.databases.state).await?);
        Ok(own)
    }

    /// Opens a line of the activity list.
    async fn begin(&self, kind: ActivityKind, sentence: &str) -> Result<Run> {
        let run = Run::open(&self.inner.databases.state, kind, sentence, self.now()).await?;
        self.tell(Event::RunProgressed {
            entry: Box::new(run.entry.clone()),
        });
        Ok(run)
    }

    /// Closes an entry by how its work ended, and passes the answer on.
    async fn finish<T>(&self, run: Run, done: Result<(T, String)>, failed: &str) -> Result<T> {
        let answer = match done {
            Ok((answer, sentence)) => {
                // What is done is done, and must not be told as a failure.
                if let Err(error) = run.done(sentence, self.now()).await {
                    tracing::warn!(?error, "the end of what was done is not in the activity list");
                }
                Ok(answer)
            }
            Err(error) => {
                // The first failure is the one to tell, even if the entry can't be written either.
                let _ = run.failed(failed, &error, self.now()).await;
                Err(error)
            }
        };
        self.tell(Event::ActivityChanged);
        answer
    }

    fn operation(&self, kind: OperationKind, activity: &str, safety_backup: Option<String>) -> Operation {
        Operation {
            id: crate::id::long(),
            kind,
            at: stamp(self.now()),
            activity: activity.to_owned(),
            safety_backup,
        }
    }
}

/// Reviews of imports that wait for their decisions.
const IMPORTS: usize = 8;

/// Reviews of restores that wait for their confirmation: each holds a copy of a whole database.
const RESTORES: usize = 3;

/// The other installations whose backups are this one's.
async fn adopted(state: &SqlitePool) -> Result<Vec<String>> {
    let adopted = bookkeeping::get(state, Remembered::Adopted).await?;
    Ok(adopted.unwrap_or_default())
}

/// What the holder of the permission may put right: nobody else is at work.
async fn mend(folder: &DataFolder, databases: &Databases, now: DateTime<Utc>) -> Result<()> {
    let last = db::revision::get(&databases.configuration).await?.operation;
    db::operation::settle(&databases.state, last.as_deref()).await?;
    db::activity::close_interrupted(&databases.state, &stamp(now), "").await?;
    staging::clean(&folder.staging())
}

fn computer_name() -> String {
    #[cfg(unix)]
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    #[cfg(not(unix))]
    let name = std::env::var("COMPUTERNAME").unwrap_or_default();
    if name.is_empty() {
        "this computer".to_owned()
    } else {
        name
    }
}
