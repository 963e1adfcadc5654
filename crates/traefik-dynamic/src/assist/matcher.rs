//! The matchers of rules, in words.

use crate::rule::{Protocol, words};

/// A matcher, for completion and hover.
pub(super) struct Told {
    pub(super) name: &'static str,
    /// As a sentence begins.
    pub(super) label: &'static str,
    /// As it is written, with `${…}` for what the person fills in.
    pub(super) snippet: &'static str,
    /// What it matches.
    pub(super) text: &'static str,
}

const fn told(name: &'static str, label: &'static str, snippet: &'static str, text: &'static str) -> Told {
    Told {
        name,
        label,
        snippet,
        text,
    }
}

const TOLD: [Told; 14] = [
    told(
        "Host",
        "Host is",
        "Host(`${host}`)",
        "Requests for exactly this host name, such as `app.example.com`.",
    ),
    told(
        "HostRegexp",
        "Host matches",
        "HostRegexp(`${regexp}`)",
        "Requests for a host name that this regular expression matches.",
    ),
    told(
        "PathPrefix",
        "Path starts with",
        "PathPrefix(`/${path}`)",
        "Requests whose path begins like this: `/api` takes `/api/users`, and `/apis` too.",
    ),
    told(
        "Path",
        "Path is",
        "Path(`/${path}`)",
        "Requests for exactly this path.",
    ),
    told(
        "PathRegexp",
        "Path matches",
        "PathRegexp(`${regexp}`)",
        "Requests whose path this regular expression matches.",
    ),
    told(
        "Method",
        "Method is",
        "Method(`${method}`)",
        "Requests with this method, such as `GET`.",
    ),
    told(
        "Header",
        "Header is",
        "Header(`${name}`, `${value}`)",
        "Requests with this header and exactly this value.",
    ),
    told(
        "HeaderRegexp",
        "Header matches",
        "HeaderRegexp(`${name}`, `${regexp}`)",
        "Requests with this header, and a value that the regular expression matches.",
    ),
    told(
        "Query",
        "Query is",
        "Query(`${name}`, `${value}`)",
        "Requests with this query parameter, and this value if one is given.",
    ),
    told(
        "QueryRegexp",
        "Query matches",
        "QueryRegexp(`${name}`, `${regexp}`)",
        "Requests with this query parameter, and a value that the regular expression matches.",
    ),
    told(
        "ClientIP",
        "Client address is",
        "ClientIP(`${address}`)",
        "Clients with this address, or in this range, such as `10.0.0.0/8`.",
    ),
    told(
        "HostSNI",
        "Server name is",
        "HostSNI(`${host}`)",
        "TLS connections for this host name; `*` is every connection, also without TLS.",
    ),
    told(
        "HostSNIRegexp",
        "Server name matches",
        "HostSNIRegexp(`${regexp}`)",
        "TLS connections for a host name that this regular expression matches.",
    ),
    told(
        "ALPN",
        "Protocol is",
        "ALPN(`${protocol}`)",
        "TLS connections for this protocol, such as `h2`.",
    ),
];

/// The matchers of a protocol, those that most people use first.
pub(super) fn all(protocol: Protocol) -> impl Iterator<Item = &'static Told> {
    let known = words::all(protocol);
    TOLD.iter()
        .filter(move |told| known.iter().any(|word| word.name == told.name))
}

/// The matcher of that name.
pub(super) fn find(protocol: Protocol, name: &str) -> Option<&'static Told> {
    all(protocol).find(|told| words::is(name, told.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_words() {
        for protocol in [Protocol::Http, Protocol::Tcp] {
            for word in words::all(protocol) {
                let told = find(protocol, word.name).unwrap();
                assert_eq!(told.snippet.matches("${").count(), word.most, "{}", word.name);
            }
        }
    }
}
