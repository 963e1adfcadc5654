//! Names a component across profiles, in plans and answers.

use serde::{Deserialize, Serialize};
use traefik_dynamic::Kind;

/// Names one component.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ComponentRef {
    /// Name of the profile.
    pub profile: String,
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub name: String,
}
