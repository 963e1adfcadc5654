//! Retention: previews what the rule would remove, and removes it.

use chrono::{DateTime, Local, Utc};
use serde::Serialize;

use super::context::Context;
use super::locations::Locations;
use super::removal::{self, Read, Removal};
use super::texts::backups as texts;
use crate::activity::Kind as ActivityKind;
use crate::archive::Trigger;
use crate::backup::location::{Location, Role};
use crate::backup::{Backup, ProblemKind, catalog::Catalog};
use crate::db::bookkeeping::{self, Key};
use crate::db::location;
use crate::error::Result;
use crate::event::Event;
use crate::retention::{
    self, Candidate, Clock, Comparison, Listing, Maker, Outcome, Preview, RemoveReason, Rule, Situation,
};
use crate::storage;
use crate::words;

/// The result of a retention run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CleanUp {
    /// The backups that were removed, and why.
    pub removed: Vec<Removed>,
    /// Why the run was postponed, if it was.
    pub postponed: Option<String>,
}

/// A backup that retention removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Removed {
    /// Id of the backup.
    pub id: String,
    /// Name of the location.
    pub location: String,
    /// The reason, in the words of the rule.
    pub reason: String,
}

/// Removes the backups that the rule does not keep.
#[derive(Debug, Clone)]
pub struct Retention {
    context: Context,
    locations: Locations,
    removal: Removal,
}

impl Retention {
    pub(super) fn new(context: Context, locations: Locations, removal: Removal) -> Self {
        Self {
            context,
            locations,
            removal,
        }
    }
}

impl Retention {
    /// What a rule would remove now; without one, the current rule.
    pub async fn preview(&self, rule: Option<Rule>) -> Result<Preview> {
        let rule = rule.unwrap_or(self.context.settings().await.retention);
        let listings = self.listings(&self.locations.catalog().await?).await?;
        Ok(retention::preview(&self.situation(&listings), &rule))
    }

    /// What a new rule would remove that the current one would not.
    pub async fn compare(&self, new: Rule) -> Result<Comparison> {
        let old = self.context.settings().await.retention;
        let listings = self.listings(&self.locations.catalog().await?).await?;
        Ok(retention::compare(&self.situation(&listings), &old, &new))
    }

    /// Removes what the rule does not keep, in every location. One that does not answer is skipped and reported as an
    /// error.
    pub async fn apply(&self) -> Result<CleanUp> {
        let permission = self.context.exclusive().await?;
        let done = self.clean_up_here(None).await;
        drop(permission);
        self.context.tell(Event::BackupsChanged);
        let mut done = done?;
        let catalog = self.locations.catalog().await?;
        let mut failed = None;
        for location in catalog
            .locations
            .iter()
            .filter(|location| location.role == Role::Remote)
        {
            match self.clean_up_in(&catalog, location, None).await {
                Ok(there) => {
                    done.removed.extend(there.removed);
                    done.postponed = done.postponed.or(there.postponed);
                }
                Err(error) => failed = failed.or(Some(error)),
            }
            self.context.tell(Event::BackupsChanged);
        }
        failed.map_or(Ok(done), Err)
    }

    /// Cleans up the folder on this computer; the caller holds the permission. `fresh`: the file of the backup that was
    /// just made.
    pub(super) async fn clean_up_here(&self, fresh: Option<&str>) -> Result<CleanUp> {
        let catalog = self.locations.catalog().await?;
        match catalog
            .locations
            .iter()
            .find(|location| location.role == Role::Folder)
        {
            Some(location) => self.clean_up(&catalog, location, fresh).await,
            None => Ok(CleanUp::default()),
        }
    }

    /// Cleans up a location that the backup `fresh` has just reached. A failure leaves too many backups, not too few.
    pub(super) async fn clean_up_there(&self, catalog: &Catalog, location: &Location, fresh: Option<&str>) {
        if let Err(error) = self.clean_up_in(catalog, location, fresh).await {
            tracing::warn!(?error, "old backups could not be removed from a location");
        }
    }

    /// Cleans up a location that is reached over a network, based on a fresh listing: what another computer has pinned
    /// or written since must count.
    async fn clean_up_in(
        &self,
        catalog: &Catalog,
        location: &Location,
        fresh: Option<&str>,
    ) -> Result<CleanUp> {
        let removing = self.context.removing().await?;
        location.refresh(self.context.now(), &|| ()).await?;
        let done = self.clean_up(catalog, location, fresh).await;
        drop(removing);
        done
    }

