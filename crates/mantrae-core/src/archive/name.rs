//! Names of archive files: what a list shows without opening anything.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

use super::ENCRYPTED;

/// Why a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, IntoStaticStr)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Trigger {
    /// The schedule was due.
    Schedule,
    /// A person asked for it.
    Manual,
    /// The restore point before an import.
    BeforeImport,
    /// The restore point before a restore, an undo or the deletion of a profile.
    BeforeRestore,
    /// Some minutes after a change.
    AfterChanges,
    /// A scheduled backup was missed.
    CatchUp,
    /// A reason that only a newer version knows.
    #[serde(untagged)]
    #[cfg_attr(feature = "specta", specta(skip))]
    #[strum(disabled)]
    Newer(Word),
}

/// The most characters in a reason.
const WORD: usize = 32;

/// A reason that only a newer version knows: up to 32 letters, digits and hyphens.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Word([u8; WORD]);

impl Word {
    /// Parses a reason as in file names; `None` for what cannot be part of one.
    fn parse(text: &str) -> Option<Self> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if text.is_empty() || text.len() > WORD || !text.bytes().all(fits) {
            return None;
        }
        let mut letters = [0; WORD];
        for (letter, byte) in letters.iter_mut().zip(text.bytes()) {
            *letter = byte;
        }
        Some(Self(letters))
    }

    /// The part of a text that can be in a file name, so that no reason makes a manifest unreadable.
    fn of(text: &str) -> Self {
        let letters: String = text
            .chars()
            .map(|letter| {
                if letter.is_ascii_alphanumeric() {
                    letter
                } else {
                    '-'
                }
            })
            .take(WORD)
            .collect();
        Self::parse(&letters)
            .or_else(|| Self::parse("unknown"))
            .unwrap_or(Self([0; WORD]))
    }

    fn as_str(&self) -> &str {
        let end = self.0.iter().position(|byte| *byte == 0).unwrap_or(WORD);
        let letters = self.0.get(..end).unwrap_or_default();
        // Only letters, digits and hyphens get in.
        std::str::from_utf8(letters).unwrap_or_default()
    }
}

impl std::fmt::Debug for Word {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.as_str().fmt(formatter)
    }
}

impl Serialize for Word {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::of(&text))
    }
}

impl Trigger {
    /// Restore points, from before an import, a restore, an undo or the deletion of a profile: they hold the previous
    /// state, and nobody asked for them as backups.
    pub const RESTORE_POINTS: [Self; 2] = [Self::BeforeImport, Self::BeforeRestore];

    /// True for one of [`Trigger::RESTORE_POINTS`].
    pub fn is_restore_point(self) -> bool {
        Self::RESTORE_POINTS.contains(&self)
    }

    /// Its text in file names, manifests and lists.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Newer(word) => word.as_str(),
            known => known.into(),
        }
    }

    /// The trigger with that text, if this version knows it.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    /// The trigger with that text in file names, whichever version wrote it; `None` if it is not a trigger.
    pub fn read(text: &str) -> Option<Self> {
        Self::parse(text).or_else(|| Word::parse(text).map(Self::Newer))
    }
}

/// `mantrae_<instance>_<UTC>_<trigger>_<id>.zip` or `…_<id>_<keyid>.zip.age`, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The installation that made it.
    pub instance: String,
    /// When it was made, to the second.
    pub at: DateTime<Utc>,
    /// Why it was made.
    pub trigger: Trigger,
    /// Random; the backup's id.
    pub id: String,
    /// The key it is encrypted with; `None` if it is not encrypted.
    pub key_id: Option<String>,
}

const TIME: &str = "%Y%m%dT%H%M%SZ";

impl Name {
    /// Parses a file name; `None` for a file that is not ours.
    pub fn parse(file: &str) -> Option<Self> {
        let (stem, encrypted) = match file.strip_suffix(ENCRYPTED) {
            Some(inner) => (inner.strip_suffix(".zip")?, true),
            None => (file.strip_suffix(".zip")?, false),
        };
        let mut parts = stem.split('_');
        if parts.next() != Some("mantrae") {
            return None;
        }
        let (instance, at, trigger, id) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let word =
            |text: &str| !text.is_empty() && text.chars().all(|character| character.is_ascii_alphanumeric());
        let key_id = parts.next();
        let fits = key_id.is_some() == encrypted && key_id.is_none_or(is_key_id);
        if !fits || parts.next().is_some() || !word(instance) || !word(id) {
            return None;
        }
        let at = NaiveDateTime::parse_from_str(at, TIME).ok()?.and_utc();
        Some(Self {
            instance: instance.to_owned(),
            at,
            trigger: Trigger::read(trigger)?,
            id: id.to_owned(),
            key_id: key_id.map(str::to_owned),
        })
    }
}

/// True for 8 hex digits in upper case.
pub fn is_key_id(text: &str) -> bool {
    let digit = |character: char| matches!(character, '0'..='9' | 'A'..='F');
    text.len() == 8 && text.chars().all(digit)
}

impl std::fmt::Display for Name {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (instance, id) = (&self.instance, &self.id);
        write!(
            formatter,
            "mantrae_{instance}_{}_{}_{id}",
            self.at.format(TIME),
            self.trigger.as_str()
        )?;
        match &self.key_id {
            Some(key_id) => write!(formatter, "_{key_id}.zip{ENCRYPTED}"),
            None => formatter.write_str(".zip"),
        }
    }
}
