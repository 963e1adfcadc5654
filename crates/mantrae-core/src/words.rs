//! Numbers and times in words, the same in window, tray and command line.

use chrono::{DateTime, Datelike as _, Duration, Local, Timelike as _, Utc};

/// "just now", "5 min ago", "3 h ago", "yesterday 14:05", "12 Nov, 14:05"; in the person's own time zone.
pub fn ago(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let minutes = (now - at).num_minutes();
    let local = at.with_timezone(&Local);
    let days = (now.with_timezone(&Local).date_naive() - local.date_naive()).num_days();
    match minutes {
        i64::MIN..1 => "just now".to_owned(),
        1..60 => format!("{minutes} min ago"),
        60..1440 => format!("{} h ago", minutes / 60),
        _ if days == 1 => format!("yesterday {}", local.format("%H:%M")),
        _ => day_and_time(at, now),
    }
}

/// "12 Nov, 14:05"; with the year when it is another one.
pub fn day_and_time(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let local = at.with_timezone(&Local);
    let form = if local.year() == now.with_timezone(&Local).year() {
        "%-d %b, %H:%M"
    } else {
        "%-d %b %Y, %H:%M"
    };
    local.format(form).to_string()
}

/// "tonight 02:00", "today 14:05", "tomorrow 09:00", "30 Nov, 02:00", of a time to come.
pub fn ahead(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let (local, today) = (at.with_timezone(&Local), now.with_timezone(&Local).date_naive());
    let days = (local.date_naive() - today).num_days();
    let is_night = (days == 0 && local.hour() >= 18) || (days == 1 && local.hour() < 5);
    let time = local.format("%H:%M");
    match days {
        _ if is_night => format!("tonight {time}"),
        0 => format!("today {time}"),
        1 => format!("tomorrow {time}"),
        _ => day_and_time(at, now),
    }
}

/// How long something lasts already, in one unit: "3 days", "5 hours", "12 minutes".
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

/// "1 object", "3 objects".
pub fn count(number: u64, one: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {one}s")
    }
}

/// A stored time.
pub fn time(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
}
