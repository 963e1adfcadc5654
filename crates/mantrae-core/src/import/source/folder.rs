//! A folder of Traefik files, read as its file provider does: with subfolders and hidden files, and only `.yml`,
//! `.yaml` and `.toml`. A file that Traefik cannot read is listed like the others: it makes Traefik refuse them all.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use traefik_dynamic::Problem;

use super::{notes, short_name};
use crate::error::{Code, Error, Result, io};

/// More files than any real configuration has: the wrong folder was chosen.
const MOST_FILES: usize = 2000;
/// How many levels of subfolders are read.
const MOST_LEVELS: u32 = 16;

/// What a folder holds.
#[derive(Debug, Default)]
pub struct Folder {
    /// The files in the order in which Traefik reads them: if two components have the same name, the first one wins.
    pub files: Vec<FolderFile>,
    /// Entries that Traefik skips although they look like part of the configuration.
    pub notes: Vec<Problem>,
}

/// A file in a folder.
#[derive(Debug)]
pub struct FolderFile {
    /// Its path.
    pub path: PathBuf,
    /// Its name for messages, relative to the folder.
    pub name: String,
    /// Why it cannot even be opened: a subfolder that cannot be listed.
    pub blocked: Option<Error>,
}

/// What the walk has collected so far.
struct Walk {
    folder: Folder,
    /// The name of the folder, and its path.
    name: String,
    root: PathBuf,
    json: Vec<String>,
    links: Vec<String>,
}

/// All files in the folder and its subfolders that Traefik reads, in its order: on each level sorted by the bytes of
/// the names, with a folder's files in place of its name.
pub fn list(folder: &Path) -> Result<Folder> {
    let mut walk = Walk {
        folder: Folder::default(),
        name: short_name(folder),
        root: folder.to_owned(),
        json: Vec::new(),
        links: Vec::new(),
    };
    walk.level(folder, 0)?;
    let Walk {
        mut folder,
        root,
        json,
        links,
        ..
    } = walk;
    if folder.files.is_empty() {
        let error = Error::new(
            Code::NotFound,
            format!("There is no .yml, .yaml or .toml file in `{}`", root.display()),
        );
        return Err(error.hint(if json.is_empty() {
            "Choose the folder that Traefik’s file provider reads"
        } else {
            "Traefik’s file provider reads no JSON from a folder; to import a .json file, choose the file itself"
        }));
    }
    folder.notes.extend(notes::json_left_out(&json));
    folder.notes.extend(notes::links_left_out(&links));
    Ok(folder)
}

impl Walk {
    fn level(&mut self, folder: &Path, level: u32) -> Result<()> {
        let listed = std::fs::read_dir(folder).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
        let mut entries = match listed {
            Ok(entries) => entries,
            Err(error) if level > 0 => {
                self.block(folder, io("list the folder", folder, error));
                return Ok(());
            }
            Err(error) => return Err(io("list the folder", folder, error)),
        };
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            // A link does not count as a folder, wherever it leads: Traefik does not follow it either.
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                if level < MOST_LEVELS {
                    self.level(&path, level + 1)?;
                } else {
                    let sentence = format!(
                        "`{}` is nested more than {MOST_LEVELS} folders deep",
                        path.display()
                    );
                    self.block(&path, Error::new(Code::Unreadable, sentence));
                }
            } else {
                self.file(path, &entry.file_name());
            }
            if self.folder.files.len() > MOST_FILES {
                return Err(Error::new(
                    Code::InvalidInput,
                    format!("`{}` contains more than {MOST_FILES} files", self.root.display()),
                )
                .hint("Choose the folder that Traefik’s file provider reads"));
            }
        }
        Ok(())
    }

    fn file(&mut self, path: PathBuf, file_name: &OsStr) {
        let name = self.name_of(&path);
        match ending(file_name).as_str() {
            "yml" | "yaml" | "toml" => self.folder.files.push(FolderFile {
                path,
                name,
                blocked: None,
            }),
            "json" => self.json.push(name),
            // Kubernetes mounts keep their files behind such a link.
            _ if path.is_dir() && !file_name.as_encoded_bytes().starts_with(b"..") => self.links.push(name),
            _ => {}
        }
    }

    fn block(&mut self, path: &Path, error: Error) {
        let (path, name) = (path.to_owned(), self.name_of(path));
        self.folder.files.push(FolderFile {
            path,
            name,
            blocked: Some(error),
        });
    }

    fn name_of(&self, path: &Path) -> String {
        let below = path.strip_prefix(&self.root).unwrap_or(path);
        format!("{}/{}", self.name, below.display())
    }
}

/// The text after the last dot, in lower case; a file called `.yml` has an extension too.
fn ending(name: &OsStr) -> String {
    let name = name.to_string_lossy();
    name.rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings() {
        for (name, expected) in [
            ("a.yml", "yml"),
            ("A.YAML", "yaml"),
            (".yml", "yml"),
            ("._app.Toml", "toml"),
            ("x.bak.yml", "yml"),
            ("x.yml.bak", "bak"),
            ("x.yml~", "yml~"),
            ("yml", ""),
            ("x.", ""),
        ] {
            assert_eq!(ending(OsStr::new(name)), expected, "{name}");
        }
    }
}
