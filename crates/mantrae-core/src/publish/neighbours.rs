//! The other files of the folder: Traefik reads them together with ours, and one that it cannot read stops them all.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use serde::Serialize;
use traefik_dynamic::{Component, Format, Kind, Problem, Severity};

use super::write::STAGING;
use super::{Target, refuse, warn};
use crate::component_ref::ComponentRef;

/// A longer file is none of Traefik's configuration.
const LIMIT: u64 = 64 * 1024 * 1024;
/// How deep folders may be nested.
const DEPTH: usize = 16;

/// Another file that Traefik reads from the same folder.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Neighbour {
    /// Its path below the folder.
    pub file: String,
    /// How many components it defines.
    pub components: u32,
    /// Components that both files define, whose definition there counts, because its name sorts first.
    pub wins: Vec<ComponentRef>,
    /// Components that both files define, whose definition there is ignored.
    pub loses: Vec<ComponentRef>,
}

/// All other files of the folder.
#[derive(Debug, Default)]
pub struct Neighbours {
    /// The files, in the order in which Traefik reads them.
    pub files: Vec<Neighbour>,
    /// What is wrong with them.
    pub problems: Vec<Problem>,
    /// What they define, with the path of the file; those that Traefik reads before our file.
    pub before: Vec<(String, Component)>,
    /// The same of those that it reads after our file.
    pub after: Vec<(String, Component)>,
}

impl Neighbours {
    /// Reads the other files of the folder, next to these components of a profile; none where Traefik reads only the
    /// one file.
    pub fn read(target: &Target, (profile, own): (&str, &[&Component]), version: Option<&str>) -> Self {
        let mut all = Self::default();
        if !target.is_folder() {
            return all;
        }
        let mut is_before = true;
        let mut walk = Walk {
            target,
            version,
            all: &mut all,
            is_before: &mut is_before,
        };
        walk.folder(target.folder(), "", 0);
        let ours: HashSet<(Kind, &str)> = own.iter().map(|one| (one.kind, one.name.as_str())).collect();
        for file in &mut all.files {
            let shared = |those: &[(String, Component)]| -> Vec<ComponentRef> {
                those
                    .iter()
                    .filter(|(path, one)| *path == file.file && ours.contains(&(one.kind, one.name.as_str())))
                    .map(|(_, one)| ComponentRef {
                        profile: profile.to_owned(),
                        kind: one.kind,
                        name: one.name.clone(),
                    })
                    .collect()
            };
            file.wins = shared(&all.before);
            file.loses = shared(&all.after);
        }
        let shadowed = all.files.iter().flat_map(shadows).collect::<Vec<_>>();
        all.problems.extend(shadowed);
        all
    }

    /// The file whose definition of a component counts instead of ours.
    pub fn winner(&self, kind: Kind, name: &str) -> Option<&str> {
        let found = self
            .before
            .iter()
            .find(|(_, one)| one.kind == kind && one.name == name);
        found.map(|(file, _)| file.as_str())
    }

    /// Everything that Traefik reads from the folder, if our file holds these components; of two with one name, the
    /// first counts.
    pub fn around<'c>(&'c self, own: &'c [Component]) -> Vec<&'c Component> {
        let before = self.before.iter().map(|(_, one)| one);
        let after = self.after.iter().map(|(_, one)| one);
        before.chain(own).chain(after).collect()
    }
}

fn shadows(file: &Neighbour) -> Vec<Problem> {
    let name = |all: &[ComponentRef]| {
        let names: Vec<String> = all
            .iter()
            .map(|one| format!("`{}/{}`", one.kind, one.name))
            .collect();
        names.join(", ")
    };
    let mut found = Vec::new();
    if !file.wins.is_empty() {
        let message = format!(
            "`{}` defines {} too, and its definition counts",
            file.file,
            name(&file.wins)
        );
        let hint = "Traefik reads files in the order of their names, and takes the first definition: remove it there, \
                    or rename one of the two";
        found.push(warn("DEFINED-BEFORE", message, hint));
    }
    if !file.loses.is_empty() {
        let message = format!(
            "`{}` defines {} too; its definition will be ignored",
            file.file,
            name(&file.loses)
        );
        found.push(warn(
            "DEFINED-AFTER",
            message,
            "Remove it there, or rename one of the two",
        ));
    }
    found
}

