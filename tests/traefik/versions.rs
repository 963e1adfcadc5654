//! Which version of Traefik takes which field: what the model says of each, asked of the real programs.

use std::path::PathBuf;

use serde_json::{Value, json};
use tests::traefik::{Judge, Verdict};
use traefik_dynamic::{Format, read, schema};

/// Names the programs that are asked: `3.0.4=/path/of/traefik`, separated by semicolons.
const VARIABLE: &str = "MANTRAE_TEST_TRAEFIK_VERSIONS";

/// Fields that cannot stand alone: a plugin is known by its name only to the Traefik that loads it.
const NOT_ASKED: [&str; 2] = ["http.middlewares.x.plugin", "tcp.middlewares.x.plugin"];

#[test]
#[ignore = "needs a dozen versions of Traefik: run `cargo xtask oracle`"]
fn each_version_takes_the_fields_that_we_say_it_takes() {
    let programs = std::env::var(VARIABLE).expect("`cargo xtask oracle` says where the programs are");
    let programs: Vec<(&str, PathBuf)> = programs
        .split(';')
        .filter_map(|one| one.split_once('='))
        .map(|(version, path)| (version, PathBuf::from(path)))
        .collect();
    assert!(programs.len() > 1, "several versions are asked: {programs:?}");
    let fields = fields();
    assert!(fields.len() > 300, "the whole model is asked: {}", fields.len());
    let mut different = Vec::new();
    let mut late = 0;
    for (version, program) in &programs {
        let mut judge = Judge::of_files_by(program);
        for (path, document) in &fields {
            let text = document.to_string();
            let reading = read(text.as_bytes(), "field.yml", None);
            let ours = reading.too_new_for(version).is_empty();
            late += usize::from(!ours);
            let taken = match judge.judge(text.as_bytes(), Format::Yaml) {
                Verdict::Accepted(_) => true,
                Verdict::Refused(why) if why.contains("field not found") => false,
                other => panic!("{version} does not say whether it takes {path}: {other:?}"),
            };
            if ours != taken {
                different.push(format!("{version} {path}: it takes it: {taken}, we say: {ours}"));
            }
        }
    }
    println!(
        "{} fields asked of {} versions, {late} times the field came later",
        fields.len(),
        programs.len()
    );
    assert!(late > 100, "early versions lack many fields: {late}");
    assert!(different.is_empty(), "{}", different.join("\n"));
}

/// Every field of the model by its path, in a document with nothing but it.
fn fields() -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for (name, inner) in schema::document()["properties"].as_object().into_iter().flatten() {
        walk(inner, name, &|value| json!({ name: value }), &mut found);
    }
    found.retain(|(path, _)| !NOT_ASKED.iter().any(|not| path.starts_with(not)));
    found
}

/// What is below a schema, each put where `within` says.
fn walk(schema: &Value, path: &str, within: &dyn Fn(Value) -> Value, found: &mut Vec<(String, Value)>) {
    if let Some(fields) = schema["properties"].as_object() {
        if schema["minProperties"].is_null() && path.contains(".x.") {
            found.push((path.to_owned(), within(json!({}))));
        }
        for (name, field) in fields {
            walk(
                field,
                &format!("{path}.{name}"),
                &|value| within(json!({ name: value })),
                found,
            );
        }
        return;
    }
    match schema["type"].as_str() {
        Some("object") => {
            let inner = &schema["additionalProperties"];
            walk(
                inner,
                &format!("{path}.x"),
                &|value| within(json!({ "x": value })),
                found,
            );
        }
        Some("array") => {
            let inner = &schema["items"];
            walk(
                inner,
                &format!("{path}.[]"),
                &|value| within(json!([value])),
                found,
            );
        }
        Some("integer") => found.push((path.to_owned(), within(json!(1)))),
        Some("boolean") => found.push((path.to_owned(), within(json!(true)))),
        _ if schema["format"] == "go-duration" => found.push((path.to_owned(), within(json!("1s")))),
        _ => {
            let text = schema["enum"].get(0).cloned().unwrap_or_else(|| json!("x"));
            found.push((path.to_owned(), within(text)));
        }
    }
}
