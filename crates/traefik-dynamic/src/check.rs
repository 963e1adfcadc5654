//! A whole configuration: does everything that is named exist, and does nothing go round in a circle.

mod circle;

use std::collections::HashSet;

use crate::walk::{self, Reference};
use crate::{Body, Component, Kind, Problem, Severity};

/// Names that lead nowhere, and circles. `elsewhere` says what exists beside these components, in the same provider.
///
/// What is wrong with a component by itself says [`Component::problems`].
pub fn check(components: &[Component], elsewhere: &dyn Fn(Kind, &str) -> bool) -> Vec<Problem> {
    let components: Vec<&Component> = components.iter().collect();
    all(&components, &[], elsewhere)
}

/// Likewise. Of `others`, which are no part of the configuration, only what they name is looked at.
pub(crate) fn all(
    components: &[&Component],
    others: &[&Component],
    elsewhere: &dyn Fn(Kind, &str) -> bool,
) -> Vec<Problem> {
    let known: HashSet<(Kind, &str)> = components
        .iter()
        .map(|component| (component.kind, component.name.as_str()))
        .collect();
    let exists = |kind: Kind, name: &str| known.contains(&(kind, name)) || elsewhere(kind, name);
    let naming = components.iter().chain(others);
    let mut problems: Vec<Problem> = naming.flat_map(|component| lost(component, &exists)).collect();
    problems.extend(without_service(components));
    problems.extend(circle::find(components));
    problems
}

fn lost(component: &Component, exists: &dyn Fn(Kind, &str) -> bool) -> Vec<Problem> {
    let Some(object) = component.body.object() else {
        return Vec::new();
    };
    let references = walk::references(component, object).into_iter();
    let told = references.filter_map(|reference| {
        if reference.is_external() {
            return Some(external(&reference));
        }
        let is_there = is_built_in(&reference) || exists(reference.kind, &reference.name);
        (!is_there).then(|| dangling(&reference))
    });
    told.collect()
}

/// Routers that lead nowhere: a router needs a service, unless it is the parent of others.
fn without_service(components: &[&Component]) -> Vec<Problem> {
    let parents: HashSet<&str> = components
        .iter()
        .flat_map(|component| parents_of(component))
        .map(|name| name.split('@').next().unwrap_or(name))
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
    let told = lost.map(|component| {
        let path = component.path();
        let message = format!("`{path}` has no service; Traefik disables it");
        Problem::new(Severity::Warning, "NO-SERVICE", message)
            .with_path(path)
            .with_hint("Add a `service`")
    });
    told.collect()
}

fn parents_of(component: &Component) -> &[String] {
    match &component.body {
        Body::HttpRouter(router) => router.parent_refs.as_deref().unwrap_or_default(),
        _ => &[],
    }
}

/// TLS options and the store called `default` are always there.
fn is_built_in(reference: &Reference) -> bool {
    reference.name == "default" && matches!(reference.kind, Kind::TlsOptions | Kind::TlsStore)
}

fn external(reference: &Reference) -> Problem {
    let message = format!(
        "`{}` belongs to another provider and cannot be checked here",
        reference.name
    );
    Problem::new(Severity::Info, "EXTERNAL-REF", message).with_path(&reference.path)
}

fn dangling(reference: &Reference) -> Problem {
    let code = match reference.kind {
        Kind::HttpService | Kind::TcpService | Kind::UdpService => "DANGLING-SERVICE",
        Kind::HttpMiddleware | Kind::TcpMiddleware => "DANGLING-MIDDLEWARE",
        Kind::HttpServersTransport | Kind::TcpServersTransport => "DANGLING-TRANSPORT",
        Kind::TlsOptions => "DANGLING-TLSOPTIONS",
        Kind::TlsStore | Kind::TlsCertificate => "DANGLING-STORE",
        Kind::HttpRouter | Kind::TcpRouter | Kind::UdpRouter => "DANGLING-PARENT",
    };
    let noun = reference.kind.noun();
    let there = if noun.ends_with('s') {
        "there are no"
    } else {
        "there is no"
    };
    let message = format!(
        "{there} {noun} `{}`, which `{}` names",
        reference.name, reference.path
    );
    Problem::new(Severity::Warning, code, message)
        .with_path(&reference.path)
        .with_hint("Add it, or correct the name")
}
