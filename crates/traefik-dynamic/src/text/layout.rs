//! What is around the components of a file: its head, the order of its sections, comments and empty lines between them.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::lines::{Item, Lines, indented};
use super::outline::{Outline, Shape};
use super::{Text, sections};
use crate::{Component, Kind, Reading};

/// What the line of a [`Mark`] begins with; YAML has no such character.
const MARK: char = '\u{1}';

/// A line of a layout that stands for lines of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Mark {
    /// A section or collection begins with the next line.
    Begin { name: String, column: usize },
    /// It ends.
    End,
    /// A component.
    Component(Place),
    /// The last line of the file has no break. Comes first.
    NoBreak,
    /// What follows is the whole file, as long as its components have this digest. Comes first.
    Whole { digest: String },
}

/// Where a component is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) column: usize,
    /// Its lines, if they cannot be made of what is kept of the component.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) own: Option<Own>,
}

/// Lines that stay in the file until the component changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Own {
    meaning: String,
    /// The lines that are kept of the component.
    text: Option<String>,
    pub(super) lines: String,
}

impl Own {
    pub(super) fn is(&self, component: &Component, text: Option<&str>) -> bool {
        self.text.as_deref() == text && self.meaning == hex(&component.meaning())
    }
}

/// The lines of one component.
#[derive(Debug)]
pub(super) struct Taken<'r> {
    pub(super) component: &'r Component,
    pub(super) item: Item,
    /// Its lines at the left margin.
    pub(super) lines: String,
    /// Whether they are those that would be written anyway.
    pub(super) is_usual: bool,
    /// What is kept of them.
    pub(super) kept: Option<String>,
}

/// A file, and the lines of its components.
pub(super) struct File<'f> {
    /// The byte order mark, if there is one.
    pub(super) mark: &'f str,
    /// The text after it, with a break at its end.
    pub(super) lines: &'f Lines<'f>,
    /// Whether the last line of the file has a break.
    pub(super) has_break: bool,
    /// `None` if it is not YAML.
    pub(super) outline: Option<&'f Outline>,
    pub(super) taken: &'f [Option<Taken<'f>>],
}

impl File<'_> {
    /// The text after the byte order mark, as it is in the file.
    fn text(&self) -> &str {
        let text = self.lines.text;
        let end = text.len() - usize::from(!self.has_break);
        text.get(..end).unwrap_or(text)
    }
}

/// The layout of a YAML file: its text, with marks in place of its components. `None` if it holds something that is
/// no sound component.
pub(super) fn of(file: &File<'_>, reading: &Reading) -> Option<String> {
    let text = file.text();
    if text.contains(MARK) || !reading.rejected.is_empty() || reading.components.is_empty() {
        return None;
    }
    let mut laid_out = file.mark.to_owned();
    if let Some(marked) = in_place(file) {
        laid_out.push_str(&marked);
        return Some(laid_out);
    }
    let kept = file.taken.iter().flatten();
    let kept = kept.filter_map(|one| Some((key(one.component), one.kept.as_deref()?)));
    let kept: HashMap<(Kind, &str), &str> = kept.collect();
    let components = reading.components.iter().map(|found| {
        let component = &found.component;
        (component, kept.get(&key(component)).copied())
    });
    let whole = Mark::Whole {
        digest: digest(&components.collect::<Vec<_>>()),
    };
    push(&whole, &mut laid_out)?;
    laid_out.push_str(text);
    Some(laid_out)
}

fn key(component: &Component) -> (Kind, &str) {
    (component.kind, &component.name)
}

/// The text with a mark in place of each component; `None` if one does not begin on a line of its own.
fn in_place(file: &File<'_>) -> Option<String> {
    let (lines, outline) = (file.lines, file.outline?);
    let root = outline.root?;
    if !matches!(outline.node(root).shape, Shape::Map(_)) {
        return None;
    }
    let mut cuts = groups(outline, lines)?;
    let is_dos = lines.text.contains("\r\n");
    for taken in file.taken {
        let Taken {
            component,
            item,
            lines: text,
            is_usual,
            kept,
        } = taken.as_ref()?;
        let own = lines.range(item.lead, item.last);
        let is_whole = item.is_alone && own == as_in(is_dos, indented(text, item.column));
        let is_same = *is_usual || kept.is_some();
        let own = (!is_same || !is_whole).then(|| Own {
            meaning: hex(&component.meaning()),
            text: kept.clone(),
            lines: own.to_owned(),
        });
        let mark = Mark::Component(Place {
            kind: component.kind,
            name: component.name.clone(),
            column: item.column,
            own,
        });
        cuts.push(Cut::Lines(item.lead, item.last, mark));
    }
    let mut laid_out = String::new();
    if !file.has_break {
        push(&Mark::NoBreak, &mut laid_out)?;
    }
    laid_out.push_str(&marked(lines, cuts)?);
    Some(laid_out)
}

