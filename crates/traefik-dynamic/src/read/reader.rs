//! Where a walk through the tree is, and what it has found, each finding with its place.

use std::collections::HashSet;
use std::fmt::Write;

use crate::finding::Finding;
use crate::read::limits::{MAX_ERRORS, MAX_PROBLEMS};
use crate::read::node::{Content, NodeId, Place, Plain, Tree};
use crate::version::LateFields;
use crate::{Braces, Problem, Severity};

/// One step in the path of a field.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step<'t> {
    Key(&'t str),
    Index(usize),
}

/// The findings of a walk so far, and where it is.
pub(crate) struct Reader<'t> {
    pub(crate) tree: &'t Tree<'t>,
    path: Vec<Step<'t>>,
    problems: Vec<Problem>,
    errors: usize,
    others: usize,
    /// Whether one of the findings makes Traefik refuse the file.
    pub(crate) refuses: bool,
    /// The repeated keys that have been reported.
    pub(crate) repeats: HashSet<Place>,
    /// Where the component's name is: the place for what the component lacks.
    pub(crate) name: Place,
    /// Whether `{{` in the texts is text or an action.
    pub(crate) braces: Braces,
    /// The fields that were added after Traefik 3.0.
    pub(crate) late: LateFields,
    /// The actions that Traefik cannot run in the file as a whole, as shown to the user; `None` without a file.
    pub(crate) faulty: Option<HashSet<String>>,
}

impl<'t> Reader<'t> {
    pub(crate) fn new(tree: &'t Tree<'t>) -> Self {
        Reader::with_braces(tree, Braces::Text)
    }

    pub(crate) fn with_braces(tree: &'t Tree<'t>, braces: Braces) -> Self {
        let (path, problems, repeats) = (Vec::new(), Vec::new(), HashSet::new());
        Reader {
            tree,
            path,
            problems,
            errors: 0,
            others: 0,
            refuses: false,
            repeats,
            name: Place::default(),
            braces,
            late: LateFields::default(),
            faulty: None,
        }
    }

    /// A reader at the same place that has found nothing yet.
    pub(crate) fn at_same_place(&self) -> Self {
        Reader {
            path: self.path.clone(),
            ..Reader::with_braces(self.tree, self.braces)
        }
    }

    /// Whether there is nothing to report.
    pub(crate) fn is_silent(&self) -> bool {
        self.errors == 0 && self.others == 0 && !self.refuses && self.repeats.is_empty()
    }

    /// Runs `act` one step down the path.
    pub(crate) fn at<T>(&mut self, step: Step<'t>, act: impl FnOnce(&mut Self) -> T) -> T {
        self.enter(step);
        let answer = act(self);
        self.leave();
        answer
    }

    /// Goes one step down the path; every `enter` has its `leave`.
    pub(crate) fn enter(&mut self, step: Step<'t>) {
        self.path.push(step);
    }

    /// Goes back up one step.
    pub(crate) fn leave(&mut self) {
        self.path.pop();
    }

    /// Records a finding at a place.
    pub(crate) fn report(&mut self, place: Place, finding: Finding) {
        let count = if finding.severity == Severity::Error {
            self.refuses |= !finding.is_loaded;
            &mut self.errors
        } else {
            &mut self.others
        };
        *count += 1;
        if *count > MAX_PROBLEMS {
            return;
        }
        let mut path = self.path_text();
        if !path.is_empty() && !finding.path.is_empty() {
            path.push('.');
        }
        path.push_str(&finding.path);
        let parent = path.rfind('.').map_or("", |dot| &path[..dot]);
        let message = finding
            .message
            .replace("{path}", &path)
            .replace("{parent}", parent);
        self.problems.push(Problem {
            code: finding.code.to_owned(),
            severity: finding.severity,
            message,
            hint: finding.hint,
            file: None,
            line: (place.line > 0).then_some(place.line),
            column: (place.column > 0).then_some(place.column),
            path: (!path.is_empty()).then_some(path),
        });
    }

