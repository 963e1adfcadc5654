//! The hosts that a rule names, and the same rule with others.

use crate::rule::{Matcher, parse, words};

/// The host names that a rule names literally, in order and each once; none for a rule that cannot be parsed.
pub fn hosts(rule: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for matcher in matchers(rule) {
        for host in matcher.arguments {
            if !found.contains(&host.text) {
                found.push(host.text);
            }
        }
    }
    found
}

/// The rule with other hosts; `new` gives the one to put in the place of a host, if it changes.
///
/// ```
/// use traefik_dynamic::rule::with_hosts;
///
/// let new = |host: &str| (host == "a.example.com").then(|| "b.example.com".to_owned());
/// let rule = "Host(`a.example.com`) && PathPrefix(`/a.example.com`)";
/// assert_eq!(with_hosts(rule, &new), "Host(`b.example.com`) && PathPrefix(`/a.example.com`)");
/// ```
pub fn with_hosts(rule: &str, new: &dyn Fn(&str) -> Option<String>) -> String {
    let letters: Vec<char> = rule.chars().collect();
    let (mut text, mut at) = (String::with_capacity(rule.len()), 0);
    for host in matchers(rule).into_iter().flat_map(|matcher| matcher.arguments) {
        // Between its quotes, if it is written there as it reads.
        let (start, end) = (host.start + 1, host.start + 1 + host.text.chars().count());
        let is_literal = letters
            .get(start..end)
            .is_some_and(|found| found.iter().copied().eq(host.text.chars()));
        if let Some(new) = new(&host.text).filter(|_| is_literal && start > at) {
            text.extend(&letters[at..start]);
            text.push_str(&new);
            at = end;
        }
    }
    text.extend(&letters[at..]);
    text
}

/// The matchers of hosts, from left to right.
fn matchers(rule: &str) -> Vec<Matcher> {
    let Ok(expression) = parse(rule) else {
        return Vec::new();
    };
    let is_host = |matcher: &&Matcher| {
        let names = ["Host", "HostSNI", "HostHeader"];
        names.iter().any(|name| words::is(&matcher.name, name))
    };
    let found = expression.matchers().into_iter().filter(is_host);
    found.cloned().collect()
}
