//! Numbers and times in words, the same in window, tray and command line.

use chrono::{DateTime, Datelike as _, Local, Utc};

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
