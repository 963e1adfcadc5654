//! Merging files into a profile: read, plan, decide, apply.

pub mod apply;
pub mod plan;
pub mod review;
pub mod source;

use serde::{Deserialize, Serialize};
use traefik_dynamic::Kind;

pub use crate::component_ref::ComponentRef;
pub use plan::ItemChange;
pub use review::{ImportItem, ImportReview};
pub use source::Request;

/// What to do with one component of a file. Without a decision, new and changed ones are taken.
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
    /// Take it without what is deprecated, where there is an equal.
    #[serde(default)]
    pub convert: bool,
    /// Take it, but switched off.
    #[serde(default)]
    pub switched_off: bool,
}

impl Decision {
    /// A plain choice: nothing converted, nothing switched off.
    pub fn new(kind: Kind, name: impl Into<String>, choice: Choice) -> Self {
        Self {
            kind,
            name: name.into(),
            choice,
            convert: false,
            switched_off: false,
        }
    }
}

/// The three ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "choice", rename_all = "kebab-case")]
pub enum Choice {
    /// The file's component replaces or joins.
    Take,
    /// What is in the profile stays as it is.
    Keep,
    /// The file's component comes in under another name.
    Rename {
        /// The name, free in the profile.
        new_name: String,
    },
}
