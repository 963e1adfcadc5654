//! What can be done about a problem.

use serde::Serialize;

use super::path::PathStep;
use crate::Kind;

/// What makes a problem go away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "ProblemCure"))]
pub struct Cure {
    /// What it does, for a button: "Rename it to `service`".
    pub title: String,
    /// How.
    pub action: CureAction,
}

/// How a problem is cured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum CureAction {
    /// Changes the lines.
    Replace {
        /// The parts to replace, none of which overlaps another. All positions are those before the change.
        edits: Vec<Replacement>,
    },
    /// Creates a component that is missing.
    Create {
        /// Its kind.
        component: Kind,
        /// Its name.
        name: String,
        /// The type that a service or middleware of this name probably has.
        type_name: Option<String>,
    },
    /// Lets the person choose another component, entry point or resolver for the field.
    Choose {
        /// The kind to choose from; `None` for a field whose names come from the install configuration.
        component: Option<Kind>,
        /// The way to the field.
        path: Vec<PathStep>,
    },
}

/// A part of the lines, and what stands there instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "TextReplacement"))]
pub struct Replacement {
    /// Where it begins, in UTF-16 code units.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// The new text.
    pub text: String,
}
