//! Whatever the bytes are, there is an answer; whatever is written reads as what was given.

use proptest::prelude::*;
use serde_json::{Value, json};
use traefik_dynamic::{Component, Format, Kind, Severity, read, schema, write};

use crate::fixtures::EXAMPLE;

/// Texts with the characters that formats care about.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9 .:/_-]{0,12}",
        "[`'\"#&*!|>%@{}\\[\\],?:\\-~ \t\n\\\\$]{0,8}",
        "\\PC{0,8}",
        Just("yes".to_owned()),
        Just("0x1F".to_owned()),
        Just("2020-01-01".to_owned()),
        Just("line\nline\n".to_owned()),
    ]
    .prop_filter("templates are a language of their own", |text| {
        !text.contains("{{")
    })
    .prop_map(|text| text.trim().to_owned())
}

/// A value that fits the schema.
fn value(schema: &Value) -> BoxedStrategy<Value> {
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        let is_choice = schema.get("x-types").is_some();
        let fields: Vec<(String, BoxedStrategy<Value>)> = properties
            .iter()
            .map(|(name, inner)| (name.clone(), value(inner)))
            .collect();
        let share = if is_choice { 1 } else { 3 };
        let count = fields.len();
        return prop::sample::subsequence(fields, 0..=count.min(share))
            .prop_flat_map(|chosen| {
                let (names, values): (Vec<String>, Vec<_>) = chosen.into_iter().unzip();
                values.prop_map(move |values| Value::Object(names.iter().cloned().zip(values).collect()))
            })
            .boxed();
    }
    match schema["type"].as_str().unwrap() {
        "string" if schema["format"] == "go-duration" => prop::sample::select(vec!["1s", "1m30s", "500ms"])
            .prop_map(Value::from)
            .boxed(),
        "string" => text().prop_map(Value::from).boxed(),
        "integer" => any::<i32>().prop_map(Value::from).boxed(),
        "boolean" => any::<bool>().prop_map(Value::from).boxed(),
        "array" => prop::collection::vec(value(&schema["items"]), 1..3)
            .prop_map(Value::from)
            .boxed(),
        _ => {
            let inner = schema["additionalProperties"].clone();
            let inner = if inner["type"] == "object" {
                json!({"type": "object", "additionalProperties": {"type": "string"}})
            } else {
                inner
            };
            prop::collection::btree_map(text(), value(&inner), 1..3)
                .prop_map(|map| Value::Object(map.into_iter().collect()))
                .boxed()
        }
    }
}

fn component() -> impl Strategy<Value = Component> {
    any_component().prop_filter("what the model takes", Component::is_checked)
}

fn any_component() -> impl Strategy<Value = Component> {
    let kinds: Vec<Kind> = Kind::ALL
        .iter()
        .copied()
        .filter(|kind| *kind != Kind::TlsCertificate)
        .collect();
    (
        prop::sample::select(kinds),
        text().prop_filter("a name", |name| !name.is_empty()),
    )
        .prop_flat_map(|(kind, name)| (Just(kind), Just(name), value(&schema::of(kind))))
        .prop_map(|(kind, name, value)| Component::from_configuration(kind, name, value))
}

