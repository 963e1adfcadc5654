//! A folder of Traefik files, as its file provider reads one: with the folders below.

use std::path::{Path, PathBuf};

use traefik_dynamic::Format;

use crate::error::{Code, Error, Result, io};

/// More files than anybody's configuration has: the wrong folder was chosen.
const MOST_FILES: usize = 2000;
/// Levels of folders below the one that was named.
const MOST_LEVELS: u32 = 16;

/// All Traefik files in the folder and below, in the order of their names. Hidden ones are left out, and links to
/// folders are not followed: they may lead in a circle.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    collect(folder, 0, &mut found)?;
    if found.is_empty() {
        return Err(Error::new(
            Code::NotFound,
            format!(
                "There is no .yml, .yaml, .toml or .json file in `{}`",
                folder.display()
            ),
        )
        .hint("Name the folder that Traefik's file provider reads"));
    }
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, level: u32, found: &mut Vec<PathBuf>) -> Result<()> {
    let entries = std::fs::read_dir(folder).map_err(|error| io("list the folder", folder, error))?;
    for entry in entries {
        let entry = entry.map_err(|error| io("list the folder", folder, error))?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let (path, kind) = (entry.path(), entry.file_type());
        if kind.is_ok_and(|kind| kind.is_dir()) {
            if level < MOST_LEVELS {
                collect(&path, level + 1, found)?;
            }
        } else if path.is_file() && Format::from_path(&path).is_some() {
            found.push(path);
        }
        if found.len() > MOST_FILES {
            return Err(Error::new(
                Code::InvalidInput,
                format!("`{}` holds more than {MOST_FILES} files", folder.display()),
            )
            .hint("Name the folder that Traefik's file provider reads"));
        }
    }
    Ok(())
}
