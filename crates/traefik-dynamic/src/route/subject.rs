//! What rules see of a request, after Traefik has normalised it.

use std::net::IpAddr;

use crate::go::net::{Network, has_port};
use crate::route::path::{ordered, pairs, routing_path};
use crate::route::request::Request;
use crate::rule::test::{Subject, canonical};
use crate::{EntryPoint, UnderscoreHeaders};

/// What Traefik's server answers itself, before any router is tried.
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) why: &'static str,
}

/// A normalised request.
pub(super) struct Parsed {
    pub(super) subject: Subject,
    /// Host and port as sent by the client.
    pub(super) authority: String,
    /// The path as sent.
    pub(super) raw_path: String,
    /// The path as it is sent to servers.
    pub(super) path: String,
    pub(super) query: Option<String>,
}

fn refuse(status: u16, why: &'static str) -> Refusal {
    Refusal { status, why }
}

/// Normalises a request, as the server of an entry point does.
pub(super) fn parse(
    request: &Request,
    entry_point: &EntryPoint,
    knows_connect: bool,
) -> Result<Parsed, Refusal> {
    let host = request.host.as_deref();
    let is_old = request.version.trim_start_matches("HTTP/").starts_with("1.0");
    if host.is_none() && !is_old {
        return Err(refuse(400, "it has no `Host` line"));
    }
    if request
        .headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("host"))
    {
        return Err(refuse(400, "it has two `Host` lines"));
    }
    if !host.unwrap_or_default().bytes().all(is_host_byte) {
        return Err(refuse(400, "its `Host` line contains an invalid character"));
    }
    if request.method == "OPTIONS" && request.target == "*" {
        return Err(refuse(200, "`OPTIONS *` is answered by Traefik itself"));
    }
    let is_connect = request.method == "CONNECT";
    let (absolute, target) =
        split(&request.target, is_connect).ok_or_else(|| refuse(400, "its target is not a path"))?;
    if target.bytes().any(|byte| byte <= b' ' || byte == 0x7f) {
        return Err(refuse(400, "its target contains a space or a control character"));
    }
    let (raw_path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    };
    if is_connect && !knows_connect {
        return Err(refuse(501, "Traefik does not support `CONNECT`"));
    }
    if raw_path.contains('#') {
        return Err(refuse(400, "its path contains `#`"));
    }
    let raw_path = if raw_path.is_empty() { "/" } else { raw_path };
    let ordered = ordered(raw_path, entry_point.sanitize_path)
        .ok_or_else(|| refuse(400, "a percent sign in its path does not start a valid code"))?;
    let authority = absolute.or(host).unwrap_or_default();
    let headers = headers(request, entry_point, authority)?;
    let subject = Subject {
        host: canonical_host(authority),
        path: routing_path(&ordered),
        method: request.method.clone(),
        headers,
        query: pairs(query.unwrap_or_default(), entry_point.encode_query_semicolons),
        client: Some(request.client),
        server_name: String::new(),
        protocols: Vec::new(),
    };
    Ok(Parsed {
        subject,
        authority: authority.to_owned(),
        raw_path: raw_path.to_owned(),
        path: ordered,
        query: query.map(str::to_owned),
    })
}

fn is_host_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"\"#/<>?@\\^`{|}".contains(&byte)
}

/// The host of an absolute target, with path and query.
fn split(target: &str, is_connect: bool) -> Option<(Option<&str>, &str)> {
    if target.starts_with('/') || target == "*" || is_connect {
        return Some((None, target));
    }
    let (scheme, rest) = target.split_once("://")?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    if !is_scheme {
        return None;
    }
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, target) = rest.split_at(end);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    Some((Some(host), target))
}

/// Without port and brackets, in lower case.
fn canonical_host(authority: &str) -> String {
    let host = if has_port(authority) {
        authority.rsplit_once(':').map_or(authority, |(host, _)| host)
    } else {
        authority
    };
    let host = host
        .strip_prefix('[')
        .map_or(host, |inside| inside.strip_suffix(']').unwrap_or(host));
    host.trim().to_ascii_lowercase()
}

