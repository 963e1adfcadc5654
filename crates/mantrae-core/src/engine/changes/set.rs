//! What a change set is made of.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use traefik_dynamic::{Braces, Component, Kind};

use crate::field_edit::FieldEdit;

/// Changes to the components of a profile that are made, recorded and undone as one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ChangeSet {
    /// What it does, in one sentence, for the activity list; without one, the changes are named.
    pub title: Option<String>,
    /// What is done, in this order.
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "ComponentChange"))]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum Change {
    /// Adds a component, or replaces the one of that name.
    Put(Put),
    /// Changes fields and keeps the other lines of the component.
    Fields {
        /// Of which kind.
        kind: Kind,
        /// Of which component.
        name: String,
        /// What is changed, in this order.
        edits: Vec<FieldEdit>,
    },
    /// Removes a component.
    Remove {
        /// Of which kind.
        kind: Kind,
        /// Which one.
        name: String,
    },
    /// Renames a component. References to it follow, and so do expectations that name a router.
    Rename {
        /// Of which kind.
        kind: Kind,
        /// Which one.
        name: String,
        /// Its new name.
        to: String,
    },
    /// Switches a component on or off.
    SetEnabled {
        /// Of which kind.
        kind: Kind,
        /// Which one.
        name: String,
        /// On or off.
        enabled: bool,
    },
}

impl Change {
    /// Kind and name of the component that it is made to, as it is called before.
    pub(in crate::engine) fn key(&self) -> (Kind, &str) {
        match self {
            Self::Put(put) => (put.kind, &put.name),
            Self::Fields { kind, name, .. }
            | Self::Remove { kind, name }
            | Self::Rename { kind, name, .. }
            | Self::SetEnabled { kind, name, .. } => (*kind, name),
        }
    }
}

/// A component to write.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "PutComponent"))]
pub struct Put {
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Its configuration.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Unknown))]
    pub configuration: Value,
    /// What `{{` in its texts means.
    pub braces: Braces,
    /// The lines in which a person wrote it, as in a [`traefik_dynamic::text::Fragment`]. They are kept if they read as
    /// that component.
    pub lines: Option<String>,
    /// On or off; if nothing is said, as before, and on if it is new.
    pub enabled: Option<bool>,
}

impl Put {
    /// A component with its lines.
    pub fn new(component: &Component, lines: Option<String>) -> Self {
        Self {
            kind: component.kind,
            name: component.name.clone(),
            configuration: component.configuration(),
            braces: component.braces,
            lines,
            enabled: None,
        }
    }

    /// The component.
    pub fn component(&self) -> Component {
        Component::from_configuration(self.kind, &self.name, self.configuration.clone())
            .with_braces(self.braces)
    }
}
