//! What middlewares do to a request, as far as that is easy to tell.

use serde::Serialize;

use crate::go::regexp::Regexp;
use crate::http::{ErrorPages, Headers, Middleware, RedirectRegex, RedirectScheme};
use crate::predict::{HttpRouter, own, qualified};
use crate::route::Routes;
use crate::route::gate::Gate;
use crate::route::subject::Parsed;
use crate::rule::test::{Subject, canonical};
use crate::{Body, Kind, walk};

/// How deep chains are expanded.
const MAX_DEPTH: usize = 50;

/// A middleware that a request passes through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "RouteStep"))]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Its type, such as `stripPrefix`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it does to this request.
    pub effect: String,
}

/// A request on its way.
pub(super) struct Course<'r, 'c> {
    routes: &'r Routes<'c>,
    pub(super) subject: Subject,
    parsed: Parsed,
    is_tls: bool,
    /// Where it is redirected to.
    pub(super) location: Option<String>,
    /// The middleware that refuses it, and the status it answers with.
    pub(super) refusal: Option<(String, i64)>,
    /// Whether a middleware closes the connection in place of some answers.
    pub(super) cuts: bool,
}

impl<'r, 'c> Course<'r, 'c> {
    pub(super) fn new(routes: &'r Routes<'c>, parsed: Parsed, is_tls: bool) -> Course<'r, 'c> {
        Course {
            routes,
            subject: parsed.subject.clone(),
            parsed,
            is_tls,
            location: None,
            refusal: None,
            cuts: false,
        }
    }

    /// Runs the request through the middlewares of a router.
    pub(super) fn pass(&mut self, name: &str, router: &HttpRouter<'c>, steps: &mut Vec<Step>) {
        let from = format!("{name}@file");
        for middleware in &router.middlewares {
            self.step(&qualified(&from, middleware), steps, 0);
        }
    }

    /// Runs the request through the middlewares of a service.
    pub(super) fn pass_service(&mut self, name: &str, steps: &mut Vec<Step>) {
        let name = qualified("", name);
        let Some(used) = own(&name).and_then(|own| self.routes.world.http.services.get(own)) else {
            return;
        };
        for middleware in used.what.middlewares.iter().flatten() {
            self.step(&qualified(&name, middleware), steps, 0);
        }
    }

    fn step(&mut self, name: &str, steps: &mut Vec<Step>, depth: usize) {
        if self.location.is_some() || self.refusal.is_some() || depth > MAX_DEPTH {
            return;
        }
        let shown = own(name).unwrap_or(name).to_owned();
        let found =
            own(name).and_then(|own| self.routes.world.index.bodies.get(&(Kind::HttpMiddleware, own)));
        let Some(Body::HttpMiddleware(middleware)) = found else {
            steps.push(Step {
                name: shown,
                kind: String::new(),
                effect: "belongs to another provider".to_owned(),
            });
            return;
        };
        if let Some(chain) = &middleware.chain {
            for inner in chain.middlewares.iter().flatten() {
                self.step(&qualified(name, inner), steps, depth + 1);
            }
            return;
        }
        let kind = walk::type_name(&**middleware).unwrap_or_default().to_owned();
        let effect = match Gate::of(middleware) {
            Some(gate) => self.gate(&shown, &gate),
            None => self.effect(middleware),
        };
        steps.push(Step {
            name: shown,
            kind,
            effect,
        });
    }

