//! Matchers that can be evaluated for a request or a connection.

use std::net::IpAddr;

use crate::go::net::Network;
use crate::go::quote::quote;
use crate::rule::fault::Fault;
use crate::rule::pattern::Pattern;
use crate::rule::template::{self, For, bad_regexp, no_slash};

/// What matchers are evaluated against.
#[derive(Debug, Clone, Default)]
pub(crate) struct Subject {
    /// The host, in lower case and without a port.
    pub(crate) host: String,
    /// The path that rules match against.
    pub(crate) path: Vec<u8>,
    /// The method as sent.
    pub(crate) method: String,
    /// Headers by canonical name, one entry per line.
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    /// Pairs of the query, decoded.
    pub(crate) query: Vec<(Vec<u8>, Vec<u8>)>,
    /// The client's address.
    pub(crate) client: Option<IpAddr>,
    /// The TLS server name in lower case; empty without TLS.
    pub(crate) server_name: String,
    /// The protocols that a TLS client offers.
    pub(crate) protocols: Vec<String>,
}

/// A matcher with its values.
#[derive(Debug)]
pub(crate) enum Test {
    Host(String),
    HostRegexp(Pattern),
    Path(String),
    PathPrefix(String),
    PathRegexp(Pattern),
    Methods(Vec<String>),
    Header(String, String),
    HeaderRegexp(String, Pattern),
    Query(String, String),
    QueryRegexp(String, Pattern),
    Client(Vec<Network>),
    /// One of Traefik 2's hosts, which have no wildcards.
    PlainHosts(Vec<String>),
    HostPatterns(Vec<Pattern>),
    PathPatterns(Vec<Pattern>),
    /// All pairs must match.
    Headers(Vec<(String, String)>),
    HeaderPatterns(Vec<(String, Pattern)>),
    QueryPatterns(Vec<(String, Pattern)>),
    ServerName(String),
    ServerNameRegexp(Pattern),
    /// The server names of Traefik 2.
    ServerNames(Vec<String>),
    Protocols(Vec<String>),
    Any(Vec<Test>),
}

/// Checks the values of an HTTP matcher.
pub(super) fn http(name: &str, values: &[String]) -> Result<Test, Fault> {
    let counts: &[usize] = match name {
        "Header" | "HeaderRegexp" => &[2],
        "Query" | "QueryRegexp" => &[1, 2],
        _ => &[1],
    };
    if !counts.contains(&values.len()) {
        let expected: Vec<String> = counts.iter().map(ToString::to_string).collect();
        let text = format!(
            "unexpected number of parameters; got {}, expected one of [{}]",
            values.len(),
            expected.join(" ")
        );
        return Err(count(name, values, counts, text));
    }
    let value = &values[0];
    let second = values.get(1).cloned().unwrap_or_default();
    let pattern = |text: &str, what: &str| {
        Pattern::new(text).map_err(|error| bad_regexp(text, format!("compiling {what} matcher: {error}")))
    };
    match name {
        "Host" | "HostRegexp" if !value.is_ascii() => {
            let shown = quote(value);
            let text =
                format!("invalid value {shown} for {name} matcher, non-ASCII characters are not allowed");
            Err(not_ascii(name, value, text))
        }
        "Host" => Ok(Test::Host(value.to_ascii_lowercase())),
        "HostRegexp" => Ok(Test::HostRegexp(pattern(value, "HostRegexp")?)),
        "Path" | "PathPrefix" if !value.starts_with('/') => {
            let text = format!("path {} does not start with a '/'", quote(value));
            Err(no_slash(value, text))
        }
        "Path" => Ok(Test::Path(value.clone())),
        "PathPrefix" => Ok(Test::PathPrefix(value.clone())),
        "PathRegexp" => Ok(Test::PathRegexp(pattern(value, "PathPrefix")?)),
        "Method" => Ok(Test::Methods(vec![value.to_uppercase()])),
        "Header" => Ok(Test::Header(canonical(value), second)),
        "HeaderRegexp" => Ok(Test::HeaderRegexp(
            canonical(value),
            pattern(&second, "HeaderRegexp")?,
        )),
        "QueryRegexp" if values.len() == 2 => {
            Ok(Test::QueryRegexp(value.clone(), pattern(&second, "QueryRegexp")?))
        }
        "Query" | "QueryRegexp" => Ok(Test::Query(value.clone(), second)),
        _ => networks(values, "initializing IP checker for ClientIP matcher"),
    }
}

