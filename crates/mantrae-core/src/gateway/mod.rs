//! What is known about the Traefik that runs a profile: from its install configuration or API, or entered by hand.

mod api;
mod arguments;
mod by_hand;
mod compose;
mod install;
mod shape;
mod source;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use traefik_dynamic::Facts;

use crate::error::{Code, Error, Result};

pub use self::api::{Api, Login, ask};
pub use self::by_hand::{Entered, entry_point, version_number};
pub use self::source::{read, read_file};

/// What is known about the Traefik that runs a profile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gateway {
    /// Version, entry points, certificate resolvers and so on.
    pub facts: Facts,
    /// Where that comes from: the name of a file, the address of an API, `by hand`.
    pub source: String,
    /// When it was learned.
    pub seen_at: DateTime<Utc>,
}

/// What one source says. What it does not know keeps its known value.
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
    /// One line, such as `Traefik 3.7 · entry points web, websecure · resolver le`.
    pub fn summary(&self) -> String {
        let said = said(&self.facts);
        if said.is_empty() {
            return "no entry point, resolver or version".to_owned();
        }
        said.join(" · ")
    }

    /// Merges what was learned over what is known.
    pub fn over(self, known: Option<&Gateway>, now: DateTime<Utc>) -> Gateway {
        let known = known.map(|known| known.facts.clone()).unwrap_or_default();
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
    /// Parses what was saved with a profile.
    pub fn parse(text: &str) -> Result<Gateway> {
        serde_json::from_str(text).map_err(|error| {
            Error::new(Code::Database, "The facts about Traefik cannot be read")
                .hint("`gateway learn` saves them again")
                .because(error)
        })
    }

    /// Whether both say the same, from the same source.
    pub fn says_the_same(&self, other: &Gateway) -> bool {
        (&self.facts, &self.source) == (&other.facts, &other.source)
    }

    /// One line, such as `Traefik 3.7 · entry points web, websecure · resolver le · from traefik.yml, 27 Nov`.
    pub fn summary(&self) -> String {
        let mut parts = said(&self.facts);
        let from = if self.source == BY_HAND {
            "entered by hand".to_owned()
        } else {
            format!("from {}", self.source)
        };
        parts.push(format!("{from}, {}", self.seen_at.format("%-d %b")));
        parts.join(" · ")
    }
}

/// The source of facts that somebody entered.
pub const BY_HAND: &str = "by hand";

fn said(facts: &Facts) -> Vec<String> {
    let mut parts = Vec::new();
    parts.extend(facts.version.iter().map(|version| format!("Traefik {version}")));
    let names: Vec<&str> = facts.entry_points.keys().map(String::as_str).collect();
    parts.extend(named("entry point", &names));
    parts.extend(named("resolver", &borrowed(&facts.resolvers)));
    parts.extend(named("plugin", &borrowed(&facts.plugins)));
    parts
}

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
