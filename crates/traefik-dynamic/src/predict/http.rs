//! HTTP: routers, services and middlewares as Traefik builds them.

use std::sync::Arc;

use hashbrown::{HashMap, HashSet};

use crate::http::{Middleware, Service};
use crate::predict::entry::{Built, Entry};
use crate::predict::lookup::{Index, own, qualified};
use crate::predict::routers::{self, HttpRouter};
use crate::predict::{State, middleware, reference};
use crate::rule::Protocol;
use crate::rule::fault::Fault;
use crate::rule::program::{self, Program};
use crate::sorted::Sorted;
use crate::{Body, Component, Kind, in_parallel};

/// How deep services and chains may nest before the search stops.
pub(super) const MAX_DEPTH: usize = 100;

/// Something that is built when a router uses it.
pub(crate) struct Used<'c, T> {
    pub(crate) what: &'c T,
    pub(crate) entry: Entry,
    /// The result of building it, if that is the same for every user.
    pub(crate) built: Option<Built>,
}

impl<'c, T> Used<'c, T> {
    pub(super) fn new(what: &'c T) -> Self {
        Used {
            what,
            entry: Entry::default(),
            built: None,
        }
    }
}

/// HTTP: routers, services and middlewares as Traefik builds them.
pub(crate) struct Http<'c> {
    /// By Traefik's names, without the provider.
    pub(crate) routers: Sorted<String, HttpRouter<'c>>,
    pub(crate) services: Sorted<&'c str, Used<'c, Service>>,
    pub(crate) middlewares: Sorted<&'c str, Used<'c, Middleware>>,
    /// The numbers of the routers made from each component.
    made: HashMap<&'c str, Vec<usize>>,
    pub(super) programs: Programs<'c>,
}

/// The rules of all routers, each compiled once.
pub(super) struct Programs<'c>(HashMap<(&'c str, bool), Result<Arc<Program>, Fault>>);

impl<'c> Programs<'c> {
    fn new(routers: &Sorted<String, HttpRouter<'c>>) -> Self {
        let rules: HashSet<(&str, bool)> = routers.values().map(HttpRouter::written).collect();
        let rules: Vec<_> = rules.into_iter().collect();
        let programs = in_parallel(&rules, |(rule, is_v2)| {
            program::compile(rule, Protocol::Http, *is_v2).map(Arc::new)
        });
        Self(rules.into_iter().zip(programs).collect())
    }

    /// The rule of a router as Traefik builds it.
    pub(super) fn of(&self, router: &HttpRouter<'c>) -> Result<Arc<Program>, Fault> {
        let (rule, is_v2) = router.written();
        match self.0.get(&(rule, is_v2)) {
            Some(program) => program.clone(),
            None => program::compile(rule, Protocol::Http, is_v2).map(Arc::new),
        }
    }
}

impl<'c> Http<'c> {
    pub(crate) fn new(index: &Index<'c>) -> Http<'c> {
        let services = index.of(Kind::HttpService).filter_map(|(name, body)| match body {
            Body::HttpService(service) => Some((name, Used::new(&**service))),
            _ => None,
        });
        let middlewares = index
            .of(Kind::HttpMiddleware)
            .filter_map(|(name, body)| match body {
                Body::HttpMiddleware(middleware) => Some((name, Used::new(&**middleware))),
                _ => None,
            });
        let routers = routers::all(index);
        let mut made: HashMap<&'c str, Vec<usize>> = HashMap::with_capacity(routers.len());
        for (number, router) in routers.values().enumerate() {
            made.entry(router.component).or_default().push(number);
        }
        Http {
            programs: Programs::new(&routers),
            routers,
            services: Sorted::last_wins(services.collect()),
            middlewares: Sorted::last_wins(middlewares.collect()),
            made,
        }
    }

    /// The routers that a component has become, which are taken from here; none for one that Traefik drops.
    pub(super) fn take_states(&mut self, component: &Component, states: &mut Vec<State>) -> bool {
        let made = self.made.remove(component.name.as_str()).unwrap_or_default();
        for number in &made {
            let name = self.routers.at(*number).0.clone();
            let router = self.routers.at_mut(*number);
            let entry = std::mem::take(&mut router.entry);
            states.push(State {
                priority: Some(router.priority().to_string()),
                entry_points: std::mem::take(&mut router.using),
                ..entry.into_state(component, name)
            });
        }
        !made.is_empty()
    }

    /// Builds a chain of middlewares, by qualified names; the last one first, as Traefik does.
    pub(super) fn chain(&mut self, index: &Index<'c>, names: &[String], stack: &mut Vec<String>) -> Built {
        let mut guess = None;
        for name in names.iter().rev() {
            guess = self.middleware(index, name, stack)?.or(guess);
        }
        Ok(guess)
    }

    fn middleware(&mut self, index: &Index<'c>, name: &str, stack: &mut Vec<String>) -> Built {
        let key = own(name).filter(|name| self.middlewares.contains_key(name));
        let Some((key, what)) = key
            .and_then(|key| self.middlewares.get_key_value(key))
            .map(|(key, used)| (*key, used.what))
        else {
            return index.missing(name, || reference::middleware(name)).map(Some);
        };
        if let Some(built) = self.middlewares.get(key).and_then(|used| used.built.clone()) {
            return built;
        }
        let entered = format!("middleware:{name}");
        let built = if stack.contains(&entered) {
            Err(reference::ring("middleware", name, stack))
        } else if stack.len() > MAX_DEPTH {
            return Ok(Some(reference::too_deep("middleware")));
        } else {
            stack.push(entered);
            let built = self.middleware_with(index, name, what, stack);
            stack.pop();
            built
        };
        if let Some(used) = self.middlewares.get_mut(key) {
            used.entry.take(&built);
            // In a cycle, the message depends on where it is entered.
            if built.is_ok() || (what.chain.is_none() && what.errors.is_none()) {
                used.built = Some(built.clone());
            }
        }
        built
    }

    fn middleware_with(
        &mut self,
        index: &Index<'c>,
        name: &str,
        what: &Middleware,
        stack: &mut Vec<String>,
    ) -> Built {
        let guess = middleware::http(index, name, what)?;
        if let Some(chain) = &what.chain {
            let names: Vec<String> = chain
                .middlewares
                .iter()
                .flatten()
                .map(|one| qualified(name, one))
                .collect();
            return Ok(self.chain(index, &names, stack)?.or(guess));
        }
        if let Some(pages) = &what.errors {
            let service = qualified(name, pages.service.as_deref().unwrap_or_default());
            let guess = self.service(index, &service, stack)?.or(guess);
            middleware::error_rewrites(pages)?;
            return Ok(guess);
        }
        Ok(guess)
    }
}
