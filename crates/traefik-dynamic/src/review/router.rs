//! Routers: rules, and missing parts.

use crate::finding::{Finding, Tell};
use crate::review::values;
use crate::rule::{self, Expression, Protocol};
use crate::{Severity, http, tcp, udp};

pub(crate) fn http(router: &http::Router, tell: &mut Tell<'_>) {
    let is_child = router
        .parent_refs
        .as_ref()
        .is_some_and(|parents| !parents.is_empty());
    entry_points(router.entry_points.as_deref(), is_child, tell);
    if is_child
        && router
            .entry_points
            .as_ref()
            .is_some_and(|names| !names.is_empty())
    {
        let message = "`{path}` is set together with `parentRefs`; Traefik disables a child router with its own entry points";
        tell(Finding::warning("EXCLUSIVE", "entryPoints", message).hint("Remove it"));
    }
    match router.rule.as_deref().filter(|rule| !rule.is_empty()) {
        Some(rule) => judge(rule, Protocol::Http, router.rule_syntax.as_deref(), tell),
        None if !is_child => tell(no_rule()),
        None => {}
    }
}

pub(crate) fn tcp(router: &tcp::Router, tell: &mut Tell<'_>) {
    entry_points(router.entry_points.as_deref(), false, tell);
    let Some(rule) = router.rule.as_deref().filter(|rule| !rule.is_empty()) else {
        return tell(no_rule());
    };
    judge(rule, Protocol::Tcp, router.rule_syntax.as_deref(), tell);
    if router.tls.is_none() && rule::parse(rule).is_ok_and(|rule| names_a_host(&rule)) {
        let message = "`{path}` names a host, which Traefik can see only with TLS; it disables the router";
        tell(
            Finding::warning("SNI-WITHOUT-TLS", "rule", message)
                .hint("Add `tls: {}`, or match every host with HostSNI(`*`)"),
        );
    }
}

pub(crate) fn udp(router: &udp::Router, tell: &mut Tell<'_>) {
    entry_points(router.entry_points.as_deref(), false, tell);
}

fn no_rule() -> Finding {
    Finding::warning("NO-RULE", "rule", "`{parent}` has no rule; Traefik disables it").hint("Add a `rule`")
}

fn entry_points(names: Option<&[String]>, is_child: bool, tell: &mut Tell<'_>) {
    if !is_child && names.is_none_or(<[_]>::is_empty) {
        let message = "`{parent}` has no entry points, so it listens on all default ones";
        tell(Finding::info("NO-ENTRYPOINTS", "entryPoints", message));
    }
}

/// Whether a `HostSNI` other than `*` occurs.
fn names_a_host(rule: &Expression) -> bool {
    let is_host =
        |name: &str| name.eq_ignore_ascii_case("HostSNI") || name.eq_ignore_ascii_case("HostSNIRegexp");
    let matchers = rule
        .matchers()
        .into_iter()
        .filter(|matcher| is_host(&matcher.name));
    matchers
        .flat_map(|matcher| &matcher.arguments)
        .any(|argument| argument.text != "*")
}

fn judge(rule: &str, protocol: Protocol, syntax: Option<&str>, tell: &mut Tell<'_>) {
    if rule.contains("{{") {
        return;
    }
    let is_v2 = syntax == Some("v2");
    let mut was_told = false;
    for found in rule::judge(rule, protocol) {
        let is_old = found.code.starts_with("V2-");
        if is_v2 && !is_old {
            continue;
        }
        let message = if is_v2 {
            "`{path}` is written for Traefik 2, according to `ruleSyntax`".to_owned()
        } else {
            found.message
        };
        let severity = if is_v2 { Severity::Info } else { Severity::Warning };
        was_told |= severity != Severity::Info;
        tell(Finding {
            code: found.code,
            severity,
            path: "rule".to_owned(),
            message,
            hint: found.hint,
            offset: found.at,
            is_loaded: true,
        });
    }
    if !was_told {
        values::rule(rule, protocol, is_v2, tell);
    }
}
