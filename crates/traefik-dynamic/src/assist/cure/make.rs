//! Changes of the lines.

use std::ops::Range;

use serde_json::Value;

use super::{CureAction, Replacement};
use crate::assist::draft::Draft;
use crate::assist::field::Written;
use crate::assist::path::PathStep;
use crate::assist::position::Positions;
use crate::text::lines::Lines;
use crate::text::outline::{Id, Shape};
use crate::text::{self, Edit};
use crate::write::yaml;
use crate::{Braces, Kind};

/// The lines with replacements made.
pub(super) struct Replaced;

impl Replaced {
    /// The text with these replacements, whose positions are all those before the change.
    pub(super) fn apply(positions: &Positions<'_>, edits: &[Replacement]) -> String {
        let mut sorted: Vec<&Replacement> = edits.iter().collect();
        sorted.sort_by_key(|edit| (edit.from, edit.to));
        let (mut text, mut at) = (String::new(), 0);
        for edit in sorted {
            let (from, to) = (positions.byte(edit.from).max(at), positions.byte(edit.to).max(at));
            text.push_str(&positions.text[at..from]);
            text.push_str(&edit.text);
            at = to;
        }
        text.push_str(&positions.text[at..]);
        text
    }
}

impl Draft<'_> {
    /// Replaces some bytes.
    pub(super) fn replace(&self, parts: impl IntoIterator<Item = (Range<usize>, String)>) -> CureAction {
        let edits = parts.into_iter().map(|(range, text)| Replacement {
            from: self.positions.units(range.start),
            to: self.positions.units(range.end),
            text,
        });
        CureAction::Replace {
            edits: edits.collect(),
        }
    }

    /// Gives the field at a path another word, in the quotes it has.
    pub(super) fn with_word(&self, path: &[PathStep], word: &str) -> Option<CureAction> {
        let written = self.written?;
        let (_, value) = written.find(path)?;
        let range = written.range(value);
        let quote = self.positions.text[range.clone()].chars().next();
        let text = match quote {
            Some('\'') if !word.contains('\n') => format!("'{}'", word.replace('\'', "''")),
            Some('"') => Value::from(word).to_string(),
            _ => word_of(word),
        };
        let gap = if range.is_empty() { " " } else { "" };
        Some(self.replace([(range, format!("{gap}{text}"))]))
    }

    /// Writes something else for the value at a path, as it is given.
    pub(super) fn with_text(&self, path: &[PathStep], text: &str) -> Option<CureAction> {
        let written = self.written?;
        let (_, value) = written.find(path)?;
        let range = written.range(value);
        let gap = if range.is_empty() { " " } else { "" };
        Some(self.replace([(range, format!("{gap}{text}"))]))
    }

    /// Writes something on one line for the value at a path, wherever it is written.
    pub(super) fn with_whole(&self, path: &[PathStep], text: &str) -> Option<CureAction> {
        let written = self.written?;
        let (key, value) = written.find(path)?;
        let range = written.range(value);
        let start = match key {
            Some(key) => {
                let end = written.range(key).end;
                end + self.positions.text[end..range.start].find(':')? + 1
            }
            None => return Some(self.replace([(range, text.to_owned())])),
        };
        Some(self.replace([(start..range.end, format!(" {text}"))]))
    }

    /// Gives the key at a path another name.
    pub(super) fn with_key(&self, path: &[PathStep], name: &str) -> Option<CureAction> {
        let written = self.written?;
        let (key, _) = written.find(path)?;
        Some(self.replace([(written.range(key?), word_of(name))]))
    }

    /// Sets a field of a sound component.
    pub(super) fn with_field(&self, path: &[PathStep], value: &Value) -> Option<CureAction> {
        let steps: Vec<text::Step<'_>> = path.iter().map(PathStep::as_step).collect();
        let edit = Edit::Set { path: &steps, value };
        let edited = text::edit(self.positions.text, self.component?, &[edit])?;
        (!edited.is_rewritten).then(|| self.difference(&edited.text))
    }

    /// Removes the field, key or item at a path. What would be left empty goes too.
    pub(super) fn without(&self, path: &[PathStep]) -> Option<CureAction> {
        let written = self.written?;
        let (_, above) = path.split_last()?;
        let (_, parent) = written.find(above)?;
        let (_, node) = written.find(path)?;
        let children = children(written, parent);
        let index = children.iter().position(|(_, value)| *value == node)?;
        self.without_child(written, (above, parent), index)
    }

    /// Removes the entry whose key begins at a byte, which may repeat another key.
    pub(super) fn without_key_at(&self, at: usize) -> Option<CureAction> {
        let written = self.written?;
        let parents = written.outline.ids();
        let mut found = parents.filter_map(|parent| {
            let children = children(written, parent);
            let index = children
                .iter()
                .position(|(key, _)| written.outline.node(*key).start == at)?;
            Some((parent, index))
        });
        let (parent, index) = found.next()?;
        self.without_child(written, (&[], parent), index)
    }

    fn without_child(
        &self,
        written: &Written<'_>,
        (above, parent): (&[PathStep], Id),
        index: usize,
    ) -> Option<CureAction> {
        let children = children(written, parent);
        if children.len() == 1 {
            return match above {
                [] => Some(self.replace([(self.after_key(written)?, " {}\n".to_owned())])),
                above => self.without(above),
            };
        }
        let span = |(key, value): (Id, Id)| written.range(key).start..written.range(value).end;
        if written.outline.node(parent).is_flow {
            let here = span(children[index]);
            let range = match (index.checked_sub(1), children.get(index + 1)) {
                (Some(before), _) => span(children[before]).end..here.end,
                (None, Some(next)) => here.start..span(*next).start,
                (None, None) => here,
            };
            return Some(self.replace([(range, String::new())]));
        }
        let lines = Lines::of(self.positions.text);
        let items = lines.items(&written.outline, parent)?;
        let item = items.get(index)?;
        if item.is_alone {
            let range = lines.start(item.lead)..lines.start(item.last + 1);
            return Some(self.replace([(range, String::new())]));
        }
        // It is beside the dash: the next one takes its position there.
        let next = span(*children.get(index + 1)?);
        Some(self.replace([(span(children[index]).start..next.start, String::new())]))
    }

    /// What follows the name of the component and its colon.
    fn after_key(&self, written: &Written<'_>) -> Option<Range<usize>> {
        if self.kind == Kind::TlsCertificate {
            return None;
        }
        let key = written.range(written.name?);
        let colon = self.positions.text[key.end..].find(':')? + key.end + 1;
        Some(colon..self.positions.text.len())
    }

    /// The shortest replacement that makes the lines that text.
    fn difference(&self, text: &str) -> CureAction {
        let old = self.positions.text;
        let same = old.char_indices().zip(text.chars()).find(|((_, a), b)| a != b);
        let start = same.map_or(old.len().min(text.len()), |((at, _), _)| at);
        let (rest, new) = (&old[start..], &text[start..]);
        let ends = rest.chars().rev().zip(new.chars().rev());
        let end: usize = ends.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
        let part = new[..new.len() - end].to_owned();
        self.replace([(start..old.len() - end, part)])
    }
}

/// The entries of a map, or the items of a list as both key and value.
fn children(written: &Written<'_>, id: Id) -> Vec<(Id, Id)> {
    match &written.outline.node(id).shape {
        Shape::Map(entries) => entries.clone(),
        Shape::List(items) => items.iter().map(|item| (*item, *item)).collect(),
        Shape::Word => Vec::new(),
    }
}

/// A text as it is written in YAML, in quotes where it must be.
pub(super) fn word_of(content: &str) -> String {
    let mut text = String::new();
    yaml::word(content, Braces::Actions, &mut text);
    text
}
