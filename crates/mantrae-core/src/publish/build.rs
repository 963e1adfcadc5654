//! The bytes that are published: the components as an export writes them, a marker, and a line that says whose file
//! it is.

use serde_json::json;
use traefik_dynamic::{Component, Format, Kind};

use super::digest;
use crate::error::{Code, Error, Result};
use crate::export::{self, Parts};
use crate::marker::{HEADER, MARKER_HEADER, is_marker, marker_name, without_header};

/// A file that is ready to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    /// Its content.
    pub text: String,
    /// The value of the marker. It is derived from the content, so that the same content stays the same bytes.
    pub marker: String,
}

/// The value of a marker, as Traefik's API reports the middleware.
pub(super) fn marker_value(middleware: &serde_json::Value) -> Option<&str> {
    middleware["headers"]["customRequestHeaders"][MARKER_HEADER].as_str()
}

/// Builds the file for a profile, by uid and name, and reads it back.
pub fn build(
    (uid, name): (&str, &str),
    parts: &Parts<'_>,
    layout: Option<&str>,
    format: Format,
) -> Result<Built> {
    let own: Vec<_> = parts.iter().copied().filter(|(one, _)| !is_marker(one)).collect();
    let plain = export::compose(name, &own, (layout, format))?;
    let plain = without_header(&plain);
    let marker = digest(Some(plain.as_bytes()))
        .chars()
        .take(12)
        .collect::<String>();
    let middleware = json!({ "headers": { "customRequestHeaders": { MARKER_HEADER: marker } } });
    let middleware = Component::from_configuration(Kind::HttpMiddleware, marker_name(uid), middleware);
    let mut whole = own;
    whole.push((&middleware, None));
    let text = export::compose(name, &whole, (layout, format))?;
    let text = without_header(&text);
    let text = if format == Format::Json {
        // It has no comments, and nobody but Traefik reads it.
        text.to_owned()
    } else {
        let hash = digest(Some(text.as_bytes()));
        format!("{HEADER} · profile {uid} · sha256 {hash}\n{text}")
    };
    // The line above it is a comment, and yet the whole is what Traefik reads.
    let components = whole.iter().map(|(one, _)| *one);
    export::verified(&text, components, format).map_err(|why| {
        Error::new(
            Code::Internal,
            format!("Profile `{name}` cannot be published: {why}"),
        )
    })?;
    Ok(Built { text, marker })
}

/// The value of the marker of a profile in a published file, if it has one.
pub fn marker_in(components: &[Component], profile: &str) -> Option<String> {
    let name = marker_name(profile);
    let own = components
        .iter()
        .find(|one| one.kind == Kind::HttpMiddleware && one.name == name)?;
    marker_value(&own.configuration()).map(str::to_owned)
}

/// The components that people wrote, without markers.
pub fn without_ours(components: Vec<Component>) -> Vec<Component> {
    components.into_iter().filter(|one| !is_marker(one)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn component(name: &str) -> Component {
        Component::from_configuration(Kind::HttpMiddleware, name, json!({ "compress": {} }))
    }

    fn built(components: &[Component], layout: Option<&str>, format: Format) -> Built {
        let parts: Vec<_> = components.iter().map(|one| (one, None)).collect();
        build(("0123456789abcdef", "Home"), &parts, layout, format).unwrap()
    }

    #[test]
    fn the_same_content_is_the_same_bytes() {
        let one = built(&[component("zip")], None, Format::Yaml);
        assert_eq!(one, built(&[component("zip")], None, Format::Yaml));
        let other = built(&[component("zap")], None, Format::Yaml);
        assert_ne!(one.marker, other.marker);
        assert!(
            one.text
                .starts_with("# Written by Mantrae Desktop · profile 0123456789abcdef · sha256 ")
        );
        assert!(one.text.contains("mantrae-revision-01234567:"), "{}", one.text);
        assert!(one.text.contains(&one.marker), "{}", one.text);
    }

    /// "I imported the file that Mantrae published, and published it again."
    #[test]
    fn what_was_published_and_imported_is_published_alike() {
        for format in [Format::Yaml, Format::Toml] {
            let first = built(&[component("zip")], None, format);
            let read = traefik_dynamic::read(first.text.as_bytes(), "home", Some(format));
            let again: Vec<Component> = read.components.into_iter().map(|one| one.component).collect();
            assert_eq!(again.len(), 2);
            assert_eq!(built(&again, None, format), first);
            assert_eq!(without_ours(again), [component("zip")]);
        }
    }

    /// Over HTTP Traefik runs no templates: braces are braces.
    #[test]
    fn what_is_served_has_no_comment_and_no_escapes() {
        let value = json!({ "headers": { "customRequestHeaders": { "X-A": "{{ now }}" } } });
        let braces = Component::from_configuration(Kind::HttpMiddleware, "braces", value);
        let served = built(std::slice::from_ref(&braces), None, Format::Json);
        let read: serde_json::Value = serde_json::from_str(&served.text).unwrap();
        let middlewares = &read["http"]["middlewares"];
        assert_eq!(
            middlewares["braces"]["headers"]["customRequestHeaders"]["X-A"],
            "{{ now }}"
        );
        assert_eq!(
            marker_value(&middlewares["mantrae-revision-01234567"]),
            Some(served.marker.as_str())
        );
        let file = built(&[braces], None, Format::Yaml);
        assert!(!file.text.contains("{{ now }}"), "{}", file.text);
    }

    #[test]
    fn nothing_but_the_marker_is_a_file_too() {
        let empty = built(&[], None, Format::Yaml);
        let read = traefik_dynamic::read(empty.text.as_bytes(), "home", Some(Format::Yaml));
        assert_eq!(read.verdict, traefik_dynamic::Verdict::Accept);
        assert_eq!(read.components.len(), 1);
    }
}
