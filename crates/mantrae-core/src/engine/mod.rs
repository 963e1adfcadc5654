//! The engine: performs the steps of each journey in order. Permission first, then the safety backup, then the change,
//! then the event. Window, tray, command line and tests all use this and nothing below it.
//!
//! Each part has its own file, and only that file can access the part's state: `engine.backups()`, `engine.imports()`
//! and so on. What they all work with is in `context`; which part needs which is defined in `parts`.

mod atlases;
mod backups;
mod changes;
mod components;
mod context;
mod coverage;
mod documents;
mod drafts;
mod encryption;
mod expectations;
mod follow;
mod foresight;
mod gateway;
mod history;
mod imports;
mod integrity;
mod keeper;
pub mod locations;
mod maps;
mod neighbours;
mod notifications;
mod options;
mod outlook;
mod overview;
mod parts;
mod profiles;
mod publications;
mod ready;
pub mod recovery;
mod removal;
mod rereading;
mod rerouting;
mod restore_tests;
pub mod restores;
pub mod retention;
mod saves;
pub mod schedule;
mod secrets;
mod settings;
mod spoiled;
mod standing;
mod start;
pub mod storage_settings;
mod storage_tests;
mod texts;
mod undo;
mod uploads;
mod uses;
mod verification;
mod versions;
mod waiting;

use std::path::Path;
use std::sync::Arc;

use tokio::sync::broadcast;

use crate::activity::{self, Outcome};
use crate::archive::Key;
use crate::db::operation::UndoStep;
use crate::error::Result;
use crate::event::Event;
use crate::folder::DataFolder;
use crate::restore::Undone;
use crate::secret::Secret;
use context::Context;
use coverage::Coverage;
use parts::Parts;

pub use crate::db::Traces;
pub use crate::field_edit::{FieldEdit, PathStep};
pub use crate::storage::storage_test::{Check, Cure, Ending, Step as StorageTestStep, StorageTest};
pub use crate::verification::Depth;
pub use backups::{BackupDetail, Backups, ChangeCounts, WayBack};
pub use changes::set::{Change, ChangeSet, Put};
pub use changes::{
    Access, BulkChange, BulkEdit, ChangePlan, Changes, Duplicate, Duplicated, ExposeChoices, Exposed,
    Exposure, FieldDifference, FollowingExpectation, FollowingReference, Https, LeftReference, ListPosition,
    LoginChoice, LoginProduct, MadeComponent, MiddlewareChoice, OutlookChange, PlannedChange,
    PlannedComponent, UnknownProduct,
};
pub use components::{ComponentDetail, ComponentRow, Components};
pub use drafts::Drafts;
pub use encryption::{Encryption, Rehearsal};
pub use expectations::Expectations;
pub use follow::{Decisions, Follow, FollowPlan, FollowStatus, WritePlan};
pub use foresight::{ForeseenImport, Foresight};
pub use gateway::Gateways;
pub use history::{ComponentHistory, DeletedComponent, History, Version, VersionCause};
pub use imports::Imports;
pub use integrity::Integrity;
pub use keeper::Keeper;
pub use locations::{LocationKind, LocationStatus, Locations};
pub use notifications::Attention;
pub use options::Options;
pub use overview::{Day, Kept, Overview, PlacedProblem};
pub use profiles::{KindCount, Profile, Profiles};
pub use publications::{
    Connection, NewConnection, PublicationPlan, PublicationStatus, Publications, PublishOptions, Published,
    SeenPlan, Serving, Way,
};
pub use removal::{DeletionPreview, LastGood, Removal};
pub use rereading::Rereading;
pub use rerouting::SingleChange;
pub use restore_tests::{RestoreTested, RestoreTests};
pub use restores::Restores;
pub use retention::Retention;
pub use schedule::{Looked, PauseFor, Schedule, ScheduleState};
pub use secrets::Secrets;
pub use settings::CurrentSettings;
pub use standing::ForemostStanding;
pub use storage_settings::StorageSettings;
pub use storage_tests::{StorageTests, minimal_policy};
pub use uploads::{Pushed, Uploads};
pub use verification::{Verification, VerificationResult};
pub use versions::{VersionFolder, Versions, VersionsWritten};

/// How many of the newest entries can still be running.
const RECENT: i64 = 20;

/// Handle to the engine; cheap to clone.
#[derive(Debug, Clone)]
pub struct Engine {
    parts: Arc<Parts>,
}

/// The parts.
impl Engine {
    fn of(parts: Parts) -> Self {
        Self {
            parts: Arc::new(parts),
        }
    }

    /// The backups: make, list, open, copy, pin, adopt.
    pub fn backups(&self) -> &Backups {
        &self.parts.backups
    }

    /// Reading backups back.
    pub fn verification(&self) -> &Verification {
        &self.parts.verification
    }

    /// Reading backups again if they have changed since they were verified.
    pub fn rereading(&self) -> &Rereading {
        &self.parts.rereading
    }

    /// Removing backups.
    pub fn removal(&self) -> &Removal {
        &self.parts.removal
    }

    /// The retention rule for old backups.
    pub fn retention(&self) -> &Retention {
        &self.parts.retention
    }

    /// Archives waiting to be sent to a location.
    pub fn uploads(&self) -> &Uploads {
        &self.parts.uploads
    }

    /// Where backups are stored, and the state of each location.
    pub fn locations(&self) -> &Locations {
        &self.parts.locations
    }

    /// The current settings.
    pub fn settings(&self) -> &CurrentSettings {
        &self.parts.settings
    }

    /// The list of locations, and the secrets that open them.
    pub fn storage(&self) -> &StorageSettings {
        &self.parts.storage
    }

