//! The files that Traefik reads, as bytes.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::db::followed::FileRow;
use crate::error::{Result, io};
use crate::import::source::{self, folder};

/// A file that Traefik reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadFile {
    /// Below the folder, with slashes; the name of a single file.
    pub name: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// All files that Traefik reads, in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// The files; of two components with one name, that of the first counts.
    pub files: Vec<ReadFile>,
}

/// What a file system says about the files without opening them. Where it is the same, they hold the same; a file
/// system with coarse times may be wrong about what was written within the last seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    files: Vec<(PathBuf, Option<Said>)>,
}

/// What a file system says about one file: its length, when it was changed, and its number.
type Said = (u64, SystemTime, u64);

impl Stamp {
    /// Looks at a folder, or at a single file.
    pub fn of(path: &Path) -> Result<Self> {
        let files = paths(path)?.into_iter().map(|(path, _)| {
            let held = fs::metadata(&path).ok();
            let said = held.and_then(|held| Some((held.len(), held.modified().ok()?, inode(&held))));
            (path, said)
        });
        Ok(Self {
            files: files.collect(),
        })
    }

    /// When the latest of the files was changed.
    pub fn latest(&self) -> Option<SystemTime> {
        let times = self
            .files
            .iter()
            .filter_map(|(_, said)| said.map(|(_, at, _)| at));
        times.max()
    }
}

#[cfg(unix)]
fn inode(held: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(held)
}

#[cfg(not(unix))]
fn inode(_: &fs::Metadata) -> u64 {
    0
}

/// The files of a folder, or a single file, each with its name. Fails if Traefik could not read one of them.
fn paths(path: &Path) -> Result<Vec<(PathBuf, String)>> {
    if !path.is_dir() {
        // A file that is gone is a failure to open it, with its name.
        fs::metadata(path).map_err(|error| io("open the file", path, error))?;
        let name = path.file_name().unwrap_or_default();
        return Ok(vec![(path.to_owned(), name.to_string_lossy().into_owned())]);
    }
    let listed = folder::list(path)?;
    let files = listed.files.into_iter().map(|file| {
        if let Some(error) = file.blocked {
            return Err(error);
        }
        let below = file.path.strip_prefix(path).unwrap_or(&file.path);
        let name = below.to_string_lossy().replace('\\', "/");
        Ok((file.path, name))
    });
    files.collect()
}

impl Files {
    /// Reads a folder, or a single file.
    pub fn read(path: &Path) -> Result<Self> {
        let files = paths(path)?.into_iter().map(|(path, name)| {
            let content = source::read(&path)?;
            Ok(ReadFile { name, content })
        });
        Ok(Self {
            files: files.collect::<Result<_>>()?,
        })
    }

    /// Files that were stored.
    pub fn stored(rows: Vec<FileRow>) -> Self {
        let mut files: Vec<ReadFile> = rows
            .into_iter()
            .map(|row| ReadFile {
                name: row.name,
                content: row.content,
            })
            .collect();
        files.sort_by(|one, other| order(&one.name).cmp(&order(&other.name)));
        Self { files }
    }

    /// The same, to store them.
    pub fn rows(&self) -> Vec<FileRow> {
        let files = self.files.iter();
        files
            .map(|file| FileRow {
                name: file.name.clone(),
                content: file.content.clone(),
            })
            .collect()
    }
}

/// What files are sorted by: the bytes of the names, level by level.
pub(super) fn order(name: &str) -> Vec<&[u8]> {
    name.split('/').map(str::as_bytes).collect()
}
