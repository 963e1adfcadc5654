//! Which HTTP router takes a request.

use std::cmp::Reverse;

use crate::in_parallel;
use crate::predict::HttpRouter;
use crate::route::arrival::{Arrival, effective};
use crate::route::request::Request;
use crate::route::steps::{self, Course, Step};
use crate::route::subject::{self, Parsed};
use crate::route::{Answer, Candidate, Miss, Routes, describe, path, service};
use crate::rule::test::Subject;

/// A matching router, with Traefik's name for it; none for the redirect of the entry point.
type Match<'r, 'c> = Option<(&'r String, &'r HttpRouter<'c>)>;

pub(super) fn route(
    table: &Routes<'_>,
    arrival: &Arrival<'_>,
    request: &Request,
    options: Option<&str>,
    answer: &mut Answer,
) {
    let knows_connect = knows_connect(table.world.index.facts.version.as_deref());
    let parsed = match subject::parse(request, &arrival.entry_point, knows_connect) {
        Ok(parsed) => parsed,
        Err(refusal) => {
            answer.status = Some(refusal.status);
            answer.sentence = format!(
                "Traefik answers {} before any router is asked: {}",
                refusal.status, refusal.why
            );
            return;
        }
    };
    let best = ask_roots(table, arrival, options.is_some(), &parsed.subject, answer);
    answer
        .candidates
        .sort_by_cached_key(|one| (!one.matches, Reverse(one.priority.parse::<i64>().unwrap_or(0))));
    let Some(first) = best.first() else {
        answer.status = Some(404);
        answer.sentence = String::from("No router matches: Traefik answers 404");
        return;
    };
    if best.len() > 1 {
        answer.ambiguous = true;
        answer.winners = best
            .iter()
            .map(|one| one.map(|(_, router)| router.component.to_owned()))
            .collect();
    }
    match first {
        None => redirect(table, arrival, request, &parsed, answer),
        Some((name, router)) => descend(table, arrival, options, (name, router), parsed, answer),
    }
    if best.len() > 1 {
        answer.sentence = String::from(
            "Several routers match with equal priority: Traefik picks one at random at each reload",
        );
    }
}

/// `CONNECT` was routed until Traefik 3.7.0.
fn knows_connect(version: Option<&str>) -> bool {
    let Some(version) = version else { return false };
    let mut numbers = version
        .trim_start_matches('v')
        .split('.')
        .map(|part| part.parse::<u32>().unwrap_or(0));
    let version = (
        numbers.next().unwrap_or(0),
        numbers.next().unwrap_or(0),
        numbers.next().unwrap_or(0),
    );
    version > (0, 0, 0) && version <= (3, 7, 0)
}

/// Tries the routers without parents; returns the matching ones with the highest priority.
fn ask_roots<'r, 'c>(
    table: &'r Routes<'c>,
    arrival: &Arrival<'_>,
    is_tls: bool,
    subject: &Subject,
    answer: &mut Answer,
) -> Vec<Match<'r, 'c>> {
    let mut found: Vec<(i64, Match<'r, 'c>)> = Vec::new();
    let roots = table.world.http.routers.iter();
    let roots: Vec<(&String, &HttpRouter<'c>)> =
        roots.filter(|(_, router)| router.parents.is_empty()).collect();
    let looked_at = in_parallel(&roots, |(_, router)| root(arrival, is_tls, router, subject));
    for ((name, router), candidate) in roots.iter().zip(looked_at) {
        if candidate.matches {
            found.push((router.priority(), Some((*name, *router))));
        }
        answer.candidates.push(candidate);
    }
    if let (Some(redirect), Some(name)) = (&arrival.entry_point.redirect, arrival.name) {
        let is_there = arrival.entry_point.tls.is_some() == is_tls;
        let priority = redirect
            .priority
            .filter(|priority| *priority != 0)
            .unwrap_or(i64::MAX - 1);
        let matches = is_there && !subject.host.is_empty();
        if matches {
            found.push((priority, None));
        }
        answer.candidates.push(Candidate {
            router: format!("{name}-to-{}@internal", redirect.to.trim_start_matches(':')),
            matches,
            miss: (!matches).then_some(if is_there { Miss::Host } else { Miss::Tls }),
            why: "the entry point redirects every request with a host".to_owned(),
            priority: priority.to_string(),
        });
    }
    let highest = found.iter().map(|(priority, _)| *priority).max();
    describe::outrank(&mut answer.candidates, highest);
    found
        .into_iter()
        .filter(|(priority, _)| Some(*priority) == highest)
        .map(|(_, one)| one)
        .collect()
}

/// What becomes of a request at a router without parents.
fn root(arrival: &Arrival<'_>, is_tls: bool, router: &HttpRouter<'_>, subject: &Subject) -> Candidate {
    let (miss, why) = match (misses(arrival, is_tls, router), &router.program) {
        (Some((miss, why)), _) => (Some(miss), why),
        (None, None) => not_built(),
        (None, Some(program)) => describe::verdict(program, subject),
    };
    Candidate {
        router: router.component.to_owned(),
        matches: miss.is_none(),
        miss,
        why,
        priority: router.priority().to_string(),
    }
}

fn not_built() -> (Option<Miss>, String) {
    (Some(Miss::NotBuilt), "Traefik does not build it".to_owned())
}

/// Why a router is not even tried.
fn misses(arrival: &Arrival<'_>, is_tls: bool, router: &HttpRouter<'_>) -> Option<(Miss, String)> {
    if !arrival.serves(&router.using) {
        let why = match arrival.name {
            Some(own) => format!("it does not listen on the entry point `{own}`"),
            None => "it does not listen on any entry point".to_owned(),
        };
        return Some((Miss::EntryPoint, why));
    }
    // Without facts, an entry point may add TLS to a router that has none of its own.
    let may_have_tls = router.has_tls || !arrival.is_known;
    match (is_tls, router.has_tls) {
        (true, _) if !may_have_tls => Some((
            Miss::Tls,
            "it accepts plain requests only, and this one uses TLS".to_owned(),
        )),
        (false, true) => Some((
            Miss::Tls,
            "it accepts TLS requests only, and this one is plain".to_owned(),
        )),
        _ => None,
    }
}

fn redirect(
    table: &Routes<'_>,
    arrival: &Arrival<'_>,
    request: &Request,
    parsed: &Parsed,
    answer: &mut Answer,
) {
    let Some(redirect) = &arrival.entry_point.redirect else {
        return;
    };
    let port = if let Some(port) = redirect.to.strip_prefix(':') {
        port.to_owned()
    } else {
        let target = table.world.index.facts.entry_points.get(&redirect.to);
        target
            .and_then(|one| one.address.rsplit(':').next())
            .unwrap_or_default()
            .to_owned()
    };
    let location = steps::location(&redirect.scheme, &parsed.authority, &port, parsed);
    let status = match (redirect.permanent, request.method == "GET") {
        (true, true) => 301,
        (true, false) => 308,
        (false, true) => 302,
        (false, false) => 307,
    };
    answer.status = Some(status);
    answer.sentence = format!("The entry point redirects to {location}");
    answer.location = Some(location);
}

/// Descends from a root to the router that takes the request.
fn descend<'c>(
    table: &Routes<'c>,
    arrival: &Arrival<'_>,
    options: Option<&str>,
    (name, root): (&String, &HttpRouter<'c>),
    parsed: Parsed,
    answer: &mut Answer,
) {
    answer.via.push(root.component.to_owned());
    if let Some(own) = options
        && root.has_tls
        && effective(root) != own
    {
        answer.status = Some(421);
        answer.sentence = format!(
            "`{}` matches, but Traefik answers 421: its TLS options are not those of the connection",
            root.component
        );
        return;
    }
    if let Some(letter) =
        path::holds_encoded(&parsed.raw_path, &arrival.entry_point.denied_encoded_characters)
    {
        answer.status = Some(400);
        answer.sentence = format!(
            "`{}` matches, but the entry point does not allow a percent-encoded `{letter}`: 400",
            root.component
        );
        return;
    }
    let mut course = Course::new(table, parsed, options.is_some());
    let (mut name, mut router) = (name, root);
    loop {
        let before = answer.steps.len();
        course.pass(name, router, &mut answer.steps);
        answer.middlewares = answer.steps.iter().map(|step| step.name.clone()).collect();
        if let Some(location) = course.location.take() {
            answer.router = Some(router.component.to_owned());
            answer.sentence = format!("`{}` takes it and redirects to {location}", router.component);
            answer.location = Some(location);
            return;
        }
        if router.children.is_empty() {
            break;
        }
        if course.refusal.is_some() {
            refuse(router, &mut course, answer);
            return;
        }
        if let Some((child_name, child)) = ask_children(table, router, &course.subject, answer) {
            answer.via.push(child.component.to_owned());
            if !answer.steps[before..].iter().all(is_silent) {
                answer.stops.push(router.component.to_owned());
            }
            (name, router) = (child_name, child);
        } else {
            let is_through = answer.steps.iter().all(is_silent);
            answer.status = is_through.then_some(404);
            let unless = if is_through {
                ""
            } else {
                " unless a middleware answers first"
            };
            answer.sentence = format!(
                "`{}` matches, and none of its child routers: Traefik answers 404{unless}",
                router.component
            );
            return;
        }
    }
    answer.router = Some(router.component.to_owned());
    answer.sentence = match answer.stops.as_slice() {
        [] => format!("`{}` takes it", router.component),
        stops => format!(
            "`{}` takes it unless a middleware of `{}` answers first",
            router.component,
            stops.join("` or `")
        ),
    };
    finish(table, router, &mut course, answer);
}

/// Says so if a middleware refuses it: a list of addresses that the client is not in.
fn refuse(router: &HttpRouter<'_>, course: &mut Course<'_, '_>, answer: &mut Answer) {
    let Some((middleware, status)) = course.refusal.take() else {
        return;
    };
    let others = answer.steps.split_last().map_or(&[][..], |(_, others)| others);
    if others.iter().all(is_silent) {
        answer.status = u16::try_from(status).ok().filter(|status| *status >= 200);
    }
    answer.sentence = format!(
        "`{}` takes it, and its middleware `{middleware}` refuses this client: {status}",
        router.component
    );
    answer.router = Some(router.component.to_owned());
}

fn is_silent(step: &Step) -> bool {
    SILENT.contains(&step.kind.as_str())
}

/// The middlewares that pass a request on unless they end its way for good.
const SILENT: [&str; 15] = [
    "addPrefix",
    "chain",
    "compress",
    "contentType",
    "grpcWeb",
    "ipAllowList",
    "ipWhiteList",
    "passTLSClientCert",
    "redirectRegex",
    "redirectScheme",
    "replacePath",
    "replacePathRegex",
    "retry",
    "stripPrefix",
    "stripPrefixRegex",
];

fn finish(table: &Routes<'_>, router: &HttpRouter<'_>, course: &mut Course<'_, '_>, answer: &mut Answer) {
    let service = router.service().to_owned();
    course.pass_service(&service, &mut answer.steps);
    answer.middlewares = answer.steps.iter().map(|step| step.name.clone()).collect();
    answer.cuts = course.cuts;
    answer.leaves = service::leaves(table, &service);
    answer.service = Some(service);
    refuse(router, course, answer);
}

fn ask_children<'r, 'c>(
    table: &'r Routes<'c>,
    parent: &HttpRouter<'c>,
    subject: &Subject,
    answer: &mut Answer,
) -> Option<(&'r String, &'r HttpRouter<'c>)> {
    let mut found: Vec<(i64, (&'r String, &'r HttpRouter<'c>))> = Vec::new();
    let first = answer.candidates.len();
    for child in &parent.children {
        let Some((name, router)) = table.world.http.routers.get_key_value(child) else {
            continue;
        };
        let priority = router.priority();
        let (miss, why) = match &router.program {
            None => not_built(),
            Some(program) => describe::verdict(program, subject),
        };
        if miss.is_none() {
            found.push((priority, (name, router)));
        }
        answer.candidates.push(Candidate {
            router: router.component.to_owned(),
            matches: miss.is_none(),
            miss,
            why,
            priority: priority.to_string(),
        });
    }
    let highest = found.iter().map(|(priority, _)| *priority).max()?;
    describe::outrank(&mut answer.candidates[first..], Some(highest));
    found.retain(|(priority, _)| *priority == highest);
    if found.len() > 1 {
        answer.ambiguous = true;
        answer.winners = found
            .iter()
            .map(|(_, (_, router))| Some(router.component.to_owned()))
            .collect();
    }
    found.first().map(|(_, one)| *one)
}
