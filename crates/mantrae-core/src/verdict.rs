//! The one sentence that says how safe the configuration is: the same in window, tray and command line.

mod sentences;

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;

use crate::activity::{Entry, Outcome};
use crate::schedule::Pause;
use crate::timestamp::Timestamp;
use crate::words;

/// What a screen shows as shape and colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum VerdictKind {
    /// The newest backup was made and verified, and what changed since is not older than the schedule allows.
    Safe,
    /// A backup is being made.
    Running,
    /// The last attempt failed.
    Failed,
    /// A backup should have been made by now.
    Overdue,
    /// One is due, but a condition is not met.
    Waiting,
    /// One location does not have the newest backup.
    OneLocationMissing,
    /// There is a backup, but something is in none of them, or has waited longer for one than the schedule allows.
    NotBackedUp,
    /// There is no backup; restore points do not count.
    Never,
    /// A person paused the schedule.
    Paused,
    /// There is no schedule.
    Off,
}

/// The verdict with its sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Verdict {
    /// Shape and colour.
    pub kind: VerdictKind,
    /// The one sentence.
    pub sentence: String,
    /// So overdue that it is as bad as a failure.
    pub grave: bool,
    /// A few words each.
    pub facts: Vec<String>,
    /// When a backup was last verified; RFC 3339, UTC.
    pub last_verified: Option<Timestamp>,
    /// When the next one is due; RFC 3339, UTC.
    pub next_due: Option<Timestamp>,
    /// Components that the newest backup does not hold as they are now, including those removed since; `None` if that
    /// is not known.
    pub changes_since: Option<u32>,
    /// Components that are in no backup, in whatever state; `None` if that is not known.
    pub in_no_backup: Option<u32>,
}

impl Verdict {
    /// "20,050 components are not in any backup yet", "12 changes since the last backup"; `None` if nothing is.
    pub fn lacking(&self) -> Option<String> {
        let lacking = Lacking::Known {
            changes_since: self.changes_since?.into(),
            in_no_backup: self.in_no_backup?.into(),
        };
        lacking.sentence(self.last_verified.is_some())
    }
}

/// A backup as the verdict sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedBackup {
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Rows it holds.
    pub components: u64,
    /// Bytes.
    pub size: u64,
    /// False for an encrypted one of which only the bytes could be compared, since nobody had the key.
    pub complete: bool,
}

/// What the backups do not hold. Restore points do not count as backups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacking {
    /// Counted.
    Known {
        /// What differs from the newest backup.
        changes_since: u64,
        /// Components that no backup holds.
        in_no_backup: u64,
    },
    /// The contents of the newest backup are not known.
    Unknown,
}

impl Default for Lacking {
    fn default() -> Self {
        Self::Known {
            changes_since: 0,
            in_no_backup: 0,
        }
    }
}

impl Lacking {
    /// Components that no backup holds, in words; `None` if there are none.
    fn in_no_backup(self) -> Option<String> {
        match self {
            Self::Known {
                in_no_backup: number @ 1..,
                ..
            } => Some(sentences::in_no_backup(number)),
            _ => None,
        }
    }

    /// "12 changes".
    fn changes(self) -> Option<String> {
        match self {
            Self::Known {
                changes_since: number @ 1..,
                ..
            } => Some(sentences::changes(number)),
            _ => None,
        }
    }

    /// As a sentence of its own. Where there is no backup, nothing changed since one.
    fn sentence(self, has_backup: bool) -> Option<String> {
        let changes = || Some(sentences::since_the_last_backup(&self.changes()?));
        self.in_no_backup().or_else(|| changes().filter(|_| has_backup))
    }
}

/// A location that does not have the newest backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Its name.
    pub location: String,
    /// When sending the backup there is tried again.
    pub next_try: Option<DateTime<Utc>>,
    /// Why it did not get there; `None` before the first try.
    pub problem: Option<String>,
    /// It waits for a network that is not metered.
    pub metered: bool,
}

/// Backups that were good and no longer are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spoiled {
    /// The newest backup, wherever it is kept; with what is wrong: "is damaged".
    Newest(&'static str),
    /// One copy of a backup that is good elsewhere.
    Copy {
        /// Where it is kept.
        location: String,
        /// What is wrong with it: "is damaged".
        how: &'static str,
    },
}

