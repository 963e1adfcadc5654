//! Whatever the bytes are, there is an answer; whatever is written reads as what was given.

use proptest::prelude::*;
use serde_json::{Value, json};
use traefik_dynamic::{Component, Format, Kind, read, schema, write};

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
        .prop_filter("what the model takes", Component::is_checked)
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
