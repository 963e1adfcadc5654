//! Compares what Traefik says about the units in one file with what we say.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value, json};
use traefik_dynamic::predict::{State, Status, predict_all};
use traefik_dynamic::route::{Answer, Request, Routes};
use traefik_dynamic::{Component, Format, Kind, Reading, read};

use crate::meaning::compare;
use crate::order::Orders;
use crate::real::{Outcome, Real, Seen};
use crate::requests::requests;
use crate::unit::Unit;

/// The aspects in which two answers may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sort {
    Verdict,
    Meaning,
    Status,
    Reason,
    Route,
    Ended,
}

/// A difference between the two.
#[derive(Debug, Clone)]
pub(crate) struct Difference {
    pub(crate) sort: Sort,
    /// The unit it belongs to, if known.
    pub(crate) slot: Option<usize>,
    pub(crate) told: String,
}

/// Counts of what was compared.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Compares {
    pub(crate) components: usize,
    pub(crate) routes: usize,
    pub(crate) unknown: usize,
    /// What depends on the order in which Traefik builds, and is what we say for one of the orders.
    pub(crate) drawn: usize,
    pub(crate) late: usize,
}

/// What we make of a single unit.
pub(crate) fn reading(unit: &Unit) -> Reading {
    read(unit.config.to_string().as_bytes(), "unit.yml", Some(Format::Yaml))
}

/// Puts units into one file, and compares everything about them.
pub(crate) fn check(real: &mut Real, units: &[Unit], counts: &mut Compares) -> Vec<Difference> {
    let mark = real.next_mark();
    let mut whole = json!({"http": {"routers": {
        mark.as_str(): {"rule": format!("Path(`/{mark}`)"), "entryPoints": ["any"], "service": "noop@internal"},
    }}});
    if let Some(store) = real.store_for(units) {
        whole["tls"] = json!({"stores": {"default": store}});
    }
    for unit in units {
        merge(&mut whole, &unit.config);
    }
    let text = whole.to_string();
    let reading = read(text.as_bytes(), "units.yml", Some(Format::Yaml));
    let difference = |sort, told| {
        vec![Difference {
            sort,
            slot: None,
            told,
        }]
    };
    let (held, told) = match real.install(&text, &mark) {
        Outcome::Refused(_) if reading.is_refused() => return Vec::new(),
        Outcome::Refused(why) => {
            return difference(Sort::Verdict, format!("we take it, Traefik refuses it: {why}"));
        }
        Outcome::Built(..) if reading.is_refused() => {
            let problems: Vec<String> = reading.problems.iter().map(ToString::to_string).collect();
            return difference(
                Sort::Verdict,
                format!("we refuse it, Traefik takes it:\n{}", problems.join("\n")),
            );
        }
        Outcome::Ended => return difference(Sort::Ended, format!("Traefik ends: {}", real.last_words())),
        Outcome::Built(held, told) => (held, told),
    };
    let components: Vec<Component> = reading.every_component().into_iter().cloned().collect();
    let orders = &mut Orders::of(units, real.facts());
    let mut found = states(&components, &told, orders, counts);
    for told in compare(&reading, &held) {
        found.push(Difference {
            sort: Sort::Meaning,
            slot: slot_of(&told),
            told,
        });
    }
    found.extend(routes(real, units, counts));
    found
}

/// Merges the components of one configuration into another.
fn merge(whole: &mut Value, part: &Value) {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            for (name, inner) in part {
                match whole.get_mut(name) {
                    Some(own) => merge(own, inner),
                    None => {
                        whole.insert(name.clone(), inner.clone());
                    }
                }
            }
        }
        (Value::Array(whole), Value::Array(part)) => whole.extend(part.iter().cloned()),
        _ => {}
    }
}

/// What Traefik says when a file that should contain certificates is missing.
const HOST_FILES: [&str; 2] = ["invalid certificate(s) content", "failed to parse CA"];

/// The collections of the API, and the kinds of component they contain.
const COLLECTIONS: [(&str, Kind); 8] = [
    ("routers", Kind::HttpRouter),
    ("services", Kind::HttpService),
    ("middlewares", Kind::HttpMiddleware),
    ("tcpRouters", Kind::TcpRouter),
    ("tcpServices", Kind::TcpService),
    ("tcpMiddlewares", Kind::TcpMiddleware),
    ("udpRouters", Kind::UdpRouter),
    ("udpServices", Kind::UdpService),
];

