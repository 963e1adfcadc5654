//! Go template actions: found, never run.

use std::borrow::Cow;

use crate::read::node::{Place, Tree};
use crate::write::text::ESCAPED;

/// The actions of a text.
pub(crate) struct Actions {
    pub(crate) count: usize,
    pub(crate) first: Place,
    /// Whether the text parses and every action sits inside a value, so that all else can be read without running them.
    pub(crate) are_in_values: bool,
    /// Whether it looks like the template of another program.
    pub(crate) of_ansible: bool,
}

/// Every `{{`, in comments too, because Traefik runs templates before it reads YAML.
pub(crate) fn find(text: &str) -> Option<Actions> {
    let at = text.find("{{")?;
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let from_one = |count: usize| u32::try_from(count).unwrap_or(u32::MAX).saturating_add(1);
    let first = Place {
        line: from_one(before.matches('\n').count()),
        column: from_one(before[line_start..].chars().count()),
    };
    let of_ansible = ["{%", "{{ vault_", "{{ .Values", "{{ ansible_"]
        .iter()
        .any(|mark| text.contains(mark));
    Some(Actions {
        count: text.matches("{{").count(),
        first,
        are_in_values: false,
        of_ansible,
    })
}

/// How many actions begin in the values and keys of a file.
pub(crate) fn count_in_values(tree: &Tree<'_>) -> usize {
    tree.texts().map(|text| text.matches("{{").count()).sum()
}

// A mask begins with one character, three that count, and goes on with fillers.
const BEGIN: char = '\u{F0000}';
const FILL: char = '\u{F0001}';
const DIGIT: u32 = 0xF_0100;

/// The text with each action of one line replaced by as many characters that no format gives a meaning to.
///
/// Quotes and braces in an action would break the value it sits in.
pub(crate) fn mask(text: &str) -> Cow<'_, str> {
    if !text.contains("{{") || text.contains(BEGIN) {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len() * 2);
    let mut rest = text;
    for (number, action) in actions(text).enumerate() {
        let Some(at) = rest.find(action) else { break };
        masked.push_str(&rest[..at]);
        masked.push(BEGIN);
        let digits = number.to_le_bytes().into_iter().take(3);
        masked.extend(digits.filter_map(|digit| char::from_u32(DIGIT + u32::from(digit))));
        masked.extend(std::iter::repeat_n(FILL, action.chars().count() - 4));
        rest = &rest[at + action.len()..];
    }
    masked.push_str(rest);
    Cow::Owned(masked)
}

/// Puts the actions back where their masks came to.
pub(crate) fn unmask(tree: &mut Tree<'_>, text: &str) {
    if !text.contains("{{") {
        return;
    }
    let actions: Vec<&str> = actions(text).collect();
    tree.edit_texts(|value| {
        if value.contains(BEGIN) {
            *value = Cow::Owned(unmasked(value, &actions));
        }
    });
}

fn unmasked(value: &str, actions: &[&str]) -> String {
    let mut parts = value.split(BEGIN);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.chars().take(3).enumerate();
        let number = digits.fold(0, |number, (place, c)| {
            number | ((u32::from(c).wrapping_sub(DIGIT) & 0xFF) as usize) << (8 * place)
        });
        text.push_str(actions.get(number).copied().unwrap_or_default());
        text.extend(part.chars().skip(3).skip_while(|c| *c == FILL));
    }
    text
}

/// Each `{{ … }}` that ends on its own line, from left to right.
fn actions(text: &str) -> impl Iterator<Item = &str> {
    let (mut at, mut line_end) = (0, 0);
    std::iter::from_fn(move || {
        loop {
            at += text[at..].find("{{")?;
            // Looked for once a line: all may stand on one.
            if at >= line_end {
                line_end = text[at..].find('\n').map_or(text.len(), |length| at + length);
            }
            let Some(length) = text[at..line_end].find("}}") else {
                at = line_end;
                continue;
            };
            let action = &text[at..at + length + 2];
            at += action.len();
            return Some(action);
        }
    })
}

/// Turns the template for a literal `{{` into what it stands for, where nothing else in the value is a template.
pub(crate) fn unescape(tree: &mut Tree<'_>) {
    tree.edit_texts(|value| {
        if value.contains(ESCAPED) {
            let literal = value.replace(ESCAPED, "{{");
            if !literal.contains("}}") {
                *value = Cow::Owned(literal);
            }
        }
    });
}
