//! Going back: plan, apply, undo.

pub mod apply;
pub mod drill;
pub mod plan;
pub mod undo;

pub use plan::{RestorePlan, Source};
pub use undo::Undone;
