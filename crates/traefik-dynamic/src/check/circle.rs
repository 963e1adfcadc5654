//! References that form a cycle.

use std::collections::{HashMap, HashSet};

use crate::check::Found;
use crate::{Component, Kind, Problem, Severity, walk};

type Name<'c> = (Kind, &'c str);

/// How many of the names in a cycle are listed.
const MAX_LISTED: usize = 20;

/// One problem per cycle.
pub(super) fn find(components: &[&Component], found: &mut Found<'_>) {
    let by_name: HashMap<Name<'_>, &Component> = components
        .iter()
        .map(|component| ((component.kind, component.name.as_str()), *component))
        .collect();
    let edges = edges(components, &by_name);
    let mut done: HashSet<Name<'_>> = HashSet::new();
    for component in components {
        let start = (component.kind, component.name.as_str());
        if edges.contains_key(&start)
            && let Some(circle) = from(start, &edges, &mut done)
            && let Some(first) = circle.first().and_then(|name| by_name.get(name))
        {
            found.tell(first, &first.path(), || problem(&circle));
        }
    }
}

/// Which component names which, among those given. What names nothing is in no cycle, and is left out.
fn edges<'c>(
    components: &[&'c Component],
    by_name: &HashMap<Name<'c>, &'c Component>,
) -> HashMap<Name<'c>, Vec<Name<'c>>> {
    let mut edges: HashMap<Name<'c>, Vec<Name<'c>>> = HashMap::new();
    for component in components {
        let Some(object) = component.body.object() else {
            continue;
        };
        let mut named: Vec<Name<'c>> = Vec::new();
        walk::each_reference(component, object, &mut |kind, name, _| {
            let known = by_name.get(&(kind, name));
            named.extend(known.map(|one| (one.kind, one.name.as_str())));
        });
        if !named.is_empty() {
            edges.insert((component.kind, component.name.as_str()), named);
        }
    }
    let naming: HashSet<Name<'c>> = edges.keys().copied().collect();
    edges.retain(|_, named| {
        named.retain(|name| naming.contains(name));
        !named.is_empty()
    });
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
