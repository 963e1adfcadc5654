//! Backups: make, list, look into, verify, copy, pin, remove.

use futures_util::future::BoxFuture;
use serde::Serialize;

use super::running::unfinished;
use super::{Engine, sending};
use crate::activity::{self, Kind as ActivityKind, Run};
use crate::archive::{Member, ProfileCount, Trigger};
use crate::backup::location::Role;
use crate::backup::run::{self, Request, RunContext};
use crate::backup::{Backup, catalog::Catalog};
use crate::db::bookkeeping::{self, Key};
use crate::db::operation::{self, OperationKind};
use crate::db::{self, profile, staged};
use crate::error::{Code, Error, Failure, Result};
use crate::event::Event;
use crate::settings::document;
use crate::staging::Staging;
use crate::verification::{Depth, VerifiedArchive};
use crate::words;

/// A backup with what is inside.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BackupDetail {
    /// As in the list.
    pub backup: Backup,
    /// Lower-case hex of the file; empty when it can't be opened.
    pub sha256: String,
    /// The program that made it.
    pub app_version: String,
    /// Version of the database's schema.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub schema_version: i64,
    /// The computer that made it.
    pub instance_name: String,
    /// What it holds.
    pub profiles: Vec<ProfileCount>,
    /// Its files.
    pub members: Vec<Member>,
    /// Against what lives; none when it can't be opened.
    pub against_now: Option<ChangeCounts>,
    /// Why it can't be opened.
    pub problem: Option<Failure>,
    /// What can be taken back with it: it is the restore point of that.
    pub way_back: Option<WayBack>,
}

/// Something that can be undone.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct WayBack {
    /// What was done.
    pub kind: OperationKind,
    /// Its line in the activity list.
    pub entry: String,
}

/// What a restore would do.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ChangeCounts {
    /// Components that come.
    pub added: u32,
    /// Components that are replaced.
    pub changed: u32,
    /// Components that go.
    pub removed: u32,
}

impl Engine {
    /// Makes a backup because a person asked for it.
    pub async fn back_up(&self, note: &str) -> Result<Backup> {
        self.back_up_for(Trigger::Manual, note).await
    }

    /// Makes a backup for that reason, and sends it to every location. What a location did not get waits, as the backup's
    /// locations tell; the backup itself is made as soon as this computer has it.
    pub async fn back_up_for(&self, trigger: Trigger, note: &str) -> Result<Backup> {
        let permission = self.exclusive().await?;
        let made = self.back_up_with(trigger, note).await;
        // Whatever the network does, nobody waits for it but this backup.
        drop(permission);
        self.send_now(made?).await
    }

    /// The way back from what is about to be done; gives its id. The permission is held by the caller.
    pub(super) async fn safety_backup(&self, trigger: Trigger) -> Result<String> {
        self.back_up_with(trigger, "")
            .await
            .map(|backup| backup.id)
            .map_err(|error| {
                if error.code == Code::Cancelled {
                    return error;
                }
                error.reworded(|text| {
                    format!("Nothing was changed, since no safety backup could be made first: {text}")
                })
            })
    }

    pub(super) async fn back_up_with(&self, trigger: Trigger, note: &str) -> Result<Backup> {
        let mut run = self.begin(ActivityKind::Backup, "Backing up").await?;
        run.entry.trigger = Some(trigger);
        let catalog = match self.catalog().await {
            Ok(catalog) => catalog,
            Err(error) => {
                let failed = format!("Backup failed, {}", reason(trigger));
                return self.finish(run, Err(error), &failed).await;
            }
        };
        let remote = catalog
            .locations
            .iter()
            .filter(|location| location.role != Role::Outbox);
        // The first of them gets it at once, the others when it is sent.
        let locations: Vec<String> = remote.map(|location| sending::step(&location.name)).collect();
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
        let stands = db::revision::get(&self.databases().configuration).await;
        let done = self.back_up_steps(&catalog, (trigger, note), &run).await;
        if let Ok(backup) = &done
            && Self::cleans_up_after(trigger)
        {
            self.note_backed_up(&backup.id, stands).await;
            self.follow_with_clean_up(&run, Some(&backup.file)).await;
        }
        let mut run = run.into_inner();
        run.entry.backup = done.as_ref().ok().map(|backup| backup.id.clone());
        let done = done.map(|backup| {
            let components = words::count(backup.components, "component");
            let open = if backup
                .locations
                .iter()
                .any(|at| at.verification == Some(Depth::Bytes))
            {
                "; what is in it is checked when the keyring is open"
            } else {
                ""
            };
            let sentence = format!("Backup, {}: {components}{open}", reason(trigger));
            for at in backup.locations.iter().filter(|at| at.waiting.is_some()) {
                run.leave_open(run::STEPS.len(), &sending::step(&at.name));
            }
            (backup, sentence)
        });
        let failed = format!("{}, {}", unfinished("Backup", &done), reason(trigger));
        let answer = self.finish(run, done, &failed).await;
        self.tell(Event::BackupsChanged);
        answer
    }

