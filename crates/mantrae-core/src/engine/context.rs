//! What every part of the engine works with: the data folder with its lock and both databases, the settings that hold, the
//! secrets, the clock, and who listens. Nothing of it can be reached but through the functions here.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::{Mutex, RwLock, broadcast};

use super::options::Options;
use crate::activity::{Kind as ActivityKind, Run};
use crate::archive::{Instance, Key};
use crate::credentials::{Credentials, Session};
use crate::db::bookkeeping::{self, Key as Remembered};
use crate::db::operation::{Operation, OperationKind};
use crate::db::{self, Databases, stamp};
use crate::encryption::Keys;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::folder::DataFolder;
use crate::lock::{self, Permission};
use crate::secret::Ring;
use crate::settings::{self as saved, Environment, Settings};
use crate::staging::Staging;
use crate::surroundings::Surroundings;

/// What every part of the engine works with; cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Context {
    shared: Arc<Shared>,
    /// Keys that were entered for this handle; with them the keyring is not asked.
    entered: Option<Arc<[Key]>>,
}

#[derive(Debug)]
struct Shared {
    folder: DataFolder,
    databases: Databases,
    instance: Instance,
    settings: RwLock<Settings>,
    /// Grows whenever settings or secrets may be other than they were.
    generation: AtomicU64,
    events: broadcast::Sender<Event>,
    environment: Environment,
    patience: Duration,
    clock: fn() -> DateTime<Utc>,
    ring: Ring,
    session: Session,
    /// Somebody wants what is at work to stop.
    stop: AtomicBool,
    surroundings: fn() -> Surroundings,
    at_step: fn(&str),
}

impl Context {
    /// Everything as it is found in an open data folder.
    pub(super) async fn new(options: &Options, folder: DataFolder, databases: Databases) -> Result<Self> {
        let now = stamp((options.clock)());
        let installation = db::settings::installation(&databases.state, &computer_name(), &now).await?;
        let settings = saved::load(&databases.state, &folder.default_backups(), &options.environment).await?;
        let shared = Shared {
            folder,
            databases,
            instance: Instance {
                id: installation.uid,
                name: installation.name,
            },
            settings: RwLock::new(settings),
            generation: AtomicU64::new(0),
            events: broadcast::channel(256).0,
            environment: options.environment.clone(),
            patience: options.patience,
            clock: options.clock,
            ring: options.keyring.clone(),
            session: Session::default(),
            stop: AtomicBool::new(false),
            surroundings: options.surroundings,
            at_step: options.at_step,
        };
        Ok(Self {
            shared: Arc::new(shared),
            entered: None,
        })
    }

    /// The same, opening encrypted backups with these keys instead of those in the keyring.
    pub(super) fn with_keys(&self, keys: Vec<Key>) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            entered: Some(keys.into()),
        }
    }

    pub(super) fn folder(&self) -> &DataFolder {
        &self.shared.folder
    }

    pub(super) fn databases(&self) -> &Databases {
        &self.shared.databases
    }

    /// This installation.
    pub(super) fn instance(&self) -> &Instance {
        &self.shared.instance
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        (self.shared.clock)()
    }

    /// A private folder for files on their way.
    pub(super) fn staging(&self) -> Result<Staging> {
        Staging::new(&self.shared.folder.staging())
    }

    pub(super) fn events(&self) -> broadcast::Receiver<Event> {
        self.shared.events.subscribe()
    }

    pub(super) fn tell(&self, event: Event) {
        // Nobody listens on the command line.
        let _ = self.shared.events.send(event);
    }

    /// This installation, and those whose backups it adopted.
    pub(super) async fn own_instances(&self) -> Result<Vec<String>> {
        let mut own = vec![self.shared.instance.id.clone()];
        own.extend(self.adopted().await?);
        Ok(own)
    }

    /// The installations whose backups are this one's.
    pub(super) async fn adopted(&self) -> Result<Vec<String>> {
        let adopted = bookkeeping::get(&self.shared.databases.state, Remembered::Adopted).await?;
        Ok(adopted.unwrap_or_default())
    }
}

