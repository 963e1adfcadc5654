//! The whole map of a protocol.

use std::collections::{HashMap, HashSet};

use traefik_dynamic::{Component, Facts, Kind, Reference, in_parallel};

use super::{Charted, MapAlso, MapColumn, MapNode, MapProtocol, MapState};

/// The kinds of a protocol.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kinds {
    pub(super) router: Kind,
    pub(super) service: Kind,
    pub(super) middleware: Option<Kind>,
}

impl Kinds {
    fn of(protocol: MapProtocol) -> Self {
        let (router, service, middleware) = match protocol {
            MapProtocol::Http => (Kind::HttpRouter, Kind::HttpService, Some(Kind::HttpMiddleware)),
            MapProtocol::Tcp => (Kind::TcpRouter, Kind::TcpService, Some(Kind::TcpMiddleware)),
            MapProtocol::Udp => (Kind::UdpRouter, Kind::UdpService, None),
        };
        Self {
            router,
            service,
            middleware,
        }
    }

    pub(super) fn column(self, kind: Kind) -> Option<MapColumn> {
        match kind {
            _ if kind == self.router => Some(MapColumn::Router),
            _ if kind == self.service => Some(MapColumn::Service),
            _ if Some(kind) == self.middleware => Some(MapColumn::Middleware),
            _ => None,
        }
    }
}

/// The way of the requests of one router, or what no router leads to.
#[derive(Debug)]
pub(super) struct Route {
    /// The router; none for what no router leads to.
    pub(super) router: Option<u32>,
    /// Domain, host and name, by which routes are ordered.
    pub(super) order: [String; 3],
    pub(super) nodes: Vec<u32>,
    pub(super) edges: Vec<(u32, u32)>,
    /// The same as one text.
    pub(super) key: String,
}

/// The whole map of the routers of one protocol.
#[derive(Debug)]
pub struct Atlas {
    pub(super) nodes: Vec<MapNode>,
    /// What the filter finds a node by, in lower case.
    pub(super) hay: Vec<String>,
    /// In the order of their keys.
    pub(super) routes: Vec<Route>,
}

impl Atlas {
    /// The map of all components of a profile.
    pub fn of(protocol: MapProtocol, components: &[Charted<'_>], facts: Option<&Facts>) -> Self {
        let mut drawing = Drawing::new(protocol, components, facts);
        for one in components {
            if one.component.kind == drawing.kinds.router {
                drawing.route(one.component);
            }
        }
        drawing.rest(components);
        let Drawing {
            nodes,
            hay,
            mut routes,
            ..
        } = drawing;
        routes.sort_by(|a, b| a.key.cmp(&b.key));
        Self { nodes, hay, routes }
    }
}

type Name<'c> = (Kind, &'c str);

fn name_of(component: &Component) -> Name<'_> {
    (component.kind, &component.name)
}

/// An atlas that is being drawn.
pub(super) struct Drawing<'c> {
    pub(super) kinds: Kinds,
    pub(super) protocol: MapProtocol,
    pub(super) facts: Option<&'c Facts>,
    known: HashMap<Name<'c>, &'c Charted<'c>>,
    references: HashMap<Name<'c>, Vec<Reference>>,
    /// Routers that are the parent of another.
    pub(super) parents: HashSet<String>,
    found: HashMap<(MapColumn, String), u32>,
    pub(super) nodes: Vec<MapNode>,
    hay: Vec<String>,
    pub(super) routes: Vec<Route>,
}

