//! Checks a whole configuration: every name must exist, and no references may form a cycle.
//!
//! ```
//! use serde_json::json;
//! use traefik_dynamic::{Component, Kind, check};
//!
//! let chain = json!({ "chain": { "middlewares": ["auth", "elsewhere"] } });
//! let all = Component::from_configuration(Kind::HttpMiddleware, "all", chain);
//! let problems = check(&[all], &|kind, name| kind == Kind::HttpMiddleware && name == "elsewhere");
//! assert_eq!(problems.len(), 1);
//! assert_eq!(problems[0].code, "DANGLING-MIDDLEWARE");
//! assert_eq!(problems[0].path.as_deref(), Some("http.middlewares.all.chain.middlewares[0]"));
//! ```

mod circle;

use std::collections::HashSet;

use crate::predict::own;
use crate::read::limits::MAX_PROBLEMS;
use crate::read::node::Place;
use crate::{Body, Braces, Component, Kind, Problem, Severity, template, walk};

/// Finds dangling names and cycles. `elsewhere` says what exists outside these components, in the same provider.
///
/// For problems within a single component, see [`Component::problems`].
pub fn check(components: &[Component], elsewhere: &dyn Fn(Kind, &str) -> bool) -> Vec<Problem> {
    let components: Vec<&Component> = components.iter().collect();
    check_all(&components, elsewhere)
}

/// The same for borrowed components.
pub fn check_all(components: &[&Component], elsewhere: &dyn Fn(Kind, &str) -> bool) -> Vec<Problem> {
    all(components, &[], elsewhere, &|_, _| None)
}

/// Where the field at a path is written in the component.
pub(crate) type Places<'p> = dyn Fn(&Component, &str) -> Option<Place> + 'p;

/// The same, but `others` are not part of the configuration: only their references are checked.
pub(crate) fn all(
    components: &[&Component],
    others: &[&Component],
    elsewhere: &dyn Fn(Kind, &str) -> bool,
    places: &Places<'_>,
) -> Vec<Problem> {
    let known: HashSet<(Kind, &str)> = components
        .iter()
        .map(|component| (component.kind, component.name.as_str()))
        .collect();
    let exists = |kind: Kind, name: &str| known.contains(&(kind, name)) || elsewhere(kind, name);
    let mut found = Found {
        problems: Vec::new(),
        more: 0,
        places,
    };
    for component in components.iter().chain(others) {
        lost(component, &exists, &mut found);
    }
    without_service(components, &mut found);
    circle::find(components, &mut found);
    found.into_problems()
}

/// The findings. If nobody would read the whole list, only its beginning is built.
struct Found<'p> {
    problems: Vec<Problem>,
    more: usize,
    places: &'p Places<'p>,
}

impl Found<'_> {
    fn tell(&mut self, component: &Component, path: &str, problem: impl FnOnce() -> Problem) {
        if self.problems.len() >= MAX_PROBLEMS {
            self.more += 1;
            return;
        }
        let place = (self.places)(component, path);
        self.problems.push(Problem {
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
            ..problem().with_path(path)
        });
    }

    fn into_problems(mut self) -> Vec<Problem> {
        if self.more > 0 {
            self.problems.push(Problem::more(self.more));
        }
        self.problems
    }
}

fn lost(component: &Component, exists: &dyn Fn(Kind, &str) -> bool, found: &mut Found<'_>) {
    let Some(object) = component.body.object() else {
        return;
    };
    let is_action = |name: &str| component.braces == Braces::Actions && template::has_actions(name);
    walk::each_reference(component, object, &mut |kind, name, path| {
        // Only Traefik knows which name that is.
        if is_action(name) {
            return;
        }
        if name.contains('@') {
            found.tell(component, path, || external(kind, name));
        } else if !is_built_in(kind, name) && !exists(kind, name) {
            found.tell(component, path, || dangling(kind, name, path));
        }
    });
}

/// Routers without a destination: a router needs a service, unless it is the parent of others.
fn without_service(components: &[&Component], found: &mut Found<'_>) {
    let parents: HashSet<&str> = components
        .iter()
        .flat_map(|component| parents_of(component))
        // A parent of another provider is none of these.
        .map(|name| own(name).unwrap_or(name))
        .collect();
    let lost = components.iter().filter(|component| {
        let service = match &component.body {
            Body::HttpRouter(_) if parents.contains(component.name.as_str()) => return false,
            Body::HttpRouter(router) => &router.service,
            Body::TcpRouter(router) => &router.service,
            Body::UdpRouter(router) => &router.service,
            _ => return false,
        };
        service.as_deref().is_none_or(str::is_empty)
    });
    for component in lost {
        let path = component.path();
        found.tell(component, &path, || {
            let message = format!("`{path}` has no service; Traefik disables it");
            Problem::new(Severity::Warning, "NO-SERVICE", message).with_hint("Add a `service`")
        });
    }
}

fn parents_of(component: &Component) -> &[String] {
    match &component.body {
        Body::HttpRouter(router) => router.parent_refs.as_deref().unwrap_or_default(),
        _ => &[],
    }
}

/// TLS options and the store called `default` always exist.
fn is_built_in(kind: Kind, name: &str) -> bool {
    name == "default" && matches!(kind, Kind::TlsOptions | Kind::TlsStore)
}

/// Traefik 3's own services; most exist only if its install configuration enables them.
pub(crate) const ITS_OWN: [&str; 7] = [
    "acme-http",
    "api",
    "dashboard",
    "noop",
    "ping",
    "prometheus",
    "rest",
];

fn external(kind: Kind, name: &str) -> Problem {
    if let Some(own) = name
        .strip_suffix("@internal")
        .filter(|_| kind == Kind::HttpService)
    {
        return its_own(own);
    }
    let owner = if name.ends_with("@internal") {
        "Traefik itself"
    } else {
        "another provider"
    };
    let message = format!("`{name}` belongs to {owner} and cannot be checked here");
    Problem::new(Severity::Info, "EXTERNAL-REF", message)
}

/// One of Traefik's own services.
fn its_own(name: &str) -> Problem {
    if ITS_OWN.contains(&name) {
        let message = format!("`{name}@internal` is a service of Traefik itself");
        return Problem::new(Severity::Info, "EXTERNAL-REF", message);
    }
    let message = format!("Traefik itself has no service `{name}@internal`");
    let known = ITS_OWN.map(|own| format!("`{own}@internal`")).join(", ");
    Problem::new(Severity::Warning, "DANGLING-SERVICE", message).with_hint(format!("It has {known}"))
}

fn dangling(kind: Kind, name: &str, path: &str) -> Problem {
    let code = match kind {
        Kind::HttpService | Kind::TcpService | Kind::UdpService => "DANGLING-SERVICE",
        Kind::HttpMiddleware | Kind::TcpMiddleware => "DANGLING-MIDDLEWARE",
        Kind::HttpServersTransport | Kind::TcpServersTransport => "DANGLING-TRANSPORT",
        Kind::TlsOptions => "DANGLING-TLSOPTIONS",
        Kind::TlsStore | Kind::TlsCertificate => "DANGLING-STORE",
        Kind::HttpRouter | Kind::TcpRouter | Kind::UdpRouter => "DANGLING-PARENT",
    };
    let noun = kind.noun();
    let there = if noun.ends_with('s') {
        "there are no"
    } else {
        "there is no"
    };
    let message = format!("{there} {noun} `{name}`, which `{path}` names");
    Problem::new(Severity::Warning, code, message).with_hint("Add it, or correct the name")
}
