//! TCP routers, services, middlewares and servers transports.

use crate::Kind;
use crate::duration::Duration;
use crate::http::ChildHealth;
use crate::http::Domain;
use crate::http::Spiffe;
use crate::shape::object;
use crate::texts::Texts;
use crate::tls::KeyPair;

object! {
    /// Which TCP connections go to which service.
    pub struct Router {
        /// Which connections it matches: ``HostSNI(`*`)`` is any; another name requires `tls`.
        rule: String => "rule";
        /// Names of the entry points it listens on, from the install configuration. Absent: all default entry
        /// points.
        entry_points: Texts => "entryPoints";
        /// Names of the TCP middlewares that a connection passes through, in order.
        middlewares: Texts => "middlewares" [refers = Kind::TcpMiddleware];
        /// Name of the TCP service that connections go to.
        service: String => "service" [refers = Kind::TcpService];
        /// Higher priorities are tried first. Absent or 0: the length of the rule.
        priority: i64 => "priority";
        /// The syntax of the rule. One of `v3`, `v2`.
        rule_syntax: String => "ruleSyntax" [
            one_of = ["v3", "v2"],
            deprecated = "Write the rule in v3 syntax",
        ];
        /// TLS; `{}` enables it.
        tls: Box<RouterTls> => "tls" [empty];
    }
}

object! {
    /// TLS of a TCP router; even when empty, it means that only TLS connections are matched.
    pub struct RouterTls {
        /// Whether the server terminates TLS instead of Traefik; `options` and `certResolver` then have no effect.
        passthrough: bool => "passthrough";
        /// Name of the TLS options. Absent: `default`.
        options: String => "options" [refers = Kind::TlsOptions];
        /// Name of the certificate resolver, from the install configuration.
        cert_resolver: String => "certResolver";
        /// Domains to request certificates for. Absent: those in the rule.
        domains: Vec<Domain> => "domains";
    }
}

object! {
    /// Where TCP connections end up: exactly one of the types.
    pub struct Service chooses OneType {
        /// Servers.
        load_balancer: Box<LoadBalancer> => "loadBalancer";
        /// Services by weight.
        weighted: Box<Weighted> => "weighted";
    }
}

object! {
    /// Distributes connections among servers.
    pub struct LoadBalancer {
        /// The servers.
        servers: Vec<Server> => "servers";
        /// Name of the TCP servers transport. Absent: the one from the install configuration.
        servers_transport: String => "serversTransport" [refers = Kind::TcpServersTransport];
        /// The PROXY protocol; `{}` means version 2.
        proxy_protocol: Box<ProxyProtocol> => "proxyProtocol" [
            empty,
            deprecated = "Set `proxyProtocol` of a servers transport",
        ];
        /// How many milliseconds a half-closed connection is kept; negative is forever. Absent: 100.
        termination_delay: i64 => "terminationDelay" [
            optional,
            deprecated = "Set `terminationDelay` of a servers transport",
        ];
        /// Checks whether servers are up; `{}` means the defaults.
        health_check: Box<HealthCheck> => "healthCheck" [empty, since = "3.6"];
    }
}

object! {
    /// One server of a load balancer.
    pub struct Server {
        /// The address, as `host:port`. Required.
        address: String => "address";
        /// Decoded, but has no effect.
        port: String => "port";
        /// Whether Traefik uses TLS to connect to the server.
        tls: bool => "tls";
    }
}

object! {
    /// Passes the client's address to the server with the PROXY protocol.
    pub struct ProxyProtocol {
        /// The version: 1 or 2. Default: `2`.
        version: i64 => "version" [default = "2", range = (1, 2)];
    }
}

