//! The way to a field, below the name of its component.

use serde::{Deserialize, Serialize};

use crate::text::Step;
use crate::text::outline::{Id, Outline, Shape};

/// A step on the way to a field: a name or the number of an item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "FieldStep"))]
#[serde(untagged)]
pub enum PathStep {
    /// The item of a list, counted from 0.
    Index(u32),
    /// The field or the key of that name.
    Key(String),
}

impl PathStep {
    pub(crate) fn key(name: &str) -> PathStep {
        PathStep::Key(name.to_owned())
    }

    /// The same, as edits take it.
    pub fn as_step(&self) -> Step<'_> {
        match self {
            PathStep::Key(key) => Step::Key(key),
            PathStep::Index(index) => Step::Index(*index as usize),
        }
    }
}

impl From<usize> for PathStep {
    fn from(index: usize) -> PathStep {
        PathStep::Index(u32::try_from(index).unwrap_or(u32::MAX))
    }
}

/// The steps of a path as findings write it, `loadBalancer.servers[0].url`. The text tells where a name with dots ends.
pub(super) fn steps(path: &str, outline: &Outline, body: Option<Id>) -> Vec<PathStep> {
    let (mut steps, mut node) = (Vec::new(), body);
    let mut rest = path.trim_start_matches('.');
    while !rest.is_empty() {
        if let Some((number, behind)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'))
            && let Ok(index) = number.parse::<usize>()
        {
            node = node.and_then(|id| item(outline, id, index));
            steps.push(PathStep::from(index));
            rest = behind.trim_start_matches('.');
            continue;
        }
        let known = node.and_then(|id| longest(outline, id, rest));
        let length = known.map_or_else(
            || rest.find(['.', '[']).filter(|end| *end > 0).unwrap_or(rest.len()),
            |(length, _)| length,
        );
        steps.push(PathStep::key(&rest[..length]));
        node = known.map(|(_, value)| value);
        rest = rest[length..].trim_start_matches('.');
    }
    steps
}

fn item(outline: &Outline, id: Id, index: usize) -> Option<Id> {
    match &outline.node(id).shape {
        Shape::List(items) => items.get(index).copied(),
        _ => None,
    }
}

/// The longest key of a map that the path begins with, and its value.
fn longest(outline: &Outline, id: Id, path: &str) -> Option<(usize, Id)> {
    let begins = |word: &str| {
        let behind = path.get(word.len()..)?;
        let is_same = path[..word.len()].eq_ignore_ascii_case(word);
        let is_whole = behind.is_empty() || behind.starts_with(['.', '[']);
        (is_same && is_whole && !word.is_empty()).then_some(word.len())
    };
    let found = outline.entries(id).iter().filter_map(|(key, value)| {
        let length = begins(&outline.node(*key).word)?;
        Some((length, *value))
    });
    found.max_by_key(|(length, _)| *length)
}