impl<'c> Drawing<'c> {
    fn new(protocol: MapProtocol, components: &'c [Charted<'c>], facts: Option<&'c Facts>) -> Self {
        let kinds = Kinds::of(protocol);
        let pairs = in_parallel(components, |one| {
            (name_of(one.component), one.component.all_references())
        });
        let references: HashMap<_, _> = pairs.into_iter().collect();
        let routers = references.iter().filter(|((kind, _), _)| *kind == kinds.router);
        let parents = routers.flat_map(|(_, named)| named);
        let parents = parents.filter(|one| one.kind == kinds.router);
        let key = |one: &'c Charted<'c>| (name_of(one.component), one);
        Self {
            kinds,
            protocol,
            facts,
            parents: parents.map(|one| one.name.clone()).collect(),
            references,
            known: components.iter().map(key).collect(),
            found: HashMap::new(),
            nodes: Vec::new(),
            hay: Vec::new(),
            routes: Vec::new(),
        }
    }

    /// What a component refers to, of these kinds, in the order in which it is written.
    pub(super) fn referred(&self, component: &Component, kind: Kind) -> Vec<String> {
        let all = self.references.get(&name_of(component)).into_iter().flatten();
        let wanted = all.filter(|one| one.kind == kind);
        wanted.map(|one| one.name.clone()).collect()
    }

    /// A component of the profile.
    pub(super) fn component(&self, kind: Kind, name: &str) -> Option<&'c Component> {
        self.known.get(&(kind, name)).map(|one| one.component)
    }

    /// The node of a component that is named, whether it exists or not.
    pub(super) fn named(&mut self, kind: Kind, name: &str) -> u32 {
        let Some(column) = self.kinds.column(kind) else {
            return self.plain(MapColumn::Service, name, None, MapState::Fine);
        };
        if let Some(at) = self.found.get(&(column, name.to_owned())) {
            return *at;
        }
        let Some(one) = self.known.get(&(kind, name)).copied() else {
            return match name.split_once('@') {
                Some((own, provider)) => {
                    let node = blank(column, own, Some(provider.to_owned()), MapState::Elsewhere);
                    self.add(name, node, "")
                }
                None => self.add(name, blank(column, name, None, MapState::Missing), ""),
            };
        };
        let state = match (one.enabled, one.problems) {
            (false, _) => MapState::Off,
            (true, 0) => MapState::Fine,
            (true, _) => MapState::Problem,
        };
        let node = MapNode {
            kind: Some(kind),
            problems: one.problems,
            problem: one.problem.clone(),
            also: self.beside(one.component),
            ..blank(column, name, one.component.type_name().map(str::to_owned), state)
        };
        self.add(name, node, one.summary)
    }

    /// A node that is no component.
    pub(super) fn plain(
        &mut self,
        column: MapColumn,
        name: &str,
        detail: Option<String>,
        state: MapState,
    ) -> u32 {
        match self.found.get(&(column, name.to_owned())) {
            Some(at) => *at,
            None => self.add(name, blank(column, name, detail, state), ""),
        }
    }

    fn add(&mut self, name: &str, node: MapNode, hay: &str) -> u32 {
        let at = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.found.insert((node.column, name.to_owned()), at);
        let detail = node.detail.as_deref().unwrap_or_default();
        self.hay.push(format!("{name}\n{detail}\n{hay}").to_lowercase());
        self.nodes.push(node);
        at
    }

    /// What a component uses beside the way of a request.
    fn beside(&self, component: &Component) -> Vec<MapAlso> {
        let is_service = component.kind == self.kinds.service;
        let all = self.references.get(&name_of(component)).into_iter().flatten();
        let others = all.filter(|one| match self.kinds.column(one.kind) {
            None => true,
            Some(MapColumn::Middleware) => is_service,
            Some(_) => false,
        });
        let mut beside: Vec<MapAlso> = Vec::new();
        for one in others {
            if beside
                .iter()
                .any(|other| (other.kind, &other.name) == (one.kind, &one.name))
            {
                continue;
            }
            let known = self.known.get(&(one.kind, one.name.as_str()));
            let is_built_in = one.kind == Kind::TlsOptions && one.name == "default";
            let state = match known {
                Some(known) if !known.enabled => MapState::Off,
                Some(known) if known.problems > 0 => MapState::Problem,
                Some(_) => MapState::Fine,
                None if one.is_external() => MapState::Elsewhere,
                None if is_built_in => continue,
                None => MapState::Missing,
            };
            beside.push(MapAlso {
                kind: one.kind,
                name: one.name.clone(),
                state,
            });
        }
        beside
    }

    /// Services and middlewares that no router leads to.
    fn rest(&mut self, components: &[Charted<'_>]) {
        let mut reached: HashSet<u32> = self
            .routes
            .iter()
            .flat_map(|one| one.nodes.iter().copied())
            .collect();
        let left = |drawing: &mut Self, reached: &HashSet<u32>| -> Vec<(Kind, String, u32)> {
            let own = components
                .iter()
                .map(|one| (one.component.kind, one.component.name.clone()));
            let own: Vec<_> = own
                .filter(|(kind, _)| {
                    drawing
                        .kinds
                        .column(*kind)
                        .is_some_and(|at| at != MapColumn::Router)
                })
                .collect();
            let own = own.into_iter().map(|(kind, name)| {
                let at = drawing.named(kind, &name);
                (kind, name, at)
            });
            own.filter(|(_, _, at)| !reached.contains(at)).collect()
        };
        let unused = left(self, &reached);
        let inner: HashSet<(Kind, String)> = unused
            .iter()
            .filter_map(|(kind, name, _)| self.component(*kind, name))
            .filter_map(|one| self.references.get(&name_of(one)))
            .flatten()
            .map(|one| (one.kind, one.name.clone()))
            .collect();
        // First those that nothing refers to; what is left then goes in circles.
        for is_inner in [false, true] {
            for (kind, name, at) in &unused {
                if inner.contains(&(*kind, name.clone())) == is_inner && !reached.contains(at) {
                    self.unused(*kind, name, *at);
                    reached.extend(
                        self.routes
                            .last()
                            .into_iter()
                            .flat_map(|one| one.nodes.iter().copied()),
                    );
                }
            }
        }
    }
}

fn blank(column: MapColumn, name: &str, detail: Option<String>, state: MapState) -> MapNode {
    MapNode {
        column,
        name: name.to_owned(),
        kind: None,
        detail,
        state,
        problems: 0,
        problem: None,
        also: Vec::new(),
    }
}
