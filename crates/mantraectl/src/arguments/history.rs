//! `history`: what a component was over time.

use clap::Args;

use super::component::{DryRun, Object};

/// Which component, and what is asked about it.
#[derive(Debug, Args)]
pub(crate) struct HistoryOptions {
    /// The profile
    #[arg(long)]
    pub(crate) profile: String,
    /// `http-router/web`, under its present name or the last one it had
    #[arg(value_name = "KIND/NAME", required_unless_present = "deleted")]
    pub(crate) object: Option<Object>,
    /// List the components that are not there any more
    #[arg(long, conflicts_with_all = ["object", "backups", "show", "diff", "bring_back"])]
    pub(crate) deleted: bool,
    /// Search the backups as well, for what no recorded change can tell
    #[arg(long)]
    pub(crate) backups: bool,
    /// Print the lines of a version; the beginning of its id is enough
    #[arg(long, value_name = "ID", conflicts_with_all = ["diff", "bring_back"])]
    pub(crate) show: Option<String>,
    /// Compare two versions field by field, the older one first
    #[arg(long, num_args = 2, value_names = ["ID", "ID"], conflicts_with = "bring_back")]
    pub(crate) diff: Option<Vec<String>>,
    /// Make the component what it was in a version; this can be undone
    #[arg(long, value_name = "ID")]
    pub(crate) bring_back: Option<String>,
    /// Whether to do it
    #[command(flatten)]
    pub(crate) dry: DryRun,
}