/// Everything the verdict depends on.
#[derive(Debug, Clone, Default)]
pub struct Situation {
    /// The newest backup that was verified and not found damaged since. Restore points do not count.
    pub newest: Option<VerifiedBackup>,
    /// Backups newer than that one, or copies of it, that are no longer good.
    pub spoiled: Option<Spoiled>,
    /// What the backups do not hold.
    pub lacking: Lacking,
    /// Automatic backups are off.
    pub off: bool,
    /// They are paused.
    pub pause: Option<Pause>,
    /// When the next automatic one is due.
    pub next_due: Option<DateTime<Utc>>,
    /// The longest time between two automatic ones.
    pub longest_gap: Option<Duration>,
    /// A backup that is being made.
    pub running: Option<Entry>,
    /// The last finished attempt; restore points do not count.
    pub last: Option<Entry>,
    /// One is due, and it waits for the charger.
    pub battery_low: bool,
    /// A location that the newest backup did not reach yet.
    pub missing: Option<Missing>,
    /// Why the location of backups cannot be read, if so.
    pub location_problem: Option<String>,
    /// What is ignored in the settings or the environment.
    pub problems: Vec<String>,
}

/// Checked from top to bottom; the first match counts.
pub fn verdict(situation: &Situation, now: DateTime<Utc>) -> Verdict {
    let mut grave = false;
    let lacking = situation.lacking;
    let (kind, sentence) = if let Some(run) = &situation.running {
        (VerdictKind::Running, sentences::running(run))
    } else if let Some(failed) = newer_failure(situation) {
        (VerdictKind::Failed, sentences::failed(failed, now))
    } else if let Some(problem) = &situation.location_problem {
        (VerdictKind::Failed, problem.clone())
    } else if let Some(Spoiled::Newest(how)) = &situation.spoiled {
        (VerdictKind::Failed, sentences::spoiled(how, situation, now))
    } else if let Some(pause) = &situation.pause {
        (
            VerdictKind::Paused,
            and_lacking(sentences::paused(*pause, now), situation),
        )
    } else if situation.off {
        (VerdictKind::Off, off(situation, now))
    } else if let Some(newest) = overdue(situation, now) {
        grave = is_grave(newest, situation, now);
        (VerdictKind::Overdue, sentences::overdue(newest, situation, now))
    } else if let Some(due) = waits(situation, now) {
        let sentence = sentences::waiting(due, now);
        (VerdictKind::Waiting, and_lacking(sentence, situation))
    } else if let Some(newest) = &situation.newest {
        with_a_backup(newest, situation, now)
    } else {
        let nothing = || sentences::NO_BACKUP.to_owned();
        (VerdictKind::Never, lacking.in_no_backup().unwrap_or_else(nothing))
    };
    let (kind, sentence) = match &situation.spoiled {
        Some(Spoiled::Copy { location, how }) if kind == VerdictKind::Safe => {
            let sentence = sentences::but_a_copy(&sentence, location, how);
            (VerdictKind::OneLocationMissing, sentence)
        }
        _ => (kind, sentence),
    };
    let (changes_since, in_no_backup) = match lacking {
        Lacking::Known {
            changes_since,
            in_no_backup,
        } => (Some(shown(changes_since)), Some(shown(in_no_backup))),
        Lacking::Unknown => (None, None),
    };
    Verdict {
        facts: facts(situation, kind, now),
        kind,
        sentence,
        grave,
        last_verified: situation.newest.as_ref().map(|one| Timestamp::from(one.at)),
        next_due: situation.next_due.map(Timestamp::from),
        changes_since,
        in_no_backup,
    }
}

