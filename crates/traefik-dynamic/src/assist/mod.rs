//! Help for whoever edits the lines of one component: what is wrong and what cures it, where each field is written, and
//! what a form for it consists of.
//!
//! Nothing here reads a disk or asks a Traefik: what is known around the component comes as [`Surroundings`].

mod action;
mod around;
mod caret;
mod complete;
mod cure;
mod draft;
mod field;
mod foresee;
mod form;
mod hover;
mod look;
mod matcher;
mod path;
mod position;
mod rows;
mod shapes;
mod spot;
mod standing;

pub use self::action::{Cure, CureAction, Replacement};
pub use self::around::{Names, Surroundings};
pub use self::complete::{Completion, CompletionOption, complete};
pub use self::draft::Noticed;
pub use self::field::FieldSpan;
pub use self::form::{Form, FormField, FormValue, form, protocol_of};
pub use self::hover::{Hover, hover};
pub use self::look::{Look, look};
pub use self::path::PathStep;
pub use self::position::Span;
pub use self::rows::{Condition, Join, RuleMatcher, RuleRow, RuleRows, rule_matchers, rule_rows, rule_text};
pub use self::standing::{Standing, standing};
