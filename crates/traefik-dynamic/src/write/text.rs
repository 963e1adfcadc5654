//! Texts in double quotes, with template actions left as they are.

use std::fmt::Write;

/// Appends the text in double quotes, as YAML and TOML both read it. Template actions stay as they are, because Traefik runs
/// them before it reads the file.
pub(crate) fn quoted(content: &str, text: &mut String) {
    text.push('"');
    let mut rest = content;
    while let Some((before, action, behind)) = next_action(rest) {
        escaped(before, text);
        text.push_str(action);
        rest = behind;
    }
    escaped(rest, text);
    text.push('"');
}

/// What stands before the next action, the action, and what stands behind it.
fn next_action(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find("{{")?;
    let end = start + text[start..].find("}}")? + 2;
    // An action ends on its own line. Only so much is searched, because all may stand on one.
    if text[start..end].contains('\n') {
        return None;
    }
    Some((&text[..start], &text[start..end], &text[end..]))
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
                // Writing to a string does not fail.
                let _ = write!(text, "\\u{:04X}", u32::from(c));
            }
            c => text.push(c),
        }
    }
}

/// Characters that YAML takes for a line break or a mark, or does not take at all.
pub(crate) fn is_odd(c: char) -> bool {
    matches!(
        c,
        '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
    )
}

/// Whether the text reads best as lines of its own, such as a certificate.
pub(crate) fn has_lines(content: &str) -> bool {
    let lines = content.strip_suffix('\n').unwrap_or(content);
    lines.contains('\n')
        && !lines.ends_with('\n')
        && !lines.starts_with([' ', '\n', '\t'])
        && content
            .chars()
            .all(|c| c == '\n' || (!c.is_control() && !is_odd(c)))
}

/// A text as Traefik's file provider must see it: a literal `{{` that no `}}` follows would break the file.
pub(crate) fn for_templates(content: &str) -> std::borrow::Cow<'_, str> {
    if content.contains("{{") && !content.contains("}}") {
        return content.replace("{{", ESCAPED).into();
    }
    content.into()
}

/// A literal `{{` in the language of templates.
pub(crate) const ESCAPED: &str = "{{`{{`}}";
