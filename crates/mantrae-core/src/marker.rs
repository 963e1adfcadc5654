//! What marks a published file as ours. It belongs to the publication, and never to a profile.

use traefik_dynamic::{Component, Kind};

/// How the first line of our files begins.
pub(crate) const HEADER: &str = "# Written by Mantrae Desktop";
/// How the name of a marker begins.
const MARKER: &str = "mantrae-revision-";

/// The header that a marker adds to requests; nothing uses the marker, so none ever has it.
pub(crate) const MARKER_HEADER: &str = "X-Mantrae-Revision";

/// The name of the middleware by which Traefik's API shows which publication it runs; one for each profile, because
/// several may be published into one folder.
pub fn marker_name(profile: &str) -> String {
    let own: String = profile.chars().take(8).collect();
    format!("{MARKER}{own}")
}

/// Whether a component is the marker of any profile.
pub(crate) fn is_marker(component: &Component) -> bool {
    component.kind == Kind::HttpMiddleware && component.name.starts_with(MARKER)
}

/// Whether a line is the comment by which a published file can be told from others.
pub(crate) fn is_header(line: &str) -> bool {
    line.starts_with(HEADER)
}

/// A text without our first line.
pub(crate) fn without_header(text: &str) -> &str {
    match text.split_once('\n') {
        Some((first, rest)) if is_header(first) => rest,
        _ => text,
    }
}

/// Whether two published files are the same to the letter, but for what marks them as ours.
pub(crate) fn are_same_but_for_marks(one: &str, other: &str) -> bool {
    let is_mark = |line: &&str| is_header(line) || line.trim_start().starts_with(MARKER_HEADER);
    let plain = |text| str::split(text, '\n').filter(|line| !is_mark(line));
    plain(one).eq(plain(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_counts_but_those_of_our_marks() {
        let file = |line: &str, marker: &str| {
            format!("{HEADER} · sha256 {marker}\nhttp:\n  {line}\n      X-Mantrae-Revision: {marker}\n")
        };
        let check = |one: &str, other: &str, expect: bool| {
            let same = are_same_but_for_marks(&file(one, "aa"), &file(other, "bb"));
            assert_eq!(same, expect, "{one:?} {other:?}");
        };
        check("a: 1", "a: 1", true);
        check("a: 1", "a: 2", false);
        check("a: 1", "a: 1 # theirs", false);
        check("a: 1", "a:  1", false);
        check("a: 1", "a: 1\r", false);
        check("a: 1", "a: 1\n", false);
        check("a: b", "a: 'b'", false);
    }
}
