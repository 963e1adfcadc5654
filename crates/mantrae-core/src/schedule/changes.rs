//! When a backup some minutes after a change is due, decided from values alone.

use chrono::{DateTime, Duration, Utc};

/// How long nothing may have changed.
const QUIET: Duration = Duration::minutes(10);
/// The longest wait when something changes all the time.
const LONGEST: Duration = Duration::hours(1);

/// What was seen of changes that are not in any backup yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changes {
    /// The revision of the configuration at the last look.
    number: i64,
    /// When the first of them was seen.
    first: DateTime<Utc>,
    /// When the last one was seen.
    last: DateTime<Utc>,
}

/// Looks once more: `number` is the revision of the configuration, `kept` the one that was last backed up. True when a
/// backup is due; what was seen is forgotten once there is nothing left to back up.
pub fn look(seen: &mut Option<Changes>, number: i64, kept: Option<i64>, now: DateTime<Utc>) -> bool {
    if kept == Some(number) {
        *seen = None;
        return false;
    }
    let before = seen.unwrap_or(Changes {
        number,
        first: now,
        last: now,
    });
    let changes = Changes {
        number,
        last: if before.number == number { before.last } else { now },
        ..before
    };
    *seen = Some(changes);
    now - changes.last >= QUIET || now - changes.first >= LONGEST
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        let start: DateTime<Utc> = "2026-11-26T10:00:00Z".parse().unwrap();
        start + Duration::minutes(minutes)
    }

    #[test]
    fn ten_quiet_minutes_after_the_last_change() {
        let mut seen = None;
        let mut check = |minute, number, kept, expect| {
            assert_eq!(
                look(&mut seen, number, kept, at(minute)),
                expect,
                "in minute {minute}"
            );
        };
        check(0, 4, Some(4), false);
        check(1, 5, Some(4), false);
        check(9, 6, Some(4), false);
        // Ten minutes after the first change, but not after the last.
        check(12, 6, Some(4), false);
        check(19, 6, Some(4), true);
        check(20, 6, Some(6), false);
        // The next change starts over.
        check(21, 7, Some(6), false);
        check(30, 7, Some(6), false);
        check(31, 7, Some(6), true);
    }

    #[test]
    fn who_never_rests_gets_one_each_hour() {
        let mut seen = None;
        let due: Vec<i64> = (0..=61)
            .filter(|minute| look(&mut seen, *minute, Some(-1), at(*minute)))
            .collect();
        assert_eq!(due, [60, 61], "until it is made");
    }

    #[test]
    fn what_was_never_backed_up_is_a_change() {
        let mut seen = None;
        assert!(!look(&mut seen, 1, None, at(0)));
        assert!(look(&mut seen, 1, None, at(10)));
    }
}
