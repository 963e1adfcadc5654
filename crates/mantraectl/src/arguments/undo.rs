//! `undo` and `redo`.

use clap::Args;

/// Which change, and how.
#[derive(Debug, Args)]
pub(crate) struct UndoOptions {
    /// Which change, as listed with `--list`; the beginning of its id is enough [default: the latest]
    pub(crate) id: Option<String>,
    /// List what can be undone and redone
    #[arg(long, conflicts_with_all = ["id", "force"])]
    pub(crate) list: bool,
    /// Also revert later changes
    #[arg(long)]
    pub(crate) force: bool,
}
