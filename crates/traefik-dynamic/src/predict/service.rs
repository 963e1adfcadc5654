//! Checks HTTP services as Traefik builds them.

use crate::go::url;
use crate::http::{Failover, HighestRandomWeight, LoadBalancer, Mirroring, Service, Weighted};
use crate::predict::entry::Built;
use crate::predict::http::{Http, MAX_DEPTH};
use crate::predict::lookup::{Index, own, qualified};
use crate::predict::{reference, values};
use crate::rule::fault::Fault;
use crate::version::is_older;
use crate::{Kind, walk};

impl<'c> Http<'c> {
    /// Builds a service by its qualified name.
    pub(super) fn service(&mut self, index: &Index<'c>, name: &str, stack: &mut Vec<String>) -> Built {
        if name.ends_with("@internal") {
            return built_in(index, name);
        }
        let found = own(name).and_then(|own| self.services.get_key_value(own));
        let Some((key, used)) = found.map(|(key, used)| (*key, used)) else {
            return index.missing(name, || reference::service(name)).map(Some);
        };
        if let Some(built) = &used.built {
            return built.clone();
        }
        if let Some(fault) = used.entry.joined().filter(|_| used.entry.is_disabled()) {
            return Err(fault);
        }
        let what = used.what;
        if stack.len() > MAX_DEPTH {
            return Ok(Some(reference::too_deep("service")));
        }
        let entered = format!("service:{name}");
        let built = if stack.contains(&entered) {
            Err(reference::ring("service", name, stack))
        } else {
            stack.push(entered);
            let built = self.service_with(index, name, what, stack);
            stack.pop();
            built
        };
        if let Some(used) = self.services.get_mut(key) {
            used.entry.take(&built);
            if built.is_ok() {
                used.built = Some(built.clone());
            }
        }
        built
    }

    fn service_with(
        &mut self,
        index: &Index<'c>,
        name: &str,
        what: &Service,
        stack: &mut Vec<String>,
    ) -> Built {
        if walk::type_names(what).len() > 1 {
            return Err(reference::several_types("service"));
        }
        let guess = if let Some(balancer) = &what.load_balancer {
            load_balancer(index, name, balancer)?
        } else if let Some(weighted) = &what.weighted {
            self.weighted(index, name, weighted, stack)?
        } else if let Some(ranked) = &what.highest_random_weight {
            self.ranked(index, name, ranked, stack)?
        } else if let Some(mirroring) = &what.mirroring {
            self.mirroring(index, name, mirroring, stack)?
        } else if let Some(failover) = &what.failover {
            self.failover(index, name, failover, stack)?
        } else {
            let text = format!("the service \"{name}\" does not have any type defined");
            return Err(Fault::new("NO-TYPE", "the service has no type", text).hint("Add `loadBalancer`"));
        };
        let names: Vec<String> = what
            .middlewares
            .iter()
            .flatten()
            .map(|one| qualified(name, one))
            .collect();
        Ok(self.chain(index, &names, stack)?.or(guess))
    }

    fn weighted(
        &mut self,
        index: &Index<'c>,
        name: &str,
        weighted: &Weighted,
        stack: &mut Vec<String>,
    ) -> Built {
        let mut guess = None;
        for child in weighted.services.iter().flatten() {
            let shown = child.name.as_deref().unwrap_or_default();
            let service = qualified(name, shown);
            let built = self.service(index, &service, stack);
            let before = format!("building HTTP service {}: ", crate::go::quote::quote(shown));
            guess = built.map_err(|fault| fault.within(&before))?.or(guess);
            if weighted.health_check.is_some() {
                self.is_watched(name, shown, &service)?;
            }
        }
        Ok(guess)
    }

    fn ranked(
        &mut self,
        index: &Index<'c>,
        name: &str,
        ranked: &HighestRandomWeight,
        stack: &mut Vec<String>,
    ) -> Built {
        let mut guess = None;
        for child in ranked.services.iter().flatten() {
            let shown = child.name.as_deref().unwrap_or_default();
            let service = qualified(name, shown);
            guess = self.service(index, &service, stack)?.or(guess);
            if ranked.health_check.is_some() {
                self.is_watched(name, shown, &service)?;
            }
        }
        Ok(guess)
    }

