//! From the bytes of a file to components and problems. Total: there is an answer for any input.
//!
//! ```
//! use traefik_dynamic::{Verdict, read};
//!
//! let text = "http:\n  routers:\n    web: {rule: Host(`a`), servce: app}\n\
//!     \x20 services:\n    app: {loadBalancer: {servers: [{url: http://a}]}}\n";
//! let reading = read(text.as_bytes(), "dynamic.yml", None);
//! assert_eq!(reading.verdict, Verdict::Reject);
//! // One bad component does not hide the other.
//! assert_eq!(reading.components[0].component.name, "app");
//! let typo = reading.problems.iter().find(|problem| problem.code == "UNKNOWN-FIELD").unwrap();
//! assert_eq!((typo.line, typo.column), (Some(3), Some(28)));
//! assert_eq!(typo.hint.as_deref(), Some("Did you mean `service`?"));
//! ```

mod advice;
pub(crate) mod component;
mod document;
mod dropped;
mod encoding;
mod fill;
pub(crate) mod limits;
mod marks;
pub(crate) mod node;
mod origin;
pub(crate) mod printed;
pub(crate) mod reader;
pub(crate) mod remark;
pub(crate) mod scalar;
mod sections;
mod step;
pub(crate) mod stored;
mod templates;
mod toml;
pub(crate) mod unseen;
pub(crate) mod yaml;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use self::limits::{MAX_BYTES, MAX_DEPTH};
use self::marks::Marks;
use self::node::Place;
use crate::version::LateFields;
use crate::{Braces, Component, Format, Kind, Problem, Severity};

/// What was read from a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The verdict on the file as a whole.
    pub verdict: Verdict,
    /// The sound components, in file order. Those in `rejected` have problems that say why.
    pub components: Vec<Found>,
    /// Kind and name of the components that have an error.
    pub rejected: Vec<(Kind, String)>,
    /// All findings, in file order; those about the whole file come first.
    pub problems: Vec<Problem>,
    /// The file, as named by the caller.
    pub file: String,
    is_refused: bool,
    /// What could be read of the rejected components.
    unsound: Vec<Component>,
    /// Where each reference is written.
    marks: Marks,
    /// The fields that were added after Traefik 3.0.
    late: LateFields,
}

/// A component, and where its name is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The component.
    pub component: Component,
    /// The line of its name, counted from 1.
    pub line: u32,
    /// The column of its name in characters, counted from 1.
    pub column: u32,
}

/// The verdict on a file: the first that applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// No error and at least one component; warnings are allowed.
    Accept,
    /// At least one error, or nothing to import. Sound components are still available.
    Reject,
    /// Go template actions: code, which is recognised but never run.
    Template,
    /// Traefik's install configuration (entry points, providers …), with nothing dynamic in it.
    StaticConfigNotDynamic,
}

/// A text that is not valid YAML, JSON or TOML.
#[derive(Debug)]
pub(crate) struct Broken {
    pub(crate) place: Place,
    pub(crate) sentence: String,
    pub(crate) hint: Option<String>,
    /// Whether it only exceeds one of our limits.
    pub(crate) is_limit: bool,
}

impl Broken {
    pub(crate) fn at(place: Place, sentence: &str) -> Broken {
        Broken {
            place,
            sentence: sentence.to_owned(),
            hint: None,
            is_limit: false,
        }
    }

    /// Exceeds one of our limits; Traefik may disagree.
    pub(crate) fn limit(place: Place, sentence: &str) -> Broken {
        Broken {
            is_limit: true,
            ..Broken::at(place, sentence)
        }
    }

    pub(crate) fn too_deep(place: Place) -> Broken {
        Broken::limit(place, &format!("more than {MAX_DEPTH} levels of nesting"))
    }
}

/// Reads a file for Traefik's file provider, which runs YAML and TOML as a template first. `file` is its name for
/// messages; without a format, the format is guessed from that name, then from the content.
pub fn read(bytes: &[u8], file: &str, format: Option<Format>) -> Reading {
    read_as(bytes, file, (format, Braces::Actions))
}

/// Reads a file for which it is known whether `{{` in YAML and TOML is text or an action; in JSON it is text, because
/// only the HTTP provider reads JSON.
pub fn read_as(bytes: &[u8], file: &str, (format, braces): (Option<Format>, Braces)) -> Reading {
    read_some(bytes, (file, None), (format, braces))
}

/// Reads the lines of components of one kind, in YAML, without the file around them. Lines and columns are those of
/// the text.
pub(crate) fn read_part(text: &str, kind: Kind) -> Reading {
    read_some(
        text.as_bytes(),
        ("", Some(kind)),
        (Some(Format::Yaml), Braces::Actions),
    )
}

fn read_some(
    bytes: &[u8],
    (file, part): (&str, Option<Kind>),
    (format, braces): (Option<Format>, Braces),
) -> Reading {
    let mut reading = read_text(bytes, (file, part), (format, braces)).unwrap_or_else(|problem| {
        let mut reading = Reading::empty(file);
        reading.is_refused = problem.code != "TOO-LARGE";
        reading.problems.push(*problem);
        reading
    });
    for problem in &mut reading.problems {
        problem.file = Some(file.to_owned());
    }
    reading
        .problems
        .sort_by_key(|problem| (problem.line, problem.column));
    reading
}

