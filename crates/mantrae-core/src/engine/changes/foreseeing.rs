//! Compares a profile before and after a change set: what Traefik makes of it, what is wrong, where requests go.

use std::collections::{BTreeMap, HashMap};

use traefik_dynamic::predict::predict_all;
use traefik_dynamic::route::Routes;
use traefik_dynamic::{Component, Kind, Problem, Severity};

use super::plan::{FollowingExpectation, OutlookChange};
use super::working::{Key, Resolved};
use crate::db::component::Stored;
use crate::engine::components::{ComponentRow, Profile, rows};
use crate::engine::ready::Ready;
use crate::error::Result;
use crate::expectation::{self, CheckedExpectation, Expectation};
use crate::prediction::gist;

/// A profile as it would be after a change set.
pub(super) struct After {
    stored: Vec<Stored>,
    components: Vec<Component>,
}

impl After {
    pub(super) fn of(before: &Profile, resolved: &Resolved) -> Result<Self> {
        let mut all: BTreeMap<(&str, &str), (&Stored, Option<&Component>)> = BTreeMap::new();
        for (stored, component) in before.stored.iter().zip(&before.components) {
            all.insert((&stored.kind, &stored.name), (stored, Some(component)));
        }
        for ((kind, name), slot) in &resolved.slots {
            let key = (kind.as_str(), name.as_str());
            match &slot.after {
                Some(after) => drop(all.insert(key, (after, None))),
                None => drop(all.remove(&key)),
            }
        }
        let mut after = Self {
            stored: Vec::with_capacity(all.len()),
            components: Vec::with_capacity(all.len()),
        };
        for (stored, component) in all.into_values() {
            after.components.push(match component {
                Some(component) => component.clone(),
                None => stored.component()?,
            });
            after.stored.push(stored.clone());
        }
        Ok(after)
    }

    fn enabled(&self) -> Vec<&Component> {
        let pairs = self.stored.iter().zip(&self.components);
        let enabled = pairs.filter(|(stored, _)| stored.enabled);
        enabled.map(|(_, component)| component).collect()
    }
}

/// The components whose status or problems differ.
pub(super) fn outlook(
    (before, ready): (&Profile, &Ready),
    after: &After,
    resolved: &Resolved,
) -> Vec<OutlookChange> {
    let old = rows((&before.stored, &before.components), || ready.states());
    let old: HashMap<(Kind, &str), &ComponentRow> = old
        .iter()
        .map(|row| ((row.kind, row.name.as_str()), row))
        .collect();
    let states = predict_all(&after.enabled(), ready.facts());
    let new = rows((&after.stored, &after.components), || &states);
    let changes = new.iter().zip(&after.components).filter_map(|(row, component)| {
        let key = (row.kind, row.name.clone());
        let origin = resolved.moved.get(&key).unwrap_or(&key);
        let was = old.get(&(origin.0, origin.1.as_str())).copied();
        let touched = resolved.slots.contains_key(&key).then_some(component);
        differs(was, (row, touched), resolved)
    });
    changes.collect()
}

