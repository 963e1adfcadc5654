//! Checks middlewares as Traefik builds them. References to others (chains, error pages) are checked by the caller.

use serde_json::Value;

use crate::http::{
    BasicAuth, Buffering, Compress, DigestAuth, ErrorPages, ForwardAuth, ForwardAuthTls, Headers,
    IpAllowList, Middleware, RateLimit, Retry,
};
use crate::predict::entry::Built;
use crate::predict::expression::{self, Language};
use crate::predict::lookup::Index;
use crate::predict::pem::{self, Material};
use crate::predict::reference;
use crate::predict::values;
use crate::rule::fault::Fault;
use crate::shape::value_of;
use crate::{tcp, walk};

/// Checks an HTTP middleware on its own.
pub(super) fn http(index: &Index<'_>, name: &str, middleware: &Middleware) -> Built {
    if walk::type_names(middleware).len() > 1 {
        return Err(reference::several_types("middleware"));
    }
    if walk::type_names(middleware).is_empty() {
        let text = format!(
            "invalid middleware \"{name}\" configuration: invalid middleware type or middleware does not exist"
        );
        return Err(Fault::new("NO-TYPE", "the middleware has no type", text).hint("Give it a type"));
    }
    match &middleware.plugin {
        Some(plugins) => plugin(index, plugins),
        None => http_settings(middleware),
    }
}

/// Checks those settings of an HTTP middleware that depend on nothing else.
pub(crate) fn http_settings(m: &Middleware) -> Built {
    if let Some(prefix) = &m.add_prefix {
        if prefix.prefix.as_deref().unwrap_or_default().is_empty() {
            return Err(required("addPrefix has no prefix", "prefix cannot be empty"));
        }
    } else if let Some(list) = &m.ip_allow_list {
        allow_list(list)?;
    } else if let Some(list) = &m.ip_white_list {
        let ranges = list.source_range.as_deref().unwrap_or_default();
        ip_ranges(ranges, "IPWhiteLister", "cannot parse CIDR whitelist")?;
        values::strategy(list.ip_strategy.as_deref())?;
    } else if let Some(auth) = &m.basic_auth {
        return basic_auth(auth);
    } else if let Some(auth) = &m.digest_auth {
        return digest_auth(auth);
    } else if let Some(auth) = &m.forward_auth {
        return forward_auth(auth);
    } else if let Some(limit) = &m.rate_limit {
        rate_limit(limit)?;
    } else if let Some(limit) = &m.in_flight_req {
        let before = "error creating requests limiter: ";
        values::criterion(limit.source_criterion.as_deref(), before)?;
    } else if let Some(buffering) = &m.buffering {
        self::buffering(buffering)?;
    } else if let Some(breaker) = &m.circuit_breaker {
        let text = breaker.expression.as_deref().unwrap_or_default();
        expression::judge(text, Language::CircuitBreaker)?;
    } else if let Some(compress) = &m.compress {
        self::compress(compress)?;
    } else if let Some(retry) = &m.retry {
        self::retry(retry)?;
    } else if let Some(pages) = &m.errors {
        error_pages(pages)?;
    } else if let Some(redirect) = &m.redirect_regex {
        values::expression(redirect.regex.as_deref().unwrap_or_default(), "")?;
    } else if let Some(redirect) = &m.redirect_scheme {
        if redirect.scheme.as_deref().unwrap_or_default().is_empty() {
            return Err(required(
                "redirectScheme has no scheme",
                "you must provide a target scheme",
            ));
        }
    } else if let Some(replace) = &m.replace_path_regex {
        values::named_expression(replace.regex.as_deref().unwrap_or_default())?;
    } else if let Some(strip) = &m.strip_prefix_regex {
        for pattern in strip.regex.iter().flatten() {
            values::expression(pattern.trim(), "")?;
        }
    } else if let Some(headers) = &m.headers {
        if sets_nothing(headers) {
            return Err(required(
                "headers sets nothing: every value is empty or false",
                "headers configuration not valid",
            )
            .hint("Give it a header to set, or remove the middleware"));
        }
        for pattern in headers.access_control_allow_origin_list_regex.iter().flatten() {
            values::expression(pattern, "error occurred during origin parsing: ")?;
        }
    }
    Ok(None)
}

