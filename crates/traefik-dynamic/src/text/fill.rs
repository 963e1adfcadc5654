//! A file of components in a layout.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::layout::{Mark, Part, digest, first_mark, parts};
use super::lines::indented;
use super::{Text, without_mark, written};
use crate::{Component, Kind, in_parallel};

/// The file of a layout with these components, each by the lines a person wrote where there are any. Components that
/// the layout does not know come at the end of their collection; sections and collections that are left without a
/// component are left out. `None` if the layout has no room for a change: a file in brackets.
pub fn fill(layout: &str, components: &[(&Component, Option<&str>)]) -> Option<String> {
    let (mark, layout) = without_mark(layout);
    if let Some((Mark::Whole { digest: held }, text)) = first_mark(layout) {
        return (held == digest(components)).then(|| mark.to_owned() + text);
    }
    let parts = parts(layout);
    let lines = in_parallel(components, |(component, text)| {
        text.map_or_else(|| written(component).into(), Cow::Borrowed)
    });
    let mut filling = Filling::of(&parts, components, &lines);
    filling.is_dos = layout.contains("\r\n");
    let last = parts.iter().rposition(|part| matches!(part, Part::Group { .. }));
    for (index, part) in parts.iter().enumerate() {
        filling.part(part);
        if Some(index) == last {
            filling.add_sections();
        }
    }
    if last.is_none() {
        filling.add_sections();
    }
    let mut text = filling.text;
    if let Some((Mark::NoBreak, _)) = first_mark(layout) {
        text.truncate(text.trim_end_matches(['\n', '\r']).len());
    }
    Some(mark.to_owned() + &text)
}

/// A component that goes into the file.
#[derive(Clone, Copy)]
struct Member<'c> {
    component: &'c Component,
    /// The lines that a person wrote.
    text: Option<&'c str>,
    /// Those, or else the ones that are written for it.
    lines: &'c str,
}

/// A layout that is being filled.
struct Filling<'c> {
    by_name: HashMap<(Kind, &'c str), Member<'c>>,
    /// Components that the layout does not know and that are not written yet.
    new: BTreeMap<Kind, BTreeMap<&'c str, Member<'c>>>,
    /// Names of the sections and collections in the layout.
    groups: HashSet<String>,
    text: String,
    /// How many components are written.
    written: usize,
    /// Whether the last lines were left out.
    is_after_cut: bool,
    is_dos: bool,
}

impl<'c> Filling<'c> {
    fn of(parts: &[Part<'_>], components: &[Text<'c>], lines: &'c [Cow<'c, str>]) -> Self {
        let (mut known, mut groups) = (HashSet::new(), HashSet::new());
        note(parts, &mut known, &mut groups);
        let members = components.iter().zip(lines).map(|((component, text), lines)| {
            let (component, text) = (*component, *text);
            let key = (component.kind, component.name.as_str());
            (
                key,
                Member {
                    component,
                    text,
                    lines,
                },
            )
        });
        let by_name: HashMap<(Kind, &str), Member<'_>> = members.collect();
        let mut new: BTreeMap<Kind, BTreeMap<&str, Member<'_>>> = BTreeMap::new();
        for ((kind, name), member) in &by_name {
            if !known.contains(&(*kind, *name)) {
                new.entry(*kind).or_default().insert(name, *member);
            }
        }
        Filling {
            by_name,
            new,
            groups,
            text: String::new(),
            written: 0,
            is_after_cut: false,
            is_dos: false,
        }
    }

    fn part(&mut self, part: &Part<'_>) {
        match part {
            Part::Line(line) => self.line(line),
            Part::Component(place) => {
                let Some(member) = self.by_name.get(&(place.kind, place.name.as_str())).copied() else {
                    self.is_after_cut = true;
                    return;
                };
                let own = place.own.as_ref();
                match own.filter(|own| own.is(member.component, member.text)) {
                    Some(own) => self.push(&own.lines),
                    None => self.component(member.lines, place.column),
                }
                self.written += 1;
            }
            Part::Group { name, column, parts } => self.group(name, *column, parts),
        }
    }

    fn group(&mut self, name: &str, column: usize, parts: &[Part<'_>]) {
        let (start, written) = (self.text.len(), self.written);
        for part in parts {
            self.part(part);
        }
        match name.parse::<Kind>() {
            Ok(kind) => self.add_components(kind, (column, parts)),
            Err(_) => self.add_collections(name, (column, parts)),
        }
        if self.written == written {
            self.text.truncate(start);
            self.is_after_cut = true;
        }
    }

    /// An empty line after what was left out is left out too, if there is one before it.
    fn line(&mut self, line: &str) {
        if self.is_after_cut && line.trim().is_empty() {
            let is_gap = ["\n\n", "\n\r\n"].iter().any(|gap| self.text.ends_with(gap));
            if self.text.is_empty() || is_gap {
                return;
            }
        }
        self.push(line);
    }

    fn push(&mut self, text: &str) {
        self.is_after_cut = false;
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.text.push_str(text);
    }

    fn component(&mut self, lines: &str, column: usize) {
        let lines = indented(lines, column);
        let lines = if self.is_dos {
            lines.replace('\n', "\r\n")
        } else {
            lines
        };
        self.push(&lines);
    }

    fn add_components(&mut self, kind: Kind, (column, parts): (usize, &[Part<'_>])) {
        let mut columns = parts.iter().filter_map(Part::component_column);
        let column = columns.next_back().unwrap_or(column + 2);
        let is_apart = are_apart(parts);
        for member in self.new.remove(&kind).unwrap_or_default().into_values() {
            if is_apart {
                self.push(if self.is_dos { "\r\n" } else { "\n" });
            }
            self.component(member.lines, column);
            self.written += 1;
        }
    }

    fn add_collections(&mut self, section: &str, (column, parts): (usize, &[Part<'_>])) {
        let mut columns = parts.iter().filter_map(Part::group_column);
        let column = columns.next_back().unwrap_or(column + 2);
        let kinds: Vec<Kind> = self.new.keys().copied().collect();
        for kind in kinds {
            let (own, collection) = kind.section();
            if own == section && !self.groups.contains(kind.as_str()) {
                self.header(collection, column);
                self.add_components(kind, (column, &[]));
            }
        }
    }

    fn add_sections(&mut self) {
        for section in ["http", "tcp", "udp", "tls"] {
            let is_needed = self.new.keys().any(|kind| kind.section().0 == section);
            if is_needed && !self.groups.contains(section) {
                self.header(section, 0);
                self.add_collections(section, (0, &[]));
            }
        }
    }

    fn header(&mut self, name: &str, column: usize) {
        let line = indented(&format!("{name}:"), column);
        self.push(&if self.is_dos {
            line.replace('\n', "\r\n")
        } else {
            line
        });
    }
}

/// The components and the groups of a layout.
fn note<'l>(parts: &'l [Part<'_>], known: &mut HashSet<(Kind, &'l str)>, groups: &mut HashSet<String>) {
    for part in parts {
        match part {
            Part::Line(_) => {}
            Part::Component(place) => {
                known.insert((place.kind, &place.name));
            }
            Part::Group { name, parts, .. } => {
                groups.insert(name.clone());
                note(parts, known, groups);
            }
        }
    }
}

/// Whether there is an empty line between components.
fn are_apart(parts: &[Part<'_>]) -> bool {
    let last = parts.iter().rposition(|part| part.component_column().is_some());
    let before = last.and_then(|last| parts.get(..last)).unwrap_or_default();
    let has_others = before.iter().any(|part| part.component_column().is_some());
    has_others && matches!(before.last(), Some(Part::Line(line)) if line.trim().is_empty())
}
