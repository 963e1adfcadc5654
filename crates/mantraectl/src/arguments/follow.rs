//! `follow`: Traefik's files lead, and a profile follows them.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::component::Object;

/// Following Traefik's files.
#[derive(Debug, Subcommand)]
pub(crate) enum FollowCommand {
    /// Let a profile follow the files in a folder, or a single file
    ///
    /// The files lead: what is changed in them is taken in while `schedule run` or the window runs, before each backup,
    /// and by `follow look`. Mantrae writes to them only when you run `follow write`.
    Begin(Beginning),
    /// Follow no longer; the files and the profile stay as they are
    End {
        /// The profile
        #[arg(long)]
        profile: String,
    },
    /// Show how a profile and its files differ
    ///
    /// The exit code is 1 if there is something to decide, to write or to mend.
    Status {
        /// The profile
        #[arg(long)]
        profile: String,
    },
    /// Look at the files now, and take in what was changed there
    ///
    /// The exit code is 1 as for `status`.
    Look {
        /// The profile
        #[arg(long)]
        profile: String,
    },
    /// Decide which version counts where the files and the profile were both changed
    Decide(Deciding),
    /// Write what was changed in the profile to its files; every other line stays as it is
    ///
    /// A backup that was restored, or a change that was undone, reaches Traefik this way.
    Write {
        /// The profile
        #[arg(long)]
        profile: String,
        /// Show the plan without writing anything
        #[arg(long)]
        dry_run: bool,
        /// Write although comments in a file are lost: in TOML, and where lines cannot be told apart
        #[arg(long)]
        lose_comments: bool,
    },
}

/// What is to be followed.
#[derive(Debug, Args)]
pub(crate) struct Beginning {
    /// The folder that Traefik reads (`providers.file.directory`), or a single file (`providers.file.filename`)
    pub(crate) path: PathBuf,
    /// The profile
    #[arg(long)]
    pub(crate) profile: String,
    /// Show what would change in the profile, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Replace what the profile holds by what the files say
    #[arg(long)]
    pub(crate) replace: bool,
}

/// Which versions count.
#[derive(Debug, Args)]
pub(crate) struct Deciding {
    /// The profile
    #[arg(long)]
    pub(crate) profile: String,
    /// What the files say about this component is taken in
    #[arg(long, value_name = "KIND/NAME")]
    pub(crate) files: Vec<Object>,
    /// What the profile says about this component stays, to be written
    #[arg(long, value_name = "KIND/NAME")]
    pub(crate) mine: Vec<Object>,
}