    /// Records a finding about a body at the place of the field; for a missing field, at the name.
    pub(crate) fn find(&mut self, body: NodeId, finding: Finding) {
        let (id, key) = self.node_of(body, &finding.path);
        let place = match (self.tree.content(id), key) {
            _ if id == body => self.name,
            // A map or list may begin on a different line than its key, which the message names.
            (Content::Map(_) | Content::List(_), Some(key)) => key,
            _ => self.place_within(id, finding.offset),
        };
        self.report(place, finding);
    }

    /// The place of a character in a text that appears verbatim in the file; otherwise that of the value.
    fn place_within(&self, id: NodeId, offset: usize) -> Place {
        let place = self.tree.place(id);
        let shift = match self.tree.content(id) {
            Content::Text(_, Plain::AsIs) => offset,
            Content::Text(_, Plain::Quoted) => offset + 1,
            _ => 0,
        };
        if place.line == 0 {
            return place;
        }
        let column = place.column.saturating_add(u32::try_from(shift).unwrap_or(0));
        Place { column, ..place }
    }

    /// Where the field at that path below the node is written: the place of the value, or of the nearest enclosing one.
    pub(crate) fn place_of(&self, id: NodeId, path: &str) -> Place {
        self.tree.place(self.node_of(id, path).0)
    }

    /// The node at that path, and the place of its key.
    fn node_of(&self, id: NodeId, path: &str) -> (NodeId, Option<Place>) {
        let (mut id, mut key) = (id, None);
        for step in path.split(['.', '[']).filter(|step| !step.is_empty()) {
            let next = match (
                step.strip_suffix(']').map(str::parse::<usize>),
                self.tree.content(id),
            ) {
                (Some(Ok(index)), Content::List(items)) => items.get(index).map(|item| (*item, None)),
                (_, Content::Map(entries)) => entries
                    .iter()
                    .find(|entry| entry.key.eq_ignore_ascii_case(step))
                    .map(|entry| (entry.value, Some(entry.place))),
                _ => None,
            };
            match next {
                Some(next) => (id, key) = next,
                None => break,
            }
        }
        (id, key)
    }

    /// The path of the reader's position.
    pub(crate) fn path_text(&self) -> String {
        let mut text = String::new();
        for step in &self.path {
            match step {
                Step::Key(key) => {
                    if !text.is_empty() {
                        text.push('.');
                    }
                    text.push_str(key);
                }
                Step::Index(index) => {
                    // Writing to a string cannot fail.
                    let _ = write!(text, "[{index}]");
                }
            }
        }
        text
    }

    /// The number of errors found so far.
    pub(crate) fn errors(&self) -> usize {
        self.errors
    }

    /// The paths, relative to the reader's position, of all errors after the first `errors`.
    pub(crate) fn broken_since(&self, errors: usize) -> Vec<String> {
        if self.errors == errors || errors >= MAX_PROBLEMS {
            return Vec::new();
        }
        let here = self.path_text();
        let broken = self
            .problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error)
            .skip(errors);
        let paths = broken.filter_map(|problem| problem.path.as_deref()?.strip_prefix(here.as_str()));
        paths
            .map(|path| path.trim_start_matches('.').to_owned())
            .collect()
    }

    /// Whether the list of errors is so long that nobody would read more.
    pub(crate) fn has_enough(&self) -> bool {
        self.errors > MAX_PROBLEMS
    }

    /// Whether the list of other problems is full too, so that another message would be wasted.
    pub(crate) fn is_full(&self) -> bool {
        self.has_enough() || self.others > MAX_PROBLEMS
    }

    /// Whether so much is wrong that the rest is not worth reading.
    pub(crate) fn gives_up(&self) -> bool {
        self.errors > MAX_ERRORS
    }

    pub(crate) fn into_problems(mut self) -> Vec<Problem> {
        let more = self.errors.saturating_sub(MAX_PROBLEMS) + self.others.saturating_sub(MAX_PROBLEMS);
        if self.gives_up() {
            let message = format!("reading stopped after {MAX_ERRORS} errors; most are not listed");
            self.problems.push(Problem::new(Severity::Info, "MORE", message));
        } else if more > 0 {
            self.problems.push(Problem::more(more));
        }
        self.problems
    }
}
