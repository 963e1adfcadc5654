//! The content of a plugin: any object; only the plugin understands it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::finding::Finding;
use crate::read::node::{Content as Node, Entry, NodeId, Tree};
use crate::read::reader::{Reader, Step};
use crate::read::scalar::printed;
use crate::shape::{Content, Field, Type};

/// Plugin configurations, by the plugin's name in the install configuration. Values keep the types they were written
/// with.
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
            Node::List(items) if has_object(tree, items) && is_loaded(tree, items) => {
                reader.misfit(id, "an object by the names of plugins", true);
                return Some(Plugins(numbered(reader, items).into_iter().collect()));
            }
            _ => {
                reader.wrong_type(id, "an object by the names of plugins");
                return None;
            }
        }
        let mut plugins = BTreeMap::new();
        let entries = tree.entries(id);
        for entry in entries {
            reader.at(Step::Key(&entry.key), |reader| {
                if !reader.is_repeated(entry)
                    && let Some(settings) = settings(reader, entry, entries)
                {
                    plugins.insert(entry.key.to_string(), settings);
                }
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

/// The settings of one plugin. Of plain values Traefik makes no settings, and of a list those of its objects.
fn settings<'t>(reader: &mut Reader<'t>, entry: &'t Entry<'t>, entries: &'t [Entry<'t>]) -> Option<Value> {
    let tree = reader.tree;
    let id = entry.value;
    match tree.content(id) {
        Node::Null => return None,
        Node::Map(settings) => {
            reader.check_key(entry, entries, &String::new);
            for setting in settings {
                within(reader, setting, settings);
            }
            return Some(json_of(tree, id));
        }
        Node::List(items) if is_loaded(tree, items) => {
            reader.misfit(id, "an object", true);
            for (index, item) in items.iter().enumerate() {
                reader.at(Step::Index(index), |reader| inside(reader, *item));
            }
            let objects = items
                .iter()
                .enumerate()
                .filter(|(_, item)| is_object(tree, **item));
            let objects = objects.map(|(index, item)| (format!("[{index}]"), json_of(tree, *item)));
            return Some(Value::Object(objects.collect()));
        }
        _ if tree.is_plain(id) => {
            reader.misfit(id, "an object", true);
            return Some(Value::Object(Map::new()));
        }
        _ => reader.wrong_type(id, "an object"),
    }
    None
}

/// The objects in a list that stands for plugins by name: Traefik takes their places for names.
fn numbered<'t>(reader: &mut Reader<'t>, items: &'t [NodeId]) -> Vec<(String, Value)> {
    let tree = reader.tree;
    let mut found = Vec::new();
    for (index, item) in items.iter().enumerate() {
        if let Node::Map(settings) = tree.content(*item) {
            reader.at(Step::Index(index), |reader| {
                for setting in settings {
                    within(reader, setting, settings);
                }
            });
            found.push((format!("[{index}]"), json_of(tree, *item)));
        }
    }
    found
}

fn has_object(tree: &Tree<'_>, items: &[NodeId]) -> bool {
    items.iter().any(|item| is_object(tree, *item))
}

/// Whether Traefik loads a list of these in place of an object.
fn is_loaded(tree: &Tree<'_>, items: &[NodeId]) -> bool {
    items
        .iter()
        .all(|item| tree.is_plain(*item) || is_object(tree, *item))
}

/// Reports what Traefik itself cannot pass to a plugin.
fn inside(reader: &mut Reader<'_>, id: NodeId) {
    let tree = reader.tree;
    match tree.content(id) {
        Node::Map(entries) => {
            for entry in entries {
                if entry.key.is_empty() {
                    let message = "`{path}` has a key without a name: Traefik stops reading files because of it, until it is restarted";
                    reader.report(
                        entry.place,
                        Finding::error("EMPTY-NAME", "", message).hint("Give it a name"),
                    );
                }
                within(reader, entry, entries);
            }
        }
        Node::List(items) => {
            mixed(reader, id, items);
            let has_objects = has_object(tree, items);
            for (index, item) in items.iter().enumerate() {
                reader.at(Step::Index(index), |reader| match tree.content(*item) {
                    Node::List(_) | Node::Null => {
                        let hint = "Traefik refuses a list in a list, and null in one, even for a plugin";
                        reader.wrong_type_but(*item, Type::Text, hint);
                    }
                    Node::Map(_) => inside(reader, *item),
                    _ => {
                        if has_objects {
                            let message = "`{path}` is in a list with objects, so Traefik drops it";
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

/// Reports problems with one setting.
fn within<'t>(reader: &mut Reader<'t>, entry: &'t Entry<'t>, entries: &'t [Entry<'t>]) {
    reader.at(Step::Key(&entry.key), |reader| {
        if !reader.is_repeated(entry) && !reader.tree.is_null(entry.value) {
            reader.check_key(entry, entries, &String::new);
            inside(reader, entry.value);
        }
    });
}

/// Next to a text, everything in a list becomes text. Without one, Traefik looks for a number in `true`, and fails on a
/// number that needs the 64th bit.
fn mixed(reader: &mut Reader<'_>, id: NodeId, items: &[NodeId]) {
    let tree = reader.tree;
    let has = |wanted: fn(&Node<'_>) -> bool| items.iter().any(|item| wanted(tree.content(*item)));
    if has(|item| matches!(item, Node::Text(..))) {
        return;
    }
    let has_numbers = has(|item| matches!(item, Node::Int(_) | Node::Float(_)));
    let message = if has(|item| matches!(item, Node::Bool(_))) && has_numbers {
        "`{path}` mixes numbers with true or false, which Traefik refuses"
    } else if has(|item| matches!(item, Node::Int(number) if i64::try_from(number.get()).is_err())) {
        "`{path}` contains a 64-bit number: Traefik stops reading files because of it, until it is restarted"
    } else {
        return;
    };
    let finding = Finding::error("TYPE-MISMATCH", "", message);
    let hint = "Write them in quotes: the plugin receives all of them as text";
    reader.report(tree.place(id), finding.hint(hint));
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

/// Traefik stores a plugin's scalars as text and nothing as an empty text, and drops fields that are null. A list keeps
/// its numbers and booleans if all are of one kind; if it contains objects, it keeps only those.
fn as_traefik_keeps(value: &Value) -> Value {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Value::String(as_text(value)),
        Value::Array(items) if items.is_empty() => Value::String(String::new()),
        Value::Array(items) => {
            let (objects, texts) = (
                items.iter().any(Value::is_object),
                items.iter().any(Value::is_string),
            );
            let kept = items.iter().filter(|item| item.is_object() || !objects);
            let kept = kept.map(|item| {
                if objects || texts {
                    as_traefik_keeps(item)
                } else {
                    item.clone()
                }
            });
            Value::Array(kept.collect())
        }
        Value::Object(fields) => {
            let fields = fields.iter().filter(|(_, value)| !value.is_null());
            let kept: BTreeMap<_, _> = fields
                .map(|(key, value)| (key.clone(), as_traefik_keeps(value)))
                .collect();
            if kept.is_empty() {
                return Value::String(String::new());
            }
            Value::Object(kept.into_iter().collect())
        }
    }
}

fn as_text(scalar: &Value) -> String {
    match scalar {
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_f64() => printed(number.as_f64().unwrap_or_default()),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
