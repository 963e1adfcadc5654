//! Writes a configuration as a file, the way a person would write it and Traefik accepts it.
//!
//! ```
//! use serde_json::json;
//! use traefik_dynamic::{Component, Format, Kind, write};
//!
//! let router = json!({ "rule": "Path(`/`)", "service": "app", "tls": {} });
//! let web = Component::from_configuration(Kind::HttpRouter, "on", router);
//! let text = write(&[web], Format::Yaml).unwrap();
//! // A name that YAML takes for a boolean stands in quotes.
//! assert_eq!(text, "http:\n  routers:\n    \"on\":\n      rule: Path(`/`)\n      service: app\n      tls: {}\n");
//! ```

mod json;
mod stream;
pub(crate) mod text;
mod toml;
pub(crate) mod yaml;

use std::fmt;

use serde_json::{Map, Value};

pub use self::stream::YamlStream;
use crate::{Braces, Component, Format, Kind};

/// What keeps a configuration from being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteError {
    /// Two components of one kind have the same name.
    SameName {
        /// Their kind.
        kind: Kind,
        /// Their name.
        name: String,
    },
    /// A component has no name.
    NoName {
        /// Its kind.
        kind: Kind,
    },
    /// The value cannot be written in TOML.
    NotInToml {
        /// Its path.
        path: String,
    },
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::SameName { kind, name } => write!(
                f,
                "there are two components of kind `{kind}` with the name `{name}`"
            ),
            WriteError::NoName { kind } => write!(f, "a component of kind `{kind}` has no name"),
            WriteError::NotInToml { path } => write!(f, "TOML cannot represent the value of `{path}`"),
        }
    }
}

impl std::error::Error for WriteError {}

/// Writes components as one file: sections, then collections, then names in order; the same components give the same
/// text.
///
/// YAML and TOML are for Traefik's file provider, which runs them as a template: braces that are text are escaped. JSON
/// is for its HTTP provider, which does not: all braces are written as they are.
///
/// No components give an empty file for YAML and TOML, and `{}` for JSON.
pub fn write(components: &[Component], format: Format) -> Result<String, WriteError> {
    match format {
        Format::Yaml => Ok(yaml::document(&tree(components, true)?, Braces::Actions)),
        Format::Json => Ok(json::document(&tree(components, false)?)),
        Format::Toml => toml::document(&tree(components, true)?),
    }
}

/// All components in their sections, escaped as templates if they are for a file of Traefik's file provider.
fn tree(components: &[Component], is_template: bool) -> Result<Value, WriteError> {
    let mut sorted: Vec<&Component> = components.iter().collect();
    sorted.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    if let Some(twice) = sorted.windows(2).find(|pair| has_same_name(pair[0], pair[1])) {
        return Err(WriteError::SameName {
            kind: twice[0].kind,
            name: twice[0].name.clone(),
        });
    }
    let mut root = Map::new();
    for component in sorted {
        let kind = component.kind;
        if component.name.is_empty() && kind != Kind::TlsCertificate {
            return Err(WriteError::NoName { kind });
        }
        let (section, collection) = kind.section();
        let is_list = kind == Kind::TlsCertificate;
        let empty = if is_list {
            Value::Array(Vec::new())
        } else {
            Value::Object(Map::new())
        };
        let section = root.entry(section).or_insert_with(|| Value::Object(Map::new()));
        let (name, configuration) = if is_template {
            component.template()
        } else {
            (component.name.as_str().into(), component.configuration())
        };
        match section
            .as_object_mut()
            .map(|section| section.entry(collection).or_insert(empty))
        {
            Some(Value::Array(items)) => items.push(configuration),
            Some(Value::Object(names)) => {
                names.insert(name.into_owned(), configuration);
            }
            _ => {}
        }
    }
    Ok(Value::Object(root))
}

/// Whether one would replace the other; certificates are in a list.
fn has_same_name(a: &Component, b: &Component) -> bool {
    a.kind == b.kind && a.name == b.name && a.kind != Kind::TlsCertificate
}