/// Forwarding headers, which Traefik sets itself unless it trusts the client.
const FORWARDED: [&str; 11] = [
    "X-Forwarded-Proto",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Port",
    "X-Forwarded-Server",
    "X-Forwarded-Uri",
    "X-Forwarded-Method",
    "X-Forwarded-Tls-Client-Cert",
    "X-Forwarded-Tls-Client-Cert-Info",
    "X-Forwarded-Prefix",
    "X-Real-Ip",
];

fn headers(
    request: &Request,
    entry_point: &EntryPoint,
    authority: &str,
) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
    let mut lines: Vec<(String, String)> = Vec::new();
    for (name, value) in &request.headers {
        if name.contains('_') {
            match entry_point.underscore_headers {
                UnderscoreHeaders::Keep => {}
                UnderscoreHeaders::Delete => continue,
                UnderscoreHeaders::Reject => {
                    return Err(refuse(
                        400,
                        "a header name contains `_`, which this entry point refuses",
                    ));
                }
            }
        }
        let name = canonical(name);
        if !matches!(name.as_str(), "Transfer-Encoding" | "Trailer") {
            lines.push((name, value.trim().to_owned()));
        }
    }
    if !is_believed(request.client, entry_point) {
        lines.retain(|(name, _)| !is_forwarded(name));
    }
    let is_upgrade = without_hops(&mut lines);
    let is_tls = request.tls.is_some();
    let upgrades =
        is_upgrade && first(&lines, "Upgrade").is_some_and(|value| value.eq_ignore_ascii_case("websocket"));
    let scheme = match (upgrades, is_tls) {
        (true, true) => "wss",
        (true, false) => "ws",
        (false, true) => "https",
        (false, false) => "http",
    };
    let proto = first(&lines, "X-Forwarded-Proto")
        .filter(|value| !value.is_empty())
        .unwrap_or_else(|| scheme.to_owned());
    let port = match authority.rsplit_once(':') {
        Some((_, port)) if has_port(authority) && !port.is_empty() => port,
        _ if is_tls || matches!(proto.as_str(), "https" | "wss") => "443",
        _ => "80",
    };
    let given = [
        ("X-Forwarded-Proto", proto.clone()),
        ("X-Forwarded-Port", port.to_owned()),
        ("X-Forwarded-Host", authority.to_owned()),
        ("X-Forwarded-Server", "traefik".to_owned()),
        ("X-Real-Ip", request.client.to_canonical().to_string()),
    ];
    for (name, value) in given {
        if first(&lines, name).is_none_or(|own| own.is_empty()) && !value.is_empty() {
            lines.retain(|(own, _)| own != name);
            lines.push((name.to_owned(), value));
        }
    }
    Ok(lines
        .into_iter()
        .map(|(name, value)| (name, value.into_bytes()))
        .collect())
}

fn first(lines: &[(String, String)], name: &str) -> Option<String> {
    lines
        .iter()
        .find(|(own, _)| own == name)
        .map(|(_, value)| value.clone())
}

fn is_believed(client: IpAddr, entry_point: &EntryPoint) -> bool {
    let trust = &entry_point.forwarded_headers;
    let holds = |one: &String| Network::parse(one).is_some_and(|network| network.contains(client));
    trust.insecure || trust.trusted_ips.iter().any(holds)
}

fn is_forwarded(name: &str) -> bool {
    let dashed = canonical(&name.replace('_', "-"));
    FORWARDED.contains(&dashed.as_str())
}

/// Removes the headers that `Connection` names, and `Connection` itself unless it requests an upgrade; returns whether
/// it does.
fn without_hops(lines: &mut Vec<(String, String)>) -> bool {
    let named: Vec<String> = lines
        .iter()
        .filter(|(name, _)| name == "Connection")
        .flat_map(|(_, value)| value.split(','))
        .map(|name| canonical(name.trim()))
        .collect();
    let is_upgrade = named.iter().any(|name| name == "Upgrade");
    lines.retain(|(name, _)| match name.as_str() {
        "Connection" => is_upgrade,
        "Upgrade" if is_upgrade => true,
        name => !named.iter().any(|own| own == name),
    });
    is_upgrade
}