    /// A clean-up that fails leaves too many backups, not too few: the backup itself is done.
    async fn follow_with_clean_up(&self, run: &tokio::sync::Mutex<Run>, made: Option<&str>) {
        // The entry is written when the run ends; a step that cannot be shown is no reason to stop.
        let _ = self.last_step(run, run::STEPS.len() - 1).await;
        let answer = self.clean_up_here(made).await;
        let trimmed = activity::trim(&self.databases().state, self.now()).await;
        let mut run = run.lock().await;
        match answer {
            Ok(clean_up) => run.entry.detail = clean_up.postponed,
            Err(error) => run.warn(format!("Old backups were not removed: {}", error.message)),
        }
        if let Err(error) = trimmed {
            run.warn(format!("Old activity was not removed: {}", error.message));
        }
    }

    async fn back_up_steps(
        &self,
        catalog: &Catalog,
        (trigger, note): (Trigger, &str),
        run: &tokio::sync::Mutex<Run>,
    ) -> Result<Backup> {
        let settings = self.inner.settings.read().await.clone();
        let request = Request {
            trigger,
            note: note.trim().to_owned(),
            instance: self.inner.instance.clone(),
            now: self.now(),
            settings: serde_json::to_vec_pretty(&document::for_backup(&settings)).unwrap_or_default(),
            encryption: self.encryption_of_backups().await?,
            activity: run.lock().await.entry.id.clone(),
        };
        let ground = RunContext {
            databases: self.databases(),
            catalog,
            staging: Staging::new(&self.inner.folder.staging())?,
            state: self.inner.folder.state_db(),
        };
        let step = |index| -> BoxFuture<'_, Result<()>> {
            // An archive that lies in its place is verified, whatever happens.
            if index > run::LAST_TO_STOP {
                return Box::pin(self.last_step(run, index));
            }
            Box::pin(self.step(run, index))
        };
        run::run(ground, request, &step).await
    }

    /// All backups, newest first. Those in a bucket are shown as they were last listed; see
    /// [`Engine::refresh_locations`].
    pub async fn backups(&self) -> Result<Vec<Backup>> {
        self.catalog().await?.list().await
    }

    /// A backup, opened and compared with what lives.
    pub async fn backup(&self, id: &str) -> Result<BackupDetail> {
        let catalog = self.catalog().await?;
        let backup = self.find_backup(&catalog, id).await?;
        let staging = Staging::new(&self.inner.folder.staging())?;
        match self.verified_archive(&catalog, &backup, &staging).await {
            Ok(verified) => self.detail(&catalog, &backup, verified).await,
            Err(error) => Ok(BackupDetail {
                backup: catalog.get(&backup.id).await?,
                sha256: String::new(),
                app_version: String::new(),
                schema_version: 0,
                instance_name: String::new(),
                profiles: Vec::new(),
                members: Vec::new(),
                against_now: None,
                problem: Some(error.failure()),
                way_back: None,
            }),
        }
    }

    async fn detail(
        &self,
        catalog: &Catalog,
        backup: &Backup,
        verified: VerifiedArchive,
    ) -> Result<BackupDetail> {
        let living = profile::list(&self.databases().configuration).await?;
        staged::make_ready(&verified.database, &living).await?;
        let mut staged = staged::Staged::open(&self.inner.folder.mantrae_db(), &verified.database).await?;
        staged.compare().await?;
        let counts = staged.counts().await?;
        staged.close().await?;
        let total = |pick: fn(&staged::Count) -> i64| {
            u32::try_from(counts.iter().map(pick).sum::<i64>()).unwrap_or(u32::MAX)
        };
        let manifest = verified.contents.manifest;
        Ok(BackupDetail {
            backup: catalog.get(&backup.id).await?,
            sha256: verified.contents.sha256,
            app_version: manifest.app_version,
            schema_version: manifest.schema_version,
            instance_name: manifest.instance.name,
            profiles: manifest.profiles,
            members: manifest.members,
            against_now: Some(ChangeCounts {
                added: total(|count| count.added),
                changed: total(|count| count.changed),
                removed: total(|count| count.removed),
            }),
            problem: None,
            way_back: operation::of_safety_backup(&self.databases().state, &backup.id)
                .await?
                .map(|operation| WayBack {
                    kind: operation.kind,
                    entry: operation.activity,
                }),
        })
    }

    /// Pins a backup or lets it go, wherever it lies. A location that does not answer is told by the error; pinned in one
    /// location, a backup is cleaned up in none.
    pub async fn pin(&self, id: &str, pinned: bool) -> Result<Backup> {
        let catalog = self.catalog().await?;
        let backup = self.find_backup(&catalog, id).await?;
        if !pinned && !backup.pinned {
            return Ok(backup);
        }
        let mut failed = None;
        let permission = self.exclusive().await?;
        for location in catalog.holding(&backup).filter(|one| one.role != Role::Remote) {
            failed = failed.or(location.pin(&backup.file, pinned).await.err());
        }
        // A slow bucket must not keep others from working.
        drop(permission);
        for location in catalog.holding(&backup).filter(|one| one.role == Role::Remote) {
            failed = failed.or(location.pin(&backup.file, pinned).await.err());
        }
        // Pinned in one location only, it is pinned in the others too; where it was in all, nobody has to look again.
        if !pinned || !backup.pinned || failed.is_some() {
            self.tell(Event::BackupsChanged);
        }
        match failed {
            Some(error) => Err(error),
            None => catalog.get(&backup.id).await,
        }
    }

    /// Makes the backups of an old computer this one's: they count for the verdict, and are cleaned up as ours are.
    /// Gives how many there are.
    pub async fn adopt(&self, instance: &str) -> Result<u32> {
        let permission = self.exclusive().await?;
        let listed = self.catalog().await?.list().await?;
        let found = listed.iter().filter(|backup| backup.instance == instance);
        let number = u32::try_from(found.count()).unwrap_or(u32::MAX);
        if number == 0 {
            return Err(Error::new(
                Code::NotFound,
                format!("There are no backups of an installation `{instance}`"),
            )
            .hint("`backup list --json` names the installation of each backup"));
        }
        let state = &self.databases().state;
        let mut adopted = super::adopted(state).await?;
        if instance != self.inner.instance.id && !adopted.iter().any(|one| one == instance) {
            adopted.push(instance.to_owned());
            let run = self.begin(ActivityKind::Settings, "Adopting backups").await?;
            let done = bookkeeping::put(state, Key::Adopted, &adopted).await;
            let sentence = format!(
                "{} of another installation adopted",
                words::count(u64::from(number), "backup")
            );
            self.finish(run, done.map(|()| ((), sentence)), "No backups were adopted")
                .await?;
        }
        drop(permission);
        self.tell(Event::BackupsChanged);
        Ok(number)
    }
}

/// Why a backup was made, in words.
pub(super) fn reason(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::Schedule => "schedule",
        Trigger::Manual => "by hand",
        Trigger::BeforeImport => "before import",
        Trigger::BeforeRestore => "before restore",
        Trigger::AfterChanges => "after changes",
        Trigger::CatchUp => "catch-up",
        Trigger::Newer(_) => "by a newer version",
    }
}
