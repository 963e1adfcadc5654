//! TCP: routers, services and middlewares as Traefik builds them.

use std::collections::BTreeMap;

use crate::go::net;
use crate::go::quote::quote;
use crate::predict::entry::{Built, Entry};
use crate::predict::http::{MAX_DEPTH, Used};
use crate::predict::lookup::{Index, own, qualified};
use crate::predict::reference::MAX_PRIORITY;
use crate::predict::{State, middleware, reference, tls};
use crate::rule::fault::Fault;
use crate::rule::tree::{NoTree, Tree, bare_rule, build};
use crate::rule::words::Table;
use crate::rule::{Protocol, program};
use crate::tcp::{LoadBalancer, Middleware, ProxyProtocol, Router, Service};
use crate::{Body, Component, Kind, Transport, walk};

/// A TCP router as Traefik runs it.
pub(crate) struct TcpRouter<'c> {
    pub(crate) router: &'c Router,
    pub(crate) using: Vec<String>,
    pub(crate) is_v2: bool,
    pub(crate) entry: Entry,
    /// Whether its rule accepts connections, even if only to close them.
    pub(crate) is_there: bool,
}

impl TcpRouter<'_> {
    pub(crate) fn rule(&self) -> &str {
        self.router.rule.as_deref().unwrap_or_default()
    }

    /// The effective priority.
    pub(crate) fn priority(&self) -> i64 {
        match self.router.priority.unwrap_or_default() {
            0 if is_catch_all(self.rule()) => -1,
            0 => i64::try_from(self.rule().len()).unwrap_or(i64::MAX),
            priority => priority,
        }
    }
}

/// Exactly ``HostSNI(`*`)``, however it is written.
pub(crate) fn is_catch_all(rule: &str) -> bool {
    matches!(
        build(rule, Table::Tcp),
        Ok(Tree::Leaf { name: "HostSNI", values, .. }) if values == ["*"]
    )
}

/// TCP: routers, services and middlewares as Traefik builds them.
pub(crate) struct Tcp<'c> {
    pub(crate) routers: BTreeMap<&'c str, TcpRouter<'c>>,
    pub(crate) services: BTreeMap<&'c str, Used<'c, Service>>,
    pub(crate) middlewares: BTreeMap<&'c str, Used<'c, Middleware>>,
}

