//! Expectations: a request and the router that must take it, kept with a profile.

use serde::{Deserialize, Serialize};
use traefik_dynamic::Kind;
use traefik_dynamic::route::{Answer, BadRequest, Request, Routes, from_curl};

use crate::error::{Code, Error, Result};

/// A request and the router that must take it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expectation {
    /// The request.
    pub request: Request,
    /// The name of the router's component, with `tcp/` before that of a TCP router; `None`: no router may take it.
    pub router: Option<String>,
}

/// A request to try: an address or a curl command, and what that leaves out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct Try {
    /// An address, or a curl command.
    pub text: String,
    /// The method; empty for the one in the text.
    pub method: String,
    /// Header lines, such as `X-Env: staging`.
    pub headers: Vec<String>,
}

/// What becomes of a request that is tried.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Tried {
    /// The method.
    pub method: String,
    /// The address.
    pub url: String,
    /// What becomes of it.
    pub answer: Answer,
    /// What is expected of this request, if anything is.
    pub expectation: Option<CheckedExpectation>,
}

impl Try {
    /// The request it describes.
    pub fn request(&self) -> Result<Request> {
        let mut request = request(&self.text)?;
        if !self.method.is_empty() {
            request.method.clone_from(&self.method);
        }
        for line in self.headers.iter().filter(|line| !line.trim().is_empty()) {
            add_header(&mut request, line)?;
        }
        Ok(request)
    }
}

/// Whether an expectation is met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CheckedExpectation {
    /// Its number in the list, from 1.
    pub number: u32,
    /// The method of the request.
    pub method: String,
    /// The address of the request.
    pub url: String,
    /// Its header lines, such as `X-Env: staging`; `…` stands for a value that is not kept.
    pub headers: Vec<String>,
    /// The router that must take it; `None` if none may.
    pub expected: Option<String>,
    /// The router that takes it; `None` where none does.
    pub reached: Option<String>,
    /// Whether chance decides between several routers.
    pub ambiguous: bool,
    /// Whether it is met.
    pub met: bool,
    /// One sentence that says what happens.
    pub sentence: String,
}

/// Parts of the names of headers and URL parameters whose values are secret: those are never kept.
const SECRET: [&str; 8] = [
    "auth",
    "cookie",
    "key",
    "pass",
    "secret",
    "session",
    "signature",
    "token",
];

/// Stands for a value that is not kept.
const LEFT_OUT: &str = "…";

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET.iter().any(|part| name.contains(part))
}

/// A target without the values of its secret parameters.
fn without_secrets(target: &str) -> String {
    let Some((path, query)) = target.split_once('?') else {
        return target.to_owned();
    };
    let parts = query.split('&').map(|part| match part.split_once('=') {
        Some((name, _)) if is_secret(name) => format!("{name}={LEFT_OUT}"),
        _ => part.to_owned(),
    });
    format!("{path}?{}", parts.collect::<Vec<_>>().join("&"))
}

/// Parses a request: an address, or a curl command.
pub fn request(text: &str) -> Result<Request> {
    let is_curl = text.trim_start().starts_with("curl ");
    let request = if is_curl {
        from_curl(text)
    } else {
        Request::from_url(text)
    };
    request.map_err(bad)
}

/// Adds a header line to a request.
pub fn add_header(request: &mut Request, line: &str) -> Result<()> {
    request.add_header(line).map_err(bad)
}

fn bad(error: BadRequest) -> Error {
    let mut letters = error.message.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    let message = first.unwrap_or_default() + letters.as_str();
    Error::new(Code::InvalidInput, message).hint(error.hint)
}

impl Expectation {
    /// An expectation that can be kept: secret values are left out.
    pub fn new(mut request: Request, router: Option<String>) -> Expectation {
        for (name, value) in &mut request.headers {
            if is_secret(name) {
                LEFT_OUT.clone_into(value);
            }
        }
        request.target = without_secrets(&request.target);
        Expectation { request, router }
    }

    pub(crate) fn check(&self, number: usize, routes: &Routes<'_>) -> CheckedExpectation {
        let answer = routes.route(&self.request);
        CheckedExpectation {
            number: u32::try_from(number).unwrap_or(u32::MAX),
            method: self.request.method.clone(),
            url: self.request.url(),
            headers: self.header_lines(),
            expected: self.router.clone(),
            met: !answer.ambiguous && answer.router == self.router,
            sentence: self.sentence(&answer),
            ambiguous: answer.ambiguous,
            reached: answer.router,
        }
    }

    fn header_lines(&self) -> Vec<String> {
        let headers = self.request.headers.iter();
        headers.map(|(name, value)| format!("{name}: {value}")).collect()
    }

    fn sentence(&self, answer: &Answer) -> String {
        let named = |router: &Option<String>| match router {
            Some(router) => format!("`{router}`"),
            None => "no router".to_owned(),
        };
        let expected = named(&self.router);
        if answer.ambiguous {
            let among: Vec<String> = answer.winners.iter().map(named).collect();
            return format!(
                "expected {expected}, but Traefik picks one of {} at random",
                among.join(" and ")
            );
        }
        if answer.router == self.router {
            return format!("reaches {expected}, as expected");
        }
        format!("expected {expected}, but reaches {}", named(&answer.router))
    }
}

/// What an expectation calls a router; `None` for components that take no requests.
pub fn router_name(kind: Kind, name: &str) -> Option<String> {
    match kind {
        Kind::HttpRouter => Some(name.to_owned()),
        Kind::TcpRouter => Some(format!("tcp/{name}")),
        _ => None,
    }
}

/// The expectations of a profile, as they are stored.
pub fn parse(text: &str) -> Result<Vec<Expectation>> {
    serde_json::from_str(text).map_err(|error| {
        Error::new(Code::Database, "The expectations of the profile cannot be read").because(error)
    })
}

/// Checks expectations in a configuration.
pub fn check(expectations: &[Expectation], routes: &Routes<'_>) -> Vec<CheckedExpectation> {
    let numbered = expectations.iter().enumerate();
    numbered
        .map(|(at, expectation)| expectation.check(at + 1, routes))
        .collect()
}
