//! Changes of single fields, as a form, a command or a change set asks for them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use traefik_dynamic::text::{Edit, Step};

pub use traefik_dynamic::assist::PathStep;

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
pub(crate) fn with_edits<T>(edits: &[FieldEdit], act: impl FnOnce(&[Edit<'_>]) -> T) -> T {
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
