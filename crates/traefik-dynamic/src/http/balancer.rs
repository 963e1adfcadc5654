//! The service that leads to servers.

use std::collections::BTreeMap;

use crate::Kind;
use crate::duration::Duration;
use crate::shape::object;

object! {
    /// LoadBalancer.
    pub struct LoadBalancer ignores ["nginxUpstreamHashBy"] {
        /// Servers: list of objects; empty list is accepted (answers 503).
        servers: Vec<Server> => "servers";
        /// Servers transport: name in http.serversTransports.
        servers_transport: String => "serversTransport" [refers = Kind::HttpServersTransport];
        /// Pass host header. Default: `true`.
        pass_host_header: bool => "passHostHeader" [default = "true"];
        /// Strategy: enum wrr, p2c, hrw, leasttime; another value fails at run time. Default: `wrr`.
        strategy: String => "strategy" [default = "wrr", one_of = ["wrr", "p2c", "hrw", "leasttime"]];
        /// Sticky.
        sticky: Box<Sticky> => "sticky" [empty];
        /// Health check.
        health_check: Box<ServerHealthCheck> => "healthCheck";
        /// Passive health check.
        passive_health_check: Box<PassiveHealthCheck> => "passiveHealthCheck";
        /// Response forwarding.
        response_forwarding: Box<ResponseForwarding> => "responseForwarding" [default = "{}"];
    }
}

object! {
    /// Server.
    pub struct Server ignores ["fenced", "scheme", "port"] {
        /// Url: required; scheme http, https or h2c.
        url: String => "url";
        /// Weight: absent: 1.
        weight: i64 => "weight" [optional];
        /// Preserve path.
        preserve_path: bool => "preservePath";
    }
}

object! {
    /// Sticky.
    pub struct Sticky {
        /// Cookie.
        cookie: Box<Cookie> => "cookie" [empty];
    }
}

object! {
    /// Cookie.
    pub struct Cookie ignores ["expires"] {
        /// Name: absent: generated.
        name: String => "name";
        /// Secure.
        secure: bool => "secure";
        /// Http only.
        http_only: bool => "httpOnly";
        /// Same site: enum none, lax, strict (any case); other values mean browser default.
        same_site: String => "sameSite" [one_of = ["none", "lax", "strict"]];
        /// Max age: seconds; 0 = session, negative = expire at once.
        max_age: i64 => "maxAge";
        /// Path. Default: `/`.
        path: String => "path" [default = "/"];
        /// Domain.
        domain: String => "domain";
    }
}

object! {
    /// ServerHealthCheck.
    pub struct ServerHealthCheck {
        /// Scheme: http or https.
        scheme: String => "scheme" [one_of = ["http", "https"]];
        /// Mode: enum http, grpc. Default: `http`.
        mode: String => "mode" [default = "http", one_of = ["http", "grpc"]];
        /// Path: required for mode http.
        path: String => "path";
        /// Method: absent: GET.
        method: String => "method";
        /// Status: 0: any 2xx/3xx.
        status: i64 => "status";
        /// Port: absent: port of the server url.
        port: i64 => "port";
        /// Interval. Default: `30s`.
        interval: Duration => "interval" [default = "30s"];
        /// Unhealthy interval: absent: interval.
        unhealthy_interval: Duration => "unhealthyInterval" [optional];
        /// Timeout. Default: `5s`.
        timeout: Duration => "timeout" [default = "5s"];
        /// Hostname.
        hostname: String => "hostname";
        /// Follow redirects. Default: `true`.
        follow_redirects: bool => "followRedirects" [default = "true"];
        /// Headers.
        headers: BTreeMap<String, String> => "headers";
    }
}

object! {
    /// PassiveHealthCheck.
    pub struct PassiveHealthCheck {
        /// Failure window. Default: `10s`.
        failure_window: Duration => "failureWindow" [default = "10s"];
        /// Max failed attempts. Default: `1`.
        max_failed_attempts: i64 => "maxFailedAttempts" [default = "1"];
    }
}

object! {
    /// ResponseForwarding.
    pub struct ResponseForwarding {
        /// Flush interval. Default: `100ms`.
        flush_interval: Duration => "flushInterval" [default = "100ms"];
    }
}