fn states(
    components: &[Component],
    told: &Value,
    orders: &mut Orders<'_>,
    counts: &mut Compares,
) -> Vec<Difference> {
    let components: Vec<&Component> = components.iter().collect();
    let states = predict_all(&components, Some(orders.facts()));
    let mut found = Vec::new();
    for (collection, kind) in COLLECTIONS {
        let own = states.iter().filter(|state| state.kind == kind);
        let mut own: BTreeMap<&str, &State> = own
            .filter_map(|state| Some((state.name.as_deref()?, state)))
            .collect();
        let nothing = Map::new();
        for (name, theirs) in told[collection].as_object().unwrap_or(&nothing) {
            let Some(name) = name.strip_suffix("@file") else {
                continue;
            };
            counts.components += 1;
            let whose = format!("{kind} {name}");
            let slot = slot_of(name);
            let Some(state) = own.remove(name) else {
                found.push(Difference {
                    sort: Sort::Status,
                    slot,
                    told: format!("{whose}: Traefik has it, and we do not"),
                });
                continue;
            };
            if is_unknown(state, theirs) {
                counts.unknown += 1;
                continue;
            }
            let Some(sort) = difference(state, theirs) else {
                continue;
            };
            if slot.is_some_and(|slot| is_of_order(&orders.states(slot, kind, name), theirs)) {
                counts.drawn += 1;
                continue;
            }
            let told = format!("{whose}:\n{}", both(state, theirs));
            found.push(Difference { sort, slot, told });
        }
        for (name, state) in own
            .into_iter()
            .filter(|(_, state)| state.status != Status::Unknown)
        {
            let told = format!(
                "{kind} {name}: we have it ({:?}), and Traefik does not",
                state.status
            );
            found.push(Difference {
                sort: Sort::Status,
                slot: slot_of(name),
                told,
            });
        }
    }
    found
}

/// Whether it depends on something that only Traefik's host has.
fn is_unknown(state: &State, theirs: &Value) -> bool {
    let told = theirs["error"].to_string();
    // We go on to what Traefik builds next, but it stops at the missing file.
    state.status == Status::Unknown
        || told.contains("no such file or directory")
        || (state.status == Status::Disabled && HOST_FILES.iter().any(|text| told.contains(text)))
}

/// The texts in a list.
fn listed<'v>(theirs: &'v Value, name: &str) -> Vec<&'v str> {
    let items = theirs[name].as_array().into_iter().flatten();
    items.filter_map(Value::as_str).collect()
}

/// Traefik's texts for what we found.
fn own_texts(state: &State) -> Vec<&str> {
    let reasons = state.reasons.iter();
    reasons.filter_map(|reason| reason.traefik.as_deref()).collect()
}

fn status(state: &State) -> String {
    format!("{:?}", state.status).to_lowercase()
}

/// In what the two differ, if in anything.
fn difference(state: &State, theirs: &Value) -> Option<Sort> {
    let (texts, own) = (listed(theirs, "error"), own_texts(state));
    let using: BTreeSet<&str> = listed(theirs, "using").into_iter().collect();
    let own_using: BTreeSet<&str> = state.entry_points.iter().map(String::as_str).collect();
    // Each entry point builds it again, with servers and children in random order, so several of the faults are
    // reported.
    let is_drawn = using.len() != 1 && !own.is_empty() && own.iter().all(|own| texts.contains(own));
    if theirs["status"] != status(state).as_str() || using != own_using {
        Some(Sort::Status)
    } else if texts != own && !is_drawn {
        Some(Sort::Reason)
    } else {
        let priority = theirs["priority"].as_i64();
        let differs = priority.is_some_and(|theirs| Some(theirs.to_string()) != state.priority);
        differs.then_some(Sort::Status)
    }
}

/// Whether we say the same of it for one of the orders. Each entry point draws an order of its own, and adds what it
/// finds in it.
fn is_of_order(states: &[&State], theirs: &Value) -> bool {
    if states.iter().any(|state| difference(state, theirs).is_none()) {
        return true;
    }
    let (texts, using) = (listed(theirs, "error"), listed(theirs, "using"));
    let said: BTreeSet<&str> = states.iter().flat_map(|state| own_texts(state)).collect();
    using.len() > 1
        && texts.iter().all(|text| said.contains(text))
        && states.iter().any(|state| {
            let own: BTreeSet<&str> = state.entry_points.iter().map(String::as_str).collect();
            theirs["status"] == status(state).as_str() && own == using.iter().copied().collect()
        })
}

