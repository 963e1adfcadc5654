//! Quoted strings.

use std::fmt::Write;

/// The text as Go's `%q` prints it.
pub(crate) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{7}' => quoted.push_str("\\a"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{b}' => quoted.push_str("\\v"),
            '\u{c}' => quoted.push_str("\\f"),
            c if u32::from(c) < 0x20 || c == '\u{7f}' => {
                // Writing to a string cannot fail.
                let _ = write!(quoted, "\\x{:02x}", u32::from(c));
            }
            '\u{feff}' | '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202f}' => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// The value of a Go literal, without quotes and escapes. The scanner has already accepted it.
pub(crate) fn unquote(literal: &str) -> Vec<u8> {
    let inside = literal
        .get(1..literal.len().saturating_sub(1))
        .unwrap_or_default();
    if literal.starts_with('`') {
        return inside.bytes().filter(|byte| *byte != b'\r').collect();
    }
    let mut text = Vec::with_capacity(inside.len());
    let mut rest = inside;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c == '\\' {
            rest = escape(rest, &mut text);
        } else {
            push(c, &mut text);
        }
    }
    text
}

/// Takes one escape after its backslash, and returns what follows it.
fn escape<'t>(rest: &'t str, text: &mut Vec<u8>) -> &'t str {
    let Some(c) = rest.chars().next() else { return rest };
    let after = &rest[c.len_utf8()..];
    let (from, digits, radix) = match c {
        'x' => (1, 2, 16),
        'u' => (1, 4, 16),
        'U' => (1, 8, 16),
        '0'..='7' => (0, 3, 8),
        c => {
            push(simple(c), text);
            return after;
        }
    };
    let end = (from + digits).min(rest.len());
    let value = rest
        .get(from..end)
        .and_then(|digits| u32::from_str_radix(digits, radix).ok())
        .unwrap_or_default();
    match (c, u8::try_from(value)) {
        ('u' | 'U', _) => push(char::from_u32(value).unwrap_or('\u{fffd}'), text),
        (_, Ok(byte)) => text.push(byte),
        _ => {}
    }
    rest.get(end..).unwrap_or_default()
}

fn simple(c: char) -> char {
    match c {
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        c => c,
    }
}

fn push(c: char, text: &mut Vec<u8>) {
    text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}
