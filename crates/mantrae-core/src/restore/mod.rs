//! Going back: plan, apply, undo.

pub mod apply;
mod following;
pub mod plan;
pub mod restore_test;
pub mod undo;

pub use crate::db::operation::UndoStep;
pub use plan::{RestorePlan, Source};
pub use undo::Undone;
