//! Making backups.

use futures_util::future::BoxFuture;

use super::super::retention::cleans_up_after;
use super::super::texts::backups as texts;
use super::super::uploads;
use super::Backups;
use crate::activity::{self, Kind as ActivityKind, Run};
use crate::archive::Trigger;
use crate::backup::location::Role;
use crate::backup::run::{self, Encryption, Request, RunContext};
use crate::backup::{Backup, catalog::Catalog};
use crate::db;
use crate::error::{Code, Result};
use crate::event::Event;
use crate::settings::document;
use crate::verification::Depth;

impl Backups {
    /// Makes a backup at the person's request.
    pub async fn create(&self, note: &str) -> Result<Backup> {
        self.create_for(Trigger::Manual, note).await
    }

    /// Makes a backup for the given reason, and sends it to every location. Uploads that fail wait, as the backup's
    /// locations show; the backup itself is complete as soon as this computer has it.
    pub async fn create_for(&self, trigger: Trigger, note: &str) -> Result<Backup> {
        // What others wrote belongs into it. That it cannot be taken in is told on its own, and no reason to make none.
        if let Err(error) = self.follow.look().await {
            tracing::warn!(?error, "followed files were not taken in before a backup");
        }
        let permission = self.context.exclusive().await?;
        let made = self.make(trigger, note).await;
        // However slow the network is, only this backup waits for it.
        drop(permission);
        self.uploads.send_now(made?).await
    }

    /// Sends an automatic backup to the locations that lack it: it may have to wait for another network.
    pub(in crate::engine) async fn send_in_background(&self, made: Backup) -> Result<Backup> {
        self.uploads.send_in_background(made).await
    }

    /// Makes the restore point for a change that is about to happen; returns its id. The caller holds the permission.
    pub(in crate::engine) async fn safety_backup(&self, trigger: Trigger) -> Result<String> {
        self.make(trigger, "")
            .await
            .map(|backup| backup.id)
            .map_err(|error| {
                if error.code == Code::Cancelled {
                    return error;
                }
                error.reworded(texts::no_safety_backup)
            })
    }

    pub(in crate::engine) async fn make(&self, trigger: Trigger, note: &str) -> Result<Backup> {
        let mut run = self
            .context
            .begin(ActivityKind::Backup, texts::BACKING_UP)
            .await?;
        run.entry.trigger = Some(trigger);
        let catalog = match self.locations.catalog().await {
            Ok(catalog) => catalog,
            Err(error) => {
                let failed = Err(error);
                let sentence = texts::not_made(trigger, &failed);
                return self.context.finish(run, failed, &sentence).await;
            }
        };
        let remote = catalog
            .locations
            .iter()
            .filter(|location| location.role != Role::Outbox);
        // The first one receives it immediately, the others when it is sent.
        let locations: Vec<String> = remote.map(|location| uploads::step(&location.name)).collect();
        let first = usize::from(
            catalog
                .locations
                .iter()
                .any(|location| location.role == Role::Folder),
        );
        let steps = run::STEPS.iter().copied();
        let steps: Vec<&str> = steps
            .chain(locations.iter().skip(first).map(String::as_str))
            .collect();
        run.plan_steps(&steps);
        let run = tokio::sync::Mutex::new(run);
        let stands = db::revision::get(&self.context.databases().configuration).await;
        let done = self.make_steps(&catalog, trigger, note, &run).await;
        if let Ok(backup) = &done
            && cleans_up_after(trigger)
        {
            self.coverage.note_backed_up(&backup.id, stands).await;
            self.follow_with_clean_up(&run, Some(&backup.file)).await;
        }
        if done.as_ref().is_err_and(|error| error.code == Code::Database) {
            // The next start finds out what can be recovered.
            db::mark::remove(&self.context.folder().mantrae_db());
        }
        let mut run = run.into_inner();
        run.entry.backup = done.as_ref().ok().map(|backup| backup.id.clone());
        let done = done.map(|backup| {
            let mut locations = backup.locations.iter();
            let opened = !locations.any(|at| at.verification == Some(Depth::Bytes));
            let sentence = texts::made(trigger, backup.components, opened);
            for at in backup.locations.iter().filter(|at| at.waiting.is_some()) {
                run.leave_open(run::STEPS.len(), &uploads::step(&at.name));
            }
            (backup, sentence)
        });
        let failed = texts::not_made(trigger, &done);
        let answer = self.context.finish(run, done, &failed).await;
        self.context.tell(Event::BackupsChanged);
        answer
    }

    /// If the clean-up fails, there are too many backups, not too few: the backup itself is done.
    async fn follow_with_clean_up(&self, run: &tokio::sync::Mutex<Run>, made: Option<&str>) {
        // The entry is written when the run ends; failing to show a step is no reason to stop.
        let _ = self.context.last_step(run, run::STEPS.len() - 1).await;
        let answer = self.retention.clean_up_here(made).await;
        let trimmed = activity::trim(&self.context.databases().state, self.context.now()).await;
        let mut run = run.lock().await;
        match answer {
            Ok(clean_up) => run.entry.detail = clean_up.postponed,
            Err(error) => run.warn(texts::old_backups_stay(&error)),
        }
        if let Err(error) = trimmed {
            run.warn(texts::old_activity_stays(&error));
        }
    }

    async fn make_steps(
        &self,
        catalog: &Catalog,
        trigger: Trigger,
        note: &str,
        run: &tokio::sync::Mutex<Run>,
    ) -> Result<Backup> {
        let settings = self.context.settings().await;
        let request = Request {
            trigger,
            note: note.trim().to_owned(),
            instance: self.context.instance().clone(),
            now: self.context.now(),
            settings: serde_json::to_vec_pretty(&document::for_backup(&settings)).unwrap_or_default(),
            encryption: self.encryption().await?,
            activity: run.lock().await.entry.id.clone(),
        };
        let ground = RunContext {
            databases: self.context.databases(),
            catalog,
            staging: self.context.staging()?,
            state: self.context.folder().state_db(),
        };
        let step = |index| -> BoxFuture<'_, Result<()>> {
            // An archive that is stored in its location is verified, whatever happens.
            if index > run::LAST_TO_STOP {
                return Box::pin(self.context.last_step(run, index));
            }
            Box::pin(self.context.step(run, index))
        };
        run::run(ground, request, &step).await
    }

    /// How a new backup is encrypted: without the secret key if that cannot be read now.
    async fn encryption(&self) -> Result<Option<Encryption>> {
        let keys = self.context.keys();
        let Some(recipient) = keys.recipient().await? else {
            return Ok(None);
        };
        let key = keys.key(&recipient.id).await.ok();
        Ok(Some(Encryption { recipient, key }))
    }
}
