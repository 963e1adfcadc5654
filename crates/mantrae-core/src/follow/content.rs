//! What files say: their components, and what Traefik would refuse.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use traefik_dynamic::{Braces, Format, Kind, Problem, Reading, Severity, Verdict, text};

use super::{Files, Key, ReadFile, Written};

/// Why files cannot be taken in: Traefik would refuse one of them, or it says what cannot be stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "BrokenFiles"))]
pub struct Broken {
    /// The name of the file; `None` if the folder itself is the problem.
    pub file: Option<String>,
    /// The line, counted from 1.
    pub line: Option<u32>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Broken {
    fn of(file: &str, problem: &Problem) -> Self {
        Self {
            file: Some(file.to_owned()),
            line: problem.line,
            message: problem.message.clone(),
            hint: problem.hint.clone(),
        }
    }

    /// The same in one sentence.
    pub fn sentence(&self) -> String {
        let mut sentence = String::new();
        if let Some(file) = &self.file {
            let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
            // Writing to a text does not fail.
            let _ = write!(sentence, "`{file}{line}`: ");
        }
        sentence + &self.message
    }
}

/// A component that Traefik ignores, because another file defines it first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HiddenComponent {
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// The file whose definition counts.
    pub by: String,
}

/// What one file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FileSummary {
    /// Below the folder, with slashes; the name of a single file.
    pub name: String,
    /// How many components it defines.
    pub components: u32,
    /// Those of them that Traefik ignores.
    pub hidden: Vec<HiddenComponent>,
}

/// A component of the files, and the file whose definition counts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Held {
    pub(super) written: Written,
    pub(super) file: usize,
}

/// What files say together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Content {
    pub(super) components: BTreeMap<Key, Held>,
    /// The files, in Traefik's order.
    pub files: Vec<FileSummary>,
    /// Components that are defined twice, by file: those that do not count, too.
    pub(super) all: Vec<Vec<Key>>,
}

impl Content {
    /// Reads files as Traefik does. Fails with the first thing for which it would refuse them all, or which cannot be
    /// stored.
    pub fn of(files: &Files) -> Result<Self, Broken> {
        let mut content = Self::default();
        let mut names: HashMap<Key, usize> = HashMap::new();
        for (index, file) in files.files.iter().enumerate() {
            let (reading, lines) = read(file)?;
            let mut summary = FileSummary {
                name: file.name.clone(),
                components: u32::try_from(reading.components.len()).unwrap_or(u32::MAX),
                hidden: Vec::new(),
            };
            let mut all = Vec::with_capacity(reading.components.len());
            let mut lines = lines;
            for found in reading.components {
                let component = found.component;
                let key = (component.kind, component.name.clone());
                all.push(key.clone());
                if let Some(first) = names.get(&key) {
                    summary.hidden.push(HiddenComponent {
                        kind: key.0,
                        name: key.1,
                        by: files.files[*first].name.clone(),
                    });
                    continue;
                }
                names.insert(key.clone(), index);
                let written = Written {
                    lines: lines.remove(&key),
                    component,
                };
                let held = Held { written, file: index };
                content.components.insert(key, held);
            }
            content.files.push(summary);
            content.all.push(all);
        }
        Ok(content)
    }

    /// A component.
    pub fn get(&self, key: &Key) -> Option<&Written> {
        self.components.get(key).map(|held| &held.written)
    }

    /// The file that defines a component.
    pub fn file_of(&self, key: &Key) -> Option<&str> {
        let held = self.components.get(key)?;
        Some(self.files[held.file].name.as_str())
    }

    /// The components.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.components.keys()
    }
}

fn read(file: &ReadFile) -> Result<(Reading, HashMap<Key, String>), Broken> {
    let source = std::str::from_utf8(&file.content).unwrap_or_default();
    let format = Format::from_path(std::path::Path::new(&file.name));
    let reading = traefik_dynamic::read_as(&file.content, &file.name, (format, Braces::Actions));
    if let Some(problem) = blocking(&reading) {
        return Err(Broken::of(&file.name, problem));
    }
    let kept = text::Outlined::of(source).kept(&reading, format == Some(Format::Yaml));
    let fragments = kept.fragments.into_iter();
    let lines = fragments.map(|one| ((one.kind, one.name), one.text));
    Ok((reading, lines.collect()))
}

/// The first reason why a file cannot be taken in.
fn blocking(reading: &Reading) -> Option<&Problem> {
    let is_nothing = |problem: &&Problem| problem.code == "NOTHING";
    let mut errors = reading
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error && !is_nothing(problem));
    // A file with nothing in it is fine for Traefik.
    let is_sound =
        reading.rejected.is_empty() && reading.verdict != Verdict::Template && !reading.is_refused();
    if is_sound {
        return None;
    }
    errors.next().or_else(|| reading.problems.first())
}
