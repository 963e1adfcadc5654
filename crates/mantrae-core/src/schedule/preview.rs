//! The upcoming times.

use chrono::{DateTime, Duration, Offset as _, TimeZone, Utc};
use serde::Serialize;

use super::Cron;
use crate::timestamp::Timestamp;

/// How many firings are looked at to find the longest gap.
const LOOKED_AT: usize = 8;

/// One upcoming time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Firing {
    /// RFC 3339, UTC.
    pub at: Timestamp,
    /// The clock changes between the one before and this one.
    pub clock_change: Option<ClockChange>,
}

/// What the clock of the zone does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ClockChange {
    /// It goes forward: summer time begins.
    Forward,
    /// It goes back: summer time ends.
    Back,
}

/// The next times after `now`, at most `count`.
pub fn next<Z: TimeZone>(cron: &Cron, zone: &Z, now: DateTime<Utc>, count: usize) -> Vec<Firing> {
    let offset = |at: DateTime<Utc>| at.with_timezone(zone).offset().fix().local_minus_utc();
    let mut before = now;
    let times = std::iter::successors(cron.next(now, zone), |at| cron.next(*at, zone));
    times
        .take(count)
        .map(|at| {
            let clock_change = match offset(at).cmp(&offset(before)) {
                std::cmp::Ordering::Less => Some(ClockChange::Back),
                std::cmp::Ordering::Equal => None,
                std::cmp::Ordering::Greater => Some(ClockChange::Forward),
            };
            before = at;
            Firing {
                at: Timestamp::from(at),
                clock_change,
            }
        })
        .collect()
}

/// The longest time between two of the next eight firings; `None` where there are not two of them.
pub fn longest_gap<Z: TimeZone>(cron: &Cron, zone: &Z, now: DateTime<Utc>) -> Option<Duration> {
    let times = std::iter::successors(cron.next(now, zone), |at| cron.next(*at, zone));
    let times: Vec<DateTime<Utc>> = times.take(LOOKED_AT).collect();
    times.windows(2).map(|pair| pair[1] - pair[0]).max()
}
