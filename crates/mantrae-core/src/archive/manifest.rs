//! What an archive says about itself.

use serde::{Deserialize, Serialize};

use sha2::{Digest as _, Sha256};

use super::Trigger;
use crate::id::hex;
use crate::timestamp::Timestamp;

/// The format this program writes. Raised when an older program could not read the result.
pub const FORMAT_VERSION: u32 = 1;

/// `manifest.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// See [`FORMAT_VERSION`].
    pub format_version: u32,
    /// Id of the backup, also in the file's name.
    pub id: String,
    /// The installation that made it.
    pub instance: Instance,
    /// RFC 3339, UTC.
    pub created_at: Timestamp,
    /// Why it was made.
    pub trigger: Trigger,
    /// The person's note; may be empty.
    pub note: String,
    /// Version of the program.
    pub app_version: String,
    /// Version of the database's schema.
    pub schema_version: i64,
    /// What the database holds.
    pub profiles: Vec<ProfileCount>,
    /// Every other file of the archive.
    pub members: Vec<Member>,
}

/// The installation that made an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// 8 characters.
    pub id: String,
    /// The computer's name.
    pub name: String,
}

/// How many components a profile holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ProfileCount {
    /// Name of the profile.
    pub name: String,
    /// Rows, disabled ones included.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub components: u64,
}

/// One file of the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Member {
    /// Its path inside the archive.
    pub path: String,
    /// Bytes when unpacked.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub size: u64,
    /// Lower-case hex.
    pub sha256: String,
}

impl Manifest {
    /// Rows of all profiles.
    pub fn components(&self) -> u64 {
        self.profiles.iter().map(|profile| profile.components).sum()
    }

    /// One checksum over paths, sizes and checksums of all members: what the backup holds, however it is packed.
    pub fn members_sha256(&self) -> String {
        let mut members: Vec<&Member> = self.members.iter().collect();
        members.sort_by(|one, other| one.path.cmp(&other.path));
        let mut hash = Sha256::new();
        for Member { path, size, sha256 } in members {
            hash.update(format!("{path}\0{size}\0{sha256}\n"));
        }
        hex(&hash.finalize())
    }
}
