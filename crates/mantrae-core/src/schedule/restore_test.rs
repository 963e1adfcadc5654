//! How often automatic restore tests are made.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// How often the newest backup of each location is restored into a scratch database.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum RestoreTest {
    /// Every 7 days.
    #[default]
    Weekly,
    /// Every 30 days.
    Monthly,
    /// Only when somebody asks for it.
    Off,
}

/// A test that found something wrong, or that could not reach every location, is repeated after this time.
const AGAIN: Duration = Duration::days(1);

impl RestoreTest {
    fn period(self) -> Option<Duration> {
        match self {
            Self::Weekly => Some(Duration::days(7)),
            Self::Monthly => Some(Duration::days(30)),
            Self::Off => None,
        }
    }

    /// Whether one is due; `due` is the time that was planned last.
    pub fn is_due(self, due: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
        let Some((period, due)) = self.period().zip(due) else {
            return false;
        };
        // A time further away than one period was planned with a wrong clock, or for a longer period.
        now >= due || due - now > period
    }

    /// When the next one is due, after one that ended now.
    pub fn next(self, all_well: bool, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let wait = if all_well { self.period()? } else { AGAIN };
        now.checked_add_signed(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_due_after_a_period() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a time");
        let check = |restore_test: RestoreTest, due: Option<i64>, expect| {
            let due = due.map(|days| now + Duration::days(days));
            assert_eq!(
                restore_test.is_due(due, now),
                expect,
                "{restore_test:?}, due in {due:?}"
            );
        };
        // Nothing planned yet: the first one comes a period after the first look.
        check(RestoreTest::Weekly, None, false);
        check(RestoreTest::Weekly, Some(0), true);
        check(RestoreTest::Weekly, Some(-100), true);
        check(RestoreTest::Weekly, Some(1), false);
        check(RestoreTest::Weekly, Some(7), false);
        // The clock was set back, or the period was longer.
        check(RestoreTest::Weekly, Some(8), true);
        check(RestoreTest::Monthly, Some(8), false);
        check(RestoreTest::Monthly, Some(31), true);
        check(RestoreTest::Off, Some(-1), false);
    }

    #[test]
    fn what_did_not_go_well_is_tried_again_soon() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a time");
        let check = |restore_test: RestoreTest, all_well, expect: Option<i64>| {
            assert_eq!(
                restore_test.next(all_well, now),
                expect.map(|days| now + Duration::days(days)),
                "{restore_test:?}"
            );
        };
        check(RestoreTest::Weekly, true, Some(7));
        check(RestoreTest::Monthly, true, Some(30));
        check(RestoreTest::Weekly, false, Some(1));
        check(RestoreTest::Off, true, None);
    }
}
