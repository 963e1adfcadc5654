//! Keep or remove, for each backup in each location.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeZone, Utc};

use super::calendar;
use super::clock::{Clock, Postponed};
use super::facts::Situation;
use super::location::{Dated, Location};
use super::reasons::{KeepReason, RemoveReason};
use super::rule::Rule;

/// How long restore points stay under any rule, in days.
pub const RESTORE_POINT_DAYS: u32 = 30;

/// What happens to one backup in one location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Name of the location.
    pub location: String,
    /// Id of the backup.
    pub id: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Keep or remove.
    pub decision: Decision,
}

/// Keep or remove, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// At least one reason, the strongest first.
    Keep(Vec<KeepReason>),
    /// No reason to keep it.
    Remove(RemoveReason),
}

impl Verdict {
    /// Why it goes; `None` when it stays.
    pub fn removal(&self) -> Option<RemoveReason> {
        match &self.decision {
            Decision::Keep(_) => None,
            Decision::Remove(reason) => Some(*reason),
        }
    }
}

/// What a run of retention does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// As these say; by location, newest first.
    Decided(Vec<Verdict>),
    /// Nothing is removed this time; the next run goes on.
    Postponed(Postponed),
}

/// What a run of retention does now.
///
/// The caller remembers [`Clock::ran`] afterwards, whatever the outcome.
pub fn verdicts<Tz: TimeZone>(situation: &Situation<'_, Tz>, rule: &Rule, clock: &Clock) -> Outcome {
    clock
        .doubt(situation.now)
        .map_or_else(|| Outcome::Decided(judge(situation, rule)), Outcome::Postponed)
}

/// What the rule says while the clock is right, for looking at it beforehand; by location, newest first.
pub fn judge<Tz: TimeZone>(situation: &Situation<'_, Tz>, rule: &Rule) -> Vec<Verdict> {
    let mut locations: BTreeMap<&str, Location<'_>> = BTreeMap::new();
    for listing in situation.listings {
        let location = locations.entry(&listing.location).or_insert_with(|| Location {
            today: calendar::day(situation.now, &situation.zone),
            complete: true,
            backups: Vec::new(),
        });
        location.complete &= listing.complete;
        location
            .backups
            .extend(listing.backups.iter().map(|backup| Dated {
                backup,
                day: calendar::day(backup.created_at, &situation.zone),
                future: backup.created_at > situation.now,
            }));
    }
    locations
        .into_iter()
        .flat_map(|(name, location)| location.judge(name, *rule))
        .collect()
}
