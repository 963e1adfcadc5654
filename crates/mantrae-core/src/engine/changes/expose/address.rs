//! The two addresses: the one people open, and the one where the service runs.

use std::net::{IpAddr, Ipv4Addr};

use traefik_dynamic::route::Request;
use traefik_dynamic::rule::{self, Expression, Matcher};

use crate::error::{Code, Error, Result};

const EXAMPLE: &str = "For example photos.example.com, or example.com/photos";

/// What people open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Opened {
    /// In lower case, as browsers send it.
    pub(super) host: String,
    pub(super) port: Option<u16>,
    /// Begins with a slash and does not end with one; none for the whole host.
    pub(super) path: Option<String>,
}

impl Opened {
    pub(super) fn read(text: &str) -> Result<Self> {
        let text = text.trim();
        let refused = |why: &str| Error::new(Code::InvalidInput, why.to_owned()).hint(EXAMPLE);
        if text.is_empty() {
            return Err(refused("The address that people open is missing"));
        }
        if text.contains(char::is_whitespace) {
            return Err(refused("Write a host name without spaces"));
        }
        if text.contains('@') {
            return Err(refused("Leave name and password out of the address"));
        }
        let request = Request::from_url(text)
            .map_err(|_| refused(&format!("`{text}` is not the address of a web page")))?;
        let authority = request.host.unwrap_or_default();
        let (name, explicit) = match authority.split_once(':') {
            Some((name, port)) if !authority.starts_with('[') => (name, port.parse().ok()),
            _ => (authority.as_str(), None),
        };
        let host = name.trim_end_matches('.').to_ascii_lowercase();
        if !is_host(&host) {
            return Err(refused(&format!("`{host}` is not a host name")));
        }
        let path = request.target.trim_end_matches('/');
        if path.contains(['?', '#']) {
            return Err(refused(
                "Leave out what follows the path: rules of routers do not need it",
            ));
        }
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/-._~".contains(letter);
        if !path.chars().all(is_plain) || path.contains("//") || path.split('/').any(|part| part == "..") {
            let why = "Write the path with letters, digits, `/`, `-`, `.`, `_` and `~` only";
            return Err(refused(why));
        }
        Ok(Self {
            host,
            port: explicit,
            path: Some(path.to_owned()).filter(|path| !path.is_empty()),
        })
    }

    pub(super) fn rule(&self) -> String {
        self.rule_below(self.path.as_deref())
    }

    /// The rule of a router for a path on the same host.
    pub(super) fn rule_below(&self, path: Option<&str>) -> String {
        match path {
            Some(path) => format!("Host(`{}`) && PathPrefix(`{path}`)", self.host),
            None => format!("Host(`{}`)", self.host),
        }
    }

    /// Host and path as people say them.
    pub(super) fn shown(&self) -> String {
        format!("{}{}", self.host, self.path.as_deref().unwrap_or_default())
    }

    /// A name for router and service: the last part of the path, or the first part of the host.
    pub(super) fn name(&self) -> String {
        let last = self.path.as_deref().and_then(|path| path.rsplit('/').next());
        let is_address = self.host.parse::<IpAddr>().is_ok();
        let first = if is_address {
            self.host.as_str()
        } else {
            self.host
                .split('.')
                .find(|part| *part != "www")
                .unwrap_or_default()
        };
        let letters = last.unwrap_or(first).to_ascii_lowercase();
        let name: String = letters
            .chars()
            .map(|letter| {
                if letter.is_ascii_alphanumeric() {
                    letter
                } else {
                    '-'
                }
            })
            .collect();
        let name = name.trim_matches('-');
        if name.is_empty() {
            return "service".to_owned();
        }
        name.to_owned()
    }

    /// All names beside the host: `*.example.com`; none where nobody issues such a certificate.
    pub(super) fn wildcard(&self) -> Option<String> {
        if self.host.parse::<IpAddr>().is_ok() {
            return None;
        }
        let (_, domain) = self.host.split_once('.')?;
        domain.contains('.').then(|| format!("*.{domain}"))
    }