/// Locks, and what is written down about work.
impl Context {
    /// What differs when somebody, this program or another, changed one of the databases.
    pub(super) async fn pulse(&self) -> Result<(i64, String)> {
        let databases = self.databases();
        let revision = db::revision::get(&databases.configuration).await?.number;
        Ok((revision, db::activity::pulse(&databases.state).await?))
    }

    /// The permission to change something, with what another program may have left half-told put right first.
    pub(super) async fn exclusive(&self) -> Result<Permission> {
        let permission = lock::exclusive(&self.shared.folder.lock(), self.shared.patience).await?;
        self.notice_settings().await?;
        let databases = &self.shared.databases;
        let last = db::revision::get(&databases.configuration).await?.operation;
        db::operation::settle(&databases.state, last.as_deref()).await?;
        // On a full disk an operation cannot even write that it failed.
        db::activity::close_interrupted(&databases.state, &stamp(self.now()), "verify").await?;
        // What was asked of the run before is not meant for the next one.
        self.shared.stop.store(false, Ordering::Relaxed);
        Ok(permission)
    }

    /// Waits until nobody is at work on the data folder any more.
    pub(super) async fn settle(&self) -> Result<()> {
        let long = Duration::from_hours(24);
        lock::exclusive(&self.shared.folder.lock(), long).await.map(drop)
    }

    /// Whether nobody holds the permission now.
    pub(super) fn is_free(&self) -> bool {
        lock::attempt(&self.shared.folder.lock()).is_ok_and(|permission| permission.is_some())
    }

    /// One removal at a time in the locations beyond this computer: two could each spare what the other removes.
    pub(super) async fn removing(&self) -> Result<Permission> {
        lock::exclusive(&self.shared.folder.removing(), self.shared.patience).await
    }

    /// One upload at a time. `waits`: for somebody else's to end, as long as anything is waited for.
    pub(super) async fn sending(&self, waits: bool) -> Result<Option<Permission>> {
        let lock_file = self.shared.folder.sending();
        if waits {
            Ok(lock::exclusive(&lock_file, self.shared.patience).await.ok())
        } else {
            lock::attempt(&lock_file)
        }
    }

    /// Opens a line of the activity list.
    pub(super) async fn begin(&self, kind: ActivityKind, sentence: &str) -> Result<Run> {
        let run = Run::open(&self.shared.databases.state, kind, sentence, self.now()).await?;
        self.tell(Event::RunProgressed {
            entry: Box::new(run.entry.clone()),
        });
        Ok(run)
    }

    /// Closes an entry by how its work ended, and passes the answer on.
    pub(super) async fn finish<T>(&self, run: Run, done: Result<(T, String)>, failed: &str) -> Result<T> {
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

    /// Leaves a line in the activity list for something that is done already, whether or not the line can be written.
    pub(super) async fn note_done(&self, kind: ActivityKind, sentence: &str) {
        let noted = async { self.begin(kind, sentence).await?.done(sentence, self.now()).await };
        if let Err(error) = noted.await {
            tracing::warn!(?error, sentence, "what was done is not in the activity list");
        }
        self.tell(Event::ActivityChanged);
    }

    pub(super) fn operation(
        &self,
        kind: OperationKind,
        activity: &str,
        safety_backup: Option<String>,
    ) -> Operation {
        Operation {
            id: crate::id::long(),
            kind,
            at: stamp(self.now()),
            activity: activity.to_owned(),
            safety_backup,
        }
    }
}

/// Runs as they go on: each step is told as it begins, and between two steps a run can be stopped.
impl Context {
    /// Asks what is at work in this program to stop.
    pub(super) fn stop(&self) {
        self.shared.stop.store(true, Ordering::Relaxed);
    }

