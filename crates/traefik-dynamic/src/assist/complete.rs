//! What can be written at the caret.

mod key;
mod rule;
mod value;

use serde::Serialize;

use super::around::Surroundings;
use super::caret;
use super::position::Positions;
use crate::Kind;

/// What can be written at the caret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "EditorCompletion"))]
pub struct Completion {
    /// Where what is written so far begins, in UTF-16 code units: an option replaces it up to `to`.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// What can be written instead, best first; not only what begins with the letters that are there.
    pub options: Vec<CompletionOption>,
    /// Whether these are all of them. If not, they fit the letters that are there, and more letters may bring others.
    pub is_complete: bool,
}

/// Something that can be written at the caret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CompletionOption {
    /// What is listed.
    pub label: String,
    /// What it is, in a word or two: the type of a field, the summary of a component.
    pub detail: Option<String>,
    /// What it means, in a sentence.
    pub info: Option<String>,
    /// What is written.
    pub apply: String,
    /// Whether `${name}` in `apply` stands for something to fill in.
    pub is_snippet: bool,
    /// The heading that it is listed under.
    pub section: String,
}

impl CompletionOption {
    fn plain(label: &str, section: &str) -> CompletionOption {
        CompletionOption {
            label: label.to_owned(),
            detail: None,
            info: None,
            apply: label.to_owned(),
            is_snippet: false,
            section: section.to_owned(),
        }
    }
}

/// What can be written at an offset, in UTF-16 code units. The lines need not be readable.
///
/// ```
/// use traefik_dynamic::Kind;
/// use traefik_dynamic::assist::{Surroundings, complete};
///
/// let completion = complete(Kind::HttpRouter, "blog:\n  rule: Path(`/`)\n  ser", 29, &Surroundings::default());
/// assert_eq!(completion.from, 26);
/// assert!(completion.options.iter().any(|option| option.apply == "service: "));
/// assert!(!completion.options.iter().any(|option| option.label == "rule"));
/// ```
pub fn complete(kind: Kind, lines: &str, offset: u32, around: &Surroundings<'_>) -> Completion {
    let positions = Positions::of(lines);
    let byte = positions.byte(offset);
    let nothing = || {
        let at = positions.units(byte);
        Completion {
            from: at,
            to: at,
            is_complete: true,
            ..Completion::default()
        }
    };
    let Some(caret) = caret::at(kind, &positions, byte) else {
        return nothing();
    };
    let found = if caret.is_key {
        key::options(kind, &positions, &caret)
    } else {
        value::options(kind, &positions, (&caret, byte), around)
    };
    let Some(found) = found else {
        return nothing();
    };
    Completion {
        from: positions.units(found.from.min(byte)),
        to: positions.units(found.to.max(byte)),
        options: found.options,
        is_complete: found.is_complete,
    }
}

/// Options, and the bytes that they replace.
struct Found {
    from: usize,
    to: usize,
    options: Vec<CompletionOption>,
    is_complete: bool,
}
