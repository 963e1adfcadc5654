//! The part of Traefik's install configuration that affects a dynamic one, as a table of fields and what they hold.
//! Traefik accepts names in any case, and every value as a text, wherever it is written.

use serde_json::{Map, Value};

use crate::error::{Code, Error, Result};

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// A text.
    Text,
    /// True or false.
    Bool,
    /// A whole number.
    Whole,
    /// Texts, in a list or separated by commas.
    Texts,
    /// Fields. Those not listed do not matter here.
    Fields(&'static [(&'static str, Shape)]),
    /// Fields, or only `true`: the section is present.
    Switch(&'static [(&'static str, Shape)]),
    /// Objects by user-chosen names, which keep their case.
    Named(&'static Shape),
    /// Only its presence matters, not its content.
    There,
}

use Shape::{Bool, Fields, Named, Switch, Text, Texts, There, Whole};

const ENTRY_POINT: Shape = Fields(&[
    ("address", Text),
    ("asDefault", Bool),
    (
        "forwardedHeaders",
        Fields(&[("insecure", Bool), ("trustedIPs", Texts)]),
    ),
    (
        "http",
        Fields(&[
            ("tls", Switch(&[("options", Text), ("certResolver", Text)])),
            ("middlewares", Texts),
            (
                "redirections",
                Fields(&[(
                    "entryPoint",
                    Fields(&[
                        ("to", Text),
                        ("scheme", Text),
                        ("permanent", Bool),
                        ("priority", Whole),
                    ]),
                )]),
            ),
            ("sanitizePath", Bool),
            ("encodeQuerySemicolons", Bool),
            ("underscoreHeadersStrategy", Text),
            ("aliasHeadersStrategy", Text),
            (
                "encodedCharacters",
                Fields(&[
                    ("allowEncodedSlash", Bool),
                    ("allowEncodedBackSlash", Bool),
                    ("allowEncodedNullCharacter", Bool),
                    ("allowEncodedSemicolon", Bool),
                    ("allowEncodedPercent", Bool),
                    ("allowEncodedQuestionMark", Bool),
                    ("allowEncodedHash", Bool),
                ]),
            ),
        ]),
    ),
    ("observability", There),
]);

/// The endpoint of a feature that Traefik serves itself.
const SERVED: Shape = Switch(&[("entryPoint", Text), ("manualRouting", Bool)]);

/// The whole install configuration.
pub(super) const INSTALL: Shape = Fields(&[
    ("entryPoints", Named(&ENTRY_POINT)),
    (
        "certificatesResolvers",
        Named(&Fields(&[("acme", Fields(&[("httpChallenge", There)]))])),
    ),
    (
        "experimental",
        Fields(&[("plugins", Named(&There)), ("localPlugins", Named(&There))]),
    ),
    ("providers", Named(&Switch(&[("insecure", Bool)]))),
    ("api", Switch(&[("insecure", Bool), ("dashboard", Bool)])),
    ("ping", SERVED),
    ("metrics", Fields(&[("prometheus", SERVED)])),
    ("core", Fields(&[("defaultRuleSyntax", Text)])),
]);

/// Sections of an install configuration besides those above.
pub(super) const OTHER_SECTIONS: [&str; 10] = [
    "accesslog",
    "global",
    "hostresolver",
    "log",
    "pilot",
    "serverstransport",
    "spiffe",
    "tcpserverstransport",
    "tracing",
    "ocsp",
];

/// Renames the fields of a document to those of the table and drops the rest. `None` if nothing is left.
pub(super) fn tidy(value: Value, shape: Shape, path: &str) -> Result<Option<Value>> {
    if value.is_null() {
        return Ok(None);
    }
    let tidied = match shape {
        Text => Value::String(text(value, path, "a string")?),
        Bool => Value::Bool(boolean(value, path)?),
        Whole => {
            let text = text(value, path, "a whole number")?;
            let number: i64 = text.trim().parse().map_err(|_| wrong(path, "a whole number"))?;
            Value::from(number)
        }
        Texts => Value::from(texts(value, path)?),
        Fields(fields) => fields_of(object(value, path)?, fields, path)?,
        There => {
            return Ok((value != Value::Bool(false) && value != "false").then(|| Value::Object(Map::new())));
        }
        Switch(fields) => match value {
            Value::Object(found) => fields_of(found, fields, path)?,
            word => {
                return Ok(boolean(word, path)?.then(|| Value::Object(Map::new())));
            }
        },
        Named(shape) => {
            let mut all = Map::new();
            for (name, value) in object(value, path)? {
                let path = join(path, &name);
                let value = tidy(value, *shape, &path)?;
                all.extend(value.map(|value| (name, value)));
            }
            Value::Object(all)
        }
    };
    Ok(Some(tidied))
}

fn fields_of(found: Map<String, Value>, fields: &[(&str, Shape)], path: &str) -> Result<Value> {
    let mut all = Map::new();
    for (name, value) in found {
        let field = fields.iter().find(|(own, _)| own.eq_ignore_ascii_case(&name));
        if let Some((own, shape)) = field
            && let Some(value) = tidy(value, *shape, &join(path, own))?
        {
            all.insert((*own).to_owned(), value);
        }
    }
    Ok(Value::Object(all))
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

fn object(value: Value, path: &str) -> Result<Map<String, Value>> {
    match value {
        Value::Object(found) => Ok(found),
        _ => Err(wrong(path, "an object with fields")),
    }
}

fn text(value: Value, path: &str, expected: &str) -> Result<String> {
    match value {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(word) => Ok(word.to_string()),
        _ => Err(wrong(path, expected)),
    }
}

/// The words that Go's `strconv.ParseBool` accepts.
fn boolean(value: Value, path: &str) -> Result<bool> {
    match &*text(value, path, "`true` or `false`")? {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        _ => Err(wrong(path, "`true` or `false`")),
    }
}

fn texts(value: Value, path: &str) -> Result<Vec<String>> {
    match value {
        Value::Array(items) => items
            .into_iter()
            .map(|item| text(item, path, "a string"))
            .collect(),
        value => {
            let text = text(value, path, "a list of strings")?;
            Ok(text.split(',').map(|item| item.trim().to_owned()).collect())
        }
    }
}

fn wrong(path: &str, expected: &str) -> Error {
    let field = if path.is_empty() { "The top" } else { path };
    Error::new(
        Code::InvalidInput,
        format!("`{field}` of the install configuration is not {expected}"),
    )
    .hint("Traefik would not start with it: correct it, then try again")
}
