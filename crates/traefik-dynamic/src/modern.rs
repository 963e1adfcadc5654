//! Rewrites old components in today's syntax.

use crate::component::{Body, Component};
use crate::http::{IpAllowList, Middleware};
use crate::{rule, tcp};

impl Component {
    /// The same component without deprecated fields and Traefik 2 rules, as far as there is an equivalent; `None` if
    /// there is nothing to change.
    pub fn modernised(&self) -> Option<Component> {
        let mut body = self.body.clone();
        match &mut body {
            Body::HttpRouter(router) => rule_of(&mut router.rule, &mut router.rule_syntax),
            Body::TcpRouter(router) => rule_of(&mut router.rule, &mut router.rule_syntax),
            Body::HttpMiddleware(middleware) => http_middleware(middleware),
            Body::TcpMiddleware(middleware) => tcp_middleware(middleware),
            Body::TlsOptions(options) => options.prefer_server_cipher_suites = None,
            _ => {}
        }
        (body != self.body).then(|| Component { body, ..self.clone() })
    }
}

fn rule_of(rule: &mut Option<String>, syntax: &mut Option<String>) {
    let Some(text) = rule.as_deref() else { return };
    if let Some(modern) = rule::to_v3(text) {
        *rule = Some(modern);
    }
    *syntax = None;
}

fn http_middleware(middleware: &mut Middleware) {
    if middleware.ip_allow_list.is_none()
        && let Some(old) = middleware.ip_white_list.take()
    {
        let (source_range, ip_strategy) = (old.source_range, old.ip_strategy);
        middleware.ip_allow_list = Some(Box::new(IpAllowList {
            source_range,
            ip_strategy,
            reject_status_code: None,
        }));
    }
    if let Some(strip) = &mut middleware.strip_prefix {
        strip.force_slash = None;
    }
    if let Some(content_type) = &mut middleware.content_type {
        content_type.auto_detect = None;
    }
    if let Some(tls) = middleware
        .forward_auth
        .as_mut()
        .and_then(|auth| auth.tls.as_mut())
    {
        tls.ca_optional = None;
    }
    if let Some(headers) = &mut middleware.headers {
        let kept = headers.clone();
        headers.feature_policy = None;
        headers.ssl_redirect = None;
        headers.ssl_temporary_redirect = None;
        headers.ssl_host = None;
        headers.ssl_force_host = None;
        if **headers == crate::http::Headers::default() {
            // Traefik would refuse an empty `headers`.
            *headers = kept;
        }
    }
}

fn tcp_middleware(middleware: &mut tcp::Middleware) {
    if middleware.ip_allow_list.is_none()
        && let Some(old) = middleware.ip_white_list.take()
    {
        middleware.ip_allow_list = Some(Box::new(tcp::IpAllowList {
            source_range: old.source_range,
        }));
    }
}
