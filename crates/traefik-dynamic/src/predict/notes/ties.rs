//! Routers that may match the same request with equal priority: Traefik picks one at random on each reload.

use std::collections::BTreeMap;
use std::sync::Arc;

use hashbrown::HashMap;

use crate::predict::World;
use crate::rule::fault::Fault;
use crate::rule::program::Program;
use crate::rule::test::Test;

/// Rules with more alternatives than this are skipped, and at most this many pairs are compared.
const MAX_ALTERNATIVES: usize = 32;
const MAX_PAIRS: usize = 100_000;
/// The maximum number of other routers that a note names.
const MAX_TOLD: usize = 10;

/// What must hold at the same time: matchers, and whether each is negated.
type Case<'p> = Vec<(&'p Test, bool)>;

/// Reports each pair at both of its routers.
pub(super) fn find(world: &mut World<'_>, programs: &[(usize, Arc<Program>)]) {
    let mut groups: BTreeMap<(&str, bool, i64), Vec<usize>> = BTreeMap::new();
    for (number, (router, _)) in programs.iter().enumerate() {
        let (_, router) = world.http.routers.at(*router);
        if !router.parents.is_empty() {
            continue;
        }
        for entry_point in &router.using {
            let key = (entry_point.as_str(), router.has_tls, router.priority());
            groups.entry(key).or_default().push(number);
        }
    }
    let mut budget = MAX_PAIRS;
    let mut found: Vec<(usize, usize)> = Vec::new();
    for group in groups.values().filter(|group| group.len() > 1) {
        pairs(group, programs, &mut budget, &mut found);
    }
    found.sort_unstable();
    found.dedup();
    let mut others: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (one, other) in found {
        others.entry(one).or_default().push(other);
        others.entry(other).or_default().push(one);
    }
    for (one, others) in others {
        for other in others.iter().take(MAX_TOLD) {
            tell(world, programs[one].0, programs[*other].0);
        }
        if let Some(rest) = others.len().checked_sub(MAX_TOLD).filter(|rest| *rest > 0) {
            tell_more(world, programs[one].0, rest);
        }
    }
}

fn tell_more(world: &mut World<'_>, router: usize, rest: usize) {
    let router = world.http.routers.at_mut(router);
    let message = format!("a request may match it and {rest} more routers with equal priority");
    let fault = Fault::new("EQUAL-PRIORITY", message, "");
    router.entry.note(fault.hint("Give one of them a `priority`"));
}

fn tell(world: &mut World<'_>, router: usize, other: usize) {
    let other = world.http.routers.at(other).1.component;
    let router = world.http.routers.at_mut(router);
    if router.component != other {
        let message = format!(
            "a request may match it and `{other}` with equal priority: Traefik picks one of them at random at each reload"
        );
        router
            .entry
            .note(Fault::new("EQUAL-PRIORITY", message, "").hint("Give one of them a `priority`"));
    }
}

/// The pairs of a group that may overlap. Pairs that name different hosts cannot, so they are never compared.
fn pairs(
    group: &[usize],
    programs: &[(usize, Arc<Program>)],
    budget: &mut usize,
    found: &mut Vec<(usize, usize)>,
) {
    let mut by_host: HashMap<&str, Vec<(usize, Case<'_>)>> = HashMap::new();
    let mut open: Vec<(usize, Case<'_>)> = Vec::new();
    for number in group {
        for case in cases(&programs[*number].1) {
            match host(&case) {
                Some(host) => by_host.entry(host).or_default().push((*number, case)),
                None => open.push((*number, case)),
            }
        }
    }
    let mut compare = |one: &(usize, Case<'_>), other: &(usize, Case<'_>)| {
        if *budget > 0 && one.0 != other.0 {
            *budget -= 1;
            if may_meet(&one.1, &other.1) {
                found.push((one.0.min(other.0), one.0.max(other.0)));
            }
        }
    };
    for (number, one) in open.iter().enumerate() {
        open[number + 1..].iter().for_each(|other| compare(one, other));
        by_host.values().flatten().for_each(|other| compare(one, other));
    }
    for list in by_host.values() {
        for (number, one) in list.iter().enumerate() {
            list[number + 1..].iter().for_each(|other| compare(one, other));
        }
    }
}

/// Whether a request may match both rules, as far as that is easy to tell; rules with very many alternatives do not
/// count.
pub(crate) fn meet(one: &Program, other: &Program) -> bool {
    let (one, other) = (cases(one), cases(other));
    one.iter()
        .any(|one| other.iter().any(|other| may_meet(one, other)))
}

/// The host that each alternative of a rule requires; `None` for one that several hosts may satisfy.
pub(crate) fn hosts(program: &Program) -> Vec<Option<String>> {
    let cases = cases(program);
    cases.iter().map(|case| host(case).map(str::to_owned)).collect()
}

/// The one host that a case requires.
fn host<'p>(case: &Case<'p>) -> Option<&'p str> {
    case.iter().find_map(|(test, is_negated)| match test {
        Test::Host(host) if !is_negated && !host.starts_with('*') => {
            Some(host.strip_suffix('.').unwrap_or(host.as_str()))
        }
        _ => None,
    })
}

