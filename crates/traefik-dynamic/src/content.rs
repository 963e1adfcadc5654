//! The types a field can have, and what Traefik makes of other values in their place.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::duration::Duration;
use crate::read::node::{Content as Node, NodeId};
use crate::read::printed::scalar;
use crate::read::reader::{Reader, Step};
use crate::read::remark::in_words;
use crate::shape::{Content, Described, Field, Object, Shape, Type, meaning_of, value_of};
use crate::texts::Texts;

impl Content for String {
    const WANTS: Type = Type::Text;

    fn read(reader: &mut Reader<'_>, id: NodeId, field: &'static Field) -> Option<Self> {
        let is_loaded = match field.wants {
            Type::TextMap => reader.tree.is_flattened(id),
            _ => reader.tree.is_dropped(id, Type::Text),
        };
        let text = scalar(reader, id, (Type::Text, is_loaded));
        // Reported, and kept for what Traefik says about it.
        text.or_else(|| reader.tree.flat_text(id))
    }

    fn value(&self) -> Value {
        Value::String(self.clone())
    }

    fn meaning(&self) -> Value {
        self.value()
    }

    fn meaning_of_default(text: &str) -> Value {
        Value::String(text.to_owned())
    }
}

impl Content for i64 {
    const WANTS: Type = Type::Int;

    fn read(reader: &mut Reader<'_>, id: NodeId, _: &'static Field) -> Option<Self> {
        let text = scalar(reader, id, (Type::Int, false))?;
        let number = text.parse().ok();
        if number.is_none() && !reader.is_action(id, &text, Type::Int) {
            reader.wrong_type(id, in_words(Type::Int));
        }
        number
    }

    fn value(&self) -> Value {
        json!(self)
    }

    fn meaning(&self) -> Value {
        json!(self)
    }

    fn meaning_of_default(text: &str) -> Value {
        json!(text.parse::<i64>().unwrap_or_default())
    }
}

impl Content for bool {
    const WANTS: Type = Type::Bool;

    fn read(reader: &mut Reader<'_>, id: NodeId, _: &'static Field) -> Option<Self> {
        let text = scalar(reader, id, (Type::Bool, false))?;
        match text.as_str() {
            "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
            "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
            _ => {
                if !reader.is_action(id, &text, Type::Bool) {
                    reader.wrong_type_but(id, Type::Bool, "Traefik accepts only true and false");
                }
                None
            }
        }
    }

    fn value(&self) -> Value {
        Value::Bool(*self)
    }

    fn meaning(&self) -> Value {
        Value::Bool(*self)
    }

    fn meaning_of_default(text: &str) -> Value {
        Value::Bool(text == "true")
    }
}

impl Content for Duration {
    const WANTS: Type = Type::Duration;

    fn read(reader: &mut Reader<'_>, id: NodeId, _: &'static Field) -> Option<Self> {
        let text = scalar(reader, id, (Type::Duration, false))?;
        let duration = Duration::parse(&text);
        if duration.is_none() && !reader.is_action(id, &text, Type::Duration) {
            reader.wrong_type_but(id, Type::Duration, UNITS);
        }
        duration
    }

    fn value(&self) -> Value {
        Value::String(self.as_str().to_owned())
    }

    fn meaning(&self) -> Value {
        json!(self.nanoseconds())
    }

    fn meaning_of_default(text: &str) -> Value {
        json!(Duration::parse(text).map_or(0, |duration| duration.nanoseconds()))
    }
}

impl<T: Content> Content for BTreeMap<String, T> {
    const WANTS: Type = match T::WANTS {
        Type::Int => Type::IntMap,
        _ => Type::TextMap,
    };

    fn read(reader: &mut Reader<'_>, id: NodeId, field: &'static Field) -> Option<Self> {
        let mut map = BTreeMap::new();
        entries(reader, id, field, |reader, key, value| {
            if let Some(value) = T::read(reader, value, field) {
                map.insert(key.to_owned(), value);
            }
        })?;
        Some(map)
    }

    fn value(&self) -> Value {
        Value::Object(
            self.iter()
                .map(|(key, value)| (key.clone(), value.value()))
                .collect(),
        )
    }

    fn meaning(&self) -> Value {
        Value::Object(
            self.iter()
                .map(|(key, value)| (key.clone(), value.meaning()))
                .collect(),
        )
    }

    fn meaning_of_default(_: &str) -> Value {
        Value::Null
    }
}

