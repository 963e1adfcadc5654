//! The input of retention.

use chrono::{DateTime, TimeZone, Utc};

use crate::archive::Trigger;

/// A backup in one location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Id of the backup, the same in every location.
    pub id: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Why it was made.
    pub trigger: Trigger,
    /// True when a person pinned it.
    pub pinned: bool,
    /// True when it was read back in this location, and nothing was found wrong with it since.
    pub verified: bool,
    /// Who wrote it.
    pub maker: Maker,
}

/// Which installation wrote a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Maker {
    /// One that shares the location. Its backups are not this one's to clean up.
    Other,
    /// One whose backups this installation adopted, such as an old computer's.
    Adopted,
    /// This one.
    Here,
}

impl Candidate {
    /// True for the way back from an import, a restore, an undo or the deletion of a profile.
    pub fn is_restore_point(&self) -> bool {
        self.trigger.is_restore_point()
    }

    /// True for a trigger that only a newer version knows: that version decides how long the backup is needed.
    pub fn is_of_newer_version(&self) -> bool {
        matches!(self.trigger, Trigger::Newer(_))
    }
}

/// The backups in one location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Name of the location.
    pub location: String,
    /// False when the location may hold more than is listed here.
    pub complete: bool,
    /// In any order.
    pub backups: Vec<Candidate>,
}

/// Everything that a rule is applied to.
#[derive(Debug, Clone)]
pub struct Situation<'a, Tz: TimeZone> {
    /// Each location once, in any order.
    pub listings: &'a [Listing],
    /// The present moment.
    pub now: DateTime<Utc>,
    /// Where days, weeks and months begin.
    pub zone: Tz,
}
