//! A request as it arrives.

use std::fmt::Write;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// A request as it arrives. Host and target are exactly as they are sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Request {
    /// The method.
    pub method: String,
    /// The value of the `Host` line; `None` if there is none.
    pub host: Option<String>,
    /// What follows the method: path and query, or a whole address.
    pub target: String,
    /// All other header lines.
    pub headers: Vec<(String, String)>,
    /// The client's address; by default that of this computer.
    pub client: IpAddr,
    /// The entry point; `None` to find it by port.
    pub entry_point: Option<String>,
    /// The port it is sent to, if no entry point is given.
    pub port: Option<u16>,
    /// TLS; `None` for plain HTTP.
    pub tls: Option<Hello>,
    /// The version of HTTP, such as `1.1`.
    pub version: String,
}

/// What a client sends first over TLS.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Hello {
    /// The server name; empty for none.
    pub sni: String,
    /// The protocols offered by the client; empty if it offers none.
    pub alpn: Vec<String>,
}

impl Default for Request {
    fn default() -> Self {
        Request {
            method: "GET".to_owned(),
            host: None,
            target: "/".to_owned(),
            headers: Vec::new(),
            client: IpAddr::from([127, 0, 0, 1]),
            entry_point: None,
            port: None,
            tls: None,
            version: "1.1".to_owned(),
        }
    }
}

/// Why a text is not a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRequest {
    /// One sentence.
    pub message: String,
    /// What to write instead.
    pub hint: String,
}

impl std::fmt::Display for BadRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for BadRequest {}

impl BadRequest {
    pub(super) fn new(message: impl Into<String>, hint: &str) -> BadRequest {
        BadRequest {
            message: message.into(),
            hint: hint.to_owned(),
        }
    }
}

impl Request {
    /// Its address, such as `https://shop.example.com/cart`.
    pub fn url(&self) -> String {
        if self.target.contains("://") {
            return self.target.clone();
        }
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        let host = self.host.as_deref().unwrap_or_default();
        format!("{scheme}://{host}{}", self.target)
    }

    /// What a browser or `curl` sends for an address.
    pub fn from_url(url: &str) -> Result<Request, BadRequest> {
        let hint = "Such as https://shop.example.com/cart?page=2";
        let url = url.trim();
        if url.is_empty() {
            return Err(BadRequest::new("there is no address", hint));
        }
        let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
        let is_tls = match scheme.to_ascii_lowercase().as_str() {
            "http" | "ws" => false,
            "https" | "wss" => true,
            other => {
                return Err(BadRequest::new(format!("`{other}` is not a web scheme"), hint));
            }
        };
        let rest = rest.split('#').next().unwrap_or(rest);
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at(end);
        let authority = authority.rsplit('@').next().unwrap_or(authority);
        let (name, port) = name_and_port(authority)
            .ok_or_else(|| BadRequest::new(format!("`{authority}` is not a host"), hint))?;
        let name = if name.is_ascii() {
            name.to_owned()
        } else {
            idna::domain_to_ascii(name)
                .map_err(|_| BadRequest::new(format!("`{name}` is not a host name"), hint))?
        };
        if name.is_empty() {
            return Err(BadRequest::new("the address has no host", hint));
        }
        let default = if is_tls { 443 } else { 80 };
        let port = port.unwrap_or(default);
        let host = if port == default {
            name.clone()
        } else {
            format!("{name}:{port}")
        };
        let is_address = name.starts_with('[') || name.parse::<IpAddr>().is_ok();
        let sni = if is_address { String::new() } else { name };
        Ok(Request {
            host: Some(host),
            target: encoded(target),
            port: Some(port),
            tls: is_tls.then(|| Hello {
                sni,
                alpn: vec!["h2".to_owned(), "http/1.1".to_owned()],
            }),
            ..Request::default()
        })
    }
}

fn name_and_port(authority: &str) -> Option<(&str, Option<u16>)> {
    if let Some(end) = authority.find(']') {
        let (name, rest) = authority.split_at(end + 1);
        return match rest.strip_prefix(':') {
            Some(port) => Some((name, Some(port.parse().ok()?))),
            None if rest.is_empty() => Some((name, None)),
            None => None,
        };
    }
    match authority.split_once(':') {
        Some((name, "")) => Some((name, None)),
        Some((name, port)) => Some((name, Some(port.parse().ok()?))),
        None => Some((authority, None)),
    }
}

/// Path and query as a browser sends them, with everything percent-encoded that is not allowed there.
fn encoded(target: &str) -> String {
    let mut text = String::with_capacity(target.len() + 1);
    if !target.starts_with('/') {
        text.push('/');
    }
    for byte in target.bytes() {
        if byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>') {
            text.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}