    fn mirroring(
        &mut self,
        index: &Index<'c>,
        name: &str,
        mirroring: &Mirroring,
        stack: &mut Vec<String>,
    ) -> Built {
        let main = qualified(name, mirroring.service.as_deref().unwrap_or_default());
        let mut guess = self.service(index, &main, stack)?;
        for mirror in mirroring.mirrors.iter().flatten() {
            let service = qualified(name, mirror.name.as_deref().unwrap_or_default());
            guess = self.service(index, &service, stack)?.or(guess);
            let percent = mirror.percent.unwrap_or_default();
            if !(0..=100).contains(&percent) {
                let text = "percent must be between 0 and 100";
                return Err(
                    Fault::new("RANGE", format!("a mirror gets {percent} percent"), text)
                        .hint("Write 0 to 100"),
                );
            }
        }
        Ok(guess)
    }

    fn failover(
        &mut self,
        index: &Index<'c>,
        name: &str,
        failover: &Failover,
        stack: &mut Vec<String>,
    ) -> Built {
        let has_statuses = failover
            .errors
            .as_ref()
            .is_some_and(|errors| errors.status.as_ref().is_some_and(|list| !list.is_empty()));
        let main = failover.service.as_deref().unwrap_or_default();
        let service = qualified(name, main);
        let mut guess = self.service(index, &service, stack)?;
        if let Some(errors) = &failover.errors {
            let before = format!("error creating failover service {name}: creating HTTP code ranges: ");
            values::statuses(errors.status.iter().flatten(), &before)?;
        }
        if !has_statuses {
            self.is_watched(name, main, &service)?;
        }
        let fallback = failover.fallback.as_deref().unwrap_or_default();
        let service = qualified(name, fallback);
        guess = self.service(index, &service, stack)?.or(guess);
        if failover.health_check.is_some() {
            self.is_watched(name, fallback, &service)?;
        }
        Ok(guess)
    }

    /// Whether a child can report to its parent that it is down.
    fn is_watched(&self, parent: &str, shown: &str, child: &str) -> Result<(), Fault> {
        let own_name = own(child).unwrap_or(child);
        if let Some(kind) = built_in_handler(child) {
            let text = format!("child service {shown} of {parent} not a healthcheck.StatusUpdater ({kind})");
            let message =
                format!("nothing tells when `{own_name}` is down, because it is one of Traefik’s own");
            return Err(Fault::new("HEALTH-CHECK", message, text).hint("Name a service with a health check"));
        }
        let Some(text) = self.no_watch(child, 0) else {
            return Ok(());
        };
        let text = format!("cannot register {shown} as updater for {parent}: {text}");
        let message =
            format!("the service `{own_name}` has no health check, so nothing tells when it is down");
        Err(Fault::new("HEALTH-CHECK", message, text).hint(format!("Add `healthCheck` to `{own_name}`")))
    }

    /// Why a service cannot report that it is down.
    fn no_watch(&self, name: &str, depth: usize) -> Option<String> {
        let service = self.services.get(own(name)?)?.what;
        let off = |kind: &str| {
            Some(format!(
                "healthCheck not enabled in config for this {kind} service"
            ))
        };
        let (has_check, kind) = if let Some(balancer) = &service.load_balancer {
            let kind = match balancer.strategy.as_deref() {
                Some("p2c") => "P2C",
                Some("hrw") => "HRW",
                Some("leasttime") => "LeastTime",
                _ => "WRR",
            };
            (balancer.health_check.is_some(), kind)
        } else if let Some(weighted) = &service.weighted {
            (weighted.health_check.is_some(), "WRR")
        } else if let Some(ranked) = &service.highest_random_weight {
            (ranked.health_check.is_some(), "HRW")
        } else if let Some(mirroring) = &service.mirroring {
            if mirroring.health_check.is_some() && depth < MAX_DEPTH {
                let main = qualified(name, mirroring.service.as_deref().unwrap_or_default());
                if let Some(kind) = built_in_handler(&main) {
                    return Some(format!(
                        "service of mirroring {kind} not a healthcheck.StatusUpdater"
                    ));
                }
                let text = self.no_watch(&main, depth + 1)?;
                return Some(format!("cannot register service of mirroring as updater: {text}"));
            }
            (mirroring.health_check.is_some(), "mirroring")
        } else if let Some(failover) = &service.failover {
            (failover.health_check.is_some(), "failover")
        } else {
            return None;
        };
        if has_check { None } else { off(kind) }
    }
}

