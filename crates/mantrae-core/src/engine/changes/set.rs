//! What a change set is made of.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use traefik_dynamic::text::{Edit, Step};
use traefik_dynamic::{Braces, Component, Kind};

pub use traefik_dynamic::assist::PathStep;

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

/// A change of one field. Paths begin below the name of the component.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "edit", rename_all = "kebab-case")]
pub enum FieldEdit {
    /// Sets a field, and makes the objects on the way to it.
    Set {
        /// Where.
        path: Vec<PathStep>,
        /// To what.
        #[cfg_attr(feature = "specta", specta(type = specta_typescript::Unknown))]
        value: Value,
    },
    /// Removes a field, a key or an item.
    Unset {
        /// Which.
        path: Vec<PathStep>,
    },
    /// Puts a new item into a list.
    Insert {
        /// The list.
        path: Vec<PathStep>,
        /// Before which item; their number to put it at the end.
        index: u32,
        /// The item.
        #[cfg_attr(feature = "specta", specta(type = specta_typescript::Unknown))]
        value: Value,
    },
    /// Moves an item of a list, so that it has another index afterwards.
    Move {
        /// The list.
        path: Vec<PathStep>,
        /// Its index.
        from: u32,
        /// Its index afterwards.
        to: u32,
    },
}

fn index_of(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

impl FieldEdit {
    fn path(&self) -> &[PathStep] {
        match self {
            Self::Set { path, .. }
            | Self::Unset { path }
            | Self::Insert { path, .. }
            | Self::Move { path, .. } => path,
        }
    }

    fn with_path<'e>(&'e self, path: &'e [Step<'e>]) -> Edit<'e> {
        match self {
            Self::Set { value, .. } => Edit::Set { path, value },
            Self::Unset { .. } => Edit::Unset { path },
            Self::Insert { index, value, .. } => Edit::Insert {
                path,
                index: index_of(*index),
                value,
            },
            Self::Move { from, to, .. } => Edit::Move {
                path,
                from: index_of(*from),
                to: index_of(*to),
            },
        }
    }
}

/// Does something with edits in the terms of the model.
pub(super) fn with_edits<T>(edits: &[FieldEdit], act: impl FnOnce(&[Edit<'_>]) -> T) -> T {
    let paths: Vec<Vec<Step<'_>>> = edits
        .iter()
        .map(|edit| edit.path().iter().map(PathStep::as_step).collect())
        .collect();
    let edits: Vec<Edit<'_>> = edits
        .iter()
        .zip(&paths)
        .map(|(edit, path)| edit.with_path(path))
        .collect();
    act(&edits)
}
