//! The settings that hold.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::RwLock;

use super::Context;
use crate::error::Result;
use crate::event::Event;
use crate::settings::{self as saved, Environment, Settings};

/// The settings that hold, and what they are read with.
#[derive(Debug)]
pub(super) struct SettingsState {
    settings: RwLock<Settings>,
    /// Grows whenever settings or secrets may be other than they were.
    generation: AtomicU64,
    environment: Environment,
}

impl SettingsState {
    pub(super) fn new(settings: Settings, environment: Environment) -> Self {
        Self {
            settings: RwLock::new(settings),
            generation: AtomicU64::new(0),
            environment,
        }
    }

    /// The variables of the manual.
    pub(super) fn environment(&self) -> &Environment {
        &self.environment
    }
}

impl Context {
    /// Settings as they hold now.
    pub(in crate::engine) async fn settings(&self) -> Settings {
        self.shared.settings.settings.read().await.clone()
    }

    /// What another program saved in the meantime holds from now on.
    pub(in crate::engine) async fn notice_settings(&self) -> Result<()> {
        let now = self.load_settings().await?;
        if now != self.settings().await {
            self.reload_settings().await?;
            self.tell(Event::SettingsChanged);
        }
        Ok(())
    }

    /// Takes over what was saved on this data folder.
    pub(in crate::engine) async fn reload_settings(&self) -> Result<()> {
        let settings = self.load_settings().await?;
        *self.shared.settings.settings.write().await = settings;
        self.forget_open_buckets();
        Ok(())
    }

    async fn load_settings(&self) -> Result<Settings> {
        let shared = &self.shared;
        let backups = shared.folder.default_backups();
        saved::load(&shared.databases.state, &backups, &shared.settings.environment).await
    }

    /// A key or an address may have changed: buckets are opened anew.
    pub(in crate::engine) fn forget_open_buckets(&self) {
        self.shared.settings.generation.fetch_add(1, Ordering::Relaxed);
    }

    /// What was opened under another number is opened anew.
    pub(in crate::engine) fn generation(&self) -> u64 {
        self.shared.settings.generation.load(Ordering::Relaxed)
    }
}
