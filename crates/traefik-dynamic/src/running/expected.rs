//! What Traefik will run, given these components and entry points.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use super::entry_points::{EntryPoints, Model};
use super::normal;
use crate::predict::is_catch_all;
use crate::{Body, Component, Kind};

/// A component as Traefik should run it.
pub(super) struct Expected {
    /// The name of the component it comes from.
    pub(super) component: String,
    pub(super) value: Value,
    /// Whether some versions do not list it.
    pub(super) may_vanish: bool,
}

/// By kind and name in Traefik's API. Of two components with one name, the first counts.
pub(super) fn all(
    components: &[&Component],
    provider: &str,
    entry_points: &EntryPoints,
) -> BTreeMap<(Kind, String), Expected> {
    let mut routers: BTreeMap<&str, Value> = BTreeMap::new();
    let mut all = BTreeMap::new();
    for component in components {
        if !is_reported(component.kind) {
            continue;
        }
        let whole = format!("{}@{provider}", component.name);
        let value = normal::normal((component.kind, &whole), provider, meant(component), entry_points);
        if component.kind == Kind::HttpRouter {
            routers.entry(&component.name).or_insert(value);
            continue;
        }
        let key = (component.kind, component.name.clone());
        all.entry(key).or_insert_with(|| Expected {
            component: component.name.clone(),
            value,
            may_vanish: false,
        });
    }
    let mut copies: HashMap<String, Vec<String>> = HashMap::new();
    for (name, router) in routers {
        let may_vanish =
            is_child(&router) && router.get("tls").is_some() && router.get("entryPoints").is_none();
        for (own, value) in split(name, router, (provider, entry_points)) {
            let as_parent = copies.entry(format!("{name}@{provider}")).or_default();
            as_parent.push(format!("{own}@{provider}"));
            let expected = Expected {
                component: name.to_owned(),
                value,
                may_vanish,
            };
            all.insert((Kind::HttpRouter, own), expected);
        }
    }
    if entry_points.have_models() {
        for one in all.values_mut().filter(|one| is_child(&one.value)) {
            with_copies_for_parents(&mut one.value, &copies);
        }
    }
    all
}

/// What a component means, with the priority that its rule gives it: its length as it is written, before braces are
/// escaped.
fn meant(component: &Component) -> Value {
    let mut value = normal::with_empty_objects(component.meaning_value(), &component.configuration());
    let rule = match &component.body {
        Body::HttpRouter(router) => router.rule.as_deref(),
        Body::TcpRouter(router) => router.rule.as_deref().filter(|rule| !is_catch_all(rule)),
        _ => None,
    };
    let is_given = value.get("priority").is_some_and(|given| *given != json!(0));
    if let Some(rule) = rule.filter(|_| !is_given)
        && let Some(fields) = value.as_object_mut()
    {
        fields.insert("priority".to_owned(), json!(rule.len()));
    }
    value
}

/// The API lists neither transports nor anything about TLS.
pub(super) fn is_reported(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::HttpRouter
            | Kind::HttpService
            | Kind::HttpMiddleware
            | Kind::TcpRouter
            | Kind::TcpService
            | Kind::TcpMiddleware
            | Kind::UdpRouter
            | Kind::UdpService
    )
}

fn is_child(router: &Value) -> bool {
    router.get("parentRefs").is_some()
}

/// One copy of a router for each of its entry points that adds something, and one for the others.
fn split(name: &str, router: Value, (provider, entry_points): (&str, &EntryPoints)) -> Vec<(String, Value)> {
    if is_child(&router) {
        return vec![(name.to_owned(), router)];
    }
    let given = normal::texts(&router, "entryPoints");
    let (mut copies, mut rest) = (Vec::new(), Vec::new());
    for entry_point in &given {
        let Some(model) = entry_points.model(entry_point) else {
            rest.push(entry_point.clone());
            continue;
        };
        let own = if given.len() > 1 {
            format!("{entry_point}-{name}")
        } else {
            name.to_owned()
        };
        let copy = normal::with_entry_points(router.clone(), std::slice::from_ref(entry_point));
        copies.push((own, copy_of(copy, model, provider)));
    }
    let nothing_else = copies.is_empty();
    if !rest.is_empty() || nothing_else {
        let own = normal::filled(normal::with_entry_points(router, &rest), None);
        copies.insert(0, (name.to_owned(), own));
    }
    copies
}

fn copy_of(mut router: Value, model: &Model, provider: &str) -> Value {
    let own = router["middlewares"].as_array().cloned().unwrap_or_default();
    let mut middlewares = model.middlewares.clone();
    for one in &mut middlewares {
        normal::qualify(one, provider);
    }
    middlewares.extend(own);
    let Some(fields) = router.as_object_mut() else {
        return router;
    };
    if !middlewares.is_empty() {
        fields.insert("middlewares".to_owned(), Value::Array(middlewares));
    }
    if !fields.contains_key("tls")
        && let Some(tls) = &model.tls
    {
        fields.insert("tls".to_owned(), normal::tls(tls.clone(), provider));
    }
    normal::filled(router, model.observability.as_ref())
}

/// Children get the copies of their parents; a parent that does not exist is dropped.
fn with_copies_for_parents(child: &mut Value, copies: &HashMap<String, Vec<String>>) {
    let mut parents: Vec<String> = normal::texts(child, "parentRefs")
        .iter()
        .flat_map(|name| copies.get(name).cloned().unwrap_or_default())
        .collect();
    parents.sort();
    if let Some(fields) = child.as_object_mut() {
        if parents.is_empty() {
            fields.remove("parentRefs");
        } else {
            fields.insert("parentRefs".to_owned(), json!(parents));
        }
    }
}
