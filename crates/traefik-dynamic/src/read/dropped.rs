//! Values that do not fit but are loaded nevertheless: Traefik drops them, or turns them into something nobody wants.
//! Each rule was tried on Traefik 3.7.15.

use crate::read::node::{Content, NodeId, Tree};
use crate::read::scalar::printed;
use crate::shape::{Shape, Type};

impl Tree<'_> {
    /// Whether Traefik loads a file that has this in place of a value of that type.
    pub(crate) fn is_dropped(&self, id: NodeId, wanted: Type) -> bool {
        match (wanted, self.content(id)) {
            (Type::Text, Content::Map(entries)) => entries.iter().all(|entry| self.is_null(entry.value)),
            (Type::Text, _) => self.is_flat_list(id),
            (Type::TextList, Content::Map(entries)) => entries.iter().all(|entry| {
                self.is_null(entry.value) || self.is_plain(entry.value) || self.is_flat_list(entry.value)
            }),
            // Its paths become names: `A.b`, `[0].A`.
            (Type::TextMap, Content::List(items)) => {
                let has_object = items
                    .iter()
                    .any(|item| matches!(self.content(*item), Content::Map(_)));
                has_object && self.is_flattened(id)
            }
            _ => false,
        }
    }

    /// Whether Traefik loads a file that has this as an item of a list of texts.
    pub(crate) fn is_dropped_item(&self, id: NodeId) -> bool {
        matches!(self.content(id), Content::Map(entries) if entries.is_empty())
    }

    /// Whether Traefik turns everything in this into one text, or several.
    pub(crate) fn is_flattened(&self, id: NodeId) -> bool {
        match self.content(id) {
            Content::Null => true,
            Content::Map(entries) => entries.iter().all(|entry| self.is_flattened(entry.value)),
            Content::List(items) => items.iter().all(|item| {
                let is_object = matches!(self.content(*item), Content::Map(_));
                self.is_plain(*item) || is_object && self.is_flattened(*item)
            }),
            _ => self.is_plain(id),
        }
    }

    /// A plain value, or a list of them, in which Traefik sees no object: where the object may be empty, it counts as
    /// absent.
    pub(crate) fn is_no_object(&self, id: NodeId) -> bool {
        self.is_plain(id) || self.is_flat_list(id)
    }

    /// Whether Traefik loads a file that has this in place of a list of such objects.
    pub(crate) fn is_object_for_list(&self, id: NodeId, shape: &Shape) -> bool {
        let is_known = |key: &str| shape.field(key).is_some() || shape.ignores(key);
        let is_loaded = |value: NodeId| match self.content(value) {
            Content::Null => true,
            Content::Map(fields) => fields
                .iter()
                .all(|field| is_known(&field.key) || self.is_null(field.value)),
            _ => self.is_no_object(value),
        };
        match self.content(id) {
            Content::Map(entries) => entries.iter().all(|entry| is_loaded(entry.value)),
            _ => self.is_plain(id),
        }
    }

    /// Whether the value can be written as text.
    pub(crate) fn is_plain(&self, id: NodeId) -> bool {
        !matches!(
            self.content(id),
            Content::Null | Content::Date(_) | Content::List(_) | Content::Map(_)
        )
    }

    /// The text that Traefik makes of a list of plain values: their type by its number in Go, and each value.
    pub(crate) fn flat_text(&self, id: NodeId) -> Option<String> {
        let Content::List(items) = self.content(id) else {
            return None;
        };
        let integer = if self.is_toml() { 6 } else { 2 };
        let (mut kind, mut values) = (None, String::new());
        for item in items {
            let (number, value) = match self.content(*item) {
                Content::Bool(flag) => (1, flag.to_string()),
                Content::Int(whole) if i64::try_from(whole.get()).is_ok() => (integer, whole.to_string()),
                Content::Int(whole) => (11, whole.to_string()),
                Content::Float(number) => (14, printed(*number)),
                Content::Text(text, _) => (24, text.to_string()),
                _ => return None,
            };
            kind = kind.max(Some(number));
            values.push('\u{2551}');
            values.push_str(&value);
        }
        kind.map(|kind| format!("\u{2551}{kind}{values}"))
    }

    /// A list of plain values, which Traefik turns into a text that nobody wants.
    fn is_flat_list(&self, id: NodeId) -> bool {
        matches!(self.content(id), Content::List(items) if items.iter().all(|item| self.is_plain(*item)))
    }
}
