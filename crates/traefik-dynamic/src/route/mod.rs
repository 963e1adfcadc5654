//! Which router takes a request, why each other one does not, and what becomes of the request.
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

/// What becomes of a request.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "RouteAnswer"))]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Answer {
    /// The router that takes it: its component's name, with `tcp/` before that of a TCP router. `None` where none does, or
    /// where Traefik answers itself.
    pub router: Option<String>,
    /// Whether several routers may take it, because they match with equal priority: Traefik picks one at random at each reload.
    pub ambiguous: bool,
    /// Those that may take it, where it is ambiguous; `None` stands for Traefik itself.
    pub winners: Vec<Option<String>>,
    /// From the first router to the one that takes it, where routers have children.
    pub via: Vec<String>,
    /// The entry point it arrives at; `None` where that is not known.
    pub entry_point: Option<String>,
    /// Whether it arrives over TLS.
    pub tls: bool,
    /// Whether TLS goes on to the server untouched.
    pub passthrough: bool,
    /// Whether Traefik closes the connection without an answer.
    pub closed: bool,
    /// The status code Traefik answers with by itself, where it does.
    pub status: Option<u16>,
    /// Where the client is redirected.
    pub location: Option<String>,
    /// One sentence that says what happens.
    pub sentence: String,
    /// Every router that was looked at, best first.
    pub candidates: Vec<Candidate>,
    /// Names of the middlewares it passes, in order, chains opened.
    pub middlewares: Vec<String>,
    /// What each of them does to it.
    pub steps: Vec<Step>,
    /// The service it goes to.
    pub service: Option<String>,
    /// What that service leads to, down to servers.
    pub leaves: Vec<Leaf>,
}

/// A router that was looked at.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "RouteCandidate"))]
pub struct Candidate {
    /// The name of its component, with `tcp/` before that of a TCP router; Traefik's own end in `@internal`.
    pub router: String,
    /// Whether its rule matches where the request arrives.
    pub matches: bool,
    /// In which respect it does not match; `None` where it matches.
    pub miss: Option<Miss>,
    /// Why it takes the request, or why it does not.
    pub why: String,
    /// Its priority as text, because it may be larger than a number of JSON can hold everywhere.
    pub priority: String,
}

/// In which respect a router does not match a request, for lists that fold those that are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "RouteMiss"))]
#[serde(rename_all = "kebab-case")]
pub enum Miss {
    /// It wants another host.
    Host,
    /// It wants another path.
    Path,
    /// It wants another method.
    Method,
    /// It wants a header, or another value of it.
    Header,
    /// It wants a parameter of the query, or another value of it.
    Query,
    /// It wants a client with another address.
    Client,
    /// It wants another server name.
    ServerName,
    /// It wants another protocol inside of TLS.
    Protocol,
    /// It does not listen on the entry point.
    EntryPoint,
    /// It takes requests over TLS only, or plain ones only.
    Tls,
    /// Traefik does not build it, so it takes nothing.
    NotBuilt,
}

/// A configuration, ready for many requests.
pub struct Routes<'c> {
    world: World<'c>,
    tcp_programs: std::collections::HashMap<&'c str, Program>,
}

impl<'c> Routes<'c> {
    /// Makes a configuration ready.
    pub fn new(components: &'c [Component], facts: Option<&Facts>) -> Routes<'c> {
        let components: Vec<&Component> = components.iter().collect();
        Routes::of(&components, facts)
    }

    /// Likewise, of components that lie elsewhere.
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

    /// What becomes of a request.
    pub fn route(&self, request: &Request) -> Answer {
        connection::route(self, request)
    }
}

/// Which router takes a request, and what becomes of it. For many requests, make [`Routes`] once.
pub fn route(components: &[Component], facts: Option<&Facts>, request: &Request) -> Answer {
    Routes::new(components, facts).route(request)
}
