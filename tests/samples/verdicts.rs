//! The verdict in each of its kinds.

use chrono::TimeDelta;
use mantrae_core::activity::{Entry, Kind, Outcome, Step, StepState};
use mantrae_core::error::{Code, Error};
use mantrae_core::schedule::Pause;
use mantrae_core::verdict::{Lacking, Missing, Situation, VerdictKind, VerifiedBackup, verdict};

use crate::clock::{self, moment};
use crate::recording::Recording;
use crate::stable::Names;

pub(crate) fn record() {
    clock::set(12, 11, 14, 5);
    let mut recording = Recording::default();
    for (wanted, situation) in situations() {
        let told = verdict(&situation, clock::now());
        assert_eq!(told.kind, wanted, "{situation:?}");
        recording.answer("verdict", [wanted], told);
    }
    let changed = Lacking::Known {
        changes_since: 12,
        in_no_backup: 0,
    };
    let changed = Situation {
        lacking: changed,
        ..well()
    };
    recording.answer("verdict", ["changes-since"], verdict(&changed, clock::now()));
    let due = Situation {
        next_due: Some(moment(13, 11, 2, 0)),
        ..well()
    };
    recording.answer("verdict", ["due"], verdict(&due, clock::now()));
    recording.check("verdicts", &Names::default());
}

/// Daily, and the last one three hours ago.
fn well() -> Situation {
    Situation {
        newest: Some(VerifiedBackup {
            at: moment(12, 11, 11, 2),
            components: 42,
            size: 412_000,
            complete: true,
        }),
        longest_gap: Some(TimeDelta::hours(24)),
        ..Situation::default()
    }
}

/// A backup that began a while ago.
fn run(minutes: i64, outcome: Outcome) -> Entry {
    let begun = clock::now() - TimeDelta::minutes(minutes);
    let full = Error::new(Code::Storage, "The disk is full").hint("Make room, or choose another folder");
    let is_running = outcome == Outcome::Running;
    Entry {
        id: "entry-0001".to_owned(),
        kind: Kind::Backup,
        trigger: None,
        started_at: begun.into(),
        finished_at: (!is_running).then(|| begun.into()),
        outcome,
        sentence: "Backing up".to_owned(),
        detail: None,
        steps: vec![Step {
            name: "Check copy".to_owned(),
            state: StepState::Now,
            message: None,
        }],
        backup: None,
        undoable: false,
        undone: false,
        failure: (!is_running).then(|| full.failure()),
    }
}

fn situations() -> [(VerdictKind, Situation); 10] {
    let aged = |hours: i64| {
        let mut situation = well();
        if let Some(newest) = &mut situation.newest {
            newest.at = clock::now() - TimeDelta::hours(hours);
        }
        situation
    };
    [
        (VerdictKind::Safe, well()),
        (
            VerdictKind::Running,
            Situation {
                running: Some(run(0, Outcome::Running)),
                ..well()
            },
        ),
        (
            VerdictKind::Failed,
            Situation {
                last: Some(run(121, Outcome::Failed)),
                ..well()
            },
        ),
        (VerdictKind::Overdue, aged(72)),
        (
            VerdictKind::Waiting,
            Situation {
                battery_low: true,
                next_due: Some(moment(12, 11, 12, 0)),
                ..well()
            },
        ),
        (
            VerdictKind::OneLocationMissing,
            Situation {
                missing: Some(Missing {
                    location: "Cellar".to_owned(),
                    next_try: Some(clock::now() + TimeDelta::minutes(8)),
                    problem: Some("Nothing answers at `minio.home:9000`".to_owned()),
                    metered: false,
                }),
                ..well()
            },
        ),
        (
            VerdictKind::NotBackedUp,
            Situation {
                lacking: Lacking::Known {
                    changes_since: 20_050,
                    in_no_backup: 20_050,
                },
                ..well()
            },
        ),
        (
            VerdictKind::Never,
            Situation {
                newest: None,
                ..well()
            },
        ),
        (
            VerdictKind::Paused,
            Situation {
                pause: Some(Pause {
                    until: Some(moment(13, 11, 8, 0)),
                }),
                ..well()
            },
        ),
        (
            VerdictKind::Off,
            Situation {
                off: true,
                next_due: None,
                longest_gap: None,
                ..aged(9 * 24)
            },
        ),
    ]
}
