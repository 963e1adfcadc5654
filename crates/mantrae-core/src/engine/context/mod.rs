//! What every part of the engine works with: the data folder with its lock and both databases, the current settings,
//! the secrets, the clock, and the event listeners. All of it is accessible only through the functions here.

mod conditions;
mod runs;
mod secrets;
mod settings;
mod steps;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::broadcast;

use super::options::Options;
use crate::activity;
use crate::archive::{Instance, Key};
use crate::db::bookkeeping::{self, Key as Remembered};
use crate::db::{self, Databases};
use crate::error::Result;
use crate::event::Event;
use crate::folder::DataFolder;
use crate::lock::{self, Permission, Presence};
use crate::settings as saved;
use crate::staging::Staging;
use crate::surroundings::Surroundings;
use crate::timestamp::Timestamp;
use steps::Steps;

/// What every part of the engine works with; cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Context {
    shared: Arc<Shared>,
    /// Keys that were entered for this handle; if set, the keyring is not used.
    entered: Option<Arc<[Key]>>,
}

#[derive(Debug)]
struct Shared {
    folder: DataFolder,
    databases: Databases,
    instance: Instance,
    events: broadcast::Sender<Event>,
    patience: Duration,
    clock: fn() -> DateTime<Utc>,
    surroundings: fn() -> Surroundings,
    settings: settings::SettingsState,
    secrets: secrets::SecretStores,
    steps: Steps,
    _presence: Presence,
}

impl Context {
    /// Loads the context from an open data folder.
    pub(super) async fn new(
        options: &Options,
        folder: DataFolder,
        databases: Databases,
        presence: Presence,
    ) -> Result<Self> {
        let now = Timestamp::from((options.clock)());
        let installation = db::settings::installation(&databases.state, &computer_name(), now).await?;
        let settings = saved::load(&databases.state, &folder.default_backups(), &options.environment).await?;
        let shared = Shared {
            folder,
            databases,
            instance: Instance {
                id: installation.uid,
                name: installation.name,
            },
            events: broadcast::channel(256).0,
            patience: options.patience,
            clock: options.clock,
            surroundings: options.surroundings,
            settings: settings::SettingsState::new(settings, options.environment.clone()),
            secrets: secrets::SecretStores::new(options.keyring.clone()),
            steps: Steps::new(options.at_step),
            _presence: presence,
        };
        Ok(Self {
            shared: Arc::new(shared),
            entered: None,
        })
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

    /// A private folder for temporary files.
    pub(super) fn staging(&self) -> Result<Staging> {
        Staging::new(&self.shared.folder.staging())
    }

    pub(super) fn events(&self) -> broadcast::Receiver<Event> {
        self.shared.events.subscribe()
    }

    pub(super) fn tell(&self, event: Event) {
        // The command line has no listeners.
        let _ = self.shared.events.send(event);
    }

    /// This installation, and those whose backups it adopted.
    pub(super) async fn own_instances(&self) -> Result<Vec<String>> {
        let mut own = vec![self.shared.instance.id.clone()];
        own.extend(self.adopted().await?);
        Ok(own)
    }

    /// The installations whose backups count as this one's.
    pub(super) async fn adopted(&self) -> Result<Vec<String>> {
        let adopted = bookkeeping::get(&self.shared.databases.state, Remembered::Adopted).await?;
        Ok(adopted.unwrap_or_default())
    }
}

/// Locks.
impl Context {
    /// A value that changes when this program or another one changes one of the databases.
    pub(super) async fn pulse(&self) -> Result<(i64, String)> {
        let databases = self.databases();
        let revision = db::revision::get(&databases.configuration).await?.number;
        Ok((revision, db::activity::pulse(&databases.state).await?))
    }

    /// The permission to change something, after repairing entries that another program may have left unfinished.
    pub(super) async fn exclusive(&self) -> Result<Permission> {
        let permission = lock::exclusive(&self.shared.folder.lock(), self.shared.patience).await?;
        self.notice_settings().await?;
        let databases = &self.shared.databases;
        let last = db::revision::get(&databases.configuration).await?.operation;
        db::operation::settle(&databases.state, last.as_deref()).await?;
        // On a full disk an operation cannot even record that it failed.
        activity::close_interrupted(&databases.state, self.now(), Some(activity::Kind::Verify)).await?;
        self.shared.steps.forget_stop();
        Ok(permission)
    }

    /// Waits until nothing is using the data folder any more.
    pub(super) async fn settle(&self) -> Result<()> {
        let long = Duration::from_hours(24);
        lock::exclusive(&self.shared.folder.lock(), long).await.map(drop)
    }

    /// True if nothing holds the permission now.
    pub(super) fn is_free(&self) -> bool {
        lock::attempt(&self.shared.folder.lock()).is_ok_and(|permission| permission.is_some())
    }

    /// Allows one removal at a time in remote locations: two could each rely on a backup that the other removes.
    pub(super) async fn removing(&self) -> Result<Permission> {
        lock::exclusive(&self.shared.folder.removing(), self.shared.patience).await
    }

    /// Allows one upload at a time. `waits`: whether to wait for another one to end, up to the usual limit.
    pub(super) async fn sending(&self, waits: bool) -> Result<Option<Permission>> {
        let lock_file = self.shared.folder.sending();
        if waits {
            Ok(lock::exclusive(&lock_file, self.shared.patience).await.ok())
        } else {
            lock::attempt(&lock_file)
        }
    }
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
