//! Removing backups. Nothing is removed from a location unless another backup of the same installation stays there, and
//! was read in the same run and found intact: what was good yesterday may be empty today.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::context::Context;
use super::locations::Locations;
use super::rereading::{Rereading, at};
use super::texts::backups as texts;
use crate::activity::Kind as ActivityKind;
use crate::backup::location::{Location, Role};
use crate::backup::{Backup, BackupLocation, catalog::Catalog, send};
use crate::db::upload;
use crate::error::{Code, Error, Result};
use crate::event::Event;

/// What to do with the last good backup of a location.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum LastGood {
    /// Keep it: nothing is removed then.
    Keep,
    /// Remove it too, as the person requested.
    Remove,
}

/// What is shown before backups are removed.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DeletionPreview {
    /// The backups to be removed.
    pub backups: Vec<Backup>,
    /// The number of backups that would stay.
    pub remaining: u32,
    /// The newest one that would stay.
    pub newest_remaining: Option<Backup>,
    /// True if no verified one would stay anywhere.
    pub last_checked: bool,
    /// A location that would keep no backup known to be good: this needs confirmation, see [`LastGood`].
    pub last_in: Option<String>,
    /// Ids of pinned backups, which are not removed.
    pub pinned: Vec<String>,
}

/// What was read from one location in one run.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// For each file, whether the backup is good.
    good: HashMap<String, bool>,
    /// Something turned out to differ from the list.
    pub(super) surprised: bool,
}

impl Read {
    /// Starts with a file that was already read and found good, in this run and in this location.
    pub(super) fn with(fresh: Option<&str>) -> Self {
        Self {
            good: fresh.into_iter().map(|file| (file.to_owned(), true)).collect(),
            surprised: false,
        }
    }
}

/// Removes backups, but the last good one only on request.
#[derive(Debug, Clone)]
pub struct Removal {
    context: Context,
    locations: Locations,
    rereading: Rereading,
}

impl Removal {
    pub(super) fn new(context: Context, locations: Locations, rereading: Rereading) -> Self {
        Self {
            context,
            locations,
            rereading,
        }
    }
}

