//! Real files with the verdict to expect. Run only where the corpus lies; nothing of it is part of this project.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use traefik_dynamic::{Component, Duration, Kind, Reading, read, schema};

/// Files whose meaning to us differs from what Traefik's decoder holds, and why that is right.
const DIFFERS: [(&str, &str); 4] = [
    (
        "probe-89-obs-meta.yml",
        "an object that holds only ignored fields could not be written back",
    ),
    (
        "probe-60-bool-name.yml",
        "a key that is no text keeps its source text",
    ),
    (
        "probe-d7-intname-nested.yml",
        "a key that is no text keeps its source text",
    ),
    (
        "probe-k1-transport-readtimeout.yml",
        "the field is decoded, yet left out when Traefik writes JSON",
    ),
];

/// Warnings of the index that are not found, and why that is right.
const NOT_FOUND: [(&str, &str); 10] = [
    (
        "docs-http-middlewares-contenttype-01.toml",
        "the middleware is called like the deprecated field, which it does not have",
    ),
    (
        "docs-http-middlewares-contenttype-01.yaml",
        "the middleware is called like the deprecated field, which it does not have",
    ),
    (
        "docs-other-providers-file-06.toml",
        "holds only after running the template",
    ),
    ("probe-e4-tmpl-range.yml", "holds only after running the template"),
    (
        "traefik-fileprovider-template_file.toml",
        "holds only after running the template",
    ),
    (
        "traefik-fileprovider-template_file.yml",
        "holds only after running the template",
    ),
    (
        "traefik-fileprovider-template_in_directory_file01.toml",
        "holds only after running the template",
    ),
    (
        "traefik-fileprovider-template_in_directory_file01.yml",
        "holds only after running the template",
    ),
    (
        "probe-47-servers-map.yml",
        "the list that is no list is the error",
    ),
    (
        "probe-j3-router-string.yml",
        "the router that is a text is the error",
    ),
];

struct Case {
    name: String,
    expected: String,
    warnings: BTreeSet<String>,
}

fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference/corpus");
    let folder = std::env::var_os("MANTRAE_CORPUS").map_or(beside, PathBuf::from);
    if folder.join("index.tsv").is_file() {
        return Some(folder);
    }
    println!("corpus not found, skipped");
    None
}

fn cases(folder: &Path) -> Vec<Case> {
    let index = std::fs::read_to_string(folder.join("index.tsv")).unwrap();
    let rows = index
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect::<Vec<_>>());
    let case = |row: Vec<&str>| Case {
        name: row[0].to_owned(),
        expected: row[2].to_owned(),
        warnings: row[5]
            .split(' ')
            .filter(|code| !code.is_empty())
            .map(|code| code.split(':').next().unwrap().to_owned())
            .collect(),
    };
    rows.map(case).collect()
}

fn read_case(folder: &Path, case: &Case) -> Reading {
    let bytes = std::fs::read(folder.join("files").join(&case.name)).unwrap();
    read(&bytes, &case.name, None)
}

/// Each file gets the verdict the index expects.
#[test]
fn verdicts() {
    let Some(folder) = folder() else { return };
    let cases = cases(&folder);
    let mut wrong = Vec::new();
    for case in &cases {
        let reading = read_case(&folder, case);
        let verdict = serde_json::to_value(reading.verdict).unwrap();
        if verdict != case.expected.as_str() {
            let problems: Vec<String> = reading.problems.iter().map(ToString::to_string).collect();
            wrong.push(format!(
                "{}: expected {}, got {verdict}\n    {}",
                case.name,
                case.expected,
                problems.join("\n    ")
            ));
        }
    }
    println!("{} of {} verdicts", cases.len() - wrong.len(), cases.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each warning the index names is found.
#[test]
fn warnings() {
    let Some(folder) = folder() else { return };
    let mut missing = Vec::new();
    for case in cases(&folder) {
        let reading = read_case(&folder, &case);
        let mut found: BTreeSet<String> = reading
            .problems
            .iter()
            .map(|problem| problem.code.clone())
            .collect();
        found.extend(
            reading
                .check(&|_, _| false)
                .into_iter()
                .map(|problem| problem.code),
        );
        let absent: Vec<_> = case.warnings.difference(&found).cloned().collect();
        if !absent.is_empty() && !NOT_FOUND.iter().any(|(name, _)| *name == case.name) {
            missing.push(format!(
                "{} ({}): {} missing; found {found:?}",
                case.name,
                case.expected,
                absent.join(" ")
            ));
        }
    }
    assert!(
        missing.is_empty(),
        "{} files\n{}",
        missing.len(),
        missing.join("\n")
    );
}

/// With Traefik's defaults filled in, an accepted file means to us what Traefik's own decoder holds.
#[test]
fn meaning() {
    let Some(folder) = folder() else { return };
    let (mut count, mut wrong) = (0, Vec::new());
    for case in cases(&folder) {
        let Ok(judge) = std::fs::read_to_string(folder.join("decoded").join(format!("{}.json", case.name)))
        else {
            continue;
        };
        if case.expected != "accept" {
            continue;
        }
        count += 1;
        let theirs = held_by_traefik(&serde_json::from_str(&judge).unwrap());
        let components = read_case(&folder, &case)
            .components
            .into_iter()
            .map(|found| found.component);
        let ours = as_traefik_holds(components.collect());
        if ours != theirs && !DIFFERS.iter().any(|(name, _)| *name == case.name) {
            wrong.push(format!("{}\n  ours   {ours}\n  theirs {theirs}", case.name));
        }
    }
    let differ = DIFFERS.len() + wrong.len();
    println!(
        "{} of {count} decoded files are equal, {} differ for a reason",
        count - differ,
        DIFFERS.len()
    );
    assert!(wrong.is_empty(), "{} files\n{}", wrong.len(), wrong.join("\n"));
}

/// Our components in the sections of a file, defaults filled in, durations as nanoseconds, zero values left out.
fn as_traefik_holds(components: Vec<Component>) -> Value {
    let mut root = Map::new();
    for component in components {
        let (section, collection) = component.kind.section();
        let filled = filled(Some(component.configuration()), &schema::of(component.kind));
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

fn filled(value: Option<Value>, schema: &Value) -> Option<Value> {
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
        Value::Number(number) if number.is_f64() => Value::String(format!("{:.6}", number.as_f64().unwrap())),
        Value::Bool(_) | Value::Number(_) => Value::String(value.to_string()),
        value => value,
    }
}

/// What Traefik holds, in the same form.
fn held_by_traefik(value: &Value) -> Value {
    let mut root = value.as_object().unwrap().clone();
    root.retain(|_, section| section.as_object().is_some_and(|section| !section.is_empty()));
    if let Some(http) = root.get_mut("http").and_then(Value::as_object_mut) {
        http.remove("models");
    }
    root.retain(|_, section| section.as_object().is_some_and(|section| !section.is_empty()));
    for kind in Kind::ALL {
        let (section, collection) = kind.section();
        let Some(held) = root
            .get_mut(section)
            .and_then(|section| section.get_mut(collection))
        else {
            continue;
        };
        let schema = schema::of(kind);
        match held {
            Value::Array(items) => {
                for item in items.iter_mut() {
                    *item = measured(item.take(), &schema);
                }
                // A certificate that stands in a file twice is one certificate.
                items.dedup();
            }
            Value::Object(names) => names
                .values_mut()
                .for_each(|item| *item = measured(item.take(), &schema)),
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
                let (name, inner) = properties
                    .iter()
                    .find(|(known, _)| known.eq_ignore_ascii_case(&name))
                    .unwrap();
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
