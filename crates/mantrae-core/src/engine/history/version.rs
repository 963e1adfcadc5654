//! What a component was at some time.

use serde::Serialize;
use traefik_dynamic::{Component, text};

use crate::component_ref::ComponentRef;
use crate::db::component::Stored;
use crate::db::operation::OperationKind;
use crate::engine::changes::{FieldDifference, differences};
use crate::error::Result;
use crate::timestamp::Timestamp;

/// What a component was over time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ComponentHistory {
    /// Which component.
    pub component: ComponentRef,
    /// What it was, the latest first.
    pub versions: Vec<Version>,
    /// How many backups were read for it; none if they were not asked.
    pub backups: Option<u32>,
    /// Why backups could not be read, each with its name.
    pub unread: Vec<String>,
}

/// What a component became by one change, or was in a backup.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Version {
    /// Identifies it among the versions of this component.
    pub id: String,
    /// Since when it was so, in UTC; of one that only a backup has, when that was made.
    pub at: Timestamp,
    /// Where it comes from.
    pub cause: VersionCause,
    /// What happened, in one sentence; empty if nothing is recorded about it.
    pub sentence: String,
    /// Its name then.
    pub name: String,
    /// False if the component was not there any more.
    pub existed: bool,
    /// On or off; none if it did not exist.
    pub enabled: Option<bool>,
    /// The change was undone, so what comes after it does not build on it.
    pub undone: bool,
    /// Its lines; none if it did not exist, or if only a backup can tell.
    pub lines: Option<String>,
    /// The fields that differ in meaning from the version before; empty if one of both is not known.
    pub fields: Vec<FieldDifference>,
    /// Texts in the lines that the screen masks.
    pub secrets: Vec<String>,
}

/// Where a version comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum VersionCause {
    /// A change of single components.
    Edit,
    /// An import.
    Import,
    /// A restore.
    Restore,
    /// The deletion of its profile.
    ProfileDeletion,
    /// It is only in a backup.
    Backup,
    /// It was there before anything was recorded.
    Earlier,
    /// Another program wrote it.
    Outside,
}

impl From<OperationKind> for VersionCause {
    fn from(kind: OperationKind) -> Self {
        match kind {
            OperationKind::Edit => Self::Edit,
            OperationKind::Import => Self::Import,
            OperationKind::Restore => Self::Restore,
            OperationKind::ProfileDeletion => Self::ProfileDeletion,
        }
    }
}

/// A component that is not there any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DeletedComponent {
    /// Which one.
    pub component: ComponentRef,
    /// When it was removed, in UTC.
    pub at: Timestamp,
    /// What removed it, in one sentence.
    pub sentence: String,
}

/// A version before it is shown: the row may be found later.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) id: String,
    pub(super) at: Timestamp,
    pub(super) cause: VersionCause,
    pub(super) sentence: String,
    pub(super) name: String,
    pub(super) undone: bool,
    /// Lower-case hex of its meaning and whether it was on; none if it did not exist.
    pub(super) state: Option<crate::db::component::State>,
    pub(super) row: Option<Stored>,
}

impl Known {
    pub(super) fn component(&self) -> Result<Option<Component>> {
        self.row.as_ref().map(Stored::component).transpose()
    }

    /// As it is shown beside the one before.
    pub(super) fn shown(self, before: Option<&Component>) -> Result<Version> {
        let component = self.component()?;
        let written = self.row.and_then(|row| row.text);
        let fields = match (before, &component) {
            (Some(before), Some(now)) => differences(before, now),
            _ => Vec::new(),
        };
        Ok(Version {
            id: self.id,
            at: self.at,
            cause: self.cause,
            sentence: self.sentence,
            name: self.name,
            existed: self.state.is_some(),
            enabled: self.state.map(|state| state.enabled),
            undone: self.undone,
            lines: component
                .as_ref()
                .map(|component| written.unwrap_or_else(|| text::written(component))),
            secrets: component.as_ref().map(Component::secrets).unwrap_or_default(),
            fields,
        })
    }
}