impl Removal {
    /// The newest of these backups in this location that is good, reading each unless it was already read in this run.
    /// Fails if the location does not answer.
    pub(super) async fn newest_good<'b>(
        &self,
        location: &Location,
        staying: &[&'b Backup],
        read: &mut Read,
    ) -> Result<Option<&'b Backup>> {
        for backup in staying {
            let listed = at(backup, location).is_some_and(BackupLocation::is_verified);
            let good = if let Some(good) = read.good.get(&backup.file) {
                // If the list no longer shows it as verified, it has changed since it was read.
                *good && listed
            } else {
                let good = self.rereading.is_good(location, backup).await?;
                read.surprised |= good != listed;
                read.good.insert(backup.file.clone(), good);
                good
            };
            if good {
                return Ok(Some(backup));
            }
        }
        Ok(None)
    }

    /// The next older backup that is read now, in one of its locations, and is good; restore points come last.
    pub(super) async fn older_good(&self, catalog: &Catalog, than: &Backup) -> Result<Option<Backup>> {
        let listed = catalog.list().await?;
        let instance = &self.context.instance().id;
        let loser = Loser::of(than, instance);
        let is_older = |one: &&Backup| {
            loser.is_served_by(&Loser::of(one, instance))
                && (&one.created_at, &one.id) < (&than.created_at, &than.id)
        };
        let (real, restore_points): (Vec<&Backup>, Vec<&Backup>) =
            listed.iter().filter(is_older).partition(|one| is_real(one));
        for backup in real.into_iter().chain(restore_points) {
            for location in catalog.holding(backup) {
                let found = self.newest_good(location, &[backup], &mut Read::default()).await;
                if found.is_ok_and(|good| good.is_some()) {
                    return Ok(Some(backup.clone()));
                }
            }
        }
        Ok(None)
    }

    /// What removing these backups would mean. Reads none of them.
    pub async fn preview(&self, ids: &[String]) -> Result<DeletionPreview> {
        let catalog = self.locations.catalog().await?;
        let backups = self.named(&catalog, ids).await?;
        let listed = catalog.list().await?;
        let instance = &self.context.instance().id;
        let loses_real = backups.iter().any(is_real);
        let verified = |backup: &Backup| {
            (is_real(backup) || !loses_real) && backup.locations.iter().any(BackupLocation::is_verified)
        };
        let (_, rest): (Vec<Backup>, Vec<Backup>) =
            listed.iter().cloned().partition(|one| is_among(&backups, one));
        let last_in = locations(&catalog, &backups).into_iter().find(|location| {
            let lacks = |group: &Vec<&Backup>| {
                !group
                    .iter()
                    .any(|one| at(one, location).is_some_and(BackupLocation::is_verified))
            };
            staying(
                location,
                &listed,
                Loss {
                    going: &backups,
                    from: location,
                    instance,
                },
            )
            .iter()
            .any(lacks)
        });
        Ok(DeletionPreview {
            last_checked: backups.iter().any(verified) && !rest.iter().any(verified),
            last_in: last_in.map(|location| location.name.clone()),
            remaining: u32::try_from(rest.len()).unwrap_or(u32::MAX),
            newest_remaining: rest.into_iter().next(),
            pinned: backups
                .iter()
                .filter(|backup| backup.pinned)
                .map(|backup| backup.id.clone())
                .collect(),
            backups,
        })
    }

    /// Removes backups from every location, all or none. Refuses pinned ones, and those whose removal would leave a
    /// location without a good one, unless `last` allows it. A location that does not answer keeps its copies, and the
    /// error says so.
    pub async fn delete(&self, ids: &[String], last: LastGood) -> Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let removing = self.context.removing().await?;
        let catalog = self.locations.catalog().await?;
        let backups = self.unpinned(&catalog, ids).await?;
        // A slow bucket must not block other operations: it is read before the permission is taken.
        let silent = self.guard_remote(&catalog, &backups, last).await?;
        let permission = self.context.exclusive().await?;
        let backups = self.unpinned(&catalog, ids).await?;
        for location in locations(&catalog, &backups)
            .into_iter()
            .filter(|one| one.role != Role::Remote && last == LastGood::Keep)
        {
            self.guard(&catalog, location, &backups).await?;
        }
        let run = self.context.begin(ActivityKind::Delete, texts::REMOVING).await?;
        let here = remove_here(&catalog, &backups).await;
        drop(permission);
        let there = remove_there(&catalog, &backups, &silent).await;
        drop(removing);
        let silent = silent.into_iter().next().map_or(Ok(()), |(_, error)| Err(error));
        let done = here
            .and(there)
            .and(silent)
            .map(|()| ((), texts::removed(backups.len())));
        let answer = self.context.finish(run, done, texts::NOT_REMOVED).await;
        self.context.tell(Event::BackupsChanged);
        answer
    }

    async fn named(&self, catalog: &Catalog, ids: &[String]) -> Result<Vec<Backup>> {
        let mut backups = Vec::new();
        for id in ids {
            backups.push(self.locations.find(catalog, id).await?);
        }
        Ok(backups)
    }

    async fn unpinned(&self, catalog: &Catalog, ids: &[String]) -> Result<Vec<Backup>> {
        let backups = self.named(catalog, ids).await?;
        match backups.iter().find(|backup| backup.pinned) {
            None => Ok(backups),
            Some(pinned) => Err(Error::new(
                Code::InvalidInput,
                format!("The backup `{}` is pinned", pinned.id),
            )
            .hint("Unpin it first; nothing was removed")),
        }
    }

    /// Guards the remote locations; returns those that do not answer, from which nothing is removed.
    async fn guard_remote(
        &self,
        catalog: &Catalog,
        backups: &[Backup],
        last: LastGood,
    ) -> Result<HashMap<String, Error>> {
        let mut silent = HashMap::new();
        if last == LastGood::Remove {
            return Ok(silent);
        }
        for location in locations(catalog, backups)
            .into_iter()
            .filter(|one| one.role == Role::Remote)
        {
            let guarded = match location.storage().await {
                Ok(_) => self.guard(catalog, location, backups).await,
                Err(error) => Err(error),
            };
            match guarded {
                Err(error) if error.code == Code::LastGood => return Err(error),
                Err(error) => _ = silent.insert(location.key.clone(), error),
                Ok(()) => {}
            }
        }
        Ok(silent)
    }

    /// Fails unless each installation that loses backups keeps one in the location that was just read and is good.
    async fn guard(&self, catalog: &Catalog, location: &Location, going: &[Backup]) -> Result<()> {
        let listed = catalog.list().await?;
        let instance = &self.context.instance().id;
        let loss = Loss {
            going,
            from: location,
            instance,
        };
        // Waiting archives belong to other locations: check which backups stay there.
        let elsewhere = catalog
            .locations
            .iter()
            .filter(|one| location.role == Role::Outbox && one.role != Role::Outbox);
        let looked: Vec<&Location> = std::iter::once(location).chain(elsewhere).collect();
        let mut good = vec![false; staying(location, &listed, loss).len()];
        let mut number = 0;
        for holder in looked {
            let mut read = Read::default();
            for (group, good) in staying(holder, &listed, loss).iter().zip(&mut good) {
                number += group.len();
                if *good {
                    continue;
                }
                match self.newest_good(holder, group, &mut read).await {
                    Ok(found) => *good = found.is_some(),
                    Err(error) if holder.key == location.key => return Err(error),
                    // A backup that cannot be read now cannot be relied on.
                    Err(_) => {}
                }
            }
        }
        if good.iter().all(|good| *good) {
            return Ok(());
        }
        let stays = |one: &Backup| at(one, location).is_some() && !is_among(going, one);
        let restore_points = listed.iter().any(|one| stays(one) && one.own && !is_real(one));
        Err(none_stays(location, number, restore_points))
    }
}

