//! From a seed to an input: bytes, words and structure are changed.

use serde_json::{Map, Value};
use traefik_dynamic::{Component, Format, read, schema, write};

use crate::random::Random;
use crate::seeds::Seed;

/// Inputs are at most so long.
const MAX_BYTES: usize = 1024 * 1024;

/// What formats and rules care about.
const WORDS: &[&str] = &[
    " ",
    "\n",
    "\t",
    "\r\n",
    "  ",
    "\n\n",
    ":",
    ": ",
    "- ",
    "? ",
    "'",
    "\"",
    "|",
    "|-\n",
    ">+2\n",
    ">",
    "#",
    " #",
    "&a ",
    "*a",
    "<<: *a\n",
    "!t ",
    "!!str ",
    "!!int ",
    "!x,",
    "[",
    "]",
    "{",
    "}",
    ",",
    "\\",
    "%YAML 1.1\n",
    "%TAG ! a\n",
    "---\n",
    "...\n",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "é",
    "\u{1F600}",
    "\0",
    "\u{7f}",
    "\\x41",
    "\\u00e9",
    "\\ud800",
    "{{",
    "}}",
    "{{ env \"A\" }}",
    "{% x %}",
    "${A}",
    "true",
    "yes",
    "null",
    "~",
    "0x1F",
    "1e3",
    ".nan",
    "-.inf",
    "2020-01-01",
    "99999999999999999999",
    "1d",
    "1m30s",
    "http:",
    "tcp:",
    "udp:",
    "tls:",
    "routers:",
    "services:",
    "middlewares:",
    "Host(`a`)",
    "Host(`a`,`b`)",
    "&&",
    "||",
    "!",
    "(",
    ")",
    "`",
    "PathPrefix(`/{a:b}`)",
    "=",
    "[[",
    "]]",
    "[http.routers.a]\n",
    "\"\"\"",
    "'''",
    "a.b.c",
    "@docker",
    "@file",
    "-----BEGIN",
];

/// The input of that number, and the name of its file.
pub(crate) fn input(seed: u64, number: u64, seeds: &[Seed]) -> (Vec<u8>, String) {
    let mut random = Random::new(seed, number);
    let first = random.of(seeds);
    let mut name = first.name.clone();
    let mut bytes = first.bytes.clone();
    if random.one_in(3)
        && let Some((text, format)) = restructured(first, &mut random)
    {
        name = format!("structure.{format}");
        bytes = text.into_bytes();
        if random.one_in(2) {
            return (bytes, name);
        }
    }
    for _ in 0..=random.below(6) {
        match random.below(4) {
            0 => change_bytes(&mut bytes, &mut random),
            1 => insert_word(&mut bytes, &mut random),
            2 => move_part(&mut bytes, &mut random),
            _ => {
                let other = &random.of(seeds).bytes;
                splice(&mut bytes, other, &mut random);
            }
        }
    }
    if random.one_in(200) {
        repeat_part(&mut bytes, &mut random);
    }
    bytes.truncate(MAX_BYTES);
    if random.one_in(20) {
        name = format!("other.{}", random.of(&["yml", "json", "toml"]));
    }
    (bytes, name)
}

fn change_bytes(bytes: &mut [u8], random: &mut Random) {
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        if let Some(byte) = bytes.get_mut(at) {
            *byte = match random.below(3) {
                0 => *byte ^ (1 << random.below(8)),
                1 => *random.of(b" \n\t:-?'\"|>#&*![]{},\\%@`=.\0\xff\xc2\x85"),
                _ => u8::try_from(random.below(256)).unwrap_or(0),
            };
        }
    }
}

fn insert_word(bytes: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    let end = if random.one_in(3) {
        (at + random.below(12)).min(bytes.len())
    } else {
        at
    };
    bytes.splice(at..end, random.of(WORDS).bytes());
}

/// Takes a part, a whole line now and then, away or to another place, or puts it there once more.
fn move_part(bytes: &mut Vec<u8>, random: &mut Random) {
    let part = part(bytes, random);
    let taken = bytes[part.clone()].to_vec();
    if random.one_in(2) {
        bytes.drain(part);
    }
    if random.below(3) > 0 {
        let at = random.below(bytes.len() + 1);
        bytes.splice(at..at, taken);
    }
}

fn part(bytes: &[u8], random: &mut Random) -> std::ops::Range<usize> {
    let from = random.below(bytes.len() + 1);
    if random.one_in(2) {
        return from..(from + random.below(60)).min(bytes.len());
    }
    let is_end = |byte: &u8| *byte == b'\n';
    let start = bytes[..from].iter().rposition(is_end).map_or(0, |at| at + 1);
    let end = bytes[from..]
        .iter()
        .position(is_end)
        .map_or(bytes.len(), |at| from + at + 1);
    start..end
}