/// The same for the same components, with the same lines.
pub(super) fn digest(components: &[Text<'_>]) -> String {
    let mut all: Vec<_> = components
        .iter()
        .map(|(one, text)| (one.kind.as_str(), &one.name, one.meaning(), *text))
        .collect();
    all.sort_unstable();
    let mut digest = Sha256::new();
    for (kind, name, meaning, text) in all {
        let text = text.unwrap_or_default();
        digest.update(format!("{kind} {} {} ", name.len(), text.len()));
        digest.update(meaning);
        digest.update(name);
        digest.update(text);
    }
    hex(&digest.finalize())
}

/// What a mark does to the lines of the file.
#[derive(Debug)]
enum Cut {
    /// It goes before this line.
    Before(usize, Mark),
    /// It goes behind this line.
    Behind(usize, Mark),
    /// It replaces the lines from the first to the second.
    Lines(usize, usize, Mark),
}

/// The beginnings and ends of sections and collections; `None` if one does not begin on a line of its own.
fn groups(outline: &Outline, lines: &Lines<'_>) -> Option<Vec<Cut>> {
    let mut cuts = Vec::new();
    let mut group = |name: String, item: Item, lead: usize| {
        let column = item.column;
        cuts.push(Cut::Before(lead, Mark::Begin { name, column }));
        cuts.push(Cut::Behind(item.last, Mark::End));
    };
    for (section, _) in sections::sections(outline, lines) {
        let item = section.item.filter(|item| item.is_alone)?;
        // The comments above it may be those at the head of the file.
        group(section.name.to_owned(), item, item.first);
    }
    for (collection, _) in sections::collections(outline, lines) {
        let item = collection.item.filter(|item| item.is_alone)?;
        group(collection.kind.as_str().to_owned(), item, item.lead);
    }
    Some(cuts)
}

fn marked(lines: &Lines<'_>, cuts: Vec<Cut>) -> Option<String> {
    let (mut before, mut behind, mut instead) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for cut in cuts {
        match cut {
            Cut::Before(line, mark) => before.entry(line).or_insert_with(Vec::new).push(mark),
            Cut::Behind(line, mark) => behind.entry(line).or_insert_with(Vec::new).push(mark),
            Cut::Lines(first, last, mark) => {
                instead.insert(first, (last, mark));
            }
        }
    }
    let mut text = String::new();
    let mut line = 0;
    while line < lines.len() {
        for mark in before.remove(&line).unwrap_or_default() {
            push(&mark, &mut text)?;
        }
        let mut last = line;
        if let Some((end, mark)) = instead.remove(&line) {
            push(&mark, &mut text)?;
            last = end;
        } else {
            text.push_str(lines.range(line, line));
        }
        for mark in behind.remove(&last).unwrap_or_default() {
            push(&mark, &mut text)?;
        }
        line = last + 1;
    }
    // Each mark has found its line.
    (before.is_empty() && behind.is_empty() && instead.is_empty()).then_some(text)
}

fn push(mark: &Mark, text: &mut String) -> Option<()> {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.push(MARK);
    text.push_str(&serde_json::to_string(mark).ok()?);
    text.push('\n');
    Some(())
}

/// The text with the line breaks of a file.
fn as_in(is_dos: bool, text: String) -> String {
    if is_dos { text.replace('\n', "\r\n") } else { text }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The mark in the first line, and what follows.
pub(super) fn first_mark(layout: &str) -> Option<(Mark, &str)> {
    let (line, rest) = layout.split_once('\n')?;
    let mark = serde_json::from_str(line.strip_prefix(MARK)?).ok()?;
    Some((mark, rest))
}

/// A part of a layout.
#[derive(Debug)]
pub(super) enum Part<'l> {
    /// A line with its break.
    Line(&'l str),
    Component(Place),
    Group {
        name: String,
        column: usize,
        parts: Vec<Part<'l>>,
    },
}

impl Part<'_> {
    pub(super) fn component_column(&self) -> Option<usize> {
        match self {
            Part::Component(place) => Some(place.column),
            _ => None,
        }
    }

    pub(super) fn group_column(&self) -> Option<usize> {
        match self {
            Part::Group { column, .. } => Some(*column),
            _ => None,
        }
    }
}

pub(super) fn parts(layout: &str) -> Vec<Part<'_>> {
    let mut open: Vec<(String, usize, Vec<Part<'_>>)> = Vec::new();
    let mut parts = Vec::new();
    for line in layout.split_inclusive('\n') {
        let mark = line.strip_prefix(MARK).map(serde_json::from_str::<Mark>);
        let part = match mark {
            None => Part::Line(line),
            // Nobody but this module writes such a line, so none is broken.
            Some(Err(_) | Ok(Mark::NoBreak | Mark::Whole { .. })) => continue,
            Some(Ok(Mark::Begin { name, column })) => {
                open.push((name, column, std::mem::take(&mut parts)));
                continue;
            }
            Some(Ok(Mark::End)) => {
                let Some((name, column, before)) = open.pop() else {
                    continue;
                };
                let parts_of_group = std::mem::replace(&mut parts, before);
                Part::Group {
                    name,
                    column,
                    parts: parts_of_group,
                }
            }
            Some(Ok(Mark::Component(place))) => Part::Component(place),
        };
        parts.push(part);
    }
    parts
}

/// The layout that also knows a component by a new name. The old one stays: the component may get it back.
pub fn with_new_name(layout: &str, kind: Kind, (from, to): (&str, &str)) -> String {
    let place_in = |line: &str| match line.strip_prefix(MARK).map(serde_json::from_str::<Mark>) {
        Some(Ok(Mark::Component(place))) if place.kind == kind => Some(place),
        _ => None,
    };
    if layout.lines().filter_map(place_in).any(|place| place.name == to) {
        return layout.to_owned();
    }
    let mut text = String::with_capacity(layout.len() + 64);
    for line in layout.split_inclusive('\n') {
        text.push_str(line);
        if let Some(place) = place_in(line).filter(|place| place.name == from) {
            let (name, own) = (to.to_owned(), None);
            push(&Mark::Component(Place { name, own, ..place }), &mut text);
        }
    }
    text
}
