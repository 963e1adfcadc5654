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
    /// The note, as the person wrote it.
    pub note: String,
    /// Size in bytes.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub size: u64,
    /// True if it is never cleaned up.
    pub pinned: bool,
    /// True if a key is needed to open it.
    pub encrypted: bool,
    /// The id of that key.
    pub key_id: Option<String>,
    /// Rows it holds; 0 until its contents have been read.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub components: u64,
    /// The installation that made it.
    pub instance: String,
    /// True if that is this installation.
    pub own: bool,
    /// Where it is stored.
    pub locations: Vec<BackupLocation>,
}

/// A backup in one location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BackupLocation {
    /// Name of the location.
    pub name: String,
    /// When it was last read back there and found intact; RFC 3339, UTC.
    pub verified_at: Option<Timestamp>,
    /// How deep that verification went; none if it was never read back.
    pub verification: Option<Depth>,
    /// What is wrong with it: found when it was last read back, or because it has changed since.
    pub problem: Option<String>,
    /// What kind of problem that is.
    pub problem_kind: Option<ProblemKind>,
    /// Set while it has not arrived yet; none once it has.
    pub waiting: Option<Waiting>,
}

/// What is wrong with a backup in one location.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// It was read back and is incomplete, or is not what was written.
    Damaged,
    /// Its content has changed since it was verified. Reading it again shows whether it is still good.
    Changed,
    /// A folder, a link or a device has its name instead.
    NotAFile,
}

/// A backup on its way to a location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Waiting {
    /// When the next attempt is due; RFC 3339, UTC.
    pub next_try: Option<Timestamp>,
    /// Why the last attempt failed; none before the first.
    pub problem: Option<Failure>,
}

impl BackupLocation {
    /// True if it was read back there and no problem has been found since.
    pub fn is_verified(&self) -> bool {
        self.verified_at.is_some() && self.problem.is_none() && self.waiting.is_none()
    }
}
