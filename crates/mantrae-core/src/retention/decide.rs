//! Keep or remove, for each backup in each location.

use std::collections::BTreeMap;

use chrono::TimeZone;

use super::calendar;
use super::clock::{Clock, Postponed};
use super::dated::{Dated, DatedListing};
use super::facts::Situation;
use super::rule::Rule;
use super::verdict::Verdict;

/// What a run of retention does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The verdicts, by location, newest first.
    Decided(Vec<Verdict>),
    /// Nothing is removed this time; the next run tries again.
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

/// What the rule says if the clock is right, for previews; by location, newest first.
pub fn judge<Tz: TimeZone>(situation: &Situation<'_, Tz>, rule: &Rule) -> Vec<Verdict> {
    let mut locations: BTreeMap<&str, DatedListing<'_>> = BTreeMap::new();
    for listing in situation.listings {
        let location = locations
            .entry(&listing.location)
            .or_insert_with(|| DatedListing {
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
