//! An install configuration given as flags or as environment variables.

use serde_json::{Map, Value};
use traefik_dynamic::route::shell_words;

/// What a Traefik is started with.
#[derive(Debug, Default)]
pub(super) struct Arguments {
    flags: Tree,
    environment: Tree,
    /// The install configuration that it is told to read, which takes precedence over the others.
    pub(super) file: Option<String>,
}

/// Texts by their paths.
#[derive(Debug, Default)]
struct Tree(Map<String, Value>);

impl Arguments {
    /// Parses pasted text: flags or variables, one per line or separated by spaces, also as items of a YAML list.
    pub(super) fn of_text(text: &str) -> Arguments {
        let mut arguments = Arguments::default();
        for line in text.lines() {
            let line = line.trim().trim_start_matches("- ").trim_end_matches('\\').trim();
            match line.split_once(": ") {
                Some((name, value)) if is_variable(name.trim_matches(QUOTES)) => {
                    arguments.variable(name.trim_matches(QUOTES), value.trim().trim_matches(QUOTES));
                }
                _ => shell_words(line)
                    .iter()
                    .flatten()
                    .for_each(|word| arguments.word(word)),
            }
        }
        arguments
    }

    /// Adds one word of a command line: a flag or `NAME=value`.
    pub(super) fn word(&mut self, word: &str) {
        if let Some(flag) = word.strip_prefix("--").or_else(|| word.strip_prefix('-')) {
            let (name, value) = flag.split_once('=').unwrap_or((flag, "true"));
            if name.eq_ignore_ascii_case("configfile") {
                self.file = Some(value.to_owned());
            } else {
                self.flags.put(&name.split('.').collect::<Vec<_>>(), value);
            }
        } else if let Some((name, value)) = word.split_once('=') {
            self.variable(name, value);
        }
    }

    /// Adds a variable, if it is one of Traefik's. Traefik ignores their case.
    pub(super) fn variable(&mut self, name: &str, value: &str) {
        if !is_variable(name) {
            return;
        }
        let name = name.to_ascii_lowercase();
        let path: Vec<&str> = name.split('_').skip(1).collect();
        if path == ["configfile"] {
            self.file = Some(value.to_owned());
        } else {
            self.environment.put(&path, value);
        }
    }

    /// What Traefik reads of them: it ignores the variables if there are flags. `None` if there is nothing.
    pub(super) fn document(self) -> Option<Value> {
        let trees = [self.flags, self.environment];
        let mut written = trees.into_iter().filter(|tree| !tree.0.is_empty());
        written.next().map(|tree| Value::Object(tree.0))
    }
}

const QUOTES: [char; 2] = ['"', '\''];

fn is_variable(name: &str) -> bool {
    name.get(..8)
        .is_some_and(|start| start.eq_ignore_ascii_case("traefik_"))
}

impl Tree {
    /// Sets the text at a path. A name that exists keeps its spelling.
    fn put(&mut self, path: &[&str], value: &str) {
        let Some((last, parents)) = path.split_last() else {
            return;
        };
        let mut at = &mut self.0;
        for name in parents {
            let node = entry(at, without_index(name));
            if !node.is_object() {
                // `--metrics.prometheus` only says that the section is present.
                *node = Value::Object(Map::new());
            }
            let Value::Object(next) = node else { return };
            at = next;
        }
        let node = entry(at, without_index(last));
        match node {
            Value::Object(_) => {}
            Value::Array(items) => items.push(value.into()),
            _ if *last != without_index(last) => *node = Value::Array(vec![value.into()]),
            _ => *node = value.into(),
        }
    }
}

/// `middlewares` of `middlewares[0]`.
fn without_index(name: &str) -> &str {
    name.split_once('[').map_or(name, |(name, _)| name)
}

fn entry<'m>(map: &'m mut Map<String, Value>, name: &str) -> &'m mut Value {
    let known = map.keys().find(|known| known.eq_ignore_ascii_case(name)).cloned();
    map.entry(known.unwrap_or_else(|| name.to_owned()))
        .or_insert(Value::Null)
}
