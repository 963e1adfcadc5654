//! Walks through the fields of a component: its references, its secrets, its type.

use std::fmt::Write;

use serde_json::Value;

use crate::shape::{Field, Object, Slot, Type};
use crate::{Component, Kind, texts};

/// A place where a component names another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The kind of component that is named.
    pub kind: Kind,
    /// The name, with the provider if it is another one: `auth`, `api@internal`.
    pub name: String,
    /// The path of the reference: `http.routers.web.middlewares[0]`.
    pub path: String,
}

impl Reference {
    /// Whether it names another provider, so that nothing can be said about it.
    pub fn is_external(&self) -> bool {
        self.name.contains('@')
    }
}

/// Every component that it names, including those of other providers.
pub(crate) fn references(component: &Component, object: &dyn Object) -> Vec<Reference> {
    let mut found = Vec::new();
    each_reference(component, object, &mut |kind, name, path| {
        found.push(Reference {
            kind,
            name: name.to_owned(),
            path: path.to_owned(),
        });
    });
    found
}

/// Visits every component that it names, with kind, name and path.
pub(crate) fn each_reference(
    component: &Component,
    object: &dyn Object,
    visit: &mut dyn FnMut(Kind, &str, &str),
) {
    let mut item = String::new();
    each(object, &mut component.path(), &mut |path, field, slot| {
        let Some(kind) = field.refers else { return };
        match slot.value() {
            // A single text for a list has a single path.
            Some(Value::String(names)) if matches!(field.wants, Type::TextList) => {
                for name in texts::split(&names).iter().filter(|name| !name.is_empty()) {
                    visit(kind, own(name), path);
                }
            }
            Some(Value::String(name)) if !name.is_empty() => visit(kind, own(&name), path),
            Some(Value::Array(names)) => {
                for (index, name) in names.iter().enumerate() {
                    let Some(name) = name.as_str() else { continue };
                    item.clear();
                    item.push_str(path);
                    // Writing to a string cannot fail.
                    let _ = write!(item, "[{index}]");
                    visit(kind, own(name), &item);
                }
            }
            _ => {}
        }
    });
}

/// The name within a file: `auth@file` names the same as `auth`, because a file belongs to the provider `file`.
pub(crate) fn own(name: &str) -> &str {
    name.strip_suffix("@file")
        .or_else(|| name.strip_suffix("@http"))
        .unwrap_or(name)
}

/// The literal secrets; the path of a key file is not one.
pub(crate) fn secrets(object: &dyn Object) -> Vec<String> {
    let mut found = Vec::new();
    each(object, &mut String::new(), &mut |_, field, slot| {
        if field.secret {
            found.extend(texts(slot).into_iter().filter(|text| is_secret(field, text)));
        }
    });
    found
}

/// Whether the field contains a literal secret.
pub(crate) fn holds_secret(field: &Field, slot: &dyn Slot) -> bool {
    field.secret && texts(slot).iter().any(|text| is_secret(field, text))
}

fn is_secret(field: &Field, text: &str) -> bool {
    !text.is_empty() && (!field.host_path || is_inline(text))
}

/// Whether the text is the content of a file rather than its path.
pub(crate) fn is_inline(text: &str) -> bool {
    text.contains("-----BEGIN") || text.contains('\n')
}

/// The texts in a field that is a text, a list of texts, or a map of them.
pub(crate) fn texts(slot: &dyn Slot) -> Vec<String> {
    match slot.value() {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(items)) => items
            .iter()
            .filter_map(|item| item.as_str().map(str::to_owned))
            .collect(),
        Some(Value::Object(fields)) => fields
            .values()
            .filter_map(|item| item.as_str().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    }
}

/// The types that a service or middleware has; exactly one if all is well.
pub(crate) fn type_names(object: &dyn Object) -> Vec<&'static str> {
    let mut names = Vec::new();
    object.each_slot(&mut |field, slot| {
        if is_type(field) && slot.is_set() {
            names.push(field.name);
        }
    });
    names
}

/// The first type of a service or middleware; `None` if it has no types.
pub(crate) fn type_name(object: &dyn Object) -> Option<&'static str> {
    match object.shape().choice {
        crate::shape::Choice::OneType => type_names(object).first().copied(),
        crate::shape::Choice::Free => None,
    }
}

/// Whether the field is one of the types a service or middleware can have.
pub(crate) fn is_type(field: &Field) -> bool {
    matches!(field.wants, Type::Object(_) | Type::Plugins)
}

/// Visits every field that is set, including fields of inner objects.
pub(crate) fn each(
    object: &dyn Object,
    path: &mut String,
    visit: &mut dyn FnMut(&str, &'static Field, &dyn Slot),
) {
    let start = path.len();
    object.each_slot(&mut |field, slot| {
        if !slot.is_set() {
            return;
        }
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(field.name);
        visit(path, field, slot);
        let inner = path.len();
        for (index, object) in slot.objects().into_iter().enumerate() {
            if matches!(field.wants, Type::ObjectList(_)) {
                // Writing to a string cannot fail.
                let _ = write!(path, "[{index}]");
            }
            each(object, path, visit);
            path.truncate(inner);
        }
        path.truncate(start);
    });
}
