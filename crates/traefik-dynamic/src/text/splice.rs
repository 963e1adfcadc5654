//! Changes some components of a file, and leaves every other byte as it is.

use std::collections::{BTreeMap, HashMap};

use super::lines::{Item, Lines, indented};
use super::outline::{Outline, Shape};
use super::sections::{self, Collection, Section};
use super::{meanings, read_yaml, reads_as, without_mark, written};
use crate::{Braces, Component, Format, Kind, Reading, write};

/// What to change in a file.
#[derive(Debug, Clone, Copy)]
pub enum Change<'c> {
    /// Writes a component: over the one of that name, or as a new one at the end of its collection.
    Put {
        /// What it is to be.
        component: &'c Component,
        /// Its lines at the left margin, as in a [`Fragment`](super::Fragment); without them, it is written from its
        /// meaning, and comments above it stay.
        text: Option<&'c str>,
        /// The name of the component whose place it takes, if that is another: it is renamed.
        instead_of: Option<&'c str>,
    },
    /// Removes a component with its comments.
    Remove {
        /// Its kind.
        kind: Kind,
        /// Its name.
        name: &'c str,
    },
}

/// A changed file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spliced {
    /// Its text.
    pub text: String,
    /// Whether it had to be written from its meaning, so that its comments are lost.
    pub is_rewritten: bool,
}

