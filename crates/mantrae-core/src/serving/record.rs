//! Which program serves, at which addresses, and who asked: known to all programs on the data folder.
//!
//! Whoever serves holds a lock. What it writes beside it is worth nothing once it is gone, so it is not flushed.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Polls;
use crate::error::{Failure, Result, io};
use crate::lock::{Permission, Presence, attempt};
use crate::timestamp::Timestamp;

/// An address at which Mantrae should listen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listening {
    /// The address and port.
    pub listen: String,
    /// Since when. RFC 3339, UTC.
    pub since: Timestamp,
    /// Why it does not.
    pub problem: Option<Failure>,
}

/// What the program that serves says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// Where it listens.
    pub listening: Vec<Listening>,
    /// Who asked.
    pub polls: Polls,
}

impl Served {
    /// What is known of an address.
    pub fn at(&self, listen: &str) -> Option<&Listening> {
        self.listening.iter().find(|one| one.listen == listen)
    }

    /// What the program says that serves now; `None` if none does.
    pub fn read(lock: &Path, path: &Path) -> Option<Self> {
        if !lock.exists() || !Presence::is_shown(lock).ok()? {
            return None;
        }
        // One that has just begun has said nothing yet.
        let said = fs::read(path).ok()?;
        Some(serde_json::from_slice(&said).unwrap_or_default())
    }
}

/// The right to serve what is published from a data folder; only one program has it.
#[derive(Debug)]
pub struct Record {
    path: PathBuf,
    _permission: Permission,
}

impl Record {
    /// Takes the right; `None` if another program has it.
    pub fn take(lock: &Path, path: &Path) -> Result<Option<Self>> {
        let Some(permission) = attempt(lock)? else {
            return Ok(None);
        };
        let record = Self {
            path: path.to_owned(),
            _permission: permission,
        };
        record.write(&Served::default())?;
        Ok(Some(record))
    }

    /// Says what there is to know.
    pub fn write(&self, served: &Served) -> Result<()> {
        let text = serde_json::to_vec(served).unwrap_or_default();
        let aside = self.path.with_extension(format!("{}.tmp", crate::id::short()));
        let written = crate::fs::create_private(&aside).and_then(|mut file| {
            file.write_all(&text)
                .and_then(|()| fs::rename(&aside, &self.path))
                .map_err(|error| io("write", &self.path, error))
        });
        if written.is_err() {
            // Report the first failure.
            let _ = fs::remove_file(&aside);
        }
        written
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}
