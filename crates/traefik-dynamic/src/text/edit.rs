//! Changes single fields of a component, and leaves its other lines as they are.

use serde_json::Value;

use super::field::{Edit, Step};
use super::patch::{self, Patch};
use super::{alone, read_yaml, written};
use crate::{Braces, Component, Kind};

/// A changed component.
#[derive(Debug, Clone, PartialEq)]
pub struct Edited {
    /// The component.
    pub component: Component,
    /// Its lines.
    pub text: String,
    /// Whether they had to be written from its meaning, so that comments in it are lost.
    pub is_rewritten: bool,
}

/// A component with these changes, and its lines. `text` is that of its [`Fragment`](super::Fragment). `None` if there
/// is no such list, item or field to change.
///
/// ```
/// use serde_json::json;
/// use traefik_dynamic::{Component, Kind, text::{Edit, Step, edit}};
///
/// let text = "# the blog\nblog:\n  rule: Path(`/`)  # all of it\n  service: blog\n";
/// let blog = json!({ "rule": "Path(`/`)", "service": "blog" });
/// let blog = Component::from_configuration(Kind::HttpRouter, "blog", blog);
/// let set = Edit::Set { path: &[Step::Key("rule")], value: &json!("Path(`/a`)") };
/// let edited = edit(text, &blog, &[set]).unwrap();
/// assert_eq!(edited.text, "# the blog\nblog:\n  rule: Path(`/a`)  # all of it\n  service: blog\n");
/// ```
pub fn edit(text: &str, component: &Component, edits: &[Edit<'_>]) -> Option<Edited> {
    let mut configuration = component.configuration();
    let mut text = Some(text.to_owned());
    for edit in edits {
        apply(&mut configuration, edit)?;
        let becomes = with(component, configuration.clone());
        let (_, value) = becomes.template();
        text = text.and_then(|text| patch::patched(&text, edit, Patch::of(component.kind, &value)));
    }
    let wanted = with(component, configuration);
    let kept = text.and_then(|text| Some((reads(&text, &wanted)?, text)));
    if let Some((component, text)) = kept {
        return Some(Edited {
            component,
            text,
            is_rewritten: false,
        });
    }
    let text = written(&wanted);
    let component = reads(&text, &wanted).unwrap_or(wanted);
    Some(Edited {
        component,
        text,
        is_rewritten: true,
    })
}

fn with(component: &Component, configuration: Value) -> Component {
    Component::from_configuration(component.kind, &component.name, configuration)
        .with_braces(component.braces)
}

/// The component that the lines are, if it means the same. A certificate is named after its file.
fn reads(text: &str, wanted: &Component) -> Option<Component> {
    let mut reading = read_yaml(&alone(wanted.kind, text), Braces::Actions);
    let found = reading.components.pop()?.component;
    let is_alone = reading.components.is_empty() && reading.rejected.is_empty();
    let is_it = found.name == wanted.name || wanted.kind == Kind::TlsCertificate;
    (is_alone && is_it && found.meaning() == wanted.meaning()).then_some(found)
}

/// Makes the change in a configuration; `None` if it is not possible.
fn apply(configuration: &mut Value, edit: &Edit<'_>) -> Option<()> {
    match edit {
        Edit::Set { path, value } => {
            *made(configuration, path)? = (*value).clone();
        }
        Edit::Unset { path } => {
            let (last, way) = path.split_last()?;
            match (found(configuration, way)?, last) {
                (Value::Object(fields), Step::Key(key)) => drop(fields.shift_remove(*key)?),
                (Value::Array(items), Step::Index(index)) if *index < items.len() => {
                    items.remove(*index);
                }
                _ => return None,
            }
        }
        Edit::Insert { path, index, value } => {
            let list = made(configuration, path)?;
            if list.is_null() {
                *list = Value::Array(Vec::new());
            }
            let items = list.as_array_mut().filter(|items| *index <= items.len())?;
            items.insert(*index, (*value).clone());
        }
        Edit::Move { path, from, to } => {
            let items = found(configuration, path)?.as_array_mut()?;
            if *from.max(to) >= items.len() {
                return None;
            }
            let item = items.remove(*from);
            items.insert(*to, item);
        }
    }
    Some(())
}

fn found<'v>(value: &'v mut Value, path: &[Step<'_>]) -> Option<&'v mut Value> {
    path.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => value.get_mut(*key),
        Step::Index(index) => value.get_mut(*index),
    })
}

/// Like [`found`], but makes the objects on the way and the next item of a list.
fn made<'v>(value: &'v mut Value, path: &[Step<'_>]) -> Option<&'v mut Value> {
    path.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => {
            if value.is_null() {
                *value = Value::Object(serde_json::Map::new());
            }
            Some(value.as_object_mut()?.entry(*key).or_insert(Value::Null))
        }
        Step::Index(index) => {
            if value.is_null() {
                *value = Value::Array(Vec::new());
            }
            let items = value.as_array_mut()?;
            if *index == items.len() {
                items.push(Value::Null);
            }
            items.get_mut(*index)
        }
    })
}
