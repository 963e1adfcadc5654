//! What a person enters about a Traefik: text to paste, or its version and entry points.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;
use traefik_dynamic::{EntryPoint, EntryPointTls, Facts, Transport};

use super::{BY_HAND, Learned, read};
use crate::error::{Code, Error, Result};

/// What is entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Entered {
    /// Flags, variables, a compose file or an install configuration.
    Text {
        /// As it was pasted.
        text: String,
    },
    /// Single facts.
    Hand {
        /// Such as `3.7.15` or `3.7`; empty if unknown.
        version: String,
        /// Such as `websecure=:443,default,tls=le`; empty lines do not count.
        entry_points: Vec<String>,
    },
}

impl Entered {
    /// What is known, for a person to correct.
    pub fn of(facts: &Facts) -> Entered {
        Self::Hand {
            version: facts.version.clone().unwrap_or_default(),
            entry_points: facts.entry_points.iter().map(written).collect(),
        }
    }

    /// The facts entered. Those that cannot be entered here keep their known values.
    pub fn learned(&self, known: Option<&Facts>) -> Result<Learned> {
        let (version, entry_points) = match self {
            Self::Text { text } => return read(text, "pasted text"),
            Self::Hand {
                version,
                entry_points,
            } => (version.trim(), entry_points),
        };
        let lines = entry_points.iter().map(|line| line.trim());
        let named: BTreeMap<String, EntryPoint> = lines
            .filter(|line| !line.is_empty())
            .map(entry_point)
            .collect::<Result<_>>()?;
        if version.is_empty() && named.is_empty() {
            let error = Error::new(Code::InvalidInput, "Nothing was entered");
            return Err(error.hint("Enter the version, or an entry point such as `web=:80`"));
        }
        let known = known.cloned().unwrap_or_default();
        let entry_points = if named.is_empty() {
            known.entry_points.clone()
        } else {
            let corrected = named.into_iter();
            corrected.map(|one| corrected_by(one, &known)).collect()
        };
        let version = Some(version).filter(|text| !text.is_empty()).map(version_number);
        Ok(Learned {
            facts: Facts {
                version: version.transpose()?,
                entry_points,
                ..known
            },
            source: BY_HAND.to_owned(),
            is_whole: true,
        })
    }
}

/// An entry point as a person writes it.
fn written((name, one): (&String, &EntryPoint)) -> String {
    let mut text = format!("{name}={}", one.address);
    if one.protocol == Transport::Udp {
        text.push_str("/udp");
    }
    if one.default {
        text.push_str(",default");
    }
    match one.tls.as_ref().map(|tls| &tls.cert_resolver) {
        Some(Some(resolver)) => text + ",tls=" + resolver,
        Some(None) => text + ",tls",
        None => text,
    }
}

/// What cannot be written in a line keeps its known value.
fn corrected_by((name, new): (String, EntryPoint), known: &Facts) -> (String, EntryPoint) {
    let Some(old) = known.entry_points.get(&name) else {
        return (name, new);
    };
    let options = old.tls.as_ref().and_then(|tls| tls.options.clone());
    let corrected = EntryPoint {
        address: new.address,
        protocol: new.protocol,
        default: new.default,
        tls: new.tls.map(|tls| EntryPointTls { options, ..tls }),
        ..old.clone()
    };
    (name, corrected)
}

/// A version such as `v3.7.15` or `3.7`, without the `v`.
pub fn version_number(text: &str) -> Result<String> {
    let version = text.strip_prefix('v').unwrap_or(text);
    let mut numbers = version.split(['.', '-']);
    let is_number = |part: Option<&str>| part.is_some_and(|part| part.parse::<u32>().is_ok());
    if is_number(numbers.next()) && is_number(numbers.next()) {
        return Ok(version.to_owned());
    }
    Err(Error::new(
        Code::InvalidInput,
        format!("`{text}` is not a version of Traefik"),
    )
    .hint("Such as `3.7.15` or `3.7`"))
}

/// An entry point such as `websecure=:443,default,tls=le` or `dns=:53/udp`.
pub fn entry_point(text: &str) -> Result<(String, EntryPoint)> {
    let wrong = |what: String| {
        Error::new(Code::InvalidInput, what)
            .hint("Use `web=:80`, `websecure=:443,default,tls=le` or `dns=:53/udp`")
    };
    let found = text.split_once('=').filter(|(name, _)| !name.is_empty());
    let (name, rest) =
        found.ok_or_else(|| wrong(format!("`{text}` is not an entry point with an address")))?;
    let mut parts = rest.split(',');
    let written = json!({ "address": parts.next().unwrap_or_default() });
    let mut one: EntryPoint = serde_json::from_value(written).map_err(|error| wrong(error.to_string()))?;
    let port = one.address.rsplit_once(':').map(|(_, port)| port.parse::<u16>());
    if !matches!(port, Some(Ok(_))) {
        return Err(wrong(format!("`{}` is not an entry point address", one.address)));
    }
    for part in parts {
        match part.split_once('=').unwrap_or((part, "")) {
            ("default", "") => one.default = true,
            ("tls", resolver) => {
                one.tls = Some(EntryPointTls {
                    options: None,
                    cert_resolver: (!resolver.is_empty()).then(|| resolver.to_owned()),
                });
            }
            _ => return Err(wrong(format!("`{part}` is not an option of an entry point"))),
        }
    }
    Ok((name.to_owned(), one))
}
