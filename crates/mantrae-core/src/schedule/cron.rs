//! A cron expression that is known to make sense.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, TimeZone, Utc};
use croner::parser::{CronParser, Seconds, Year};
use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, Result};

/// Every night at two.
const STANDARD: &str = "0 2 * * *";

const HINT: &str = "Use minute, hour, day of the month, month and day of the week, such as `0 2 * * *` for every day at 02:00";

/// Cron of five fields, names of months and days and words such as `@daily` included; it fires at least once.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "specta", derive(specta::Type), specta(type = String))]
pub struct Cron {
    text: String,
    parsed: Box<croner::Cron>,
}

impl Cron {
    /// The default: every night at two.
    pub fn standard() -> Result<Self> {
        STANDARD.parse()
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The first time after `at`, by the clock of that zone. A time that the clock skips moves to the next minute that
    /// exists; one that it shows twice comes once. `None` if there is none for years.
    pub fn next<Z: TimeZone>(&self, at: DateTime<Utc>, zone: &Z) -> Option<DateTime<Utc>> {
        let local = at.with_timezone(zone);
        let next = self.parsed.find_next_occurrence(&local, false).ok()?;
        Some(next.with_timezone(&Utc))
    }

    /// "Every day at 02:00".
    pub fn words(&self) -> String {
        let fields: Vec<&str> = self.text.split_whitespace().collect();
        plain(&fields).unwrap_or_else(|| self.parsed.describe())
    }
}

/// Plain words for the usual ones; anything else is described field by field.
fn plain(fields: &[&str]) -> Option<String> {
    let time = |minute: &str, hour: &str| {
        let (minute, hour): (u8, u8) = (minute.parse().ok()?, hour.parse().ok()?);
        Some(format!("{hour:02}:{minute:02}"))
    };
    match fields {
        ["@hourly"] | ["0", "*", "*", "*", "*"] => Some("Every hour".to_owned()),
        ["@daily" | "@midnight"] => Some("Every day at 00:00".to_owned()),
        ["@weekly"] => Some("Every Sunday at 00:00".to_owned()),
        ["@monthly"] => Some("On the first day of every month at 00:00".to_owned()),
        ["*", "*", "*", "*", "*"] => Some("Every minute".to_owned()),
        [step, "*", "*", "*", "*"] => {
            let minutes: u8 = step.strip_prefix("*/")?.parse().ok()?;
            (60 % minutes == 0).then(|| format!("Every {minutes} minutes"))
        }
        ["0", step, "*", "*", "*"] if step.starts_with("*/") => {
            let hours: u8 = step.strip_prefix("*/")?.parse().ok()?;
            (24 % hours == 0).then(|| format!("Every {hours} hours"))
        }
        [minute, hour, "*", "*", "*"] => Some(format!("Every day at {}", time(minute, hour)?)),
        [minute, hour, "1", "*", "*"] => Some(format!(
            "On the first day of every month at {}",
            time(minute, hour)?
        )),
        [minute, hour, "*", "*", days] => {
            let at = time(minute, hour)?;
            if matches!(*days, "1-5" | "MON-FRI" | "mon-fri") {
                return Some(format!("Monday to Friday at {at}"));
            }
            Some(format!("Every {} at {at}", day(days)?))
        }
        _ => None,
    }
}

fn day(text: &str) -> Option<&'static str> {
    Some(match text.to_ascii_uppercase().as_str() {
        "0" | "7" | "SUN" => "Sunday",
        "1" | "MON" => "Monday",
        "2" | "TUE" => "Tuesday",
        "3" | "WED" => "Wednesday",
        "4" | "THU" => "Thursday",
        "5" | "FRI" => "Friday",
        "6" | "SAT" => "Saturday",
        _ => return None,
    })
}

impl FromStr for Cron {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        let refuse = |why: &str| Error::new(Code::InvalidInput, format!("`{text}` {why}")).hint(HINT);
        let count = text.split_whitespace().count();
        if !text.starts_with('@') && count != 5 {
            return Err(refuse(&format!("has {count} of the five fields of a schedule")));
        }
        let parser = CronParser::builder()
            .seconds(Seconds::Disallowed)
            .year(Year::Disallowed)
            .build();
        let parsed = parser
            .parse(text)
            .map_err(|error| refuse("is not a valid schedule").because(error))?;
        // From a fixed day: whether it ever fires does not depend on today.
        let start = DateTime::<Utc>::UNIX_EPOCH;
        if parsed.find_next_occurrence(&start, false).is_err() {
            return Err(refuse("never runs: there is no such day"));
        }
        Ok(Self {
            text: text.to_owned(),
            parsed: Box::new(parsed),
        })
    }
}

impl TryFrom<String> for Cron {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<Cron> for String {
    fn from(cron: Cron) -> Self {
        cron.text
    }
}

impl fmt::Display for Cron {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl fmt::Debug for Cron {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Cron({})", self.text)
    }
}

impl PartialEq for Cron {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Cron {}