fn is_among(backups: &[Backup], one: &Backup) -> bool {
    backups.iter().any(|backup| backup.file == one.file)
}

/// The locations that hold at least one of these backups.
fn locations<'c>(catalog: &'c Catalog, backups: &[Backup]) -> Vec<&'c Location> {
    let holds = |location: &&Location| {
        backups
            .iter()
            .any(|backup| at(backup, location).is_some_and(|at| at.waiting.is_none()))
    };
    catalog.locations.iter().filter(holds).collect()
}

/// Whose backups are being removed, which decides whose must stay. For those adopted from an old computer, any backup
/// that counts as this installation's will do; for its own, only one that was made here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Loser {
    Ourselves,
    Adopted,
    Other(String),
}

impl Loser {
    fn of(backup: &Backup, instance: &str) -> Self {
        match backup {
            own if own.instance == instance => Self::Ourselves,
            adopted if adopted.own => Self::Adopted,
            other => Self::Other(other.instance.clone()),
        }
    }

    /// Whether a remaining backup of `other` may be the good one.
    fn is_served_by(&self, other: &Self) -> bool {
        self == other || (*self == Self::Adopted && *other == Self::Ourselves)
    }
}

/// Backups being removed from a location, as this installation sees it.
#[derive(Clone, Copy)]
struct Loss<'a> {
    going: &'a [Backup],
    from: &'a Location,
    instance: &'a str,
}

/// What stays in a location, newest first, for each installation that loses a backup in the location `from`. A restore
/// point counts only if nothing but restore points is removed: the state before an import may be empty.
fn staying<'b>(
    location: &Location,
    listed: &'b [Backup],
    Loss {
        going,
        from,
        instance,
    }: Loss<'_>,
) -> Vec<Vec<&'b Backup>> {
    let lost = going.iter().filter(|backup| at(backup, from).is_some());
    let mut losers: BTreeMap<Loser, bool> = BTreeMap::new();
    for backup in lost {
        *losers.entry(Loser::of(backup, instance)).or_default() |= is_real(backup);
    }
    losers
        .iter()
        .map(|(loser, loses_real)| {
            let stays = |backup: &&Backup| {
                let there = at(backup, location).is_some_and(|at| at.waiting.is_none());
                there
                    && loser.is_served_by(&Loser::of(backup, instance))
                    && (is_real(backup) || !loses_real)
                    && !is_among(going, backup)
            };
            listed.iter().filter(stays).collect()
        })
        .collect()
}

/// A backup that is not a restore point, which only undoes a single change.
fn is_real(backup: &Backup) -> bool {
    !backup.trigger.is_restore_point()
}

/// Removes backups from this computer, along with their uploads that wait for other locations.
async fn remove_here(catalog: &Catalog, backups: &[Backup]) -> Result<()> {
    let mut failed = None;
    for backup in backups {
        upload::forget_file(&catalog.pool, &backup.file).await?;
        for location in catalog.holding(backup).filter(|one| one.role != Role::Remote) {
            failed = failed.or(location.delete(backup, catalog.now).await.err());
        }
        send::settle_outbox(catalog, &backup.file).await?;
    }
    failed.map_or(Ok(()), Err)
}

/// Removes backups from the remote locations except the silent ones. One that does not answer keeps its copies and is
/// reported in the error; the others are cleared regardless.
async fn remove_there(catalog: &Catalog, backups: &[Backup], silent: &HashMap<String, Error>) -> Result<()> {
    let mut failed = None;
    for backup in backups {
        let there = catalog.holding(backup).filter(|one| one.role == Role::Remote);
        for location in there.filter(|one| !silent.contains_key(&one.key)) {
            failed = failed.or(location.delete(backup, catalog.now).await.err());
        }
    }
    failed.map_or(Ok(()), Err)
}

/// Nothing is removed, because no good backup would stay.
fn none_stays(location: &Location, number: usize, restore_points: bool) -> Error {
    let location = &location.name;
    let why = match number {
        0 if restore_points => format!("only restore points would remain on {location}"),
        0 => format!("no other backup would remain on {location}"),
        1 => format!("the only other backup on {location} could not be verified"),
        _ => format!("none of the {number} other backups on {location} could be verified"),
    };
    Error::new(Code::LastGood, format!("Nothing was removed: {why}"))
        .hint("Back up first. To remove the last backup on purpose, use `backup delete --last`")
}

/// The retention rule removes nothing, because no good backup would stay.
pub(super) fn none_left(location: &Location) -> Error {
    Error::new(
        Code::LastGood,
        format!(
            "No old backups were removed: none of those that would remain on {} could be verified",
            location.name
        ),
    )
    .hint("Back up now; old backups are removed after that")
}
