//! The parts of an engine: each owns its state, and is given the parts it depends on.

use std::sync::Arc;

use tokio::sync::Mutex;

use super::atlases;
use super::backups::Backups;
use super::changes::writing::Writing;
use super::changes::{self, Changes};
use super::components::Components;
use super::context::Context;
use super::coverage::{self, Coverage};
use super::drafts::{self, Drafts};
use super::encryption::Encryption;
use super::expectations::Expectations;
use super::follow::{self, Follow};
use super::foresight::Foresight;
use super::gateway::Gateways;
use super::history::History;
use super::imports::Imports;
use super::integrity::{self, Integrity};
use super::locations::{self, Locations};
use super::profiles::Profiles;
use super::publications::Publications;
use super::ready;
use super::removal::Removal;
use super::rereading::Rereading;
use super::restore_tests::RestoreTests;
use super::restores::Restores;
use super::retention::Retention;
use super::schedule::{self, Schedule};
use super::secrets::Secrets;
use super::settings::CurrentSettings;
use super::storage_settings::StorageSettings;
use super::storage_tests::StorageTests;
use super::undo::Undo;
use super::uploads::Uploads;
use super::verification::Verification;
use super::versions::Versions;
use super::waiting::Reviews;
use crate::archive::Key;
use crate::storage::s3::Patience;
use crate::{import, restore};

/// The state that the parts keep while the program runs. Each part can access only its own.
#[derive(Debug, Clone)]
pub(super) struct State {
    patience: Patience,
    buckets: Arc<Mutex<locations::Buckets>>,
    around: drafts::Slot,
    atlases: atlases::Slot,
    coverage: Arc<Mutex<Option<coverage::Known>>>,
    follow: Arc<follow::State>,
    changes: Reviews<changes::Pending>,
    imports: Reviews<import::plan::Pending>,
    integrity: Arc<integrity::State>,
    ready: ready::Slot,
    restores: Reviews<restore::plan::Pending>,
    schedule: Arc<schedule::State>,
}

impl State {
    pub(super) fn new(patience: Patience) -> Self {
        Self {
            patience,
            buckets: Arc::default(),
            around: drafts::Slot::default(),
            atlases: atlases::Slot::default(),
            coverage: Arc::default(),
            follow: Arc::default(),
            changes: Changes::plans(),
            imports: Imports::reviews(),
            integrity: Arc::default(),
            ready: ready::Slot::default(),
            restores: Restores::reviews(),
            schedule: Arc::default(),
        }
    }
}

/// The parts, ordered so that each comes after those it depends on.
#[derive(Debug)]
pub(super) struct Parts {
    state: State,
    pub(super) context: Context,
    pub(super) locations: Locations,
    pub(super) coverage: Coverage,
    pub(super) verification: Verification,
    pub(super) rereading: Rereading,
    pub(super) removal: Removal,
    pub(super) retention: Retention,
    pub(super) uploads: Uploads,
    pub(super) backups: Backups,
    pub(super) imports: Imports,
    pub(super) restores: Restores,
    pub(super) undo: Undo,
    pub(super) profiles: Profiles,
    pub(super) publications: Publications,
    pub(super) versions: Versions,
    pub(super) changes: Changes,
    pub(super) history: History,
    pub(super) components: Components,
    pub(super) drafts: Drafts,
    pub(super) gateways: Gateways,
    pub(super) expectations: Expectations,
    pub(super) follow: Follow,
    pub(super) foresight: Foresight,
    pub(super) storage: StorageSettings,
    pub(super) storage_tests: StorageTests,
    pub(super) secrets: Secrets,
    pub(super) settings: CurrentSettings,
    pub(super) encryption: Encryption,
    pub(super) integrity: Integrity,
    pub(super) restore_tests: RestoreTests,
    pub(super) schedule: Schedule,
}

impl Parts {
    pub(super) fn new(context: Context, state: State) -> Self {
        let own = || context.clone();
        let locations = Locations::new(own(), state.patience, state.buckets.clone());
        let coverage = Coverage::new(own(), state.coverage.clone());
        let verification = Verification::new(own(), locations.clone(), coverage.clone());
        let rereading = Rereading::new(own(), locations.clone(), verification.clone());
        let removal = Removal::new(own(), locations.clone(), rereading.clone());
        let retention = Retention::new(own(), locations.clone(), removal.clone());
        let uploads = Uploads::new(
            own(),
            locations.clone(),
            rereading.clone(),
            removal.clone(),
            retention.clone(),
        );
        let writing = Writing::new(own());
        let components = Components::new(
            own(),
            (state.ready.clone(), state.atlases.clone()),
            writing.clone(),
        );
        let follow = Follow::new(own(), components.clone(), writing.clone(), state.follow.clone());
        let backups = Backups::new(
            own(),
            follow.clone(),
            locations.clone(),
            coverage.clone(),
            verification.clone(),
            retention.clone(),
            uploads.clone(),
        );
        let profiles = Profiles::new(own(), backups.clone());
        let storage = StorageSettings::new(own(), uploads.clone());
        let settings = CurrentSettings::new(own(), storage.clone());
        let restores = Restores::new(
            own(),
            locations.clone(),
            verification.clone(),
            removal.clone(),
            backups.clone(),
            settings.clone(),
            state.restores.clone(),
        );
        let imports = Imports::new(own(), backups.clone(), state.imports.clone());
        let expectations = Expectations::new(own(), components.clone());
        let gateways = Gateways::new(own(), components.clone());
        Self {
            restores,
            undo: Undo::new(own(), locations.clone(), verification.clone(), backups.clone()),
            foresight: Foresight::new(components.clone(), expectations.clone(), imports.clone()),
            publications: Publications::new(own(), components.clone(), expectations.clone()),
            versions: Versions::new(own()),
            expectations,
            follow,
            imports,
            gateways,
            history: History::new(own(), locations.clone(), verification.clone()),
            changes: Changes::new(own(), components.clone(), writing, state.changes.clone()),
            drafts: Drafts::new(own(), components.clone(), state.around.clone()),
            components,
            storage_tests: StorageTests::new(own(), locations.clone(), uploads.clone()),
            secrets: Secrets::new(own(), storage.clone()),
            settings,
            storage,
            encryption: Encryption::new(own(), locations.clone(), verification.clone(), uploads.clone()),
            integrity: Integrity::new(own(), state.integrity.clone()),
            restore_tests: RestoreTests::new(own(), locations.clone(), verification.clone()),
            schedule: Schedule::new(
                own(),
                coverage.clone(),
                backups.clone(),
                profiles.clone(),
                state.schedule.clone(),
            ),
            profiles,
            locations,
            coverage,
            verification,
            rereading,
            removal,
            retention,
            uploads,
            backups,
            context,
            state,
        }
    }

    /// The same, opening encrypted backups with these keys instead of those in the keyring.
    pub(super) fn with_keys(&self, keys: Vec<Key>) -> Self {
        Self::new(self.context.with_keys(keys), self.state.clone())
    }
}
