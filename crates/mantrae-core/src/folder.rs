//! The data folder and the paths in it.

use std::path::{Path, PathBuf};

use crate::db::mark;
use crate::error::{Code, Error, Result};
use crate::fs;

/// `MANTRAE_DATA_DIR`, else `mantrae/` in the platform's data folder.
#[derive(Debug, Clone)]
pub struct DataFolder {
    root: PathBuf,
}

impl DataFolder {
    /// Opens the folder at `root`, created if missing, and makes everything in it private.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self> {
        let root = root.into();
        if root.is_file() {
            return Err(Error::new(
                Code::InvalidInput,
                format!("The data folder cannot be used: `{}` is a file", root.display()),
            )
            .hint("Choose a folder"));
        }
        fs::private_dir(&root)?;
        let root = std::path::absolute(&root).unwrap_or(root);
        let folder = Self { root };
        // If something else is in the way of the backup folder, each backup says so; everything else works.
        if !folder.default_backups().is_file() {
            own(&folder.default_backups())?;
        }
        for child in [folder.outbox(), folder.staging(), folder.logs()] {
            own(&child)?;
        }
        folder.narrow_files()?;
        Ok(folder)
    }

    /// Makes our own files directly in the folder private. Others are left alone: somebody may have named a folder that
    /// holds more than our data.
    fn narrow_files(&self) -> Result<()> {
        for database in [self.mantrae_db(), self.state_db()] {
            for suffix in ["", "-wal", "-shm"] {
                let mut name = database.clone().into_os_string();
                name.push(suffix);
                narrow_if_there(Path::new(&name))?;
            }
        }
        for database in [self.mantrae_db(), self.state_db()] {
            narrow_if_there(&mark::path(&database))?;
        }
        narrow_if_there(&self.open_lock())?;
        narrow_if_there(&self.window_memory())?;
        narrow_if_there(&self.sending())?;
        narrow_if_there(&self.removing())?;
        narrow_if_there(&self.serving())?;
        narrow_if_there(&self.served())?;
        narrow_if_there(&self.lock())
    }

    /// The data folder when nobody names one.
    pub fn default_root() -> Result<PathBuf> {
        if let Some(named) = std::env::var_os("MANTRAE_DATA_DIR").filter(|value| !value.is_empty()) {
            return Ok(PathBuf::from(named));
        }
        platform_data_folder()
            .map(|base| base.join("mantrae"))
            .ok_or_else(|| {
                Error::new(
                    Code::NotFound,
                    "No data folder: neither `MANTRAE_DATA_DIR` nor a home folder is set",
                )
                .hint("Set `MANTRAE_DATA_DIR` to a folder")
            })
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }
    /// The configuration.
    pub fn mantrae_db(&self) -> PathBuf {
        self.root.join("mantrae.db")
    }
    /// What belongs to this computer only.
    pub fn state_db(&self) -> PathBuf {
        self.root.join("state.db")
    }
    /// The folder for backups unless another one was chosen.
    pub fn default_backups(&self) -> PathBuf {
        self.root.join("backups")
    }
    /// Where finished archives wait for locations that are not on this computer.
    pub fn outbox(&self) -> PathBuf {
        self.root.join("outbox")
    }
    /// Where operations keep unfinished work.
    pub fn staging(&self) -> PathBuf {
        self.root.join("staging")
    }
    /// Log files.
    pub fn logs(&self) -> PathBuf {
        self.root.join("logs")
    }
    /// Size and position of the window.
    pub fn window_memory(&self) -> PathBuf {
        self.root.join("window.json")
    }
    /// Held by whoever sends archives to locations that are reached over a network.
    pub fn sending(&self) -> PathBuf {
        self.root.join("sending")
    }
    /// Held by whoever removes archives from locations that are reached over a network.
    pub fn removing(&self) -> PathBuf {
        self.root.join("removing")
    }
    /// Held by the program that serves what is published over HTTP.
    pub fn serving(&self) -> PathBuf {
        self.root.join("serving")
    }
    /// What that program says: where it listens, and who asked.
    pub fn served(&self) -> PathBuf {
        self.root.join("served.json")
    }
    /// Held by every program that has the databases open.
    pub fn open_lock(&self) -> PathBuf {
        self.root.join("open")
    }
    /// Held by the operation that may change this folder.
    pub fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }
}

fn narrow_if_there(path: &Path) -> Result<()> {
    match fs::narrow(path, 0o600) {
        Err(error) if error.code == Code::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(target_os = "linux")]
fn platform_data_folder() -> Option<PathBuf> {
    set("XDG_DATA_HOME").or_else(|| set("HOME").map(|home| home.join(".local/share")))
}
#[cfg(target_os = "macos")]
fn platform_data_folder() -> Option<PathBuf> {
    set("HOME").map(|home| home.join("Library/Application Support"))
}
#[cfg(target_os = "windows")]
fn platform_data_folder() -> Option<PathBuf> {
    set("APPDATA")
}

/// A variable that holds an absolute path; the XDG rules say that relative ones are to be ignored.
fn set(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
}
/// Creates a folder and makes it and its contents private.
fn own(folder: &Path) -> Result<()> {
    fs::private_dir(folder)?;
    fs::narrow_all(folder)
}
