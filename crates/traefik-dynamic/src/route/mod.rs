//! Which router takes a request, why each of the others does not, and what happens to the request.
//!
//! ```
//! use serde_json::json;
//! use traefik_dynamic::route::{Request, Routes};
//! use traefik_dynamic::{Component, Facts, Kind};
//!
//! let facts: Facts = serde_json::from_value(json!({"entry_points": {"web": {"address": ":80"}}})).unwrap();
//! let rule = json!({"rule": "Host(`a.example.com`)", "service": "app"});
//! let service = json!({"loadBalancer": {"servers": [{"url": "http://10.0.0.1"}]}});
//! let components = [
//!     Component::from_configuration(Kind::HttpRouter, "web", rule),
//!     Component::from_configuration(Kind::HttpService, "app", service),
//! ];
//! let routes = Routes::new(&components, Some(&facts));
//! let answer = routes.route(&Request::from_url("http://a.example.com/x").unwrap());
//! assert_eq!(answer.router.as_deref(), Some("web"));
//! assert_eq!(answer.service.as_deref(), Some("app"));
//! ```

mod arrival;
mod connection;
mod curl;
mod describe;
mod gate;
mod http;
mod path;
mod request;
mod service;
mod steps;
mod subject;

use serde::Serialize;

pub use self::curl::{from_curl, shell_words};
pub use self::request::{BadRequest, Hello, Request};
pub use self::service::Leaf;
pub use self::steps::Step;

use crate::predict::World;
use crate::rule::Protocol;
use crate::rule::program::{Program, compile};
use crate::{Component, Facts};

/// What happens to a request.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "RouteAnswer"))]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Answer {
    /// The router that takes it: its component's name, with `tcp/` before that of a TCP router. `None` if no router
    /// takes it, or if Traefik answers itself.
    pub router: Option<String>,
    /// Whether several routers may take it, because they match with equal priority: Traefik picks one at random on each
    /// reload.
    pub ambiguous: bool,
    /// The routers that may take it, if ambiguous; `None` stands for Traefik itself.
    pub winners: Vec<Option<String>>,
    /// The path from the first router to the one that takes it, if routers have children.
    pub via: Vec<String>,
    /// The entry point it arrives at; `None` if unknown.
    pub entry_point: Option<String>,
    /// Whether it arrives over TLS.
    pub tls: bool,
    /// Whether TLS is passed through to the server unchanged.
    pub passthrough: bool,
    /// Whether Traefik closes the connection without an answer.
    pub closed: bool,
    /// The status code of Traefik's own answer, if it answers itself.
    pub status: Option<u16>,
    /// Where the client is redirected to.
    pub location: Option<String>,
    /// One sentence that says what happens.
    pub sentence: String,
    /// Every router that was considered, best first.
    pub candidates: Vec<Candidate>,
    /// Names of the middlewares it passes through, in order, with chains expanded.
    pub middlewares: Vec<String>,
    /// What each of them does to it.
    pub steps: Vec<Step>,
    /// The service it goes to.
    pub service: Option<String>,
    /// What that service forwards to, down to servers.
    pub leaves: Vec<Leaf>,
    /// The routers on the way whose middlewares may answer before their children are asked: whether they do depends on
    /// more than the request.
    #[serde(skip)]
    pub stops: Vec<String>,
    /// Whether a middleware closes the connection in place of some answers of the service.
    #[serde(skip)]
    pub cuts: bool,
}

/// A router that was considered.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "RouteCandidate"))]
pub struct Candidate {
    /// The name of its component, with `tcp/` before that of a TCP router; names of Traefik's own routers end in
    /// `@internal`.
    pub router: String,
    /// Whether its rule matches where the request arrives.
    pub matches: bool,
    /// In which respect it does not match; `None` if it matches.
    pub miss: Option<Miss>,
    /// Why it takes the request, or why it does not.
    pub why: String,
    /// Its priority as text, because it may be larger than the numbers that every JSON parser can hold.
    pub priority: String,
}

/// In which respect a router does not match a request, for lists that group similar routers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "RouteMiss"))]
#[serde(rename_all = "kebab-case")]
pub enum Miss {
    /// It requires another host.
    Host,
    /// It requires another path.
    Path,
    /// It requires another method.
    Method,
    /// It requires a header, or another value for it.
    Header,
    /// It requires a query parameter, or another value for it.
    Query,
    /// It requires a different client address.
    Client,
    /// It requires another server name.
    ServerName,
    /// It requires another protocol within TLS.
    Protocol,
    /// It does not listen on the entry point.
    EntryPoint,
    /// It takes requests over TLS only, or plain ones only.
    Tls,
    /// Traefik does not build it, so it takes nothing.
    NotBuilt,
}

/// A configuration, prepared for many requests.
pub struct Routes<'c> {
    world: World<'c>,
    tcp_programs: std::collections::HashMap<&'c str, Program>,
}

impl<'c> Routes<'c> {
    /// Prepares a configuration.
    pub fn new(components: &'c [Component], facts: Option<&Facts>) -> Routes<'c> {
        let components: Vec<&Component> = components.iter().collect();
        Routes::of(&components, facts)
    }

    /// The same for borrowed components.
    pub fn of(components: &[&'c Component], facts: Option<&Facts>) -> Routes<'c> {
        let world = World::new(components, facts);
        let there = world.tcp.routers.iter().filter(|(_, router)| router.is_there);
        let tcp_programs = there.filter_map(|(name, router)| {
            let program = compile(router.rule(), Protocol::Tcp, router.is_v2).ok()?;
            Some((*name, program))
        });
        let tcp_programs = tcp_programs.collect();
        Routes { world, tcp_programs }
    }

    /// What happens to a request.
    pub fn route(&self, request: &Request) -> Answer {
        connection::route(self, request)
    }
}

/// Which router takes a request, and what happens to it. For many requests, create [`Routes`] once.
pub fn route(components: &[Component], facts: Option<&Facts>, request: &Request) -> Answer {
    Routes::new(components, facts).route(request)
}