/// Go's name for the type of one of Traefik's own services; `None` for all others.
fn built_in_handler(name: &str) -> Option<&'static str> {
    match name {
        "noop@internal" => Some("http.HandlerFunc"),
        "api@internal" => Some("*mux.Router"),
        "dashboard@internal" => Some("dashboard.Handler"),
        name if name.ends_with("@internal") => Some("http.Handler"),
        _ => None,
    }
}

fn load_balancer(index: &Index<'_>, name: &str, balancer: &LoadBalancer) -> Built {
    let strategy = balancer.strategy.as_deref().unwrap_or_default();
    if !["", "wrr", "p2c", "hrw", "leasttime"].contains(&strategy) {
        let text = format!("unsupported load-balancer strategy \"{strategy}\"");
        return Err(
            Fault::new("STRATEGY", format!("there is no strategy `{strategy}`"), text)
                .hint("Use one of: wrr, p2c, hrw, leasttime"),
        );
    }
    if let (Some(version), "hrw" | "leasttime") = (&index.facts.version, strategy)
        && is_older(version, "3.6") == Some(true)
    {
        let message = format!("the strategy `{strategy}` came with Traefik 3.6; this Traefik is {version}");
        let text = format!("unsupported load-balancer strategy \"{strategy}\"");
        return Err(Fault::new("STRATEGY", message, text).hint("Update Traefik, or use `wrr` or `p2c`"));
    }
    let transport = balancer
        .servers_transport
        .as_deref()
        .filter(|name| !name.is_empty());
    let transport = transport.map(|own| qualified(name, own));
    let mut guess = None;
    for server in balancer.servers.iter().flatten() {
        let address = server.url.as_deref().unwrap_or_default();
        if let Err(error) = url::parse(address) {
            let text = format!("error parsing server URL {address}: {error}");
            return Err(
                Fault::new("SERVER-URL", format!("`{address}` is not a server address"), text)
                    .hint("Such as `http://10.0.0.1:8080`"),
            );
        }
        if let Some(transport) = &transport {
            let before = format!("error building proxy for server URL {address}: ");
            guess = servers_transport(index, transport, &before)?.or(guess);
        }
    }
    if let Some(transport) = transport.filter(|_| balancer.health_check.is_some()) {
        guess = servers_transport(index, &transport, "")?.or(guess);
    }
    Ok(guess)
}

fn servers_transport(index: &Index<'_>, transport: &str, before: &str) -> Built {
    if transport == "default@internal" || index.has(Kind::HttpServersTransport, transport) {
        return Ok(None);
    }
    let missing = || {
        let text = format!("{before}getting RoundTripper: servers transport not found {transport}");
        let shown = own(transport).unwrap_or(transport);
        Fault::new(
            "TRANSPORT-MISSING",
            format!("there is no servers transport `{shown}`"),
            text,
        )
        .hint("Add it, or correct the name")
    };
    index.missing(transport, missing).map(Some)
}

/// Traefik's own services, which the install configuration enables.
fn built_in(index: &Index<'_>, name: &str) -> Built {
    let service = name.trim_end_matches("@internal");
    let (shown, has_needs) = match service {
        "noop" => return Ok(None),
        "api" => ("api", true),
        "dashboard" => ("dashboard", false),
        "ping" => ("ping", false),
        "prometheus" => ("prometheus", false),
        "rest" => ("rest", false),
        "acme-http" => ("HTTP challenge", false),
        _ => {
            let text = format!("unknown internal service {name}");
            return Err(Fault::new(
                "SERVICE-MISSING",
                format!("Traefik has no service `{name}`"),
                text,
            )
            .hint("Use one of: api, dashboard, ping, prometheus, rest, noop, each with `@internal`"));
        }
    };
    let off = || {
        let text = format!("{shown} is not enabled");
        let message = format!("`{name}` is not enabled in the install configuration");
        Err(Fault::new("BUILT-IN-OFF", message, text))
    };
    let guess = || {
        let message = format!("whether `{name}` is enabled is unknown");
        Ok(Some(Fault::guess("BUILT-IN-UNKNOWN", message)))
    };
    let facts = &index.facts;
    match &facts.built_in_services {
        Some(services) if services.iter().any(|own| own == service) => Ok(None),
        Some(_) => off(),
        None if !index.is_informed => guess(),
        None if service == "acme-http" && facts.resolvers.is_empty() => off(),
        None if service == "rest" && !facts.providers.iter().any(|own| own == "rest") => off(),
        None if has_needs => Ok(None),
        None => guess(),
    }
}
