//! What Traefik never reports: components that are enabled, but dead or not what was meant.

pub(crate) mod ties;

use std::sync::Arc;

use crate::go::{net, url};
use crate::http::{LoadBalancer, Middleware};
use crate::predict::{Entry, World};
use crate::rule::fault::Fault;
use crate::rule::program::Program;
use crate::rule::test::Test;

/// Adds what Traefik does not report.
pub(super) fn add(world: &mut World<'_>) {
    for used in world.http.middlewares.values_mut() {
        middleware(used.what, &mut used.entry);
    }
    for used in world.http.services.values_mut() {
        if let Some(balancer) = &used.what.load_balancer {
            servers(balancer, &mut used.entry);
        }
    }
    for used in world.tcp.services.values_mut() {
        let servers = used
            .what
            .load_balancer
            .iter()
            .flat_map(|balancer| balancer.servers.iter().flatten());
        for server in servers {
            address(server.address.as_deref().unwrap_or_default(), &mut used.entry);
        }
    }
    for used in world.udp.services.values_mut() {
        let servers = used
            .what
            .load_balancer
            .iter()
            .flat_map(|balancer| balancer.servers.iter().flatten());
        for server in servers {
            address(server.address.as_deref().unwrap_or_default(), &mut used.entry);
        }
    }
    last_of_udp(world);
    routers(world);
}

fn note(code: &'static str, message: String, hint: &str) -> Fault {
    Fault::new(code, message, "").hint(hint)
}

fn middleware(m: &Middleware, entry: &mut Entry) {
    if let Some(limit) = &m.in_flight_req
        && limit.amount.unwrap_or_default() <= 0
    {
        let message = "it lets no request through: each one is answered with 429".to_owned();
        entry.note(note("NOTHING-PASSES", message, "Write an `amount` of 1 or more"));
    }
    if let Some(auth) = &m.forward_auth {
        let address = auth.address.as_deref().unwrap_or_default();
        if !address.contains("://") {
            let message =
                format!("`{address}` is not an address Traefik can call: every request is answered with 500");
            entry.note(note(
                "SERVER-SCHEME",
                message,
                "Write it with its scheme, such as `http://auth:9091`",
            ));
        }
    }
    let has_file = |file: &Option<String>| file.as_ref().is_some_and(|file| !file.is_empty());
    if let Some(auth) = &m.digest_auth
        && auth.users.as_deref().is_none_or(<[_]>::is_empty)
        && !has_file(&auth.users_file)
    {
        let message = "it has no users: every request is answered with 401".to_owned();
        entry.note(note("NOTHING-PASSES", message, "Add `users` or `usersFile`"));
    }
    if let Some(redirect) = &m.redirect_regex
        && redirect.regex.as_deref().unwrap_or_default().is_empty()
    {
        let message = "it has no expression, so it redirects every request".to_owned();
        entry.note(note("REDIRECTS-ALL", message, "Add `regex`"));
    }
}

fn servers(balancer: &LoadBalancer, entry: &mut Entry) {
    let servers = balancer.servers.as_deref().unwrap_or_default();
    if servers.is_empty() {
        let message = "it has no server: every request is answered with 503".to_owned();
        entry.note(note("NO-SERVERS", message, "Add a server"));
    }
    for server in servers {
        let address = server.url.as_deref().unwrap_or_default();
        let Ok(url) = url::parse(address) else { continue };
        let is_known = ["http", "https", "h2c"].contains(&url.scheme.as_str());
        if !is_known || url.host.is_empty() {
            let message =
                format!("`{address}` does not lead to a server: requests to it are answered with 500");
            entry.note(note("SERVER-SCHEME", message, "Write it as `http://host:port`"));
        }
    }
}

fn address(address: &str, entry: &mut Entry) {
    if !net::has_port(address) {
        let message = format!("`{address}` has no port, so Traefik skips it");
        entry.note(note("SERVER-PORT", message, "Write it as `host:port`"));
    }
}

/// UDP has no rules: of several routers on an entry point, only the last one counts.
fn last_of_udp(world: &mut World<'_>) {
    let mut last = std::collections::BTreeMap::new();
    for (name, router) in world
        .udp
        .routers
        .iter()
        .filter(|(_, router)| !router.entry.is_disabled())
    {
        for entry_point in &router.using {
            last.insert(entry_point.clone(), (*name).to_owned());
        }
    }
    for (name, router) in &mut world.udp.routers {
        for entry_point in router.using.clone() {
            if let Some(other) = last.get(&entry_point).filter(|other| other.as_str() != *name) {
                let message = format!(
                    "it receives nothing: of the UDP routers of one entry point, only `{other}` works"
                );
                router.entry.note(note(
                    "HIDDEN",
                    message,
                    "Give each UDP router an entry point of its own",
                ));
            }
        }
    }
}

fn routers(world: &mut World<'_>) {
    let mut programs: Vec<(usize, Arc<Program>)> = Vec::new();
    let is_informed = world.index.is_informed;
    for (number, router) in world.http.routers.values_mut().enumerate() {
        let resolver = router
            .router
            .tls
            .as_ref()
            .and_then(|tls| tls.cert_resolver.as_deref());
        if let Some(resolver) = resolver.filter(|one| !one.is_empty())
            && is_informed
            && !world.index.facts.resolvers.iter().any(|own| own == resolver)
        {
            let message =
                format!("this gateway has no certificate resolver `{resolver}`, so it gets no certificate");
            router.entry.note(note(
                "RESOLVER-MISSING",
                message,
                "Correct the name, or add it to the install configuration",
            ));
        }
        let Some(program) = router.program.clone() else {
            continue;
        };
        program.each(&mut |test, is_negated| {
            if let Test::HostRegexp(pattern) = test
                && !is_negated
                && pattern.may_be_empty()
            {
                let message =
                    format!("`{pattern}` matches an empty string, so HostRegexp matches every host");
                router.entry.note(note(
                    "EVERY-HOST",
                    message,
                    "Make it match at least one character",
                ));
            }
        });
        programs.push((number, program));
    }
    ties::find(world, &programs);
}
