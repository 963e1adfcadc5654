//! Private folders for unfinished work, and what becomes of them when a process dies.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::Result;
use crate::{fs, lock};

/// A private folder of one operation or plan; removed with everything in it when dropped.
///
/// Next to the folder is a file of the same name with `.held`, locked for as long as the owner lives, so that the next
/// start can tell the leftover of a dead process from the open plan of another program.
#[derive(Debug)]
pub struct Staging {
    path: PathBuf,
    held: PathBuf,
    _permission: lock::Permission,
}

/// A `.held` file younger than this may belong to a process that is just about to lock it.
const JUST_MADE: Duration = Duration::from_mins(1);

impl Staging {
    /// A new empty folder below `parent`.
    pub fn new(parent: &Path) -> Result<Self> {
        loop {
            let path = parent.join(crate::id::long());
            let held = path.with_extension("held");
            if let Some(permission) = lock::attempt(&held)? {
                fs::private_dir(&path)?;
                return Ok(Self {
                    path,
                    held,
                    _permission: permission,
                });
            }
        }
    }

    /// Removes what an attempt left behind, before the next one.
    pub fn empty(&self) -> Result<()> {
        let fail = |error| crate::error::io("empty the folder", &self.path, error);
        std::fs::remove_dir_all(&self.path).map_err(fail)?;
        fs::private_dir(&self.path)
    }

    /// A path inside.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // What can't be removed now is removed at the next start.
        let _ = std::fs::remove_dir_all(&self.path);
        let _ = std::fs::remove_file(&self.held);
    }
}

/// Removes what dead processes left below `parent`.
pub fn clean(parent: &Path) -> Result<()> {
    let entries =
        std::fs::read_dir(parent).map_err(|error| crate::error::io("list the folder", parent, error))?;
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.extension().is_some_and(|extension| extension == "held") {
            if !path.with_extension("").exists() && age(&path) > JUST_MADE && lock::attempt(&path)?.is_some()
            {
                let _ = std::fs::remove_file(&path);
            }
        } else if abandoned(&path)? {
            let _ = std::fs::remove_dir_all(&path);
            let _ = std::fs::remove_file(path.with_extension("held"));
        }
    }
    Ok(())
}

fn abandoned(folder: &Path) -> Result<bool> {
    let held = folder.with_extension("held");
    Ok(!held.exists() || lock::attempt(&held)?.is_some())
}

fn age(path: &Path) -> Duration {
    let made = std::fs::metadata(path).and_then(|held| held.modified()).ok();
    made.and_then(|at| at.elapsed().ok()).unwrap_or_default()
}