/// Goes through a map that may not be empty. Reports repeated keys and keys that are not text.
fn entries(
    reader: &mut Reader<'_>,
    id: NodeId,
    field: &'static Field,
    mut each: impl FnMut(&mut Reader<'_>, &str, NodeId),
) -> Option<()> {
    match reader.tree.content(id) {
        Node::Null => return None,
        Node::Map(_) => {}
        _ => {
            reader.misfit(id, in_words(field.wants), reader.tree.is_dropped(id, field.wants));
            return None;
        }
    }
    let tree = reader.tree;
    if tree.entries(id).iter().all(|entry| tree.is_null(entry.value)) {
        reader.empty(id);
        return None;
    }
    if !reader.fits(id, tree.entries(id).len()) {
        return None;
    }
    let effect = if field.name == "statusRewrites" {
        ", which is not a status code, and disables the routers that use this"
    } else {
        ""
    };
    for entry in tree.entries(id) {
        reader.at(Step::Key(&entry.key), |reader| {
            if !reader.is_repeated(entry) {
                reader.check_key(entry, tree.entries(id), &|| effect.to_owned());
                if tree.is_null(entry.value) {
                    return reader.null_entry(entry.place, field);
                }
                each(reader, &entry.key, entry.value);
            }
        });
    }
    Some(())
}

impl<T: Described> Content for Box<T> {
    const WANTS: Type = Type::Object(T::SHAPE);

    fn read(reader: &mut Reader<'_>, id: NodeId, field: &'static Field) -> Option<Self> {
        if !reader.opens(id, field) {
            return None;
        }
        let mut object = Box::<T>::default();
        reader.fill(id, &mut *object);
        Some(object)
    }

    fn value(&self) -> Value {
        value_of(&**self)
    }

    fn meaning(&self) -> Value {
        meaning_of(&**self)
    }

    fn meaning_of_default(_: &str) -> Value {
        Value::Object(Map::new())
    }

    fn objects(&self) -> Vec<&dyn Object> {
        vec![&**self]
    }
}

impl<T: Described> Content for Vec<T> {
    const WANTS: Type = Type::ObjectList(T::SHAPE);

    fn read(reader: &mut Reader<'_>, id: NodeId, _: &'static Field) -> Option<Self> {
        let items = match reader.tree.content(id) {
            Node::Null => return None,
            Node::List(items) => items,
            Node::Map(entries) if entries.is_empty() => return Some(Vec::new()),
            _ => {
                reader.not_a_list(id, T::SHAPE);
                return loaded(reader, id, T::SHAPE);
            }
        };
        if !reader.fits(id, items.len()) {
            return None;
        }
        let mut objects = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            if reader.gives_up() {
                break;
            }
            reader.at(Step::Index(index), |reader| {
                if matches!(reader.tree.content(*item), Node::Map(_)) {
                    let mut object = T::default();
                    reader.fill(*item, &mut object);
                    objects.push(object);
                } else {
                    reader.misfit(*item, "an object", reader.tree.is_plain(*item));
                }
            });
        }
        Some(objects)
    }

    fn value(&self) -> Value {
        Value::Array(self.iter().map(|object| value_of(object)).collect())
    }

    fn meaning(&self) -> Value {
        Value::Array(self.iter().map(|object| meaning_of(object)).collect())
    }

    fn meaning_of_default(_: &str) -> Value {
        Value::Array(Vec::new())
    }

    fn objects(&self) -> Vec<&dyn Object> {
        self.iter().map(|object| object as &dyn Object).collect()
    }
}

/// The list that Traefik makes of something else: of a plain value an empty one, of an object one with its values. What
/// is wrong with it was reported.
fn loaded<T: Described>(reader: &mut Reader<'_>, id: NodeId, shape: &'static Shape) -> Option<Vec<T>> {
    if reader.tree.is_plain(id) {
        return Some(Vec::new());
    }
    if !reader.tree.is_object_for_list(id, shape) {
        return None;
    }
    let mut entries: Vec<_> = reader.tree.entries(id).iter().collect();
    entries.retain(|entry| !reader.tree.is_null(entry.value));
    entries.sort_by(|one, other| one.key.cmp(&other.key));
    let objects = entries.into_iter().map(|entry| {
        let mut object = T::default();
        if matches!(reader.tree.content(entry.value), Node::Map(_)) {
            reader.at(Step::Key(&entry.key), |reader| {
                reader.fill(entry.value, &mut object);
            });
        }
        object
    });
    Some(objects.collect())
}

/// A default, in the form in which it would be stored.
pub(crate) fn default_of(wants: Type, text: &str) -> Value {
    match wants {
        Type::Int => i64::meaning_of_default(text),
        Type::Bool => bool::meaning_of_default(text),
        Type::TextList => Texts::meaning_of_default(text),
        Type::Object(_) => Value::Object(Map::new()),
        _ => Value::String(text.to_owned()),
    }
}

/// How to write a duration.
const UNITS: &str =
    "Use whole seconds, or numbers with the units `h`, `m`, `s`, `ms`, `us` or `ns`, such as `1m30s`";