fn splice(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let taken = other[part(other, random)].to_vec();
    let at = random.below(bytes.len() + 1);
    bytes.splice(at..at, taken);
}

/// Blows a part up.
fn repeat_part(bytes: &mut Vec<u8>, random: &mut Random) {
    let part = part(bytes, random);
    let at = part.end;
    let count = MAX_BYTES / 4 / part.len().max(1);
    let repeated = bytes[part].repeat(random.below(count) + 1);
    bytes.splice(at..at, repeated);
}

/// The components of a seed with other fields and values, in any format.
fn restructured(seed: &Seed, random: &mut Random) -> Option<(String, Format)> {
    let reading = read(&seed.bytes, &seed.name, None);
    let mut components: Vec<Component> = reading
        .components
        .into_iter()
        .map(|found| found.component)
        .collect();
    for _ in 0..=random.below(3) {
        let at = random.below(components.len());
        let component = components.get_mut(at)?;
        let mut value = component.configuration();
        change_value(&mut value, &schema::of(component.kind), random);
        let name = if random.one_in(5) {
            (*random.of(WORDS)).to_owned()
        } else {
            component.name.clone()
        };
        *component = Component::from_configuration(component.kind, name, value);
    }
    let format = *random.of(&[Format::Yaml, Format::Json, Format::Toml]);
    write(&components, format).ok().map(|text| (text, format))
}

/// Changes a value somewhere: mostly to what the schema allows, now and then to anything.
fn change_value(value: &mut Value, schema: &Value, random: &mut Random) {
    let properties = schema.get("properties").and_then(Value::as_object);
    match value {
        Value::Object(fields) => {
            let names: Vec<String> = properties.unwrap_or(fields).keys().cloned().collect();
            if names.is_empty() {
                return;
            }
            let name = random.of(&names).clone();
            let inner = properties
                .and_then(|known| known.get(&name))
                .unwrap_or(&schema["additionalProperties"]);
            match fields.get_mut(&name) {
                Some(_) if random.one_in(6) => {
                    fields.remove(&name);
                }
                Some(value) => change_value(value, inner, random),
                None => {
                    fields.insert(name, made(inner, random, 0));
                }
            }
        }
        Value::Array(items) => {
            let at = random.below(items.len() + 1);
            match items.get_mut(at) {
                Some(_) if random.one_in(4) => {
                    items.remove(at);
                }
                Some(item) => change_value(item, &schema["items"], random),
                None => items.push(made(&schema["items"], random, 0)),
            }
        }
        value => *value = made(schema, random, 0),
    }
}

/// A value that the schema allows, now and then another.
fn made(schema: &Value, random: &mut Random, depth: usize) -> Value {
    if random.one_in(12) || depth > 6 {
        return odd(random);
    }
    if let Some(known) = schema.get("properties").and_then(Value::as_object) {
        let mut fields = Map::new();
        for _ in 0..=random.below(3) {
            let at = random.below(known.len());
            if let Some((name, inner)) = known.iter().nth(at) {
                fields.insert(name.clone(), made(inner, random, depth + 1));
            }
        }
        return Value::Object(fields);
    }
    match schema["type"].as_str() {
        Some("string") if schema["format"] == "go-duration" => {
            Value::from(*random.of(&["1s", "1m30s", "500ms", "0", "-1h", "1.5h"]))
        }
        Some("integer") => Value::from(i64::try_from(random.below(1000)).unwrap_or(0) - 100),
        Some("boolean") => Value::from(random.one_in(2)),
        Some("array") => {
            let count = random.below(3) + 1;
            (0..count)
                .map(|_| made(&schema["items"], random, depth + 1))
                .collect()
        }
        Some("object") => {
            let inner = &schema["additionalProperties"];
            let count = random.below(3) + 1;
            let fields = (0..count).map(|_| {
                let name = (*random.of(WORDS)).to_owned();
                (name, made(inner, random, depth + 1))
            });
            Value::Object(fields.collect())
        }
        _ => text(random),
    }
}

fn text(random: &mut Random) -> Value {
    let count = random.below(3) + 1;
    let words: Vec<&str> = (0..count).map(|_| *random.of(WORDS)).collect();
    Value::from(words.concat())
}

fn odd(random: &mut Random) -> Value {
    match random.below(7) {
        0 => Value::Null,
        1 => Value::from(random.one_in(2)),
        2 => Value::from(u64::MAX),
        3 => Value::from(1.5),
        4 => Value::Array(vec![Value::Null]),
        5 => Value::Object(Map::new()),
        _ => text(random),
    }
}
