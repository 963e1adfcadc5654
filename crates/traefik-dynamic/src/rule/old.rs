//! What only Traefik 2 rules can express.

use crate::rule::{Argument, Matcher, words};

/// ``Query(`name=value`)``
pub(super) fn is_old_query(matcher: &Matcher) -> bool {
    words::is(&matcher.name, "Query")
        && !matcher.arguments.is_empty()
        && matcher
            .arguments
            .iter()
            .all(|argument| argument.text.contains('='))
}

/// The argument that contains `{name}` or `{name:regexp}`, in matchers where Traefik 2 supported that.
pub(super) fn braces(matcher: &Matcher) -> Option<&Argument> {
    let had_braces = [
        "Host",
        "HostRegexp",
        "Path",
        "PathPrefix",
        "HostSNI",
        "HostSNIRegexp",
    ];
    if !had_braces.iter().any(|name| words::is(&matcher.name, name)) {
        return None;
    }
    matcher
        .arguments
        .iter()
        .find(|argument| placeholder(&argument.text).is_some())
}

/// The first `{name}` or `{name:regexp}`: its start and end in bytes. A repetition such as `{1,3}` does not count.
pub(super) fn placeholder(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(open) = text[from..].find('{').map(|at| at + from) {
        let end = closing(&text[open..]).map(|length| open + length)?;
        let inside = &text[open + 1..end - 1];
        let name = inside.split(':').next().unwrap_or_default();
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
        if is_name {
            return Some((open, end));
        }
        from = open + 1;
    }
    None
}

/// The length up to and including the brace that closes the first one.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}
