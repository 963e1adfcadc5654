//! Numbers and times in words, the same in window, tray and command line.

use std::fmt;
use std::sync::OnceLock;

use chrono::{DateTime, Datelike as _, Duration, Local, Timelike as _, Utc};

/// Where a clock says "2:05 pm": territories of POSIX locales.
const TWELVE_HOURS: [&str; 14] = [
    "AE", "AU", "BD", "CA", "EG", "IN", "MY", "NZ", "PH", "PK", "SA", "SG", "US", "ZA",
];

/// Whether the person's clock says "2:05 pm" and not "14:05", by the locale that the system gives the program.
pub fn has_twelve_hours() -> bool {
    static ANSWER: OnceLock<bool> = OnceLock::new();
    *ANSWER.get_or_init(|| {
        let names = ["LC_ALL", "LC_TIME", "LANG"].into_iter();
        let locale = names
            .filter_map(|name| std::env::var(name).ok())
            .find(|value| !value.is_empty());
        locale.is_some_and(|locale| is_twelve(&locale))
    })
}

/// Whether a locale such as `en_US.UTF-8` uses it. French Canada has a 24-hour clock.
fn is_twelve(locale: &str) -> bool {
    let name = locale.split(['.', '@']).next().unwrap_or_default();
    let Some((language, territory)) = name.split_once('_') else {
        return false;
    };
    language != "fr" && TWELVE_HOURS.contains(&territory)
}

/// "14:05", or "2:05 pm" where the person's clock says so.
fn clock_time(local: &DateTime<Local>, twelve: bool) -> String {
    let form = if twelve { "%-I:%M %P" } else { "%H:%M" };
    local.format(form).to_string()
}

/// How long ago something was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ago {
    /// "just now"
    JustNow,
    /// "5 min ago"
    Minutes(i64),
    /// "3 h ago"
    Hours(i64),
    /// "yesterday 14:05", "12 Nov, 14:05"; in the person's own time zone.
    At {
        /// The moment.
        at: DateTime<Utc>,
        /// The moment it is seen from.
        now: DateTime<Utc>,
    },
}

impl Ago {
    /// The time between the two, in the unit that people would use.
    pub fn of(at: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        match (now - at).num_minutes() {
            i64::MIN..1 => Self::JustNow,
            minutes @ 1..60 => Self::Minutes(minutes),
            minutes @ 60..1440 => Self::Hours(minutes / 60),
            _ => Self::At { at, now },
        }
    }
}

impl fmt::Display for Ago {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::JustNow => formatter.write_str("just now"),
            Self::Minutes(minutes) => write!(formatter, "{minutes} min ago"),
            Self::Hours(hours) => write!(formatter, "{hours} h ago"),
            Self::At { at, now } => {
                let local = at.with_timezone(&Local);
                let days = (now.with_timezone(&Local).date_naive() - local.date_naive()).num_days();
                if days == 1 {
                    write!(formatter, "yesterday {}", clock_time(&local, has_twelve_hours()))
                } else {
                    formatter.write_str(&day_and_time(at, now))
                }
            }
        }
    }
}

/// As [`Ago`], in words.
pub fn ago(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    Ago::of(at, now).to_string()
}

/// "12 Nov, 14:05"; with the year if it is a different one.
pub fn day_and_time(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let local = at.with_timezone(&Local);
    let form = if local.year() == now.with_timezone(&Local).year() {
        "%-d %b"
    } else {
        "%-d %b %Y"
    };
    format!(
        "{}, {}",
        local.format(form),
        clock_time(&local, has_twelve_hours())
    )
}

/// "14:05:09", in the person's own time zone.
pub fn to_the_second(at: DateTime<Utc>) -> String {
    at.with_timezone(&Local).format("%H:%M:%S").to_string()
}

/// "tonight 02:00", "today 14:05", "tomorrow 09:00", "30 Nov, 02:00", of a time to come.
pub fn ahead(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let (local, today) = (at.with_timezone(&Local), now.with_timezone(&Local).date_naive());
    let days = (local.date_naive() - today).num_days();
    let is_night = (days == 0 && local.hour() >= 18) || (days == 1 && local.hour() < 5);
    let time = clock_time(&local, has_twelve_hours());
    match days {
        _ if is_night => format!("tonight {time}"),
        0 => format!("today {time}"),
        1 => format!("tomorrow {time}"),
        _ => day_and_time(at, now),
    }
}

/// "02:00" of the same day, "30 Nov, 02:00" of another one.
pub fn at(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let (local, today) = (at.with_timezone(&Local), now.with_timezone(&Local).date_naive());
    if local.date_naive() == today {
        clock_time(&local, has_twelve_hours())
    } else {
        day_and_time(at, now)
    }
}

/// How long something has lasted, in one unit: "3 days", "5 hours", "12 minutes".
pub fn length(length: Duration) -> String {
    let whole = |number: i64| u64::try_from(number).unwrap_or_default();
    match length.num_minutes() {
        i64::MIN..120 => count(whole(length.num_minutes()), "minute"),
        120..2880 => count(whole(length.num_hours()), "hour"),
        _ => count(whole(length.num_days()), "day"),
    }
}

/// "412 KB", "1.2 MB": powers of 1000, as file managers show them.
#[expect(clippy::cast_precision_loss, reason = "one digit after the point is shown")]
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", bytes / 1_000),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// "1 component", "3 components".
pub fn count(number: u64, one: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{} {one}s", grouped(number))
    }
}

/// "20,050".
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_of_locales() {
        for (locale, twelve) in [
            ("en_US.UTF-8", true),
            ("en_AU", true),
            ("fr_CA.UTF-8", false),
            ("de_DE.UTF-8@euro", false),
            ("en_GB.UTF-8", false),
            ("C.UTF-8", false),
            ("POSIX", false),
        ] {
            assert_eq!(is_twelve(locale), twelve, "{locale}");
        }
    }

    #[test]
    fn both_clocks() {
        let at = chrono::TimeZone::with_ymd_and_hms(&Local, 2026, 11, 12, 14, 5, 0).earliest();
        let at = at.expect("an afternoon that every zone has");
        assert_eq!(clock_time(&at, false), "14:05");
        assert_eq!(clock_time(&at, true), "2:05 pm");
    }
}
