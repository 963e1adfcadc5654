//! The service that forwards requests to servers.

use std::collections::BTreeMap;

use crate::Kind;
use crate::duration::Duration;
use crate::shape::object;

object! {
    /// Distributes requests among servers.
    pub struct LoadBalancer ignores ["nginxUpstreamHashBy"] {
        /// The servers. With none, every request is answered with 503.
        servers: Vec<Server> => "servers";
        /// Name of the servers transport. Absent: the one from the install configuration.
        servers_transport: String => "serversTransport" [refers = Kind::HttpServersTransport];
        /// Whether servers see the host name that the client asked for. Default: `true`.
        pass_host_header: bool => "passHostHeader" [default = "true"];
        /// How a server is chosen: in turn, the less busy of two, by the client's address, or the fastest. One of
        /// `wrr`, `p2c`, `hrw`, `leasttime`. Default: `wrr`.
        strategy: String => "strategy" [default = "wrr", one_of = ["wrr", "p2c", "hrw", "leasttime"], since = "3.4"];
        /// Keeps a client on the same server.
        sticky: Box<Sticky> => "sticky" [empty];
        /// Checks whether servers are up.
        health_check: Box<ServerHealthCheck> => "healthCheck";
        /// Watches responses for failures.
        passive_health_check: Box<PassiveHealthCheck> => "passiveHealthCheck" [since = "3.6"];
        /// How responses are forwarded.
        response_forwarding: Box<ResponseForwarding> => "responseForwarding" [default = "{}"];
    }
}

object! {
    /// One server of a load balancer.
    pub struct Server ignores ["fenced", "scheme", "port"] {
        /// The address: `http`, `https` or `h2c`, a host, and optionally a port and a path. Required.
        url: String => "url";
        /// Its weight. Absent: 1.
        weight: i64 => "weight" [optional, range = (0, i32::MAX)];
        /// Whether a path in `url` is put before the path of the request.
        preserve_path: bool => "preservePath" [since = "3.2"];
    }
}

object! {
    /// Keeps a client on the same server.
    pub struct Sticky {
        /// The cookie; `{}` means the defaults.
        cookie: Box<Cookie> => "cookie" [empty];
    }
}

object! {
    /// The cookie that remembers a client's server.
    pub struct Cookie ignores ["expires"] {
        /// Its name. Absent: a generated one.
        name: String => "name";
        /// Whether it is sent over HTTPS only.
        secure: bool => "secure";
        /// Whether it is hidden from scripts.
        http_only: bool => "httpOnly";
        /// Whether it is sent with requests from other sites; upper or lower case. One of `none`, `lax`, `strict`.
        same_site: String => "sameSite" [one_of = ["none", "lax", "strict"]];
        /// How many seconds it lives. 0: until the browser closes; negative: it is deleted at once.
        max_age: i64 => "maxAge";
        /// The path it is for. Default: `/`.
        path: String => "path" [default = "/", since = "3.3"];
        /// The domain it is for. Absent: the host of the request.
        domain: String => "domain" [since = "3.4"];
    }
}

object! {
    /// Checks at intervals whether servers are up.
    pub struct ServerHealthCheck {
        /// The scheme to use. Absent: that of the server. One of `http`, `https`.
        scheme: String => "scheme" [one_of = ["http", "https"]];
        /// The protocol to use. One of `http`, `grpc`. Default: `http`.
        mode: String => "mode" [default = "http", one_of = ["http", "grpc"]];
        /// The path to request.
        path: String => "path";
        /// The method to use. Absent: `GET`.
        method: String => "method";
        /// The status code that means up. Absent or 0: any of 2xx and 3xx.
        status: i64 => "status" [range = (0, 599)];
        /// The port to use. Absent: that of the server.
        port: i64 => "port" [range = (1, 65535)];
        /// How often a server that is up is checked. Default: `30s`.
        interval: Duration => "interval" [default = "30s"];
        /// How often a server that is down is checked. Absent: same as `interval`.
        unhealthy_interval: Duration => "unhealthyInterval" [optional, since = "3.5"];
        /// How long a response may take. Default: `5s`.
        timeout: Duration => "timeout" [default = "5s"];
        /// The host name to request. Absent: that of the server.
        hostname: String => "hostname";
        /// Whether redirects are followed. Default: `true`.
        follow_redirects: bool => "followRedirects" [default = "true"];
        /// Headers to send, by name.
        headers: BTreeMap<String, String> => "headers";
    }
}

object! {
    /// Takes a server out of rotation for a while when its responses fail.
    pub struct PassiveHealthCheck {
        /// The time window in which failures are counted, and for which a server stays out. Default: `10s`.
        failure_window: Duration => "failureWindow" [default = "10s"];
        /// How many failures take a server out. Default: `1`.
        max_failed_attempts: i64 => "maxFailedAttempts" [default = "1", range = (1, i32::MAX)];
    }
}

object! {
    /// How responses are forwarded.
    pub struct ResponseForwarding {
        /// How long part of a response may wait before it is forwarded; negative: forwarded at once. Default: `100ms`.
        flush_interval: Duration => "flushInterval" [default = "100ms"];
    }
}
