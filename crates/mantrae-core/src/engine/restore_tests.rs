//! Automatic restore tests: what a person would discover on the worst day is discovered every week.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::context::Context;
use super::locations::Locations;
use super::texts::restores as texts;
use super::verification::Verification;
use crate::activity::{Kind as ActivityKind, Run, StepState};
use crate::backup::location::Location;
use crate::backup::{Backup, BackupLocation, catalog::Catalog};
use crate::db::bookkeeping::{self, Key};
use crate::encryption::lacks_key;
use crate::error::{Code, Error, Failure, Result};
use crate::event::Event;
use crate::restore::restore_test;

/// The result of a restore test in one location.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RestoreTested {
    /// Name of the location.
    pub location: String,
    /// Id of the backup: the newest in this location.
    pub backup: String,
    /// Number of objects that were restored unchanged.
    #[cfg_attr(feature = "specta", specta(type = Option<u32>))]
    pub components: Option<u64>,
    /// Why the test failed, or why it could not be run.
    pub problem: Option<Failure>,
    /// False if the location could not be reached or the key is not available: that says nothing about the backup.
    pub tried: bool,
}

/// Automatic restore tests.
#[derive(Debug, Clone)]
pub struct RestoreTests {
    context: Context,
    locations: Locations,
    verification: Verification,
}

impl RestoreTests {
    pub(super) fn new(context: Context, locations: Locations, verification: Verification) -> Self {
        Self {
            context,
            locations,
            verification,
        }
    }
}

impl RestoreTests {
    /// Runs a restore test if one is due.
    pub async fn look(&self) -> Result<()> {
        let often = self.context.settings().await.restore_test;
        let due: Option<DateTime<Utc>> =
            bookkeeping::get(&self.context.databases().state, Key::RestoreTestDue).await?;
        if due.is_none() {
            return self.plan(true).await;
        }
        let is_due = often.is_due(due, self.context.now());
        if !is_due || self.context.waits_for_charger().await || self.context.waits_for_network().await {
            return Ok(());
        }
        let tried = self.run().await;
        if tried.is_err() {
            // Reported once a day, not at every check.
            self.plan(false).await?;
        }
        tried.map(drop)
    }

    async fn plan(&self, all_well: bool) -> Result<()> {
        let state = &self.context.databases().state;
        match self
            .context
            .settings()
            .await
            .restore_test
            .next(all_well, self.context.now())
        {
            Some(next) => bookkeeping::put(state, Key::RestoreTestDue, &next).await,
            None => bookkeeping::forget(state, Key::RestoreTestDue).await,
        }
    }

    /// Restores the newest backup of each location into a scratch database, as on a new computer, and compares.
    pub async fn run(&self) -> Result<Vec<RestoreTested>> {
        let catalog = self.locations.catalog().await?;
        let chosen = newest(&catalog).await?;
        if chosen.is_empty() {
            // Checks again once there is something to test.
            self.plan(true).await?;
            return Ok(Vec::new());
        }
        let mut run = self
            .context
            .begin(ActivityKind::RestoreTest, texts::TESTING)
            .await?;
        run.entry.backup = chosen.first().map(|(_, backup)| backup.id.clone());
        let names: Vec<&str> = chosen
            .iter()
            .map(|(location, _)| location.name.as_str())
            .collect();
        run.plan_steps(&names);
        let mut all = Vec::new();
        let mut failed = None;
        for (index, (location, backup)) in chosen.iter().enumerate() {
            run.step(index);
            run.write().await?;
            let came = self.run_in(location, backup).await;
            all.push(restore_tested(location, backup, &came));
            failed = failed.or(came.err().filter(|error| !says_nothing(error)));
        }
        for (step, one) in run.entry.steps.iter_mut().zip(&all) {
            step.message = one.problem.as_ref().map(|problem| problem.message.clone());
            step.state = match step.message {
                Some(_) => StepState::Failed,
                None => StepState::Done,
            };
        }
        self.plan(all.iter().all(|one| one.problem.is_none())).await?;
        self.close(run, &all, failed).await?;
        self.context.tell(Event::ActivityChanged);
        self.context.tell(Event::BackupsChanged);
        Ok(all)
    }

    async fn run_in(&self, location: &Location, backup: &Backup) -> Result<u64> {
        let staging = self.context.staging()?;
        let verified = self.verification.archive_in(location, backup, &staging).await?;
        restore_test::into_scratch(verified, &backup.file, staging).await
    }

    async fn close(&self, mut run: Run, all: &[RestoreTested], failed: Option<Error>) -> Result<()> {
        let now = self.context.now();
        if let Some(error) = failed {
            run.failed(texts::TEST_FAILED, &error, now).await?;
            return Ok(());
        }
        let (well, missed): (Vec<&RestoreTested>, Vec<&RestoreTested>) =
            all.iter().partition(|one| one.tried);
        let names = |some: &[&RestoreTested]| {
            let names: Vec<&str> = some.iter().map(|one| one.location.as_str()).collect();
            names.join(", ")
        };
        let Some(components) = well.iter().filter_map(|one| one.components).max() else {
            run.warn(texts::TESTED_TOMORROW.to_owned());
            run.done(texts::not_tested(&names(&missed)), now).await?;
            return Ok(());
        };
        if !missed.is_empty() {
            run.warn(texts::TESTED_TOMORROW.to_owned());
        }
        let missed = (!missed.is_empty()).then(|| names(&missed));
        run.done(texts::tested(components, &names(&well), missed.as_deref()), now)
            .await?;
        Ok(())
    }
}

/// This installation's newest backup in each location.
async fn newest(catalog: &Catalog) -> Result<Vec<(Location, Backup)>> {
    let mut backups = catalog.list().await?;
    backups.retain(|backup| backup.own);
    backups.sort_by_key(|backup| std::cmp::Reverse(backup.created_at));
    let mut chosen: Vec<(Location, Backup)> = Vec::new();
    for backup in &backups {
        let there = |at: &&BackupLocation| at.waiting.is_none();
        for at in backup.locations.iter().filter(there) {
            let is_new = chosen.iter().all(|(location, _)| location.name != at.name);
            if let Some(location) = catalog.location(&at.name).filter(|_| is_new) {
                chosen.push((location.clone(), backup.clone()));
            }
        }
    }
    Ok(chosen)
}

/// The location did not answer, or the key is not available: the backup may be as good as ever.
fn says_nothing(error: &Error) -> bool {
    error.retry || lacks_key(error) || error.code == Code::WrongKey
}

fn restore_tested(location: &Location, backup: &Backup, came: &Result<u64>) -> RestoreTested {
    RestoreTested {
        location: location.name.clone(),
        backup: backup.id.clone(),
        components: came.as_ref().ok().copied(),
        problem: came.as_ref().err().map(Error::failure),
        tried: !came.as_ref().is_err_and(says_nothing),
    }
}
