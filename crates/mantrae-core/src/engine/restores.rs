//! Restores: first a plan, then the confirmed parts of it.

use std::path::Path;
use std::sync::Arc;

use tokio::sync::Mutex;

use super::backups::Backups;
use super::context::Context;
use super::locations::Locations;
use super::removal::Removal;
use super::settings::CurrentSettings;
use super::texts;
use super::verification::Verification;
use super::waiting::Reviews;
use crate::activity::{Kind as ActivityKind, Run};
use crate::archive::Trigger;
use crate::backup::{Backup, catalog::Catalog};
use crate::db::operation::{OperationKind, Touched};
use crate::db::staged::Part;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::restore::plan::{self, Pending, RunContext};
use crate::restore::{RestorePlan, Source, apply};
use crate::settings::{Change, document};
use crate::verification;

/// What was restored.
#[derive(Debug, Clone, Default, serde::Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RestoreOutcome {
    /// Components that were added.
    pub added: u32,
    /// Components that were replaced.
    pub changed: u32,
    /// Components that were removed.
    pub removed: u32,
    /// The restore point; none if everything already matched the backup.
    pub safety_backup: Option<String>,
    /// Secondary steps that failed; the backup is restored.
    pub warnings: Vec<String>,
}

/// The settings in a backup, and the names of those that only a newer version understands.
pub(super) type Carried = (Vec<Change>, Vec<String>);

/// The settings of a backup, for use on a new computer; an error if it has none.
pub(super) fn settings_in(text: &[u8]) -> Result<Carried> {
    document::from_backup(text).ok_or_else(|| {
        Error::new(
            Code::NotFound,
            "The backup contains no settings that can be restored",
        )
        .hint("Restore it without them; nothing was changed")
    })
}

