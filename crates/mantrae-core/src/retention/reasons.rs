//! Everything that retention says to a person.

use std::fmt::{Display, Formatter, Result};

use serde::Serialize;

use super::calendar::Bucket;
use super::clock::Postponed;
use super::rule::{Custom, Days, Rule};
use crate::words::count;

/// Why a backup is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum KeepReason {
    /// The newest verified one of its location.
    NewestVerified,
    /// The newest one of a location where none is verified.
    NewestUnverified,
    /// A person pinned it.
    Pinned,
    /// A recent restore point.
    RestorePoint {
        /// How long restore points are kept.
        days: u32,
    },
    /// The rule keeps everything.
    KeepAll,
    /// The rule keeps everything of that age.
    Younger {
        /// For how long.
        days: Days,
    },
    /// Not verified; the rule keeps everything of that age.
    YoungerUnverified {
        /// For how long.
        days: Days,
    },
    /// The newest of its day, week or month.
    Slot {
        /// Of which of them.
        bucket: Bucket,
        /// Counted from the newest, beginning with 1.
        number: u16,
        /// How many the rule keeps.
        of: u16,
    },
    /// Not verified, but there is no verified one of its day, week or month.
    StandIn {
        /// Of which of them.
        bucket: Bucket,
    },
    /// Written by another installation.
    Foreign,
    /// Made after the present moment: a clock was wrong.
    Future,
    /// Made for a reason that only a newer version knows.
    NewerVersion,
    /// Another backup in its location has the same id.
    SameId,
    /// Its location may hold more than is listed.
    Incomplete,
}

impl Display for KeepReason {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        let text = match self {
            Self::NewestVerified => "newest verified here",
            Self::NewestUnverified => "newest here, where none is verified",
            Self::Pinned => "pinned",
            Self::KeepAll => "keep all",
            Self::Foreign => "from another computer",
            Self::Future => "dated in the future",
            Self::NewerVersion => "made by a newer version",
            Self::SameId => "another one here has the same id",
            Self::Incomplete => "the list of this location is incomplete",
            Self::RestorePoint { days } => {
                return write!(formatter, "restore point younger than {}", in_days(*days));
            }
            Self::Younger { days } => return write!(formatter, "younger than {}", in_days(days.get())),
            Self::YoungerUnverified { days } => {
                return write!(formatter, "not verified, younger than {}", in_days(days.get()));
            }
            Self::Slot { bucket, number, of } => {
                return write!(formatter, "{} {number} of {of}", adjective(*bucket));
            }
            Self::StandIn { bucket } => {
                return write!(formatter, "not verified, newest of its {}", noun(*bucket));
            }
        };
        formatter.write_str(text)
    }
}

/// "newest verified here · daily 1 of 14".
pub fn stays_because(reasons: &[KeepReason]) -> String {
    let words: Vec<String> = reasons.iter().map(ToString::to_string).collect();
    words.join(" · ")
}

/// Why a backup is removed; each reason names the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum RemoveReason {
    /// It is older than the rule keeps everything, and has no slot among the daily, weekly and monthly ones.
    Older {
        /// The rule.
        rule: Rule,
        /// Beyond how many days.
        days: u32,
    },
    /// The same of one that is not verified.
    OlderUnverified {
        /// The rule.
        rule: Rule,
        /// Beyond how many days.
        days: u32,
    },
    /// Restore points have no slot among the daily, weekly and monthly ones.
    OldRestorePoint {
        /// The rule.
        rule: Rule,
        /// Beyond how many days.
        days: u32,
    },
}

impl Display for RemoveReason {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        let (rule, days, what) = match self {
            Self::Older { rule, days } => (rule, days, ""),
            Self::OlderUnverified { rule, days } => (rule, days, "not verified, "),
            Self::OldRestorePoint { rule, days } => (rule, days, "restore point, "),
        };
        write!(formatter, "{what}older than {}", in_days(*days))?;
        let slots = rule.limits().map(slots).unwrap_or_default();
        if !slots.is_empty() && !matches!(self, Self::OldRestorePoint { .. }) {
            write!(formatter, ", none of {}", slots.join(", "))?;
        }
        write!(formatter, " (rule: {})", name(*rule))
    }
}

impl Display for Rule {
    /// "Keep some: 2 days all · 14 daily · 8 weekly · 6 monthly".
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        formatter.write_str(name(*self).as_str())?;
        match self {
            Self::KeepAll | Self::Days { .. } => Ok(()),
            Self::KeepMany | Self::KeepSome | Self::Custom(_) => {
                let limits = self.limits().into_iter();
                let words: Vec<String> = limits
                    .flat_map(|limits| {
                        let all = format!("{} all", in_days(limits.days.get()));
                        std::iter::once(all).chain(slots(limits))
                    })
                    .collect();
                write!(formatter, ": {}", words.join(" · "))
            }
        }
    }
}

impl Display for Postponed {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        match self {
            Self::ClockWentBack { seconds } => write!(
                formatter,
                "The clock is {} behind the last clean-up. Nothing is removed this time",
                span(*seconds)
            ),
            Self::ClockJumpedForward { seconds } => write!(
                formatter,
                "{} have passed since the last clean-up, more than the schedule explains: the clock may be wrong. \
                 Nothing is removed this time",
                span(*seconds)
            ),
        }
    }
}

/// "The new rule deletes 8 backups after the next backup"; `None` when it deletes no more than the old one.
pub(super) fn deletes_more(backups: u32) -> Option<String> {
    let backups = (backups > 0).then(|| count(u64::from(backups), "backup"))?;
    Some(format!(
        "The new rule will delete {backups} after the next backup"
    ))
}

fn name(rule: Rule) -> String {
    match rule {
        Rule::KeepAll => "Keep all".to_owned(),
        Rule::Days { days } => in_days(days.get()),
        Rule::KeepMany => "Keep many".to_owned(),
        Rule::KeepSome => "Keep some".to_owned(),
        Rule::Custom(_) => "Custom".to_owned(),
    }
}

/// "14 daily", "8 weekly", "6 monthly"; without those that the rule does not keep.
fn slots(limits: Custom) -> Vec<String> {
    limits
        .slots()
        .into_iter()
        .filter(|(_, of)| *of > 0)
        .map(|(bucket, of)| format!("{of} {}", adjective(bucket)))
        .collect()
}

fn in_days(days: u32) -> String {
    count(u64::from(days), "day")
}

fn adjective(bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::Daily => "daily",
        Bucket::Weekly => "weekly",
        Bucket::Monthly => "monthly",
    }
}

fn noun(bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::Daily => "day",
        Bucket::Weekly => "week",
        Bucket::Monthly => "month",
    }
}

fn span(seconds: u64) -> String {
    match seconds {
        0..7_200 => format!("{} min", seconds.div_ceil(60).max(1)),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}