impl<'c> Tcp<'c> {
    pub(crate) fn new(index: &Index<'c>) -> Tcp<'c> {
        let routers = index.of(Kind::TcpRouter).filter_map(|(name, body)| match body {
            Body::TcpRouter(router) => Some((name, of_component(index, router))),
            _ => None,
        });
        let services = index.of(Kind::TcpService).filter_map(|(name, body)| match body {
            Body::TcpService(service) => Some((name, Used::new(&**service))),
            _ => None,
        });
        let middlewares = index
            .of(Kind::TcpMiddleware)
            .filter_map(|(name, body)| match body {
                Body::TcpMiddleware(middleware) => Some((name, Used::new(&**middleware))),
                _ => None,
            });
        Tcp {
            routers: routers.collect(),
            services: services.collect(),
            middlewares: middlewares.collect(),
        }
    }

    pub(crate) fn state(&mut self, component: &Component) -> Option<State> {
        let router = self.routers.remove(component.name.as_str())?;
        let priority = Some(router.priority().to_string());
        let entry_points = router.using;
        Some(State {
            priority,
            entry_points,
            ..router.entry.into_state(component, component.name.clone())
        })
    }

    pub(crate) fn build(&mut self, index: &Index<'c>) {
        let names: Vec<&'c str> = self.routers.keys().copied().collect();
        for name in names {
            self.build_router(index, name);
        }
    }

    fn build_router(&mut self, index: &Index<'c>, name: &'c str) {
        let Some(router) = self.routers.get(name) else {
            return;
        };
        if router.using.is_empty() {
            return;
        }
        let what = router.router;
        let (priority, is_v2) = (router.priority(), router.is_v2);
        let mut entry = Entry::default();
        let is_there = self.judge(index, name, what, (priority, is_v2), &mut entry);
        if let Some(router) = self.routers.get_mut(name) {
            router.is_there = is_there;
            for fault in entry.faults() {
                router.entry.fail(fault.clone());
            }
            if let Some(guess) = entry.guess() {
                router.entry.fail(guess.clone());
            }
        }
    }

    /// Finds faults in Traefik's order; returns whether the rule accepts connections in the end.
    fn judge(
        &mut self,
        index: &Index<'c>,
        name: &str,
        router: &Router,
        (priority, is_v2): (i64, bool),
        entry: &mut Entry,
    ) -> bool {
        let rule = router.rule.as_deref().unwrap_or_default();
        let hosts = match first_look(router, rule, priority) {
            Ok(hosts) => hosts,
            Err(fault) => {
                entry.fail(fault);
                return false;
            }
        };
        let add = |entry: &mut Entry| match program::compile(rule, Protocol::Tcp, is_v2) {
            Ok(_) => true,
            Err(fault) => {
                entry.fail(fault);
                false
            }
        };
        let is_ended_here = router
            .tls
            .as_ref()
            .is_some_and(|tls| tls.passthrough != Some(true));
        if is_ended_here {
            for host in hosts.iter().filter(|host| !host.is_ascii()) {
                let text = format!(
                    "invalid domain name value {}, non-ASCII characters are not allowed",
                    quote(host)
                );
                let message = format!("`{host}` contains non-ASCII characters");
                entry.fail(Fault::new("RULE-HOST", message, text));
            }
            let options = router.tls.as_ref().and_then(|tls| tls.options.as_deref());
            let qualified_name = format!("{name}@file");
            match tls::get(index, &tls::named(&qualified_name, options)) {
                Ok(guess) => entry.take(&Ok(guess)),
                Err(fault) => {
                    entry.fail(fault);
                    // Connections that it would take are closed.
                    return add(entry);
                }
            }
        }
        let built = self.handler(index, name, router);
        entry.take(&built);
        built.is_ok() && add(entry)
    }

    fn handler(&mut self, index: &Index<'c>, name: &str, router: &Router) -> Built {
        let from = format!("{name}@file");
        let shown = router.service.as_deref().unwrap_or_default();
        let mut guess = self.service(index, (shown, &qualified(&from, shown)), 0)?;
        for middleware in router.middlewares.iter().flatten().rev() {
            guess = self.middleware(index, &qualified(&from, middleware))?.or(guess);
        }
        Ok(guess)
    }

    fn middleware(&mut self, index: &Index<'c>, name: &str) -> Built {
        let Some(used) = own(name).and_then(|own| self.middlewares.get_mut(own)) else {
            return index.missing(name, || reference::middleware(name)).map(Some);
        };
        let built = middleware::tcp(name, used.what);
        used.entry.take(&built);
        built
    }

    /// Builds a service: its name as its user writes it, and the qualified one.
    fn service(&mut self, index: &Index<'c>, (shown, name): (&str, &str), depth: usize) -> Built {
        let found = own(name).and_then(|own| self.services.get_key_value(own));
        let Some((key, used)) = found.map(|(key, used)| (*key, used)) else {
            return index.missing(name, || reference::service(name)).map(Some);
        };
        if let Some(built) = &used.built {
            return built.clone();
        }
        if depth > MAX_DEPTH {
            return Ok(Some(deadly_ring(name)));
        }
        let what = used.what;
        let (built, is_told) = self.service_with(index, (shown, name), what, depth);
        if let Some(used) = self.services.get_mut(key) {
            if is_told {
                used.entry.take(&built);
            }
            // A message may contain the name as the user writes it.
            used.built = built.is_ok().then(|| built.clone());
        }
        built
    }

    /// The result of building it, and whether Traefik reports it for the service too.
    fn service_with(
        &mut self,
        index: &Index<'c>,
        (own_shown, name): (&str, &str),
        what: &Service,
        depth: usize,
    ) -> (Built, bool) {
        if walk::type_names(what).len() > 1 {
            return (Err(reference::several_types("service")), true);
        }
        if let Some(balancer) = &what.load_balancer {
            return (load_balancer(index, name, balancer), false);
        }
        let Some(weighted) = &what.weighted else {
            let text = format!("the service \"{name}\" does not have any type defined");
            let fault = Fault::new("NO-TYPE", "the service has no type", text).hint("Add `loadBalancer`");
            return (Err(fault), true);
        };
        let mut guess = None;
        for child in weighted.services.iter().flatten() {
            let shown = child.name.as_deref().unwrap_or_default();
            if let Some(weight) = child.weight.filter(|weight| *weight < 0) {
                return (Err(reference::negative_weight("service", shown, weight)), true);
            }
            let service = qualified(name, shown);
            match self.service(index, (shown, &service), depth + 1) {
                Ok(found) => guess = found.or(guess),
                Err(fault) => return (Err(fault), true),
            }
            if weighted.health_check.is_some()
                && let Err(fault) = self.is_watched(own_shown, shown, &service)
            {
                return (Err(fault), true);
            }
        }
        (Ok(guess), true)
    }

    fn is_watched(&self, parent: &str, shown: &str, child: &str) -> Result<(), Fault> {
        let Some(service) = own(child).and_then(|own| self.services.get(own)) else {
            return Ok(());
        };
        let has_check = match (&service.what.load_balancer, &service.what.weighted) {
            (Some(balancer), _) => balancer.health_check.is_some(),
            (_, Some(weighted)) => weighted.health_check.is_some(),
            _ => true,
        };
        if has_check {
            return Ok(());
        }
        let text = format!(
            "cannot register {shown} as updater for {parent}: healthCheck not enabled in config for this weighted service"
        );
        let message = format!("the service `{shown}` has no health check, so nothing tells when it is down");
        Err(Fault::new("HEALTH-CHECK", message, text).hint(format!("Add `healthCheck` to `{shown}`")))
    }
}

fn of_component<'c>(index: &Index<'_>, router: &'c Router) -> TcpRouter<'c> {
    let given = router.entry_points.as_deref().unwrap_or_default().to_vec();
    let mut entry = Entry::default();
    let wanted = if given.is_empty() {
        index
            .facts
            .default_entry_points()
            .into_iter()
            .map(str::to_owned)
            .collect()
    } else {
        given
    };
    let mut using: Vec<String> = Vec::new();
    if index.is_informed {
        for name in wanted {
            if !index.facts.has(&name, Transport::Tcp) {
                entry.warn(reference::entry_point(&name));
            } else if !using.contains(&name) {
                using.push(name);
            }
        }
        if using.is_empty() {
            entry.fail(reference::no_entry_point());
        }
    } else {
        using = if router.entry_points.as_deref().is_none_or(<[_]>::is_empty) {
            vec![String::new()]
        } else {
            wanted
        };
        entry.fail(reference::unknown_entry_point());
    }
    let syntax = router.rule_syntax.as_deref().unwrap_or_default();
    TcpRouter {
        router,
        using,
        is_v2: syntax == "v2" || (syntax.is_empty() && index.facts.defaults_to_v2()),
        entry,
        is_there: false,
    }
}

/// What Traefik checks before it builds anything: the hosts that the rule names.
fn first_look(router: &Router, rule: &str, priority: i64) -> Result<Vec<String>, Fault> {
    if router.service.as_deref().unwrap_or_default().is_empty() {
        let text = "the service is missing on the router";
        return Err(Fault::new("NO-SERVICE", "it has no service", text).hint("Add a `service`"));
    }
    if rule.is_empty() {
        return Err(Fault::new("RULE-EMPTY", "it has no rule", "router has no rule").hint("Add a `rule`"));
    }
    let before = format!("invalid rule: {} , ", quote(rule));
    let tree = build(rule, Table::Tcp).map_err(|error| match error {
        NoTree::Bare => Fault {
            text: format!("{before}error while parsing rule {rule}"),
            ..bare_rule()
        },
        NoTree::Fault(fault) => fault.within(&before),
    })?;
    let mut hosts = Vec::new();
    tree.values_of(&["HostSNI"], &mut hosts);
    if router.tls.is_none() && hosts.first().is_some_and(|host| host != "*") {
        let message = "it names a host, which Traefik can see only with TLS";
        let text = format!("{before}has HostSNI matcher, but no TLS on router");
        return Err(Fault::new("SNI-WITHOUT-TLS", message, text)
            .hint("Add `tls: {}`, or match every host with HostSNI(`*`)"));
    }
    if priority > MAX_PRIORITY {
        return Err(reference::priority(priority));
    }
    Ok(hosts)
}

fn load_balancer(index: &Index<'_>, name: &str, balancer: &LoadBalancer) -> Built {
    let has_server = balancer
        .servers
        .iter()
        .flatten()
        .any(|server| net::has_port(server.address.as_deref().unwrap_or_default()));
    if !has_server {
        return Ok(None);
    }
    let mut guess = None;
    if let Some(transport) = balancer
        .servers_transport
        .as_deref()
        .filter(|name| !name.is_empty())
    {
        let transport = qualified(name, transport);
        let found = own(&transport).and_then(|own| index.bodies.get(&(Kind::TcpServersTransport, own)));
        match found {
            Some(Body::TcpServersTransport(body)) => version(body.proxy_protocol.as_deref())?,
            _ if transport == "default@internal" => {}
            _ => {
                let missing = || {
                    let shown = own(&transport).unwrap_or(&transport);
                    let text = format!("no transport configuration found for \"{transport}\"");
                    Fault::new(
                        "TRANSPORT-MISSING",
                        format!("there is no TCP servers transport `{shown}`"),
                        text,
                    )
                    .hint("Add it, or correct the name")
                };
                guess = Some(index.missing(&transport, missing)?);
            }
        }
    } else {
        // Beside a transport, Traefik ignores it.
        version(balancer.proxy_protocol.as_deref())?;
    }
    Ok(guess)
}

fn version(protocol: Option<&ProxyProtocol>) -> Result<(), Fault> {
    let version = protocol.map_or(2, |protocol| protocol.version.unwrap_or(2));
    if (1..=2).contains(&version) {
        return Ok(());
    }
    let text = format!("unknown proxyProtocol version: {version}");
    Err(Fault::new(
        "RANGE",
        format!("there is no version {version} of the PROXY protocol"),
        text,
    )
    .hint("Write 1 or 2"))
}

/// Services that refer back to themselves crash Traefik.
pub(super) fn deadly_ring(name: &str) -> Fault {
    let shown = own(name).unwrap_or(name);
    Fault::guess(
        "DEADLY-RING",
        format!("the service `{shown}` leads back to itself, which crashes Traefik when a router uses it"),
    )
    .hint("Remove one of the references")
}