struct Walk<'w> {
    target: &'w Target,
    version: Option<&'w str>,
    all: &'w mut Neighbours,
    is_before: &'w mut bool,
}

impl Walk<'_> {
    /// In the byte order of names, folders among files, as Traefik reads them.
    fn folder(&mut self, folder: &Path, below: &str, depth: usize) {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.unreadable(below, &error),
        };
        let mut names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
        names.sort();
        for name in names {
            let path = folder.join(&name);
            let shown = format!("{below}{}", name.to_string_lossy());
            if path == self.target.file {
                *self.is_before = false;
                continue;
            }
            let Ok(held) = fs::symlink_metadata(&path) else {
                continue;
            };
            if held.is_dir() {
                if depth < DEPTH && !(depth == 0 && name == STAGING) {
                    self.folder(&path, &format!("{shown}/"), depth + 1);
                }
            } else if Format::from_path(&path).is_some_and(|format| format != Format::Json) {
                self.file(&path, &shown);
            }
        }
        // A new file takes its rank by name.
        if depth == 0 && *self.is_before {
            self.rank();
        }
    }

    /// Our file does not exist yet: sorts what was read by whether it comes before it.
    fn rank(&mut self) {
        let own = self.target.name();
        let first = |file: &str| file.split('/').next().unwrap_or_default().to_owned();
        let before = std::mem::take(&mut self.all.before);
        let (before, after) = before.into_iter().partition(|(file, _)| first(file) < own);
        self.all.before = before;
        self.all.after = after;
    }

    fn file(&mut self, path: &Path, shown: &str) {
        // Links are followed, as Traefik does.
        let held = match fs::metadata(path) {
            Ok(held) => held,
            Err(error) => return self.unreadable(shown, &error),
        };
        if !held.is_file() {
            let message = format!("`{shown}` is not a regular file, and Traefik would try to read it");
            self.all
                .problems
                .push(refuse("NOT-A-FILE", message, "Move it out of the folder"));
            return;
        }
        if held.len() > LIMIT {
            let message = format!("`{shown}` is too large to be read");
            self.all
                .problems
                .push(refuse("TOO-LARGE", message, "Move it out of the folder"));
            return;
        }
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => return self.unreadable(shown, &error),
        };
        let reading = traefik_dynamic::read(&bytes, shown, None);
        let too_new = self
            .version
            .map(|version| reading.too_new_for(version))
            .unwrap_or_default();
        if reading.is_refused() || !too_new.is_empty() {
            let error = reading
                .problems
                .iter()
                .find(|one| one.severity == Severity::Error);
            let first = error.or(too_new.first());
            self.all.problems.push(blocked(shown, first));
            return;
        }
        let components: Vec<Component> = reading.components.into_iter().map(|one| one.component).collect();
        self.all.files.push(Neighbour {
            file: shown.to_owned(),
            components: u32::try_from(components.len()).unwrap_or(u32::MAX),
            wins: Vec::new(),
            loses: Vec::new(),
        });
        let side = if *self.is_before {
            &mut self.all.before
        } else {
            &mut self.all.after
        };
        side.extend(components.into_iter().map(|one| (shown.to_owned(), one)));
    }

    fn unreadable(&mut self, shown: &str, error: &std::io::Error) {
        let folder = self.target.folder().display().to_string();
        let shown = if shown.is_empty() { &folder } else { shown };
        let message = format!("`{shown}` cannot be read: {error}");
        let hint = "If Traefik cannot read it either, it reads no file of this folder: make it readable, or move it \
                    away";
        self.all
            .problems
            .push(refuse("UNREADABLE-NEIGHBOUR", message, hint));
    }
}

