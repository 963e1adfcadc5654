//! Lists of texts, and the single text that Traefik accepts for such a list.

use std::ops::Deref;

use serde_json::{Value, json};

use crate::read::node::{Content as Node, NodeId};
use crate::read::printed::scalar;
use crate::read::reader::{Reader, Step};
use crate::shape::{Content, Field, Type};
use crate::template;

/// A list of texts.
///
/// Traefik splits a single text at its commas after its template actions have run: an action may write several items.
/// Such a text stays as it is, and its items are those that can be told without running it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    items: Vec<String>,
    is_one_text: bool,
}

impl Texts {
    /// The items of a single text with commas.
    fn of_one(text: &str) -> Self {
        Texts {
            items: split(text),
            is_one_text: text.contains("{{"),
        }
    }
}

impl Deref for Texts {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.items
    }
}

impl From<Vec<String>> for Texts {
    fn from(items: Vec<String>) -> Self {
        let is_one_text = false;
        Texts { items, is_one_text }
    }
}

impl<'t> IntoIterator for &'t Texts {
    type Item = &'t String;
    type IntoIter = std::slice::Iter<'t, String>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl IntoIterator for Texts {
    type Item = String;
    type IntoIter = std::vec::IntoIter<String>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl Content for Texts {
    const WANTS: Type = Type::TextList;

    fn read(reader: &mut Reader<'_>, id: NodeId, _: &'static Field) -> Option<Self> {
        let items = match reader.tree.content(id) {
            Node::List(items) => items,
            // To Traefik, an empty object is an empty list.
            Node::Map(entries) if entries.is_empty() => return None,
            _ => {
                let is_loaded = reader.tree.is_dropped(id, Type::TextList);
                let text = scalar(reader, id, (Type::TextList, is_loaded)).filter(|text| !text.is_empty())?;
                let count = text.bytes().filter(|byte| *byte == b',').count() + 1;
                return reader.fits(id, count).then(|| Texts::of_one(&text));
            }
        };
        if !reader.fits(id, items.len()) {
            return None;
        }
        let mut texts = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            if reader.gives_up() {
                break;
            }
            reader.at(Step::Index(index), |reader| {
                if reader.tree.is_null(*item) {
                    reader.wrong_type(*item, "a string");
                } else if let Some(text) =
                    scalar(reader, *item, (Type::Text, reader.tree.is_dropped_item(*item)))
                {
                    texts.push(text.trim().to_owned());
                }
            });
        }
        Some(texts.into())
    }

    fn value(&self) -> Value {
        if self.is_one_text {
            Value::String(self.items.join(","))
        } else {
            json!(self.items)
        }
    }

    fn meaning(&self) -> Value {
        self.value()
    }

    fn meaning_of_default(text: &str) -> Value {
        json!(text.split(' ').collect::<Vec<_>>())
    }
}

/// The items of a text with commas; one inside an action does not count.
pub(crate) fn split(text: &str) -> Vec<String> {
    let items = template::split_outside(text, ',');
    items.map(|item| item.trim().to_owned()).collect()
}