/// Both answers, for a person.
fn both(state: &State, theirs: &Value) -> String {
    format!(
        "  Traefik {} on {:?} priority {} {:#?}\n  ours {} on {:?} priority {:?} {:#?}",
        theirs["status"],
        listed(theirs, "using"),
        theirs["priority"],
        listed(theirs, "error"),
        status(state),
        state.entry_points,
        state.priority,
        own_texts(state)
    )
}

/// The slot that a name contains: `u12a`, `p12-u12a` and `http.routers.u12a.rule` belong to slot 12.
pub(crate) fn slot_of(name: &str) -> Option<usize> {
    name.split('u').skip(1).find_map(|behind| {
        let end = behind.find(|letter: char| !letter.is_ascii_digit())?;
        behind[..end].parse().ok()
    })
}

fn routes(real: &mut Real, units: &[Unit], counts: &mut Compares) -> Vec<Difference> {
    let mut asked: Vec<(usize, Request)> = Vec::new();
    for (number, unit) in units.iter().enumerate() {
        if unit.config["http"]["routers"].is_object() {
            asked.extend(requests(unit).into_iter().map(|request| (number, request)));
        }
    }
    let all: Vec<Request> = asked.iter().map(|(_, request)| request.clone()).collect();
    let seen = real.visit(&all);
    let mut found = Vec::new();
    for (number, unit) in units.iter().enumerate() {
        let reading = reading(unit);
        let components: Vec<&Component> = reading.every_component();
        let mut names: HashMap<String, String> = HashMap::new();
        let facts = Some(real.facts_of(unit.slot));
        for state in predict_all(&components, facts) {
            if let (Kind::HttpRouter, Some(name)) = (state.kind, state.name) {
                names.insert(name, state.component);
            }
        }
        let table = Routes::of(&components, facts);
        for ((_, request), seen) in asked.iter().zip(&seen).filter(|((own, _), _)| *own == number) {
            if seen.is_late {
                counts.late += 1;
                continue;
            }
            counts.routes += 1;
            let answer = table.route(request);
            // A child is recorded with its parents, such as `parent@file -> child@file`.
            let last = seen
                .router
                .as_deref()
                .and_then(|names| names.rsplit(" -> ").next());
            let router = last.map(|name| {
                let name = name.strip_suffix("@file").unwrap_or(name);
                names.get(name).map_or(name, String::as_str)
            });
            if let Some(why) = route(&answer, seen, (router, &unit.config)) {
                let told = format!(
                    "{} {} host {:?} {:?} at {:?}: {why}",
                    request.method, request.target, request.host, request.headers, request.entry_point
                );
                found.push(Difference {
                    sort: Sort::Route,
                    slot: Some(unit.slot),
                    told,
                });
            }
        }
    }
    found
}

/// A difference between the two answers to a request.
fn route(ours: &Answer, seen: &Seen, (router, config): (Option<&str>, &Value)) -> Option<String> {
    let told = || {
        format!(
            "Traefik {:?} by {router:?}{}, ours {:?} by {:?} via {:?}: {}",
            seen.status,
            if seen.is_silent { " (closed)" } else { "" },
            ours.status,
            ours.router,
            ours.via,
            ours.sentence
        )
    };
    if ours
        .router
        .as_deref()
        .is_some_and(|name| name.starts_with("tcp/"))
        || ours.closed
    {
        return (!seen.is_silent).then(told);
    }
    if seen.is_silent {
        // A middleware may, depending on what the server answers.
        let is_cut = ours.cuts && ours.router.as_deref() == router;
        return (!is_cut).then(told);
    }
    if ours.ambiguous {
        let is_one = ours.winners.iter().any(|one| one.as_deref() == router);
        return (!is_one && ours.via.len() < 2).then(told);
    }
    if ours.status.is_some() && ours.status != seen.status {
        return Some(told());
    }
    let own = ours.router.as_deref().or(ours.via.last().map(String::as_str));
    if ours.stops.iter().any(|stop| Some(stop.as_str()) == router) {
        return None;
    }
    // It keeps no record of routers of its own services, nor of what they lead to, nor of what it answers itself.
    let is_internal = |name: &str| {
        let service = config["http"]["routers"][name]["service"].as_str();
        service.is_some_and(|name| name.ends_with("@internal"))
    };
    let is_seen = !ours.via.iter().map(String::as_str).chain(own).any(is_internal);
    let is_recorded = ours.status.is_none() && is_seen;
    (own != router && (is_recorded || router.is_some())).then(told)
}