impl Reading {
    /// What [`check`](crate::check()) finds in this file, with positions. `elsewhere` says what exists outside the
    /// file. A rejected component does not count as missing: its problems are already reported.
    pub fn check(&self, elsewhere: &dyn Fn(Kind, &str) -> bool) -> Vec<Problem> {
        let components: Vec<&Component> = self.components.iter().map(|found| &found.component).collect();
        let rejected: HashSet<(Kind, &str)> = self
            .rejected
            .iter()
            .map(|(kind, name)| (*kind, name.as_str()))
            .collect();
        let exists = |kind: Kind, name: &str| rejected.contains(&(kind, name)) || elsewhere(kind, name);
        let unsound: Vec<&Component> = self.unsound.iter().collect();
        let places = |component: &Component, path: &str| self.marks.find(component, path);
        let mut problems = crate::check::all(&components, &unsound, &exists, &places);
        for problem in &mut problems {
            problem.file = Some(self.file.clone());
        }
        problems.sort_by_key(|problem| (problem.line, problem.column));
        problems
    }

    /// Line and column, counted from 1, where a component of this file refers to another; `path` is that of the
    /// reference, such as `http.routers.web.service`. If the path is not one of its references, the place of the
    /// component's name; `None` for a component of another file.
    pub fn place_of(&self, component: &Component, path: &str) -> Option<(u32, u32)> {
        let place = self.marks.find(component, path)?;
        Some((place.line, place.column))
    }

    /// Every component of the file, as far as it could be read: the sound ones, and those with an error.
    pub fn every_component(&self) -> Vec<&Component> {
        let sound = self.components.iter().map(|found| &found.component);
        sound.chain(&self.unsound).collect()
    }

    /// Whether Traefik certainly refuses the file as a whole. Traefik loads some of what is reported as an error and
    /// disables it, and what a template renders to is unknown.
    pub fn is_refused(&self) -> bool {
        self.is_refused
    }

    /// The fields for which a Traefik of that version, such as `3.3.6`, would refuse the file. Without a patch number,
    /// the newest of that minor version is meant; for a version that cannot be parsed, the list is empty.
    ///
    /// ```
    /// let text = b"http: {services: {app: {loadBalancer: {strategy: p2c, servers: [{url: http://a}]}}}}";
    /// let reading = traefik_dynamic::read(text, "dynamic.yml", None);
    /// assert!(reading.too_new_for("3.7.15").is_empty());
    /// let problem = &reading.too_new_for("3.3.6")[0];
    /// assert_eq!(problem.path.as_deref(), Some("http.services.app.loadBalancer.strategy"));
    /// assert!(problem.message.starts_with("`strategy` came with Traefik 3.4; this Traefik is 3.3.6"));
    /// ```
    pub fn too_new_for(&self, version: &str) -> Vec<Problem> {
        let problems = self.late.problems(version).into_iter();
        let problems = problems.map(|problem| Problem {
            file: Some(self.file.clone()),
            ..problem
        });
        problems.collect()
    }

    fn empty(file: &str) -> Reading {
        let (components, rejected, problems, unsound) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (verdict, file, marks) = (Verdict::Reject, file.to_owned(), Marks::default());
        Reading {
            verdict,
            components,
            rejected,
            problems,
            file,
            is_refused: false,
            unsound,
            marks,
            late: LateFields::default(),
        }
    }

    fn forget_components(&mut self) {
        self.components.clear();
        self.rejected.clear();
        self.unsound.clear();
    }
}

fn read_text(
    bytes: &[u8],
    (file, part): (&str, Option<Kind>),
    (format, braces): (Option<Format>, Braces),
) -> Result<Reading, Box<Problem>> {
    if bytes.len() > MAX_BYTES {
        let message = format!("the file has {} bytes; at most {MAX_BYTES} are read", bytes.len());
        let problem = Problem::new(Severity::Error, "TOO-LARGE", message);
        return Err(Box::new(problem.with_hint("Split it into several files")));
    }
    let (text, is_wide) = encoding::decode(bytes)?;
    let by_name = || Format::from_path(std::path::Path::new(file));
    let format = format.or_else(by_name).unwrap_or_else(|| Format::sniff(&text));
    // JSON goes over HTTP, where nothing runs templates: what looks like one is text. Nor does Traefik recognise an
    // action in UTF-16 bytes.
    let step = match (format, braces) {
        (Format::Json, _) | (_, Braces::Text) => None,
        _ if is_wide => None,
        (Format::Yaml | Format::Toml, Braces::Actions) => step::take(&text),
    };
    let stepped = step.as_ref().map_or(&*text, |step| &step.text);
    let parsed = match format {
        Format::Json | Format::Yaml => yaml::parse(stepped),
        Format::Toml => toml::parse(stepped),
    };
    let mut found = None;
    let parsed = match parsed {
        Ok(mut document) => {
            found = step.as_ref().map(|step| step.put_back(&mut document));
            Ok(document)
        }
        Err(broken) => Err((format, step::placed(step.as_ref(), broken))),
    };
    let actions = step.as_ref().and_then(|step| step.actions(&text, found));
    Ok(document::read(&text, (file, part), actions.as_ref(), parsed))
}
