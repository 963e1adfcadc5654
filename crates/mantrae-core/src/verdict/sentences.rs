//! What the verdict says. What it is, is decided in the parent module.

use chrono::{DateTime, Utc};

use super::{Missing, Situation, VerifiedBackup};
use crate::activity::{Entry, Outcome, StepState};
use crate::schedule::Pause;
use crate::words;

/// Nothing was ever backed up.
pub(super) const NO_BACKUP: &str = "No backup yet";

/// Components that no backup contains.
pub(super) fn in_no_backup(number: u64) -> String {
    match number {
        1 => "1 component is not in any backup yet".to_owned(),
        number => format!("{} components are not in any backup yet", words::grouped(number)),
    }
}

/// "12 changes".
pub(super) fn changes(number: u64) -> String {
    words::count(number, "change")
}

/// Changes, where the sentence says nothing of the backup they came after.
pub(super) fn since_the_last_backup(changes: &str) -> String {
    format!("{changes} since the last backup")
}

/// Changes that came after what the sentence says.
pub(super) fn with_changes(sentence: &str, changes: &str) -> String {
    format!("{sentence} · {changes} since")
}

/// One sentence after another.
pub(super) fn and(sentence: &str, other: &str) -> String {
    format!("{sentence}. {other}")
}

/// A backup is due and needs more battery.
pub(super) fn waiting(due: DateTime<Utc>, now: DateTime<Utc>) -> String {
    format!("Waiting for the charger since {}", words::at(due, now))
}

/// A backup was made.
pub(super) fn backed_up(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    format!("Backed up {}", words::ago(at, now))
}

/// A backup was made, but what it contains is not known.
pub(super) fn unknown(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    and(&backed_up(at, now), "Verify it to see what has changed since")
}

/// As a fact beside the sentence.
pub(super) fn last_backup(when: &str) -> String {
    format!("Last backup {when}")
}

/// A copy of a good backup is no longer good.
pub(super) fn but_a_copy(sentence: &str, location: &str, how: &str) -> String {
    format!("{sentence}, but the copy on {location} {how}")
}

/// Without "ago": what has not changed is said in the same words, so that it is notified once.
pub(super) fn spoiled(how: &str, situation: &Situation, now: DateTime<Utc>) -> String {
    match &situation.newest {
        Some(newest) => {
            let when = words::day_and_time(newest.at, now);
            format!("The newest backup {how}. The last good one is from {when}")
        }
        None => format!("No good backup is left: the newest one {how}"),
    }
}

/// A backup is being made.
pub(super) fn running(run: &Entry) -> String {
    let step = run.steps.iter().find(|step| step.state == StepState::Now);
    match step.and_then(|step| doing(&step.name)) {
        Some(doing) => format!("Backing up: {doing}"),
        None => "Backing up".to_owned(),
    }
}

/// A step, as something that goes on.
fn doing(step: &str) -> Option<String> {
    let words = match step {
        "Copy" => "copying the configuration",
        "Check copy" => "checking the copy",
        "Save here" => "saving it here",
        "Read back" => "reading it back",
        "Clean up" => "cleaning up",
        _ => {
            let location = step.strip_prefix("Send to ")?;
            return Some(format!("sending it to {location}"));
        }
    };
    Some(words.to_owned())
}

/// The newest backup still contains everything.
pub(super) fn still_safe(newest: &VerifiedBackup, run: &Entry, now: DateTime<Utc>) -> String {
    let verified = words::ago(*run.started_at, now);
    let since = words::day_and_time(newest.at, now);
    format!("Nothing has changed since the backup of {since}, verified {verified}")
}

/// The last attempt failed.
pub(super) fn failed(entry: &Entry, now: DateTime<Utc>) -> String {
    let when = words::ago(*entry.started_at, now);
    let why = match (&entry.failure, entry.outcome) {
        (Some(failure), _) => failure.message.clone(),
        (None, Outcome::Interrupted) => "Mantrae closed before it was finished".to_owned(),
        (None, _) => "the cause is unknown".to_owned(),
    };
    format!("Last backup failed {when}: {why}")
}

/// A person paused backups.
pub(super) fn paused(pause: Pause, now: DateTime<Utc>) -> String {
    match pause.until {
        Some(until) => format!("Paused until {}", words::ahead(until, now)),
        None => "Paused until you resume".to_owned(),
    }
}

/// There is no schedule; with what is known about backups anyway.
pub(super) fn off(last: &str) -> String {
    and("Automatic backups are off", last)
}

/// The next backup should have come long ago.
pub(super) fn overdue(newest: &VerifiedBackup, situation: &Situation, now: DateTime<Utc>) -> String {
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

/// A location does not have the newest backup.
pub(super) fn not_yet(missing: &Missing, now: DateTime<Utc>) -> String {
    if missing.metered {
        let location = &missing.location;
        return format!("Saved on this computer, not yet on {location}: this network is metered");
    }
    let again = match missing.next_try.map(|at| (at - now).num_seconds()) {
        Some(seconds) if seconds > 0 => format!(" (retry in {} min)", (seconds + 59) / 60),
        Some(_) => " (retry now)".to_owned(),
        None => String::new(),
    };
    format!("Saved on this computer, not yet on {}{again}", missing.location)
}

/// Everything is in a verified backup.
pub(super) fn safe(newest: &VerifiedBackup, now: DateTime<Utc>) -> String {
    let backed_up = backed_up(newest.at, now);
    if !newest.complete {
        return format!("{backed_up}; its contents are verified once the keyring is unlocked");
    }
    // A day and a time follow a comma, "5 min ago" does not.
    let comma = match words::Ago::of(newest.at, now) {
        words::Ago::At { .. } => ",",
        _ => "",
    };
    format!("{backed_up}{comma} and verified")
}

#[cfg(test)]
mod tests {
    use super::doing;

    #[test]
    fn a_step_is_said_as_something_that_goes_on() {
        let check = |step: &str, expect: Option<&str>| assert_eq!(doing(step).as_deref(), expect, "{step}");
        check("Copy", Some("copying the configuration"));
        check("Check copy", Some("checking the copy"));
        check("Save here", Some("saving it here"));
        check("Read back", Some("reading it back"));
        check("Clean up", Some("cleaning up"));
        check("Send to NAS", Some("sending it to NAS"));
        check("Something of a later version", None);
    }
}
