//! The one sentence that says how safe the configuration is: the same in window, tray and command line.

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;

use crate::activity::{Entry, Outcome, StepState};
use crate::db::stamp;
use crate::schedule::Pause;
use crate::words;

/// What a screen shows as shape and colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum VerdictKind {
    /// The newest backup was made and proven.
    Safe,
    /// A backup is being made.
    Running,
    /// The last attempt failed.
    Failed,
    /// A backup should have been made by now.
    Overdue,
    /// One is due, but a condition is not met.
    Waiting,
    /// One place does not have the newest backup.
    OnePlaceMissing,
    /// There is no backup.
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
    /// When a backup was last proven; RFC 3339, UTC.
    pub last_proven: Option<String>,
    /// When the next one is due; RFC 3339, UTC.
    pub next_due: Option<String>,
}

/// A backup as the verdict looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Rows it holds.
    pub components: u64,
    /// Bytes.
    pub size: u64,
    /// False for an encrypted one whose bytes alone could be compared, since nobody had the key.
    pub complete: bool,
}

/// A place that does not have the newest backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Its name.
    pub place: String,
    /// When the backup is sent there again.
    pub next_try: Option<DateTime<Utc>>,
    /// Why it did not get there; none before the first try.
    pub problem: Option<String>,
    /// It waits for a network that does not cost.
    pub metered: bool,
}

/// Everything the verdict depends upon.
#[derive(Debug, Clone, Default)]
pub struct Situation {
    /// The newest backup that was proven and not found damaged since.
    pub newest: Option<Proven>,
    /// Backups by themselves are off.
    pub off: bool,
    /// They are held back.
    pub pause: Option<Pause>,
    /// When the next one is due by itself.
    pub next_due: Option<DateTime<Utc>>,
    /// The longest time between two that are due by themselves.
    pub longest_gap: Option<Duration>,
    /// A backup that is being made.
    pub running: Option<Entry>,
    /// The last finished attempt.
    pub last: Option<Entry>,
    /// One is due, and it waits for the charger.
    pub battery_low: bool,
    /// A place that the newest backup did not reach yet.
    pub missing: Option<Missing>,
    /// Why the place of backups cannot be read, if so.
    pub place_problem: Option<String>,
    /// What of the settings or the environment is not used.
    pub troubles: Vec<String>,
}

/// Checked from top to bottom, the first hit counts.
pub fn verdict(situation: &Situation, now: DateTime<Utc>) -> Verdict {
    let mut grave = false;
    let (kind, sentence) = if let Some(run) = &situation.running {
        (VerdictKind::Running, running(run))
    } else if let Some(failed) = newer_failure(situation) {
        (VerdictKind::Failed, failed_sentence(failed, now))
    } else if let Some(problem) = &situation.place_problem {
        (VerdictKind::Failed, problem.clone())
    } else if let Some(pause) = &situation.pause {
        (VerdictKind::Paused, paused(*pause, now))
    } else if situation.off {
        (VerdictKind::Off, off(situation.newest.as_ref(), now))
    } else if let Some(newest) = overdue(situation, now) {
        grave = is_grave(newest, situation, now);
        (VerdictKind::Overdue, overdue_sentence(newest, situation, now))
    } else if let Some(due) = waits(situation, now) {
        let sentence = format!("Waiting for the charger since {}", words::at(due, now));
        (VerdictKind::Waiting, sentence)
    } else if let (Some(_), Some(missing)) = (&situation.newest, &situation.missing) {
        (VerdictKind::OnePlaceMissing, not_yet(missing, now))
    } else if let Some(newest) = &situation.newest {
        let unchanged = good_run(situation).filter(|run| run.outcome == Outcome::NotNeeded);
        let sentence = unchanged.map_or_else(|| safe(newest, now), |run| still_safe(newest, run, now));
        (VerdictKind::Safe, sentence)
    } else {
        (VerdictKind::Never, "No backup yet".to_owned())
    };
    let mut facts = situation.troubles.clone();
    facts.extend(
        situation
            .missing
            .as_ref()
            .and_then(|missing| missing.problem.clone()),
    );
    if let Some(newest) = &situation.newest {
        facts.extend([
            words::day_and_time(newest.at, now),
            words::count(newest.components, "object"),
            words::size(newest.size),
        ]);
    }
    Verdict {
        kind,
        sentence,
        grave,
        facts,
        last_proven: situation.newest.as_ref().map(|one| stamp(one.at)),
        next_due: situation.next_due.map(stamp),
    }
}

fn running(run: &Entry) -> String {
    let step = run.steps.iter().find(|step| step.state == StepState::Now);
    step.map_or_else(
        || "Backing up".to_owned(),
        |step| format!("Backing up – {}", step.name.to_lowercase()),
    )
}

