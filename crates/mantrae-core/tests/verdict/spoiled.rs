//! Backups that were good once.

use chrono::TimeDelta;
use mantrae_core::schedule::Pause;
use mantrae_core::verdict::VerdictKind::{Failed, OneLocationMissing, Overdue, Safe};
use mantrae_core::verdict::{Situation, Spoiled, VerdictKind};

use crate::{backed_up, told, well};

fn with(spoiled: Spoiled) -> Situation {
    Situation {
        spoiled: Some(spoiled),
        ..well()
    }
}

#[test]
fn what_is_no_backup_any_more_is_not_green() {
    let check = |situation: Situation, kind: VerdictKind, sentence: &str| {
        let verdict = told(&situation);
        assert_eq!(
            (verdict.kind, verdict.sentence.as_str()),
            (kind, sentence),
            "{situation:?}"
        );
    };
    let copy = || Spoiled::Copy {
        location: "S3".to_owned(),
        how: "is damaged",
    };
    check(well(), Safe, "Backed up 3 h ago and verified");
    check(
        with(Spoiled::Newest("is damaged")),
        Failed,
        "The newest backup is damaged. The last good one is from 26 Nov, 09:00",
    );
    check(
        Situation {
            newest: None,
            ..with(Spoiled::Newest("changed since it was verified"))
        },
        Failed,
        "No good backup is left: the newest one changed since it was verified",
    );
    check(
        with(copy()),
        OneLocationMissing,
        "Backed up 3 h ago and verified, but the copy on S3 is damaged",
    );
    // Graver than that it comes late, and than that somebody holds backups back.
    let late = |spoiled| Situation {
        newest: Some(backed_up(TimeDelta::hours(72))),
        ..with(spoiled)
    };
    check(
        late(Spoiled::Newest("is damaged")),
        Failed,
        "The newest backup is damaged. The last good one is from 23 Nov, 12:00",
    );
    check(late(copy()), Overdue, "No backup for 3 days. It should run daily");
    check(
        Situation {
            pause: Some(Pause { until: None }),
            ..with(Spoiled::Newest("is damaged"))
        },
        Failed,
        "The newest backup is damaged. The last good one is from 26 Nov, 09:00",
    );
}
