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

/// What to do with one component of a file. Without a decision, new and changed ones are imported.
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
    /// Import it with deprecated options replaced, where there is an equivalent.
    #[serde(default)]
    pub convert: bool,
    /// Import it, but disabled.
    #[serde(default)]
    pub switched_off: bool,
}

impl Decision {
    /// A plain choice: nothing converted, nothing disabled.
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

/// The three choices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "choice", rename_all = "kebab-case")]
pub enum Choice {
    /// The file's component replaces the existing one, or is added.
    Take,
    /// The profile's component stays as it is.
    Keep,
    /// The file's component is added under another name.
    Rename {
        /// The name; it must be free in the profile.
        new_name: String,
    },
}