/// The last attempt, if it failed and no backup was proven after it.
fn newer_failure(situation: &Situation) -> Option<&Entry> {
    let last = situation.last.as_ref()?;
    let failed = matches!(last.outcome, Outcome::Failed | Outcome::Interrupted);
    let at = words::time(&last.started_at)?;
    let newer = situation.newest.as_ref().is_none_or(|newest| newest.at < at);
    (failed && newer).then_some(last)
}

/// The last attempt, if it went well and is not older than the newest backup.
fn good_run(situation: &Situation) -> Option<&Entry> {
    let last = situation.last.as_ref()?;
    let good = matches!(last.outcome, Outcome::Ok | Outcome::Warning | Outcome::NotNeeded);
    let newest = situation.newest.as_ref()?;
    (good && words::time(&last.started_at)? >= newest.at).then_some(last)
}

fn still_safe(newest: &Proven, run: &Entry, now: DateTime<Utc>) -> String {
    let checked = words::time(&run.started_at).map_or_else(String::new, |at| words::ago(at, now));
    let since = words::day_and_time(newest.at, now);
    format!("Nothing changed since the backup of {since}, checked {checked}")
}

fn failed_sentence(entry: &Entry, now: DateTime<Utc>) -> String {
    let when =
        words::time(&entry.started_at).map_or_else(String::new, |at| format!(" {}", words::ago(at, now)));
    let why = match (&entry.failure, entry.outcome) {
        (Some(failure), _) => failure.message.clone(),
        (None, Outcome::Interrupted) => "the program ended in the middle".to_owned(),
        (None, _) => "the cause is not known".to_owned(),
    };
    format!("Last backup failed{when}: {why}")
}

fn paused(pause: Pause, now: DateTime<Utc>) -> String {
    match pause.until {
        Some(until) => format!("Paused until {}", words::ahead(until, now)),
        None => "Paused until you resume".to_owned(),
    }
}

fn off(newest: Option<&Proven>, now: DateTime<Utc>) -> String {
    let last = match newest {
        Some(newest) => format!("Last backup {}", words::ago(newest.at, now)),
        None => "No backup yet".to_owned(),
    };
    format!("Automatic backups are off. {last}")
}

/// The newest backup, if the next one should have come long ago: a quarter of the longest wait is for late starts, a quarter
/// of an hour for the run itself and for clock changes.
fn overdue(situation: &Situation, now: DateTime<Utc>) -> Option<&Proven> {
    let newest = situation.newest.as_ref()?;
    let gap = situation.longest_gap?;
    // Where nothing had changed, the newest was proven again instead.
    let last = good_run(situation).and_then(|run| words::time(&run.started_at));
    let last = last.map_or(newest.at, |last| last.max(newest.at));
    (now - last > gap + gap / 4 + Duration::minutes(15)).then_some(newest)
}

/// Three times in a row none came.
fn is_grave(newest: &Proven, situation: &Situation, now: DateTime<Utc>) -> bool {
    situation
        .longest_gap
        .is_some_and(|gap| now - newest.at > gap * 3 + Duration::minutes(15))
}

fn overdue_sentence(newest: &Proven, situation: &Situation, now: DateTime<Utc>) -> String {
    let length = words::length(now - newest.at);
    let often = match situation.longest_gap.map(|gap| (gap.num_minutes() + 30) / 60) {
        Some(..=1) => "every hour".to_owned(),
        Some(hours @ 2..=22) => format!("every {hours} hours"),
        Some(23..=26) => "daily".to_owned(),
        Some(166..=170) => "weekly".to_owned(),
        Some(hours @ 27..=671) => format!("every {} days", (hours + 12) / 24),
        _ => "monthly".to_owned(),
    };
    format!("No backup for {length}. It should run {often}")
}

/// When the backup was due that waits.
fn waits(situation: &Situation, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    situation
        .next_due
        .filter(|due| situation.battery_low && situation.newest.is_some() && *due <= now)
}

fn not_yet(missing: &Missing, now: DateTime<Utc>) -> String {
    if missing.metered {
        let place = &missing.place;
        return format!("Saved on this computer, not yet on {place}: this network costs");
    }
    let again = match missing.next_try.map(|at| (at - now).num_seconds()) {
        Some(seconds) if seconds > 0 => format!(" (retry in {} min)", (seconds + 59) / 60),
        Some(_) => " (retry now)".to_owned(),
        None => String::new(),
    };
    format!("Saved on this computer, not yet on {}{again}", missing.place)
}

fn safe(newest: &Proven, now: DateTime<Utc>) -> String {
    if !newest.complete {
        let when = words::ago(newest.at, now);
        return format!("Backed up {when}; what is in it is checked when the keyring is open");
    }
    match words::ago(newest.at, now).as_str() {
        "just now" => "Backed up just now and checked".to_owned(),
        when if when.ends_with("ago") => format!("Backed up {when} and checked"),
        when => format!("Backed up {when}, and checked"),
    }
}
