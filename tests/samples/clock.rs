//! The clock of the samples: it stands still until it is put forward.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeZone as _, Utc};

static NOW: AtomicI64 = AtomicI64::new(0);

/// What it shows.
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(NOW.load(Ordering::SeqCst), 0).unwrap_or_default()
}

/// A moment of the year of the samples.
pub(crate) fn moment(day: u32, month: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, month, day, hour, minute, 0).unwrap()
}

/// Puts it to a moment.
pub(crate) fn set(day: u32, month: u32, hour: u32, minute: u32) {
    NOW.store(moment(day, month, hour, minute).timestamp(), Ordering::SeqCst);
}
