//! Writes a large configuration as YAML, component by component, without ever holding all of it.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::template;
use crate::text::indented;
use crate::write::yaml::{indent, map_key, words};
use crate::{Braces, Kind};

/// Writes components as [`write`](crate::write()) would write all of them at once, from the JSON of
/// [`Component::configuration`](crate::Component::configuration).
///
/// They should come by kind and name, in the order of [`Kind::ALL`]; what comes in another order is written in that
/// order.
///
/// ```
/// use traefik_dynamic::{Braces, Kind, YamlStream};
///
/// let (mut stream, mut text) = (YamlStream::default(), String::new());
/// stream.push(Kind::HttpRouter, ("web", Braces::Text), r#"{"service":"web"}"#, &mut text)?;
/// stream.push(Kind::HttpRouter, ("wiki", Braces::Text), r#"{"service":"wiki"}"#, &mut text)?;
/// assert_eq!(text, "http:\n  routers:\n    web:\n      service: web\n    wiki:\n      service: wiki\n");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct YamlStream {
    section: &'static str,
    collection: &'static str,
}

impl YamlStream {
    /// Appends one component by its lines, as in a [`Fragment`](crate::text::Fragment).
    pub fn push_lines(&mut self, kind: Kind, lines: &str, text: &mut String) {
        self.enter(kind, text);
        text.push_str(&indented(lines, 4));
    }

    /// Appends one component to the text. Fails if the configuration is not valid JSON; the text is then unusable.
    pub fn push(
        &mut self,
        kind: Kind,
        (name, braces): (&str, Braces),
        configuration: &str,
        text: &mut String,
    ) -> Result<(), serde_json::Error> {
        self.enter(kind, text);
        indent(2, text);
        let behind = if kind == Kind::TlsCertificate {
            text.push_str("- ");
            Behind::Dash
        } else {
            map_key(&template(name, braces), (2, Braces::Actions), text);
            Behind::Key
        };
        let mut json = serde_json::Deserializer::from_str(configuration);
        let value = Writing {
            text,
            depth: 3,
            behind,
            braces,
        };
        value.deserialize(&mut json)?;
        json.end()
    }

    /// Begins the section and collection of a kind, unless the last component was of it.
    fn enter(&mut self, kind: Kind, text: &mut String) {
        let (section, collection) = kind.section();
        if section != self.section {
            text.extend([section, ":\n"]);
            (self.section, self.collection) = (section, "");
        }
        if collection != self.collection {
            text.extend(["  ", collection, ":\n"]);
            self.collection = collection;
        }
    }
}

/// What a value follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Behind {
    /// `key:`
    Key,
    /// `- `
    Dash,
}

/// Writes any value; nested content is written at `depth`.
struct Writing<'t> {
    text: &'t mut String,
    depth: usize,
    behind: Behind,
    braces: Braces,
}

/// A text escaped as a template.
fn template(content: &str, braces: Braces) -> Cow<'_, str> {
    match braces {
        Braces::Text => template::escape(content),
        Braces::Actions => content.into(),
    }
}

impl Writing<'_> {
    fn scalar(self, content: &str) {
        if self.behind == Behind::Key {
            self.text.push(' ');
        }
        self.text.push_str(content);
        self.text.push('\n');
    }

    /// Where nested content begins: on a new line, or after the dash.
    fn begin(text: &mut String, depth: usize, behind: Behind) {
        if behind == Behind::Key {
            text.push('\n');
            indent(depth, text);
        }
    }
}

impl<'de> DeserializeSeed<'de> for Writing<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Writing<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.scalar("null");
        Ok(())
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<(), E> {
        self.scalar(if flag { "true" } else { "false" });
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.scalar(&number.to_string());
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.scalar(&number.to_string());
        Ok(())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.scalar(&serde_json::Value::from(number).to_string());
        Ok(())
    }

    fn visit_str<E: Error>(self, content: &str) -> Result<(), E> {
        if self.behind == Behind::Key {
            self.text.push(' ');
        }
        let content = template(content, self.braces);
        words(&content, (self.depth, Braces::Actions), self.text);
        self.text.push('\n');
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Writing {
            text,
            depth,
            behind,
            braces,
        } = self;
        let first = Item {
            text,
            depth,
            behind: Some(behind),
            braces,
        };
        if items.next_element_seed(first)?.is_none() {
            let empty = Writing {
                text,
                depth,
                behind,
                braces,
            };
            empty.scalar("[]");
            return Ok(());
        }
        while items
            .next_element_seed(Item {
                text,
                depth,
                behind: None,
                braces,
            })?
            .is_some()
        {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        let Writing {
            text,
            depth,
            behind,
            braces,
        } = self;
        let Some(Key(mut key)) = fields.next_key()? else {
            let empty = Writing {
                text,
                depth,
                behind,
                braces,
            };
            empty.scalar("{}");
            return Ok(());
        };
        Writing::begin(text, depth, behind);
        loop {
            map_key(&template(&key, braces), (depth, Braces::Actions), text);
            fields.next_value_seed(Writing {
                text,
                depth: depth + 1,
                behind: Behind::Key,
                braces,
            })?;
            let Some(Key(next)) = fields.next_key()? else {
                return Ok(());
            };
            key = next;
            indent(depth, text);
        }
    }
}

/// A key, borrowed where it needs no unescaping.
#[derive(Deserialize)]
struct Key<'k>(#[serde(borrow)] Cow<'k, str>);

/// One item of a list, with its dash; the first one has the list's own `behind`.
struct Item<'t> {
    text: &'t mut String,
    depth: usize,
    behind: Option<Behind>,
    braces: Braces,
}

impl<'de> DeserializeSeed<'de> for Item<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        let Item {
            text,
            depth,
            behind,
            braces,
        } = self;
        match behind {
            Some(behind) => Writing::begin(text, depth, behind),
            None => indent(depth, text),
        }
        text.push_str("- ");
        let value = Writing {
            text,
            depth: depth + 1,
            behind: Behind::Dash,
            braces,
        };
        value.deserialize(from)
    }
}
