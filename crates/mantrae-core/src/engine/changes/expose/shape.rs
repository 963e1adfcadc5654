//! What the routers of a service have in common: entry points and TLS.

use serde_json::{Value, json};

use super::address::Opened;
use super::known::Known;
use super::{Exposure, Https};
use crate::error::{Code, Error, Result};

/// The entry points that were named, or those that fit.
pub(super) fn entry_points(
    known: &Known<'_>,
    wanted: &Exposure,
    (is_secure, port): (bool, Option<u16>),
) -> Result<Vec<String>> {
    if wanted.entry_points.is_empty() {
        return Ok(known.suggested_entry_points(is_secure, port));
    }
    let names = known.entry_point_names();
    let unknown = wanted
        .entry_points
        .iter()
        .find(|name| !names.is_empty() && !names.contains(&name.as_str()));
    match unknown {
        None => Ok(wanted.entry_points.clone()),
        Some(name) => Err(Error::new(
            Code::InvalidInput,
            format!("This Traefik has no entry point `{name}` for HTTP"),
        )
        .hint(format!("It has {}", names.join(", ")))),
    }
}

/// The `tls` of the routers; none for plain HTTP.
pub(super) fn tls(
    known: &Known<'_>,
    wanted: &Exposure,
    (https, opened): (&Https, &Opened),
) -> Result<Option<Value>> {
    let Https::Resolver { name } = https else {
        if wanted.wildcard {
            let error = Error::new(
                Code::InvalidInput,
                "Only a certificate resolver obtains a certificate for all names",
            );
            return Err(error.hint("Choose a resolver, or leave out the wildcard"));
        }
        return Ok((*https != Https::None).then(|| json!({})));
    };
    let resolvers = known.resolvers();
    let has_facts = known.facts.is_some_and(|facts| !facts.resolvers.is_empty());
    if name.trim().is_empty() || (has_facts && !resolvers.contains(name)) {
        let error = Error::new(
            Code::InvalidInput,
            format!(
                "This Traefik has no certificate resolver `{name}`: browsers would see a self-signed one"
            ),
        );
        return Err(error.hint(format!("It has {}", resolvers.join(", "))));
    }
    if !wanted.wildcard {
        return Ok(Some(json!({ "certResolver": name })));
    }
    let wildcard = opened.wildcard().ok_or_else(|| {
        let sentence = format!("There is no wildcard certificate for `{}`", opened.host);
        Error::new(Code::InvalidInput, sentence).hint("Leave out the wildcard")
    })?;
    // As another router asks for it, so that Traefik obtains one certificate for both.
    let same = known.routers().find_map(|(_, router)| {
        let tls = router.tls.as_ref()?;
        let domains = tls.domains.as_ref()?;
        let covers = domains.iter().any(|domain| {
            let sans = domain.sans.iter().flat_map(|sans| sans.iter());
            let mut names = sans.map(String::as_str).chain(domain.main.as_deref());
            names.any(|name| name == wildcard)
        });
        let is_same = tls.cert_resolver.as_deref() == Some(name);
        (covers && is_same).then(|| {
            let all = domains.iter().map(|domain| {
                let mut written = json!({});
                if let Some(main) = &domain.main {
                    written["main"] = json!(main);
                }
                if let Some(sans) = &domain.sans {
                    written["sans"] = json!(sans.iter().collect::<Vec<_>>());
                }
                written
            });
            json!(all.collect::<Vec<_>>())
        })
    });
    let domains = same.unwrap_or_else(|| json!([{ "main": wildcard }]));
    Ok(Some(json!({ "certResolver": name, "domains": domains })))
}

/// What all routers of a service have in common.
pub(super) struct Shape {
    pub(super) entry_points: Vec<String>,
    pub(super) tls: Option<Value>,
}

impl Shape {
    pub(super) fn router(&self, (rule, service): (&str, &str), middlewares: &[String]) -> Value {
        let mut router = json!({ "rule": rule, "service": service });
        if !self.entry_points.is_empty() {
            router["entryPoints"] = json!(self.entry_points);
        }
        if !middlewares.is_empty() {
            router["middlewares"] = json!(middlewares);
        }
        if let Some(tls) = &self.tls {
            router["tls"] = tls.clone();
        }
        router
    }
}