/// Checks a TCP middleware. If it has two types, Traefik uses the last.
pub(crate) fn tcp(name: &str, middleware: &tcp::Middleware) -> Built {
    if let Some(list) = &middleware.ip_allow_list {
        let ranges = list.source_range.as_deref().unwrap_or_default();
        ip_ranges(ranges, "IPAllowLister", "cannot parse CIDRs")?;
    } else if let Some(list) = &middleware.ip_white_list {
        let ranges = list.source_range.as_deref().unwrap_or_default();
        ip_ranges(ranges, "IPWhiteLister", "cannot parse CIDR whitelist")?;
    } else if middleware.in_flight_conn.is_none() {
        let text = format!(
            "invalid middleware \"{name}\" configuration: invalid middleware type or middleware does not exist"
        );
        return Err(Fault::new("NO-TYPE", "the middleware has no type", text).hint("Give it a type"));
    }
    Ok(None)
}

/// True if Traefik finds nothing to do. A number counts even if it is 0.
fn sets_nothing(headers: &Headers) -> bool {
    let is_zero = |value: &Value| match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(true) | Value::Number(_) => false,
    };
    value_of(headers)
        .as_object()
        .is_some_and(|fields| fields.values().all(is_zero))
}

fn required(message: &str, text: &str) -> Fault {
    Fault::new("REQUIRED", message, text)
}

fn ip_ranges(ranges: &[String], lister: &str, before: &str) -> Result<(), Fault> {
    if ranges.is_empty() {
        let text = format!("sourceRange is empty, {lister} not created");
        return Err(Fault::new("REQUIRED", "sourceRange is empty", text).hint("Name addresses or networks"));
    }
    values::networks(ranges, &format!("{before} [{}]: ", ranges.join(" ")))
}

fn allow_list(list: &IpAllowList) -> Result<(), Fault> {
    let ranges = list.source_range.as_deref().unwrap_or_default();
    if ranges.is_empty() {
        return ip_ranges(ranges, "IPAllowLister", "");
    }
    let code = list.reject_status_code.unwrap_or_default();
    if code != 0 && !values::is_status(code) {
        let text = format!("invalid HTTP status code {code}");
        return Err(Fault::new(
            "STATUS",
            format!("{code} is not an HTTP status code"),
            text,
        ));
    }
    ip_ranges(ranges, "IPAllowLister", "cannot parse CIDRs")?;
    values::strategy(list.ip_strategy.as_deref())
}

/// Users are not shown, because they contain password hashes.
fn users(list: Option<&[String]>, file: Option<&str>, kind: &str, parts: usize) -> Built {
    for user in list.into_iter().flatten() {
        if user.split(':').count() != parts {
            let form = if parts == 2 {
                "name:hash"
            } else {
                "name:realm:hash"
            };
            let message = format!("an entry of `users` is not of the form `{form}`");
            let text = format!("error parsing {kind}: {user}");
            return Err(Fault::new("USERS", message, text)
                .hint("Dollar signs are not doubled in a file, and an entry has no other colons"));
        }
    }
    match file.filter(|file| !file.is_empty()) {
        None => Ok(None),
        Some(file) => {
            let message = format!("whether `{file}` on Traefik’s host can be read is not known here");
            Ok(Some(Fault::guess("HOST-FILE", message)))
        }
    }
}