/// Checks the values of an HTTP matcher in Traefik 2 syntax.
pub(super) fn http_v2(name: &str, values: &[String]) -> Result<Test, Fault> {
    let templates = |what| -> Result<Vec<Pattern>, Fault> {
        values
            .iter()
            .map(|value| template::pattern(value, what))
            .collect()
    };
    match name {
        "HostRegexp" => {
            let patterns = values.iter().map(|value| {
                ascii_v2(name, value, "HostRegexp")?;
                template::pattern(value, For::Host)
            });
            Ok(Test::HostPatterns(patterns.collect::<Result<_, Fault>>()?))
        }
        "Host" | "HostHeader" => {
            let hosts = values.iter().map(|value| {
                ascii_v2(name, value, "\"Host\"")?;
                Ok(value.to_ascii_lowercase())
            });
            Ok(Test::PlainHosts(hosts.collect::<Result<_, Fault>>()?))
        }
        "Path" => Ok(Test::PathPatterns(templates(For::Path)?)),
        "PathPrefix" => Ok(Test::PathPatterns(templates(For::PathPrefix)?)),
        "Method" => Ok(Test::Methods(
            values.iter().map(|value| value.to_uppercase()).collect(),
        )),
        "Headers" => Ok(Test::Headers(
            pairs(values, values)?
                .map(|(name, value)| (canonical(name), value.clone()))
                .collect(),
        )),
        "HeadersRegexp" => pairs(values, values)?
            .map(|(name, value)| {
                let pattern = Pattern::new(value).map_err(|text| bad_regexp(value, text))?;
                Ok((canonical(name), pattern))
            })
            .collect::<Result<_, Fault>>()
            .map(Test::HeaderPatterns),
        "Query" => {
            let parts: Vec<String> = values
                .iter()
                .flat_map(|value| value.splitn(2, '='))
                .map(str::to_owned)
                .collect();
            let mut gaps: Vec<String> = Vec::new();
            pairs(&parts, values)?
                .map(|(name, value)| {
                    let whole = format!("{name}={value}");
                    let pattern = template::pattern(&whole, For::Query)?;
                    let own = template::names(&whole);
                    if let Some(twice) = own.iter().find(|own| gaps.iter().any(|gap| gap == *own)) {
                        return Err(repeated(twice));
                    }
                    gaps.extend(own.into_iter().map(str::to_owned));
                    Ok((name.clone(), pattern))
                })
                .collect::<Result<_, Fault>>()
                .map(Test::QueryPatterns)
        }
        _ => networks(values, "could not initialize IP Checker for \"ClientIP\" matcher"),
    }
}

fn ascii_v2(name: &str, value: &str, shown: &str) -> Result<(), Fault> {
    if value.is_ascii() {
        return Ok(());
    }
    let quoted = quote(value);
    let text = format!("invalid value {quoted} for {shown} matcher, non-ASCII characters are not allowed");
    Err(not_ascii(name, value, text))
}

/// Checks the values of a TCP matcher.
pub(super) fn tcp(name: &str, values: &[String]) -> Result<Test, Fault> {
    if values.len() != 1 {
        let text = format!(
            "unexpected number of parameters; got {}, expected 1",
            values.len()
        );
        return Err(count(name, values, &[1], text));
    }
    tcp_value(name, &values[0], false)
}

/// The same in Traefik 2 syntax: one of the values must match.
pub(super) fn tcp_v2(name: &str, values: &[String]) -> Result<Test, Fault> {
    if name == "ClientIP" {
        return networks(values, "could not initialize IP Checker for \"ClientIP\" matcher");
    }
    let tests = values.iter().map(|value| tcp_value(name, value, true));
    Ok(Test::Any(tests.collect::<Result<_, Fault>>()?))
}

fn tcp_value(name: &str, value: &str, is_old: bool) -> Result<Test, Fault> {
    let quoted = quote(value);
    let shown = if is_old {
        format!("\"{name}\"")
    } else {
        name.to_owned()
    };
    match name {
        "HostSNI" if value == "*" => Ok(Test::ServerName("*".to_owned())),
        "HostSNI" => {
            let is_plain = |text: &str| {
                !text.is_empty()
                    && text
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || b"_.-:".contains(&byte))
            };
            let rest = if is_old {
                value
            } else {
                value.strip_prefix("*.").unwrap_or(value)
            };
            if is_plain(rest) {
                let host = value.to_ascii_lowercase();
                return Ok(if is_old {
                    Test::ServerNames(vec![host])
                } else {
                    Test::ServerName(host)
                });
            }
            let or_ip = if is_old { " or IP" } else { "" };
            let text = format!("invalid value for {shown} matcher, {quoted} is not a valid hostname{or_ip}");
            Err(not_a_host(value, text))
        }
        "HostSNIRegexp" if !is_old && !value.is_ascii() => {
            let text = format!("invalid value for {shown} matcher, {quoted} is not a valid hostname");
            Err(not_a_host(value, text))
        }
        "HostSNIRegexp" if is_old => {
            let before =
                format!("invalid pattern value for {shown} matcher, {quoted} is not a valid pattern: ");
            let pattern =
                template::expression(value, For::ServerName).map_err(|fault| fault.within(&before))?;
            Pattern::new(&pattern)
                .map(Test::ServerNameRegexp)
                .map_err(|error| bad_regexp(value, error))
        }
        "HostSNIRegexp" => Pattern::new(value)
            .map(Test::ServerNameRegexp)
            .map_err(|error| bad_regexp(value, format!("compiling HostSNIRegexp matcher: {error}"))),
        "ALPN" if value == "acme-tls/1" => {
            let text = format!("invalid protocol value for {shown} matcher, {quoted} is not allowed");
            let message = "`acme-tls/1` is reserved for certificate resolvers";
            Err(Fault::new("RULE-VALUE", message, text))
        }
        "ALPN" => Ok(Test::Protocols(vec![value.to_owned()])),
        _ => networks(
            std::slice::from_ref(&value.to_owned()),
            "initializing IP checker for ClientIP matcher",
        ),
    }
}