/// The file with these changes. `None` if it contains something that can be neither kept nor written anew: it is not
/// YAML, has components with an error, or is a template.
///
/// ```
/// use traefik_dynamic::{Braces, Kind, text::{Change, splice}};
///
/// let source = "http:\n  middlewares:\n    # old\n    a: {compress: {}}\n    # stays\n    b: {compress: {}}\n";
/// let remove = Change::Remove { kind: Kind::HttpMiddleware, name: "a" };
/// let spliced = splice(source, &[remove], Braces::Actions).unwrap();
/// assert_eq!(spliced.text, "http:\n  middlewares:\n    # stays\n    b: {compress: {}}\n");
/// ```
pub fn splice(source: &str, changes: &[Change<'_>], braces: Braces) -> Option<Spliced> {
    let (mark, source) = without_mark(source);
    let spliced = spliced(source, changes, braces)?;
    Some(Spliced {
        text: mark.to_owned() + &spliced.text,
        ..spliced
    })
}

fn spliced(source: &str, changes: &[Change<'_>], braces: Braces) -> Option<Spliced> {
    let before = read_yaml(source, braces);
    let is_nothing = before.components.is_empty() && source.lines().all(is_trivia);
    if !(before.verdict == crate::Verdict::Accept || is_nothing) {
        return None;
    }
    if changes.is_empty() {
        let (text, is_rewritten) = (source.to_owned(), false);
        return Some(Spliced { text, is_rewritten });
    }
    let wanted = wanted(&before, changes);
    let is_it = |text: &str| {
        let after = read_yaml(text, braces);
        after.rejected.is_empty() && meanings(&after) == meanings_of(&wanted)
    };
    let spliced = Splice::of(source, &before, braces).and_then(|splice| splice.apply(changes));
    if let Some(text) = spliced.filter(|text| is_it(text)) {
        return Some(Spliced {
            text,
            is_rewritten: false,
        });
    }
    let components: Vec<Component> = wanted.into_values().collect();
    let text = head(source) + &write(&components, Format::Yaml).ok()?;
    Some(Spliced {
        text,
        is_rewritten: true,
    })
}

/// What the file is to contain.
fn wanted(before: &Reading, changes: &[Change<'_>]) -> BTreeMap<(Kind, String), Component> {
    let found = before.components.iter().map(|found| found.component.clone());
    let mut wanted: BTreeMap<_, _> = found
        .map(|component| ((component.kind, component.name.clone()), component))
        .collect();
    for change in changes {
        match change {
            Change::Put {
                component,
                instead_of,
                ..
            } => {
                if let Some(old) = instead_of {
                    wanted.remove(&(component.kind, (*old).to_owned()));
                }
                let component = (*component).clone();
                wanted.insert((component.kind, component.name.clone()), component);
            }
            Change::Remove { kind, name } => {
                wanted.remove(&(*kind, (*name).to_owned()));
            }
        }
    }
    wanted
}

fn meanings_of(wanted: &BTreeMap<(Kind, String), Component>) -> HashMap<(Kind, String), [u8; 32]> {
    wanted
        .iter()
        .map(|(key, component)| (key.clone(), component.meaning()))
        .collect()
}

fn is_trivia(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

/// The comments before the first line that is none.
fn head(source: &str) -> String {
    let lines = source.lines().take_while(|line| is_trivia(line));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// A file whose lines can be changed.
struct Splice<'s> {
    lines: Lines<'s>,
    braces: Braces,
    sections: Vec<Section>,
    collections: Vec<Collection>,
    /// The item of each component, by collection.
    items: HashMap<(Kind, String), Item>,
    /// The last line of the document.
    last: Option<usize>,
}

/// What happens to the lines of a file: some are replaced, others inserted.
#[derive(Default)]
struct Edits {
    /// First line, line after the last, and what replaces them.
    lines: Vec<(usize, usize, String)>,
    /// Components that are gone and left no other in their place.
    removed: Vec<(Kind, Item)>,
    /// New components by kind, in the order in which they come.
    added: BTreeMap<Kind, Vec<String>>,
}

impl<'s> Splice<'s> {
    fn of(source: &'s str, reading: &Reading, braces: Braces) -> Option<Self> {
        let outline = Outline::of(source)?;
        let lines = Lines::of(source);
        if let Some(root) = outline.root
            && !matches!(outline.node(root).shape, Shape::Map(_))
        {
            return None;
        }
        let places = sections::places(&outline, &lines);
        let mut items = HashMap::new();
        for found in &reading.components {
            let component = &found.component;
            if let Some(place) = places.get(&(component.kind, found.line)) {
                items.insert((component.kind, component.name.clone()), place.item);
            }
        }
        let last = outline
            .root
            .and_then(|root| lines.items(&outline, root))
            .and_then(|items| items.last().map(|item| item.last));
        if outline.root.is_some() && last.is_none() {
            return None;
        }
        let collections = sections::collections(&outline, &lines);
        let sections = sections::sections(&outline, &lines);
        Some(Splice {
            braces,
            collections: collections
                .into_iter()
                .map(|(collection, _)| collection)
                .collect(),
            sections: sections.into_iter().map(|(section, _)| section).collect(),
            items,
            last,
            lines,
        })
    }

    fn apply(&self, changes: &[Change<'_>]) -> Option<String> {
        let mut edits = Edits::default();
        for change in changes {
            match change {
                Change::Put {
                    component,
                    text,
                    instead_of,
                } => self.put(
                    component,
                    *text,
                    instead_of.unwrap_or(&component.name),
                    &mut edits,
                ),
                Change::Remove { kind, name } => {
                    edits
                        .removed
                        .push((*kind, *self.items.get(&(*kind, (*name).to_owned()))?));
                }
            }
        }
        self.take_vacant(&mut edits);
        let removed = std::mem::take(&mut edits.removed);
        self.remove(&removed, &mut edits)?;
        let added = std::mem::take(&mut edits.added);
        for (kind, texts) in added {
            self.add(kind, &texts, &mut edits)?;
        }
        Some(self.edited(edits.lines))
    }

    fn put(&self, component: &Component, text: Option<&str>, name: &str, edits: &mut Edits) {
        let text = text.filter(|text| reads_as(text, component, self.braces));
        let lines = text.map_or_else(|| written(component), str::to_owned);
        if let Some(item) = self.items.get(&(component.kind, name.to_owned())) {
            let first = if text.is_some() { item.lead } else { item.first };
            let lines = indented(&lines, item.column);
            edits.lines.push((first, item.last + 1, lines));
        } else {
            edits.added.entry(component.kind).or_default().push(lines);
        }
    }

    /// Where all components of a collection go and others come, the new ones take the place of the first that goes.
    fn take_vacant(&self, edits: &mut Edits) {
        for collection in &self.collections {
            let Some(items) = &collection.components else {
                continue;
            };
            let kind = collection.kind;
            let is_gone = |item: &Item| edits.removed.contains(&(kind, *item));
            if items.iter().all(is_gone)
                && let Some(first) = items.first().copied()
                && let Some(texts) = edits.added.remove(&kind)
            {
                edits.removed.retain(|one| *one != (kind, first));
                let text: String = texts.iter().map(|text| indented(text, first.column)).collect();
                edits.lines.push((first.lead, first.last + 1, text));
            }
        }
    }

    /// Removes components, collections that have none left, and sections that have no collection left.
    fn remove(&self, removed: &[(Kind, Item)], edits: &mut Edits) -> Option<()> {
        let mut emptied: Vec<Item> = Vec::new();
        for collection in &self.collections {
            let gone: Vec<Item> = removed
                .iter()
                .filter(|(kind, _)| *kind == collection.kind)
                .map(|(_, item)| *item)
                .collect();
            if gone.is_empty() {
                continue;
            }
            let items = collection.components.as_ref()?;
            if items.iter().all(|item| gone.contains(item)) {
                emptied.push(collection.item?);
            } else {
                for item in gone {
                    self.cut(item, edits);
                }
            }
        }
        for section in &self.sections {
            let Some(items) = &section.collections else {
                continue;
            };
            let gone: Vec<Item> = items
                .iter()
                .filter(|item| emptied.contains(item))
                .copied()
                .collect();
            let section_kinds = edits.added.keys().any(|kind| kind.section().0 == section.name);
            if !gone.is_empty() && gone.len() == items.len() && !section_kinds {
                let item = section.item?;
                // The comments above it may be those at the head of the file.
                self.cut(
                    Item {
                        lead: item.first,
                        ..item
                    },
                    edits,
                );
            } else {
                for item in gone {
                    self.cut(item, edits);
                }
            }
        }
        Some(())
    }

    /// Removes lines, and an empty line after them where there is one before them too.
    fn cut(&self, item: Item, edits: &mut Edits) {
        let mut end = item.last + 1;
        let is_after_gap = item.lead == 0 || self.lines.is_blank(item.lead - 1);
        while is_after_gap && end < self.lines.len() && self.lines.is_blank(end) {
            end += 1;
        }
        edits.lines.push((item.lead, end, String::new()));
    }

    /// Adds components at the end of their collection, which is made where it is missing.
    fn add(&self, kind: Kind, texts: &[String], edits: &mut Edits) -> Option<()> {
        let (section_name, collection_name) = kind.section();
        if let Some(collection) = self.collections.iter().find(|one| one.kind == kind) {
            let items = collection.components.as_ref()?;
            let last = items.last()?;
            let gap = items.len() > 1 && last.lead > 0 && self.lines.is_blank(last.lead - 1);
            let mut text = String::new();
            for lines in texts {
                text.push_str(if gap { "\n" } else { "" });
                text.push_str(&indented(lines, last.column));
            }
            edits.lines.push((last.last + 1, last.last + 1, text));
            return Some(());
        }
        let components: String = texts.iter().map(|text| indented(text, 2)).collect();
        let collection = format!("{collection_name}:\n{components}");
        if let Some(section) = self.sections.iter().find(|one| one.name == section_name) {
            let last = section.collections.as_ref()?.last()?;
            let text = indented(&collection, last.column);
            edits.lines.push((last.last + 1, last.last + 1, text));
        } else {
            let at = self.last.map_or(self.lines.len(), |last| last + 1);
            let text = format!("{section_name}:\n{}", indented(&collection, 2));
            // Two new collections of one new section come together.
            let there = edits
                .lines
                .iter_mut()
                .find(|(first, _, text)| *first == at && text.starts_with(&format!("{section_name}:\n")));
            match there {
                Some((_, _, text)) => text.push_str(&indented(&collection, 2)),
                None => edits.lines.push((at, at, text)),
            }
        }
        Some(())
    }

    fn edited(&self, mut edits: Vec<(usize, usize, String)>) -> String {
        // Stable: what is inserted at the same line keeps its order.
        edits.sort_by_key(|(first, _, _)| *first);
        let source = self.lines.text;
        let is_dos = source.contains("\r\n");
        let mut text = String::with_capacity(source.len());
        let mut at = 0;
        for (first, end, replacement) in edits {
            text.push_str(&source[at.min(self.lines.start(first))..self.lines.start(first)]);
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            text.push_str(&if is_dos {
                replacement.replace('\n', "\r\n")
            } else {
                replacement
            });
            at = at.max(self.lines.start(end));
        }
        text.push_str(&source[at..]);
        text
    }
}
