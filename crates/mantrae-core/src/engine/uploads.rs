//! Sends archives to the remote locations they wait for, in parallel with everything else.

use std::collections::HashMap;
use std::time::Duration;

use serde::Serialize;

use super::context::Context;
use super::locations::Locations;
use super::removal::{Read, Removal};
use super::rereading::{Rereading, at};
use super::retention::{Retention, cleans_up_after};
use crate::activity::Run;
use crate::archive::{Key, Name};
use crate::backup::catalog::Catalog;
use crate::backup::location::{Location, ReadBack, Role};
use crate::backup::send::{self, Unsent};
use crate::backup::{Backup, ProblemKind};
use crate::db::upload;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::storage::Identity;
use crate::timestamp::Timestamp;
use crate::verification::Depth;

/// How old the listing of a location may become.
const LIST_AGAIN: Duration = Duration::from_hours(1);

/// What happened to the waiting archives.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Pushed {
    /// Number of archives that arrived and were verified.
    pub sent: u32,
    /// Number that are still waiting.
    pub waiting: u32,
    /// When the first of those is tried; RFC 3339, UTC.
    pub next_try: Option<Timestamp>,
}

/// The occasion on which waiting archives are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    /// With a backup that was just made: all of them are sent, whenever their next attempt is due.
    Backup,
    /// On their own: only those that are due are sent.
    Nothing,
}

/// The step of a run that sends its archive to a location.
pub(super) fn step(location: &str) -> String {
    format!("Send to {location}")
}

/// Sends archives to the locations they wait for.
#[derive(Debug, Clone)]
pub struct Uploads {
    context: Context,
    locations: Locations,
    rereading: Rereading,
    removal: Removal,
    retention: Retention,
}

impl Uploads {
    pub(super) fn new(
        context: Context,
        locations: Locations,
        rereading: Rereading,
        removal: Removal,
        retention: Retention,
    ) -> Self {
        Self {
            context,
            locations,
            rereading,
            removal,
            retention,
        }
    }
}

impl Uploads {
    /// How many archives are waiting for a location.
    pub async fn waiting(&self) -> Result<u32> {
        Ok(self.pushed(0).await?.waiting)
    }

    /// Sends the waiting archives that are due, newest first, and verifies each where it arrives. Needs no permission
    /// and blocks nothing; costs one table lookup if nothing is waiting.
    pub async fn push(&self) -> Result<Pushed> {
        self.push_beside(Beside::Nothing).await
    }

    /// Sends waiting archives and lists the locations for as long as the program runs: sending at the interval `every`,
    /// listing every hour, both immediately at first. Failures show in the state of the locations.
    pub async fn tend(&self, every: Duration) {
        let mut tick = tokio::time::interval(every);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut listed: Option<tokio::time::Instant> = None;
        loop {
            tick.tick().await;
            let relisted = listed.is_none_or(|at| at.elapsed() > LIST_AGAIN);
            if relisted {
                listed = Some(tokio::time::Instant::now());
                if let Err(error) = self.locations.refresh().await {
                    tracing::warn!(?error, "the locations could not be listed");
                }
            }
            if self.context.waits_for_network().await {
                continue;
            }
            if relisted && let Err(error) = self.rereading.reread_changed(true).await {
                tracing::warn!(?error, "the changed locations could not be listed again");
            }
            if let Err(error) = self.push().await {
                tracing::warn!(?error, "waiting backups could not be sent");
            }
        }
    }

    /// Makes all waiting archives due immediately: a key was entered, the network is back, or somebody asked.
    pub async fn hurry(&self) -> Result<()> {
        upload::hurry(
            &self.context.databases().state,
            Timestamp::from(self.context.now()),
        )
        .await
    }

    /// Sends a backup that was just made to the locations that lack it, along with any archives that have waited
    /// longer, as far as the locations answer; returns its resulting state.
    pub(super) async fn send_now(&self, backup: Backup) -> Result<Backup> {
        // The backup is made: any later failure shows in its locations.
        if let Err(error) = self.push_beside(Beside::Backup).await {
            tracing::warn!(?error, "a backup was not sent");
        }
        self.locations.catalog().await?.get(&backup.id).await
    }

    /// Like [`Uploads::send_now`], for an automatic backup: it may have to wait for another network.
    pub(super) async fn send_in_background(&self, backup: Backup) -> Result<Backup> {
        if self.context.waits_for_network().await {
            return Ok(backup);
        }
        self.send_now(backup).await
    }

