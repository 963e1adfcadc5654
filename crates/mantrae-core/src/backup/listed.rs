//! A backup as lists show it, with each location that has it.

use serde::Serialize;

use crate::archive::Trigger;
use crate::error::Failure;
use crate::timestamp::Timestamp;
use crate::verification::Depth;

/// A backup as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Backup {
    /// Random, 16 characters.
    pub id: String,
    /// Name of the archive file.
    pub file: String,
    /// RFC 3339, UTC.
    pub created_at: Timestamp,
    /// Why it was made.
    pub trigger: Trigger,
    /// The person's words.
    pub note: String,
    /// Bytes.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub size: u64,
    /// True when it is never cleaned up.
    pub pinned: bool,
    /// True when a key is needed to open it.
    pub encrypted: bool,
    /// The id of that key.
    pub key_id: Option<String>,
    /// Rows it holds; 0 until it was looked into.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub components: u64,
    /// The installation that made it.
    pub instance: String,
    /// True when that is this one.
    pub own: bool,
    /// Where it lies.
    pub locations: Vec<BackupLocation>,
}

/// A backup in one location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BackupLocation {
    /// Name of the location.
    pub name: String,
    /// When it was last read back there and found whole; RFC 3339, UTC.
    pub verified_at: Option<Timestamp>,
    /// How far that went; none where it was never read back.
    pub verification: Option<Depth>,
    /// What is wrong with it: found when it was last read back, or because it is not what was read then.
    pub problem: Option<String>,
    /// What kind of problem that is.
    pub problem_kind: Option<ProblemKind>,
    /// It is not there yet; none: it is.
    pub waiting: Option<Waiting>,
}

/// What is wrong with a backup in one location.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// It was read back, and is not whole, or not what was written.
    Damaged,
    /// It is not the content that was verified. Reading it again tells whether it is still good.
    Changed,
    /// A folder, a link or a device has its name.
    NotAFile,
}

/// A backup on its way to a location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Waiting {
    /// When it is tried next; RFC 3339, UTC.
    pub next_try: Option<Timestamp>,
    /// Why the last try failed; none before the first.
    pub problem: Option<Failure>,
}

impl BackupLocation {
    /// It was read back there, and nothing was found wrong since.
    pub fn is_verified(&self) -> bool {
        self.verified_at.is_some() && self.problem.is_none() && self.waiting.is_none()
    }
}