    /// The next step begins, unless somebody wants the run to stop.
    pub(super) async fn step(&self, run: &Mutex<Run>, index: usize) -> Result<()> {
        if self.shared.stop.load(Ordering::Relaxed) {
            return Err(Error::new(Code::Cancelled, "Stopped by hand"));
        }
        self.last_step(run, index).await
    }

    /// A step begins after which it is too late to stop.
    pub(super) async fn last_step(&self, run: &Mutex<Run>, index: usize) -> Result<()> {
        let mut run = run.lock().await;
        run.step(index);
        run.write().await?;
        self.tell(Event::RunProgressed {
            entry: Box::new(run.entry.clone()),
        });
        if let Some(step) = run.entry.steps.get(index) {
            self.boundary(&step.name);
        }
        Ok(())
    }

    /// Here one thing is done and the next is not begun.
    pub(super) fn boundary(&self, next: &str) {
        (self.shared.at_step)(next);
    }
}

/// Settings and secrets.
impl Context {
    /// Settings as they hold now.
    pub(super) async fn settings(&self) -> Settings {
        self.shared.settings.read().await.clone()
    }

    /// What another program saved in the meantime holds from now on.
    pub(super) async fn notice_settings(&self) -> Result<()> {
        let now = self.load_settings().await?;
        if now != self.settings().await {
            self.reload_settings().await?;
            self.tell(Event::SettingsChanged);
        }
        Ok(())
    }

    /// Takes over what was saved on this data folder.
    pub(super) async fn reload_settings(&self) -> Result<()> {
        let settings = self.load_settings().await?;
        *self.shared.settings.write().await = settings;
        self.forget_open_buckets();
        Ok(())
    }

    async fn load_settings(&self) -> Result<Settings> {
        let shared = &self.shared;
        let backups = shared.folder.default_backups();
        saved::load(&shared.databases.state, &backups, &shared.environment).await
    }

    /// A key or an address may have changed: buckets are opened anew.
    pub(super) fn forget_open_buckets(&self) {
        self.shared.generation.fetch_add(1, Ordering::Relaxed);
    }

    /// What was opened under another number is opened anew.
    pub(super) fn generation(&self) -> u64 {
        self.shared.generation.load(Ordering::Relaxed)
    }

    pub(super) fn keys(&self) -> Keys {
        Keys {
            pool: self.shared.databases.state.clone(),
            ring: self.shared.ring.clone(),
            entered: self.entered.clone(),
        }
    }

    pub(super) fn credentials(&self) -> Credentials {
        Credentials {
            pool: self.shared.databases.state.clone(),
            ring: self.shared.ring.clone(),
            session: self.shared.session.clone(),
            environment: self.shared.environment.clone(),
        }
    }

    /// Whether a secret would be lost with this program, as it is kept nowhere else.
    pub(super) fn holds_secrets(&self) -> bool {
        !self.shared.session.is_empty()
    }

    /// The battery is nearly empty, and the person wants backups by themselves to wait then.
    pub(super) async fn waits_for_charger(&self) -> bool {
        self.settings().await.wait_battery && self.surroundings().await.battery_low
    }

    /// The network costs, and the person wants what is sent by itself to wait then.
    pub(super) async fn waits_for_network(&self) -> bool {
        self.settings().await.wait_metered && self.surroundings().await.metered
    }

    async fn surroundings(&self) -> Surroundings {
        // The system is asked on a thread of its own: it may take its time.
        let here = tokio::task::spawn_blocking(self.shared.surroundings).await;
        here.unwrap_or_default()
    }
}

/// "Backup failed", or that it was stopped.
pub(super) fn unfinished<T>(what: &str, done: &Result<T>) -> String {
    let stopped = done.as_ref().is_err_and(|error| error.code == Code::Cancelled);
    format!("{what} {}", if stopped { "stopped" } else { "failed" })
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
