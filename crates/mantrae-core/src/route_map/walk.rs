//! The way of a request through a profile, router by router.

use std::collections::HashSet;

use traefik_dynamic::rule::{self, Expression};
use traefik_dynamic::{Body, Component, Kind, Transport};

use super::atlas::{Drawing, Route};
use super::{MapColumn, MapProtocol, MapState};

/// After every domain.
const ANY_HOST: &str = "\u{10FFFE}";
const UNUSED: &str = "\u{10FFFF}";

/// The steps of one way, each once.
#[derive(Default)]
struct Steps {
    edges: Vec<(u32, u32)>,
    known: HashSet<(u32, u32)>,
    nodes: Vec<u32>,
    seen: HashSet<u32>,
}

impl Steps {
    fn reach(&mut self, node: u32) -> bool {
        let is_new = self.seen.insert(node);
        if is_new {
            self.nodes.push(node);
        }
        is_new
    }

    fn go(&mut self, from: u32, to: u32) {
        self.reach(from);
        self.reach(to);
        if self.known.insert((from, to)) {
            self.edges.push((from, to));
        }
    }

    fn into_route(self, router: Option<u32>, order: [String; 3]) -> Route {
        Route {
            router,
            key: order.join("\u{1}"),
            order,
            nodes: self.nodes,
            edges: self.edges,
        }
    }
}

impl<'c> Drawing<'c> {
    /// The way of the requests of a router.
    pub(super) fn route(&mut self, router: &'c Component) {
        let mut steps = Steps::default();
        let own = self.named(router.kind, &router.name);
        steps.reach(own);
        let hosts = self.arrive(&mut steps, router, &mut HashSet::new());
        let last = self.through(&mut steps, (own, router), self.middlewares_of(router));
        let service = self.referred(router, self.kinds.service).into_iter().next();
        match service {
            Some(service) => self.serve(&mut steps, last, &service),
            None if self.parents.contains(&router.name) || !router.is_checked() => {}
            None => {
                let none = self.plain(MapColumn::Service, "", None, MapState::Missing);
                steps.go(last, none);
            }
        }
        let order = match hosts.first() {
            Some(host) => [domain(host), host.clone(), router.name.clone()],
            None => [ANY_HOST.to_owned(), ANY_HOST.to_owned(), router.name.clone()],
        };
        self.routes.push(steps.into_route(Some(own), order));
    }

    /// What no router leads to.
    pub(super) fn unused(&mut self, kind: Kind, name: &str, own: u32) {
        let mut steps = Steps::default();
        steps.reach(own);
        if kind == self.kinds.service {
            self.follow(&mut steps, own, name);
        } else if let Some(component) = self.component(kind, name) {
            self.through(&mut steps, (own, component), self.middlewares_of(component));
        }
        let order = [
            UNUSED.to_owned(),
            UNUSED.to_owned(),
            format!("{}/{name}", kind.as_str()),
        ];
        self.routes.push(steps.into_route(None, order));
    }

    /// From the entry points to a router, by its parents if it has any. Returns its hosts.
    fn arrive(
        &mut self,
        steps: &mut Steps,
        router: &'c Component,
        seen: &mut HashSet<String>,
    ) -> Vec<String> {
        if !seen.insert(router.name.clone()) {
            return Vec::new();
        }
        let own = self.named(router.kind, &router.name);
        let parents = self.referred(router, self.kinds.router);
        if !parents.is_empty() {
            let mut hosts = Vec::new();
            for name in parents {
                let parent = self.named(self.kinds.router, &name);
                steps.go(parent, own);
                if let Some(component) = self.component(self.kinds.router, &name) {
                    hosts.extend(self.arrive(steps, component, seen));
                    self.through(steps, (parent, component), self.middlewares_of(component));
                }
            }
            return hosts;
        }
        let entry_points = self.entry_points(router);
        let rule = match &router.body {
            Body::HttpRouter(router) => router.rule.as_deref(),
            Body::TcpRouter(router) => router.rule.as_deref(),
            _ => None,
        };
        if self.protocol == MapProtocol::Udp {
            for from in entry_points {
                steps.go(from, own);
            }
            return Vec::new();
        }
        let hosts = hosts(rule.unwrap_or_default());
        let any = [String::new()];
        for host in if hosts.is_empty() { &any[..] } else { &hosts } {
            let host = self.plain(MapColumn::Host, host, None, MapState::Fine);
            for from in &entry_points {
                steps.go(*from, host);
            }
            steps.go(host, own);
        }
        hosts
    }

    /// The entry points of a router; one without a name if Traefik chooses and nothing is known about it.
    fn entry_points(&mut self, router: &Component) -> Vec<u32> {
        let mut names: Vec<String> = router.entry_points().to_vec();
        if let Some(facts) = self.facts.filter(|_| names.is_empty()) {
            names = match self.protocol {
                MapProtocol::Udp => {
                    let all = facts.entry_points.iter();
                    let udp = all.filter(|(_, one)| one.protocol == Transport::Udp);
                    udp.map(|(name, _)| name.clone()).collect()
                }
                _ => facts
                    .default_entry_points()
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
            };
        }
        if names.is_empty() {
            names.push(String::new());
        }
        let nodes = names.iter().map(|name| {
            let known = self.facts.map(|facts| facts.entry_points.get(name));
            let address = known
                .flatten()
                .map(|one| one.address.clone())
                .filter(|one| !one.is_empty());
            let is_missing = known.is_some_and(|one| one.is_none()) && !name.is_empty();
            let state = if is_missing {
                MapState::Missing
            } else {
                MapState::Fine
            };
            self.plain(MapColumn::EntryPoint, name, address, state)
        });
        nodes.collect()
    }

