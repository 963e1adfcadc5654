//! Where each field is written.

use serde_json::Value;
use traefik_dynamic::assist::{FieldSpan, Names, PathStep, Surroundings, look};
use traefik_dynamic::text::{Fragment, fragments};
use traefik_dynamic::{Braces, Component, Kind, Severity, read};

use super::cut;
use crate::corpus::yaml_files;

const SERVICE: &str = "\
# 🚀 the app
app:
  loadBalancer:
    servers: [{url: \"http://ä\"}, {url: http://b, weight: 2}]
    healthcheck:
      path: /up  # ü
      headers:
        X-A.b: 1
    sticky: {}
";

fn path_of(field: &FieldSpan) -> String {
    let steps = field.path.iter().map(|step| match step {
        PathStep::Key(key) => key.clone(),
        PathStep::Index(index) => index.to_string(),
    });
    steps.collect::<Vec<_>>().join("/")
}

#[test]
fn of_each_field() {
    let look = look(Kind::HttpService, SERVICE, &Surroundings::default());
    let shown: Vec<String> = look
        .fields
        .iter()
        .map(|field| {
            let value = cut(SERVICE, field.value.from, field.value.to);
            let lines = (field.entry.line, field.entry.end_line);
            format!(
                "{} {lines:?} {}",
                path_of(field),
                value.lines().next().unwrap_or_default()
            )
        })
        .collect();
    expect_test::expect![[r#"
        loadBalancer (3, 9) servers: [{url: "http://ä"}, {url: http://b, weight: 2}]
        loadBalancer/servers (4, 4) [{url: "http://ä"}, {url: http://b, weight: 2}]
        loadBalancer/servers/0 (4, 4) {url: "http://ä"}
        loadBalancer/servers/0/url (4, 4) "http://ä"
        loadBalancer/servers/1 (4, 4) {url: http://b, weight: 2}
        loadBalancer/servers/1/url (4, 4) http://b
        loadBalancer/servers/1/weight (4, 4) 2
        loadBalancer/healthCheck (5, 8) path: /up  # ü
        loadBalancer/healthCheck/path (6, 6) /up
        loadBalancer/healthCheck/headers (7, 8) X-A.b: 1
        loadBalancer/healthCheck/headers/X-A.b (8, 8) 1
        loadBalancer/sticky (9, 9) {}"#]]
    .assert_eq(&shown.join("\n"));
}

#[test]
fn of_a_second_component() {
    let lines = "a:\n  compress: {}\nb:\n  compress: {}\n";
    let look = look(Kind::HttpMiddleware, lines, &Surroundings::default());
    assert_eq!(look.component, None);
    let problem = look.problems.iter().find(|one| one.code == "SEVERAL").unwrap();
    assert_eq!(
        problem.message,
        "these lines define more than one HTTP middleware"
    );
    assert_eq!(
        (problem.span.line, problem.span.end_line, problem.severity),
        (3, 3, Severity::Error)
    );
}

#[test]
fn of_no_component() {
    let check = |kind: Kind, lines: &str, expect: &str| {
        let look = look(kind, lines, &Surroundings::default());
        let shown: Vec<String> = look
            .problems
            .iter()
            .map(|one| format!("{}: {}", one.code, one.message))
            .collect();
        assert_eq!(shown.join("\n"), expect, "{lines:?}");
        assert!(look.component.is_none() && look.is_readable);
    };
    let nothing = "NOTHING: there is no component in these lines";
    check(Kind::HttpRouter, "", nothing);
    check(Kind::HttpRouter, "# only this\n", nothing);
    check(Kind::TlsCertificate, "[]\n", nothing);
    let null = "NULL: `http.routers.a` is null, so Traefik does not see it";
    check(Kind::HttpRouter, "a:\n", &format!("{nothing}\n{null}"));
    let text = "TYPE-MISMATCH: `http.routers` must be an object, not the string `a`";
    check(Kind::HttpRouter, "a\n", text);
}

#[test]
fn of_the_field_at_the_caret() {
    let look = look(Kind::HttpService, SERVICE, &Surroundings::default());
    let check = |words: &str, expect: &str| {
        let byte = SERVICE.find(words).unwrap();
        let offset = u32::try_from(SERVICE[..byte].encode_utf16().count()).unwrap();
        let found = look.field_at(SERVICE, offset).map(path_of);
        assert_eq!(found.unwrap_or_default(), expect, "at {words}");
    };
    check("🚀", "");
    check("servers:", "loadBalancer/servers");
    check("//b,", "loadBalancer/servers/1/url");
    check("/up", "loadBalancer/healthCheck/path");
    check("ü", "loadBalancer/healthCheck/path");
    check("b: 1", "loadBalancer/healthCheck/headers/X-A.b");
}

/// What a span of lines reads as on its own.
fn value_of(text: &str, field: &FieldSpan) -> Option<Value> {
    let column = text.lines().nth(field.value.line as usize - 1)?;
    let before: String = column.chars().take(field.value.column as usize - 1).collect();
    let cut = cut(text, field.value.from, field.value.to);
    let indented = format!("{}{cut}", " ".repeat(before.chars().count()));
    // Its first line may be moved to the right with the rest of it.
    serde_yaml::from_str(&indented).ok()
}

fn at<'v>(value: &'v Value, path: &[PathStep]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, step| match step {
        PathStep::Key(key) => value.get(key),
        PathStep::Index(index) => value.get(*index as usize),
    })
}

/// Every component of every accepted file: no error where reading has none, and each text is where it is said to be.
#[test]
fn of_the_corpus() {
    let (mut files, mut components, mut fields, mut texts) = (0, 0, 0, 0);
    for (name, source) in yaml_files() {
        let reading = read(source.as_bytes(), &name, None);
        let has_error = reading.problems.iter().any(|one| one.severity == Severity::Error);
        if has_error {
            continue;
        }
        files += 1;
        let all: Vec<&Component> = reading.components.iter().map(|found| &found.component).collect();
        let names = Names::of(all.iter().copied());
        let around = Surroundings {
            names: Some(&names),
            facts: None,
            others: &[],
        };
        for Fragment {
            kind,
            text,
            name: own,
            ..
        } in fragments(&source, Braces::Actions)
        {
            let look = look(kind, &text, &around);
            components += 1;
            let wrong: Vec<_> = look
                .problems
                .iter()
                .filter(|one| one.severity == Severity::Error)
                .collect();
            assert!(wrong.is_empty(), "{name}: {own}: {wrong:?}\n{text}");
            let component = look.component.as_ref().unwrap();
            let written = all
                .iter()
                .find(|one| one.kind == kind && one.name == own)
                .unwrap();
            assert_eq!(component.meaning(), written.meaning(), "{name}: {own}");
            let configuration = component.configuration();
            for field in &look.fields {
                fields += 1;
                let Some(Value::String(wanted)) = at(&configuration, &field.path) else {
                    continue;
                };
                if wanted.contains("{{") {
                    continue;
                }
                // A bare number or date in the file is text only to Traefik.
                let Some(Value::String(value)) = value_of(&text, field) else {
                    continue;
                };
                texts += 1;
                // Traefik cuts blanks off the items of a list.
                let is_same = value.trim() == wanted.trim() || wanted.starts_with(&value);
                assert!(is_same, "{name}: {own} {}: {value:?} {wanted:?}", path_of(field));
            }
        }
    }
    println!("{files} files, {components} components, {fields} fields, {texts} texts read back");
}
