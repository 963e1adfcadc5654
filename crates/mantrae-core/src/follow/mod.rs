//! Following files: Traefik's files lead, and a profile follows them.
//!
//! Three states are compared, component by component: the files as they are, the profile as it is, and the files as
//! they were when both last agreed. What differs on one side only can be taken over by the other; what differs on both
//! is for a person to decide. The `engine` decides when to look, takes in and writes.

mod agreement;
mod compare;
mod content;
mod files;
mod standing;
mod write_back;

use std::collections::BTreeMap;

use traefik_dynamic::{Component, Kind};

pub use agreement::Decision;
pub use compare::{Compared, Difference, DifferenceKind, compare, incoming};
pub use content::{Broken, Content, FileSummary, HiddenComponent};
pub use files::{Files, ReadFile, Stamp};
pub use standing::Known;
pub use write_back::{NewContent, write_back};

/// Kind and name of a component.
pub type Key = (Kind, String);

/// A component with the lines in which a person wrote it, where they say more than its meaning.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// The component.
    pub component: Component,
    /// Its lines, as in a [`traefik_dynamic::text::Fragment`].
    pub lines: Option<String>,
}

/// The enabled components of a profile.
pub type Own = BTreeMap<Key, Written>;
