//! Changes the name of a component in its lines.

use serde_json::Value;

use super::outline::{Outline, Shape};
use super::reads_as;
use crate::write::yaml;
use crate::{Braces, Component, Kind};

/// The lines of a component under another name; `None` if they cannot be kept. `text` is that of its
/// [`Fragment`](super::Fragment). A certificate has no name of its own.
///
/// ```
/// use serde_json::json;
/// use traefik_dynamic::{Component, Kind, text::renamed};
///
/// let zip = Component::from_configuration(Kind::HttpMiddleware, "zip", json!({ "compress": {} }));
/// let text = "# all of it\n'zip':  # always\n  compress: {}\n";
/// assert_eq!(renamed(text, &zip, "pack").unwrap(), "# all of it\n'pack':  # always\n  compress: {}\n");
/// ```
pub fn renamed(text: &str, component: &Component, name: &str) -> Option<String> {
    if component.kind == Kind::TlsCertificate {
        return None;
    }
    let named = Component {
        name: name.to_owned(),
        ..component.clone()
    };
    let outline = Outline::of(text)?;
    let Shape::Map(entries) = &outline.node(outline.root?).shape else {
        return None;
    };
    let key = outline.node(entries.first()?.0);
    let (name, _) = named.template();
    let word = match text.get(key.start..)?.chars().next()? {
        '"' => Value::from(name.as_ref()).to_string(),
        '\'' => format!("'{}'", name.replace('\'', "''")),
        _ => {
            let mut word = String::new();
            yaml::word(&name, Braces::Actions, &mut word);
            word
        }
    };
    let text = [text.get(..key.start)?, &word, text.get(key.end..)?].concat();
    reads_as(&text, &named, Braces::Actions).then_some(text)
}
