//! A component in the form in which the published and the running one can be compared.

use serde_json::{Map, Value, json};
use sha1::{Digest, Sha1};

use super::entry_points::EntryPoints;
use crate::Kind;
use crate::predict::is_catch_all;

/// What is recorded about a router without a word about it.
const OBSERVABILITY: [(&str, &str); 4] = [
    ("accessLogs", "true"),
    ("metrics", "true"),
    ("tracing", "true"),
    ("traceVerbosity", "minimal"),
];

/// The default as a value.
fn observed(default: &str) -> Value {
    match default {
        "true" => Value::Bool(true),
        text => json!(text),
    }
}

/// Where components of a kind name others of the same provider; `*` stands for each item of a list.
fn references(kind: Kind) -> &'static [&'static [&'static str]] {
    match kind {
        Kind::HttpRouter => &[&["service"], &["middlewares", "*"], &["parentRefs", "*"]],
        Kind::TcpRouter => &[&["service"], &["middlewares", "*"]],
        Kind::UdpRouter => &[&["service"]],
        Kind::HttpService => &[
            &["loadBalancer", "serversTransport"],
            &["weighted", "services", "*", "name"],
            &["highestRandomWeight", "services", "*", "name"],
            &["mirroring", "service"],
            &["mirroring", "mirrors", "*", "name"],
            &["failover", "service"],
            &["failover", "fallback"],
            &["middlewares", "*"],
        ],
        Kind::TcpService | Kind::UdpService => &[
            &["loadBalancer", "serversTransport"],
            &["weighted", "services", "*", "name"],
        ],
        Kind::HttpMiddleware => &[&["chain", "middlewares", "*"], &["errors", "service"]],
        _ => &[],
    }
}

/// The component in that form; `whole` is its name with the provider.
pub(super) fn normal(
    (kind, whole): (Kind, &str),
    provider: &str,
    mut value: Value,
    entry_points: &EntryPoints,
) -> Value {
    for path in references(kind) {
        each(&mut value, path, &mut |name| qualify(name, provider));
    }
    if let Some(fields) = value.as_object_mut() {
        match kind {
            Kind::HttpRouter | Kind::TcpRouter => router(kind, fields, (provider, entry_points)),
            Kind::HttpService => {
                for service in ["loadBalancer", "weighted"] {
                    each(&mut value, &[service, "sticky", "cookie"], &mut |cookie| {
                        name_cookie(cookie, whole);
                    });
                }
            }
            _ => {}
        }
    }
    for list in ["entryPoints", "parentRefs"] {
        let mut names = texts(&value, list);
        names.sort();
        names.dedup();
        if !names.is_empty() {
            value[list] = json!(names);
        }
    }
    value
}

fn router(kind: Kind, fields: &mut Map<String, Value>, (provider, entry_points): (&str, &EntryPoints)) {
    let rule = fields.get("rule").and_then(Value::as_str).unwrap_or_default();
    let length = if kind == Kind::TcpRouter && is_catch_all(rule) {
        json!(-1)
    } else {
        json!(rule.len())
    };
    let is_given = fields.get("priority").is_some_and(|given| *given != json!(0));
    if !is_given {
        fields.insert("priority".to_owned(), length);
    }
    let is_child = fields.contains_key("parentRefs");
    if !is_child {
        let defaults = entry_points.defaults();
        if !fields.contains_key("entryPoints") && !defaults.is_empty() {
            fields.insert("entryPoints".to_owned(), json!(defaults));
        }
    }
    if let Some(given) = fields.remove("tls") {
        fields.insert("tls".to_owned(), tls(given, provider));
    }
    if kind == Kind::HttpRouter && !is_child {
        // A field of the entry point may take the place of one that is absent, so what is absent stays so until the
        // copies are made.
        let own = fields.get("observability").cloned().unwrap_or_default();
        let set = OBSERVABILITY
            .iter()
            .filter_map(|(name, _)| Some(((*name).to_owned(), own.get(name)?.clone())));
        let set: Map<String, Value> = set.collect();
        fields.insert("observability".to_owned(), Value::Object(set));
    }
}

