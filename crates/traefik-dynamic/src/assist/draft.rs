//! The lines of a component, and what was found in them.

use serde::Serialize;

use super::action::Cure;
use super::around::Surroundings;
use super::field::Written;
use super::path::PathStep;
use super::position::{Positions, Span};
use crate::read::Reading;
use crate::{Component, Kind, Severity};

/// A problem, where it is, and what would cure it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "NoticedProblem"))]
pub struct Noticed {
    /// The stable code in capitals, such as `UNKNOWN-FIELD`.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence about what was found.
    pub message: String,
    /// What to try, if there is something to try.
    pub hint: Option<String>,
    /// Where it is.
    pub span: Span,
    /// The way to the field that it is about; empty for the component as a whole.
    pub path: Vec<PathStep>,
    /// What makes it go away, best first.
    pub cures: Vec<Cure>,
}

/// Everything about the lines, for problems and cures.
pub(super) struct Draft<'d> {
    pub(super) kind: Kind,
    pub(super) positions: &'d Positions<'d>,
    /// `None` if the lines cannot be read.
    pub(super) written: Option<&'d Written<'d>>,
    pub(super) reading: &'d Reading,
    /// The component, if it is sound.
    pub(super) component: Option<&'d Component>,
    pub(super) around: &'d Surroundings<'d>,
}
