//! What a profile uses already, and what is known about its Traefik: entry points, resolvers, domains, protections.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use traefik_dynamic::http::{Middleware, Router};
use traefik_dynamic::{Body, Component, EntryPoint, Facts, Kind, Transport, rule};

use super::Https;
use super::recipe::{LOGINS, Login, LoginProduct};

/// What can be chosen when a service is exposed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ExposeChoices {
    /// Domains that existing rules name, the most used first.
    pub domains: Vec<String>,
    /// Certificate resolvers, the most used first.
    pub resolvers: Vec<String>,
    /// What is done about HTTPS unless something else is chosen.
    pub https: Https,
    /// Middlewares of the profile that let only some people through.
    pub middlewares: Vec<MiddlewareChoice>,
    /// What people can sign in to.
    pub logins: Vec<LoginChoice>,
    /// Whether there is a known entry point for plain HTTP that does not redirect by itself.
    pub can_redirect: bool,
}

/// A middleware that lets only some people through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MiddlewareChoice {
    /// Its name.
    pub name: String,
    /// Its type, such as `basicAuth`.
    pub type_name: String,
    /// How many routers use it.
    pub used_by: u32,
}

/// Something people can sign in to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LoginChoice {
    /// What it is.
    pub product: LoginProduct,
    /// Its address in its own manual.
    pub address: String,
    /// What must be set there, in a whole sentence.
    pub note: Option<String>,
}

/// Types of middlewares that let only some people through.
const PROTECTIONS: [&str; 5] = [
    "basicAuth",
    "digestAuth",
    "forwardAuth",
    "ipAllowList",
    "ipWhiteList",
];

/// An enabled profile, and what is known about its Traefik.
pub(in crate::engine::changes) struct Known<'k> {
    /// Name of the profile.
    pub(super) profile: &'k str,
    /// All its components, each with whether it is enabled.
    pub(super) components: Vec<(&'k Component, bool)>,
    pub(super) facts: Option<&'k Facts>,
}

impl<'k> Known<'k> {
    pub(in crate::engine::changes) fn new(
        profile: &'k str,
        components: impl Iterator<Item = (&'k Component, bool)>,
        facts: Option<&'k Facts>,
    ) -> Self {
        Self {
            profile,
            components: components.collect(),
            facts,
        }
    }

    pub(super) fn enabled(&self) -> impl Iterator<Item = &'k Component> {
        let all = self.components.iter().filter(|(_, enabled)| *enabled);
        all.map(|(component, _)| *component)
    }

    pub(super) fn routers(&self) -> impl Iterator<Item = (&'k str, &'k Router)> {
        self.enabled().filter_map(|one| match &one.body {
            Body::HttpRouter(router) => Some((one.name.as_str(), &**router)),
            _ => None,
        })
    }

    pub(super) fn middlewares(&self) -> impl Iterator<Item = (&'k str, &'k Middleware)> {
        self.enabled().filter_map(|one| match &one.body {
            Body::HttpMiddleware(middleware) => Some((one.name.as_str(), &**middleware)),
            _ => None,
        })
    }

    pub(super) fn has(&self, kind: Kind, name: &str) -> bool {
        let mut all = self.components.iter();
        all.any(|(one, _)| one.kind == kind && one.name == name)
    }

    fn http_entry_points(&self) -> impl Iterator<Item = (&'k str, &'k EntryPoint)> {
        let all = self.facts.into_iter().flat_map(|facts| &facts.entry_points);
        let all = all.filter(|(name, one)| one.protocol == Transport::Tcp && *name != "traefik");
        all.map(|(name, one)| (name.as_str(), one))
    }

