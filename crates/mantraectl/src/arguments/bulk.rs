//! `component bulk`: what is done to each component.

use std::str::FromStr;

use clap::Args;
use mantrae_core::engine::{BulkEdit, ListPosition};

/// `OLD=NEW`.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    old: String,
    new: String,
}

impl FromStr for Exchange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (old, new) = text.split_once('=').ok_or("write OLD=NEW")?;
        Ok(Self {
            old: old.to_owned(),
            new: new.to_owned(),
        })
    }
}

/// What is done to each component.
#[derive(Debug, Args)]
pub(crate) struct BulkArguments {
    /// Which change
    #[command(flatten)]
    what: What,
    /// Add the middleware as the first one
    #[arg(long, requires = "add_middleware")]
    first: bool,
    /// Add the middleware before this one
    #[arg(
        long,
        value_name = "NAME",
        requires = "add_middleware",
        conflicts_with = "first"
    )]
    before: Option<String>,
}

/// One of these.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct What {
    /// Switch them on
    #[arg(long)]
    enable: bool,
    /// Switch them off
    #[arg(long)]
    disable: bool,
    /// Add a middleware to routers, as the last one
    #[arg(long, value_name = "NAME")]
    add_middleware: Option<String>,
    /// Remove a middleware from routers
    #[arg(long, value_name = "NAME")]
    remove_middleware: Option<String>,
    /// Replace a middleware of routers by another one
    #[arg(long, value_name = "OLD=NEW")]
    replace_middleware: Option<Exchange>,
    /// Set the entry points of routers, separated by commas; empty for the default ones
    #[arg(long, value_name = "NAMES")]
    entry_points: Option<String>,
    /// Set the certificate resolver of routers; empty to remove it
    #[arg(long, value_name = "NAME")]
    resolver: Option<String>,
    /// Set the TLS options of routers; empty to remove them
    #[arg(long, value_name = "NAME")]
    tls_options: Option<String>,
    /// Set the priority of routers; 0 for the length of the rule
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    priority: Option<i32>,
    /// Replace a text in hosts of rules and in addresses of servers
    #[arg(long, value_name = "OLD=NEW")]
    replace_text: Option<Exchange>,
    /// Delete them
    #[arg(long)]
    delete: bool,
}

impl BulkArguments {
    /// In the engine's terms.
    pub(crate) fn edit(self) -> BulkEdit {
        let given = |name: String| Some(name).filter(|name| !name.is_empty());
        let at = match (self.first, self.before) {
            (true, _) => ListPosition::First,
            (false, Some(name)) => ListPosition::Before { name },
            (false, None) => ListPosition::Last,
        };
        let names = |text: String| {
            let names = text.split(',').map(|name| name.trim().to_owned());
            names.filter(|name| !name.is_empty()).collect()
        };
        let what = self.what;
        let chosen = [
            what.enable.then_some(BulkEdit::TurnOn),
            what.disable.then_some(BulkEdit::TurnOff),
            what.add_middleware
                .map(|name| BulkEdit::AddMiddleware { name, at }),
            what.remove_middleware
                .map(|name| BulkEdit::RemoveMiddleware { name }),
            what.replace_middleware.map(|one| BulkEdit::ReplaceMiddleware {
                name: one.old,
                with: one.new,
            }),
            what.entry_points
                .map(|text| BulkEdit::EntryPoints { names: names(text) }),
            what.resolver.map(|name| BulkEdit::Resolver { name: given(name) }),
            what.tls_options
                .map(|name| BulkEdit::TlsOptions { name: given(name) }),
            what.priority.map(|priority| BulkEdit::Priority {
                priority: Some(priority),
            }),
            what.replace_text.map(|one| BulkEdit::ReplaceText {
                find: one.old,
                with: one.new,
            }),
        ];
        // One of them is required.
        chosen.into_iter().flatten().next().unwrap_or(BulkEdit::Delete)
    }
}
