//! Paths in the repository, and the files below them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Result;
use crate::failure::{Doing, Failure};

/// The top of the repository.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Cargo's target folder: the one that contains this program, wherever it is.
pub(crate) fn target() -> Result<PathBuf> {
    let me = std::env::current_exe().doing(|| "find the running program".to_owned())?;
    let folder = me.ancestors().nth(2).map(Path::to_path_buf);
    folder.ok_or_else(|| Failure::new("this program is not in a target folder: run it with `cargo xtask`"))
}

/// The debug build of a program of this workspace.
pub(crate) fn built(name: &str) -> Result<PathBuf> {
    let path = target()?
        .join("debug")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if path.is_file() {
        return Ok(path);
    }
    Err(Failure::new(format!(
        "{} was not built: see the output of cargo above",
        path.display()
    )))
}

/// An empty folder `target/<name>`.
pub(crate) fn fresh(name: &str) -> Result<PathBuf> {
    let folder = target()?.join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).doing(|| format!("empty {}", folder.display()))?;
    }
    create(&folder)?;
    Ok(folder)
}

/// Creates the folder and its missing parents.
pub(crate) fn create(folder: &Path) -> Result {
    fs::create_dir_all(folder).doing(|| format!("create {}", folder.display()))
}

/// Writes a file completely or not at all.
pub(crate) fn save(path: &Path, bytes: &[u8]) -> Result {
    let part = path.with_added_extension("part");
    let written = fs::File::create(&part)
        .and_then(|mut file| std::io::Write::write_all(&mut file, bytes))
        .and_then(|()| fs::rename(&part, path));
    written.doing(|| format!("write {}", path.display()))
}

/// All files below a folder, in a stable order.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        let entries = fs::read_dir(&next).doing(|| format!("list {}", next.display()))?;
        for entry in entries {
            let path = entry.doing(|| format!("list {}", next.display()))?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}
