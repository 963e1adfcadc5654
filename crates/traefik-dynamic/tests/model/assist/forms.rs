//! What forms consist of.

use std::fmt::Write;

use serde_json::{Value, json};
use traefik_dynamic::assist::{Form, FormField, FormValue, form};
use traefik_dynamic::{Component, Kind, schema};

/// Each field of a form with its path and the schema beside it.
fn each<'f>(
    fields: &'f [FormField],
    schema: &Value,
    path: &str,
    visit: &mut dyn FnMut(&'f FormField, &Value, &str),
) {
    let properties = schema["properties"].as_object().unwrap();
    assert_eq!(properties.len(), fields.len(), "{path}");
    for field in fields {
        let path = format!("{path}.{}", field.name);
        let property = &properties[&field.name];
        visit(field, property, &path);
        match &field.value {
            FormValue::Object { fields, .. } => each(fields, property, &path, visit),
            FormValue::Objects { fields } => each(fields, &property["items"], &path, visit),
            _ => {}
        }
    }
}

fn every(visit: &mut dyn FnMut(&FormField, &Value, &str)) {
    for &kind in Kind::ALL {
        let form: Form = form(kind);
        each(&form.fields, &schema::of(kind), kind.as_str(), visit);
    }
}

/// A form has exactly the fields that reading knows.
#[test]
fn have_every_field() {
    let mut count = 0;
    every(&mut |_, _, _| count += 1);
    println!("{count} fields in {} forms", Kind::ALL.len());
    assert!(count > 400, "{count}");
}

#[test]
fn help_is_a_sentence() {
    every(&mut |field, _, path| {
        let help = &field.help;
        assert!(help.ends_with('.') && help.len() > 5, "{path}: {help:?}");
        assert!(
            help.starts_with(|c: char| c.is_uppercase() || c == '`'),
            "{path}: {help:?}"
        );
        for word in ["Default:", "Absent", "One of", "``"] {
            assert!(!help.contains(word), "{path}: {help:?}");
        }
        assert_eq!(help.matches('`').count() % 2, 0, "{path}: {help:?}");
    });
    for &kind in Kind::ALL {
        assert!(form(kind).about.ends_with('.'), "{kind}");
    }
}

/// A value that a form offers is one that reading takes.
fn example(value: &FormValue) -> Value {
    match value {
        FormValue::Text | FormValue::Reference { .. } | FormValue::EntryPoint | FormValue::Resolver => {
            json!("a")
        }
        FormValue::Rule => json!("Host(`a`)"),
        FormValue::Number { min, .. } => json!(min.unwrap_or(1)),
        FormValue::Duration => json!("1s"),
        FormValue::Switch => json!(true),
        FormValue::Choice { values } => json!(values[0]),
        FormValue::List { item } => json!([example(item)]),
        FormValue::Map { item } => json!({ "200": example(item) }),
        FormValue::Object { fields, can_be_empty } => {
            let Some(field) = fields.first() else {
                assert!(can_be_empty);
                return json!({});
            };
            json!({ field.name.clone(): example(&field.value) })
        }
        FormValue::Objects { fields } => json!([{ fields[0].name.clone(): example(&fields[0].value) }]),
        FormValue::Plugins => json!({ "p": { "a": 1 } }),
    }
}

#[test]
fn values_are_those_that_reading_takes() {
    for &kind in Kind::ALL {
        for field in form(kind).fields {
            let body = json!({ field.name.clone(): example(&field.value) });
            let component = Component::from_configuration(kind, "it", body.clone());
            assert!(component.is_checked(), "{kind} {body}");
            let problems = component.problems();
            let odd = ["UNKNOWN-FIELD", "TYPE-MISMATCH", "BAD-ENUM"];
            let found = problems.iter().find(|one| odd.contains(&one.code.as_str()));
            assert!(found.is_none(), "{kind} {body}: {found:?}");
        }
    }
}

#[test]
fn kinds_of_values_follow_the_table() {
    let find = |kind: Kind, path: &[&str]| {
        let mut fields = form(kind).fields;
        let (last, way) = path.split_last().unwrap();
        for name in way {
            let field = fields.into_iter().find(|field| field.name == *name).unwrap();
            fields = match field.value {
                FormValue::Object { fields, .. } | FormValue::Objects { fields } => fields,
                other => panic!("{name}: {other:?}"),
            };
        }
        fields.into_iter().find(|field| field.name == *last).unwrap()
    };
    let priority = find(Kind::HttpRouter, &["priority"]);
    assert_eq!(priority.default.as_deref(), Some("the length of the rule"));
    assert!(priority.common && !priority.required);
    let balancer = ["loadBalancer", "healthCheck", "interval"];
    assert_eq!(find(Kind::HttpService, &balancer).default.as_deref(), Some("30s"));
    let pass = find(Kind::HttpService, &["loadBalancer", "passHostHeader"]);
    assert_eq!(
        (pass.default.as_deref(), pass.value),
        (Some("yes"), FormValue::Switch)
    );
    let users = find(Kind::HttpMiddleware, &["basicAuth", "users"]);
    assert!(users.secret && users.common);
    let percent = find(Kind::HttpService, &["mirroring", "mirrors", "percent"]);
    let range = FormValue::Number {
        min: Some(0),
        max: Some(100),
    };
    assert_eq!(percent.value, range);
    let FormValue::Object { can_be_empty, .. } = find(Kind::HttpRouter, &["tls"]).value else {
        panic!("TLS is an object");
    };
    assert!(can_be_empty);
    let strategy = find(Kind::HttpService, &["loadBalancer", "strategy"]);
    assert_eq!(strategy.since.as_deref(), Some("3.4"));
    let types = form(Kind::HttpMiddleware).types;
    assert_eq!(&types[..2], ["basicAuth", "forwardAuth"]);
    assert!(!types.contains(&"ipWhiteList".to_owned()));
}

/// What all of them say, for whoever reads it over.
#[test]
fn texts() {
    let mut shown = String::new();
    for &kind in Kind::ALL {
        let form = form(kind);
        writeln!(shown, "{kind}: {}", form.about).unwrap();
        each(&form.fields, &schema::of(kind), "", &mut |field, _, path| {
            let default = field.default.as_ref().map(|text| format!(" [{text}]"));
            let star = if field.common { "*" } else { "" };
            let line = format!(
                "  {}{star}: {}{}\n",
                &path[1..],
                field.help,
                default.unwrap_or_default()
            );
            shown.push_str(&line);
        });
    }
    expect_test::expect_file!["forms.txt"].assert_eq(&shown);
}
