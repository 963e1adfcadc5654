//! The model as JSON Schema.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use traefik_dynamic::{Kind, schema};

#[test]
fn a_field_tells_what_it_takes() {
    let router = schema::of(Kind::HttpRouter);
    assert_eq!(router["properties"]["service"]["x-refers"], "http-service");
    assert_eq!(
        router["properties"]["tls"]["minProperties"],
        Value::Null,
        "an empty `tls` is allowed"
    );
    assert_eq!(router["properties"]["observability"]["minProperties"], 1);
    let balancer = &schema::of(Kind::HttpService)["properties"]["loadBalancer"]["properties"];
    assert_eq!(
        balancer["strategy"]["enum"],
        json!(["wrr", "p2c", "hrw", "leasttime"])
    );
    assert_eq!(balancer["strategy"]["default"], "wrr");
    assert_eq!(balancer["strategy"]["x-since"], "3.4");
    assert_eq!(balancer["servers"]["x-since"], Value::Null);
    assert_eq!(
        balancer["healthCheck"]["properties"]["interval"]["format"],
        "go-duration"
    );
    let middleware = schema::of(Kind::HttpMiddleware);
    assert_eq!(middleware["x-types"].as_array().unwrap().len(), 26);
    assert_eq!(
        middleware["properties"]["basicAuth"]["properties"]["users"]["x-secret"],
        true
    );
    assert_eq!(middleware["properties"]["ipWhiteList"]["deprecated"], true);
}

/// Every field of every kind says what it means, in one line.
#[test]
fn every_field_is_described() {
    fn described(schema: &Value, path: &str) {
        let Some(fields) = schema["properties"].as_object() else {
            return;
        };
        for (name, field) in fields {
            let path = format!("{path}.{name}");
            let about = field["description"].as_str().unwrap_or_default();
            assert!(
                about.ends_with(['.', '…']) && !about.contains('\n'),
                "{path}: {about}"
            );
            described(field, &path);
            described(&field["items"], &path);
        }
    }
    for &kind in Kind::ALL {
        described(&schema::of(kind), kind.as_str());
    }
}

#[test]
fn a_whole_file() {
    let document = schema::document();
    assert_eq!(
        document["properties"]["tls"]["properties"]["certificates"]["type"],
        "array"
    );
    assert_eq!(
        document["properties"]["http"]["properties"]["routers"]["additionalProperties"]["title"],
        "Router"
    );
}

/// The fields that Traefik 3.7.15 takes from a file, each tried on the real program; `x` stands for a name, `[]` for
/// an item.
const TAKEN: &str = include_str!("fields.txt");

#[test]
fn fields_are_those_that_traefik_takes() {
    let mut known = BTreeSet::new();
    for &kind in Kind::ALL {
        let (section, collection) = kind.section();
        let name = if kind == Kind::TlsCertificate { "[]" } else { "x" };
        leaves(
            &schema::of(kind),
            &format!("{section}.{collection}.{name}"),
            &mut known,
        );
    }
    let taken: BTreeSet<String> = TAKEN.lines().map(str::to_owned).collect();
    let missing: Vec<_> = taken
        .iter()
        .filter(|path| {
            !known.contains(*path) && !known.iter().any(|known| known.starts_with(&format!("{path}.")))
        })
        .collect();
    let invented: Vec<_> = known.difference(&taken).collect();
    assert!(
        missing.is_empty() && invented.is_empty(),
        "missing {missing:?}\ninvented {invented:?}"
    );
}

/// The paths of the fields that hold no further ones.
fn leaves(schema: &Value, path: &str, found: &mut BTreeSet<String>) {
    for (name, field) in schema["properties"].as_object().unwrap() {
        let path = format!("{path}.{name}");
        if field["properties"]
            .as_object()
            .is_some_and(|fields| !fields.is_empty())
        {
            leaves(field, &path, found);
        } else if field["items"]["properties"].is_object() {
            leaves(&field["items"], &format!("{path}.[]"), found);
        } else {
            found.insert(path);
        }
    }
}
