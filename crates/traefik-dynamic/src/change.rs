//! Compares two configurations by meaning.
//!
//! ```
//! use serde_json::json;
//! use traefik_dynamic::{Change, Component, Kind, change};
//!
//! let retry = |interval| json!({ "retry": { "attempts": 2, "initialInterval": interval } });
//! let of = |value| Component::from_configuration(Kind::HttpMiddleware, "again", value);
//! let (minute, seconds, longer) = (of(retry("1m")), of(retry("60s")), of(retry("2m")));
//! assert_eq!(change::between(Some(&minute), Some(&seconds)), Change::Same);
//! assert_eq!(change::between(Some(&minute), Some(&longer)), Change::Changed);
//! assert_eq!(change::fields(&minute, &longer)[0].path, "retry.initialInterval");
//! ```

use serde_json::Value;

use crate::Component;

/// How a component of a new configuration relates to the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Only the new configuration has it.
    Added,
    /// Both have it, with different meanings.
    Changed,
    /// Only the old configuration has it.
    Removed,
    /// Both have it and mean the same, however it is written.
    Same,
}

/// A field whose meaning differs between two components.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    /// The path within the body: `loadBalancer.servers[0].url`.
    pub path: String,
    /// The old value, as written; `None` if it was absent.
    pub before: Option<Value>,
    /// The new value, as written; `None` if it is absent.
    pub after: Option<Value>,
}

/// What happens to `old` when `new` takes its place.
pub fn between(old: Option<&Component>, new: Option<&Component>) -> Change {
    match (old, new) {
        (None, _) => Change::Added,
        (Some(_), None) => Change::Removed,
        (Some(old), Some(new)) if means_same(old, new) => Change::Same,
        (Some(_), Some(_)) => Change::Changed,
    }
}

/// Whether both mean the same; usually they are even written alike.
fn means_same(old: &Component, new: &Component) -> bool {
    old.kind == new.kind && (old.body == new.body || old.meaning_value() == new.meaning_value())
}

/// The fields that differ in meaning between `a` and `b`, in the order in which they are written.
pub fn fields(a: &Component, b: &Component) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    let (before, after) = (Side::of(a), Side::of(b));
    compare("", before.root(), after.root(), &mut changes);
    changes
}

/// The paths at which two values differ.
pub(crate) fn paths(a: &Value, b: &Value) -> Vec<String> {
    let both = |value| Both {
        written: Some(value),
        meant: Some(value),
    };
    let mut changes = Vec::new();
    compare("", both(a), both(b), &mut changes);
    changes.into_iter().map(|change| change.path).collect()
}

/// A component as written and as understood.
struct Side {
    written: Value,
    meant: Value,
}

/// The same field, as written and as understood.
#[derive(Clone, Copy)]
struct Both<'v> {
    written: Option<&'v Value>,
    meant: Option<&'v Value>,
}

impl Side {
    fn of(component: &Component) -> Side {
        Side {
            written: component.configuration(),
            meant: component.meaning_value(),
        }
    }

    fn root(&self) -> Both<'_> {
        Both {
            written: Some(&self.written),
            meant: Some(&self.meant),
        }
    }
}

impl<'v> Both<'v> {
    fn field(self, key: &str) -> Both<'v> {
        Both {
            written: self.written.and_then(|value| value.get(key)),
            meant: self.meant.and_then(|value| value.get(key)),
        }
    }

    fn item(self, index: usize) -> Both<'v> {
        Both {
            written: self.written.and_then(|value| value.get(index)),
            meant: self.meant.and_then(|value| value.get(index)),
        }
    }

    fn keys(self) -> impl Iterator<Item = &'v String> {
        self.written
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(|fields| fields.keys())
    }
}

fn compare(path: &str, before: Both<'_>, after: Both<'_>, changes: &mut Vec<FieldChange>) {
    if before.meant == after.meant {
        return;
    }
    match (before.meant, after.meant) {
        (Some(Value::Object(_)), Some(Value::Object(_))) => {
            let mut keys: Vec<&String> = before.keys().collect();
            keys.extend(after.keys().filter(|key| before.field(key).written.is_none()));
            for key in keys {
                let inner = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                compare(&inner, before.field(key), after.field(key), changes);
            }
        }
        (Some(Value::Array(a)), Some(Value::Array(b)))
            if a.len() == b.len() && a.iter().chain(b).all(Value::is_object) =>
        {
            for index in 0..a.len() {
                compare(
                    &format!("{path}[{index}]"),
                    before.item(index),
                    after.item(index),
                    changes,
                );
            }
        }
        _ => changes.push(FieldChange {
            path: path.to_owned(),
            before: before.written.cloned(),
            after: after.written.cloned(),
        }),
    }
}
