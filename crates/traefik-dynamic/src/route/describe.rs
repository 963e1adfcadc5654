//! Why a rule holds or does not, in a person's words.

use crate::rule::test::Test;

/// Why a rule matches, or the first thing that keeps it from matching.
pub(super) fn why(obstacle: Option<(&Test, bool)>) -> String {
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
        Test::PathPrefix(prefix) => format!("a path that begins with `{prefix}`"),
        Test::PathRegexp(pattern) => format!("a path that matches `{pattern}`"),
        Test::Methods(methods) => format!("the method {}", methods.join(" or ")),
        Test::Header(name, value) => format!("the header `{name}: {value}`"),
        Test::HeaderRegexp(name, pattern) => format!("a header `{name}` that matches `{pattern}`"),
        Test::Query(name, value) => format!("`{name}={value}` in the query"),
        Test::QueryRegexp(name, pattern) => {
            format!("`{name}` in the query with a value that matches `{pattern}`")
        }
        Test::Client(_) => "a client of another address".to_owned(),
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