    /// Whether a rule takes all that this router would take, written in the usual way.
    pub(super) fn is_taken_by(&self, rule: &str, path: Option<&str>) -> bool {
        let Ok(expression) = rule::parse(rule) else {
            return false;
        };
        alternatives(&expression).iter().any(|matchers| {
            let is = |matcher: &&&Matcher, name: &str| matcher.name.eq_ignore_ascii_case(name);
            let hosts = matchers.iter().filter(|one| is(one, "Host"));
            let names_host = hosts.clone().any(|one| {
                let mut arguments = one.arguments.iter();
                arguments.any(|host| host.text.eq_ignore_ascii_case(&self.host))
            });
            let others: Vec<_> = matchers.iter().filter(|one| !is(one, "Host")).collect();
            let is_same = match (others.as_slice(), path) {
                ([], None) => true,
                ([one], Some(path)) if is(one, "PathPrefix") => {
                    let wanted = path.trim_end_matches('/');
                    let mut arguments = one.arguments.iter();
                    arguments.any(|found| found.text.trim_end_matches('/') == wanted)
                }
                _ => false,
            };
            names_host && is_same && hosts.count() == 1
        })
    }
}

/// The ways in which an expression holds; one that is denied holds in none that matters here.
fn alternatives(expression: &Expression) -> Vec<Vec<&Matcher>> {
    match expression {
        Expression::Matcher(matcher) => vec![vec![matcher]],
        Expression::Not(_) => Vec::new(),
        Expression::Or(left, right) => {
            let mut all = alternatives(left);
            all.extend(alternatives(right));
            all
        }
        Expression::And(left, right) => {
            let (left, right) = (alternatives(left), alternatives(right));
            // So many ways nobody writes by hand.
            if left.len().saturating_mul(right.len()) > 256 {
                return Vec::new();
            }
            let pairs = left
                .iter()
                .flat_map(|one| right.iter().map(move |other| (one, other)));
            pairs
                .map(|(one, other)| [one.as_slice(), other.as_slice()].concat())
                .collect()
        }
    }
}

fn is_host(host: &str) -> bool {
    if let Ok(address) = host.parse::<IpAddr>() {
        return address.is_ipv4();
    }
    let is_label = |label: &str| {
        let is_letter = |letter: u8| letter.is_ascii_alphanumeric() || letter == b'-' || letter == b'_';
        (1..=63).contains(&label.len())
            && label.bytes().all(is_letter)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // Four numbers that are no address are a slip, not a name.
    let is_number = host
        .split('.')
        .all(|label| label.bytes().all(|letter| letter.is_ascii_digit()));
    !is_number && host.len() <= 253 && host.split('.').all(is_label)
}

/// An address of a server, as Traefik connects to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Server {
    pub(super) scheme: &'static str,
    /// Host and port.
    authority: String,
    pub(super) path: String,
}

