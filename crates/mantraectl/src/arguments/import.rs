//! `import`: Traefik files merged into a profile.

use std::path::PathBuf;

use clap::Args;
use traefik_dynamic::Format;

use super::braces::BracesArguments;
use super::component::{Object, Renaming};

/// An import.
#[derive(Debug, Args)]
pub(crate) struct ImportCommand {
    /// Files and folders to merge, or a database of the Mantrae server
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The profile to import into
    #[arg(long)]
    pub(crate) profile: String,
    /// Show the plan without changing anything
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Keep this component as it is
    #[arg(long, value_name = "KIND/NAME")]
    pub(crate) keep: Vec<Object>,
    /// Import this component under another name
    #[arg(long, value_name = "KIND/NAME=NEW")]
    pub(crate) rename: Vec<Renaming>,
    /// Import this component switched off
    #[arg(long, value_name = "KIND/NAME")]
    pub(crate) off: Vec<Object>,
    /// Convert deprecated options to current ones where possible
    #[arg(long)]
    pub(crate) convert: bool,
    /// What braces in the files mean
    #[command(flatten)]
    pub(crate) braces: BracesArguments,
    /// The profile of the Mantrae server, if its database has several; `NAME#ID` if several share a name
    #[arg(long, value_name = "PROFILE")]
    pub(crate) from: Option<String>,
    /// yaml, json or toml, regardless of the file name
    #[arg(long)]
    pub(crate) format: Option<Format>,
}
