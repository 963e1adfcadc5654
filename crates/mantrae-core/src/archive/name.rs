//! Names of archive files: what a list shows without opening anything.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

use super::ENCRYPTED;

/// Why a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    /// The schedule said so.
    Schedule,
    /// A person asked for it.
    Manual,
    /// The way back from an import.
    BeforeImport,
    /// The way back from a restore, an undo or the deletion of a profile.
    BeforeRestore,
    /// Some minutes after a change.
    AfterChanges,
    /// A scheduled one was missed.
    CatchUp,
}

impl Trigger {
    const ALL: [Self; 6] = [
        Self::Schedule,
        Self::Manual,
        Self::BeforeImport,
        Self::BeforeRestore,
        Self::AfterChanges,
        Self::CatchUp,
    ];

    /// True for the way back from an import, a restore, an undo or the deletion of a profile: it holds what was there
    /// before, and nobody asked for it as a backup.
    pub fn is_restore_point(self) -> bool {
        matches!(self, Self::BeforeImport | Self::BeforeRestore)
    }

    /// As in file names, manifests and lists.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Schedule => "schedule",
            Self::Manual => "manual",
            Self::BeforeImport => "before-import",
            Self::BeforeRestore => "before-restore",
            Self::AfterChanges => "after-changes",
            Self::CatchUp => "catch-up",
        }
    }

    /// The trigger of that text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|trigger| trigger.as_str() == text)
    }
}

/// `mantrae_<instance>_<UTC>_<trigger>_<id>.zip` or `…_<id>_<keyid>.zip.age`, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The installation that made it.
    pub instance: String,
    /// When, to the second.
    pub at: DateTime<Utc>,
    /// Why.
    pub trigger: Trigger,
    /// Random; the backup's id.
    pub id: String,
    /// The key it is encrypted with; none: it is not.
    pub key_id: Option<String>,
}

const TIME: &str = "%Y%m%dT%H%M%SZ";

impl Name {
    /// The name's parts; `None` for a file that is none of ours.
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
            trigger: Trigger::parse(trigger)?,
            id: id.to_owned(),
            key_id: key_id.map(str::to_owned),
        })
    }
}

/// 8 hex digits in upper case.
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
