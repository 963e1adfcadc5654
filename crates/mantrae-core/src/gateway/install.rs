//! From Traefik's install configuration to the facts that matter for a dynamic one.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use traefik_dynamic::{EntryPoint, Facts};

use super::shape::{self, INSTALL, OTHER_SECTIONS, Shape};
use crate::error::{Code, Error, Result};

/// The name of the entry point that Traefik creates for its own services.
const INTERNAL: &str = "traefik";

/// The parts of it that are read.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Install {
    entry_points: BTreeMap<String, EntryPoint>,
    certificates_resolvers: BTreeMap<String, Resolver>,
    experimental: Experimental,
    providers: BTreeMap<String, Provider>,
    api: Option<Api>,
    ping: Option<Served>,
    metrics: Metrics,
    core: Core,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Provider {
    insecure: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Resolver {
    acme: Acme,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Acme {
    http_challenge: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Experimental {
    plugins: BTreeMap<String, Value>,
    local_plugins: BTreeMap<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(default)]
struct Api {
    insecure: bool,
    dashboard: bool,
}

impl Default for Api {
    fn default() -> Self {
        Self {
            insecure: false,
            dashboard: true,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Served {
    entry_point: Option<String>,
    manual_routing: bool,
}

impl Served {
    /// Whether it makes Traefik listen at its own entry point.
    fn is_internal(&self) -> bool {
        !self.manual_routing && self.entry_point.as_deref().unwrap_or(INTERNAL) == INTERNAL
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Metrics {
    prometheus: Option<Served>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Core {
    default_rule_syntax: Option<String>,
}

/// Whether a document has a section of an install configuration.
pub(super) fn is_install(document: &Value) -> bool {
    let Shape::Fields(fields) = INSTALL else {
        return false;
    };
    let known = |name: &str| {
        fields.iter().any(|(own, _)| own.eq_ignore_ascii_case(name))
            || OTHER_SECTIONS.iter().any(|own| own.eq_ignore_ascii_case(name))
    };
    document
        .as_object()
        .is_some_and(|found| found.keys().any(|name| known(name)))
}

/// The facts in an install configuration. In `document`, names may be in any case and values may be texts.
pub(super) fn facts(document: Value) -> Result<Facts> {
    let tidied = shape::tidy(document, INSTALL, "")?.unwrap_or(Value::Null);
    let install: Install = match tidied {
        Value::Null => Install::default(),
        tidied => serde_json::from_value(tidied).map_err(|error| {
            Error::new(
                Code::InvalidInput,
                format!("Traefik would not start with this install configuration: {error}"),
            )
        })?,
    };
    Ok(install.into_facts())
}

impl Install {
    fn into_facts(mut self) -> Facts {
        if self.entry_points.is_empty() {
            self.entry_points.insert("http".to_owned(), listening(":80"));
        }
        if self.listens_for_itself() && !self.entry_points.contains_key(INTERNAL) {
            self.entry_points.insert(INTERNAL.to_owned(), listening(":8080"));
        }
        let built_in = self.built_in_services();
        let mut plugins: Vec<String> = self.experimental.plugins.into_keys().collect();
        plugins.extend(self.experimental.local_plugins.into_keys());
        Facts {
            version: None,
            entry_points: self.entry_points,
            resolvers: self.certificates_resolvers.into_keys().collect(),
            plugins,
            providers: self.providers.keys().map(|name| name.to_lowercase()).collect(),
            default_rule_syntax: self.core.default_rule_syntax.map(|syntax| syntax.to_lowercase()),
            built_in_services: Some(built_in),
        }
    }

    fn listens_for_itself(&self) -> bool {
        self.api.as_ref().is_some_and(|api| api.insecure)
            || self.ping.as_ref().is_some_and(Served::is_internal)
            || self.metrics.prometheus.as_ref().is_some_and(Served::is_internal)
            || self.rest().is_some_and(|rest| rest.insecure)
    }

    fn rest(&self) -> Option<&Provider> {
        let mut all = self.providers.iter();
        all.find(|(name, _)| name.eq_ignore_ascii_case("rest"))
            .map(|(_, rest)| rest)
    }

    fn built_in_services(&self) -> Vec<String> {
        let has_http_challenge = self
            .certificates_resolvers
            .values()
            .any(|resolver| resolver.acme.http_challenge.is_some());
        let all = [
            ("noop", true),
            ("api", self.api.is_some()),
            ("dashboard", self.api.as_ref().is_some_and(|api| api.dashboard)),
            ("ping", self.ping.is_some()),
            ("prometheus", self.metrics.prometheus.is_some()),
            ("rest", self.rest().is_some()),
            ("acme-http", has_http_challenge),
        ];
        all.into_iter()
            .filter(|(_, is_on)| *is_on)
            .map(|(name, _)| name.to_owned())
            .collect()
    }
}

fn listening(address: &str) -> EntryPoint {
    EntryPoint {
        address: address.to_owned(),
        ..EntryPoint::default()
    }
}
