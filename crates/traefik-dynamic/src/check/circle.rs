//! References that go round in a circle.

use std::collections::{HashMap, HashSet};

use crate::{Component, Kind, Problem, Severity, walk};

type Name<'c> = (Kind, &'c str);

/// One problem for each circle.
pub(crate) fn find(components: &[&Component]) -> Vec<Problem> {
    let edges = edges(components);
    let mut done: HashSet<Name<'_>> = HashSet::new();
    let mut problems = Vec::new();
    for component in components {
        let start = (component.kind, component.name.as_str());
        if let Some(circle) = from(start, &edges, &mut done) {
            problems.push(problem(&circle));
        }
    }
    problems
}

/// Who names whom, among those that are here.
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
        let references = walk::references(component, object);
        let named: Vec<Name<'c>> = references
            .iter()
            .filter_map(|reference| known.get(&(reference.kind, reference.name.as_str())).copied())
            .collect();
        if !named.is_empty() {
            edges.insert((component.kind, component.name.as_str()), named);
        }
    }
    edges
}

/// The first circle that can be reached; walks with a list of its own, so that long chains cost no stack.
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
    let names: Vec<String> = circle.iter().map(|(_, name)| format!("`{name}`")).collect();
    let (kind, name) = circle[0];
    let (section, collection) = kind.section();
    let message = format!("these name one another in a circle: {}", names.join(" → "));
    Problem::new(Severity::Warning, "CYCLE", message)
        .with_path(format!("{section}.{collection}.{name}"))
        .with_hint("Traefik disables what is part of it; remove one of the references")
}