    async fn push_beside(&self, beside: Beside) -> Result<Pushed> {
        let state = &self.context.databases().state;
        let now = Timestamp::from(self.context.now());
        // What failed before is sent along with the next backup, as promised.
        let due = |row: &upload::Row| row.next_try <= now || beside == Beside::Backup;
        if !upload::all(state).await?.iter().any(due) {
            return self.pushed(0).await;
        }
        // Another upload is already running: it takes care of what waits.
        let Some(permission) = self.context.sending(beside == Beside::Backup).await? else {
            return self.pushed(0).await;
        };
        let catalog = self.locations.catalog().await?;
        let mut sent = 0;
        let mut silent: HashMap<String, Timestamp> = HashMap::new();
        let mut cleaned: Vec<(&Location, String)> = Vec::new();
        for row in upload::all(state).await?.into_iter().filter(due) {
            let Some(location) = catalog
                .locations
                .iter()
                .find(|location| location.key == row.location)
            else {
                self.homeless(&catalog, &row).await?;
                continue;
            };
            if let Some(&later) = silent.get(&location.key) {
                self.postpone(&row, later).await?;
                continue;
            }
            match self.send(&catalog, location, &row.file).await {
                Ok(read) => {
                    if location.role == Role::Remote {
                        location.note_answer(&Ok(()), self.context.now()).await?;
                    }
                    if self.was_removed(&row).await? {
                        remove_again(location, &row.file).await;
                    } else {
                        self.note_sent(&catalog, location, &row, &read).await?;
                        sent += 1;
                        if cleans_up(&row.file) && !cleaned.iter().any(|(one, _)| one.key == location.key) {
                            cleaned.push((location, row.file.clone()));
                        }
                    }
                }
                Err(unsent) => {
                    if let Some(later) = self.note_unsent(&catalog, location, &row, &unsent).await? {
                        silent.insert(location.key.clone(), later);
                    }
                }
            }
            self.context.tell(Event::BackupsChanged);
            self.context.tell(Event::ActivityChanged);
        }
        for (location, fresh) in cleaned {
            self.retention
                .clean_up_there(&catalog, location, Some(&fresh))
                .await;
        }
        drop(permission);
        self.pushed(sent).await
    }

    async fn send(
        &self,
        catalog: &Catalog,
        location: &Location,
        file: &str,
    ) -> Result<(Depth, Identity), Unsent> {
        let staging = self.context.staging().map_err(Unsent::Source)?;
        let encrypted = Name::parse(file).and_then(|name| name.key_id).is_some();
        let keys: Vec<Key> = self.context.keys().of_stored(file).await.unwrap_or_default();
        let keys = encrypted.then_some(keys.as_slice());
        send::send(catalog, (location, file), (keys, &staging)).await
    }

    /// Records that an archive arrived and was verified.
    async fn note_sent(
        &self,
        catalog: &Catalog,
        location: &Location,
        row: &upload::Row,
        (depth, identity): &(Depth, Identity),
    ) -> Result<()> {
        let verified = ReadBack {
            at: Timestamp::from(self.context.now()),
            depth: *depth,
            identity,
        };
        location.arrived(&row.file, verified).await?;
        send::settle_outbox(catalog, &row.file).await?;
        let state = &self.context.databases().state;
        Run::close_step(state, &row.activity, &step(&location.name), None).await
    }

    /// Records why an archive was not sent. If the location failed, returns the time before which it need not be tried
    /// for other archives.
    async fn note_unsent(
        &self,
        catalog: &Catalog,
        location: &Location,
        row: &upload::Row,
        unsent: &Unsent,
    ) -> Result<Option<Timestamp>> {
        let state = &self.context.databases().state;
        let error = unsent.error();
        let later = match unsent {
            Unsent::Gone(_) => {
                location.give_up(&row.file).await?;
                send::settle_outbox(catalog, &row.file).await?;
                None
            }
            Unsent::Source(_) => {
                self.reread_here(catalog, row).await?;
                Some(self.failed(row, error).await?)
            }
            Unsent::Location(_) => {
                if location.role == Role::Remote {
                    location
                        .note_answer::<()>(&Err(error.failure().into()), self.context.now())
                        .await?;
                }
                // The next attempt reads key and address again: they may have been corrected.
                self.context.forget_open_buckets();
                Some(self.failed(row, error).await?)
            }
        };
        Run::close_step(state, &row.activity, &step(&location.name), Some(&error.message)).await?;
        Ok(later.filter(|_| unsent.is_of_all()))
    }