    /// Testing locations.
    pub fn storage_tests(&self) -> &StorageTests {
        &self.parts.storage_tests
    }

    /// Imports.
    pub fn imports(&self) -> &Imports {
        &self.parts.imports
    }

    /// Restores.
    pub fn restores(&self) -> &Restores {
        &self.parts.restores
    }

    /// The profiles.
    pub fn profiles(&self) -> &Profiles {
        &self.parts.profiles
    }

    /// The components of profiles.
    pub fn components(&self) -> &Components {
        &self.parts.components
    }

    /// What components were over time.
    pub fn history(&self) -> &History {
        &self.parts.history
    }

    /// Changes to components that are made and undone as one.
    pub fn changes(&self) -> &Changes {
        &self.parts.changes
    }

    /// What a person is writing and has not saved yet.
    pub fn drafts(&self) -> &Drafts {
        &self.parts.drafts
    }

    /// What is known about the Traefik of each profile.
    pub fn gateways(&self) -> &Gateways {
        &self.parts.gateways
    }

    /// Publishing profiles to where their Traefik reads.
    pub fn publications(&self) -> &Publications {
        &self.parts.publications
    }

    /// The folder in which each profile is kept as a file.
    pub fn versions(&self) -> &Versions {
        &self.parts.versions
    }

    /// Profiles that follow Traefik's files.
    pub fn follow(&self) -> &Follow {
        &self.parts.follow
    }

    /// Which router the requests of each profile must reach.
    pub fn expectations(&self) -> &Expectations {
        &self.parts.expectations
    }

    /// What an import would do to a profile.
    pub fn foresight(&self) -> &Foresight {
        &self.parts.foresight
    }

    /// Automatic backups.
    pub fn schedule(&self) -> &Schedule {
        &self.parts.schedule
    }

    /// Automatic restore tests.
    pub fn restore_tests(&self) -> &RestoreTests {
        &self.parts.restore_tests
    }

    /// Checks of the databases while the program runs.
    pub fn integrity(&self) -> &Integrity {
        &self.parts.integrity
    }

    /// Encryption of backups, and its keys.
    pub fn encryption(&self) -> &Encryption {
        &self.parts.encryption
    }

    /// The secrets in the keyring.
    pub fn secrets(&self) -> &Secrets {
        &self.parts.secrets
    }

    fn context(&self) -> &Context {
        &self.parts.context
    }

    fn coverage(&self) -> &Coverage {
        &self.parts.coverage
    }

    /// A handle that opens encrypted backups with the keys in this text instead of those in the keyring.
    pub fn with_key(&self, text: &Secret<String>) -> Result<Self> {
        Ok(Self::of(self.parts.with_keys(Key::read(text.expose())?)))
    }

    /// A handle that opens encrypted backups with the keys in this file instead of those in the keyring.
    pub fn with_key_file(&self, path: &Path) -> Result<Self> {
        Ok(Self::of(self.parts.with_keys(Key::read_file(path)?)))
    }
}

/// Functions that concern all parts.
impl Engine {
    /// Events as they happen. A listener that falls behind must reload everything.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.context().events()
    }

    /// The data folder.
    pub fn folder(&self) -> &DataFolder {
        self.context().folder()
    }

    /// A value that changes when this program or another one changes one of the databases.
    pub async fn pulse(&self) -> Result<(i64, String)> {
        self.context().pulse().await
    }

    /// A value that changes whenever [`pulse`](Self::pulse) may have changed, at the cost of checking four files; none
    /// if their times are not reliable.
    pub fn traces(&self) -> Option<Traces> {
        // Windows may update the times of open files late.
        cfg!(unix).then(|| {
            let folder = self.folder();
            Traces::of(&[folder.mantrae_db(), folder.state_db()])
        })
    }

    /// Undoes the operation of an entry in the activity list; without an entry, the latest one, whatever its kind. What
    /// was changed since is left alone and named, unless `force`.
    pub async fn undo(&self, entry: Option<&str>, force: bool) -> Result<Undone> {
        self.parts.undo.undo(entry, force).await
    }

    /// Does again what was undone: the operation of an entry in the activity list, or the one that was undone last. What
    /// was changed since is left alone and named, unless `force`.
    pub async fn redo(&self, entry: Option<&str>, force: bool) -> Result<Undone> {
        self.parts.undo.redo(entry, force).await
    }

    /// What can be undone, newest first; and what can be done again, the last undone first. At most `limit` of each.
    pub async fn undo_steps(&self, limit: i64) -> Result<(Vec<UndoStep>, Vec<UndoStep>)> {
        self.parts.undo.steps(limit).await
    }

    /// Asks the current work of this program to stop. A backup, a restore and an import stop before their next step and
    /// change nothing; once the last boundary is passed, the work is finished.
    pub fn stop(&self) {
        self.context().stop();
    }

    /// True if nothing is running, nothing waits for an answer, and no data exists only in memory.
    pub async fn is_at_rest(&self) -> bool {
        let waits = self.parts.imports.is_waiting().await || self.parts.restores.is_waiting().await;
        let is_free = self.context().is_free();
        // A verification or a restore test holds no permission, but is still worth waiting for.
        let runs = activity::list(&self.context().databases().state, RECENT)
            .await
            .is_ok_and(|entries| entries.iter().any(|one| one.outcome == Outcome::Running));
        !waits && !runs && is_free && !self.context().holds_secrets()
    }

    /// Closes the databases, so that only clean files are left behind.
    pub async fn close(&self) {
        self.integrity().close().await;
        self.context().databases().close().await;
    }
}
