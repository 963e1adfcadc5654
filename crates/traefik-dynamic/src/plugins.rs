//! The content of a plugin: any object, which only the plugin understands.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::read::node::{Content as Node, NodeId, Tree};
use crate::read::reader::{Reader, Step};
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
        for entry in tree.entries(id) {
            reader.at(Step::Key(&entry.key), |reader| match tree.content(entry.value) {
                _ if reader.is_repeated(entry) => {}
                Node::Null => {}
                Node::Map(_) => {
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
            .map_or_else(|| Value::String(number.to_string()), Value::Number),
        Node::Text(text, _) | Node::Date(text) => Value::String(text.to_string()),
        Node::List(items) => Value::Array(items.iter().map(|item| json_of(tree, *item)).collect()),
        Node::Map(entries) => {
            let fields = entries
                .iter()
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
