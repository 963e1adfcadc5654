//! Why a rule holds or does not, in plain words.

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
    match obstacle {
        None => "its rule matches".to_owned(),
        Some((test, false)) => format!("it wants {}", wanted(test)),
        Some((test, true)) => format!("it wants anything but {}", wanted(test)),
    }
}

fn wanted(test: &Test) -> String {
    match test {
        Test::Host(host) => format!("the host `{host}`"),
        Test::HostRegexp(pattern) => format!("a host that matches `{pattern}`"),
        Test::Path(path) => format!("the path `{path}`"),
        Test::PathPrefix(prefix) => format!("a path that starts with `{prefix}`"),
        Test::PathRegexp(pattern) => format!("a path that matches `{pattern}`"),
        Test::Methods(methods) => format!("the method {}", methods.join(" or ")),
        Test::Header(name, value) => format!("the header `{name}: {value}`"),
        Test::HeaderRegexp(name, pattern) => format!("a header `{name}` that matches `{pattern}`"),
        Test::Query(name, value) => format!("`{name}={value}` in the query"),
        Test::QueryRegexp(name, pattern) => {
            format!("`{name}` in the query with a value that matches `{pattern}`")
        }
        Test::Client(_) => "a client with another address".to_owned(),
        Test::PlainHosts(hosts) => format!("the host {}", listed(hosts)),
        Test::HostPatterns(_) => "another host".to_owned(),
        Test::PathPatterns(_) => "another path".to_owned(),
        Test::Headers(pairs) => {
            let lines: Vec<String> = pairs
                .iter()
                .map(|(name, value)| format!("{name}: {value}"))
                .collect();
            format!("the header {}", listed(&lines))
        }
        Test::HeaderPatterns(_) => "other headers".to_owned(),
        Test::QueryPatterns(_) => "another query".to_owned(),
        Test::ServerName(name) => format!("the server name `{name}`"),
        Test::ServerNames(names) => format!("the server name {}", listed(names)),
        Test::ServerNameRegexp(pattern) => format!("a server name that matches `{pattern}`"),
        Test::Protocols(protocols) => format!("the protocol {}", listed(protocols)),
        Test::Any(tests) => tests.first().map_or_else(|| "something else".to_owned(), wanted),
    }
}

fn listed(list: &[String]) -> String {
    let quoted: Vec<String> = list.iter().map(|one| format!("`{one}`")).collect();
    quoted.join(" or ")
}
