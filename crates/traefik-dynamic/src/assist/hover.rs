//! What the words under the pointer mean.

use serde::Serialize;

use super::around::Surroundings;
use super::caret::{self, Caret};
use super::position::Positions;
use super::shapes::{field_at, shape_at, wants_at};
use super::{form, matcher};
use crate::rule::Protocol;
use crate::shape::{Field, Type};
use crate::{Kind, check};

/// What the words under the pointer mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "EditorHover"))]
pub struct Hover {
    /// Where the words begin, in UTF-16 code units.
    pub from: u32,
    /// Where they end.
    pub to: u32,
    /// What it is: the name of a field with its type, a component, a matcher.
    pub title: String,
    /// What it means, in sentences. Values in it are in backticks.
    pub text: String,
}

/// What the words at an offset, in UTF-16 code units, mean: a field, the component that a name stands for, a matcher.
///
/// ```
/// use traefik_dynamic::Kind;
/// use traefik_dynamic::assist::{Surroundings, hover};
///
/// let lines = "blog:\n  priority: 20\n";
/// let hover = hover(Kind::HttpRouter, lines, 10, &Surroundings::default()).unwrap();
/// assert_eq!(hover.title, "priority: number");
/// assert_eq!(hover.text, "Higher priorities are tried first. Not set: the length of the rule.");
/// ```
pub fn hover(kind: Kind, lines: &str, offset: u32, around: &Surroundings<'_>) -> Option<Hover> {
    let positions = Positions::of(lines);
    let byte = positions.byte(offset);
    let caret = caret::at(kind, &positions, byte)?;
    if caret.word.is_empty() || byte < caret.word.start || byte > caret.word.end {
        return None;
    }
    let word = &lines[caret.word.clone()];
    if caret.is_key {
        let shape = shape_at(kind, &caret.path)?;
        let field = shape.field(word.trim_matches(['"', '\'']))?;
        return Some(told(&positions, caret.word, of_field(field)));
    }
    let field = field_at(kind, &caret.path)?;
    if field.name == "rule" {
        return of_rule(kind, &positions, (&caret, byte));
    }
    let (range, name) = item(word, (&caret, byte), wants_at(kind, &caret.path)?);
    let text = match field.refers {
        Some(to) => of_name(to, name, around)?,
        None => of_gateway(field, name, around)?,
    };
    Some(told(&positions, range, text))
}

fn told(positions: &Positions<'_>, range: std::ops::Range<usize>, (title, text): (String, String)) -> Hover {
    Hover {
        from: positions.units(range.start),
        to: positions.units(range.end),
        title,
        text,
    }
}

/// The name of a field with its type, and its help with default and version.
fn of_field(field: &'static Field) -> (String, String) {
    let mut sentences = vec![form::help(field)];
    if !field.one_of.is_empty() && field.one_of.len() <= 8 {
        let values: Vec<String> = field.one_of.iter().map(|value| format!("`{value}`")).collect();
        sentences.push(format!("One of {}.", values.join(", ")));
    }
    sentences.extend(form::default(field).map(|default| format!("Not set: {default}.")));
    sentences.extend(field.since.map(|version| format!("Since Traefik {version}.")));
    sentences.extend(field.deprecated.map(|instead| format!("Deprecated. {instead}.")));
    let title = format!("{}: {}", field.name, form::type_in_words(field));
    (title, sentences.join(" "))
}

/// The part of a value that the pointer is on: one of several names in a text with commas.
fn item<'w>(word: &'w str, (caret, byte): (&Caret, usize), wants: Type) -> (std::ops::Range<usize>, &'w str) {
    let (mut start, mut part) = (0, word);
    if matches!(wants, Type::TextList) {
        for piece in word.split(',') {
            part = piece;
            if caret.word.start + start + piece.len() >= byte {
                break;
            }
            start += piece.len() + 1;
        }
    }
    let from = caret.word.start + start + (part.len() - part.trim_start().len());
    let bare = part.trim();
    (from..from + bare.len(), bare.trim_matches(['"', '\'']))
}

/// The component that a name stands for.
fn of_name(to: Kind, name: &str, around: &Surroundings<'_>) -> Option<(String, String)> {
    let noun = to.noun();
    if let Some(own) = name.strip_suffix("@internal") {
        let text = if check::ITS_OWN.contains(&own) {
            "It is built into Traefik, and may have to be turned on in the install configuration."
        } else {
            "Traefik itself has no such service."
        };
        return Some((format!("{noun} {name}"), text.to_owned()));
    }
    let bare = name.strip_suffix("@file").unwrap_or(name);
    if let Some((_, provider)) = bare.split_once('@') {
        let text = format!("It comes from the provider `{provider}`, which is not part of this profile.");
        return Some((format!("{noun} {name}"), text));
    }
    let names = around.names?;
    let text = match names.summary(to, bare) {
        Some("") => "It is part of this profile.".to_owned(),
        Some(summary) => summary.to_owned(),
        None if bare == "default" && matches!(to, Kind::TlsOptions | Kind::TlsStore) => {
            "It is built into Traefik.".to_owned()
        }
        None => "There is none of this name in this profile.".to_owned(),
    };
    Some((format!("{noun} {bare}"), text))
}

/// An entry point or a resolver.
fn of_gateway(field: &Field, name: &str, around: &Surroundings<'_>) -> Option<(String, String)> {
    let facts = around.facts?;
    match field.name {
        "entryPoints" => {
            let text = match facts.entry_points.get(name) {
                Some(one) if one.tls.is_some() => {
                    format!("It listens on `{}`, with TLS for every router.", one.address)
                }
                Some(one) => format!("It listens on `{}`.", one.address),
                None => "This gateway has no entry point of this name.".to_owned(),
            };
            Some((format!("Entry point {name}"), text))
        }
        "certResolver" | "resolver" => {
            let is_known = facts.resolvers.iter().any(|own| own == name);
            let text = if is_known {
                "This gateway has it."
            } else {
                "This gateway has no certificate resolver of this name."
            };
            Some((format!("Certificate resolver {name}"), text.to_owned()))
        }
        _ => None,
    }
}

/// The matcher that the pointer is on.
fn of_rule(kind: Kind, positions: &Positions<'_>, (caret, byte): (&Caret, usize)) -> Option<Hover> {
    let protocol = match kind {
        Kind::TcpRouter => Protocol::Tcp,
        _ => Protocol::Http,
    };
    let text = positions.text;
    let is_name = |c: char| c.is_ascii_alphanumeric();
    let before = &text[caret.word.start..byte];
    // A value between backticks is what it says.
    if before.matches('`').count() % 2 == 1 {
        return None;
    }
    let start = byte - before.chars().rev().take_while(|c| is_name(*c)).count();
    let behind = &text[byte..caret.word.end];
    let end = byte + behind.chars().take_while(|c| is_name(*c)).count();
    let found = matcher::find(protocol, &text[start..end])?;
    let title = found.snippet.replace("${", "").replace('}', "");
    Some(told(positions, start..end, (title, found.text.to_owned())))
}