    fn effect(&mut self, middleware: &Middleware) -> String {
        let m = middleware;
        if let Some(add) = &m.add_prefix {
            let prefix = add.prefix.clone().unwrap_or_default();
            let slash = if prefix.starts_with('/') { "" } else { "/" };
            let path = [slash.as_bytes(), prefix.as_bytes(), &self.subject.path].concat();
            return self.moved(path);
        }
        if let Some(strip) = &m.strip_prefix {
            let prefixes = strip.prefixes.clone().unwrap_or_default();
            let found = prefixes
                .iter()
                .find(|prefix| self.subject.path.starts_with(prefix.trim().as_bytes()));
            return match found {
                None => "leaves the path unchanged: no prefix matches".to_owned(),
                Some(prefix) => {
                    let rest = self.subject.path[prefix.trim().len()..].to_vec();
                    self.moved(rooted(rest))
                }
            };
        }
        if let Some(strip) = &m.strip_prefix_regex {
            return self.strip_regex(strip.regex.as_deref().unwrap_or_default());
        }
        if let Some(replace) = &m.replace_path {
            let path = replace.path.clone().unwrap_or_default();
            return self.moved(path.into_bytes());
        }
        if let Some(replace) = &m.replace_path_regex {
            let path = String::from_utf8_lossy(&self.subject.path).into_owned();
            let pattern = replace.regex.as_deref().unwrap_or_default().trim();
            let replacement = replace.replacement.as_deref().unwrap_or_default().trim();
            return match Regexp::new(pattern)
                .ok()
                .filter(|_| !pattern.is_empty())
                .and_then(|regexp| replaced(&regexp, &path, replacement))
            {
                Some(path) => self.moved(path.into_bytes()),
                None => "leaves the path unchanged: its expression does not match".to_owned(),
            };
        }
        if let Some(redirect) = &m.redirect_scheme {
            return self.redirect_scheme(redirect);
        }
        if let Some(redirect) = &m.redirect_regex {
            return self.redirect_regex(redirect);
        }
        if let Some(headers) = &m.headers {
            return self.headers(headers);
        }
        self.guard(m)
    }

    fn gate(&mut self, name: &str, gate: &Gate<'_>) -> String {
        let client = gate.looks_at(&self.subject);
        if gate.opens(client) {
            return "lets this client through".to_owned();
        }
        self.refusal = Some((name.to_owned(), gate.status));
        format!("refuses this client: {}", gate.status)
    }

    /// Middlewares that let a request through or turn it away.
    fn guard(&mut self, m: &Middleware) -> String {
        if m.errors.as_ref().is_some_and(|pages| cuts(pages)) {
            self.cuts = true;
            return "closes the connection where it should rewrite a status to a number that is none"
                .to_owned();
        }
        match () {
            () if m.basic_auth.is_some() => "asks for user and password",
            () if m.digest_auth.is_some() => "asks for user and password (digest)",
            () if m.forward_auth.is_some() => "asks another server whether to let it pass",
            () if m.rate_limit.is_some() => "limits the request rate",
            () if m.in_flight_req.is_some() => "limits concurrent requests",
            () if m.buffering.is_some() => "buffers the whole request",
            () if m.circuit_breaker.is_some() => "stops calling the service when it fails",
            () if m.compress.is_some() => "compresses the answer",
            () if m.retry.is_some() => "retries when there is no answer",
            () if m.errors.is_some() => "answers errors with pages from another service",
            () if m.plugin.is_some() => "is a plugin: only the plugin knows what it does",
            () => "does not change where it goes",
        }
        .to_owned()
    }

    fn moved(&mut self, path: Vec<u8>) -> String {
        self.subject.path = path;
        format!("makes the path `{}`", String::from_utf8_lossy(&self.subject.path))
    }

    fn strip_regex(&mut self, patterns: &[String]) -> String {
        let path = String::from_utf8_lossy(&self.subject.path).into_owned();
        for pattern in patterns {
            let Ok(regexp) = Regexp::new(pattern.trim()) else {
                continue;
            };
            let Some(groups) = regexp.captures(&path) else {
                continue;
            };
            if let Some(Some(whole)) = groups.first()
                && whole.start == 0
                && !whole.is_empty()
            {
                let rest = path.as_bytes()[whole.end..].to_vec();
                return self.moved(rooted(rest));
            }
        }
        "leaves the path unchanged: no expression matches its start".to_owned()
    }

    fn headers(&mut self, headers: &Headers) -> String {
        let custom = headers.custom_request_headers.iter().flatten();
        let mut told = Vec::new();
        for (name, value) in custom {
            let name = canonical(name);
            self.subject.headers.retain(|(own, _)| *own != name);
            if value.is_empty() {
                told.push(format!("removes `{name}`"));
            } else {
                told.push(format!("sets `{name}`"));
                self.subject.headers.push((name, value.clone().into_bytes()));
            }
        }
        if told.is_empty() {
            return "changes the answer only".to_owned();
        }
        told.join(", ")
    }

