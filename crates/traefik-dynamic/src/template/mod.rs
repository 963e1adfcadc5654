//! Go's text templates, which Traefik's file provider runs before it reads a file. Nothing is executed here: actions
//! are parsed as Go parses them, and the output is known only for those that write a constant text.

mod constant;
mod fault;
mod functions;
mod judge;
mod lex;
mod number;
mod parse;
mod quote;
mod sort;
mod words;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub(crate) use self::fault::{Fault, Other};
pub(crate) use self::lex::{Piece, pieces};
pub(crate) use self::parse::faults;

/// Whether `{{` in the texts of a component is text or an action.
///
/// A file for the file provider is a template. The database of a Mantrae server, a response for the HTTP provider and a
/// body that a person enters are not: Traefik takes their braces literally.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Braces {
    /// Text: it is escaped when a template is written.
    #[default]
    Text,
    /// A template action: it is written as it is, and Traefik's file provider runs it.
    Actions,
}

impl Braces {
    /// The stored form: `text`, `actions`.
    pub fn as_str(self) -> &'static str {
        match self {
            Braces::Text => "text",
            Braces::Actions => "actions",
        }
    }
}

impl std::str::FromStr for Braces {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Braces::Text, Braces::Actions]
            .into_iter()
            .find(|braces| braces.as_str() == text)
            .ok_or(())
    }
}

/// What a template writes for a literal `{{`: YAML and TOML accept it in quotes both before and after the template is
/// run.
const OPEN: &str = "{{`{{`}}";
/// The same for a literal `{` that would form another `{{` with what follows.
const HALF: &str = "{{`{`}}";

/// Escapes a text as a template, so that running the template gives the text.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    if text.contains("{{") {
        text.replace("{{", OPEN).into()
    } else {
        text.into()
    }
}

/// Puts the pieces of a template back together.
#[derive(Default)]
struct Canonical {
    text: String,
    literal: String,
    has_actions: bool,
}

impl Canonical {
    /// Writes an action, without a trim mark that would eat white space from an escape of the format.
    fn action(&mut self, action: &str) {
        let eats = self.literal.ends_with(is_space) && trims_before(action);
        self.settle(true);
        if eats {
            self.text.extend(["{{", &action[3..]]);
        } else {
            self.text.push_str(action);
        }
        self.has_actions = true;
    }

    /// Writes the literal text so far; a brace right before an action would become part of its delimiter.
    fn settle(&mut self, is_before_action: bool) {
        if self.literal.starts_with(is_space) && trims_behind(&self.text) {
            self.text.truncate(self.text.len() - 3);
            self.text.push_str("}}");
        }
        let escaped = escape(&self.literal);
        match escaped.strip_suffix('{').filter(|_| is_before_action) {
            Some(rest) => self.text.extend([rest, HALF]),
            None => self.text.push_str(&escaped),
        }
        self.literal.clear();
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

fn trims_before(action: &str) -> bool {
    action
        .strip_prefix("{{-")
        .is_some_and(|rest| rest.starts_with(is_space))
}

fn trims_behind(action: &str) -> bool {
    action
        .strip_suffix("-}}")
        .is_some_and(|rest| rest.ends_with(is_space))
}

/// Whether indenting its lines would change the template: an action spans several lines, or trims the white space
/// beside it.
pub(crate) fn bears_no_indent(template: &str) -> bool {
    pieces(template).any(|piece| match piece {
        Piece::Text(_) => false,
        Piece::Action(action) => {
            action.text.contains('\n') || trims_before(action.text) || trims_behind(action.text)
        }
    })
}

/// Composes a text of literal parts and actions in canonical form: constants are written as literal text, and white
/// space that a trim mark removes is gone. Also returns whether anything remains that only Traefik can run.
pub(crate) fn compose<'p>(parts: impl Iterator<Item = Part<'p>>) -> (String, bool) {
    let mut canonical = Canonical::default();
    for part in parts {
        match part {
            Part::Literal(text) => canonical.literal.push_str(&text),
            Part::Action(text) => canonical.action(text),
        }
    }
    if !canonical.has_actions {
        return (canonical.literal, false);
    }
    canonical.settle(false);
    (canonical.text, true)
}

/// A part of a template after everything known has been run.
pub(crate) enum Part<'p> {
    /// Text as it is output.
    Literal(Cow<'p, str>),
    /// Only Traefik knows what it writes.
    Action(&'p str),
}

/// The parts of a template.
pub(crate) fn parts(template: &str) -> impl Iterator<Item = Part<'_>> {
    pieces(template).map(|piece| match piece {
        Piece::Text(text) => Part::Literal(text.into()),
        Piece::Action(action) => match action.constant() {
            Some(text) => Part::Literal(text.into()),
            None => Part::Action(action.text),
        },
    })
}

/// A value whose texts are templates: with its actions in canonical form; or, if nothing in it is left to run, with its
/// texts as they are output.
pub(crate) fn settled(value: &Value, name: &str) -> (Value, Braces) {
    let braces = if has_actions(name) || any_text(value, &has_actions) {
        Braces::Actions
    } else {
        Braces::Text
    };
    (map_texts(value, &|text| settled_text(text, braces)), braces)
}

/// A text of a component whose braces are known, from its template form.
pub(crate) fn settled_text(name: &str, braces: Braces) -> String {
    match (compose(parts(name)), braces) {
        ((name, true), _) | ((name, false), Braces::Text) => name,
        ((literal, false), Braces::Actions) => escape(&literal).into_owned(),
    }
}

/// Whether there is an action whose text only Traefik knows.
pub(crate) fn has_actions(template: &str) -> bool {
    template.contains("{{") && parts(template).any(|part| matches!(part, Part::Action(_)))
}

/// The value with its texts escaped as templates.
pub(crate) fn escaped(value: &Value) -> Cow<'_, Value> {
    if any_text(value, &|text| text.contains("{{")) {
        Cow::Owned(map_texts(value, &|text| escape(text).into_owned()))
    } else {
        Cow::Borrowed(value)
    }
}