    async fn clean_up(&self, catalog: &Catalog, location: &Location, fresh: Option<&str>) -> Result<CleanUp> {
        let state = &self.context.databases().state;
        let last_run = last_run_key(location);
        let clock = Clock {
            last: bookkeeping::get(state, last_run).await?,
            period: None,
        };
        // Recorded before anything is removed: a wrong clock is doubted once, whatever happens next.
        bookkeeping::put(state, last_run, &clock.ran(self.context.now())).await?;
        match self.judged(catalog, location, &clock, fresh).await? {
            Judged::Postponed(why) => Ok(CleanUp {
                removed: Vec::new(),
                postponed: Some(why),
            }),
            Judged::Going(going) if going.is_empty() => Ok(CleanUp::default()),
            Judged::Going(going) => self.remove(catalog, location, &going).await,
        }
    }

    /// The backups to remove from a location, once the newest one that stays was read there and is good. If reading
    /// shows that the list was wrong, the rule is applied again.
    async fn judged(
        &self,
        catalog: &Catalog,
        location: &Location,
        clock: &Clock,
        fresh: Option<&str>,
    ) -> Result<Judged> {
        let rule = self.context.settings().await.retention;
        let mut read = Read::with(fresh);
        loop {
            let listed = catalog.list().await?;
            let mut listings = self.listings_of(catalog, &listed).await?;
            listings.retain(|listing| listing.location == location.name);
            let verdicts = match retention::verdicts(&self.situation(&listings), &rule, clock) {
                Outcome::Decided(verdicts) => verdicts,
                Outcome::Postponed(why) => return Ok(Judged::Postponed(why.to_string())),
            };
            let going: Vec<(String, RemoveReason)> = verdicts
                .into_iter()
                .filter_map(|verdict| Some((verdict.id.clone(), verdict.removal()?)))
                .collect();
            if going.is_empty() {
                return Ok(Judged::Going(going));
            }
            let mut all_good = true;
            for ours in self.warrants(&listed, location, &going) {
                all_good &= self.good_stays(location, &going, &ours, &mut read).await?;
            }
            if std::mem::take(&mut read.surprised) {
                continue;
            }
            return if all_good {
                Ok(Judged::Going(going))
            } else {
                Err(removal::none_left(location))
            };
        }
    }

    /// Whether one of `ours` that stays was read in this run and is good.
    async fn good_stays(
        &self,
        location: &Location,
        going: &Going,
        ours: &[&Backup],
        read: &mut Read,
    ) -> Result<bool> {
        let stays = |backup: &Backup| going.iter().all(|(id, _)| *id != backup.id);
        // The newest of all, not only of those that stay: one that merely looks changed may be the newest good one.
        let newest = self.removal.newest_good(location, ours, read).await?;
        let good = match newest.filter(|_| !read.surprised) {
            Some(newest) if !stays(newest) => {
                let staying: Vec<&Backup> = ours.iter().copied().filter(|one| stays(one)).collect();
                self.removal.newest_good(location, &staying, read).await?
            }
            newest => newest,
        };
        Ok(good.is_some())
    }