fn networks(values: &[String], before: &str) -> Result<Test, Fault> {
    let mut networks = Vec::with_capacity(values.len());
    for value in values {
        let Some(network) = Network::parse(value) else {
            let text = format!("{before}: {}", bad_network(value));
            let message = format!("`{value}` is neither an address nor a network");
            return Err(Fault::new("RULE-ADDRESS", message, text)
                .hint("Use an address such as `10.0.0.1`, or a network such as `10.0.0.0/8`"));
        };
        networks.push(network);
    }
    Ok(Test::Client(networks))
}

/// Traefik's message for a text that is not a network.
pub(crate) fn bad_network(value: &str) -> String {
    format!("parsing CIDR trusted IPs <nil>: invalid CIDR address: {value}")
}

/// The pairs in `values`; `whole` is what was written.
fn pairs<'v>(
    values: &'v [String],
    _: &[String],
) -> Result<impl Iterator<Item = (&'v String, &'v String)>, Fault> {
    if values.len() % 2 == 1 {
        let list = values.join(" ");
        let text = format!("mux: number of parameters must be multiple of 2, got [{list}]");
        let message = "a name has no value";
        return Err(Fault::new("RULE-ARGUMENTS", message, text).hint("Write names and values in pairs"));
    }
    Ok(values.chunks_exact(2).map(|pair| (&pair[0], &pair[1])))
}

fn repeated(name: &str) -> Fault {
    let text = format!("mux: duplicated route variable {}", quote(name));
    Fault::new(
        "RULE-VALUE",
        format!("two placeholders are called `{name}`"),
        text,
    )
    .hint("Rename one of them")
}

fn count(name: &str, values: &[String], counts: &[usize], text: String) -> Fault {
    let takes = match counts {
        [1] => "one argument".to_owned(),
        [2] => "two arguments".to_owned(),
        _ => "one or two arguments".to_owned(),
    };
    let message = format!("`{name}` takes {takes}, not {}", values.len());
    let fault = Fault::new("RULE-ARGUMENTS", message, text);
    if counts == [1] && values.len() > 1 {
        let instead: Vec<String> = values.iter().map(|value| format!("{name}(`{value}`)")).collect();
        return fault.hint(format!("Write: {}", instead.join(" || ")));
    }
    fault
}

fn not_ascii(name: &str, value: &str, text: String) -> Fault {
    let fault = Fault::new(
        "RULE-HOST",
        format!("`{value}` contains non-ASCII characters"),
        text,
    );
    match idna::domain_to_ascii(value) {
        Ok(ascii) if name != "HostRegexp" => fault.hint(format!("Use `{ascii}`, as browsers do")),
        _ => fault.hint("Write it as browsers do, in ASCII (xn--…)"),
    }
}

fn not_a_host(value: &str, text: String) -> Fault {
    let fault = Fault::new("RULE-HOST", format!("`{value}` is not a host name"), text);
    match idna::domain_to_ascii(value) {
        Ok(ascii) if ascii != value && !value.is_ascii() => fault.hint(format!("Use `{ascii}`")),
        _ => fault,
    }
}

/// The name of a header as Go writes it: `X-Forwarded-For`.
pub(crate) fn canonical(name: &str) -> String {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if !name.bytes().all(is_token) {
        return name.to_owned();
    }
    let mut starts = true;
    name.chars()
        .map(|c| {
            let letter = if starts {
                c.to_ascii_uppercase()
            } else {
                c.to_ascii_lowercase()
            };
            starts = c == '-';
            letter
        })
        .collect()
}
