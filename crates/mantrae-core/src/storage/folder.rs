//! A folder of this computer as a location for backups.

use std::io;
use std::path::{Path, PathBuf};

use opendal::Operator;
use opendal::services::Fs;

use super::failure;
use super::identity::{self, Identity};
use super::object::{Object, Shape};
use crate::error::{Code, Error, Result};
use crate::fs;

/// Half-written files are kept here, inside the folder so that the rename stays on one disk.
const UNFINISHED: &str = ".unfinished";

/// A folder that exists, private if we made it.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    /// Its file system keeps inode numbers.
    numbered: bool,
}

impl Folder {
    /// The folder at `path`, created if missing.
    pub fn open(path: &Path) -> Result<Self> {
        if path.is_file() {
            return Err(Error::new(
                Code::InvalidInput,
                format!("Backups cannot be stored in `{}`: it is a file", path.display()),
            )
            .hint("Choose a folder"));
        }
        if !path.is_dir() {
            fs::private_dir(path)?;
        }
        Ok(Self {
            path: path.to_owned(),
            numbered: fs::keeps_file_numbers(path),
        })
    }

    /// A folder that a person chose and that was used before. If its disk is not mounted, the folder is missing or an
    /// empty one, and backups must not silently go there.
    pub fn used_before(path: &Path) -> Result<Self> {
        if !path.exists() || path.is_dir() && !path.join(UNFINISHED).is_dir() {
            return Err(Error::new(
                Code::Storage,
                format!("The backup folder does not exist: `{}`", path.display()),
            )
            .hint("Connect its disk, or choose a folder in Settings, Storage")
            .retryable());
        }
        Self::open(path)
    }

    /// The opendal operator for this folder.
    pub(super) fn operator(&self) -> Result<Operator> {
        let text = |path: &Path| {
            path.to_str().map(str::to_owned).ok_or_else(|| {
                Error::new(
                    Code::InvalidInput,
                    format!("The folder’s name is not UTF-8: `{}`", path.display()),
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
        Operator::new(service).map_err(|error| failure::describe("open", super::THIS_COMPUTER, error))
    }

    /// Everything in it except our own half-written files, by name. No link is followed, and nothing is opened.
    pub(super) async fn list(&self) -> Result<Vec<Object>> {
        let folder = self.clone();
        let listed = tokio::task::spawn_blocking(move || folder.entries());
        let listed = listed
            .await
            .map_err(|error| Error::new(Code::Internal, "The listing was interrupted").because(error))?;
        listed.map_err(|error| failure::of_system("list", super::THIS_COMPUTER, error))
    }

    fn entries(&self) -> io::Result<Vec<Object>> {
        let mut objects = Vec::new();
        for entry in std::fs::read_dir(&self.path)? {
            let entry = entry?;
            // A name that is not UTF-8 is not ours.
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            if name == UNFINISHED {
                continue;
            }
            match entry.metadata() {
                Ok(held) => objects.push(Object {
                    name,
                    shape: Shape::of(held.file_type()),
                    identity: identity::of_file(&held, self.numbered),
                }),
                // It disappeared between the listing and the look.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        objects.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(objects)
    }

    /// Opens one of its files for reading, with its identity. Refuses anything else with that name, before opening it:
    /// opening alone may block for ever or move a tape.
    pub(super) fn open_file(&self, name: &str) -> Result<(std::fs::File, Identity)> {
        let path = self.path.join(name);
        let fail = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => super::missing(name, super::THIS_COMPUTER),
            _ => failure::of_system("read a backup from", super::THIS_COMPUTER, error),
        };
        let is_file = |held: &std::fs::Metadata| match Shape::of(held.file_type()) {
            Shape::File => Ok(()),
            other => Err(no_file(name, other)),
        };
        is_file(&std::fs::symlink_metadata(&path).map_err(fail)?)?;
        let file = fs::open_itself(&path).map_err(fail)?;
        // It may have been replaced in between.
        let held = file.metadata().map_err(fail)?;
        is_file(&held)?;
        Ok((file, identity::of_file(&held, self.numbered)))
    }

    /// Removes one of its files, or a link itself; a missing one is not a failure. A folder is left alone.
    pub(super) fn delete(&self, name: &str) -> Result<()> {
        let path = self.path.join(name);
        let fail = |error| failure::of_system("delete a backup from", super::THIS_COMPUTER, error);
        let removed = match std::fs::symlink_metadata(&path) {
            Ok(held) if held.is_dir() => {
                return Err(no_file(name, Shape::Folder).hint("Check what is in it, and remove it yourself"));
            }
            Ok(_) => std::fs::remove_file(&path),
            Err(error) => Err(error),
        };
        match removed {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(fail(error)),
            _ => Ok(()),
        }
    }

    /// Makes a finished object private and its rename durable.
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

/// Something else has the name of a backup.
fn no_file(name: &str, shape: Shape) -> Error {
    Error::new(Code::Damaged, format!("The backup `{name}` is {shape}"))
        .hint("Choose another backup; nothing was changed")
}

/// A half-written file is of no use once nobody has written to it for an hour.
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
