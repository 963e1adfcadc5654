//! Help for whoever edits the lines of one component: what is wrong and what cures it, where each field is written, and
//! what a form for it consists of.
//!
//! Nothing here reads a disk or asks a Traefik: what is known around the component comes as [`Surroundings`].

mod action;
mod around;
mod cure;
mod draft;
mod field;
mod foresee;
mod form;
mod look;
mod path;
mod position;
mod spot;

pub use self::action::{Cure, CureAction, Replacement};
pub use self::around::{Names, Surroundings};
pub use self::draft::Noticed;
pub use self::field::FieldSpan;
pub use self::form::{Form, FormField, FormValue, form};
pub use self::look::{Look, look};
pub use self::path::PathStep;
pub use self::position::Span;
