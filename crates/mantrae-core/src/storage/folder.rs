//! A folder of this computer as a place for backups.

use std::path::{Path, PathBuf};

use opendal::Operator;
use opendal::services::Fs;

use crate::error::{Code, Error, Result};
use crate::fs;

/// Half-written files lie here, inside the folder so that the rename stays on one disk.
const UNFINISHED: &str = ".unfinished";

/// A folder that exists, private if we made it.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The folder at `path`, made if it is not there.
    pub fn open(path: &Path) -> Result<Self> {
        if path.is_file() {
            return Err(Error::new(
                Code::InvalidInput,
                format!("Backups cannot lie in `{}`: it is a file", path.display()),
            )
            .hint("Choose a folder"));
        }
        if !path.is_dir() {
            fs::private_dir(path)?;
        }
        Ok(Self {
            path: path.to_owned(),
        })
    }

    /// A folder that a person chose and that was used before. Where its disk is away there is none, or an empty one in its
    /// place, and backups must not go there in silence.
    pub fn used_before(path: &Path) -> Result<Self> {
        if !path.exists() || path.is_dir() && !path.join(UNFINISHED).is_dir() {
            return Err(Error::new(
                Code::Storage,
                format!("The folder for backups is not there: `{}`", path.display()),
            )
            .hint("Connect its disk, or choose a folder in Settings, Storage")
            .retryable());
        }
        Self::open(path)
    }

    /// The engine for this folder.
    pub(super) fn operator(&self) -> Result<Operator> {
        let text = |path: &Path| {
            path.to_str().map(str::to_owned).ok_or_else(|| {
                Error::new(
                    Code::InvalidInput,
                    format!("The folder's name is not UTF-8: `{}`", path.display()),
                )
                .hint("Choose another folder")
            })
        };
        let unfinished = self.path.join(UNFINISHED);
        if fs::private_dir(&unfinished).is_ok() {
            remove_leftovers(&unfinished);
        }
        let service = Fs::default()
            .root(&text(&self.path)?)
            .atomic_write_dir(&text(&unfinished)?);
        Operator::new(service).map_err(|error| super::failure::told("open", super::THIS_COMPUTER, error))
    }

    /// Makes a finished object private and its rename last.
    pub(super) fn settle(&self, name: &str) -> Result<()> {
        let path = self.path.join(name);
        fs::narrow(&path, 0o600)?;
        let file =
            std::fs::File::open(&path).map_err(|error| crate::error::io("read the backup", &path, error))?;
        file.sync_all()
            .map_err(|error| crate::error::io("flush the backup", &path, error))?;
        fs::flush_parent(&path)
    }
}

/// A half file is of no use to anybody once it has not been written to for an hour.
fn remove_leftovers(folder: &Path) {
    let old = |path: &Path| {
        let written = std::fs::metadata(path).and_then(|held| held.modified()).ok();
        written
            .and_then(|at| at.elapsed().ok())
            .is_some_and(|age| age.as_secs() > 3600)
    };
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for path in entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| old(path))
    {
        let _ = std::fs::remove_file(path);
    }
}
