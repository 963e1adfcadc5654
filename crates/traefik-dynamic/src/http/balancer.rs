//! The service that leads to servers.

use std::collections::BTreeMap;

use crate::Kind;
use crate::duration::Duration;
use crate::shape::object;

object! {
    /// Shares requests among servers.
    pub struct LoadBalancer ignores ["nginxUpstreamHashBy"] {
        /// The servers. With none every request is answered with 503.
        servers: Vec<Server> => "servers";
        /// Name of the servers transport. Absent: the one of the install configuration.
        servers_transport: String => "serversTransport" [refers = Kind::HttpServersTransport];
        /// Whether servers see the host name the client asked for. Default: `true`.
        pass_host_header: bool => "passHostHeader" [default = "true"];
        /// How a server is chosen: in turn, the less busy of two, by the client's address, or the fastest.
        /// One of `wrr`, `p2c`, `hrw`, `leasttime`. Default: `wrr`.
        strategy: String => "strategy" [default = "wrr", one_of = ["wrr", "p2c", "hrw", "leasttime"], since = "3.4"];
        /// Keeps a client at the same server.
        sticky: Box<Sticky> => "sticky" [empty];
        /// Asks servers whether they are up.
        health_check: Box<ServerHealthCheck> => "healthCheck";
        /// Watches answers for failures.
        passive_health_check: Box<PassiveHealthCheck> => "passiveHealthCheck" [since = "3.6"];
        /// How answers are handed on.
        response_forwarding: Box<ResponseForwarding> => "responseForwarding" [default = "{}"];
    }
}

object! {
    /// One server of a load balancer.
    pub struct Server ignores ["fenced", "scheme", "port"] {
        /// The address: `http`, `https` or `h2c`, a host, and perhaps a port and a path. Needed.
        url: String => "url";
        /// Its share. Absent: 1.
        weight: i64 => "weight" [optional];
        /// Whether a path in `url` goes before that of the request.
        preserve_path: bool => "preservePath" [since = "3.2"];
    }
}

object! {
    /// Keeps a client at the same server.
    pub struct Sticky {
        /// The cookie; `{}` means the defaults.
        cookie: Box<Cookie> => "cookie" [empty];
    }
}

object! {
    /// The cookie that remembers the server of a client.
    pub struct Cookie ignores ["expires"] {
        /// Its name. Absent: a generated one.
        name: String => "name";
        /// Whether it is sent only over HTTPS.
        secure: bool => "secure";
        /// Whether scripts cannot see it.
        http_only: bool => "httpOnly";
        /// Whether it goes along with requests from other sites, in any case of letters. One of `none`,
        /// `lax`, `strict`.
        same_site: String => "sameSite" [one_of = ["none", "lax", "strict"]];
        /// How many seconds it lives; 0 until the browser closes, negative not at all.
        max_age: i64 => "maxAge";
        /// The path it is for. Default: `/`.
        path: String => "path" [default = "/", since = "3.3"];
        /// The domain it is for. Absent: the host of the request.
        domain: String => "domain" [since = "3.4"];
    }
}

object! {
    /// Asks servers at intervals whether they are up.
    pub struct ServerHealthCheck {
        /// The scheme to ask with. Absent: that of the server. One of `http`, `https`.
        scheme: String => "scheme" [one_of = ["http", "https"]];
        /// The protocol to ask with. One of `http`, `grpc`. Default: `http`.
        mode: String => "mode" [default = "http", one_of = ["http", "grpc"]];
        /// The path to ask for.
        path: String => "path";
        /// The method to ask with. Absent: `GET`.
        method: String => "method";
        /// The status code that means up. Absent or 0: any of 2xx and 3xx.
        status: i64 => "status";
        /// The port to ask at. Absent: that of the server.
        port: i64 => "port";
        /// How often a server that is up is asked. Default: `30s`.
        interval: Duration => "interval" [default = "30s"];
        /// How often a server that is down is asked. Absent: as `interval`.
        unhealthy_interval: Duration => "unhealthyInterval" [optional, since = "3.5"];
        /// How long an answer may take. Default: `5s`.
        timeout: Duration => "timeout" [default = "5s"];
        /// The host name to ask for. Absent: that of the server.
        hostname: String => "hostname";
        /// Whether a redirection is followed. Default: `true`.
        follow_redirects: bool => "followRedirects" [default = "true"];
        /// Headers to ask with, by name.
        headers: BTreeMap<String, String> => "headers";
    }
}

object! {
    /// Takes a server out for a while when its answers fail.
    pub struct PassiveHealthCheck {
        /// The time in which failures are counted, and for which a server is out. Default: `10s`.
        failure_window: Duration => "failureWindow" [default = "10s"];
        /// How many failures take a server out. Default: `1`.
        max_failed_attempts: i64 => "maxFailedAttempts" [default = "1"];
    }
}

object! {
    /// How answers are handed on.
    pub struct ResponseForwarding {
        /// How long a part of an answer may wait to be handed on; negative hands on at once. Default:
        /// `100ms`.
        flush_interval: Duration => "flushInterval" [default = "100ms"];
    }
}
