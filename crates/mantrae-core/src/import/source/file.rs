//! Getting at a file's content: whole, not too large, really a file.

use std::io::Read as _;
use std::path::Path;

use crate::error::{Code, Error, Result, io};

/// Larger files are refused: 64 MiB.
pub const LIMIT: u64 = 64 * 1024 * 1024;

/// Reads a file that a person named.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    let held = std::fs::metadata(path).map_err(|error| match std::fs::read_link(path) {
        Ok(target) if error.kind() == std::io::ErrorKind::NotFound => lost_link(path, &target),
        _ => io("read the file", path, error),
    })?;
    if held.is_dir() {
        return Err(Error::new(
            Code::Unreadable,
            format!("`{}` is a folder, not a file", path.display()),
        )
        .hint("Name the files in it"));
    }
    if !held.is_file() {
        return Err(Error::new(
            Code::Unreadable,
            format!("`{}` is not a plain file", path.display()),
        )
        .hint("Save its content to a file first"));
    }
    let too_large = || {
        Error::new(
            Code::Unreadable,
            format!("`{}` is larger than 64 MiB", path.display()),
        )
        .hint("Traefik's dynamic configuration is small: check that this is the right file")
    };
    if held.len() > LIMIT {
        return Err(too_large());
    }
    let mut content = Vec::new();
    let file = std::fs::File::open(path).map_err(|error| io("read the file", path, error))?;
    file.take(LIMIT + 1)
        .read_to_end(&mut content)
        .map_err(|error| io("read the file", path, error))?;
    if content.len() as u64 > LIMIT {
        return Err(too_large());
    }
    Ok(content)
}

fn lost_link(path: &Path, target: &Path) -> Error {
    let sentence = format!(
        "`{}` is a link to `{}`, which does not exist",
        path.display(),
        target.display()
    );
    Error::new(Code::NotFound, sentence).hint("Repair the link or remove it")
}

/// A file's name without its folder, for messages.
pub fn short_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}
