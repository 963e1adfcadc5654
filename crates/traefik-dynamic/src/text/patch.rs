//! Changes the lines of a component where a field is written.

use serde_json::Value;

use super::field::{Edit, Step};
use super::lines::{Item, Lines, indented};
use super::outline::{Id, Outline, Shape};
use crate::write::yaml;
use crate::{Braces, Kind};

/// What a component is to become.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patch<'p> {
    kind: Kind,
    /// Its configuration, as it is to be written in a file of Traefik's.
    value: &'p Value,
}

impl<'p> Patch<'p> {
    pub(super) fn of(kind: Kind, value: &'p Value) -> Self {
        Patch { kind, value }
    }

    fn at(&self, path: &[Step<'_>]) -> Option<&'p Value> {
        path.iter().try_fold(self.value, |value, step| match step {
            Step::Key(key) => value.get(*key),
            Step::Index(index) => value.get(*index),
        })
    }
}

/// The lines with the change; `None` where it cannot be made without touching others.
pub(super) fn patched(text: &str, edit: &Edit<'_>, patch: Patch<'_>) -> Option<String> {
    let outline = Outline::of(text)?;
    let writing = Writing {
        lines: Lines::of(text),
        outline: &outline,
        patch,
    };
    match edit {
        Edit::Set { path, .. } => writing.set(path),
        Edit::Unset { path } => writing.unset(path),
        Edit::Insert { path, index, .. } => writing.insert(path, *index),
        Edit::Move { path, from, to } => writing.shift(path, *from, *to),
    }
}

/// The words of a component.
pub(super) struct Words<'t> {
    text: &'t str,
    outline: Outline,
    kind: Kind,
}

impl<'t> Words<'t> {
    pub(super) fn of(text: &'t str, kind: Kind) -> Option<Self> {
        let outline = Outline::of(text)?;
        Some(Words { text, outline, kind })
    }

