//! The one sentence about how safe things are, as a table: checked from top to bottom, the first hit counts.
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]

mod lacking;
mod spoiled;

use chrono::{DateTime, TimeDelta, Utc};
use mantrae_core::schedule::Pause;
use mantrae_core::verdict::{Missing, Situation, Verdict, VerdictKind, VerifiedBackup, verdict};

fn now() -> DateTime<Utc> {
    "2026-11-26T12:00:00Z".parse().unwrap()
}

fn backed_up(ago: TimeDelta) -> VerifiedBackup {
    VerifiedBackup {
        at: now() - ago,
        components: 214,
        size: 412_000,
        complete: true,
    }
}

/// Daily, and the last one three hours ago.
fn well() -> Situation {
    Situation {
        newest: Some(backed_up(TimeDelta::hours(3))),
        longest_gap: Some(TimeDelta::hours(24)),
        ..Situation::default()
    }
}

fn told(situation: &Situation) -> Verdict {
    verdict(situation, now())
}

#[test]
fn the_first_hit_counts() {
    let check = |situation: Situation, kind: VerdictKind, sentence: &str| {
        let verdict = told(&situation);
        assert_eq!(
            (verdict.kind, verdict.sentence.as_str()),
            (kind, sentence),
            "{situation:?}"
        );
    };
    check(well(), VerdictKind::Safe, "Backed up 3 h ago and verified");
    let missing = || {
        Some(Missing {
            location: "S3".to_owned(),
            next_try: Some(now() + TimeDelta::minutes(8)),
            problem: None,
            metered: false,
        })
    };
    check(
        Situation {
            missing: missing(),
            ..well()
        },
        VerdictKind::OneLocationMissing,
        "Saved on this computer, not yet on S3 (retry in 8 min)",
    );
    let costs = || {
        let missing = missing()?;
        Some(Missing {
            metered: true,
            ..missing
        })
    };
    check(
        Situation {
            missing: costs(),
            ..well()
        },
        VerdictKind::OneLocationMissing,
        "Saved on this computer, not yet on S3: this network is metered",
    );
    let waiting = |due: &str| Situation {
        battery_low: true,
        next_due: Some(due.parse().unwrap()),
        missing: missing(),
        ..well()
    };
    check(
        waiting("2026-11-26T11:00:00Z"),
        VerdictKind::Waiting,
        "Waiting for the charger since 11:00",
    );
    check(
        waiting("2026-11-25T11:00:00Z"),
        VerdictKind::Waiting,
        "Waiting for the charger since 25 Nov, 11:00",
    );
    // Nothing is due yet, so nothing waits.
    check(
        waiting("2026-11-26T13:00:00Z"),
        VerdictKind::OneLocationMissing,
        "Saved on this computer, not yet on S3 (retry in 8 min)",
    );
    let overdue = || Situation {
        newest: Some(backed_up(TimeDelta::hours(72))),
        missing: missing(),
        ..well()
    };
    check(
        overdue(),
        VerdictKind::Overdue,
        "No backup for 3 days. It should run daily",
    );
    check(
        Situation {
            off: true,
            ..overdue()
        },
        VerdictKind::Off,
        "Automatic backups are off. Last backup 23 Nov, 12:00",
    );
    let paused = || Situation {
        off: true,
        pause: Some(Pause { until: None }),
        ..overdue()
    };
    check(paused(), VerdictKind::Paused, "Paused until you resume");
    check(
        Situation {
            location_problem: Some("The folder is gone".to_owned()),
            ..paused()
        },
        VerdictKind::Failed,
        "The folder is gone",
    );
    check(Situation::default(), VerdictKind::Never, "No backup yet");
}

/// A quarter of a period and a quarter of an hour are for late starts; three periods without a backup are as bad as a
/// failure.
#[test]
fn overdue_turns_grave_after_three_periods() {
    let check = |ago: TimeDelta, gap: Option<TimeDelta>, kind: VerdictKind, grave: bool| {
        let verdict = told(&Situation {
            newest: Some(backed_up(ago)),
            longest_gap: gap,
            ..Situation::default()
        });
        assert_eq!(
            (verdict.kind, verdict.grave),
            (kind, grave),
            "{ago} after the last, at most {gap:?} between two"
        );
    };
    let day = Some(TimeDelta::hours(24));
    check(TimeDelta::minutes(30 * 60 + 15), day, VerdictKind::Safe, false);
    check(TimeDelta::minutes(30 * 60 + 16), day, VerdictKind::Overdue, false);
    check(TimeDelta::minutes(72 * 60 + 15), day, VerdictKind::Overdue, false);
    check(TimeDelta::minutes(72 * 60 + 16), day, VerdictKind::Overdue, true);
    // Working days only: from Friday to Monday nothing is overdue.
    let weekend = Some(TimeDelta::hours(72));
    check(TimeDelta::hours(72), weekend, VerdictKind::Safe, false);
    let minute = Some(TimeDelta::minutes(1));
    check(TimeDelta::minutes(16), minute, VerdictKind::Safe, false);
    check(TimeDelta::minutes(17), minute, VerdictKind::Overdue, false);
    check(TimeDelta::minutes(19), minute, VerdictKind::Overdue, true);
    // By hand only.
    check(TimeDelta::days(400), None, VerdictKind::Safe, false);
}

#[test]
fn a_grave_word_is_for_overdue_alone() {
    let paused = Situation {
        newest: Some(backed_up(TimeDelta::days(30))),
        pause: Some(Pause { until: None }),
        ..well()
    };
    assert!(!told(&paused).grave, "a person wants it so");
}