/// Where the backup to restore comes from.
#[derive(Debug, Clone)]
pub enum From<'a> {
    /// A backup in the list, by its id.
    Backup(&'a str),
    /// An archive file.
    File(&'a Path),
}

/// How many plans can wait for confirmation: each holds a copy of a whole database.
const WAITING: usize = 3;

/// Restores, and the plans that are waiting for confirmation.
#[derive(Debug, Clone)]
pub struct Restores {
    context: Context,
    locations: Locations,
    verification: Verification,
    removal: Removal,
    backups: Backups,
    settings: CurrentSettings,
    reviews: Reviews<Pending>,
}

impl Restores {
    pub(super) fn new(
        context: Context,
        locations: Locations,
        verification: Verification,
        removal: Removal,
        backups: Backups,
        settings: CurrentSettings,
        reviews: Reviews<Pending>,
    ) -> Self {
        Self {
            context,
            locations,
            verification,
            removal,
            backups,
            settings,
            reviews,
        }
    }

    pub(super) fn reviews() -> Reviews<Pending> {
        Reviews::at_most(WAITING)
    }

    /// Whether a plan is waiting for confirmation.
    pub(super) async fn is_waiting(&self) -> bool {
        !self.reviews.is_empty().await
    }

    /// Verifies a backup and compares it with the live configuration; writes nothing. Empty `parts` means everything.
    pub async fn prepare(&self, from: From<'_>, parts: &[Part]) -> Result<RestorePlan> {
        let staging = self.context.staging()?;
        let (verified, source) = match from {
            From::Backup(id) => {
                let catalog = self.locations.catalog().await?;
                let backup = self.locations.find(&catalog, id).await?;
                let verified = match self.verification.archive(&catalog, &backup, &staging).await {
                    Ok(verified) => verified,
                    Err(error) => return Err(self.name_older(&catalog, &backup, error).await),
                };
                (verified, (Source::Backup, backup.file))
            }
            From::File(path) => {
                let verified =
                    verification::file_in(path, &staging, &self.context.keys().of_file(path).await?).await?;
                (verified, (Source::File, path.display().to_string()))
            }
        };
        let living = self.context.folder().mantrae_db();
        let ground = RunContext {
            databases: self.context.databases(),
            living: &living,
            instance: &self.context.instance().id,
        };
        let pending = plan::prepare(ground, verified, source, parts.to_vec(), staging).await?;
        let shown = pending.plan.clone();
        self.reviews.put(shown.id.clone(), pending).await;
        Ok(shown)
    }

    /// Names a backup that can be restored instead of one that is not intact.
    async fn name_older(&self, catalog: &Catalog, backup: &Backup, error: Error) -> Error {
        if !matches!(error.code, Code::Damaged | Code::Foreign | Code::NotFound) {
            return error;
        }
        match self.removal.older_good(catalog, backup).await {
            Ok(Some(older)) => {
                let when = texts::moment(older.created_at, self.context.now());
                let what = if older.trigger.is_restore_point() {
                    "There is no older good backup, only the restore point"
                } else {
                    "The next older good backup is"
                };
                error.hint(format!("Nothing was changed. {what} `{}` from {when}", older.id))
            }
            Ok(None) => error.hint("Nothing was changed. There is no older good backup"),
            Err(_) => error,
        }
    }

    /// Discards a plan.
    pub async fn discard(&self, id: &str) {
        self.reviews.remove(id).await;
    }

    /// The settings in the backup of a plan, for use on a new computer; an error if it has none.
    async fn settings_in_plan(&self, id: &str) -> Result<Carried> {
        let pending = self.waiting(id).await?;
        settings_in(&pending.settings)
    }

    /// Applies as many settings of a backup as possible; those set by the environment stay. Returns those not applied.
    pub(super) async fn take_over_settings(&self, (changes, unknown): &Carried) -> Vec<String> {
        let locked = self.context.settings().await.locked;
        let (mut stay, mut warnings) = (Vec::new(), Vec::new());
        for change in changes {
            let name = change.name();
            if locked.iter().any(|locked| locked == name) {
                stay.push(name);
                continue;
            }
            if let Err(error) = self.settings.change(change.clone()).await {
                warnings.push(texts::restores::setting_not_restored(name, &error.message));
            }
        }
        let unknown: Vec<&str> = unknown.iter().map(String::as_str).collect();
        for (names, why) in [
            (stay, "the environment sets"),
            (unknown, "only a newer version understands"),
        ] {
            if !names.is_empty() {
                let names = crate::archive::listed(names.into_iter());
                warnings.push(texts::restores::settings_not_restored(why, &names));
            }
        }
        warnings
    }

    /// Like [`Restores::apply`], but also applies the settings in the backup if `with_settings` is true. Once the
    /// backup is restored, settings that cannot be applied are only a warning.
    pub async fn apply_with(&self, id: &str, parts: &[Part], with_settings: bool) -> Result<RestoreOutcome> {
        let settings = if with_settings {
            Some(self.settings_in_plan(id).await?)
        } else {
            None
        };
        let mut outcome = self.apply(id, parts).await?;
        if let Some(settings) = &settings {
            outcome.warnings.extend(self.take_over_settings(settings).await);
        }
        Ok(outcome)
    }

    async fn waiting(&self, id: &str) -> Result<Arc<Pending>> {
        self.reviews.get(id).await.ok_or_else(|| {
            Error::new(Code::NotFound, "This plan is no longer open").hint("Choose the backup again")
        })
    }

    /// Applies a confirmed plan after a safety backup; only its `parts`, if any are given.
    pub async fn apply(&self, id: &str, parts: &[Part]) -> Result<RestoreOutcome> {
        let permission = self.context.exclusive().await?;
        let pending = self.waiting(id).await?;
        apply::still_true(self.context.databases(), &pending).await?;
        if !apply::differs(&self.context.folder().mantrae_db(), &pending, parts).await? {
            // A change that changes nothing is not recorded, and needs no restore point.
            self.discard(id).await;
            return Ok(RestoreOutcome::default());
        }
        let when = texts::moment(pending.plan.created_at, self.context.now());
        let mut run = self
            .context
            .begin(ActivityKind::Restore, &texts::restores::restoring(&when))
            .await?;
        run.entry.backup = Some(pending.plan.backup.clone());
        run.plan_steps(&texts::restores::STEPS);
        let run = Mutex::new(run);
        let done = self.restore_with((&pending, parts), &run).await;
        let done = done.map(|outcome| (outcome, texts::restores::restored(&when)));
        let failed = texts::restores::not_restored(&done);
        let answer = self.context.finish(run.into_inner(), done, &failed).await;
        if answer.is_ok() {
            self.discard(id).await;
        }
        drop(permission);
        self.context.tell(Event::ConfigurationChanged);
        answer
    }

    async fn restore_with(
        &self,
        (pending, parts): (&Pending, &[Part]),
        run: &Mutex<Run>,
    ) -> Result<RestoreOutcome> {
        self.context.step(run, 0).await?;
        let safety_backup = self.backups.safety_backup(Trigger::BeforeRestore).await?;
        self.context.step(run, 1).await?;
        let activity = run.lock().await.entry.id.clone();
        let operation =
            self.context
                .operation(OperationKind::Restore, &activity, Some(safety_backup.clone()));
        let living = self.context.folder().mantrae_db();
        let touched = apply::apply(self.context.databases(), &living, (pending, parts), &operation).await?;
        let count = |pick: fn(&Touched) -> bool| {
            u32::try_from(touched.iter().filter(|one| pick(one)).count()).unwrap_or(u32::MAX)
        };
        Ok(RestoreOutcome {
            added: count(|one| one.before.is_none()),
            changed: count(|one| one.before.is_some() && one.after.is_some()),
            removed: count(|one| one.after.is_none()),
            safety_backup: Some(safety_backup),
            warnings: Vec::new(),
        })
    }
}