impl Server {
    /// Reads the address of a server; without a scheme, it is `http`. `what`: how a message calls it.
    pub(super) fn read(text: &str, (what, example): (&str, &str)) -> Result<Self> {
        let text = text.trim();
        let refused =
            |why: String| Error::new(Code::InvalidInput, why).hint(format!("For example {example}"));
        if text.is_empty() {
            return Err(refused(format!("{what} is missing")));
        }
        let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
        let scheme = ["http", "https", "h2c"]
            .into_iter()
            .find(|one| one.eq_ignore_ascii_case(scheme))
            .ok_or_else(|| {
                refused(format!(
                    "`{scheme}` cannot be used here: Traefik speaks http, https and h2c"
                ))
            })?;
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        if authority.is_empty() {
            return Err(refused(format!("{what} names no host")));
        }
        if authority.contains('@') {
            return Err(refused("Leave name and password out of the address".to_owned()));
        }
        let (host, port) = if authority.starts_with('[') {
            let end = authority.find(']').map_or(authority.len(), |end| end + 1);
            authority.split_at(end)
        } else {
            authority.split_at(authority.find(':').unwrap_or(authority.len()))
        };
        let is_v6 = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'))
            .is_some_and(|host| host.parse::<std::net::Ipv6Addr>().is_ok());
        if !is_v6 && !is_host(&host.to_ascii_lowercase()) {
            return Err(refused(format!("`{authority}` is not a host with a port")));
        }
        let is_port = |text: &str| text.parse::<u16>().is_ok_and(|port| port > 0);
        if !port.is_empty() && !port.strip_prefix(':').is_some_and(is_port) {
            let number = port.trim_start_matches(':');
            if number.is_empty() {
                return Err(refused(format!("The port is missing after `{host}:`")));
            }
            return Err(refused(format!(
                "`{number}` is not a port: write a number from 1 to 65535"
            )));
        }
        if path.contains(char::is_whitespace) || path.contains(['#', '`']) {
            return Err(refused(format!("`{text}` is not an address")));
        }
        Ok(Self {
            scheme,
            authority: authority.to_owned(),
            path: path.trim_end_matches('/').to_owned(),
        })
    }

    pub(super) fn origin(&self) -> String {
        format!("{}://{}", self.scheme, self.authority)
    }

    /// Whether the host is one of which no authority issues a certificate.
    pub(super) fn is_private(&self) -> bool {
        let host = self.authority.split(':').next().unwrap_or_default();
        let is_local =
            |address: Ipv4Addr| address.is_private() || address.is_loopback() || address.is_link_local();
        self.authority.starts_with('[')
            || host.parse().is_ok_and(is_local)
            || !host.contains('.')
            || [".lan", ".local", ".home", ".internal"]
                .iter()
                .any(|end| host.ends_with(end))
    }
}

#[cfg(test)]
mod tests {
    use super::{Opened, Server};

