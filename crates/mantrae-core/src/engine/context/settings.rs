//! The current settings.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::RwLock;

use super::Context;
use crate::error::Result;
use crate::event::Event;
use crate::settings::{self as saved, Environment, Settings};

/// The current settings, and what they are read with.
#[derive(Debug)]
pub(super) struct SettingsState {
    settings: RwLock<Settings>,
    /// Incremented whenever settings or secrets may have changed.
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

    /// The environment variables listed in the manual.
    pub(super) fn environment(&self) -> &Environment {
        &self.environment
    }
}

impl Context {
    /// The current settings.
    pub(in crate::engine) async fn settings(&self) -> Settings {
        self.shared.settings.settings.read().await.clone()
    }

    /// Applies settings that another program has saved in the meantime.
    pub(in crate::engine) async fn notice_settings(&self) -> Result<()> {
        let now = self.load_settings().await?;
        if now != self.settings().await {
            self.reload_settings().await?;
            self.tell(Event::SettingsChanged);
        }
        Ok(())
    }

    /// Reloads the settings saved in this data folder.
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

    /// A key or an address may have changed: buckets must be opened again.
    pub(in crate::engine) fn forget_open_buckets(&self) {
        self.shared.settings.generation.fetch_add(1, Ordering::Relaxed);
    }

    /// Anything opened under another number must be opened again.
    pub(in crate::engine) fn generation(&self) -> u64 {
        self.shared.settings.generation.load(Ordering::Relaxed)
    }
}
