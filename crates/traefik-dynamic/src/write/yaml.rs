//! YAML in block style with two spaces of indentation, quoted where a reader could take a text for something else.

use serde_json::{Map, Value};

use crate::write::text;
use crate::{Braces, template};

/// The value as a document with a final newline; empty for an empty object. With [`Braces::Actions`], its texts are
/// escaped as templates.
pub(crate) fn document(value: &Value, braces: Braces) -> String {
    let mut text = String::new();
    match value {
        Value::Object(fields) if fields.is_empty() => {}
        Value::Object(fields) => map(fields, (0, braces), &mut text),
        Value::Array(items) if !items.is_empty() => list(items, (0, braces), &mut text),
        _ => {
            scalar(value, (0, braces), &mut text);
            text.push('\n');
        }
    }
    text
}

fn map(fields: &Map<String, Value>, (depth, braces): (usize, Braces), text: &mut String) {
    for (index, (key, value)) in fields.iter().enumerate() {
        // The first key of a list item follows its dash.
        if index > 0 || !text.ends_with("- ") {
            indent(depth, text);
        }
        map_key(key, (depth, braces), text);
        match value {
            Value::Object(inner) if !inner.is_empty() => {
                text.push('\n');
                map(inner, (depth + 1, braces), text);
            }
            Value::Array(items) if !items.is_empty() => {
                text.push('\n');
                list(items, (depth + 1, braces), text);
            }
            _ => {
                text.push(' ');
                scalar(value, (depth + 1, braces), text);
                text.push('\n');
            }
        }
    }
}

/// A key with its colon; YAML requires a `?` before a key of more than 1024 characters.
pub(super) fn map_key(key: &str, (depth, braces): (usize, Braces), text: &mut String) {
    let is_long = key.len() > 500;
    if is_long {
        text.push_str("? ");
    }
    word(key, braces, text);
    if is_long {
        text.push('\n');
        indent(depth, text);
    }
    text.push(':');
}

fn list(items: &[Value], (depth, braces): (usize, Braces), text: &mut String) {
    for (index, item) in items.iter().enumerate() {
        if index > 0 || !text.ends_with("- ") {
            indent(depth, text);
        }
        text.push_str("- ");
        match item {
            Value::Object(fields) if !fields.is_empty() => map(fields, (depth + 1, braces), text),
            Value::Array(inner) if !inner.is_empty() => list(inner, (depth + 1, braces), text),
            _ => {
                scalar(item, (depth + 1, braces), text);
                text.push('\n');
            }
        }
    }
}

pub(super) fn indent(depth: usize, text: &mut String) {
    text.extend(std::iter::repeat_n("  ", depth));
}

fn scalar(value: &Value, (depth, braces): (usize, Braces), text: &mut String) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(flag) => text.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => text.push_str(&number.to_string()),
        Value::String(content) => words(content, (depth, braces), text),
        Value::Array(_) => text.push_str("[]"),
        Value::Object(_) => text.push_str("{}"),
    }
}

/// A text: as a block of lines where that reads best, otherwise as a word.
pub(super) fn words(content: &str, (depth, braces): (usize, Braces), text: &mut String) {
    if text::may_have_lines(content, braces) {
        block(content, depth, text);
    } else if depth > 0 && bears_a_block(content, braces) {
        // The output of an action may begin with a blank, which must not be taken for indentation.
        text.push_str(if content.starts_with("{{") {
            "|2-\n"
        } else {
            "|-\n"
        });
        indent(depth, text);
        text.push_str(content);
    } else {
        word(content, braces, text);
    }
}

/// Whether a one-line text is best written as a block, where nothing that its actions write has a special meaning.
fn bears_a_block(content: &str, braces: Braces) -> bool {
    text::wants_single_quotes(content, braces)
        && !content.starts_with(' ')
        && !template::bears_no_indent(content)
}

fn block(content: &str, depth: usize, text: &mut String) {
    let (lines, header) = match content.strip_suffix('\n') {
        Some(lines) => (lines, "|"),
        None => (content, "|-"),
    };
    text.push_str(header);
    for line in lines.split('\n') {
        text.push('\n');
        if !line.is_empty() {
            indent(depth, text);
            text.push_str(line);
        }
    }
}

/// A key or text: plain if that is safe, otherwise quoted.
pub(crate) fn word(content: &str, braces: Braces, text: &mut String) {
    if is_plain(content) {
        text.push_str(content);
    } else if text::wants_single_quotes(content, braces) {
        text::single_quoted(content, text);
    } else {
        text::quoted(content, braces, text);
    }
}

/// Whether every YAML 1.1 or 1.2 reader takes the bare word for this text.
fn is_plain(content: &str) -> bool {
    let Some(first) = content.chars().next() else {
        return false;
    };
    let is_safe_start = first.is_alphabetic()
        || matches!(first, '/' | '_' | '$' | '^' | '(')
        || begins_like_a_number(content);
    let is_unsafe = |c: char| {
        c.is_control() || text::is_odd(c) || matches!(c, '"' | '\'' | '{' | '}' | '[' | ']' | ',' | '\u{a0}')
    };
    is_safe_start
        && !content.ends_with([' ', ':'])
        && !content.contains(": ")
        && !content.contains(" #")
        && !content.contains(is_unsafe)
        && !has_meaning(content)
}

/// `30s`, `10.0.0.1/8`: begins with a digit but is not a number to any reader.
fn begins_like_a_number(content: &str) -> bool {
    let is_duration = content.ends_with(['s', 'm', 'h']);
    let is_address = content.split('.').count() > 2;
    content.starts_with(|c: char| c.is_ascii_digit())
        && (is_duration || is_address)
        && !content.starts_with("0x")
        && content
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '/'))
}

/// Words that YAML 1.1 or 1.2 takes as null, a boolean or a number.
fn has_meaning(content: &str) -> bool {
    let lower = content.to_ascii_lowercase();
    let words = [
        "null", "true", "false", "yes", "no", "on", "off", "y", "n", "t", "f",
    ];
    words.contains(&lower.as_str()) || lower.parse::<f64>().is_ok()
}
