//! Previews what a rule would do before it is chosen.

use std::collections::BTreeSet;

use chrono::TimeZone;
use serde::Serialize;

use super::decide::judge;
use super::facts::Situation;
use super::reasons;
use super::rule::Rule;
use super::verdict::{Decision, Verdict};
use crate::timestamp::Timestamp;

/// What a rule would do now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Preview {
    /// The rule in words.
    pub rule: String,
    /// By name.
    pub locations: Vec<LocationPreview>,
}

/// What a rule would do in one location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LocationPreview {
    /// Name of the location.
    pub location: String,
    /// How many backups stay there.
    pub kept: u32,
    /// How many are removed.
    pub removed: u32,
    /// Newest first.
    pub backups: Vec<Line>,
}

/// What a rule would do to one backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Line {
    /// Id of the backup.
    pub id: String,
    /// RFC 3339, UTC.
    pub created_at: Timestamp,
    /// True when it would be removed.
    pub remove: bool,
    /// Why it is kept or removed, a few words each.
    pub reasons: Vec<String>,
}

/// What a new rule would remove and the old one would not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Comparison {
    /// How many backups; one that is removed from two locations counts once.
    pub backups: u32,
    /// The question to ask; `None` when there is nothing to ask.
    pub sentence: Option<String>,
    /// By name, without locations that do not differ. Only what the new rule removes and the old one does not.
    pub locations: Vec<LocationPreview>,
}

/// What the rule would do now, if the clock is right.
pub fn preview<Tz: TimeZone>(situation: &Situation<'_, Tz>, rule: &Rule) -> Preview {
    Preview {
        rule: rule.to_string(),
        locations: by_location(&judge(situation, rule)),
    }
}

/// What the new rule would remove now and the old one would not.
pub fn compare<Tz: TimeZone>(situation: &Situation<'_, Tz>, old: &Rule, new: &Rule) -> Comparison {
    // Both return the same backups in the same order.
    let more: Vec<Verdict> = judge(situation, new)
        .into_iter()
        .zip(judge(situation, old))
        .filter(|(new, old)| new.removal().is_some() && old.removal().is_none())
        .map(|(new, _)| new)
        .collect();
    let ids: BTreeSet<&str> = more.iter().map(|verdict| verdict.id.as_str()).collect();
    let backups = number(ids.len());
    Comparison {
        backups,
        sentence: reasons::deletes_more(backups),
        locations: by_location(&more),
    }
}

fn by_location(verdicts: &[Verdict]) -> Vec<LocationPreview> {
    verdicts
        .chunk_by(|one, next| one.location == next.location)
        .map(|here| {
            let removed = here.iter().filter(|verdict| verdict.removal().is_some()).count();
            LocationPreview {
                location: here
                    .first()
                    .map(|verdict| verdict.location.clone())
                    .unwrap_or_default(),
                kept: number(here.len() - removed),
                removed: number(removed),
                backups: here.iter().map(line).collect(),
            }
        })
        .collect()
}

fn line(verdict: &Verdict) -> Line {
    Line {
        id: verdict.id.clone(),
        created_at: Timestamp::from(verdict.created_at),
        remove: verdict.removal().is_some(),
        reasons: match &verdict.decision {
            Decision::Keep(reasons) => reasons.iter().map(ToString::to_string).collect(),
            Decision::Remove(reason) => vec![reason.to_string()],
        },
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
