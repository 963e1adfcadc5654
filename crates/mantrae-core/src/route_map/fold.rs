//! Folds many routers into few groups. Routers are in the order of their domains, hosts and names, and each group is a
//! part of that order: it can be asked for by its first and last key, and opened again and again.

use std::collections::{BTreeMap, BTreeSet};

use super::atlas::{Atlas, Route};
use super::walk::is_special;
use super::{GroupedBy, MapColumn, MapGroup, MapNode, MapRange};

/// The most groups of a map.
pub(super) const GROUPS: usize = 30;
/// The most entry points that a folded map shows.
const ENTRY_POINTS: usize = 30;

/// The groups of some routes, and the entry points that lead to them.
pub(super) fn groups(atlas: &Atlas, routes: &[&Route]) -> (Vec<MapNode>, Vec<MapGroup>) {
    let by = grouped_by(routes);
    let chunks = chunks(routes, by);
    let is_entry_point = |at: &u32| {
        atlas
            .node(*at)
            .is_some_and(|node| node.column == MapColumn::EntryPoint)
    };
    let reached: BTreeSet<u32> = routes
        .iter()
        .flat_map(|one| one.nodes.iter().copied())
        .filter(is_entry_point)
        .collect();
    let mut reached: Vec<u32> = reached.into_iter().collect();
    reached.sort_by_key(|at| atlas.node(*at).map(|node| node.name.clone()));
    reached.truncate(ENTRY_POINTS);
    let positions: BTreeMap<u32, u32> = reached.iter().copied().zip(0..).collect();
    let groups = chunks
        .into_iter()
        .filter_map(|chunk| group(atlas, &chunk, by, &positions));
    let nodes = reached.iter().filter_map(|at| atlas.node(*at).cloned());
    (nodes.collect(), groups.collect())
}

/// What tells the routes apart: domains if there are several, else hosts, else names.
fn grouped_by(routes: &[&Route]) -> GroupedBy {
    let several = |part: usize| {
        let mut parts = routes.iter().map(|one| one.order.get(part));
        let first = parts.next();
        first.is_some_and(|first| parts.any(|other| other != first))
    };
    match (several(0), several(1)) {
        (true, _) => GroupedBy::Domain,
        (false, true) => GroupedBy::Host,
        (false, false) => GroupedBy::Router,
    }
}

fn part(by: GroupedBy) -> usize {
    match by {
        GroupedBy::Domain => 0,
        GroupedBy::Host => 1,
        GroupedBy::Router => 2,
    }
}

/// Runs of routes with the same domain, host or name; neighbours are put together until there are few enough.
fn chunks<'r>(routes: &[&'r Route], by: GroupedBy) -> Vec<Vec<&'r Route>> {
    let part = part(by);
    let mut runs: Vec<Vec<&Route>> = Vec::new();
    for route in routes {
        match runs.last_mut() {
            Some(run)
                if run
                    .last()
                    .is_some_and(|last| last.order.get(part) == route.order.get(part)) =>
            {
                run.push(route);
            }
            _ => runs.push(vec![route]),
        }
    }
    // Routers for any host, and what no router leads to, are groups of their own.
    let special = |run: &[&Route]| run.first().map(|one| is_special(&one.order));
    if runs.len() <= GROUPS {
        return runs;
    }
    let each = routes.len().div_ceil(GROUPS - 3);
    let mut chunks: Vec<Vec<&Route>> = Vec::new();
    for run in runs {
        match chunks.last_mut() {
            Some(chunk) if chunk.len() + run.len() <= each && special(chunk) == special(&run) => {
                chunk.extend(run);
            }
            _ => chunks.push(run),
        }
    }
    // One that follows a large one may have stayed small: put the smallest neighbours together.
    while chunks.len() > GROUPS {
        let pairs = chunks.windows(2).enumerate();
        let same = pairs.filter(|(_, pair)| special(&pair[0]) == special(&pair[1]));
        let smallest = same.min_by_key(|(_, pair)| pair[0].len() + pair[1].len());
        let Some(at) = smallest.map(|(at, _)| at) else {
            break;
        };
        let second = chunks.remove(at + 1);
        if let Some(first) = chunks.get_mut(at) {
            first.extend(second);
        }
    }
    chunks
}

fn group(
    atlas: &Atlas,
    routes: &[&Route],
    by: GroupedBy,
    entry_points: &BTreeMap<u32, u32>,
) -> Option<MapGroup> {
    let (first, last) = (routes.first()?, routes.last()?);
    let part = part(by);
    let name = |route: &Route| {
        let (is_any, is_unused) = is_special(&route.order);
        let is_named = by == GroupedBy::Router || !(is_any || is_unused);
        route
            .order
            .get(part)
            .filter(|_| is_named)
            .cloned()
            .unwrap_or_default()
    };
    let nodes: BTreeSet<u32> = routes.iter().flat_map(|one| one.nodes.iter().copied()).collect();
    let nodes: Vec<(u32, &MapNode)> = nodes
        .iter()
        .filter_map(|at| Some((*at, atlas.node(*at)?)))
        .collect();
    let count = |column: MapColumn| nodes.iter().filter(|(_, node)| node.column == column).count();
    Some(MapGroup {
        range: MapRange {
            from: first.key.clone(),
            to: last.key.clone(),
        },
        by,
        first: name(first),
        last: name(last),
        is_used: first.router.is_some(),
        entry_points: nodes
            .iter()
            .filter_map(|(at, _)| entry_points.get(at))
            .copied()
            .collect(),
        hosts: count(MapColumn::Host),
        routers: routes.iter().filter(|one| one.router.is_some()).count(),
        middlewares: count(MapColumn::Middleware),
        services: count(MapColumn::Service),
        servers: count(MapColumn::Server),
        problems: nodes.iter().filter(|(_, node)| node.is_problem()).count(),
    })
}
