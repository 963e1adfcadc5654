//! Which of the routers that match the same requests a router wins over, and which win over it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::predict::{HttpRouter, World, ties};
use crate::rule::Protocol;
use crate::rule::program::{Program, compile};
use crate::{Body, Component, Facts, links};

/// How a router stands among those that may match the same requests.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "RouterStanding"))]
pub struct Standing {
    /// Its priority, as text because it may be larger than JavaScript's numbers.
    pub priority: String,
    /// Whether that is the length of its rule, because it has no priority of its own.
    pub is_automatic: bool,
    /// Whether its rule can be read. If not, nothing is known about the others.
    pub is_known: bool,
    /// The routers that it is tried before, the nearest first.
    pub wins_over: Vec<String>,
    /// The routers that are tried before it, the nearest first.
    pub loses_to: Vec<String>,
    /// The routers of equal priority: Traefik picks one of them at random at each reload.
    pub ties_with: Vec<String>,
}

/// More names than anyone reads in a sentence.
const MOST: usize = 50;

/// How an HTTP or TCP router stands among others; `None` for every other kind. Only HTTP routers are compared. An older
/// version of the router may be among the others.
///
/// ```
/// use serde_json::json;
/// use traefik_dynamic::assist::standing;
/// use traefik_dynamic::{Component, Kind};
///
/// let router = |name: &str, rule: &str| {
///     let value = json!({ "rule": rule, "service": "s" });
///     Component::from_configuration(Kind::HttpRouter, name, value)
/// };
/// let (all, api) = (router("all", "Host(`a`)"), router("api", "Host(`a`) && Path(`/api`)"));
/// let standing = standing(&api, &[&all], None).unwrap();
/// assert_eq!((standing.priority.as_str(), standing.wins_over), ("25", vec!["all".to_owned()]));
/// ```
pub fn standing(router: &Component, others: &[&Component], facts: Option<&Facts>) -> Option<Standing> {
    let (given, rule, protocol) = match &router.body {
        Body::HttpRouter(body) => (body.priority, body.rule.as_deref(), Protocol::Http),
        Body::TcpRouter(body) => (body.priority, body.rule.as_deref(), Protocol::Tcp),
        _ => return None,
    };
    let rule = rule.unwrap_or_default();
    let is_v2 = match &router.body {
        Body::HttpRouter(body) => body.rule_syntax.as_deref() == Some("v2"),
        _ => false,
    };
    let mut standing = Standing {
        priority: links::priority(given, rule).to_string(),
        is_automatic: given.unwrap_or_default() == 0,
        is_known: compile(rule, protocol, is_v2).is_ok(),
        ..Standing::default()
    };
    if standing.is_known && protocol == Protocol::Http {
        compare(router, others, facts, &mut standing);
    }
    Some(standing)
}

fn compare(router: &Component, others: &[&Component], facts: Option<&Facts>, standing: &mut Standing) {
    let is_other = |other: &&&Component| other.kind == router.kind && other.name != router.name;
    let all: Vec<&Component> = others.iter().filter(is_other).copied().chain([router]).collect();
    let world = World::new(&all, facts);
    let routers: Vec<(&HttpRouter<'_>, Program)> = world
        .http
        .routers
        .values()
        .filter(|one| one.parents.is_empty())
        .filter_map(|one| Some((one, compile(one.rule(), Protocol::Http, one.is_v2).ok()?)))
        .collect();
    let (own, rest): (Vec<_>, Vec<_>) = routers.iter().partition(|(one, _)| one.component == router.name);
    // A router on several entry points may be several of Traefik's.
    let mut found: BTreeMap<&str, i64> = BTreeMap::new();
    for (one, program) in &own {
        for (other, theirs) in &rest {
            let share =
                one.has_tls == other.has_tls && one.using.iter().any(|name| other.using.contains(name));
            if share && ties::meet(program, theirs) {
                found.insert(other.component, other.priority());
            }
        }
    }
    let Some(priority) = own.first().map(|(one, _)| one.priority()) else {
        return;
    };
    let mut sorted: Vec<(&str, i64)> = found.into_iter().collect();
    sorted.sort_by_key(|(name, theirs)| (theirs.abs_diff(priority), *name));
    for (name, theirs) in sorted {
        let list = match theirs.cmp(&priority) {
            std::cmp::Ordering::Less => &mut standing.wins_over,
            std::cmp::Ordering::Greater => &mut standing.loses_to,
            std::cmp::Ordering::Equal => &mut standing.ties_with,
        };
        if list.len() < MOST {
            list.push(name.to_owned());
        }
    }
}