/// A rule as alternatives, each with matchers that must hold at the same time; none if there are too many.
fn cases(program: &Program) -> Vec<Case<'_>> {
    fn of(program: &Program) -> Option<Vec<Case<'_>>> {
        let cases = match program {
            Program::Leaf(test, is_negated) => vec![vec![(test, *is_negated)]],
            Program::Or(left, right) => {
                let mut cases = of(left)?;
                cases.extend(of(right)?);
                cases
            }
            Program::And(left, right) => {
                let (left, right) = (of(left)?, of(right)?);
                let both = left.iter().flat_map(|one| {
                    right
                        .iter()
                        .map(move |other| [one.clone(), other.clone()].concat())
                });
                both.collect()
            }
        };
        (cases.len() <= MAX_ALTERNATIVES).then_some(cases)
    }
    of(program).unwrap_or_default()
}

fn may_meet(one: &Case<'_>, other: &Case<'_>) -> bool {
    one.iter().all(|(left, is_left)| {
        other.iter().all(|(right, is_right)| match (is_left, is_right) {
            (false, false) => !excludes(left, right),
            (true, false) | (false, true) => !is_same(left, right),
            (true, true) => true,
        })
    })
}

/// Whether two matchers can never hold at the same time.
fn excludes(one: &Test, other: &Test) -> bool {
    match (one, other) {
        (Test::Host(one), Test::Host(other)) => {
            let is_open = |host: &str| host.starts_with('*');
            match (is_open(one), is_open(other)) {
                (false, false) => one.trim_end_matches('.') != other.trim_end_matches('.'),
                (true, false) => !crate::rule::holds::is_host(one, other),
                (false, true) => !crate::rule::holds::is_host(other, one),
                (true, true) => one != other && one != "*" && other != "*",
            }
        }
        (Test::HostRegexp(pattern), Test::Host(host)) | (Test::Host(host), Test::HostRegexp(pattern)) => {
            !host.starts_with('*') && !pattern.may_be_empty() && !pattern.is_match(host.as_bytes())
        }
        (Test::Path(one), Test::Path(other)) => one != other,
        (Test::Path(path), Test::PathPrefix(prefix)) | (Test::PathPrefix(prefix), Test::Path(path)) => {
            !path.starts_with(prefix.as_str())
        }
        (Test::PathPrefix(one), Test::PathPrefix(other)) => {
            !one.starts_with(other.as_str()) && !other.starts_with(one.as_str())
        }
        (Test::PathRegexp(pattern), Test::Path(path)) | (Test::Path(path), Test::PathRegexp(pattern)) => {
            !pattern.is_match(path.as_bytes())
        }
        (Test::Methods(one), Test::Methods(other)) => !one.iter().any(|method| other.contains(method)),
        _ => false,
    }
}

/// Whether two matchers are the same, as far as that is easy to tell.
fn is_same(one: &Test, other: &Test) -> bool {
    match (one, other) {
        (Test::Host(one), Test::Host(other))
        | (Test::Path(one), Test::Path(other))
        | (Test::PathPrefix(one), Test::PathPrefix(other)) => one == other,
        (Test::Header(one, value), Test::Header(other, wanted))
        | (Test::Query(one, value), Test::Query(other, wanted)) => one == other && value == wanted,
        (Test::Methods(one), Test::Methods(other)) => one == other,
        _ => false,
    }
}
