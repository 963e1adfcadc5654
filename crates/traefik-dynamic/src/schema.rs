//! The model as JSON Schema, for forms and completion.
//!
//! Extensions to JSON Schema: `format: go-duration` marks durations; `x-refers` is the kind of component that a name
//! refers to; `x-secret` marks what a screen masks; `x-host-path` the path of a file on Traefik's computer; `x-instead`
//! is what to use instead of a deprecated field; `x-types` lists the fields of which exactly one is given; `x-since` is
//! the first version of Traefik that accepts it.
//!
//! ```
//! use traefik_dynamic::{Kind, schema};
//!
//! let router = schema::of(Kind::HttpRouter);
//! assert_eq!(router["properties"]["service"]["x-refers"], "http-service");
//! assert_eq!(router["properties"]["priority"]["type"], "integer");
//! assert!(schema::of(Kind::HttpMiddleware)["x-types"].as_array().unwrap().contains(&"compress".into()));
//! ```

use serde_json::{Map, Value, json};

use crate::Kind;
use crate::component::shape_of;
use crate::content::default_of;
use crate::shape::{Choice, Field, Shape, Type};
use crate::walk;

/// The schema of the body of a component of this kind.
pub fn of(kind: Kind) -> Value {
    object(shape_of(kind))
}

/// The schema of a whole file.
pub fn document() -> Value {
    let mut sections = Map::new();
    for &kind in Kind::ALL {
        let (section, collection) = kind.section();
        let collections = sections.entry(section).or_insert_with(|| {
            json!({ "type": "object", "minProperties": 1, "additionalProperties": false, "properties": {} })
        });
        collections["properties"][collection] = match kind {
            Kind::TlsCertificate => json!({ "type": "array", "items": of(kind) }),
            _ => json!({ "type": "object", "minProperties": 1, "additionalProperties": of(kind) }),
        };
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Traefik dynamic configuration",
        "type": "object",
        "properties": sections,
    })
}

fn object(shape: &Shape) -> Value {
    let fields = shape
        .fields
        .iter()
        .map(|field| (field.name.to_owned(), property(field)));
    let mut schema = json!({
        "type": "object",
        "title": shape.name,
        "description": on_one_line(shape.about),
        "additionalProperties": false,
        "properties": fields.collect::<Map<_, _>>(),
    });
    let required: Vec<&str> = shape
        .fields
        .iter()
        .filter(|field| field.required)
        .map(|field| field.name)
        .collect();
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    if shape.choice == Choice::OneType {
        let types = shape
            .fields
            .iter()
            .filter(|field| walk::is_type(field))
            .map(|field| field.name);
        schema["x-types"] = types.collect();
    }
    schema
}

fn property(field: &Field) -> Value {
    let mut schema = content(field);
    schema["description"] = json!(on_one_line(field.about));
    if let Some(default) = field.default {
        schema["default"] = default_of(field.wants, default);
    }
    if let Some(instead) = field.deprecated {
        schema["deprecated"] = json!(true);
        schema["x-instead"] = json!(instead);
    }
    if let Some(kind) = field.refers {
        schema["x-refers"] = json!(kind);
    }
    if let Some(version) = field.since {
        schema["x-since"] = json!(version);
    }
    for (name, flag) in [("x-secret", field.secret), ("x-host-path", field.host_path)] {
        if flag {
            schema[name] = json!(true);
        }
    }
    schema
}

fn content(field: &Field) -> Value {
    let text = if field.one_of.is_empty() {
        json!({ "type": "string" })
    } else {
        json!({ "type": "string", "enum": field.one_of })
    };
    let map_of =
        |inner: Value| json!({ "type": "object", "minProperties": 1, "additionalProperties": inner });
    match field.wants {
        Type::Text => text,
        Type::Duration => json!({ "type": "string", "format": "go-duration" }),
        Type::Int => json!({ "type": "integer" }),
        Type::Bool => json!({ "type": "boolean" }),
        Type::TextList => json!({ "type": "array", "items": text }),
        Type::TextMap => map_of(text),
        Type::IntMap => map_of(json!({ "type": "integer" })),
        Type::Plugins => map_of(json!({ "type": "object" })),
        Type::Object(shape) => {
            let mut schema = object(shape);
            if !field.empty {
                schema["minProperties"] = json!(1);
            }
            schema
        }
        Type::ObjectList(shape) => json!({ "type": "array", "items": object(shape) }),
    }
}

fn on_one_line(about: &str) -> String {
    about.split_whitespace().collect::<Vec<_>>().join(" ")
}
