//! Characters that look like a blank, or like nothing, but are neither to YAML, TOML and Traefik.

/// The first of them, and how many characters precede it.
pub(crate) fn find(text: &str) -> Option<(usize, char)> {
    if text.is_ascii() {
        return None;
    }
    text.chars().enumerate().find(|(_, c)| is_unseen(*c))
}

fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{A0}'
            | '\u{AD}'
            | '\u{1680}'
            | '\u{2000}'..='\u{200F}'
            | '\u{2028}'..='\u{202F}'
            | '\u{205F}'..='\u{2064}'
            | '\u{3000}'
            | '\u{FEFF}'
    )
}

/// `a no-break space (U+00A0)`.
pub(crate) fn named(c: char) -> String {
    let name = match c {
        '\u{A0}' | '\u{202F}' => "a no-break space",
        '\u{AD}' => "a soft hyphen",
        '\u{200B}'..='\u{200D}' | '\u{2060}' => "a zero-width character",
        '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' => "a text direction mark",
        '\u{2028}' | '\u{2029}' => "a line separator",
        '\u{FEFF}' => "a byte order mark",
        _ => "an unusual space",
    };
    format!("{name} (U+{:04X})", u32::from(c))
}

/// The hint for one that is in the way.
pub(crate) const TYPE_A_SPACE: &str = "Type a plain space instead: it often comes with copied text";

/// The one that a text begins with, if any.
pub(crate) fn first(text: &str) -> Option<char> {
    text.chars().next().filter(|c| is_unseen(*c))
}

/// The hint for one that keeps the lines up to that number from being read.
pub(crate) fn advice(text: &str, line: u32) -> Option<String> {
    // An error is often noticed a line or two later.
    let first = line.saturating_sub(3).max(1);
    let count = usize::try_from(line.saturating_sub(first) + 1).ok()?;
    let lines = text.lines().zip(1_u32..).skip(first as usize - 1).take(count);
    let found = lines.filter_map(|(line, number)| find(line).map(|(before, c)| (number, before + 1, c)));
    let (number, column, c) = found.last()?;
    Some(format!(
        "Line {number} contains {} at column {column}, which often comes with copied text: type a plain space instead",
        named(c)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_is_not_seen() {
        assert_eq!(find("plain text, é, 漢字, 🚀"), None);
        assert_eq!(find("é\u{A0}x"), Some((1, '\u{A0}')));
        assert_eq!(named('\u{A0}'), "a no-break space (U+00A0)");
        assert_eq!(named('\u{200B}'), "a zero-width character (U+200B)");
        let text = "a:\n  b:\u{A0}c\n  d: e\n\n\n\nf: g\n";
        assert!(advice(text, 3).is_some_and(|advice| {
            advice.starts_with("Line 2 contains a no-break space (U+00A0) at column 5")
        }));
        assert_eq!(advice(text, 7), None);
    }
}
