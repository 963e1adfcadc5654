//! What is known of the Traefik that runs a profile: from its install configuration, from its API, or entered by hand.

mod api;
mod arguments;
mod compose;
mod install;
mod shape;
mod source;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use traefik_dynamic::{Facts, Transport};

use crate::db::stamp;
use crate::error::Result;

pub use self::api::ask;
pub use self::source::{read, read_file};

/// What is known of the Traefik that runs a profile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gateway {
    /// Version, entry points, certificate resolvers and so on.
    pub facts: Facts,
    /// Where that comes from: the name of a file, the address of an API, `by hand`.
    pub source: String,
    /// When it was looked at.
    pub seen_at: DateTime<Utc>,
}

/// What a screen shows of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct GatewayView {
    /// One line of all of it.
    pub summary: String,
    /// The version.
    pub version: Option<String>,
    /// The entry points.
    pub entry_points: Vec<EntryPointView>,
    /// Names of the certificate resolvers.
    pub resolvers: Vec<String>,
    /// Names of the plugins.
    pub plugins: Vec<String>,
    /// Names of the providers.
    pub providers: Vec<String>,
    /// Where that comes from.
    pub source: String,
    /// When it was looked at.
    pub seen_at: String,
}

/// An entry point as a screen shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct EntryPointView {
    /// Its name.
    pub name: String,
    /// Its address, such as `:443` or `:53/udp`.
    pub address: String,
    /// Whether routers that name no entry point listen there.
    pub is_default: bool,
    /// Whether its routers speak TLS.
    pub tls: bool,
}

/// What one source says. What it does not know stays as it is known already.
#[derive(Debug, Clone, PartialEq)]
pub struct Learned {
    /// What it knows.
    pub facts: Facts,
    /// Where that comes from.
    pub source: String,
    /// Whether it names the certificate resolvers and plugins: an API does not.
    pub is_whole: bool,
}

impl Learned {
    /// Puts what was learned over what is known.
    pub fn over(self, known: Option<Gateway>, now: DateTime<Utc>) -> Gateway {
        let known = known.map(|known| known.facts).unwrap_or_default();
        let mut facts = self.facts;
        facts.version = facts.version.or(known.version);
        if !self.is_whole {
            facts.resolvers = known.resolvers;
            facts.plugins = known.plugins;
            facts.default_rule_syntax = known.default_rule_syntax;
        }
        Gateway {
            facts,
            source: self.source,
            seen_at: now,
        }
    }
}

impl Gateway {
    /// What a screen shows of it.
    pub fn view(&self) -> GatewayView {
        let facts = &self.facts;
        let defaults = facts.default_entry_points();
        let entry_points = facts.entry_points.iter().map(|(name, one)| EntryPointView {
            name: name.clone(),
            address: match one.protocol {
                Transport::Udp => format!("{}/udp", one.address),
                Transport::Tcp => one.address.clone(),
            },
            is_default: defaults.contains(&name.as_str()),
            tls: one.tls.is_some(),
        });
        GatewayView {
            summary: self.summary(),
            version: facts.version.clone(),
            entry_points: entry_points.collect(),
            resolvers: facts.resolvers.clone(),
            plugins: facts.plugins.clone(),
            providers: facts.providers.clone(),
            source: self.source.clone(),
            seen_at: stamp(self.seen_at),
        }
    }

    /// One line, such as `Traefik 3.7 · entry points web, websecure · resolver le · from traefik.yml, 27 Nov`.
    pub fn summary(&self) -> String {
        let facts = &self.facts;
        let mut parts = Vec::new();
        parts.extend(facts.version.iter().map(|version| format!("Traefik {version}")));
        let names: Vec<&str> = facts.entry_points.keys().map(String::as_str).collect();
        parts.extend(named("entry point", &names));
        parts.extend(named("resolver", &borrowed(&facts.resolvers)));
        parts.extend(named("plugin", &borrowed(&facts.plugins)));
        let from = if self.source == BY_HAND {
            "entered by hand".to_owned()
        } else {
            format!("from {}", self.source)
        };
        parts.push(format!("{from}, {}", self.seen_at.format("%-d %b")));
        parts.join(" · ")
    }
}

/// Reads what was pasted: flags, variables or a file, or asks the API whose address it is.
pub async fn ask_or_read(text: &str) -> Result<Learned> {
    let text = text.trim();
    let is_address = ["http://", "https://"]
        .iter()
        .any(|scheme| text.starts_with(scheme))
        && !text.contains('\n');
    if is_address {
        ask(text).await
    } else {
        read(text, "pasted text")
    }
}

/// The source of facts that somebody entered.
pub const BY_HAND: &str = "by hand";

fn borrowed(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

fn named(what: &str, names: &[&str]) -> Option<String> {
    match names {
        [] => None,
        [one] => Some(format!("{what} {one}")),
        many => Some(format!("{what}s {}", many.join(", "))),
    }
}
