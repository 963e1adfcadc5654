//! Compares what Traefik understands of a file with what we read in it.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use tests::traefik::differences;
use traefik_dynamic::{Kind, Reading, schema};

use crate::held::{as_traefik_holds, held_by_traefik};

/// What Traefik leaves out of its log, or fills in depending on its version: the kind of component, and the path in it.
const NOT_TOLD: [(Kind, &[&str]); 9] = [
    (Kind::HttpServersTransport, &["rootCAs"]),
    (Kind::HttpServersTransport, &["certificates"]),
    (Kind::HttpServersTransport, &["forwardingTimeouts", "readTimeout"]),
    (
        Kind::HttpServersTransport,
        &["forwardingTimeouts", "writeTimeout"],
    ),
    (Kind::TcpServersTransport, &["tls", "rootCAs"]),
    (Kind::TcpServersTransport, &["tls", "certificates"]),
    (Kind::TcpService, &["loadBalancer", "servers", "port"]),
    (Kind::TlsOptions, &["clientAuth", "caFiles"]),
    (Kind::TlsStore, &["defaultCertificate"]),
];

/// Each difference, with the path at the front.
pub(crate) fn compare(reading: &Reading, held: &Value) -> Vec<String> {
    let components = reading.components.iter().map(|found| found.component.clone());
    let mut ours = as_traefik_holds(
        components
            .filter(|one| one.kind != Kind::TlsCertificate)
            .collect(),
    );
    let mut theirs = held_by_traefik(held);
    for (kind, name) in &reading.rejected {
        let (section, collection) = kind.section();
        if let Some(names) = theirs[section][collection].as_object_mut() {
            names.remove(name);
        }
    }
    for &kind in Kind::ALL {
        let (section, collection) = kind.section();
        let schema = schema::of(kind);
        let chosen = ciphers(&ours[section][collection]);
        for side in [&mut ours, &mut theirs] {
            let Some(names) = side[section][collection].as_object_mut() else {
                continue;
            };
            for (name, component) in names.iter_mut() {
                for (_, path) in NOT_TOLD.iter().filter(|(own, _)| *own == kind) {
                    remove(component, path);
                }
                if kind == Kind::TlsOptions && !chosen.contains(name) {
                    // The ones that Go considers safe, which depends on its version.
                    remove(component, &["cipherSuites"]);
                }
                prune(component, &schema);
            }
        }
    }
    differences(&without_empty(ours), &without_empty(theirs))
}

/// The names of options that choose cipher suites.
fn ciphers(options: &Value) -> BTreeSet<String> {
    let named = options.as_object().into_iter().flatten();
    let named = named.filter(|(_, one)| {
        one["cipherSuites"]
            .as_array()
            .is_some_and(|list| !list.is_empty())
    });
    named.map(|(name, _)| name.clone()).collect()
}

fn remove(value: &mut Value, path: &[&str]) {
    match (value, path) {
        (Value::Array(items), path) => items.iter_mut().for_each(|item| remove(item, path)),
        (Value::Object(fields), [last]) => {
            fields.remove(*last);
        }
        (Value::Object(fields), [first, rest @ ..]) => {
            if let Some(inner) = fields.get_mut(*first) {
                remove(inner, rest);
            }
        }
        _ => {}
    }
}

/// Removes zero values: they are absent, or mean nothing.
fn prune(value: &mut Value, schema: &Value) {
    let nothing = Map::new();
    match value {
        Value::Object(fields) => {
            let known = schema["properties"].as_object().unwrap_or(&nothing);
            fields.retain(|name, inner| {
                let schema = known.get(name).unwrap_or(&schema["additionalProperties"]);
                prune(inner, schema);
                match inner {
                    Value::Object(fields) => {
                        !fields.is_empty()
                            || (schema["type"] == "object" && schema["minProperties"].is_null())
                    }
                    Value::Null | Value::Bool(false) => false,
                    Value::Number(number) => number.as_i64() != Some(0) || schema.is_null(),
                    Value::String(text) => !text.is_empty() || schema.is_null(),
                    Value::Array(items) => !items.is_empty(),
                    Value::Bool(true) => true,
                }
            });
        }
        Value::Array(items) => items.iter_mut().for_each(|item| prune(item, &schema["items"])),
        _ => {}
    }
}

/// Removes empty sections and collections.
fn without_empty(mut root: Value) -> Value {
    if let Some(sections) = root.as_object_mut() {
        for section in sections.values_mut().filter_map(Value::as_object_mut) {
            section.retain(|_, names| names.as_object().is_some_and(|names| !names.is_empty()));
        }
        sections.retain(|_, section| section.as_object().is_some_and(|section| !section.is_empty()));
    }
    root
}