    /// The groups of backups in a location that must each keep a good one: those that the rule counts and, if one made
    /// here is removed, those made here.
    fn warrants<'b>(&self, listed: &'b [Backup], location: &Location, going: &Going) -> Vec<Vec<&'b Backup>> {
        let now = self.context.now();
        let is_here = |backup: &Backup| backup.instance == self.context.instance().id;
        let goes = |backup: &&Backup| going.iter().any(|(id, _)| *id == backup.id);
        let counted = listed.iter().filter(|backup| {
            self.candidate(backup, &location.name).is_some_and(|one| {
                one.maker != Maker::Other && one.created_at <= now && !one.is_of_newer_version()
            })
        });
        let counted: Vec<&Backup> = counted.collect();
        let here: Vec<&Backup> = counted.iter().copied().filter(|one| is_here(one)).collect();
        let loses_here = here.iter().any(goes);
        let mut warrants = vec![real_first(counted, goes)];
        if loses_here {
            warrants.push(real_first(here, goes));
        }
        warrants
    }

    async fn remove(
        &self,
        catalog: &Catalog,
        location: &Location,
        going: &[(String, RemoveReason)],
    ) -> Result<CleanUp> {
        let listed = catalog.list().await?;
        let mut run = self
            .context
            .begin(ActivityKind::Delete, texts::CLEANING_UP)
            .await?;
        let mut clean_up = CleanUp::default();
        let mut lines = Vec::new();
        let done = async {
            for (id, reason) in going {
                // It may have been pinned or removed in the meantime.
                let Some(backup) = listed.iter().find(|backup| backup.id == *id && !backup.pinned) else {
                    continue;
                };
                self.context.boundary(&backup.file);
                match location.delete(backup, self.context.now()).await {
                    // A store that keeps everything has a rule of its own: that is a choice, not a failure.
                    Err(error) if storage::is_denied(&error) => {
                        clean_up.postponed = Some(texts::cleans_up_itself(&location.name));
                        break;
                    }
                    other => other?,
                }
                lines.push(format!("{}: {reason}", self.when(backup)));
                clean_up.removed.push(Removed {
                    id: id.clone(),
                    location: location.name.clone(),
                    reason: reason.to_string(),
                });
            }
            Ok(())
        };
        let done: Result<()> = done.await;
        lines.extend(clean_up.postponed.clone());
        run.entry.detail = Some(lines.join("\n"));
        let remote = (location.role == Role::Remote).then_some(&*location.name);
        let sentence = texts::cleaned_up(clean_up.removed.len(), remote);
        self.context
            .finish(run, done.map(|()| (clean_up, sentence)), texts::NOT_CLEANED_UP)
            .await
    }

    async fn listings(&self, catalog: &Catalog) -> Result<Vec<Listing>> {
        self.listings_of(catalog, &catalog.list().await?).await
    }

    /// The contents of each location, as retention needs them. One that was never listed completely may hold more.
    async fn listings_of(&self, catalog: &Catalog, backups: &[Backup]) -> Result<Vec<Listing>> {
        let mut listings = Vec::new();
        for location in catalog
            .locations
            .iter()
            .filter(|location| location.role != Role::Outbox)
        {
            let complete = match location.role {
                Role::Remote => location::get(&catalog.pool, &location.key)
                    .await?
                    .is_some_and(|row| row.listed_at.is_some()),
                Role::Folder | Role::Outbox => true,
            };
            listings.push(Listing {
                location: location.name.clone(),
                complete,
                backups: backups
                    .iter()
                    .filter_map(|backup| self.candidate(backup, &location.name))
                    .collect(),
            });
        }
        Ok(listings)
    }

    /// A backup in one location, if it is stored there.
    fn candidate(&self, backup: &Backup, location: &str) -> Option<Candidate> {
        let here = backup.locations.iter().find(|at| at.name == location)?;
        // Anything that is not a regular file is not removed either.
        if here.waiting.is_some() || here.problem_kind == Some(ProblemKind::NotAFile) {
            return None;
        }
        let at: DateTime<Utc> = *backup.created_at;
        Some(Candidate {
            id: backup.id.clone(),
            created_at: at,
            trigger: backup.trigger,
            pinned: backup.pinned,
            verified: here.is_verified(),
            maker: if backup.instance == self.context.instance().id {
                Maker::Here
            } else if backup.own {
                Maker::Adopted
            } else {
                Maker::Other
            },
        })
    }

    fn when(&self, backup: &Backup) -> String {
        words::day_and_time(*backup.created_at, self.context.now())
    }

    fn situation<'a>(&self, listings: &'a [Listing]) -> Situation<'a, Local> {
        Situation {
            listings,
            now: self.context.now(),
            zone: Local,
        }
    }
}

/// Whether a verified backup made for this reason is followed by a clean-up. A restore point is not: it is made in the
/// middle of an operation that may still need the stored backups.
pub(super) fn cleans_up_after(trigger: Trigger) -> bool {
    !trigger.is_restore_point()
}

/// Ids of the backups to remove, and why.
type Going = [(String, RemoveReason)];

/// The decision for a location.
enum Judged {
    Going(Vec<(String, RemoveReason)>),
    /// Nothing is removed this time.
    Postponed(String),
}

/// Restore points come last, and are left out if a backup is removed: the state before an import may be empty.
fn real_first(backups: Vec<&Backup>, goes: impl Fn(&&Backup) -> bool) -> Vec<&Backup> {
    let (restore_points, mut real): (Vec<&Backup>, Vec<&Backup>) = backups
        .into_iter()
        .partition(|backup| backup.trigger.is_restore_point());
    if !real.iter().any(goes) {
        real.extend(restore_points);
    }
    real
}

/// Where the last run in a location is recorded: one for each location, since one may be unreachable for weeks.
fn last_run_key(location: &Location) -> Key<'_> {
    match location.role {
        Role::Folder | Role::Outbox => Key::RetentionRun(None),
        Role::Remote => Key::RetentionRun(Some(&location.key)),
    }
}
