//! A scalar of YAML as a value or a key.

use std::borrow::Cow;

use crate::read::node::{Content, Place, Plain};
use crate::read::yaml::token::Style;
use crate::read::{Broken, scalar};

/// A scalar as it is written.
pub(crate) struct Word<'t> {
    pub(crate) tag: Option<Cow<'t, str>>,
    pub(crate) value: Cow<'t, str>,
    pub(crate) style: Style,
}

/// A key that waits for its value.
pub(crate) struct Key<'t> {
    pub(crate) text: Cow<'t, str>,
    pub(crate) is_text: bool,
    pub(crate) is_merge: bool,
    pub(crate) place: Place,
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
        match self.tag.as_deref() {
            None if is_plain => Ok(scalar::resolve(self.value)),
            None | Some("!" | "tag:yaml.org,2002:str" | "tag:yaml.org,2002:binary") if !is_plain => {
                Ok(Content::Text(self.value, written))
            }
            Some("tag:yaml.org,2002:str") => Ok(Content::Text(self.value, written)),
            None | Some("!") => Ok(scalar::resolve(self.value)),
            Some(tag) => scalar::tagged(tag, self.value).map_err(|sentence| Broken::at(place, &sentence)),
        }
    }

    pub(crate) fn into_key(self, place: Place) -> Result<Key<'t>, Broken> {
        let is_plain = self.style == Style::Plain;
        if is_plain && self.value == "<<" && self.tag.is_none() {
            return Ok(Key {
                text: self.value,
                is_text: true,
                is_merge: true,
                place,
            });
        }
        if self.tag.is_none() && (!is_plain || scalar::is_surely_text(&self.value)) {
            return Ok(Key {
                text: self.value,
                is_text: true,
                is_merge: false,
                place,
            });
        }
        let text = self.value.clone();
        let is_text = matches!(self.into_content(place)?, Content::Text(..));
        Ok(Key {
            text,
            is_text,
            is_merge: false,
            place,
        })
    }
}
