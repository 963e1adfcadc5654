//! Merging files into a profile: read, plan, decide, apply.

pub mod apply;
pub mod plan;
pub mod source;

use serde::{Deserialize, Serialize};
use traefik_dynamic::Kind;

pub use crate::component_ref::ComponentRef;
pub use plan::{ImportItem, ImportReview, ItemChange};

/// What to do with one object of a file. Without a decision, new and changed ones are taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Decision {
    /// Its kind.
    pub kind: Kind,
    /// Its name in the file.
    pub name: String,
    /// What to do.
    #[serde(flatten)]
    pub choice: Choice,
}

/// The three ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "choice", rename_all = "kebab-case")]
pub enum Choice {
    /// The file's object replaces or joins.
    Take,
    /// What is in the profile stays as it is.
    Keep,
    /// The file's object comes in under another name.
    Rename {
        /// The name, free in the profile.
        new_name: String,
    },
}
