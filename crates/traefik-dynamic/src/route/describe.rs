//! Why a rule holds or does not, in plain words.

use std::fmt::{self, Write as _};

use crate::route::{Candidate, Miss};
use crate::rule::program::Program;
use crate::rule::test::{Subject, Test};

/// Applies a rule to a request: in which respect it misses, and why. A rule that requires another host misses by the
/// host, wherever in the rule that is written.
pub(super) fn verdict(program: &Program, subject: &Subject) -> (Option<Miss>, String) {
    let is_host = |test: &Test| matches!(miss(test), Miss::Host | Miss::ServerName);
    let obstacle = program.obstacle(subject).map(|first| match first {
        (test, _) if is_host(test) => first,
        _ => program.obstacle_among(subject, is_host).unwrap_or(first),
    });
    (obstacle.map(|(test, _)| miss(test)), why(obstacle))
}

/// Explains why the matching routers do not take the request: another has a higher priority.
pub(super) fn outrank(candidates: &mut [Candidate], highest: Option<i64>) {
    let Some(highest) = highest.map(|one| one.to_string()) else {
        return;
    };
    for one in candidates
        .iter_mut()
        .filter(|one| one.matches && one.priority != highest)
    {
        "it would match, but another has a higher priority".clone_into(&mut one.why);
    }
}

fn miss(test: &Test) -> Miss {
    match test {
        Test::Host(_) | Test::HostRegexp(_) | Test::PlainHosts(_) | Test::HostPatterns(_) => Miss::Host,
        Test::Path(_) | Test::PathPrefix(_) | Test::PathRegexp(_) | Test::PathPatterns(_) => Miss::Path,
        Test::Methods(_) => Miss::Method,
        Test::Header(..) | Test::HeaderRegexp(..) | Test::Headers(_) | Test::HeaderPatterns(_) => {
            Miss::Header
        }
        Test::Query(..) | Test::QueryRegexp(..) | Test::QueryPatterns(_) => Miss::Query,
        Test::Client(_) => Miss::Client,
        Test::ServerName(_) | Test::ServerNames(_) | Test::ServerNameRegexp(_) => Miss::ServerName,
        Test::Protocols(_) => Miss::Protocol,
        Test::Any(tests) => tests.first().map_or(Miss::Path, miss),
    }
}

/// Why a rule matches, or the first thing that keeps it from matching.
fn why(obstacle: Option<(&Test, bool)>) -> String {
    let Some((test, is_negated)) = obstacle else {
        return "its rule matches".to_owned();
    };
    // One of these is made for each of many routers.
    let mut told = String::with_capacity(ENOUGH);
    told.push_str("it wants ");
    if is_negated {
        told.push_str("anything but ");
    }
    // Writing to a string cannot fail.
    let _ = wanted(&mut told, test);
    told
}

/// Room for most explanations.
const ENOUGH: usize = 64;

fn wanted(told: &mut String, test: &Test) -> fmt::Result {
    match test {
        Test::Host(host) => {
            for part in ["the host `", host.as_str(), "`"] {
                told.push_str(part);
            }
            Ok(())
        }
        Test::HostRegexp(pattern) => write!(told, "a host that matches `{pattern}`"),
        Test::Path(path) => write!(told, "the path `{path}`"),
        Test::PathPrefix(prefix) => write!(told, "a path that starts with `{prefix}`"),
        Test::PathRegexp(pattern) => write!(told, "a path that matches `{pattern}`"),
        Test::Methods(methods) => write!(told, "the method {}", methods.join(" or ")),
        Test::Header(name, value) => write!(told, "the header `{name}: {value}`"),
        Test::HeaderRegexp(name, pattern) => write!(told, "a header `{name}` that matches `{pattern}`"),
        Test::Query(name, value) => write!(told, "`{name}={value}` in the query"),
        Test::QueryRegexp(name, pattern) => {
            write!(
                told,
                "`{name}` in the query with a value that matches `{pattern}`"
            )
        }
        Test::Client(_) => write!(told, "a client with another address"),
        Test::PlainHosts(hosts) => write!(told, "the host {}", listed(hosts)),
        Test::HostPatterns(_) => write!(told, "another host"),
        Test::PathPatterns(_) => write!(told, "another path"),
        Test::Headers(pairs) => {
            let lines: Vec<String> = pairs
                .iter()
                .map(|(name, value)| format!("{name}: {value}"))
                .collect();
            write!(told, "the header {}", listed(&lines))
        }
        Test::HeaderPatterns(_) => write!(told, "other headers"),
        Test::QueryPatterns(_) => write!(told, "another query"),
        Test::ServerName(name) => write!(told, "the server name `{name}`"),
        Test::ServerNames(names) => write!(told, "the server name {}", listed(names)),
        Test::ServerNameRegexp(pattern) => write!(told, "a server name that matches `{pattern}`"),
        Test::Protocols(protocols) => write!(told, "the protocol {}", listed(protocols)),
        Test::Any(tests) => match tests.first() {
            Some(first) => wanted(told, first),
            None => write!(told, "something else"),
        },
    }
}

fn listed(list: &[String]) -> String {
    let quoted: Vec<String> = list.iter().map(|one| format!("`{one}`")).collect();
    quoted.join(" or ")
}
