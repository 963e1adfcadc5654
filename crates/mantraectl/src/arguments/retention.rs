//! `retention`: which backups stay and which go.

use clap::Subcommand;
use mantrae_core::retention::Rule;

/// Which backups stay and which go.
#[derive(Debug, Subcommand)]
pub(crate) enum RetentionCommand {
    /// What the rule would do now; nothing is removed
    Preview {
        /// Another rule than the one that holds: a number of days, keep-some, keep-many or keep-all
        #[arg(long)]
        rule: Option<Rule>,
    },
    /// Remove what the rule does not keep
    Apply,
    /// Choose a rule: a number of days, keep-some, keep-many or keep-all
    Set {
        /// The rule
        rule: Rule,
    },
}
