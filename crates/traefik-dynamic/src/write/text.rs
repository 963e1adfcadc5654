//! Texts in double quotes, with template actions left as they are.

use std::fmt::Write;

use crate::Braces;
use crate::template::{self, Piece};

/// Appends the text in double quotes, so that both YAML and TOML can read it. Template actions stay as they are,
/// because Traefik runs them before it reads the file.
pub(crate) fn quoted(content: &str, braces: Braces, text: &mut String) {
    text.push('"');
    each(content, braces, text, &mut escaped);
    text.push('"');
}

/// Appends the text in single quotes, where YAML escapes nothing but the quote itself.
pub(crate) fn single_quoted(content: &str, text: &mut String) {
    text.push('\'');
    each(content, Braces::Actions, text, &mut |part, text| {
        text.push_str(&part.replace('\'', "''"));
    });
    text.push('\'');
}

/// Writes the literal parts of a text with `write`, and its actions as they are.
fn each(content: &str, braces: Braces, text: &mut String, write: &mut dyn FnMut(&str, &mut String)) {
    if braces == Braces::Text || !content.contains("{{") {
        return write(content, text);
    }
    for piece in template::pieces(content) {
        match piece {
            Piece::Text(part) => write(part, text),
            Piece::Action(action) => text.push_str(action.text),
        }
    }
}

/// Whether an action in the text should be in quotes that change nothing, so that the file can also be read before the
/// actions are run, and what they write is not taken for an escape.
pub(crate) fn wants_single_quotes(content: &str, braces: Braces) -> bool {
    braces == Braces::Actions
        && template::has_actions(content)
        && !content.chars().any(|c| c.is_control() || is_odd(c))
}

/// Whether the text may be written as a block of lines.
pub(crate) fn may_have_lines(content: &str, braces: Braces) -> bool {
    has_lines(content) && (braces == Braces::Text || !template::bears_no_indent(content))
}

fn escaped(content: &str, text: &mut String) {
    for c in content.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            '\r' => text.push_str("\\r"),
            c if c.is_control() || is_odd(c) => {
                // Writing to a string cannot fail.
                let _ = write!(text, "\\u{:04X}", u32::from(c));
            }
            c => text.push(c),
        }
    }
}

/// Characters that YAML takes for a line break or a mark, or does not accept at all.
pub(crate) fn is_odd(c: char) -> bool {
    matches!(
        c,
        '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
    )
}

/// Whether the text reads best as a block of lines, such as a certificate.
fn has_lines(content: &str) -> bool {
    let lines = content.strip_suffix('\n').unwrap_or(content);
    lines.contains('\n')
        && !lines.ends_with('\n')
        && !lines.starts_with([' ', '\n', '\t'])
        && content
            .chars()
            .all(|c| c == '\n' || (!c.is_control() && !is_odd(c)))
}
