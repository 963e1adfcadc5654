//! The rule and the promises, applied to one location.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::calendar::{self, Period};
use super::facts::{Candidate, Maker};
use super::reasons::{KeepReason, RemoveReason};
use super::rule::{Custom, Rule};
use super::verdict::{Decision, RESTORE_POINT_DAYS, Verdict};

/// The listing of one location, seen on one day.
pub(super) struct DatedListing<'a> {
    pub(super) today: NaiveDate,
    pub(super) complete: bool,
    pub(super) backups: Vec<Dated<'a>>,
}

/// A backup with what the calendar and the clock say about it.
pub(super) struct Dated<'a> {
    pub(super) backup: &'a Candidate,
    pub(super) day: NaiveDate,
    pub(super) future: bool,
}

impl Dated<'_> {
    /// One of ours, with a date that can be trusted.
    fn counts(&self) -> bool {
        self.backup.maker != Maker::Other && !self.future
    }

    /// Takes a slot in the rotation, or stands in for one.
    fn rotates(&self) -> bool {
        self.counts()
            && !self.backup.pinned
            && !self.backup.is_restore_point()
            && !self.backup.is_of_newer_version()
    }
}

/// Reasons by the backup's position.
type Slots = HashMap<usize, Vec<KeepReason>>;

impl DatedListing<'_> {
    /// The verdict of the rule on each backup, newest first.
    pub(super) fn judge(mut self, name: &str, rule: Rule) -> Vec<Verdict> {
        self.sort();
        let newest = self.newest();
        let rotation = rule
            .limits()
            .map(|limits| self.rotation(limits))
            .unwrap_or_default();
        let twice = self.same_ids();
        let verdict = |(index, one): (usize, &Dated<'_>)| {
            let mut reasons: Vec<KeepReason> = newest
                .iter()
                .filter(|(position, _)| *position == index)
                .map(|(_, reason)| *reason)
                .chain(self.promised(one))
                .chain(self.by_age(one, rule))
                .chain(rotation.get(&index).into_iter().flatten().copied())
                .chain((twice.get(one.backup.id.as_str()) > Some(&1)).then_some(KeepReason::SameId))
                .collect();
            if reasons.is_empty() && !self.complete {
                reasons.push(KeepReason::Incomplete);
            }
            let decision = match (reasons.is_empty(), rule.limits()) {
                (true, Some(limits)) => Decision::Remove(removal(one.backup, rule, limits)),
                _ => Decision::Keep(reasons),
            };
            Verdict {
                location: name.to_owned(),
                id: one.backup.id.clone(),
                created_at: one.backup.created_at,
                decision,
            }
        };
        self.backups.iter().enumerate().map(verdict).collect()
    }

    /// Newest first; at the same moment the greater id first, as in lists. The rest only matters for two files with one
    /// id, which must not depend on the order they were listed in.
    fn sort(&mut self) {
        self.backups.sort_by_key(|one| {
            let Candidate {
                id,
                created_at,
                trigger,
                pinned,
                verified,
                maker,
            } = one.backup;
            std::cmp::Reverse((created_at, id, trigger.as_str(), pinned, verified, maker))
        });
    }

    /// What this location never loses: the newest of all, and the newest that was made here. What an old computer
    /// kept is no reason to lose the last one of this computer.
    fn newest(&self) -> Vec<(usize, KeepReason)> {
        let mut newest = self.newest_of(|_| true);
        let made_here = self.newest_of(|maker| maker == Maker::Here);
        for one in made_here {
            if !newest.contains(&one) {
                newest.push(one);
            }
        }
        newest
    }

    /// The newest verified backup of these makers. If none is verified: the newest of all, and the newest restore
    /// point, which is verified and stands in for it. Those of a newer version are kept as well.
    fn newest_of(&self, is_theirs: impl Fn(Maker) -> bool) -> Vec<(usize, KeepReason)> {
        let counts = |one: &Dated<'_>| {
            one.counts() && is_theirs(one.backup.maker) && !one.backup.is_of_newer_version()
        };
        let first = |fits: &dyn Fn(&Candidate) -> bool| {
            self.backups
                .iter()
                .position(|one| counts(one) && fits(one.backup))
        };
        let verified = |index| (index, KeepReason::NewestVerified);
        let unverified = |index| (index, KeepReason::NewestUnverified);
        let is_real = |backup: &Candidate| !backup.is_restore_point();
        if let Some(index) = first(&|backup| is_real(backup) && backup.verified) {
            return vec![verified(index)];
        }
        let (real, stand_in) = (first(&is_real), first(&|backup| backup.verified));
        let any = first(&|_| true).filter(|_| real.is_none() && stand_in.is_none());
        let unverified = real.or(any).map(unverified);
        stand_in.map(verified).into_iter().chain(unverified).collect()
    }

    /// Reasons that hold under any rule.
    fn promised(&self, one: &Dated<'_>) -> impl Iterator<Item = KeepReason> + use<> {
        let fresh =
            one.backup.is_restore_point() && calendar::is_younger(one.day, self.today, RESTORE_POINT_DAYS);
        [
            (one.backup.maker == Maker::Other).then_some(KeepReason::Foreign),
            one.future.then_some(KeepReason::Future),
            one.backup
                .is_of_newer_version()
                .then_some(KeepReason::NewerVersion),
            one.backup.pinned.then_some(KeepReason::Pinned),
            (fresh && one.counts()).then_some(KeepReason::RestorePoint {
                days: RESTORE_POINT_DAYS,
            }),
        ]
        .into_iter()
        .flatten()
    }

    /// Kept because the rule keeps everything of that age.
    fn by_age(&self, one: &Dated<'_>, rule: Rule) -> Option<KeepReason> {
        let Some(limits) = rule.limits() else {
            return Some(KeepReason::KeepAll);
        };
        let days = limits.days;
        if !one.counts() || !calendar::is_younger(one.day, self.today, days.get()) {
            return None;
        }
        Some(if one.backup.verified {
            KeepReason::Younger { days }
        } else {
            KeepReason::YoungerUnverified { days }
        })
    }

    /// The newest verified one of each day, week and month, and its stand-in where there is none.
    fn rotation(&self, limits: Custom) -> Slots {
        let mut slots = Slots::new();
        for (bucket, of) in limits.slots() {
            let mut verified: BTreeMap<Period, usize> = BTreeMap::new();
            let mut any: BTreeMap<Period, usize> = BTreeMap::new();
            for (index, one) in self.backups.iter().enumerate().filter(|(_, one)| one.rotates()) {
                let period = bucket.period(one.day);
                any.entry(period).or_insert(index);
                if one.backup.verified {
                    verified.entry(period).or_insert(index);
                }
            }
            for (number, index) in (1..=of).zip(verified.values().rev()) {
                let slot = KeepReason::Slot { bucket, number, of };
                slots.entry(*index).or_default().push(slot);
            }
            // Counted among all, not only the unverified, so that there are never more of them than the rule has slots.
            for (period, index) in any.iter().rev().take(usize::from(of)) {
                if !verified.contains_key(period) {
                    slots
                        .entry(*index)
                        .or_default()
                        .push(KeepReason::StandIn { bucket });
                }
            }
        }
        slots
    }

    /// How often each id occurs: removing by a duplicate id could hit the wrong one.
    fn same_ids(&self) -> HashMap<&str, usize> {
        let mut ids = HashMap::new();
        for one in &self.backups {
            *ids.entry(one.backup.id.as_str()).or_default() += 1;
        }
        ids
    }
}

fn removal(backup: &Candidate, rule: Rule, limits: Custom) -> RemoveReason {
    let days = limits.days.get();
    if backup.is_restore_point() {
        let days = days.max(RESTORE_POINT_DAYS);
        RemoveReason::OldRestorePoint { rule, days }
    } else if backup.verified {
        RemoveReason::Older { rule, days }
    } else {
        RemoveReason::OlderUnverified { rule, days }
    }
}