fn basic_auth(auth: &BasicAuth) -> Built {
    let guess = users(auth.users.as_deref(), auth.users_file.as_deref(), "BasicUser", 2)?;
    if guess.is_none() && auth.users.as_deref().is_none_or(<[_]>::is_empty) {
        let fault = required("basicAuth has no users", "no users found in ");
        return Err(fault.hint("Add `users` or `usersFile`"));
    }
    Ok(guess)
}

fn digest_auth(auth: &DigestAuth) -> Built {
    users(auth.users.as_deref(), auth.users_file.as_deref(), "DigestUser", 3)
}

fn forward_auth(auth: &ForwardAuth) -> Built {
    let guess = match &auth.tls {
        Some(tls) => forward_auth_tls(tls)
            .map_err(|fault| fault.within("unable to create client TLS configuration: "))?,
        None => None,
    };
    if let Some(pattern) = auth
        .auth_response_headers_regex
        .as_deref()
        .filter(|one| !one.is_empty())
    {
        values::named_expression(pattern)?;
    }
    Ok(guess)
}

fn forward_auth_tls(tls: &ForwardAuthTls) -> Built {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let (ca, cert, key) = (text(&tls.ca), text(&tls.cert), text(&tls.key));
    let mut guess = None;
    let host_file = |file: &str| {
        let message = format!("whether `{file}` on Traefik’s host can be read is not known here");
        Some(Fault::guess("HOST-FILE", message))
    };
    if !ca.is_empty() {
        match pem::look(&ca, "CERTIFICATE") {
            Material::Sound => {}
            Material::Path => guess = host_file(&ca),
            Material::Broken => {
                return Err(Fault::new(
                    "CERTIFICATE",
                    "`tls.ca` contains no certificate",
                    "failed to parse CA",
                ));
            }
        }
    }
    if cert.is_empty() != key.is_empty() {
        let fault = Fault::new(
            "CERTIFICATE",
            "`tls.cert` and `tls.key` must both be set",
            "both TLS cert and key must be defined",
        );
        return Err(fault.hint("Add the other one"));
    }
    if !cert.is_empty() {
        match (pem::look(&cert, "CERTIFICATE"), pem::look(&key, "PRIVATE KEY")) {
            (Material::Sound, Material::Sound) => {}
            (Material::Path, _) => guess = host_file(&cert),
            _ => {
                let message = "`tls.cert` and `tls.key` are neither certificate and key nor paths";
                return Err(Fault::new("CERTIFICATE", message, "cert file does not exist"));
            }
        }
    }
    Ok(guess)
}

fn rate_limit(limit: &RateLimit) -> Result<(), Fault> {
    let before = "getting source extractor: ";
    values::criterion(limit.source_criterion.as_deref(), before)?;
    if let Some(period) = limit.period.as_ref().filter(|period| period.nanoseconds() < 0) {
        let shown = values::duration(period.nanoseconds());
        let text = format!("negative value not valid for period: {shown}");
        return Err(
            Fault::new("RANGE", format!("the period is {shown}"), text).hint("Write a positive duration")
        );
    }
    Ok(())
}

fn buffering(buffering: &Buffering) -> Result<(), Fault> {
    let sizes = [
        (
            "memRequestBodyBytes",
            buffering.mem_request_body_bytes,
            "mem bytes",
        ),
        (
            "maxRequestBodyBytes",
            buffering.max_request_body_bytes,
            "max bytes",
        ),
        (
            "memResponseBodyBytes",
            buffering.mem_response_body_bytes,
            "mem bytes",
        ),
        (
            "maxResponseBodyBytes",
            buffering.max_response_body_bytes,
            "max bytes",
        ),
    ];
    for (field, size, what) in sizes {
        if let Some(size) = size.filter(|size| *size < 0) {
            let text = format!("{what} should be >= 0 got {size}");
            return Err(Fault::new("RANGE", format!("{field} is {size}"), text).hint("Write 0 or more"));
        }
    }
    match buffering.retry_expression.as_deref() {
        None | Some("") => Ok(()),
        Some(text) => expression::judge(text, Language::Retry),
    }
}