fn shown(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Backups are made as they should be: is everything in them?
fn with_a_backup(
    newest: &VerifiedBackup,
    situation: &Situation,
    now: DateTime<Utc>,
) -> (VerdictKind, String) {
    let lacking = situation.lacking;
    if let Some(sentence) = lacking.in_no_backup() {
        return (VerdictKind::NotBackedUp, sentence);
    }
    if lacking == Lacking::Unknown {
        return (VerdictKind::NotBackedUp, sentences::unknown(newest.at, now));
    }
    let Some(changes) = lacking.changes() else {
        let unchanged = good_run(situation).filter(|run| run.outcome == Outcome::NotNeeded);
        if let Some(missing) = &situation.missing {
            return (VerdictKind::OneLocationMissing, sentences::not_yet(missing, now));
        }
        let sentence = unchanged.map_or_else(
            || sentences::safe(newest, now),
            |run| sentences::still_safe(newest, run, now),
        );
        return (VerdictKind::Safe, sentence);
    };
    let since = sentences::with_changes(&sentences::backed_up(newest.at, now), &changes);
    // They came after it: until its own period is over, they are in time.
    let in_time = situation
        .longest_gap
        .is_none_or(|gap| now - last_kept(newest, situation) <= gap);
    match &situation.missing {
        _ if !in_time => (VerdictKind::NotBackedUp, since),
        Some(missing) => {
            let sentence = sentences::with_changes(&sentences::not_yet(missing, now), &changes);
            (VerdictKind::OneLocationMissing, sentence)
        }
        None => (VerdictKind::Safe, since),
    }
}

/// A few words each, without what the sentence says already.
fn facts(situation: &Situation, kind: VerdictKind, now: DateTime<Utc>) -> Vec<String> {
    let mut facts = situation.problems.clone();
    let missing = situation.missing.as_ref();
    facts.extend(missing.and_then(|missing| missing.problem.clone()));
    if matches!(
        kind,
        VerdictKind::Running | VerdictKind::Failed | VerdictKind::Overdue
    ) {
        facts.extend(situation.lacking.sentence(situation.newest.is_some()));
    }
    if let Some(newest) = &situation.newest {
        let when = words::day_and_time(newest.at, now);
        facts.extend([
            if situation.lacking.in_no_backup().is_some() {
                sentences::last_backup(&when)
            } else {
                when
            },
            words::count(newest.components, "component"),
            words::size(newest.size),
        ]);
    }
    facts
}

/// What else a person who paused backups has to know.
fn and_lacking(sentence: String, situation: &Situation) -> String {
    match situation.lacking.sentence(situation.newest.is_some()) {
        Some(lacking) => sentences::and(&sentence, &lacking),
        None => sentence,
    }
}

/// The last attempt, if it failed and no backup was verified after it.
fn newer_failure(situation: &Situation) -> Option<&Entry> {
    let last = situation.last.as_ref()?;
    let failed = matches!(last.outcome, Outcome::Failed | Outcome::Interrupted);
    let newer = situation
        .newest
        .as_ref()
        .is_none_or(|newest| newest.at < *last.started_at);
    (failed && newer).then_some(last)
}

/// The last attempt, if it went well and is not older than the newest backup.
fn good_run(situation: &Situation) -> Option<&Entry> {
    let last = situation.last.as_ref()?;
    let good = matches!(last.outcome, Outcome::Ok | Outcome::Warning | Outcome::NotNeeded);
    let newest = situation.newest.as_ref()?;
    (good && *last.started_at >= newest.at).then_some(last)
}

/// When everything was last known to be backed up: where nothing had changed, the newest was verified again instead.
fn last_kept(newest: &VerifiedBackup, situation: &Situation) -> DateTime<Utc> {
    let last = good_run(situation).map(|run| *run.started_at);
    last.map_or(newest.at, |last| last.max(newest.at))
}

/// The newest backup, if the next one should have come long ago: a quarter of the longest wait is for late starts, a
/// quarter of an hour for the run itself and for clock changes.
fn overdue(situation: &Situation, now: DateTime<Utc>) -> Option<&VerifiedBackup> {
    let newest = situation.newest.as_ref()?;
    let gap = situation.longest_gap?;
    let late = now - last_kept(newest, situation) > gap + gap / 4 + Duration::minutes(15);
    late.then_some(newest)
}

/// Three in a row were missed.
fn is_grave(newest: &VerifiedBackup, situation: &Situation, now: DateTime<Utc>) -> bool {
    situation
        .longest_gap
        .is_some_and(|gap| now - newest.at > gap * 3 + Duration::minutes(15))
}

/// When the waiting backup was due.
fn waits(situation: &Situation, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    situation
        .next_due
        .filter(|due| situation.battery_low && situation.newest.is_some() && *due <= now)
}

/// What is known about backups when none are automatic.
fn off(situation: &Situation, now: DateTime<Utc>) -> String {
    let last = match (situation.lacking.in_no_backup(), &situation.newest) {
        (Some(lacking), _) => lacking,
        (None, None) => sentences::NO_BACKUP.to_owned(),
        (None, Some(newest)) => {
            let last = sentences::last_backup(&words::ago(newest.at, now));
            let changes = situation.lacking.changes();
            changes.map_or_else(
                || last.clone(),
                |changes| sentences::with_changes(&last, &changes),
            )
        }
    };
    sentences::off(&last)
}