object! {
    /// Connects to servers at intervals to see whether they are up.
    pub struct HealthCheck {
        /// The port to connect to. Absent: that of the server.
        port: i64 => "port" [range = (1, 65535)];
        /// What to send. Absent: nothing.
        send: String => "send";
        /// What must come back. Absent: a successful connection is enough.
        expect: String => "expect";
        /// How often a server that is up is checked. Default: `30s`.
        interval: Duration => "interval" [default = "30s"];
        /// How often a server that is down is checked. Absent: same as `interval`.
        unhealthy_interval: Duration => "unhealthyInterval" [optional];
        /// How long a reply may take. Default: `5s`.
        timeout: Duration => "timeout" [default = "5s"];
    }
}

object! {
    /// Distributes connections among services by weight.
    pub struct Weighted {
        /// The services with their weights.
        services: Vec<WeightedService> => "services";
        /// `{}` reports to parent services whether any of these is up.
        health_check: Box<ChildHealth> => "healthCheck" [empty, since = "3.6"];
    }
}

object! {
    /// A service with its weight.
    pub struct WeightedService {
        /// Name of the TCP service.
        name: String => "name" [refers = Kind::TcpService, required];
        /// Its weight; with 0 it gets no connections. Default: `1`.
        weight: i64 => "weight" [default = "1", range = (0, i32::MAX)];
    }
}

object! {
    /// What is done to a TCP connection: exactly one of the types.
    pub struct Middleware chooses OneType {
        /// Limits open connections.
        in_flight_conn: Box<InFlightConn> => "inFlightConn";
        /// The former name of `ipAllowList`.
        ip_white_list: Box<IpWhiteList> => "ipWhiteList" [deprecated = "Rename it to `ipAllowList`"];
        /// Lets only certain addresses through.
        ip_allow_list: Box<IpAllowList> => "ipAllowList";
    }
}

object! {
    /// Limits how many connections an address may have open at once.
    pub struct InFlightConn {
        /// How many connections an address may have open at once.
        amount: i64 => "amount" [required, range = (1, i32::MAX)];
    }
}

object! {
    /// Lets only certain addresses through.
    pub struct IpAllowList {
        /// Addresses and ranges to let through, such as `10.0.0.0/8`.
        source_range: Texts => "sourceRange" [required];
    }
}

object! {
    /// The former name of `ipAllowList`.
    pub struct IpWhiteList {
        /// Addresses and ranges to let through, such as `10.0.0.0/8`.
        source_range: Texts => "sourceRange" [required];
    }
}

object! {
    /// How Traefik connects to the servers of TCP services that use it.
    pub struct ServersTransport {
        /// How often an open connection is probed; 0 is the system default, negative is never. Default: `15s`.
        dial_keep_alive: Duration => "dialKeepAlive" [default = "15s"];
        /// How long connecting may take; 0 is no limit. Default: `30s`.
        dial_timeout: Duration => "dialTimeout" [default = "30s"];
        /// The PROXY protocol; `{}` means version 2.
        proxy_protocol: Box<ProxyProtocol> => "proxyProtocol" [empty, since = "3.5.2"];
        /// How long a half-closed connection is kept; negative is forever. Default: `100ms`.
        termination_delay: Duration => "terminationDelay" [default = "100ms"];
        /// TLS for connections to servers; `{}` enables it.
        tls: Box<ClientTls> => "tls" [empty];
    }
}

object! {
    /// TLS for connections to TCP servers; its presence, even when empty, enables TLS.
    pub struct ClientTls {
        /// The name that servers' certificates must be valid for. Absent: the host in their address.
        server_name: String => "serverName";
        /// Whether any certificate is accepted, which defeats the purpose of TLS.
        insecure_skip_verify: bool => "insecureSkipVerify";
        /// CA certificates to trust: files or their content.
        root_cas: Texts => "rootCAs" [host_path];
        /// Certificates to present to servers.
        certificates: Vec<KeyPair> => "certificates";
        /// The URI that a server's certificate must contain.
        peer_cert_uri: String => "peerCertURI";
        /// SPIFFE identities; requires `spiffe` in the install configuration.
        spiffe: Box<Spiffe> => "spiffe" [empty];
    }
}