    fn middlewares_of(&self, component: &Component) -> Vec<String> {
        let kind = self.kinds.middleware;
        kind.map(|kind| self.referred(component, kind))
            .unwrap_or_default()
    }

    /// Through middlewares in their order, and through what chains name. Returns the last node.
    fn through(&mut self, steps: &mut Steps, (own, from): (u32, &'c Component), names: Vec<String>) -> u32 {
        let Some(kind) = self.kinds.middleware else {
            return own;
        };
        let mut last = own;
        // Chains may go in circles, so each is opened once.
        let mut opened: HashSet<String> = HashSet::new();
        if Some(from.kind) == self.kinds.middleware {
            opened.insert(from.name.clone());
        }
        let mut left: Vec<String> = names.into_iter().rev().collect();
        while let Some(name) = left.pop() {
            let node = self.named(kind, &name);
            steps.go(last, node);
            last = node;
            let Some(component) = self.component(kind, &name) else {
                continue;
            };
            if opened.insert(name) {
                left.extend(self.middlewares_of(component).into_iter().rev());
                for service in self.referred(component, self.kinds.service) {
                    self.serve(steps, node, &service);
                }
            }
        }
        last
    }

    /// To a service, and on to its servers.
    fn serve(&mut self, steps: &mut Steps, from: u32, name: &str) {
        let own = self.named(self.kinds.service, name);
        let is_new = !steps.seen.contains(&own);
        steps.go(from, own);
        if is_new {
            self.follow(steps, own, name);
        }
    }

    /// From a service to its servers, or to the services that it chooses from.
    fn follow(&mut self, steps: &mut Steps, own: u32, name: &str) {
        let mut left = vec![(own, name.to_owned())];
        while let Some((from, name)) = left.pop() {
            let Some(component) = self.component(self.kinds.service, &name) else {
                continue;
            };
            for address in servers(component) {
                let server = self.plain(MapColumn::Server, &address, None, MapState::Fine);
                steps.go(from, server);
            }
            for child in self.referred(component, self.kinds.service) {
                let node = self.named(self.kinds.service, &child);
                let is_new = !steps.seen.contains(&node);
                steps.go(from, node);
                if is_new {
                    left.push((node, child));
                }
            }
        }
    }
}

/// The addresses of the servers of a load balancer.
fn servers(component: &Component) -> Vec<String> {
    let given = |addresses: Vec<Option<&String>>| addresses.into_iter().flatten().cloned().collect();
    match &component.body {
        Body::HttpService(service) => {
            let balancer = service.load_balancer.iter();
            let servers = balancer.flat_map(|one| one.servers.iter().flatten());
            given(servers.map(|one| one.url.as_ref()).collect())
        }
        Body::TcpService(service) => {
            let balancer = service.load_balancer.iter();
            let servers = balancer.flat_map(|one| one.servers.iter().flatten());
            given(servers.map(|one| one.address.as_ref()).collect())
        }
        Body::UdpService(service) => {
            let balancer = service.load_balancer.iter();
            let servers = balancer.flat_map(|one| one.servers.iter().flatten());
            given(servers.map(|one| one.address.as_ref()).collect())
        }
        _ => Vec::new(),
    }
}

/// The hosts that a rule accepts, and the patterns of hosts, in order and each once; none if it accepts any.
fn hosts(rule: &str) -> Vec<String> {
    fn collect(expression: &Expression, found: &mut Vec<String>) {
        match expression {
            Expression::Matcher(matcher) => {
                let names = ["Host", "HostHeader", "HostSNI", "HostRegexp", "HostSNIRegexp"];
                if names.iter().any(|name| name.eq_ignore_ascii_case(&matcher.name)) {
                    let hosts = matcher.arguments.iter().map(|one| one.text.clone());
                    found.extend(hosts.filter(|host| host != "*" && !host.is_empty()));
                }
            }
            Expression::Not(_) => {}
            Expression::And(left, right) | Expression::Or(left, right) => {
                collect(left, found);
                collect(right, found);
            }
        }
    }
    let mut found = Vec::new();
    if let Ok(expression) = rule::parse(rule) {
        collect(&expression, &mut found);
    }
    let mut seen = HashSet::new();
    found.retain(|host| seen.insert(host.clone()));
    found
}

/// The last two parts of a host; the whole of an address or a pattern.
fn domain(host: &str) -> String {
    let is_name = host
        .chars()
        .all(|one| one.is_alphanumeric() || "-._".contains(one));
    let is_address = host.chars().all(|one| one.is_ascii_digit() || one == '.');
    let parts: Vec<&str> = host.rsplitn(3, '.').collect();
    match parts[..] {
        [last, before, _] if is_name && !is_address => format!("{before}.{last}"),
        _ => host.to_owned(),
    }
}

/// Whether this is the order of routers for any host, and whether it is that of what no router leads to.
pub(super) fn is_special(order: &[String; 3]) -> (bool, bool) {
    (order[1] == ANY_HOST, order[0] == UNUSED)
}
