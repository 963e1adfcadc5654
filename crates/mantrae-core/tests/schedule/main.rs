//! When backups are due: the pure decision, played through whole years.
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]

mod cron;
mod looking;
mod year;

use chrono::{DateTime, Utc};

/// `2026-03-29 00:30` as UTC.
fn utc(text: &str) -> DateTime<Utc> {
    chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M")
        .unwrap()
        .and_utc()
}
