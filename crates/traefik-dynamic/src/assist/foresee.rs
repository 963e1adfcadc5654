//! What Traefik will make of the component, as far as it is known.

use serde_json::json;

use super::around::Surroundings;
use super::field::Written;
use super::path::PathStep;
use crate::links::user_of;
use crate::predict::{Reason, Status, predict_all};
use crate::text::outline::Shape;
use crate::{Component, Kind, Problem, Severity};

/// A reason, and which of its words are values.
pub(super) struct Told {
    pub(super) problem: Problem,
}

/// Called so that nothing refers to it.
const USER: &str = "\u{1}";

/// What reading and the check of references say already, or what nobody can act on.
const TOLD_ALREADY: [&str; 20] = [
    "BAD-RULE",
    "BUILT-IN-UNKNOWN",
    "ENTRY-POINT-UNKNOWN",
    "HOST-FILE",
    "MIDDLEWARE-MISSING",
    "NO-SERVERS",
    "NO-SERVICE",
    "NO-TYPE",
    "OTHER-PROVIDER",
    "PARENT-MISSING",
    "PLUGIN-UNKNOWN",
    "SERVER-PORT",
    "SERVER-URL",
    "SERVICE-MISSING",
    "SEVERAL-TYPES",
    "SNI-WITHOUT-TLS",
    "TLS-OPTIONS-MISSING",
    "TRANSPORT-MISSING",
    "UNCHECKED",
    "UNREACHABLE",
];

/// What Traefik will say about the component, and what is wrong although it says nothing.
pub(super) fn reasons(component: &Component, around: &Surroundings<'_>) -> Vec<Told> {
    if around.facts.is_none() && around.others.is_empty() {
        return Vec::new();
    }
    let added = added_user(component, around);
    let is_other = |other: &&Component| (other.kind, &other.name) != (component.kind, &component.name);
    let others = around.others.iter().copied().filter(is_other);
    let all: Vec<&Component> = others.chain([component]).chain(&added).collect();
    let states = predict_all(&all, around.facts);
    let own = states
        .into_iter()
        .filter(|state| state.kind == component.kind && state.component == component.name);
    let mut told: Vec<Told> = Vec::new();
    for state in own {
        let severity = match state.status {
            Status::Unknown => Severity::Info,
            _ => Severity::Warning,
        };
        let has_names = around.names.is_some();
        for reason in state.reasons.into_iter().chain(state.notes) {
            let is_rule = reason.code.starts_with("RULE-") || reason.code.starts_with("V2-");
            let is_known = TOLD_ALREADY.contains(&reason.code.as_str()) || is_rule;
            let is_new = told.iter().all(|one| one.problem.message != reason.message);
            let is_lost = !has_names && reason.code.ends_with("-MISSING");
            if !is_known && is_new && (!is_lost || is_of_gateway(&reason)) {
                told.push(Told {
                    problem: problem(reason, severity),
                });
            }
        }
    }
    let lacks = told.iter().any(|one| one.problem.code == "ENTRY-POINT-MISSING");
    told.retain(|one| !(lacks && one.problem.code == "NO-ENTRY-POINT"));
    told
}

fn is_of_gateway(reason: &Reason) -> bool {
    ["ENTRY-POINT-MISSING", "PLUGIN-MISSING", "RESOLVER-MISSING"].contains(&reason.code.as_str())
}

fn problem(reason: Reason, severity: Severity) -> Problem {
    Problem {
        hint: reason.hint,
        ..Problem::new(severity, &reason.code, reason.message)
    }
}

/// A router that uses the component, because Traefik builds only what is used.
fn added_user(component: &Component, around: &Surroundings<'_>) -> Vec<Component> {
    let mut added = user_of(component.kind, &component.name, USER);
    if let (Some(facts), Some(router)) = (around.facts, added.first_mut()) {
        let names: Vec<&str> = facts.entry_points.keys().map(String::as_str).collect();
        let mut configuration = router.configuration();
        configuration["entryPoints"] = json!(names);
        *router = Component::from_configuration(router.kind, USER, configuration);
    }
    added
}

/// The field that a reason is about, which does not say so itself.
pub(super) fn path_of(told: &Told, component: &Component, written: &Written<'_>) -> Vec<PathStep> {
    let keys: &[&str] = match told.problem.code.as_str() {
        "ENTRY-POINT-MISSING" | "NO-ENTRY-POINT" | "HIDDEN" | "VANISHES" => &["entryPoints"],
        "RESOLVER-MISSING" => &["tls", "certResolver"],
        "TLS-OPTIONS" | "TLS-OPTIONS-CONFLICT" | "TLS-OPTIONS-UNUSED" => &["tls", "options"],
        "EQUAL-PRIORITY" | "EVERY-HOST" => &["rule"],
        "PRIORITY" => &["priority"],
        "BUILT-IN-OFF" | "SERVICE-AND-CHILDREN" => &["service"],
        "CHILD-WITH-ROOTS-FIELD" | "NO-CHILD" => &["parentRefs"],
        "RING" | "DEADLY-RING" if component.kind == Kind::HttpRouter => &["parentRefs"],
        _ => &[],
    };
    let mut path: Vec<PathStep> = keys.iter().map(|key| PathStep::key(key)).collect();
    if path.is_empty() {
        path.extend(component.type_name().map(PathStep::key));
    }
    while written.find(&path).is_none() && path.pop().is_some() {}
    let named = named_in(&told.problem.message, &path, written);
    path.extend(named);
    path
}

/// The way, below a path, to the value that a message names in backticks.
fn named_in(message: &str, path: &[PathStep], written: &Written<'_>) -> Vec<PathStep> {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let Some((_, node)) = written.find(path) else {
        return Vec::new();
    };
    let mut way = Vec::new();
    if search(node, &quoted, written, &mut way) {
        way
    } else {
        Vec::new()
    }
}

fn search(node: usize, quoted: &[&str], written: &Written<'_>, way: &mut Vec<PathStep>) -> bool {
    let node = written.outline.node(node);
    let children: Vec<(PathStep, usize)> = match &node.shape {
        Shape::Word => return !way.is_empty() && quoted.contains(&node.word.as_str()),
        Shape::List(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| (PathStep::from(index), *item))
            .collect(),
        Shape::Map(entries) => entries
            .iter()
            .map(|(key, value)| (PathStep::key(&written.outline.node(*key).word), *value))
            .collect(),
    };
    for (step, child) in children {
        way.push(step);
        if search(child, quoted, written, way) {
            return true;
        }
        way.pop();
    }
    false
}
