//! What `{{` in a file is.

use clap::Args;
use traefik_dynamic::Braces;

/// What `{{` means.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct BracesArguments {
    /// Treat `{{ … }}` as template actions and keep them for Traefik's file provider
    #[arg(long)]
    with_actions: bool,
    /// Treat `{{ … }}` as text
    #[arg(long, conflicts_with = "with_actions")]
    braces_are_text: bool,
}

impl BracesArguments {
    /// What the person said.
    pub(crate) fn said(self) -> Option<Braces> {
        match (self.with_actions, self.braces_are_text) {
            (true, _) => Some(Braces::Actions),
            (false, true) => Some(Braces::Text),
            (false, false) => None,
        }
    }
}
