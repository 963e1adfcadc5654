//! A YAML scalar as a value or a key.

use std::borrow::Cow;

use crate::read::node::{Content, KeySort, Place, Plain};
use crate::read::yaml::token::Style;
use crate::read::{Broken, scalar};

/// A scalar as written.
#[derive(Clone)]
pub(crate) struct Word<'t> {
    pub(crate) tag: Option<Cow<'t, str>>,
    pub(crate) value: Cow<'t, str>,
    pub(crate) style: Style,
}

/// A key that waits for its value.
pub(crate) struct Key<'t> {
    pub(crate) text: Cow<'t, str>,
    pub(crate) sort: KeySort,
    pub(crate) is_merge: bool,
    /// The anchor, if the key is an alias.
    pub(crate) alias: Option<&'t str>,
    pub(crate) place: Place,
}

impl<'t> Key<'t> {
    fn new(text: Cow<'t, str>, sort: KeySort, place: Place) -> Self {
        Key {
            text,
            sort,
            is_merge: false,
            alias: None,
            place,
        }
    }

    /// What the anchor stands for as a key; `None` if it is not a scalar.
    pub(crate) fn of_alias(anchor: &'t str, content: &Content<'t>, place: Place) -> Option<Self> {
        let text = match content {
            Content::Text(text, _) | Content::Date(text) => text.clone(),
            Content::Null => Cow::Borrowed("~"),
            Content::Bool(flag) => Cow::Owned(flag.to_string()),
            Content::Int(number) => Cow::Owned(number.to_string()),
            Content::Float(number) => Cow::Owned(number.to_string()),
            Content::List(_) | Content::Map(_) => return None,
        };
        let key = Key::new(text, KeySort::of(content)?, place);
        Some(Key {
            alias: Some(anchor),
            ..key
        })
    }
}

impl<'t> Word<'t> {
    pub(crate) fn into_content(self, place: Place) -> Result<Content<'t>, Broken> {
        let is_plain = self.style == Style::Plain;
        let written = match self.style {
            Style::Plain if !self.value.contains('\n') => Plain::AsIs,
            Style::SingleQuoted if !self.value.contains(['\'', '\n']) => Plain::Quoted,
            Style::DoubleQuoted if !self.value.contains(['\\', '"', '\n', '\t']) => Plain::Quoted,
            _ => Plain::Changed,
        };
        match self.tag.as_deref().map(scalar::short) {
            None | Some("!") if is_plain => Ok(scalar::resolve(self.value)),
            None | Some("!" | "!!str") => Ok(Content::Text(self.value, written)),
            Some(tag) => scalar::tagged(tag, self.value).map_err(|sentence| Broken::at(place, &sentence)),
        }
    }

    pub(crate) fn into_key(self, place: Place) -> Result<Key<'t>, Broken> {
        if self.is_merge() {
            let key = Key::new(self.value, KeySort::Text, place);
            return Ok(Key {
                is_merge: true,
                ..key
            });
        }
        if self.tag.is_none() && (self.style != Style::Plain || scalar::is_surely_text(&self.value)) {
            return Ok(Key::new(self.value, KeySort::Text, place));
        }
        let written = self.value.clone();
        let content = self.into_content(place)?;
        let sort = KeySort::of(&content).unwrap_or(KeySort::Text);
        Ok(match content {
            Content::Text(text, _) => Key::new(text, sort, place),
            _ => Key::new(written, sort, place),
        })
    }

    /// `<<` without quotes, or quoted in any way if it has the tag.
    fn is_merge(&self) -> bool {
        self.value == "<<"
            && match self.tag.as_deref().map(scalar::short) {
                None | Some("!") => self.style == Style::Plain,
                Some(tag) => tag == "!!merge",
            }
    }
}
