//! One operation at a time on a data folder, whichever program asks.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

use crate::error::{Code, Error, Result, io};

/// How long an operation waits for the one before it.
pub const PATIENCE: Duration = Duration::from_secs(10);
const LOOK_AGAIN: Duration = Duration::from_millis(40);

/// Permits this operation alone to change the data folder. Released on drop, and when the process dies.
#[derive(Debug)]
pub struct Permission {
    _file: File,
}

/// Waits up to `patience` for the permission, then says `busy`.
pub async fn exclusive(lock_file: &Path, patience: Duration) -> Result<Permission> {
    let until = tokio::time::Instant::now() + patience;
    loop {
        if let Some(permission) = attempt(lock_file)? {
            return Ok(permission);
        }
        if tokio::time::Instant::now() >= until {
            return Err(Error::new(
                Code::Busy,
                "Another operation is still running on this data folder",
            )
            .hint("Wait until it is done, then try again")
            .retryable());
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// The permission if it is free right now.
pub fn attempt(lock_file: &Path) -> Result<Option<Permission>> {
    let file = open(lock_file)?;
    Ok(locked(file.try_lock(), lock_file)?.then(|| Permission { _file: file }))
}

/// Shows others that this program has the databases open. Released on drop, and when the process dies.
#[derive(Debug)]
pub struct Presence {
    _file: Option<File>,
}

impl Presence {
    /// Shows it from now on.
    pub fn show(lock_file: &Path) -> Result<Self> {
        let file = open(lock_file)?;
        let shown = locked(file.try_lock_shared(), lock_file)?;
        Ok(Self {
            _file: shown.then_some(file),
        })
    }

    /// True if any program shows it now.
    pub fn is_shown(lock_file: &Path) -> Result<bool> {
        let file = open(lock_file)?;
        Ok(!locked(file.try_lock(), lock_file)?)
    }
}

fn open(lock_file: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(lock_file)
        .map_err(|error| io("open the lock", lock_file, error))
}

fn locked(tried: std::result::Result<(), TryLockError>, lock_file: &Path) -> Result<bool> {
    match tried {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(io("take the lock", lock_file, error)),
    }
}
