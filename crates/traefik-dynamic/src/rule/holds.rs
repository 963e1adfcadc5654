//! Whether a matcher holds for a request or a connection.

use crate::rule::test::{Subject, Test};

impl Test {
    /// Whether it holds.
    pub(crate) fn holds(&self, subject: &Subject) -> bool {
        match self {
            Test::Host(host) => is_host(host, &subject.host),
            Test::HostRegexp(pattern) => {
                // An expression that matches the empty string matches every host: Traefik 3 does it this way.
                pattern.is_match(subject.host.as_bytes()) || pattern.may_be_empty()
            }
            Test::Path(path) => subject.path == path.as_bytes(),
            Test::PathPrefix(prefix) => subject.path.starts_with(prefix.as_bytes()),
            Test::PathRegexp(pattern) => pattern.is_match(&subject.path),
            Test::Methods(methods) => methods.contains(&subject.method),
            Test::Header(name, value) => lines(subject, name).any(|line| line == value.as_bytes()),
            Test::HeaderRegexp(name, pattern) => lines(subject, name).any(|line| pattern.is_match(line)),
            Test::Query(name, value) => values(subject, name).any(|found| found == value.as_bytes()),
            Test::QueryRegexp(name, pattern) => values(subject, name).any(|found| pattern.is_match(found)),
            Test::Client(networks) => subject
                .client
                .is_some_and(|client| networks.iter().any(|network| network.contains(client))),
            Test::PlainHosts(hosts) => {
                !subject.host.is_empty() && hosts.iter().any(|host| is_same(host, &subject.host))
            }
            Test::HostPatterns(patterns) => patterns
                .iter()
                .any(|pattern| pattern.is_match(subject.host.as_bytes())),
            Test::PathPatterns(patterns) => patterns.iter().any(|pattern| pattern.is_match(&subject.path)),
            Test::Headers(pairs) => pairs
                .iter()
                .all(|(name, value)| lines(subject, name).any(|line| line == value.as_bytes())),
            Test::HeaderPatterns(pairs) => pairs
                .iter()
                .all(|(name, pattern)| lines(subject, name).any(|line| pattern.is_match(line))),
            Test::QueryPatterns(pairs) => pairs.iter().all(|(name, pattern)| {
                values(subject, name)
                    .next()
                    .is_some_and(|value| pattern.is_match(&[name.as_bytes(), b"=", value].concat()))
            }),
            Test::ServerName(host) => is_server_name(host, &subject.server_name),
            Test::ServerNames(hosts) => hosts.iter().any(|host| {
                !subject.server_name.is_empty()
                    && host.strip_suffix('.').unwrap_or(host) == subject.server_name
            }),
            Test::ServerNameRegexp(pattern) => pattern.is_match(subject.server_name.as_bytes()),
            Test::Protocols(protocols) => protocols
                .iter()
                .any(|protocol| subject.protocols.contains(protocol)),
            Test::Any(tests) => tests.iter().any(|test| test.holds(subject)),
        }
    }
}

fn lines<'s>(subject: &'s Subject, name: &str) -> impl Iterator<Item = &'s [u8]> {
    let of_name = subject.headers.iter().filter(move |(own, _)| own == name);
    of_name.map(|(_, value)| value.as_slice())
}

fn values<'s>(subject: &'s Subject, name: &str) -> impl Iterator<Item = &'s [u8]> {
    let of_name = subject
        .query
        .iter()
        .filter(move |(own, _)| own == name.as_bytes());
    of_name.map(|(_, value)| value.as_slice())
}

/// Equal, ignoring a trailing dot on either side.
fn is_same(rule: &str, host: &str) -> bool {
    rule == host || rule.strip_suffix('.') == Some(host) || host.strip_suffix('.') == Some(rule)
}

/// Whether a rule's host, in lower case, is that of a request.
pub(crate) fn is_host(rule: &str, host: &str) -> bool {
    if rule == "*" {
        return true;
    }
    if host.is_empty() {
        return false;
    }
    if !rule.starts_with('*') {
        return is_same(rule, host);
    }
    // An asterisk stands for the first label; with more of that label behind it, the rule matches no host, not even one
    // that is written so.
    let behind = host.find('.').map_or("", |dot| &host[dot..]);
    is_same(rule, &format!("*{behind}"))
}

/// `*.example.com` and `a.example.com`.
fn one_label_more(rule: &str, host: &str) -> bool {
    let dot = host.find('.');
    dot.is_some_and(|dot| rule.get(1..) == host.get(dot..))
}

/// Whether a rule's server name, in lower case, is that of a connection.
pub(crate) fn is_server_name(rule: &str, name: &str) -> bool {
    if rule == "*" {
        return true;
    }
    if name.is_empty() {
        return false;
    }
    let rule = rule.strip_suffix('.').unwrap_or(rule);
    if rule.starts_with("*.") {
        return one_label_more(rule, name);
    }
    rule == name
}
