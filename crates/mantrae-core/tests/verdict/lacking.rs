//! What is in no backup is said: the newest backup, what changed since, what was never backed up, damage, and the
//! locations, each with its sentence.

use chrono::{DateTime, TimeDelta, Utc};
use mantrae_core::schedule::Pause;
use mantrae_core::verdict::{Lacking, Missing, Situation, VerdictKind};
use proptest::prelude::*;

use crate::{backed_up, now, told, well};

fn lacking(changes_since: u64, in_no_backup: u64) -> Lacking {
    Lacking::Known {
        changes_since,
        in_no_backup,
    }
}

/// A restore point alone, or a backup that was found damaged since: nothing is left that counts.
fn none_counts(lacking: Lacking) -> Situation {
    Situation {
        newest: None,
        lacking,
        ..well()
    }
}

fn with(lacking: Lacking) -> Situation {
    Situation { lacking, ..well() }
}

fn behind() -> Missing {
    Missing {
        location: "S3".to_owned(),
        next_try: None,
        problem: None,
        metered: false,
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is one table")]
fn every_sentence_with_what_is_lacking() {
    use VerdictKind::{Never, NotBackedUp, Off, OneLocationMissing, Overdue, Paused, Safe, Waiting};
    let check = |situation: Situation, kind: VerdictKind, sentence: &str| {
        let verdict = told(&situation);
        assert_eq!(
            (verdict.kind, verdict.sentence.as_str()),
            (kind, sentence),
            "{situation:?}"
        );
    };
    // Everything is in the newest backup.
    check(with(lacking(0, 0)), Safe, "Backed up 3 h ago and verified");
    check(none_counts(lacking(0, 0)), Never, "No backup yet");
    // An empty profile is a change, but not since a backup.
    check(none_counts(lacking(1, 0)), Never, "No backup yet");
    // Changes since.
    check(with(lacking(1, 0)), Safe, "Backed up 3 h ago · 1 change since");
    check(with(lacking(12, 0)), Safe, "Backed up 3 h ago · 12 changes since");
    // Never backed up; a restore point changes nothing about it.
    check(
        with(lacking(1, 1)),
        NotBackedUp,
        "1 component is not in any backup yet",
    );
    check(
        with(lacking(20_062, 20_050)),
        NotBackedUp,
        "20,050 components are not in any backup yet",
    );
    check(
        none_counts(lacking(20_050, 20_050)),
        Never,
        "20,050 components are not in any backup yet",
    );
    // The contents of the only backup are not known: it was verified by an older version.
    check(
        with(Lacking::Unknown),
        NotBackedUp,
        "Backed up 3 h ago. Verify it to see what has changed since",
    );
    // A location that lacks the newest backup.
    let not_there = |lacking| Situation {
        missing: Some(behind()),
        ..with(lacking)
    };
    check(
        not_there(lacking(0, 0)),
        OneLocationMissing,
        "Saved on this computer, not yet on S3",
    );
    check(
        not_there(lacking(12, 0)),
        OneLocationMissing,
        "Saved on this computer, not yet on S3 · 12 changes since",
    );
    check(
        not_there(lacking(3, 2)),
        NotBackedUp,
        "2 components are not in any backup yet",
    );
    // Held back by a person.
    let off = |lacking| Situation {
        off: true,
        ..with(lacking)
    };
    check(
        off(lacking(0, 0)),
        Off,
        "Automatic backups are off. Last backup 3 h ago",
    );
    check(
        off(lacking(12, 0)),
        Off,
        "Automatic backups are off. Last backup 3 h ago · 12 changes since",
    );
    check(
        off(lacking(3, 2)),
        Off,
        "Automatic backups are off. 2 components are not in any backup yet",
    );
    check(
        Situation {
            off: true,
            ..none_counts(lacking(3, 3))
        },
        Off,
        "Automatic backups are off. 3 components are not in any backup yet",
    );
    let paused = |lacking| Situation {
        pause: Some(Pause { until: None }),
        ..with(lacking)
    };
    check(paused(lacking(0, 0)), Paused, "Paused until you resume");
    check(
        paused(lacking(12, 0)),
        Paused,
        "Paused until you resume. 12 changes since the last backup",
    );
    check(
        paused(lacking(3, 2)),
        Paused,
        "Paused until you resume. 2 components are not in any backup yet",
    );
    check(
        Situation {
            pause: Some(Pause { until: None }),
            ..none_counts(lacking(1, 0))
        },
        Paused,
        "Paused until you resume",
    );
    // Due, and waiting.
    let waiting = |lacking| Situation {
        battery_low: true,
        next_due: Some(now() - TimeDelta::hours(1)),
        ..with(lacking)
    };
    check(
        waiting(lacking(2, 1)),
        Waiting,
        "Waiting for the charger since 11:00. 1 component is not in any backup yet",
    );
    // The schedule's own period has passed since the changes could first have come.
    let old = |hours, lacking| Situation {
        newest: Some(backed_up(TimeDelta::hours(hours))),
        ..with(lacking)
    };
    check(
        old(24, lacking(0, 0)),
        Safe,
        "Backed up yesterday 12:00, and verified",
    );
    check(
        old(24, lacking(12, 0)),
        Safe,
        "Backed up yesterday 12:00 · 12 changes since",
    );
    check(
        old(25, lacking(12, 0)),
        NotBackedUp,
        "Backed up yesterday 11:00 · 12 changes since",
    );
    check(
        old(72, lacking(12, 3)),
        Overdue,
        "No backup for 3 days. It should run daily",
    );
}

#[test]
fn what_the_sentence_leaves_out_stands_beside_it() {
    let check = |situation: Situation, expect: &[&str]| {
        assert_eq!(told(&situation).facts, expect, "{situation:?}");
    };
    check(
        with(lacking(12, 0)),
        &["26 Nov, 09:00", "214 components", "412 KB"],
    );
    check(
        with(lacking(12, 3)),
        &["Last backup 26 Nov, 09:00", "214 components", "412 KB"],
    );
    let overdue = Situation {
        newest: Some(backed_up(TimeDelta::hours(72))),
        ..with(lacking(12, 0))
    };
    check(
        overdue,
        &[
            "12 changes since the last backup",
            "23 Nov, 12:00",
            "214 components",
            "412 KB",
        ],
    );
    let gone = Situation {
        location_problem: Some("The folder is gone".to_owned()),
        ..none_counts(lacking(3, 3))
    };
    check(gone, &["3 components are not in any backup yet"]);
}

#[test]
fn programs_get_the_counts() {
    let check = |lacking, expect| {
        let verdict = told(&with(lacking));
        assert_eq!(
            (verdict.changes_since, verdict.in_no_backup),
            expect,
            "{lacking:?}"
        );
    };
    check(lacking(0, 0), (Some(0), Some(0)));
    check(lacking(12, 3), (Some(12), Some(3)));
    check(Lacking::Unknown, (None, None));
}

fn ago() -> impl Strategy<Value = DateTime<Utc>> {
    (0..20_000i64).prop_map(|minutes| now() - TimeDelta::minutes(minutes))
}

prop_compose! {
    fn situation()(
        newest in proptest::option::of(ago()),
        known in any::<bool>(),
        changes in 0..4u64,
        never in 0..3u64,
        gap in proptest::option::of(1..4000i64),
        (off, paused, behind, battery_low, broken) in any::<(bool, bool, bool, bool, bool)>(),
        next in proptest::option::of(ago()),
    ) -> Situation {
        Situation {
            newest: newest.map(|at| backed_up(now() - at)),
            lacking: if known { lacking(changes + never, never) } else { Lacking::Unknown },
            off,
            pause: paused.then_some(Pause { until: None }),
            next_due: next,
            longest_gap: gap.map(TimeDelta::minutes),
            battery_low,
            missing: behind.then(self::behind),
            location_problem: broken.then(|| "The folder is gone".to_owned()),
            ..Situation::default()
        }
    }
}

proptest! {
    /// Green: something counts as a backup, no component is in none, and no change is older than the schedule allows.
    #[test]
    fn green_means_that_everything_is_kept(situation in situation()) {
        let verdict = told(&situation);
        let waits_too_long = |at: DateTime<Utc>| situation.longest_gap.is_some_and(|gap| now() - at > gap);
        if verdict.kind == VerdictKind::Safe {
            let newest = situation.newest.as_ref();
            prop_assert!(newest.is_some(), "nothing counts");
            prop_assert_eq!(verdict.in_no_backup, Some(0));
            let is_old = newest.is_some_and(|newest| waits_too_long(newest.at));
            prop_assert!(verdict.changes_since == Some(0) || !is_old, "a change waits for too long");
        }
    }

    /// Where something is in no backup, every sentence but that of a run, a failure and a delay says so; those have it
    /// beside them.
    #[test]
    fn what_is_in_no_backup_is_said(situation in situation()) {
        let verdict = told(&situation);
        if let Lacking::Known { in_no_backup: 1.., .. } = situation.lacking {
            let said = [&verdict.sentence].into_iter().chain(&verdict.facts);
            let said: Vec<&String> = said.filter(|text| text.contains("not in any backup yet")).collect();
            prop_assert_eq!(said.len(), 1, "{:?}", verdict);
        }
    }
}