    /// The facts about an entry point.
    pub(super) fn entry_point(&self, name: &str) -> Option<&'k EntryPoint> {
        self.http_entry_points()
            .find_map(|(known, one)| (known == name).then_some(one))
    }

    /// The names of the entry points for HTTP; none if nothing is known about them.
    pub(super) fn entry_point_names(&self) -> Vec<&'k str> {
        self.http_entry_points().map(|(name, _)| name).collect()
    }

    /// The entry points of a new router: those that similar ones use most, otherwise those of the usual port. None if
    /// nothing is known, which leaves it to Traefik.
    pub(super) fn suggested_entry_points(&self, is_secure: bool, port: Option<u16>) -> Vec<String> {
        let port = port.unwrap_or(if is_secure { 443 } else { 80 });
        if let Some(port) = Some(port).filter(|port| ![80, 443].contains(port)) {
            let mut all = self.http_entry_points();
            if let Some((name, _)) = all.find(|(_, one)| port_of(one) == Some(port)) {
                return vec![name.to_owned()];
            }
        }
        let names = self.entry_point_names();
        let is_known =
            |all: &&[String]| names.is_empty() || all.iter().all(|one| names.contains(&one.as_str()));
        let similar = self
            .routers()
            .filter(|(_, router)| router.tls.is_some() == is_secure);
        let used = similar.filter_map(|(_, router)| router.entry_points.as_deref());
        let used = most_used(used.filter(|all| !all.is_empty()).filter(is_known));
        if let Some(all) = used.first() {
            return all.to_vec();
        }
        let fits = |one: &EntryPoint| match port_of(one) {
            Some(found) if is_secure => found == port || one.tls.is_some(),
            Some(found) => found == port,
            None => is_secure && one.tls.is_some(),
        };
        let mut all = self.http_entry_points();
        let found = all.find(|(_, one)| fits(one)).map(|(name, _)| name.to_owned());
        found.into_iter().collect()
    }

    /// Certificate resolvers, the most used first, then those that only Traefik is known to have.
    pub(super) fn resolvers(&self) -> Vec<String> {
        let used = self.routers().filter_map(|(_, router)| {
            let tls = router.tls.as_ref()?;
            tls.cert_resolver.as_deref().filter(|name| !name.is_empty())
        });
        let mut all: Vec<String> = most_used(used).into_iter().map(str::to_owned).collect();
        let known = self
            .facts
            .map(|facts| facts.resolvers.as_slice())
            .unwrap_or_default();
        if !known.is_empty() {
            all.retain(|name| known.contains(name));
        }
        for name in known {
            if !all.contains(name) {
                all.push(name.clone());
            }
        }
        all
    }

    /// What other routers have, or what the entry points suggest.
    pub(super) fn suggested_https(&self) -> Https {
        if let Some(name) = self.resolvers().into_iter().next() {
            return Https::Resolver { name };
        }
        let is_used = self.routers().any(|(_, router)| router.tls.is_some());
        let has_certificates = self.enabled().any(|one| one.kind == Kind::TlsCertificate);
        let mut entry_points = self.http_entry_points();
        let listens = entry_points.any(|(_, one)| one.tls.is_some() || port_of(one) == Some(443));
        if is_used || has_certificates || listens {
            Https::Own
        } else {
            Https::None
        }
    }
}

fn port_of(one: &EntryPoint) -> Option<u16> {
    one.address.rsplit(':').next()?.parse().ok()
}

/// Each value once, the most frequent first; those of equal number in order.
fn most_used<T: Ord>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let mut all: Vec<(T, usize)> = counts.into_iter().collect();
    all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    all.into_iter().map(|(value, _)| value).collect()
}

/// What can be chosen in a profile.
pub(in crate::engine::changes) fn choices(known: &Known<'_>) -> ExposeChoices {
    let hosts = known.routers().flat_map(|(_, router)| {
        let found = rule::hosts(router.rule.as_deref().unwrap_or_default());
        // One that a router names in several rules counts once.
        found.into_iter().collect::<BTreeSet<_>>()
    });
    let domains = hosts.filter_map(|host| {
        let (_, domain) = host.split_once('.')?;
        let is_domain = domain.contains('.') && !domain.contains(['{', '*']);
        Some(if is_domain { domain.to_owned() } else { host })
    });
    let is_name = |domain: &String| domain.parse::<std::net::IpAddr>().is_err() && !domain.contains('*');
    let mut domains = most_used(domains);
    domains.retain(is_name);
    let users = |name: &str| {
        let uses = |one: &str| one == name || one.strip_suffix("@file") == Some(name);
        let all = known.routers().filter(|(_, router)| {
            let mut names = router.middlewares.iter().flat_map(|names| names.iter());
            names.any(|one| uses(one))
        });
        u32::try_from(all.count()).unwrap_or(u32::MAX)
    };
    let protections = known.enabled().filter(|one| one.kind == Kind::HttpMiddleware);
    let protections = protections.filter_map(|one| {
        let type_name = one.type_name().filter(|name| PROTECTIONS.contains(name))?;
        Some(MiddlewareChoice {
            name: one.name.clone(),
            type_name: type_name.to_owned(),
            used_by: users(&one.name),
        })
    });
    let mut middlewares: Vec<MiddlewareChoice> = protections.collect();
    middlewares.sort_by_key(|one| (std::cmp::Reverse(one.used_by), one.name.clone()));
    let plain = known.suggested_entry_points(false, None);
    let redirects = |name: &String| known.entry_point(name).is_some_and(|one| one.redirect.is_some());
    ExposeChoices {
        domains,
        resolvers: known.resolvers(),
        https: known.suggested_https(),
        middlewares,
        logins: LOGINS.iter().map(login_choice).collect(),
        can_redirect: !plain.is_empty() && !plain.iter().all(redirects),
    }
}

fn login_choice(login: &Login) -> LoginChoice {
    LoginChoice {
        product: login.product,
        address: login.address.to_owned(),
        note: login.note.map(str::to_owned),
    }
}
