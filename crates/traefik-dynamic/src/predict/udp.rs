//! UDP: routers and services as Traefik builds them.

use std::collections::BTreeMap;

use crate::predict::entry::{Built, Entry};
use crate::predict::http::{MAX_DEPTH, Used};
use crate::predict::lookup::{Index, own, qualified};
use crate::predict::tcp::deadly_ring;
use crate::predict::{State, reference};
use crate::rule::fault::Fault;
use crate::udp::{Router, Service};
use crate::{Body, Component, Kind, Transport, walk};

/// A UDP router as Traefik runs it.
pub(crate) struct UdpRouter<'c> {
    router: &'c Router,
    pub(crate) using: Vec<String>,
    pub(crate) entry: Entry,
}

/// UDP: routers and services as Traefik builds them.
pub(crate) struct Udp<'c> {
    pub(crate) routers: BTreeMap<&'c str, UdpRouter<'c>>,
    pub(crate) services: BTreeMap<&'c str, Used<'c, Service>>,
}

impl<'c> Udp<'c> {
    pub(crate) fn new(index: &Index<'c>) -> Udp<'c> {
        let routers = index.of(Kind::UdpRouter).filter_map(|(name, body)| match body {
            Body::UdpRouter(router) => Some((name, of_component(index, router))),
            _ => None,
        });
        let services = index.of(Kind::UdpService).filter_map(|(name, body)| match body {
            Body::UdpService(service) => Some((name, Used::new(&**service))),
            _ => None,
        });
        Udp {
            routers: routers.collect(),
            services: services.collect(),
        }
    }

    pub(crate) fn state(&mut self, component: &Component) -> Option<State> {
        let router = self.routers.remove(component.name.as_str())?;
        Some(State {
            entry_points: router.using,
            ..router.entry.into_state(component, component.name.clone())
        })
    }

    pub(crate) fn build(&mut self, index: &Index<'c>) {
        let names: Vec<&'c str> = self.routers.keys().copied().collect();
        for name in names {
            let Some(router) = self.routers.get(name).filter(|router| !router.using.is_empty()) else {
                continue;
            };
            let service = router.router.service.as_deref().unwrap_or_default();
            let built = if service.is_empty() {
                let text = "the service is missing on the udp router";
                Err(Fault::new("NO-SERVICE", "it has no service", text).hint("Add a `service`"))
            } else {
                self.service(index, &qualified(&format!("{name}@file"), service), 0)
            };
            if let Some(router) = self.routers.get_mut(name) {
                router.entry.take(&built);
            }
        }
    }

    fn service(&mut self, index: &Index<'c>, name: &str, depth: usize) -> Built {
        let found = own(name).and_then(|own| self.services.get_key_value(own));
        let Some((key, used)) = found.map(|(key, used)| (*key, used)) else {
            return index.missing(name, || reference::udp_service(name)).map(Some);
        };
        if let Some(built) = &used.built {
            return built.clone();
        }
        if depth > MAX_DEPTH {
            return Ok(Some(deadly_ring(name)));
        }
        let what = used.what;
        let built = self.service_with(index, name, what, depth);
        if let Some(used) = self.services.get_mut(key) {
            used.entry.take(&built);
            used.built = Some(built.clone());
        }
        built
    }

    fn service_with(&mut self, index: &Index<'c>, name: &str, what: &Service, depth: usize) -> Built {
        if walk::type_names(what).len() > 1 {
            return Err(reference::several_types("service"));
        }
        if what.load_balancer.is_some() {
            return Ok(None);
        }
        let Some(weighted) = &what.weighted else {
            let text = format!("the UDP service \"{name}\" does not have any type defined");
            return Err(Fault::new("NO-TYPE", "the service has no type", text).hint("Add `loadBalancer`"));
        };
        let mut guess = None;
        for child in weighted.services.iter().flatten() {
            let shown = child.name.as_deref().unwrap_or_default();
            if let Some(weight) = child.weight.filter(|weight| *weight < 0) {
                return Err(reference::negative_weight("UDP service", shown, weight));
            }
            let service = qualified(name, shown);
            guess = self.service(index, &service, depth + 1)?.or(guess);
        }
        Ok(guess)
    }
}

fn of_component<'c>(index: &Index<'_>, router: &'c Router) -> UdpRouter<'c> {
    let mut entry = Entry::default();
    let given = router.entry_points.as_deref().unwrap_or_default().to_vec();
    let mut using: Vec<String> = Vec::new();
    if !index.is_informed {
        using = if given.is_empty() {
            vec![String::new()]
        } else {
            given
        };
        entry.fail(reference::unknown_entry_point());
    } else if given.is_empty() {
        using = index.facts.of(Transport::Udp).map(str::to_owned).collect();
    } else {
        for name in given {
            if !index.facts.has(&name, Transport::Udp) {
                entry.warn(reference::entry_point(&name));
            } else if !using.contains(&name) {
                using.push(name);
            }
        }
    }
    if using.is_empty() {
        entry.fail(reference::no_entry_point());
    }
    UdpRouter { router, using, entry }
}
