//! Reads a file's content: all of it, within the size limit, and only if it is a regular file.

use std::fs::Metadata;
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
        .hint("Choose the files in it"));
    }
    if !held.is_file() {
        return Err(special(path, &held));
    }
    let too_large = || {
        Error::new(
            Code::Unreadable,
            format!("`{}` is larger than 64 MiB", path.display()),
        )
        .hint("Traefik’s dynamic configuration is small: check that this is the right file")
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

/// The path is neither a file nor a folder.
fn special(path: &Path, held: &Metadata) -> Error {
    let sentence = format!("`{}` is {}, not a regular file", path.display(), kind_of(held));
    let error = Error::new(Code::Unreadable, sentence);
    match effect(path) {
        Effect::Waits => error.hint("Remove it: Traefik waits for it forever at startup"),
        Effect::Refused | Effect::Unknown => error.hint("Save its content to a file first"),
    }
}

#[cfg(unix)]
fn kind_of(held: &Metadata) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    let kind = held.file_type();
    if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn kind_of(_: &Metadata) -> &'static str {
    "a system file"
}

/// What an unreadable entry in a folder does to Traefik when Traefik reads the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// Traefik loads nothing from the folder.
    Refused,
    /// Traefik waits for it, and never starts.
    Waits,
    /// Traefik may be able to read it: a device, or a file beyond the size limit here.
    Unknown,
}

/// See [`Effect`].
pub(super) fn effect(path: &Path) -> Effect {
    let Ok(held) = std::fs::metadata(path) else {
        return Effect::Refused;
    };
    if held.is_dir() {
        // A link to a folder cannot be read as a file; a folder that can be listed was skipped because of its depth.
        let is_link = path.is_symlink();
        return if is_link || std::fs::read_dir(path).is_err() {
            Effect::Refused
        } else {
            Effect::Unknown
        };
    }
    if !held.is_file() {
        return match kind_of(&held) {
            "a named pipe" => Effect::Waits,
            "a socket" => Effect::Refused,
            _ => Effect::Unknown,
        };
    }
    if held.len() > LIMIT {
        Effect::Unknown
    } else {
        Effect::Refused
    }
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
