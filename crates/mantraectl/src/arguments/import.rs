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
    /// Into which profile
    #[arg(long)]
    pub(crate) profile: String,
    /// Show the plan, write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Leave mine as it is
    #[arg(long, value_name = "KIND/NAME")]
    pub(crate) keep: Vec<Object>,
    /// Take it under another name
    #[arg(long, value_name = "KIND/NAME=NEW")]
    pub(crate) rename: Vec<Renaming>,
    /// Take it, but switched off
    #[arg(long, value_name = "KIND/NAME")]
    pub(crate) off: Vec<Object>,
    /// Write what is deprecated in the words of today, where there is an equal
    #[arg(long)]
    pub(crate) convert: bool,
    /// What braces in the files are
    #[command(flatten)]
    pub(crate) braces: BracesArguments,
    /// Which profile of the Mantrae server, where its database holds several; `NAME#ID` where several have one name
    #[arg(long, value_name = "PROFILE")]
    pub(crate) from: Option<String>,
    /// yaml, json or toml, whatever the file's name says
    #[arg(long)]
    pub(crate) format: Option<Format>,
}