    fn scheme(&self) -> String {
        let proto = self
            .subject
            .headers
            .iter()
            .find(|(name, _)| name == "X-Forwarded-Proto");
        let told = proto.map(|(_, value)| String::from_utf8_lossy(value).into_owned());
        match told.as_deref() {
            _ if self.is_tls => "https".to_owned(),
            Some("https" | "wss") => "https".to_owned(),
            _ => "http".to_owned(),
        }
    }

    fn redirect_scheme(&mut self, redirect: &RedirectScheme) -> String {
        let scheme = redirect.scheme.clone().unwrap_or_default();
        let port = redirect.port.clone().unwrap_or_default();
        let (_, own_port) = split_port(&self.parsed.authority);
        let is_there = self.scheme() == scheme
            && (port.is_empty() || own_port == Some(port.as_str()) || is_usual(&scheme, &port));
        if is_there {
            return format!("lets it through: it is already {scheme}");
        }
        let location = location(&scheme, &self.parsed.authority, &port, &self.parsed);
        self.location = Some(location.clone());
        format!("redirects to {location}")
    }

    fn redirect_regex(&mut self, redirect: &RedirectRegex) -> String {
        let query = self
            .parsed
            .query
            .as_ref()
            .map(|query| format!("?{query}"))
            .unwrap_or_default();
        let address = format!(
            "{}://{}{}{query}",
            self.scheme(),
            self.parsed.authority,
            self.parsed.path
        );
        let pattern = redirect.regex.as_deref().unwrap_or_default();
        let replacement = redirect.replacement.as_deref().unwrap_or_default();
        let target = Regexp::new(pattern)
            .ok()
            .and_then(|regexp| replaced(&regexp, &address, replacement));
        match target.filter(|target| *target != address) {
            None => "lets it through: its expression does not match".to_owned(),
            Some(target) => {
                let told = format!("redirects to {target}");
                self.location = Some(target);
                told
            }
        }
    }
}

/// Whether it rewrites a status to a number outside 100 to 999, which Go's server does not send.
fn cuts(pages: &ErrorPages) -> bool {
    let mut rewrites = pages.status_rewrites.iter().flatten();
    rewrites.any(|(_, status)| !(100..=999).contains(status))
}

fn rooted(mut path: Vec<u8>) -> Vec<u8> {
    if !path.starts_with(b"/") {
        path.insert(0, b'/');
    }
    path
}

fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if crate::go::net::has_port(authority) => (host, Some(port)),
        _ => (authority, None),
    }
}

fn is_usual(scheme: &str, port: &str) -> bool {
    matches!((scheme, port), ("http", "80") | ("https", "443"))
}

/// The address that a client is redirected to.
pub(super) fn location(scheme: &str, authority: &str, port: &str, parsed: &Parsed) -> String {
    let (host, _) = split_port(authority);
    let port = if port.is_empty() || is_usual(scheme, port) {
        String::new()
    } else {
        format!(":{port}")
    };
    let query = parsed
        .query
        .as_ref()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    format!("{scheme}://{host}{port}{}{query}", parsed.path)
}

/// Replaces every match by Go's rules for `$1`, `${1}` and `$$`; `None` if nothing matches.
fn replaced(regexp: &Regexp, text: &str, replacement: &str) -> Option<String> {
    let groups = regexp.captures(text)?;
    let whole = groups.first().cloned().flatten()?;
    let mut made = text[..whole.start].to_owned();
    let mut rest = replacement;
    while let Some(at) = rest.find('$') {
        made.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            made.push('$');
            rest = after;
            continue;
        }
        let (name, after) =
            if let Some(parts) = rest.strip_prefix('{').and_then(|inside| inside.split_once('}')) {
                parts
            } else {
                let is_word = |c: char| c.is_alphanumeric() || c == '_';
                rest.split_at(rest.find(|c| !is_word(c)).unwrap_or(rest.len()))
            };
        if name.is_empty() {
            made.push('$');
            continue;
        }
        rest = after;
        let group = name
            .parse::<usize>()
            .ok()
            .and_then(|number| groups.get(number).cloned().flatten());
        made.push_str(group.map_or("", |span| &text[span]));
    }
    made.push_str(rest);
    if whole.end < text.len() && !whole.is_empty() {
        let after = &text[whole.end..];
        made.push_str(&replaced(regexp, after, replacement).unwrap_or_else(|| after.to_owned()));
    } else {
        made.push_str(&text[whole.end..]);
    }
    Some(made)
}
