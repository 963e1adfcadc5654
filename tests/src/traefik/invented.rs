//! Configurations generated from the shapes of the model: sound ones, and ones with mistakes.

use serde_json::{Map, Value, json};
use traefik_dynamic::{Kind, schema};

use super::Random;

const NAMES: [&str; 8] = ["web", "my-app", "a.b", "größe", "x y", "UPPER", "123", "on"];

/// Fields that are in Traefik's sources but that no released version accepts.
const UNRELEASED: [&str; 1] = ["peerCertSANs"];

/// The configuration for a seed: one to three components, with mistakes for every third seed.
pub fn invented(seed: u64) -> Value {
    let mut maker = Maker {
        random: Random::new(seed),
        mistakes: seed.is_multiple_of(3),
    };
    let mut root = Map::new();
    for _ in 0..=maker.random.below(3) {
        let kind = maker.random.of(Kind::ALL);
        let (section, collection) = kind.section();
        let body = maker.object(&schema::of(kind), 0);
        let section = root.entry(section).or_insert_with(|| json!({}));
        if kind == Kind::TlsCertificate {
            section[collection] = json!([body]);
        } else {
            section[collection][maker.random.of(&NAMES)] = body;
        }
    }
    Value::Object(root)
}

struct Maker {
    random: Random,
    mistakes: bool,
}

impl Maker {
    fn errs(&mut self) -> bool {
        self.mistakes && self.random.one_in(12)
    }

    fn value(&mut self, schema: &Value, depth: usize) -> Value {
        if self.errs() {
            return self.anything(0);
        }
        match schema["type"].as_str() {
            Some("integer") => self.random.of(&[
                json!(0),
                json!(1),
                json!(-7),
                json!(65_536),
                json!("12"),
                json!(404),
            ]),
            Some("boolean") => self.random.of(&[
                json!(true),
                json!(false),
                json!("true"),
                json!("F"),
                json!(1),
                json!(0),
            ]),
            Some("array") => {
                let count = self.random.below(4);
                (0..count)
                    .map(|_| self.value(&schema["items"], depth + 1))
                    .collect()
            }
            Some("object") if schema.get("properties").is_some() => self.object(schema, depth),
            Some("object") => self.named(&schema["additionalProperties"], depth),
            _ => self.text(schema),
        }
    }

    /// Some of the fields, or just one of those that exclude one another; not often all that are required.
    fn object(&mut self, schema: &Value, depth: usize) -> Value {
        let Some(properties) = schema["properties"].as_object() else {
            return json!({});
        };
        let types = schema["x-types"].as_array().cloned().unwrap_or_default();
        let chosen = (!types.is_empty() && !self.errs()).then(|| self.random.of(&types));
        let needed = schema["required"].as_array().cloned().unwrap_or_default();
        let mut fields = Map::new();
        for (name, property) in properties
            .iter()
            .filter(|(name, _)| !UNRELEASED.contains(&name.as_str()))
        {
            let is_type = types.iter().any(|one| one == name);
            let taken = match &chosen {
                Some(chosen) if is_type => chosen == name,
                _ => needed.iter().any(|one| one == name) || self.random.below(3 + depth) == 0,
            };
            if taken {
                let name = if self.mistakes && self.random.one_in(25) {
                    name.to_uppercase()
                } else {
                    name.clone()
                };
                fields.insert(name, self.value(property, depth + 1));
            }
        }
        if self.mistakes && self.random.one_in(20) {
            fields.insert("stranger".to_owned(), self.anything(0));
        }
        Value::Object(fields)
    }

    fn named(&mut self, schema: &Value, depth: usize) -> Value {
        let count = self.random.below(3);
        let mut fields = Map::new();
        for _ in 0..=count {
            let value = if schema["type"] == "object" {
                self.settings()
            } else {
                self.value(schema, depth + 1)
            };
            fields.insert(self.random.of(&NAMES).to_owned(), value);
        }
        Value::Object(fields)
    }

    /// The settings of a plugin.
    fn settings(&mut self) -> Value {
        let mut fields = Map::new();
        for _ in 0..self.random.below(4) {
            fields.insert(self.random.of(&NAMES).to_owned(), self.anything(0));
        }
        Value::Object(fields)
    }

    fn text(&mut self, schema: &Value) -> Value {
        if schema["format"] == "go-duration" {
            let known = [
                json!("10s"),
                json!(5),
                json!("1h2m3.5s"),
                json!("100ms"),
                json!("0"),
                json!("-1s"),
                json!("7"),
            ];
            return self.random.of(&known);
        }
        if let Some(known) = schema["enum"].as_array().filter(|_| !self.random.one_in(10)) {
            return self.random.of(known);
        }
        self.random.of(&[
            json!("web"),
            json!("Host(`a.example`)"),
            json!("/a b/ü"),
            json!("http://10.0.0.1:80"),
            json!("10.0.0.0/8"),
            json!(""),
            json!("no"),
            json!("1.50"),
            json!("two\nlines\n"),
            json!(" padded "),
            json!("a: b #c"),
            json!("\u{1F408}\u{200D}\u{7f}\u{a0}"),
            json!("C:\\x\ty"),
            json!("a,b"),
            json!(12),
            json!(1.5),
            json!(true),
        ])
    }

    fn anything(&mut self, depth: usize) -> Value {
        match self.random.below(if depth > 2 { 9 } else { 12 }) {
            0 => Value::Null,
            1 => json!(true),
            2 => json!(-3),
            3 => json!(2.25),
            4 => json!(""),
            5 => json!("text"),
            6 => json!([]),
            7 => json!({}),
            8 => json!("1d"),
            9 => (0..=self.random.below(3))
                .map(|_| self.anything(depth + 1))
                .collect(),
            _ => json!({ self.random.of(&NAMES): self.anything(depth + 1), "k": self.anything(depth + 1) }),
        }
    }
}

/// Reduces a configuration to the smallest part for which `wrong` still holds.
pub fn shrunk(configuration: Value, mut wrong: impl FnMut(&Value) -> bool) -> Value {
    let mut smallest = configuration;
    while let Some(smaller) = smaller(&smallest).into_iter().find(&mut wrong) {
        smallest = smaller;
    }
    smallest
}

/// The value without one field or item, for each of them in turn.
pub fn smaller(value: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                let mut less = fields.clone();
                less.remove(name);
                found.push(Value::Object(less));
                for inner in smaller(inner) {
                    let mut less = fields.clone();
                    less.insert(name.clone(), inner);
                    found.push(Value::Object(less));
                }
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                let mut less = items.clone();
                less.remove(index);
                found.push(Value::Array(less));
                for inner in smaller(inner) {
                    let mut less = items.clone();
                    less[index] = inner;
                    found.push(Value::Array(less));
                }
            }
        }
        _ => {}
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_each_time_and_another_something_else() {
        assert_eq!(invented(7), invented(7));
        let all: std::collections::BTreeSet<String> =
            (0..100).map(|seed| invented(seed).to_string()).collect();
        assert!(all.len() > 95, "{}", all.len());
    }

    #[test]
    fn what_is_wrong_stays_in_what_is_left() {
        let whole = json!({ "a": [1, { "b": 2, "c": [3, 4] }], "d": 5 });
        let left = shrunk(whole, |value| value.to_string().contains('3'));
        assert_eq!(left, json!({ "a": [{ "c": [3] }] }));
    }
}