    /// What is written at the end of a path, if it is a word; an alias is none.
    pub(super) fn at(&self, path: &[Step<'_>]) -> Option<&str> {
        let Way::Found(spot) = follow(&self.outline, self.kind, path)? else {
            return None;
        };
        let node = self.outline.node(spot.node);
        let is_alias = self.text[node.start..].starts_with('*');
        (matches!(node.shape, Shape::Word) && !is_alias).then_some(node.word.as_str())
    }
}

/// Where a node is written: in which map or list, and as which entry or item of it.
#[derive(Debug, Clone, Copy)]
struct Spot {
    parent: Id,
    index: usize,
    node: Id,
}

/// How far a path can be followed.
enum Way {
    Found(Spot),
    /// The map or list at the end of this many steps has no such entry.
    Missing(Spot, usize),
    /// At the end of this many steps is a word or an alias.
    Blocked(Spot, usize),
}

/// The component itself: the only entry, or the only item of the list of certificates.
fn top(outline: &Outline, kind: Kind) -> Option<Spot> {
    let parent = outline.root?;
    let node = match &outline.node(parent).shape {
        Shape::Map(entries) if kind != Kind::TlsCertificate => entries.first()?.1,
        Shape::List(items) if kind == Kind::TlsCertificate => *items.first()?,
        _ => return None,
    };
    let index = 0;
    Some(Spot { parent, index, node })
}

fn follow(outline: &Outline, kind: Kind, path: &[Step<'_>]) -> Option<Way> {
    let mut spot = top(outline, kind)?;
    for (depth, step) in path.iter().enumerate() {
        let parent = spot.node;
        let next = match (&outline.node(parent).shape, step) {
            (Shape::Map(entries), Step::Key(key)) => {
                entry(outline, entries, key).map(|index| (index, entries[index].1))
            }
            (Shape::List(items), Step::Index(index)) => items.get(*index).map(|node| (*index, *node)),
            _ => return Some(Way::Blocked(spot, depth)),
        };
        let Some((index, node)) = next else {
            return Some(Way::Missing(spot, depth));
        };
        spot = Spot { parent, index, node };
    }
    Some(Way::Found(spot))
}

/// The entry of that name; Traefik takes the names of fields in any case.
fn entry(outline: &Outline, entries: &[(Id, Id)], key: &str) -> Option<usize> {
    let word = |entry: &(Id, Id)| &outline.node(entry.0).word;
    let exact = entries.iter().position(|entry| word(entry) == key);
    exact.or_else(|| {
        entries
            .iter()
            .position(|entry| word(entry).eq_ignore_ascii_case(key))
    })
}

struct Writing<'w> {
    lines: Lines<'w>,
    outline: &'w Outline,
    patch: Patch<'w>,
}

impl Writing<'_> {
    fn set(&self, path: &[Step<'_>]) -> Option<String> {
        match follow(self.outline, self.patch.kind, path)? {
            Way::Found(spot) => self.replace(spot, self.patch.at(path)?),
            Way::Blocked(spot, depth) => self.replace(spot, self.patch.at(&path[..depth])?),
            Way::Missing(spot, depth) => {
                let value = self.patch.at(&path[..=depth])?;
                match path[depth] {
                    Step::Key(key) => self.add_entry(spot.node, key, value),
                    Step::Index(index) => self.add_item(spot.node, index, value),
                }
            }
        }
    }

    fn unset(&self, path: &[Step<'_>]) -> Option<String> {
        let Way::Found(spot) = follow(self.outline, self.patch.kind, path)? else {
            // Part of a text with commas, or brought in by an alias: the nearest that is written is written anew.
            let (_, above) = path.split_last()?;
            return self.set(above);
        };
        let parent = self.outline.node(spot.parent);
        let count = match &parent.shape {
            Shape::Map(entries) => entries.len(),
            Shape::List(items) => items.len(),
            Shape::Word => 0,
        };
        let (_, above) = path.split_last()?;
        if count == 1 {
            return match self.patch.at(above) {
                Some(_) => self.set(above),
                None => self.unset(above),
            };
        }
        if parent.is_flow {
            return Some(self.without_flow(spot));
        }
        let Some(item) = self.item(spot).filter(|item| item.is_alone) else {
            return self.set(above);
        };
        Some(self.with_lines(item.lead, item.last + 1, ""))
    }

    fn insert(&self, path: &[Step<'_>], index: usize) -> Option<String> {
        let Way::Found(spot) = follow(self.outline, self.patch.kind, path)? else {
            return self.set(path);
        };
        let list = self.patch.at(path)?;
        match self.outline.node(spot.node).shape {
            Shape::List(_) => self.add_item(spot.node, index, list.get(index)?),
            _ => self.replace(spot, list),
        }
    }

    fn shift(&self, path: &[Step<'_>], from: usize, to: usize) -> Option<String> {
        let Way::Found(spot) = follow(self.outline, self.patch.kind, path)? else {
            return self.set(path);
        };
        let list = self.outline.node(spot.node);
        let Shape::List(items) = &list.shape else {
            return self.set(path);
        };
        let spans: Vec<(usize, usize)> = if list.is_flow {
            let nodes = items.iter().map(|item| self.outline.node(*item));
            nodes.map(|node| (node.start, node.end)).collect()
        } else {
            let Some(items) = self.lines.items(self.outline, spot.node) else {
                return self.set(path);
            };
            let bytes = |item: &Item| (self.lines.start(item.lead), self.lines.start(item.last + 1));
            items.iter().map(bytes).collect()
        };
        let mut order: Vec<usize> = (0..spans.len()).collect();
        let moved = order.remove(from);
        order.insert(to, moved);
        // What is between the items stays where it is.
        let source = self.lines.text;
        let (mut text, mut at) = (String::with_capacity(source.len()), 0);
        for (slot, index) in order.into_iter().enumerate() {
            text.push_str(&source[at..spans[slot].0]);
            text.push_str(&source[spans[index].0..spans[index].1]);
            at = spans[slot].1;
        }
        text.push_str(&source[at..]);
        Some(text)
    }

    /// The lines of an entry or item of a block.
    fn item(&self, spot: Spot) -> Option<Item> {
        self.lines
            .items(self.outline, spot.parent)?
            .get(spot.index)
            .copied()
    }

    fn replace(&self, spot: Spot, value: &Value) -> Option<String> {
        let old = self.outline.node(spot.node);
        let is_in_flow = self.outline.node(spot.parent).is_flow;
        let is_word = matches!(old.shape, Shape::Word);
        if is_in_flow || old.is_flow || (is_word && is_inline(value)) {
            let gap = if old.start == old.end { " " } else { "" };
            let text = format!("{gap}{}", self.like(old.start, value));
            return Some(self.with_span(old.start, old.end, &text));
        }
        let item = self.item(spot)?;
        let is_list = matches!(self.outline.node(spot.parent).shape, Shape::List(_));
        let text = if is_list {
            dashed(value)
        } else {
            let (key, _) = self.outline.entries(spot.parent)[spot.index];
            let key = self.outline.node(key);
            let key_line = self.lines.of_byte(key.end);
            let begins_below = self.lines.of_byte(old.start) > key_line && !is_inline(value);
            let first = self.lines.start(item.first) + item.column;
            let head = if begins_below {
                // With the comment beside the key.
                let line = self.lines.line(key_line);
                line[item.column..].to_owned() + "\n"
            } else {
                self.lines.text[first..key.end].to_owned() + ":"
            };
            below(&head, value)
        };
        let text = indented(&text, item.column);
        let start = self.lines.start(item.first) + item.column;
        let end = self.lines.start(item.last + 1);
        Some(self.with_span(start, end, text.trim_start_matches(' ')))
    }

    /// A value on one line, in the quotes of the word that it replaces.
    fn like(&self, old: usize, value: &Value) -> String {
        let quote = self.lines.text[old..].chars().next();
        match (quote, value) {
            (Some('"'), Value::String(_)) => value.to_string(),
            (Some('\''), Value::String(content)) if !content.contains('\n') => {
                format!("'{}'", content.replace('\'', "''"))
            }
            _ => inline(value),
        }
    }

    fn add_entry(&self, map: Id, key: &str, value: &Value) -> Option<String> {
        let node = self.outline.node(map);
        let last = node_entries_end(self.outline, map);
        let mut name = String::new();
        yaml::word(key, Braces::Actions, &mut name);
        if node.is_flow {
            let entry = format!("{name}: {}", inline(value));
            return Some(match last {
                Some((_, end)) => self.with_span(end, end, &format!(", {entry}")),
                None => self.with_span(node.start, node.end, &format!("{{{entry}}}")),
            });
        }
        let (key_start, end) = last?;
        let line = self.lines.of_byte(end - 1);
        let column = key_start - self.lines.start(self.lines.of_byte(key_start));
        let last = self.lines.tail(line, column, self.lines.len());
        let text = indented(&below(&format!("{name}:"), value), column);
        Some(self.with_lines(last + 1, last + 1, &text))
    }

    fn add_item(&self, list: Id, index: usize, value: &Value) -> Option<String> {
        let node = self.outline.node(list);
        let Shape::List(items) = &node.shape else {
            return None;
        };
        if node.is_flow {
            let value = inline(value);
            let before = items.get(index).map(|item| self.outline.node(*item).start);
            let after = items.last().map(|item| self.outline.node(*item).end);
            return Some(match (before, after) {
                (Some(start), _) => self.with_span(start, start, &format!("{value}, ")),
                (None, Some(end)) => self.with_span(end, end, &format!(", {value}")),
                (None, None) => self.with_span(node.start, node.end, &format!("[{value}]")),
            });
        }
        let lines = self.lines.items(self.outline, list)?;
        let column = lines.first()?.column;
        let at = lines.get(index).map_or(lines.last()?.last + 1, |item| item.lead);
        Some(self.with_lines(at, at, &indented(&dashed(value), column)))
    }

    /// Without an entry or item in brackets, and the comma beside it.
    fn without_flow(&self, spot: Spot) -> String {
        let spans: Vec<(usize, usize)> = match &self.outline.node(spot.parent).shape {
            Shape::Map(entries) => entries
                .iter()
                .map(|(key, value)| (self.outline.node(*key).start, self.outline.node(*value).end))
                .collect(),
            Shape::List(items) => items
                .iter()
                .map(|item| (self.outline.node(*item).start, self.outline.node(*item).end))
                .collect(),
            Shape::Word => Vec::new(),
        };
        let (start, end) = spans[spot.index];
        match (spot.index.checked_sub(1), spans.get(spot.index + 1)) {
            (Some(before), _) => self.with_span(spans[before].1, end, ""),
            (None, Some(after)) => self.with_span(start, after.0, ""),
            (None, None) => self.with_span(start, end, ""),
        }
    }

    fn with_span(&self, start: usize, end: usize, text: &str) -> String {
        let source = self.lines.text;
        [&source[..start], text, &source[end..]].concat()
    }

    fn with_lines(&self, first: usize, end: usize, text: &str) -> String {
        self.with_span(self.lines.start(first), self.lines.start(end), text)
    }
}

/// Where the last key of a map begins, and where its last value ends.
fn node_entries_end(outline: &Outline, map: Id) -> Option<(usize, usize)> {
    let (key, value) = outline.entries(map).last()?;
    let key = outline.node(*key);
    Some((key.start, outline.node(*value).end.max(key.end)))
}

/// Whether a value goes on the line of its key.
fn is_inline(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => true,
    }
}

/// A value on one line, as it may also be written in brackets.
fn inline(value: &Value) -> String {
    match value {
        Value::String(content) if content.contains('\n') => value.to_string(),
        Value::String(content) => {
            let mut text = String::new();
            yaml::word(content, Braces::Actions, &mut text);
            text
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(inline).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| {
                let mut name = String::new();
                yaml::word(key, Braces::Actions, &mut name);
                format!("{name}: {}", inline(value))
            });
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        _ => value.to_string(),
    }
}

/// A key with its value beside or below it.
fn below(head: &str, value: &Value) -> String {
    if is_inline(value) {
        return format!("{head} {}\n", inline(value));
    }
    let gap = if head.ends_with('\n') { "" } else { "\n" };
    format!(
        "{head}{gap}{}",
        indented(&yaml::document(value, Braces::Actions), 2)
    )
}

/// An item with its dash.
fn dashed(value: &Value) -> String {
    if is_inline(value) {
        return format!("- {}\n", inline(value));
    }
    let text = indented(&yaml::document(value, Braces::Actions), 2);
    format!("- {}", text.trim_start_matches(' '))
}
