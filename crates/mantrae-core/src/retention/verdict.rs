//! What happens to one backup in one location, and why.

use chrono::{DateTime, Utc};

use super::reasons::{KeepReason, RemoveReason};

/// How long restore points are kept under any rule, in days.
pub const RESTORE_POINT_DAYS: u32 = 30;

/// What happens to one backup in one location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Name of the location.
    pub location: String,
    /// Id of the backup.
    pub id: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Keep or remove.
    pub decision: Decision,
}

/// Keep or remove, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// At least one reason, the strongest first.
    Keep(Vec<KeepReason>),
    /// No reason to keep it.
    Remove(RemoveReason),
}

impl Verdict {
    /// Why it is removed; `None` when it is kept.
    pub fn removal(&self) -> Option<RemoveReason> {
        match &self.decision {
            Decision::Keep(_) => None,
            Decision::Remove(reason) => Some(*reason),
        }
    }
}
