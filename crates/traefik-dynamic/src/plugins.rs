//! The content of a plugin: any object, which only the plugin understands.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::finding::Finding;
use crate::read::node::{Content as Node, NodeId, Tree};
use crate::read::reader::{Reader, Step};
use crate::read::scalar::printed;
use crate::shape::{Content, Field, Type};

/// Plugin configurations by the name the plugin has in the static configuration. Values keep the types they were written with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plugins(pub BTreeMap<String, Value>);

impl Content for Plugins {
    const WANTS: Type = Type::Plugins;

    fn read(reader: &mut Reader<'_>, id: NodeId, _: &'static Field) -> Option<Self> {
        let tree = reader.tree;
        match tree.content(id) {
            Node::Null => return None,
            Node::Map(entries) if entries.iter().all(|entry| tree.is_null(entry.value)) => {
                reader.empty(id);
                return None;
            }
            Node::Map(_) => {}
            _ => {
                reader.wrong_type(id, "an object by the names of plugins");
                return None;
            }
        }
        let mut plugins = BTreeMap::new();
        let entries = tree.entries(id);
        for entry in entries {
            reader.at(Step::Key(&entry.key), |reader| match tree.content(entry.value) {
                _ if reader.is_repeated(entry) => {}
                Node::Null => {}
                Node::Map(_) => {
                    reader.check_key(entry, entries, "");
                    inside(reader, entry.value);
                    plugins.insert(entry.key.to_string(), json_of(tree, entry.value));
                }
                _ => reader.wrong_type(entry.value, "an object"),
            });
        }
        Some(Plugins(plugins))
    }

    fn value(&self) -> Value {
        Value::Object(
            self.0
                .iter()
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        )
    }

    fn meaning(&self) -> Value {
        Value::Object(
            self.0
                .iter()
                .map(|(name, value)| (name.clone(), as_traefik_keeps(value)))
                .collect(),
        )
    }

    fn meaning_of_default(_: &str) -> Value {
        Value::Null
    }
}

/// Tells of what Traefik itself cannot carry to a plugin.
fn inside(reader: &mut Reader<'_>, id: NodeId) {
    let tree = reader.tree;
    match tree.content(id) {
        Node::Map(entries) => {
            for entry in entries {
                reader.at(Step::Key(&entry.key), |reader| {
                    if !reader.is_repeated(entry) && !tree.is_null(entry.value) {
                        reader.check_key(entry, entries, "");
                        inside(reader, entry.value);
                    }
                });
            }
        }
        Node::List(items) => {
            let has_objects = items.iter().any(|item| is_object(tree, *item));
            for (index, item) in items.iter().enumerate() {
                reader.at(Step::Index(index), |reader| match tree.content(*item) {
                    Node::List(_) | Node::Null => {
                        let hint = "Traefik refuses a list in a list, and null in one, even for a plugin";
                        reader.wrong_type_but(*item, Type::Text, hint);
                    }
                    Node::Map(_) => inside(reader, *item),
                    _ => {
                        if has_objects {
                            let message = "`{path}` stands in a list with objects, so Traefik drops it";
                            reader.report(tree.place(*item), Finding::warning("IGNORED-FIELD", "", message));
                        }
                        inside(reader, *item);
                    }
                });
            }
        }
        Node::Date(date) => {
            let hint = format!("Write it in quotes: \"{date}\"");
            reader.wrong_type_but(id, Type::Text, &hint);
        }
        _ => {}
    }
}

fn is_object(tree: &Tree<'_>, id: NodeId) -> bool {
    matches!(tree.content(id), Node::Map(_))
}

/// The node as JSON, with the types it was written with; what JSON has no type for becomes text.
pub(crate) fn json_of(tree: &Tree<'_>, id: NodeId) -> Value {
    match tree.content(id) {
        Node::Null => Value::Null,
        Node::Bool(flag) => Value::Bool(*flag),
        Node::Int(number) => match (i64::try_from(number.get()), u64::try_from(number.get())) {
            (Ok(number), _) => number.into(),
            (_, Ok(number)) => number.into(),
            _ => Value::String(number.to_string()),
        },
        Node::Float(number) => serde_json::Number::from_f64(*number)
            .map_or_else(|| Value::String(printed(*number)), Value::Number),
        Node::Text(text, _) | Node::Date(text) => Value::String(text.to_string()),
        Node::List(items) => Value::Array(items.iter().map(|item| json_of(tree, *item)).collect()),
        Node::Map(entries) => {
            let fields = entries
                .iter()
                .filter(|entry| entry.repeats.is_none())
                .map(|entry| (entry.key.to_string(), json_of(tree, entry.value)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
    }
}

/// Traefik keeps scalars of a plugin as text, and nothing as empty text.
fn as_traefik_keeps(value: &Value) -> Value {
    match value {
        Value::Null => Value::String(String::new()),
        Value::Array(items) if items.is_empty() => Value::String(String::new()),
        Value::Object(fields) if fields.is_empty() => Value::String(String::new()),
        Value::Number(number) if number.is_f64() => {
            Value::String(printed(number.as_f64().unwrap_or_default()))
        }
        Value::Bool(_) | Value::Number(_) => Value::String(value.to_string()),
        Value::String(_) => value.clone(),
        Value::Array(items) => Value::Array(items.iter().map(as_traefik_keeps).collect()),
        Value::Object(fields) => {
            let sorted: BTreeMap<_, _> = fields
                .iter()
                .map(|(key, value)| (key.clone(), as_traefik_keeps(value)))
                .collect();
            Value::Object(sorted.into_iter().collect())
        }
    }
}