/// A name and a value as templates, from the time when `{{` without `}}` was text.
pub(crate) fn of_old(name: &str, value: &Value) -> (String, Value) {
    let of = |text: &str| {
        if text.contains("}}") {
            text.to_owned()
        } else {
            escape(text).into_owned()
        }
    };
    (of(name), map_texts(value, &of))
}

/// Whether one of the texts and keys satisfies the condition.
pub(crate) fn any_text(value: &Value, is: &dyn Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => is(text),
        Value::Array(items) => items.iter().any(|item| any_text(item, is)),
        Value::Object(fields) => fields.iter().any(|(key, value)| is(key) || any_text(value, is)),
        _ => false,
    }
}

/// The value with every text and key that contains braces changed.
fn map_texts(value: &Value, change: &dyn Fn(&str) -> String) -> Value {
    let changed = |text: &str| {
        if text.contains("{{") {
            change(text)
        } else {
            text.to_owned()
        }
    };
    match value {
        Value::String(text) => Value::String(changed(text)),
        Value::Array(items) => items.iter().map(|item| map_texts(item, change)).collect(),
        Value::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(key, value)| (changed(key), map_texts(value, change)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

/// An action on one line, shortened if it is long.
pub(crate) fn shown(action: &str) -> String {
    let line: Vec<&str> = action.split_whitespace().collect();
    let line = line.join(" ");
    match line.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// What to do about an action that Traefik cannot run.
pub(crate) fn cure(fault: &Fault) -> &'static str {
    match fault.of {
        Some(Other::Jinja) => {
            "It looks like an Ansible or Jinja template: import the rendered file. If the braces are text, import them as text"
        }
        Some(Other::Fields) => {
            "If another program fills it in, import its result. If the braces are text, import them as text"
        }
        Some(Other::Escaped) => "Put the value in single quotes, and write the action without backslashes",
        None => "Fix the action. If the braces are text, import them as text",
    }
}

/// Splits a text at separators; one inside an action does not count.
pub(crate) fn split_outside(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut inside = Vec::new();
    if text.contains("{{") {
        inside.extend(pieces(text).filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Action(action) => Some(action.at..action.at + action.text.len()),
        }));
    }
    let mut rest = Some(0);
    std::iter::from_fn(move || {
        let start = rest?;
        let mut separators = text[start..].match_indices(separator).map(|(at, _)| start + at);
        let end = separators.find(|at| !inside.iter().any(|range| range.contains(at)));
        rest = end.map(|end| end + separator.len_utf8());
        Some(&text[start..end.unwrap_or(text.len())])
    })
}
