//! References that form a cycle.

use std::collections::{HashMap, HashSet};

use crate::check::Found;
use crate::{Component, Kind, Problem, Severity, walk};

type Name<'c> = (Kind, &'c str);

/// How many of the names in a cycle are listed.
const MAX_LISTED: usize = 20;

/// One problem per cycle.
pub(super) fn find(components: &[&Component], found: &mut Found<'_>) {
    let edges = edges(components);
    let by_name: HashMap<Name<'_>, &Component> = components
        .iter()
        .map(|component| ((component.kind, component.name.as_str()), *component))
        .collect();
    let mut done: HashSet<Name<'_>> = HashSet::new();
    for component in components {
        let start = (component.kind, component.name.as_str());
        if let Some(circle) = from(start, &edges, &mut done)
            && let Some(first) = circle.first().and_then(|name| by_name.get(name))
        {
            found.tell(first, &first.path(), || problem(&circle));
        }
    }
}

/// Which component names which, among those given.
fn edges<'c>(components: &[&'c Component]) -> HashMap<Name<'c>, Vec<Name<'c>>> {
    let known: HashMap<(Kind, &str), Name<'c>> = components
        .iter()
        .map(|component| {
            (
                (component.kind, component.name.as_str()),
                (component.kind, component.name.as_str()),
            )
        })
        .collect();
    let mut edges = HashMap::new();
    for component in components {
        let Some(object) = component.body.object() else {
            continue;
        };
        let mut named: Vec<Name<'c>> = Vec::new();
        walk::each_reference(component, object, &mut |kind, name, _| {
            named.extend(known.get(&(kind, name)).copied());
        });
        if !named.is_empty() {
            edges.insert((component.kind, component.name.as_str()), named);
        }
    }
    edges
}

/// The first cycle that can be reached. Uses an explicit stack, so that long chains cannot overflow the call stack.
fn from<'c>(
    start: Name<'c>,
    edges: &HashMap<Name<'c>, Vec<Name<'c>>>,
    done: &mut HashSet<Name<'c>>,
) -> Option<Vec<Name<'c>>> {
    if done.contains(&start) {
        return None;
    }
    let mut way: Vec<(Name<'c>, usize)> = vec![(start, 0)];
    let mut on_way: HashSet<Name<'c>> = HashSet::from([start]);
    let mut found = None;
    while let Some((name, next)) = way.last_mut() {
        let (current, target) = (*name, edges.get(name).and_then(|named| named.get(*next)).copied());
        *next += 1;
        match target {
            None => {
                done.insert(current);
                on_way.remove(&current);
                way.pop();
            }
            Some(target) if on_way.contains(&target) => {
                let names = way
                    .iter()
                    .map(|(name, _)| *name)
                    .skip_while(|name| *name != target);
                found = found.or_else(|| Some(names.chain([target]).collect()));
            }
            Some(target) if !done.contains(&target) => {
                on_way.insert(target);
                way.push((target, 0));
            }
            Some(_) => {}
        }
    }
    found
}

fn problem(circle: &[Name<'_>]) -> Problem {
    let names = circle
        .iter()
        .take(MAX_LISTED)
        .map(|(_, name)| format!("`{name}`"));
    let mut way = names.collect::<Vec<_>>().join(" → ");
    if circle.len() > MAX_LISTED {
        way.push_str(" → …");
    }
    let message = format!("these refer to one another in a cycle: {way}");
    Problem::new(Severity::Warning, "CYCLE", message)
        .with_hint("Traefik disables everything in the cycle; remove one of the references")
}
