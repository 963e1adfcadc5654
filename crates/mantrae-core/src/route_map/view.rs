//! What a screen shows of an atlas.

use std::collections::{BTreeMap, BTreeSet};

use super::atlas::{Atlas, Route};
use super::{LIMIT, MapEdge, MapNode, MapQuery, RouteMap, fold};

impl Atlas {
    /// What the query asks for. The protocol of the query is that of the atlas.
    pub fn view(&self, query: &MapQuery) -> RouteMap {
        let is_within = |one: &&Route| {
            query
                .within
                .as_ref()
                .is_none_or(|range| range.from <= one.key && one.key <= range.to)
        };
        let words: Vec<String> = query.filter.split_whitespace().map(str::to_lowercase).collect();
        let is_wanted = |one: &&Route| {
            let tells = |node: &u32| {
                self.hay(*node)
                    .is_some_and(|hay| words.iter().all(|word| hay.contains(word)))
            };
            let fails = |node: &u32| self.node(*node).is_some_and(MapNode::is_problem);
            (words.is_empty() || one.nodes.iter().any(tells))
                && (!query.only_problems || one.nodes.iter().any(fails))
        };
        let within: Vec<&Route> = self.routes.iter().filter(is_within).collect();
        let chosen: Vec<&Route> = within.iter().copied().filter(is_wanted).collect();
        let count = |some: &[&Route]| some.iter().filter(|one| one.router.is_some()).count();
        let (routers, hidden) = (count(&chosen), count(&within) - count(&chosen));
        let nodes: BTreeSet<u32> = chosen.iter().flat_map(|one| one.nodes.iter().copied()).collect();
        let (nodes, edges, groups) = if nodes.len() <= LIMIT {
            let (nodes, edges) = self.single(&nodes, &chosen);
            (nodes, edges, Vec::new())
        } else {
            let (nodes, groups) = fold::groups(self, &chosen);
            (nodes, Vec::new(), groups)
        };
        RouteMap {
            nodes,
            edges,
            groups,
            routers,
            hidden,
        }
    }

    pub(super) fn node(&self, at: u32) -> Option<&MapNode> {
        self.nodes.get(at as usize)
    }

    fn hay(&self, at: u32) -> Option<&String> {
        self.hay.get(at as usize)
    }

    /// Nodes and edges one by one.
    fn single(&self, nodes: &BTreeSet<u32>, routes: &[&Route]) -> (Vec<MapNode>, Vec<MapEdge>) {
        // By column; within one, routers and what they lead to in the order of the routes.
        let mut order: Vec<u32> = Vec::with_capacity(nodes.len());
        let mut seen = BTreeSet::new();
        for node in routes.iter().flat_map(|one| &one.nodes) {
            if seen.insert(*node) {
                order.push(*node);
            }
        }
        order.sort_by_key(|at| self.node(*at).map(|node| node.column));
        let positions: BTreeMap<u32, u32> = order.iter().copied().zip(0..).collect();
        let mut edges: BTreeMap<(u32, u32), BTreeSet<u32>> = BTreeMap::new();
        for route in routes {
            for (from, to) in &route.edges {
                if let (Some(from), Some(to)) = (positions.get(from), positions.get(to)) {
                    let by = route.router.and_then(|at| positions.get(&at)).copied();
                    edges.entry((*from, *to)).or_default().extend(by);
                }
            }
        }
        let edges = edges.into_iter().map(|((from, to), routers)| MapEdge {
            from,
            to,
            routers: routers.into_iter().collect(),
        });
        let nodes = order.iter().filter_map(|at| self.node(*at).cloned());
        (nodes.collect(), edges.collect())
    }
}
