//! One component with all that Traefik's answer about it can depend on, instead of the whole profile.
//!
//! Whatever is read in addition never changes the answer: the whole profile gives the same. Where the connections
//! are too many or too entangled to be followed, there is no answer here, and the whole profile is read.

use std::collections::{BTreeMap, BTreeSet};

use traefik_dynamic::links::{Link, links, user_of};
use traefik_dynamic::predict::{State, Status, predict_all};
use traefik_dynamic::{Body, Component, Facts, Kind, Problem};

use crate::db::component::Stored;
use crate::db::mention::Index;
use crate::error::Result;

/// More components than this are not followed one by one.
const MOST: usize = 3000;
/// Called so that nothing refers to it.
const USER: &str = "\u{1}";
/// What depends on where Traefik enters a cycle, or on whether any router names an entry point.
const ENTANGLED: [&str; 4] = ["RING", "TOO-DEEP", "VANISHES", "CYCLE"];

type Name = (Kind, String);

/// A component with its neighbours.
#[derive(Debug)]
pub(super) struct Neighbours {
    /// By kind and name, as the whole profile is listed; the component is one of them.
    pub(super) stored: Vec<Stored>,
    /// The same, as components.
    pub(super) components: Vec<Component>,
    /// What Traefik's API will report for the enabled ones.
    pub(super) states: Vec<State>,
    /// What else is wrong.
    pub(super) problems: Vec<Problem>,
    /// The components that may name it.
    pub(super) users: Vec<Component>,
}

/// The neighbours of a component; `None` if only the whole profile tells.
pub(super) async fn of(
    index: &mut Index<'_>,
    own: &Stored,
    facts: Option<&Facts>,
) -> Result<Option<Neighbours>> {
    let component = own.component()?;
    let name = (component.kind, component.name.clone());
    let mut search = Search {
        index,
        found: BTreeMap::new(),
        is_too_much: false,
    };
    search.add(vec![own.clone()])?;
    let users = search.having([Link::Names(name.0, name.1.clone())]).await?;
    match name.0 {
        Kind::HttpRouter => search.routers(&name, facts).await?,
        Kind::UdpRouter => search.udp_routers(&component, facts).await?,
        _ => {}
    }
    search.follow(facts).await?;
    if search.is_too_much {
        return Ok(None);
    }
    let users = users.iter().map(Stored::component).collect::<Result<_>>()?;
    Ok(judge(search.found, &component, users, facts))
}

/// Predicts and checks what was found.
fn judge(
    found: BTreeMap<(String, String), (Stored, Component)>,
    own: &Component,
    users: Vec<Component>,
    facts: Option<&Facts>,
) -> Option<Neighbours> {
    let (stored, components): (Vec<Stored>, Vec<Component>) = found.into_values().unzip();
    let added = added_user(own, facts);
    let enabled = stored
        .iter()
        .zip(&components)
        .filter(|(stored, _)| stored.enabled);
    let enabled: Vec<&Component> = enabled.map(|(_, component)| component).chain(&added).collect();
    let mut states = predict_all(&enabled, facts);
    states.retain(|state| state.component != USER);
    let problems = traefik_dynamic::check(&components, &|_, _| false);
    let is_entangled = |code: &str| ENTANGLED.contains(&code);
    let is_doubtful = |state: &State| {
        let is_own = state.kind == own.kind && state.component == own.name;
        // Whether a router gets as far as a component that is not well depends on all of its users.
        let is_users_say = is_own && !added.is_empty() && state.status != Status::Enabled;
        is_users_say || state.reasons.iter().any(|reason| is_entangled(&reason.code))
    };
    if states.iter().any(is_doubtful) || problems.iter().any(|problem| is_entangled(&problem.code)) {
        return None;
    }
    Some(Neighbours {
        stored,
        components,
        states,
        problems,
        users,
    })
}

/// A router that uses the component: if it is well when it is used, it is well however it is used.
fn added_user(own: &Component, facts: Option<&Facts>) -> Vec<Component> {
    let mut added = user_of(own.kind, &own.name, USER);
    if let Some(facts) = facts
        && let Some(router) = added.first_mut()
    {
        let names: Vec<&str> = facts.entry_points.keys().map(String::as_str).collect();
        let mut configuration = router.configuration();
        configuration["entryPoints"] = serde_json::json!(names);
        *router = Component::from_configuration(router.kind, USER, configuration);
    }
    added
}

