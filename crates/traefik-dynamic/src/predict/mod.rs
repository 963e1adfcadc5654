//! Predicts what Traefik's API will say about each component: enabled, warning or disabled, and why.
//!
//! [`predict`] follows the steps in which Traefik builds routers, services and middlewares, and stops where Traefik
//! stops. What only the install configuration decides comes from [`Facts`]; without them it is [`Status::Unknown`].
//!
//! ```
//! use serde_json::json;
//! use traefik_dynamic::predict::{Status, predict};
//! use traefik_dynamic::{Component, Facts, Kind};
//!
//! let facts: Facts = serde_json::from_value(json!({"entry_points": {"web": {}}})).unwrap();
//! let router = json!({"rule": "Host(`a.example.com`) and Path(`/`)", "service": "app"});
//! let service = json!({"loadBalancer": {"servers": [{"url": "http://10.0.0.1"}]}});
//! let states = predict(
//!     &[
//!         Component::from_configuration(Kind::HttpRouter, "web", router),
//!         Component::from_configuration(Kind::HttpService, "app", service),
//!     ],
//!     Some(&facts),
//! );
//! assert_eq!(states[0].status, Status::Disabled);
//! assert_eq!(states[0].reasons[0].code, "RULE-SYNTAX");
//! assert!(states[0].reasons[0].traefik.as_deref().unwrap().ends_with("1:23: expected 'EOF', found and"));
//! assert_eq!(states[1].status, Status::Enabled);
//! ```

mod entry;
mod expression;
mod http;
mod lookup;
mod middleware;
mod notes;
mod pem;
mod reference;
mod router;
mod routers;
mod service;
mod tcp;
mod tls;
mod udp;
mod values;

use serde::{Deserialize, Serialize};

use crate::rule::fault::Fault;
use crate::{Component, Facts, Kind};

pub(crate) use self::entry::Entry;
pub(crate) use self::http::Http;
pub(crate) use self::lookup::{Index, own, qualified};
pub(crate) use self::middleware::{http_settings, tcp as tcp_settings};
pub(crate) use self::notes::ties;
pub(crate) use self::routers::HttpRouter;
pub(crate) use self::tcp::{Tcp, TcpRouter, is_catch_all};
pub(crate) use self::tls::named as options_named;
pub(crate) use self::udp::Udp;

/// What Traefik's API says about a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It is built, or nothing uses it.
    Enabled,
    /// It works, but something about it is wrong.
    Warning,
    /// It is not built.
    Disabled,
    /// It depends on something unknown here: the install configuration, a file on Traefik's host, another provider.
    Unknown,
}

/// Why a component has its status, or what is wrong although Traefik does not say so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Reason {
    /// The stable name of the reason in capitals, such as `SERVICE-MISSING`.
    pub code: String,
    /// One sentence for the person.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// What Traefik's API says, verbatim; `None` for what Traefik never reports.
    pub traefik: Option<String>,
}

/// A component as Traefik runs it. A router on several entry points may become several of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct State {
    /// The kind.
    pub kind: Kind,
    /// Its name in Traefik's API, without `@file`; `None` for a router that Traefik drops silently.
    pub name: Option<String>,
    /// The name of the component in the configuration.
    pub component: String,
    /// What Traefik's API says.
    pub status: Status,
    /// The reasons, in the order in which Traefik finds them.
    pub reasons: Vec<Reason>,
    /// What is wrong although Traefik does not say so.
    pub notes: Vec<Reason>,
    /// The priority of a router as Traefik computes it, as text because it may be too large for JavaScript.
    pub priority: Option<String>,
    /// The entry points a router is served on.
    pub entry_points: Vec<String>,
}

/// What Traefik's API will say about each component, in the order of the components.
pub fn predict(components: &[Component], facts: Option<&Facts>) -> Vec<State> {
    let components: Vec<&Component> = components.iter().collect();
    predict_all(&components, facts)
}

/// The same for borrowed components.
pub fn predict_all(components: &[&Component], facts: Option<&Facts>) -> Vec<State> {
    World::new(components, facts).into_states(components)
}

/// A configuration as Traefik builds it.
pub(crate) struct World<'c> {
    pub(crate) http: Http<'c>,
    pub(crate) tcp: Tcp<'c>,
    pub(crate) udp: Udp<'c>,
    pub(crate) index: Index<'c>,
}

impl<'c> World<'c> {
    pub(crate) fn new(components: &[&'c Component], facts: Option<&Facts>) -> World<'c> {
        let mut index = Index::new(components, facts);
        index.options = tls::options(&index);
        let mut http = Http::new(&index);
        http.build(&index);
        let mut tcp = Tcp::new(&index);
        tcp.build(&index);
        let mut udp = Udp::new(&index);
        udp.build(&index);
        let mut world = World {
            http,
            tcp,
            udp,
            index,
        };
        notes::add(&mut world);
        world
    }

    fn into_states(mut self, components: &[&'c Component]) -> Vec<State> {
        let mut states = Vec::with_capacity(components.len());
        let mut seen = hashbrown::HashSet::with_capacity(components.len());
        for component in components {
            if seen.insert((component.kind, component.name.as_str())) {
                self.states_of(component, &mut states);
            }
        }
        states
    }

    fn states_of(&mut self, component: &'c Component, states: &mut Vec<State>) {
        let name = component.name.as_str();
        if !component.is_checked() {
            let mut entry = Entry::default();
            entry.fail(unchecked());
            return states.push(entry.into_state(component, name.to_owned()));
        }
        match component.kind {
            Kind::HttpRouter => {
                if !self.http.take_states(component, states) {
                    states.push(vanished(component));
                }
            }
            Kind::TcpRouter => states.extend(self.tcp.state(component)),
            Kind::UdpRouter => states.extend(self.udp.state(component)),
            kind => {
                let entry = match kind {
                    Kind::HttpService => {
                        let used = self.http.services.get_mut(name);
                        used.map(|one| std::mem::take(&mut one.entry))
                    }
                    Kind::HttpMiddleware => {
                        let used = self.http.middlewares.get_mut(name);
                        used.map(|one| std::mem::take(&mut one.entry))
                    }
                    Kind::TcpService => self.tcp.services.remove(name).map(|one| one.entry),
                    Kind::TcpMiddleware => self.tcp.middlewares.remove(name).map(|one| one.entry),
                    Kind::UdpService => self.udp.services.remove(name).map(|one| one.entry),
                    _ => Some(self.index.rest.remove(&(kind, name)).unwrap_or_default()),
                };
                states.push(entry.unwrap_or_default().into_state(component, name.to_owned()));
            }
        }
    }
}

fn unchecked() -> Fault {
    Fault::guess("UNCHECKED", "it contains something unknown here")
}

/// A router that does not appear in Traefik's API.
fn vanished(component: &Component) -> State {
    let reason = Reason {
        code: "VANISHES".to_owned(),
        message: "Traefik will load the file, but silently drops this router: it has no entry point"
            .to_owned(),
        hint: Some("Give it an entry point, or remove `tls` from a router with `parentRefs`".to_owned()),
        traefik: None,
    };
    State {
        kind: component.kind,
        name: None,
        component: component.name.clone(),
        status: Status::Disabled,
        reasons: vec![reason],
        notes: Vec::new(),
        priority: None,
        entry_points: Vec::new(),
    }
}
