//! Values that Traefik reads only when it builds what uses them: it loads the file, but what uses them does not work.

use crate::finding::{Finding, Tell};
use crate::go::{net, url};
use crate::http::Middleware;
use crate::predict::{http_settings, tcp_settings};
use crate::rule::Protocol;
use crate::rule::fault::Fault;
use crate::rule::program::compile;
use crate::{tcp, walk};

/// A rule that Traefik does not build, unless something more specific was reported.
pub(crate) fn rule(rule: &str, protocol: Protocol, is_v2: bool, tell: &mut Tell<'_>) {
    if let Err(fault) = compile(rule, protocol, is_v2) {
        report(&fault, "rule", "this router will not work", tell);
    }
}

/// Settings of an HTTP middleware.
pub(crate) fn http_middleware(middleware: &Middleware, tell: &mut Tell<'_>) {
    if let ([kind], Err(fault)) = (walk::type_names(middleware).as_slice(), http_settings(middleware)) {
        report(&fault, kind, UNUSABLE, tell);
    }
}

/// Settings of a TCP middleware.
pub(crate) fn tcp_middleware(middleware: &tcp::Middleware, tell: &mut Tell<'_>) {
    if let ([kind], Err(fault)) = (
        walk::type_names(middleware).as_slice(),
        tcp_settings("", middleware),
    ) {
        report(&fault, kind, UNUSABLE, tell);
    }
}

const UNUSABLE: &str = "no router that uses this will work";

fn report(fault: &Fault, path: &str, effect: &str, tell: &mut Tell<'_>) {
    // What a template action evaluates to is unknown here.
    if fault.is_guess || fault.text.contains("{{") || fault.message.contains("{{") {
        return;
    }
    let message = format!(
        "`{{path}}`: {}. Traefik will load the file, but {effect}",
        fault.message
    );
    tell(Finding {
        hint: fault.hint.clone(),
        ..Finding::warning(fault.code, path, message)
    });
}

/// The URL of a server that begins with a known scheme.
pub(crate) fn server_url(text: &str, path: &str, tell: &mut Tell<'_>) {
    if text.contains("{{") {
        return;
    }
    let message = match url::parse(text) {
        Err(_) => {
            format!("`{{path}}` is `{text}`, which is not a URL. Traefik will load the file, but {UNUSABLE}")
        }
        Ok(url) if url.host.is_empty() => {
            format!("`{{path}}` is `{text}`, which has no host; requests to it are answered with 500")
        }
        Ok(_) => return,
    };
    tell(Finding::warning("BAD-VALUE", path, message).hint("Write it as `http://host:port`"));
}

/// The address of a TCP or UDP server.
pub(crate) fn server_address(text: &str, path: &str, tell: &mut Tell<'_>) {
    if text.is_empty() || text.contains("{{") {
        return;
    }
    let message = if text.contains("://") {
        format!("`{{path}}` is `{text}`; a TCP or UDP server has no scheme, so Traefik cannot reach it")
    } else if net::has_port(text) {
        return;
    } else {
        format!("`{{path}}` is `{text}`, which has no port, so Traefik leaves this server out")
    };
    tell(Finding::warning("BAD-VALUE", path, message).hint("Write it as `host:port`"));
}