    /// An archive that could not be sent is read again on this computer: it may be damaged.
    async fn reread_here(&self, catalog: &Catalog, row: &upload::Row) -> Result<()> {
        let listed = catalog.list().await?;
        let Some(backup) = listed.iter().find(|backup| backup.file == row.file) else {
            return Ok(());
        };
        let unsure = |location: &&Location| {
            let known = at(backup, location).and_then(|at| at.problem_kind);
            location.folder.is_some() && matches!(known, None | Some(ProblemKind::Changed))
        };
        for location in catalog.holding(backup).filter(unsure) {
            // If it cannot be read now, that says nothing, and is already reported.
            if let Err(error) = self.rereading.is_good(location, backup).await {
                tracing::info!(?error, "the list of backups to send could not be read");
            }
        }
        Ok(())
    }

    /// True if a person removed the backup while it was on its way.
    async fn was_removed(&self, row: &upload::Row) -> Result<bool> {
        let waiting = upload::all(&self.context.databases().state).await?;
        let same = |one: &upload::Row| one.file == row.file && one.location == row.location;
        Ok(!waiting.iter().any(same))
    }

    /// Records a failure; returns when the next attempt is due.
    async fn failed(&self, row: &upload::Row, error: &Error) -> Result<Timestamp> {
        // Checking a keyring disturbs nobody, and frequent attempts notice soon that it was unlocked.
        let keyring = matches!(error.code, Code::Locked | Code::Keyring | Code::KeyNeeded);
        let attempts = if keyring { 1 } else { row.attempts + 1 };
        let later = Timestamp::from(send::next_try(attempts, self.context.now()));
        let row = upload::Row {
            attempts,
            next_try: later,
            problem: serde_json::to_string(&error.failure()).ok(),
            ..row.clone()
        };
        upload::put(&self.context.databases().state, &row).await?;
        Ok(later)
    }

    /// The location does not answer at the moment: it is not tried for every waiting archive.
    async fn postpone(&self, row: &upload::Row, later: Timestamp) -> Result<()> {
        let row = upload::Row {
            next_try: later,
            ..row.clone()
        };
        upload::put(&self.context.databases().state, &row).await
    }

    /// The location is no longer in use. If the archive is read in another location now and is good, it stops waiting.
    async fn homeless(&self, catalog: &Catalog, row: &upload::Row) -> Result<()> {
        let listed = catalog.list().await?;
        let Some(backup) = listed.iter().find(|backup| backup.file == row.file) else {
            return Ok(());
        };
        let elsewhere = catalog
            .holding(backup)
            .filter(|location| location.role != Role::Outbox);
        for location in elsewhere {
            let good = self
                .removal
                .newest_good(location, &[backup], &mut Read::default())
                .await;
            if good.is_ok_and(|good| good.is_some()) {
                upload::forget(&self.context.databases().state, &row.location, &row.file).await?;
                return send::settle_outbox(catalog, &row.file).await;
            }
        }
        let later = Timestamp::from(send::next_try(row.attempts + 1, self.context.now()));
        self.postpone(
            &upload::Row {
                attempts: row.attempts + 1,
                ..row.clone()
            },
            later,
        )
        .await
    }

    async fn pushed(&self, sent: u32) -> Result<Pushed> {
        let rows = upload::all(&self.context.databases().state).await?;
        Ok(Pushed {
            sent,
            waiting: u32::try_from(rows.len()).unwrap_or(u32::MAX),
            next_try: rows.into_iter().map(|row| row.next_try).min(),
        })
    }
}

/// Removes the sent copy of a backup that was removed while it was on its way. If that fails, it shows in the list.
async fn remove_again(location: &Location, file: &str) {
    let removed = async { location.storage().await?.delete(file).await };
    if let Err(error) = removed.await {
        tracing::warn!(
            ?error,
            "a backup that was removed while it was being sent is still there"
        );
    }
}

/// Whether a backup is followed by a clean-up.
fn cleans_up(file: &str) -> bool {
    Name::parse(file).is_some_and(|name| cleans_up_after(name.trigger))
}
