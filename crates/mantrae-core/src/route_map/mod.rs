//! The map of a profile: which way requests take, from entry points and hosts through routers and middlewares to
//! services and servers.
//!
//! [`Atlas`] is the whole map of a protocol, built once; [`Atlas::view`] is what a screen shows of it. A view with more
//! than [`LIMIT`] nodes is folded into groups of routers, so that it stays small however large the profile is. The
//! order of nodes has a meaning, where they stand on the screen does not: whoever draws them decides about that.

mod atlas;
mod fold;
mod view;
mod walk;

use serde::{Deserialize, Serialize};
use traefik_dynamic::{Component, Kind};

pub use atlas::Atlas;

/// The most nodes that a view shows one by one.
pub const LIMIT: usize = 300;

/// Whose routers a map shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum MapProtocol {
    /// HTTP.
    Http,
    /// TCP.
    Tcp,
    /// UDP; its map has no hosts and no middlewares.
    Udp,
}

/// The stations of a request, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum MapColumn {
    /// Where Traefik listens.
    EntryPoint,
    /// A host that a rule names; without a name, any.
    Host,
    /// A router.
    Router,
    /// A middleware.
    Middleware,
    /// A service; without a name, the one that a router lacks.
    Service,
    /// A server of a load balancer.
    Server,
}

/// How a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum MapState {
    /// Nothing is wrong with it.
    Fine,
    /// It has problems.
    Problem,
    /// It is disabled.
    Off,
    /// It is named, but does not exist.
    Missing,
    /// It belongs to another provider, about which nothing is known here.
    Elsewhere,
}

/// A node of a map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MapNode {
    /// Where it belongs.
    pub column: MapColumn,
    /// Its name, without a provider; the address of a server. Empty for the entry points that Traefik chooses, any
    /// host, and a service that a router lacks.
    pub name: String,
    /// The kind of the component that it stands for; none if it is no component of the profile.
    pub kind: Option<Kind>,
    /// The address of an entry point, the provider of what is elsewhere, the type of a service or middleware.
    pub detail: Option<String>,
    /// How it is.
    pub state: MapState,
    /// Problems of the component.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub problems: usize,
    /// The first of them, as a sentence.
    pub problem: Option<String>,
    /// What it uses and no column shows: TLS options, transports, middlewares of a service.
    pub also: Vec<MapAlso>,
}

impl MapNode {
    /// Whether a person has to do something about it.
    fn is_problem(&self) -> bool {
        matches!(self.state, MapState::Problem | MapState::Missing)
    }
}

/// A component that a node uses beside the way of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MapAlso {
    /// Its kind.
    pub kind: Kind,
    /// Its name, with the provider if it is another one.
    pub name: String,
    /// How it is.
    pub state: MapState,
}

/// A step of a request between two nodes, by their positions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MapEdge {
    /// Where it comes from.
    pub from: u32,
    /// Where it goes.
    pub to: u32,
    /// The routers whose requests take it; empty where no router leads to.
    pub routers: Vec<u32>,
}

/// By what routers are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum GroupedBy {
    /// The last two parts of their hosts.
    Domain,
    /// Their hosts.
    Host,
    /// Their names.
    Router,
}

/// A part of a map; the routers from one key to another, both included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MapRange {
    /// The first key.
    pub from: String,
    /// The last key.
    pub to: String,
}

/// Routers that a map too large to be drawn shows as one, with all that they lead to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MapGroup {
    /// What to ask for to open it.
    pub range: MapRange,
    /// What `first` and `last` are.
    pub by: GroupedBy,
    /// The first domain, host or router; empty for any host.
    pub first: String,
    /// The last one.
    pub last: String,
    /// False if no router leads to what is in it.
    pub is_used: bool,
    /// The entry points that lead to it, by their positions among the nodes.
    pub entry_points: Vec<u32>,
    /// Hosts in it.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub hosts: usize,
    /// Routers in it.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub routers: usize,
    /// Middlewares in it; those that other groups use too count in each.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub middlewares: usize,
    /// Services in it.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub services: usize,
    /// Servers in it.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub servers: usize,
    /// Nodes with problems, and those that are missing.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub problems: usize,
}

/// What a screen shows of a map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RouteMap {
    /// The nodes, by column; if there are groups, only entry points.
    pub nodes: Vec<MapNode>,
    /// The steps between them.
    pub edges: Vec<MapEdge>,
    /// Groups in their order, if there would be too many nodes.
    pub groups: Vec<MapGroup>,
    /// Routers shown, also in groups.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub routers: usize,
    /// Routers that the filter hides.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub hidden: usize,
}

/// What is asked of a map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MapQuery {
    /// Whose routers.
    pub protocol: MapProtocol,
    /// Words; each must occur in the same component, host, entry point or server of a router's way.
    pub filter: String,
    /// Only routers with a problem on their way.
    pub only_problems: bool,
    /// A part of the map; none for the whole.
    pub within: Option<MapRange>,
}

/// A component on its way into a map.
#[derive(Debug, Clone)]
pub struct Charted<'c> {
    /// The component.
    pub component: &'c Component,
    /// Whether it is enabled.
    pub enabled: bool,
    /// How many problems it has.
    pub problems: usize,
    /// The first of them.
    pub problem: Option<String>,
    /// What else the filter finds it by.
    pub summary: &'c str,
}

#[cfg(test)]
mod tests;
