//! `component`: single components of a profile, and how a command line names them.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Subcommand};
use traefik_dynamic::Kind;

use super::braces::BracesArguments;
use super::bulk::BulkArguments;
use super::field::FieldPath;

/// Single components.
#[derive(Debug, Subcommand)]
pub(crate) enum ComponentCommand {
    /// List the components of a profile
    List(InProfile),
    /// Show one component
    Show(One),
    /// Write one component from a file that contains its body
    Put {
        /// The component
        #[command(flatten)]
        one: One,
        /// The body as YAML or JSON [default: standard input]
        #[arg(long)]
        file: Option<PathBuf>,
        /// What braces in it mean [default: as in the existing component, otherwise text]
        #[command(flatten)]
        braces: BracesArguments,
        /// Whether to do it
        #[command(flatten)]
        dry: DryRun,
    },
    /// Set a field of a component; everything else in it stays as it is written
    Set {
        /// The component
        #[command(flatten)]
        one: One,
        /// Which field, for example `loadBalancer.servers[0].url`; a name with a dot is put in quotes
        path: FieldPath,
        /// The value: JSON for numbers, `true`, lists and objects; anything else is text
        #[arg(allow_hyphen_values = true)]
        value: String,
        /// Whether to do it
        #[command(flatten)]
        dry: DryRun,
    },
    /// Remove a field from a component, or an item from a list in it
    Unset {
        /// The component
        #[command(flatten)]
        one: One,
        /// Which field, for example `middlewares[0]`
        path: FieldPath,
        /// Whether to do it
        #[command(flatten)]
        dry: DryRun,
    },
    /// Edit a component in your editor, with its comments: VISUAL or EDITOR says which
    ///
    /// What cannot be read is opened again, with the reasons on top. What was written is never lost: if it cannot be
    /// saved, the file stays and is named.
    Edit {
        /// The component
        #[command(flatten)]
        one: One,
        /// Whether to do it
        #[command(flatten)]
        dry: DryRun,
    },
    /// Copy a component, with its comments, under another name
    ///
    /// The copy of a router gets other hosts, because two routers with the same rule compete for the same requests.
    Duplicate {
        /// The component
        #[command(flatten)]
        one: One,
        /// The name of the copy [default: one that is free]
        new_name: Option<String>,
        /// The host of the copy [default: one that fits its name]
        #[arg(long)]
        host: Option<String>,
        /// Copy the service of a router too
        #[arg(long)]
        with_service: bool,
        /// Whether to do it
        #[command(flatten)]
        dry: DryRun,
    },
    /// Change several components in the same way, made and undone as one
    Bulk {
        /// The profile
        #[arg(long)]
        profile: String,
        /// `http-router/web`, or `http-router/*` for all of a kind
        #[arg(value_name = "KIND/NAME", required = true)]
        components: Vec<Selected>,
        /// What is done to each of them
        #[command(flatten)]
        edit: Box<BulkArguments>,
        /// Whether to do it
        #[command(flatten)]
        dry: DryRun,
    },
    /// Rename a component; references to it and expectations that name it follow
    Rename {
        /// The component
        #[command(flatten)]
        one: One,
        /// Its new name
        new_name: String,
        /// Whether to do it
        #[command(flatten)]
        dry: DryRun,
    },
    /// Delete one component, and say what still refers to it
    Remove {
        /// The component
        #[command(flatten)]
        one: One,
        /// Also delete what only this component uses
        #[arg(long)]
        with_unused: bool,
        /// Whether to do it
        #[command(flatten)]
        dry: DryRun,
    },
    /// Switch a component on
    Enable {
        /// The component
        #[command(flatten)]
        one: One,
        /// Whether to do it
        #[command(flatten)]
        dry: DryRun,
    },
    /// Switch a component off: it is kept, but not exported
    Disable {
        /// The component
        #[command(flatten)]
        one: One,
        /// Whether to do it
        #[command(flatten)]
        dry: DryRun,
    },
}

/// Whether to do it.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct DryRun {
    /// Only show what would change, what follows, and what would no longer work
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Do it even if requests would no longer reach the router that `expect` says they must reach
    #[arg(long)]
    pub(crate) break_expectations: bool,
}

/// A profile.
#[derive(Debug, Args)]
pub(crate) struct InProfile {
    /// The profile
    #[arg(long)]
    pub(crate) profile: String,
}

/// A component in a profile.
#[derive(Debug, Args)]
pub(crate) struct One {
    /// The profile
    #[arg(long)]
    pub(crate) profile: String,
    /// `http-router/web`
    #[arg(value_name = "KIND/NAME")]
    pub(crate) object: Object,
}

/// `KIND/NAME`.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    /// Its kind.
    pub(crate) kind: Kind,
    /// Its name; may itself hold a slash.
    pub(crate) name: String,
}

impl FromStr for Object {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, name) = text
            .split_once('/')
            .ok_or("write KIND/NAME, for example http-router/web")?;
        let kinds = || {
            let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
            known.join(", ")
        };
        let kind = kind
            .parse()
            .map_err(|_| format!("`{kind}` is none of: {}", kinds()))?;
        if name.is_empty() {
            return Err("the name is missing after the slash".to_owned());
        }
        Ok(Self {
            kind,
            name: name.to_owned(),
        })
    }
}

/// Some components of one kind.
#[derive(Debug, Clone)]
pub(crate) enum Selected {
    One(Object),
    /// Every component of this kind.
    All(Kind),
}

impl FromStr for Selected {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let object: Object = text.parse()?;
        Ok(if object.name == "*" {
            Self::All(object.kind)
        } else {
            Self::One(object)
        })
    }
}

/// `KIND/NAME=NEW`.
#[derive(Debug, Clone)]
pub(crate) struct Renaming {
    /// Which component.
    pub(crate) object: Object,
    /// Its new name.
    pub(crate) new_name: String,
}

impl FromStr for Renaming {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (object, new_name) = text.rsplit_once('=').ok_or("write KIND/NAME=NEW")?;
        Ok(Self {
            object: object.parse()?,
            new_name: new_name.to_owned(),
        })
    }
}