    fn check(text: &str, rule: &str, name: &str, wildcard: Option<&str>) {
        let opened = Opened::read(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(opened.rule(), rule, "{text}");
        assert_eq!(opened.name(), name, "{text}");
        assert_eq!(opened.wildcard().as_deref(), wildcard, "{text}");
    }

    #[test]
    fn the_address_people_open() {
        let some = Some("*.example.com");
        check("photos.example.com", "Host(`photos.example.com`)", "photos", some);
        check(
            " https://Photos.Example.com/ ",
            "Host(`photos.example.com`)",
            "photos",
            some,
        );
        check(
            "photos.example.com.",
            "Host(`photos.example.com`)",
            "photos",
            some,
        );
        check(
            "photos.example.com:8443",
            "Host(`photos.example.com`)",
            "photos",
            some,
        );
        check("www.example.com", "Host(`www.example.com`)", "example", some);
        check("example.com", "Host(`example.com`)", "example", None);
        check(
            "https://example.com/my/Notes/",
            "Host(`example.com`) && PathPrefix(`/my/Notes`)",
            "notes",
            None,
        );
        check(
            "foto_alt.example.com",
            "Host(`foto_alt.example.com`)",
            "foto-alt",
            some,
        );
        check(
            "küche.example.com",
            "Host(`xn--kche-0ra.example.com`)",
            "xn--kche-0ra",
            some,
        );
        check("192.0.2.7", "Host(`192.0.2.7`)", "192-0-2-7", None);
        check("nas", "Host(`nas`)", "nas", None);
    }

    fn refused(text: &str, why: &str) {
        let error = Opened::read(text).expect_err(text);
        assert_eq!(error.message, why, "{text}");
        assert!(error.hint.is_some(), "{text}");
    }

    #[test]
    fn addresses_that_nobody_can_open() {
        refused("", "The address that people open is missing");
        refused("two words.example.com", "Write a host name without spaces");
        refused(
            "me:secret@example.com",
            "Leave name and password out of the address",
        );
        refused(
            "ftp://example.com",
            "`ftp://example.com` is not the address of a web page",
        );
        refused("*.example.com", "`*.example.com` is not a host name");
        refused("a..example.com", "`a..example.com` is not a host name");
        refused("-a.example.com", "`-a.example.com` is not a host name");
        refused("192.0.2.700", "`192.0.2.700` is not a host name");
        refused("a`) || Host(`b", "Write a host name without spaces");
        refused("a`b.example.com", "`a`b.example.com` is not a host name");
        let path = "Write the path with letters, digits, `/`, `-`, `.`, `_` and `~` only";
        refused("example.com/`)||Path(`/", path);
        refused("example.com/a/../b", path);
        refused("example.com/{{a}}", path);
        let query = "Leave out what follows the path: rules of routers do not need it";
        refused("example.com/a?b=c", query);
    }

    #[test]
    fn where_it_runs() {
        let check = |text: &str, expected: Result<(&str, bool), &str>| {
            let read = Server::read(text, ("The address", "http://192.0.2.20:2283"));
            let read = read.map(|one| (one.origin() + &one.path, one.is_private()));
            let read = read.map_err(|error| error.message);
            let expected = expected.map(|(url, private)| (url.to_owned(), private));
            assert_eq!(read, expected.map_err(str::to_owned), "{text}");
        };
        check("http://192.0.2.20:2283", Ok(("http://192.0.2.20:2283", false)));
        check("192.168.1.20:2283/", Ok(("http://192.168.1.20:2283", true)));
        check(" nas ", Ok(("http://nas", true)));
        check("HTTPS://10.0.0.2", Ok(("https://10.0.0.2", true)));
        check(
            "h2c://grpc.example.com:50051",
            Ok(("h2c://grpc.example.com:50051", false)),
        );
        check("https://[fd00::2]:8443", Ok(("https://[fd00::2]:8443", true)));
        check("http://nas/app", Ok(("http://nas/app", true)));
        check("", Err("The address is missing"));
        check(
            "ftp://nas",
            Err("`ftp` cannot be used here: Traefik speaks http, https and h2c"),
        );
        check("nas:0", Err("`0` is not a port: write a number from 1 to 65535"));
        check(
            "nas:70000",
            Err("`70000` is not a port: write a number from 1 to 65535"),
        );
        check("nas:", Err("The port is missing after `nas:`"));
        check("http://a b", Err("`a b` is not a host with a port"));
        check(
            "http://me:x@nas",
            Err("Leave name and password out of the address"),
        );
        check("http://[::g]", Err("`[::g]` is not a host with a port"));
        check("http://", Err("The address names no host"));
    }

    #[test]
    fn rules_that_take_the_same() {
        let check = |address: &str, rule: &str, expected: bool| {
            let opened = Opened::read(address).unwrap();
            let taken = opened.is_taken_by(rule, opened.path.as_deref());
            assert_eq!(taken, expected, "{address} by {rule}");
        };
        check("a.example.com", "Host(`a.example.com`)", true);
        check("a.example.com", "Host(`A.example.com`)", true);
        check(
            "a.example.com",
            "Host(`b.example.com`) || Host(`a.example.com`)",
            true,
        );
        check(
            "a.example.com",
            "Host(`a.example.com`) && PathPrefix(`/x`)",
            false,
        );
        check("a.example.com", "Host(`a.example.com`) && Method(`GET`)", false);
        check("a.example.com", "!Host(`a.example.com`)", false);
        check("a.example.com", "HostRegexp(`.*`)", false);
        check("a.example.com", "Host(", false);
        check(
            "a.example.com/x",
            "Host(`a.example.com`) && PathPrefix(`/x`)",
            true,
        );
        check(
            "a.example.com/x",
            "PathPrefix(`/x/`) && Host(`a.example.com`)",
            true,
        );
        check("a.example.com/x", "Host(`a.example.com`)", false);
        check(
            "a.example.com/x",
            "Host(`a.example.com`) && (PathPrefix(`/y`) || PathPrefix(`/x`))",
            true,
        );
    }
}