/// A file over which Traefik refuses the whole folder.
fn blocked(shown: &str, first: Option<&Problem>) -> Problem {
    let reason = first.map_or_else(
        || "it is no dynamic configuration".to_owned(),
        |problem| problem.message.clone(),
    );
    let hint =
        "Traefik takes over no file of this folder while one of them is refused: mend it, or move it away";
    Problem {
        file: Some(shown.to_owned()),
        line: first.and_then(|problem| problem.line),
        column: first.and_then(|problem| problem.column),
        ..refuse(
            "NEIGHBOUR-REFUSED",
            format!("Traefik refuses `{shown}`: {reason}"),
            hint,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::Form;

    fn target(folder: &Path) -> Target {
        Target {
            file: folder.join("home.yml"),
            form: Form::Folder,
        }
    }

    fn put(folder: &Path, name: &str, text: &str) {
        crate::fs::private_dir(crate::fs::folder_of(&folder.join(name))).unwrap();
        crate::fs::write_atomic(&folder.join(name), text.as_bytes()).unwrap();
    }

    fn zip(name: &str) -> String {
        format!("http:\n  middlewares:\n    {name}:\n      compress: {{}}\n")
    }

    #[test]
    fn the_first_definition_counts_whether_our_file_exists_or_not() {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "a/x.yml", &zip("zip"));
        put(folder.path(), "z.yml", &zip("zip"));
        put(folder.path(), ".mantrae/home.yml", &zip("staged"));
        put(folder.path(), "notes.txt", "no configuration");
        let own =
            Component::from_configuration(Kind::HttpMiddleware, "zip", serde_json::json!({ "compress": {} }));
        for exists in [false, true] {
            if exists {
                put(folder.path(), "home.yml", &zip("zip"));
            }
            let all = Neighbours::read(&target(folder.path()), ("Home", &[&own]), None);
            let names: Vec<&str> = all.files.iter().map(|file| file.file.as_str()).collect();
            assert_eq!(names, ["a/x.yml", "z.yml"]);
            assert_eq!(all.winner(Kind::HttpMiddleware, "zip"), Some("a/x.yml"));
            let codes: Vec<&str> = all.problems.iter().map(|one| one.code.as_str()).collect();
            assert_eq!(
                codes,
                ["DEFINED-BEFORE", "DEFINED-AFTER"],
                "our file exists: {exists}"
            );
        }
    }

    #[test]
    fn a_file_that_stops_the_folder_is_named() {
        let folder = tempfile::tempdir().unwrap();
        put(
            folder.path(),
            "bad.yml",
            "http:\n  middlewares:\n    m:\n      addPrefixx: {}\n",
        );
        let all = Neighbours::read(&target(folder.path()), ("Home", &[]), None);
        assert_eq!(all.problems.len(), 1);
        let problem = &all.problems[0];
        assert_eq!(
            (problem.code.as_str(), problem.line),
            ("NEIGHBOUR-REFUSED", Some(4))
        );
        assert_eq!(problem.severity, Severity::Error);
        assert!(
            problem.message.starts_with("Traefik refuses `bad.yml`: "),
            "{}",
            problem.message
        );
    }

    #[cfg(unix)]
    #[test]
    fn what_blocks_traefik_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("nowhere.yml", folder.path().join("link.yml")).unwrap();
        std::os::unix::net::UnixListener::bind(folder.path().join("socket.yml")).unwrap();
        let all = Neighbours::read(&target(folder.path()), ("Home", &[]), None);
        let codes: Vec<&str> = all.problems.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(codes, ["UNREADABLE-NEIGHBOUR", "NOT-A-FILE"]);
    }

    #[test]
    fn a_single_file_has_no_neighbours() {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "bad.yml", "http: [");
        let alone = Target {
            form: Form::File,
            ..target(folder.path())
        };
        assert!(Neighbours::read(&alone, ("Home", &[]), None).problems.is_empty());
    }
}
