//! `retention`: which backups stay and which go.

use clap::Subcommand;
use mantrae_core::retention::Rule;

/// Which backups stay and which go.
#[derive(Debug, Subcommand)]
pub(crate) enum RetentionCommand {
    /// Show what the rule would do now, without removing anything
    Preview {
        /// Preview a different rule: a number of days, keep-some, keep-many or keep-all
        #[arg(long)]
        rule: Option<Rule>,
    },
    /// Remove the backups that the rule does not keep
    Apply,
    /// Choose a rule: a number of days, keep-some, keep-many or keep-all
    Set {
        /// The rule
        rule: Rule,
    },
}