fn compress(compress: &Compress) -> Result<(), Fault> {
    let excluded = compress.excluded_content_types.as_deref().unwrap_or_default();
    let included = compress.included_content_types.as_deref().unwrap_or_default();
    if !excluded.is_empty() && !included.is_empty() {
        let message = "compress has excludedContentTypes and includedContentTypes";
        let text = "excludedContentTypes and includedContentTypes options are mutually exclusive";
        return Err(Fault::new("EXCLUSIVE", message, text).hint("Remove one of them"));
    }
    for (list, what) in [(excluded, "excluded"), (included, "included")] {
        for one in list {
            if let Err(why) = values::media_type(one) {
                let text = format!("parsing {what} media type: {why}");
                return Err(
                    Fault::new("MEDIA-TYPE", format!("`{one}` is not a media type"), text)
                        .hint("Such as `text/html`"),
                );
            }
        }
    }
    let is_known = |encoding: &str| ["zstd", "br", "gzip"].contains(&encoding);
    let unknown = |encoding: &str, before: &str| {
        let text = format!("unsupported {before}encoding: {encoding}");
        Fault::new("ENCODING", format!("there is no encoding `{encoding}`"), text)
            .hint("Use one of: zstd, br, gzip")
    };
    let encodings = compress.encodings.as_deref().unwrap_or_default();
    if let Some(one) = encodings.iter().find(|one| !is_known(one)) {
        return Err(unknown(one, ""));
    }
    let is_on = |one: &str| encodings.is_empty() || encodings.iter().any(|own| own == one);
    match compress.default_encoding.as_deref() {
        Some(one) if !one.is_empty() && (!is_known(one) || !is_on(one)) => Err(unknown(one, "default ")),
        _ => Ok(()),
    }
}

fn retry(retry: &Retry) -> Result<(), Fault> {
    let statuses = retry.status.as_deref().unwrap_or_default();
    if statuses.is_empty() && retry.disable_retry_on_network_error == Some(true) {
        let text = "retry middleware requires at least HTTP status codes or retry on TCP";
        return Err(required("retry has nothing to retry on", text));
    }
    let attempts = retry.attempts.unwrap_or_default();
    if attempts <= 0 {
        let text = format!("incorrect (or empty) value for attempt ({attempts})");
        return Err(Fault::new("RANGE", "retry has no attempts", text).hint("Write 1 or more `attempts`"));
    }
    values::statuses(statuses, "creating HTTP code ranges: ")
}

fn error_pages(pages: &ErrorPages) -> Result<(), Fault> {
    values::statuses(pages.status.iter().flatten(), "")
}

/// What Traefik checks after it has built the service of error pages.
pub(super) fn error_rewrites(pages: &ErrorPages) -> Result<(), Fault> {
    values::statuses(pages.status_rewrites.iter().flatten().map(|(key, _)| key), "")
}

fn plugin(index: &Index<'_>, plugins: &crate::Plugins) -> Built {
    let mut names = plugins.0.keys();
    let (Some(name), None) = (names.next(), names.next()) else {
        let text = "plugin: invalid configuration: no configuration or too many plugin definition";
        return Err(
            Fault::new("PLUGIN", "the middleware must name exactly one plugin", text)
                .hint("Name exactly one plugin"),
        );
    };
    if !index.is_informed {
        let message =
            format!("whether the plugin `{name}` is installed is unknown without facts about the gateway");
        return Ok(Some(Fault::guess("PLUGIN-UNKNOWN", message)));
    }
    if !index.facts.plugins.contains(name) {
        let text = format!("plugin: unknown plugin type: {name}");
        let message = format!("this gateway has no plugin `{name}`");
        return Err(Fault::new("PLUGIN-MISSING", message, text)
            .hint("Plugins come from the install configuration; names are case-sensitive"));
    }
    Ok(None)
}