/// How the report about a component differs, if it does.
fn differs(
    was: Option<&ComponentRow>,
    (row, touched): (&ComponentRow, Option<&Component>),
    resolved: &Resolved,
) -> Option<OutlookChange> {
    let (mut before, mut after) = (told(was), told(Some(row)));
    if let Some(component) = touched {
        let origin = resolved.moved.get(&(row.kind, row.name.clone()));
        let slot = match origin {
            Some(origin) => resolved.slots.get(origin),
            None => resolved.slots.get(&(row.kind, row.name.clone())),
        };
        let old = slot.and_then(|slot| slot.before.as_ref()?.component().ok());
        before.extend(old.iter().flat_map(own_problems));
        after.extend(own_problems(component));
    }
    let names: Vec<(&Key, &Key)> = resolved.moved.iter().map(|(to, from)| (from, to)).collect();
    // A sentence may name something else that is called the same, and that keeps its name.
    let known: Vec<[Problem; 2]> = before
        .iter()
        .map(|problem| [problem.clone(), renamed(problem, &names)])
        .collect();
    let is_still = |both: &[Problem; 2]| {
        let mut pairs = after
            .iter()
            .flat_map(|one| both.iter().map(move |was| (one, was)));
        pairs.any(|(one, was)| gist(one) == gist(was))
    };
    let gone = known.iter().filter(|both| !is_still(both));
    let gone: Vec<Problem> = gone.map(|[problem, _]| problem.clone()).collect();
    after.retain(|problem| !known.iter().flatten().any(|one| gist(one) == gist(problem)));
    let status = was.and_then(|row| row.status);
    let is_same = was.is_some() && status == row.status && gone.is_empty() && after.is_empty();
    let is_well = was.is_none() && after.is_empty();
    (!is_same && !is_well).then(|| OutlookChange {
        kind: row.kind,
        name: row.name.clone(),
        before: status,
        after: row.status,
        appeared: after,
        gone,
    })
}

fn told(row: Option<&ComponentRow>) -> Vec<Problem> {
    let problems = row.into_iter().flat_map(|row| &row.problems);
    let problems = problems.filter(|problem| problem.severity != Severity::Info);
    problems.cloned().collect()
}

fn own_problems(component: &Component) -> Vec<Problem> {
    let mut problems = component.problems();
    problems.retain(|problem| problem.severity != Severity::Info && problem.code != "TEMPLATE");
    problems
}

/// A problem as it would be reported if only names had changed.
fn renamed(problem: &Problem, names: &[(&Key, &Key)]) -> Problem {
    let mut problem = problem.clone();
    for (from, to) in names {
        let (section, collection) = from.0.section();
        let (from_path, to_path) = (
            format!("{section}.{collection}.{}", from.1),
            format!("{section}.{collection}.{}", to.1),
        );
        problem.message = problem
            .message
            .replace(&format!("`{}`", from.1), &format!("`{}`", to.1))
            .replace(&format!("`{}@file`", from.1), &format!("`{}@file`", to.1))
            .replace(&format!("`{from_path}`"), &format!("`{to_path}`"))
            .replace(&format!("`{from_path}."), &format!("`{to_path}."));
        let rest = problem
            .path
            .as_deref()
            .and_then(|path| path.strip_prefix(&from_path));
        if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with('.')) {
            problem.path = Some(format!("{to_path}{rest}"));
        }
    }
    problem
}

/// Expectations that are no longer met, and those that become met.
pub(super) fn expectations(
    (expected, ready): (&[Expectation], &Ready),
    after: &After,
    resolved: &Resolved,
) -> Result<(Vec<CheckedExpectation>, Vec<CheckedExpectation>)> {
    if expected.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let before = expectation::check(expected, ready.routes());
    let enabled = after.enabled();
    let routes = Routes::of(&enabled, ready.facts());
    let after = match &resolved.expectations {
        Some(changed) => expectation::check(&expectation::parse(&changed.after)?, &routes),
        None => expectation::check(expected, &routes),
    };
    let pairs = before
        .into_iter()
        .zip(after)
        .filter(|(was, is)| was.met != is.met);
    let (met, failing) = pairs.map(|(_, is)| is).partition(|one| one.met);
    Ok((failing, met))
}

/// Expectations that follow the rename of a router.
pub(super) fn following(resolved: &Resolved) -> Result<Vec<FollowingExpectation>> {
    let Some(changed) = &resolved.expectations else {
        return Ok(Vec::new());
    };
    let before = expectation::parse(&changed.before)?.into_iter();
    let pairs = before.zip(expectation::parse(&changed.after)?);
    let following = pairs.filter_map(|(before, after)| {
        let url = before.request.url();
        let (before, after) = (before.router?, after.router?);
        (before != after).then_some(FollowingExpectation { url, before, after })
    });
    Ok(following.collect())
}
