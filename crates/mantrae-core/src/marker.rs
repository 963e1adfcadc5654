//! What marks a published file as ours. It belongs to the publication, and never to a profile.

use traefik_dynamic::{Component, Kind};

/// How the first line of our files begins.
pub(crate) const HEADER: &str = "# Written by Mantrae Desktop";
/// How the name of a marker begins.
const MARKER: &str = "mantrae-revision-";

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