struct Search<'s, 'p> {
    index: &'s mut Index<'p>,
    /// By kind and name as stored.
    found: BTreeMap<(String, String), (Stored, Component)>,
    is_too_much: bool,
}

impl Search<'_, '_> {
    /// Adds components; returns those that are new.
    fn add(&mut self, rows: Vec<Stored>) -> Result<Vec<Component>> {
        let mut new = Vec::new();
        for row in rows {
            let key = (row.kind.clone(), row.name.clone());
            if self.found.contains_key(&key) {
                continue;
            }
            let component = row.component()?;
            new.push(component.clone());
            self.found.insert(key, (row, component));
        }
        self.is_too_much |= self.found.len() > MOST;
        Ok(new)
    }

    async fn having(&mut self, wanted: impl IntoIterator<Item = Link>) -> Result<Vec<Stored>> {
        let limit = i64::try_from(MOST).unwrap_or(i64::MAX) + 1;
        let rows = self.index.having(wanted, limit).await?;
        self.is_too_much |= rows.len() > MOST;
        Ok(rows)
    }

    /// The tree of parents and children that a router belongs to, and the routers that each of it competes with.
    async fn routers(&mut self, own: &Name, facts: Option<&Facts>) -> Result<()> {
        // Rules in the syntax of Traefik 2 are indexed only where a router asks for it.
        self.is_too_much |= facts.is_some_and(|facts| facts.default_rule_syntax.as_deref() == Some("v2"));
        let mut tree = BTreeSet::from([own.1.clone()]);
        let mut next = tree.clone();
        while !next.is_empty() && !self.is_too_much {
            let names = next
                .iter()
                .map(|name| Link::Names(Kind::HttpRouter, name.clone()));
            let children = self.having(names.collect::<Vec<_>>()).await?;
            let parents = next.iter().flat_map(|name| self.parents_of(name));
            let parents: Vec<Name> = parents.map(|name| (Kind::HttpRouter, name)).collect();
            let parents = self.index.named(&parents).await?;
            self.add(parents.into_iter().chain(children).collect())?;
            let routers = self.found.keys().filter(|(kind, _)| *kind == own.0.as_str());
            let routers: BTreeSet<String> = routers.map(|(_, name)| name.clone()).collect();
            next = routers.difference(&tree).cloned().collect();
            tree = routers;
        }
        let rivals = self.rivals(&tree, facts).await?;
        let names = rivals.iter().map(|one| Link::Names(one.kind, one.name.clone()));
        // What Traefik makes of a rival in a tree depends on the rivals of that tree, and so on.
        let has_children = !self.having(names.collect::<Vec<_>>()).await?.is_empty();
        let has_parents = rivals.iter().any(|one| !parents(one).is_empty());
        self.is_too_much |= has_children || has_parents;
        Ok(())
    }

    fn parents_of(&self, router: &str) -> Vec<String> {
        let key = (Kind::HttpRouter.as_str().to_owned(), router.to_owned());
        let found = self.found.get(&key);
        found.map(|(_, component)| parents(component)).unwrap_or_default()
    }