/// Errors that only a review of what was read finds, and texts that a value tells more of than they do.
#[test]
fn rare_texts() {
    let check = |kind, json: &str, is_checked: bool| {
        let value: Value = serde_json::from_str(json).unwrap();
        let of_value = Component::from_configuration(kind, "it", value);
        assert_eq!(
            Component::from_json(kind, "it", json).unwrap(),
            of_value,
            "{json}"
        );
        assert_eq!(of_value.is_checked(), is_checked, "{json}");
        let problems = of_value.problems();
        let has_error = problems.iter().any(|problem| problem.severity == Severity::Error);
        assert_eq!(has_error, !is_checked, "{json}: {problems:?}");
    };
    let (http, tcp, udp) = (Kind::HttpService, Kind::TcpService, Kind::UdpService);
    check(
        http,
        r#"{"loadBalancer":{"servers":[{"url":"http://a"},{"url":""}]}}"#,
        false,
    );
    check(http, r#"{"loadBalancer":{"servers":[{"weight":1}]}}"#, false);
    check(http, r#"{"loadBalancer":{"servers":[{"url":"nonsense"}]}}"#, true);
    check(tcp, r#"{"loadBalancer":{"servers":[{"address":""}]}}"#, false);
    check(tcp, r#"{"loadBalancer":{"servers":[{"address":"a"}]}}"#, true);
    check(udp, r#"{"loadBalancer":{"servers":[{"tls":true}]}}"#, false);
    check(udp, r#"{"loadBalancer":{"servers":[{"address":"a:1"}]}}"#, true);
    check(Kind::HttpMiddleware, "{}", false);
    check(
        Kind::HttpMiddleware,
        r#"{"compress":{},"chain":{"middlewares":["a"]}}"#,
        false,
    );
    check(Kind::HttpRouter, "[]", false);
    check(Kind::HttpRouter, r#"{"rule":"a\nb\u00e4","service":"s"}"#, true);
    check(Kind::HttpRouter, r#"{"rule":"a","service":"s","rule":"b"}"#, true);
    check(Kind::HttpRouter, r#"{"service":"s","priority":-0.0}"#, true);
    check(
        Kind::HttpRouter,
        r#"{"service":"s","priority":18446744073709551615}"#,
        false,
    );
    assert!(Component::from_json(Kind::HttpRouter, "it", "{\"service\":").is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// What is written in any format reads as what was given.
    #[test]
    fn round_trip(component in component()) {
        for format in [Format::Yaml, Format::Json, Format::Toml] {
            let Ok(written) = write(std::slice::from_ref(&component), format) else { continue };
            let reading = read(written.as_bytes(), "again", Some(format));
            prop_assert!(reading.components.len() == 1, "{}\n{:?}", written, reading.problems);
            prop_assert_eq!(&reading.components[0].component, &component, "{}", written);
        }
    }

    /// What is stored comes back as it was, and means the same.
    #[test]
    fn stored(component in component()) {
        let again = Component::from_configuration(component.kind, component.name.clone(), component.configuration());
        prop_assert_eq!(again.meaning(), component.meaning());
        prop_assert_eq!(again, component);
    }

    /// Whoever wants no findings learns the same about what the model takes as whoever wants all of them.
    #[test]
    fn sound(component in any_component()) {
        let problems = component.problems();
        let has_error = problems.iter().any(|problem| problem.severity == Severity::Error);
        prop_assert_eq!(component.is_checked(), !has_error, "{:?}", problems);
    }

    /// A stored text is read like the value it holds.
    #[test]
    fn from_json(component in any_component()) {
        let json = component.configuration().to_string();
        let again = Component::from_json(component.kind, component.name.clone(), &json).unwrap();
        prop_assert_eq!(again, component);
    }

    /// Any bytes have an answer.
    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200), format in prop::sample::select(vec![Format::Yaml, Format::Json, Format::Toml])) {
        read(&bytes, "any", Some(format)).check(&|_, _| false);
    }

    /// A file with something cut out or put in has an answer, and places that exist.
    #[test]
    fn damaged(from in 0..EXAMPLE.len(), length in 0_usize..20, insert in text(), format in prop::sample::select(vec![Format::Yaml, Format::Json, Format::Toml])) {
        let components: Vec<Component> = read(EXAMPLE.as_bytes(), "a.yml", None).components.into_iter().map(|found| found.component).collect();
        let whole = write(&components, format).unwrap();
        let (from, to) = (from.min(whole.len()), (from + length).min(whole.len()));
        prop_assume!(whole.is_char_boundary(from) && whole.is_char_boundary(to));
        let damaged = format!("{}{insert}{}", &whole[..from], &whole[to..]);
        let reading = read(damaged.as_bytes(), "damaged", Some(format));
        let lines = u32::try_from(damaged.split('\n').count()).unwrap();
        for problem in &reading.problems {
            prop_assert!(problem.line.is_none_or(|line| (1..=lines + 1).contains(&line)), "{:?}", problem);
        }
    }
}
