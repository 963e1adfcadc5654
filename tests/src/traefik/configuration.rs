//! Configurations as Traefik prints them, normalised and compared.

use serde_json::{Map, Value};

/// Normalises a configuration: no models (only Traefik itself makes them), no nulls or empty lists, no empty sections.
/// Empty objects stay, since they often mean something: TLS is enabled, a middleware exists.
pub fn normal(configuration: Value) -> Value {
    let Value::Object(sections) = without_nothing(configuration) else {
        return Value::Object(Map::new());
    };
    let sections = sections.into_iter().filter_map(|(name, mut section)| {
        let collections = section.as_object_mut()?;
        collections.remove("models");
        collections.retain(|_, collection| collection.as_object().is_none_or(|names| !names.is_empty()));
        (!collections.is_empty()).then_some((name, section))
    });
    Value::Object(sections.collect())
}

fn without_nothing(value: Value) -> Value {
    let is_something =
        |value: &Value| !value.is_null() && value.as_array().is_none_or(|items| !items.is_empty());
    match value {
        Value::Object(fields) => {
            let fields = fields
                .into_iter()
                .map(|(name, value)| (name, without_nothing(value)));
            Value::Object(fields.filter(|(_, value)| is_something(value)).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_nothing).collect()),
        value => value,
    }
}

/// The differences between two configurations, one per line: the path, what one contains, what the other contains.
pub fn differences(one: &Value, other: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(&mut found, "", one, other);
    found
}

fn collect(found: &mut Vec<String>, path: &str, one: &Value, other: &Value) {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let names = one
                .keys()
                .chain(other.keys().filter(|name| !one.contains_key(*name)));
            for name in names {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                match (one.get(name), other.get(name)) {
                    (Some(one), Some(other)) => collect(found, &path, one, other),
                    (one, other) => found.push(line(&path, one, other)),
                }
            }
        }
        (one, other) if one != other => found.push(line(path, Some(one), Some(other))),
        _ => {}
    }
}

fn line(path: &str, one: Option<&Value>, other: Option<&Value>) -> String {
    let shown = |value: Option<&Value>| value.map_or("nothing".to_owned(), Value::to_string);
    format!("{path}: {} became {}", shown(one), shown(other))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_says_nothing_is_left_out_and_an_empty_object_stays() {
        let printed = json!({
            "http": {
                "routers": { "a": { "rule": "Path(`/`)", "middlewares": [], "tls": {}, "service": null } },
                "services": {},
                "models": { "web": {} },
            },
            "tcp": {},
            "tls": { "options": { "default": {} } },
        });
        let wanted = json!({
            "http": { "routers": { "a": { "rule": "Path(`/`)", "tls": {} } } },
            "tls": { "options": { "default": {} } },
        });
        assert_eq!(normal(printed), wanted);
    }

    #[test]
    fn each_difference_has_its_path() {
        let one = json!({ "http": { "routers": { "a": { "rule": "x", "priority": 1 }, "b": {} } } });
        let other = json!({ "http": { "routers": { "a": { "rule": "y", "priority": 1 }, "c": {} } } });
        assert_eq!(
            differences(&one, &other),
            [
                "http.routers.a.rule: \"x\" became \"y\"",
                "http.routers.b: {} became nothing",
                "http.routers.c: nothing became {}",
            ]
        );
        assert_eq!(differences(&one, &one), [""; 0]);
    }
}