    /// Adds the routers that may take the same requests, ask for other TLS options for the same host, or get the
    /// same name in Traefik as those of a tree; returns them.
    async fn rivals(&mut self, tree: &BTreeSet<String>, facts: Option<&Facts>) -> Result<Vec<Component>> {
        let kind = Kind::HttpRouter;
        let mut wanted: BTreeSet<Link> = BTreeSet::new();
        let mut entry_points: BTreeSet<String> = BTreeSet::new();
        entry_points.extend(facts.iter().flat_map(|facts| facts.entry_points.keys().cloned()));
        for name in tree {
            let key = (kind.as_str().to_owned(), name.clone());
            let Some((_, component)) = self.found.get(&key) else {
                continue;
            };
            let Body::HttpRouter(router) = &component.body else {
                continue;
            };
            entry_points.extend(router.entry_points.iter().flatten().cloned());
            let rule = router.rule.as_deref().unwrap_or_default();
            let priority = traefik_dynamic::links::priority(router.priority, rule);
            wanted.insert(Link::AnyHost(priority));
            for link in links(component) {
                match link {
                    Link::Host(_) => {
                        wanted.insert(link);
                    }
                    // It may take the requests of every router with its priority.
                    Link::AnyHost(_) => self.is_too_much = true,
                    Link::Names(..) | Link::Udp(_) => {}
                }
            }
        }
        let sharing = self.having(wanted).await?;
        let mut rivals = self.add(sharing)?;
        for one in &rivals {
            if let Body::HttpRouter(router) = &one.body {
                entry_points.extend(router.entry_points.iter().flatten().cloned());
            }
        }
        let names: BTreeSet<String> = tree
            .iter()
            .flat_map(|name| aliases(name, &entry_points))
            .collect();
        let names: Vec<Name> = names.into_iter().map(|name| (kind, name)).collect();
        let same = self.index.named(&names).await?;
        rivals.extend(self.add(same)?);
        Ok(rivals)
    }

    /// The UDP routers on the same entry points: only the last one works.
    async fn udp_routers(&mut self, own: &Component, facts: Option<&Facts>) -> Result<()> {
        let mut wanted: BTreeSet<Link> = links(own).into_iter().collect();
        if wanted.contains(&Link::Udp(None)) {
            let all = facts.iter().flat_map(|facts| facts.entry_points.keys());
            wanted.extend(all.map(|name| Link::Udp(Some(name.clone()))));
        }
        wanted.insert(Link::Udp(None));
        wanted.retain(|link| matches!(link, Link::Udp(_)));
        let rows = self.having(wanted).await?;
        self.add(rows).map(drop)
    }

    /// Adds everything that the components refer to, and what that refers to.
    async fn follow(&mut self, facts: Option<&Facts>) -> Result<()> {
        let mut next: BTreeSet<Name> = BTreeSet::from([(Kind::TlsOptions, "default".to_owned())]);
        for entry_point in facts.iter().flat_map(|facts| facts.entry_points.values()) {
            let own = |name: &String| name.strip_suffix("@file").unwrap_or(name).to_owned();
            next.extend(
                entry_point
                    .middlewares
                    .iter()
                    .map(|name| (Kind::HttpMiddleware, own(name))),
            );
            let options = entry_point.tls.as_ref().and_then(|tls| tls.options.as_ref());
            next.extend(options.map(|name| (Kind::TlsOptions, own(name))));
        }
        let mut asked = BTreeSet::new();
        next.extend(self.found.values().flat_map(|(_, component)| referred(component)));
        while !self.is_too_much {
            let new: Vec<Name> = next.difference(&asked).cloned().collect();
            if new.is_empty() {
                return Ok(());
            }
            let rows = self.index.named(&new).await?;
            let added = self.add(rows)?;
            asked.extend(new);
            next = added.iter().flat_map(referred).collect();
        }
        Ok(())
    }
}

fn referred(component: &Component) -> Vec<Name> {
    let all = component.references().into_iter();
    all.map(|one| (one.kind, one.name)).collect()
}

fn parents(component: &Component) -> Vec<String> {
    let all = component.references().into_iter();
    all.filter(|one| one.kind == Kind::HttpRouter)
        .map(|one| one.name)
        .collect()
}

/// Routers that Traefik may call the same: where an entry point adds something, or TLS options conflict, it renames.
fn aliases(name: &str, entry_points: &BTreeSet<String>) -> Vec<String> {
    let mut all = Vec::new();
    let mut bare = vec![name];
    for entry_point in entry_points {
        for prefix in [format!("{entry_point}-conflicted-"), format!("{entry_point}-")] {
            bare.extend(name.strip_prefix(&prefix));
        }
    }
    for name in bare {
        all.push(name.to_owned());
        all.push(format!("conflicted-{name}"));
        all.extend(name.strip_prefix("conflicted-").map(str::to_owned));
        for entry_point in entry_points {
            all.push(format!("{entry_point}-{name}"));
            all.push(format!("{entry_point}-conflicted-{name}"));
        }
    }
    all
}

#[cfg(test)]
mod tests;