/// The router with everything that is recorded about it: its own, else the entry point's, else the default.
pub(super) fn filled(mut router: Value, model: Option<&Value>) -> Value {
    let mut all = Map::new();
    for (field, default) in OBSERVABILITY {
        let own = router["observability"].get(field);
        let given = own.or_else(|| model.and_then(|model| model.get(field)));
        all.insert(
            field.to_owned(),
            given.cloned().unwrap_or_else(|| observed(default)),
        );
    }
    if let Some(fields) = router.as_object_mut() {
        fields.insert("observability".to_owned(), Value::Object(all));
    }
    router
}

/// TLS of a router, with the options that apply if it names none.
pub(super) fn tls(mut given: Value, provider: &str) -> Value {
    if let Some(fields) = given.as_object_mut() {
        let options = fields.entry("options").or_insert_with(|| json!("default"));
        if options != "default" {
            qualify(options, provider);
        }
    }
    given
}

/// Adds the provider to a name that has none.
pub(super) fn qualify(name: &mut Value, provider: &str) {
    if let Value::String(text) = name
        && !text.is_empty()
        && !text.contains('@')
    {
        text.push('@');
        text.push_str(provider);
    }
}

/// Traefik names a cookie after its service, and replaces what a cookie's name must not contain.
fn name_cookie(cookie: &mut Value, whole: &str) {
    let Some(fields) = cookie.as_object_mut() else {
        return;
    };
    let given = fields.get("name").and_then(Value::as_str).unwrap_or_default();
    let name = if given.is_empty() {
        let digest = Sha1::digest(format!("_TRAEFIK_BACKEND_{whole}"));
        let digits = format!("{:02x}{:02x}{:02x}", digest[0], digest[1], digest[2]);
        format!("_{}", &digits[..5])
    } else {
        let is_allowed = |letter: &char| letter.is_ascii_alphanumeric() || "!#$%&'*+-.^`|~".contains(*letter);
        given
            .chars()
            .map(|letter| if is_allowed(&letter) { letter } else { '_' })
            .collect()
    };
    fields.insert("name".to_owned(), Value::String(name));
}

/// Changes each value at a path.
fn each(value: &mut Value, path: &[&str], change: &mut dyn FnMut(&mut Value)) {
    match path {
        [] => change(value),
        ["*", rest @ ..] => {
            for item in value.as_array_mut().into_iter().flatten() {
                each(item, rest, change);
            }
        }
        [field, rest @ ..] => {
            if let Some(inner) = value.as_object_mut().and_then(|fields| fields.get_mut(*field)) {
                each(inner, rest, change);
            }
        }
    }
}

/// The texts of a list.
pub(super) fn texts(value: &Value, field: &str) -> Vec<String> {
    let items = value.get(field).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The router on these entry points.
pub(super) fn with_entry_points(mut router: Value, names: &[String]) -> Value {
    let mut names = names.to_vec();
    names.sort();
    if let Some(fields) = router.as_object_mut() {
        if names.is_empty() {
            fields.remove("entryPoints");
        } else {
            fields.insert("entryPoints".to_owned(), json!(names));
        }
    }
    router
}

/// Whether a running component is the expected one but for numbers and durations of zero: the API leaves them out, even
/// where they are not the default.
pub(super) fn is_alike(running: &Value, expected: &Value) -> bool {
    *running == without_zeros(expected)
}

/// The meaning of a component with the empty objects it is written with: what is all zeros or defaults means nothing, and
/// yet it is there.
pub(super) fn with_empty_objects(mut meant: Value, written: &Value) -> Value {
    if let (Some(fields), Some(written)) = (meant.as_object_mut(), written.as_object()) {
        for (key, _) in written.iter().filter(|(_, value)| value.is_object()) {
            fields.entry(key).or_insert_with(|| Value::Object(Map::new()));
        }
    }
    meant
}

fn without_zeros(value: &Value) -> Value {
    let is_zero = |value: &Value| *value == json!(0) || matches!(value.as_str(), Some("0" | "0s"));
    match value {
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(_, value)| !is_zero(value));
            Value::Object(
                kept.map(|(name, value)| (name.clone(), without_zeros(value)))
                    .collect(),
            )
        }
        Value::Array(items) => Value::Array(items.iter().map(without_zeros).collect()),
        value => value.clone(),
    }
}

/// The value without nulls and empty lists.
pub(super) fn without_nothing(value: Value) -> Value {
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
