//! What Traefik's decoder holds, and our components in the same form.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Map, Value};
use traefik_dynamic::{Component, Duration, Kind, schema};

/// The schemas, made once: there are many files.
static SCHEMAS: LazyLock<BTreeMap<Kind, Value>> = LazyLock::new(|| {
    Kind::ALL
        .iter()
        .copied()
        .map(|kind| (kind, schema::of(kind)))
        .collect()
});

/// Our components in the sections of a file, defaults filled in, durations as nanoseconds, zero values left out.
pub(super) fn as_traefik_holds(components: Vec<Component>) -> Value {
    let mut root = Map::new();
    for component in components {
        let (section, collection) = component.kind.section();
        let filled = filled(Some(component.configuration()), &SCHEMAS[&component.kind]);
        let section = root.entry(section).or_insert_with(|| Value::Object(Map::new()));
        if component.kind == Kind::TlsCertificate {
            let list = section
                .as_object_mut()
                .unwrap()
                .entry(collection)
                .or_insert_with(|| Value::Array(Vec::new()));
            list.as_array_mut()
                .unwrap()
                .push(filled.unwrap_or_else(|| Value::Object(Map::new())));
        } else {
            section[collection][&component.name] = filled.unwrap_or_else(|| Value::Object(Map::new()));
        }
    }
    sorted(Value::Object(root))
}

pub(super) fn filled(value: Option<Value>, schema: &Value) -> Option<Value> {
    // Of an empty list Traefik makes the default.
    let is_empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
    let value = value.filter(|value| !is_empty(value));
    let value = value.or_else(|| schema.get("default").cloned())?;
    match value {
        Value::Object(mut fields) if schema.get("properties").is_some() => {
            let mut out = Map::new();
            for (name, inner) in schema["properties"].as_object().unwrap() {
                if let Some(value) = filled(fields.remove(name), inner) {
                    out.insert(name.clone(), value);
                }
            }
            Some(Value::Object(out))
        }
        Value::Object(fields) if schema["additionalProperties"]["type"] == "object" => Some(Value::Object(
            fields
                .into_iter()
                .map(|(name, plugin)| (name, plugin_content(plugin)))
                .collect(),
        )),
        Value::Array(items) if schema["items"].get("properties").is_some() => {
            let items: Vec<Value> = items
                .into_iter()
                .filter_map(|item| filled(Some(item), &schema["items"]))
                .collect();
            (!items.is_empty()).then_some(Value::Array(items))
        }
        Value::String(text) if schema["format"] == "go-duration" => {
            Some(Value::from(Duration::parse(&text).unwrap().nanoseconds())).filter(|length| *length != 0)
        }
        value if is_zero(&value) => None,
        value => Some(value),
    }
}

fn plugin_content(plugin: Value) -> Value {
    if plugin.as_object().is_some_and(Map::is_empty) {
        plugin
    } else {
        plugin_as_held(plugin)
    }
}

/// Traefik keeps the scalars of a plugin as text, those in lists excepted.
fn plugin_as_held(value: Value) -> Value {
    match value {
        Value::Object(fields) if fields.is_empty() => Value::String(String::new()),
        Value::Object(fields) => {
            let kept = fields.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(name, value)| (name, plugin_as_held(value))).collect())
        }
        Value::Array(items) if items.is_empty() => Value::String(String::new()),
        Value::Array(items) if items.iter().all(|item| !item.is_array() && !item.is_object()) => {
            let is_mixed = items
                .windows(2)
                .any(|pair| sort_of_scalar(&pair[0]) != sort_of_scalar(&pair[1]));
            let texts = |items: Vec<Value>| items.into_iter().map(plugin_as_held).collect();
            Value::Array(if is_mixed { texts(items) } else { items })
        }
        Value::Array(items) => Value::Array(items.into_iter().map(plugin_as_held).collect()),
        Value::Number(number) if number.is_f64() => {
            let text = format!("{:.6}", number.as_f64().unwrap());
            Value::String(text.strip_suffix(".000000").unwrap_or(&text).to_owned())
        }
        Value::Bool(_) | Value::Number(_) => Value::String(value.to_string()),
        value => value,
    }
}

/// Traefik keeps the scalars of a list as they are when all are of one sort.
fn sort_of_scalar(value: &Value) -> u8 {
    match value {
        Value::Bool(_) => 0,
        Value::Number(number) if number.is_f64() => 1,
        Value::Number(number) if number.is_i64() => 2,
        Value::Number(_) => 3,
        _ => 4,
    }
}

/// What Traefik holds, in the same form.
pub(super) fn held_by_traefik(value: &Value) -> Value {
    let mut root = value.as_object().unwrap().clone();
    root.retain(|_, section| section.as_object().is_some_and(|section| !section.is_empty()));
    if let Some(http) = root.get_mut("http").and_then(Value::as_object_mut) {
        http.remove("models");
    }
    root.retain(|_, section| section.as_object().is_some_and(|section| !section.is_empty()));
    for &kind in Kind::ALL {
        let (section, collection) = kind.section();
        let Some(held) = root
            .get_mut(section)
            .and_then(|section| section.get_mut(collection))
        else {
            continue;
        };
        let schema = &SCHEMAS[&kind];
        match held {
            Value::Array(items) => {
                for item in items.iter_mut() {
                    *item = measured(item.take(), schema);
                }
                // A certificate that stands in a file twice is one certificate.
                items.dedup();
            }
            Value::Object(names) => names
                .values_mut()
                .for_each(|item| *item = measured(item.take(), schema)),
            _ => {}
        }
    }
    sorted(Value::Object(root))
}

/// Durations as nanoseconds.
fn measured(value: Value, schema: &Value) -> Value {
    match value {
        Value::Object(fields) if schema.get("properties").is_some() => {
            let properties = schema["properties"].as_object().unwrap();
            let mut out = Map::new();
            for (name, value) in fields {
                // Some of Traefik's structs have no names for JSON.
                let known = properties
                    .iter()
                    .find(|(known, _)| known.eq_ignore_ascii_case(&name));
                // Of a version that was never released: the component must be one that is rejected here.
                let Some((name, inner)) = known else {
                    out.insert(name, value);
                    continue;
                };
                // A struct that is no pointer is there even when it is not: it could not have been written as `{}`.
                let is_absent = inner["minProperties"] == 1 && value.as_object().is_some_and(Map::is_empty);
                if !is_absent && !is_zero(&value) {
                    out.insert(name.clone(), measured(value, inner));
                }
            }
            Value::Object(out)
        }
        Value::Array(items) if schema["items"].get("properties").is_some() => Value::Array(
            items
                .into_iter()
                .map(|item| measured(item, &schema["items"]))
                .collect(),
        ),
        Value::String(text) if schema["format"] == "go-duration" => {
            Duration::parse(&text).unwrap().nanoseconds().into()
        }
        value => value,
    }
}

fn is_zero(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(flag) => !flag,
        Value::Number(number) => number.as_i64() == Some(0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(_) => false,
    }
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields
                .into_iter()
                .map(|(name, value)| (name, sorted(value)))
                .collect();
            fields.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(fields.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        value => value,
    }
}
