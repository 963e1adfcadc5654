//! A moment as it is stored.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, SubsecRound as _, Utc};

use crate::text_serde::text_serde;

/// A moment in UTC, to the millisecond. As text, in databases and for programs, it is RFC 3339:
/// `2026-11-28T02:00:00.000Z`. Every text has the same length, so that the order of texts is the order of moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Timestamp(#[cfg_attr(feature = "specta", specta(type = String))] DateTime<Utc>);

impl From<DateTime<Utc>> for Timestamp {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.trunc_subsecs(3))
    }
}

impl From<Timestamp> for DateTime<Utc> {
    fn from(at: Timestamp) -> Self {
        at.0
    }
}

impl Deref for Timestamp {
    type Target = DateTime<Utc>;

    fn deref(&self) -> &DateTime<Utc> {
        &self.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl FromStr for Timestamp {
    type Err = chrono::ParseError;

    /// Any RFC 3339 text, in any zone.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        DateTime::parse_from_rfc3339(text).map(|at| at.to_utc().into())
    }
}

text_serde!(Timestamp);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_the_text_that_is_stored() {
        for (text, stored) in [
            ("2026-11-28T02:00:00.000Z", "2026-11-28T02:00:00.000Z"),
            ("2026-11-28T02:00:00Z", "2026-11-28T02:00:00.000Z"),
            ("2026-11-28T03:00:00.1239+01:00", "2026-11-28T02:00:00.123Z"),
        ] {
            let at: Timestamp = text.parse().expect("RFC 3339");
            assert_eq!(at.to_string(), stored, "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_times() {
        for text in ["", "now", "2026-11-28", "2026-11-28T02:00:00", "28 Nov, 02:00"] {
            assert!(text.parse::<Timestamp>().is_err(), "{text}");
        }
    }

    /// SQL compares texts: a moment without a fraction must not come after one with a fraction.
    #[test]
    fn the_order_of_texts_is_the_order_of_moments() {
        let at = |millis| Timestamp::from(DateTime::from_timestamp_millis(millis).expect("a time"));
        for (before, after) in [(0, 1), (999, 1_000), (1_000, 1_001), (-1, 0)] {
            assert!(at(before) < at(after));
            assert!(at(before).to_string() < at(after).to_string());
        }
    }
}
