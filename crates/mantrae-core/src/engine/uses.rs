//! How many routers use a middleware, directly or through chains.

use std::collections::{HashMap, HashSet};

use traefik_dynamic::{Component, Kind};

/// How many routers use each middleware of a profile.
#[derive(Debug, Default)]
pub(super) struct Uses(HashMap<(Kind, String), u32>);

impl Uses {
    pub(super) fn of<'c>(components: impl Iterator<Item = &'c Component>) -> Self {
        let is_middleware = |kind: Kind| matches!(kind, Kind::HttpMiddleware | Kind::TcpMiddleware);
        let mut chains: HashMap<(Kind, String), Vec<(Kind, String)>> = HashMap::new();
        let mut routers: Vec<Vec<(Kind, String)>> = Vec::new();
        for component in components {
            let is_router = matches!(component.kind, Kind::HttpRouter | Kind::TcpRouter);
            if !is_router && component.type_name() != Some("chain") {
                continue;
            }
            let named = component.references().into_iter();
            let named = named
                .filter(|one| is_middleware(one.kind))
                .map(|one| (one.kind, one.name));
            if is_router {
                routers.push(named.collect());
            } else {
                chains.insert((component.kind, component.name.clone()), named.collect());
            }
        }
        let mut counts = HashMap::new();
        for mut left in routers {
            // Chains may go in circles.
            let mut seen = HashSet::new();
            while let Some(one) = left.pop() {
                left.extend(
                    chains
                        .get(&one)
                        .into_iter()
                        .flatten()
                        .filter(|_| !seen.contains(&one))
                        .cloned(),
                );
                seen.insert(one);
            }
            for one in seen {
                *counts.entry(one).or_default() += 1;
            }
        }
        Self(counts)
    }

    /// How many routers use it; `None` for what is no middleware.
    pub(super) fn routers(&self, kind: Kind, name: &str) -> Option<u32> {
        let is_middleware = matches!(kind, Kind::HttpMiddleware | Kind::TcpMiddleware);
        is_middleware.then(|| self.0.get(&(kind, name.to_owned())).copied().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use traefik_dynamic::{Component, Kind};

    use super::Uses;

    #[test]
    fn routers_are_counted_once_and_through_chains() {
        let router = |name: &str, middlewares: &[&str]| {
            let value = json!({ "rule": "Host(`a`)", "service": "s", "middlewares": middlewares });
            Component::from_configuration(Kind::HttpRouter, name, value)
        };
        let chain = |name: &str, middlewares: &[&str]| {
            let value = json!({ "chain": { "middlewares": middlewares } });
            Component::from_configuration(Kind::HttpMiddleware, name, value)
        };
        let all = [
            router("one", &["auth", "outer"]),
            router("two", &["outer@file"]),
            router("three", &["zip"]),
            chain("outer", &["inner"]),
            chain("inner", &["auth", "outer"]),
        ];
        let uses = Uses::of(all.iter());
        for (name, expected) in [("auth", 2), ("outer", 2), ("inner", 2), ("zip", 1), ("none", 0)] {
            assert_eq!(uses.routers(Kind::HttpMiddleware, name), Some(expected), "{name}");
        }
        assert_eq!(uses.routers(Kind::HttpRouter, "one"), None);
    }
}
