//! TCP routers, services, middlewares and servers transports.

use crate::Kind;
use crate::duration::Duration;
use crate::http::ChildHealth;
use crate::http::Domain;
use crate::http::San;
use crate::http::Spiffe;
use crate::shape::object;
use crate::tls::KeyPair;

object! {
    /// Router.
    pub struct Router {
        /// Rule: required; HostSNI(`*`) without TLS, other HostSNI only with tls.
        rule: String => "rule";
        /// Entry points.
        entry_points: Vec<String> => "entryPoints";
        /// Middlewares.
        middlewares: Vec<String> => "middlewares" [refers = Kind::TcpMiddleware];
        /// Service: required.
        service: String => "service" [refers = Kind::TcpService];
        /// Priority.
        priority: i64 => "priority";
        /// Rule syntax.
        rule_syntax: String => "ruleSyntax" [one_of = ["v3", "v2"], deprecated = "Write the rule in the syntax of v3"];
        /// Tls.
        tls: Box<RouterTls> => "tls" [empty];
    }
}

object! {
    /// RouterTls.
    pub struct RouterTls {
        /// Passthrough: excludes certResolver/options in effect.
        passthrough: bool => "passthrough";
        /// Options.
        options: String => "options" [refers = Kind::TlsOptions];
        /// Cert resolver.
        cert_resolver: String => "certResolver";
        /// Domains.
        domains: Vec<Domain> => "domains";
    }
}

object! {
    /// Service.
    pub struct Service chooses OneType {
        /// Load balancer.
        load_balancer: Box<LoadBalancer> => "loadBalancer";
        /// Weighted.
        weighted: Box<Weighted> => "weighted";
    }
}

object! {
    /// LoadBalancer.
    pub struct LoadBalancer {
        /// Servers: list of objects.
        servers: Vec<Server> => "servers";
        /// Servers transport.
        servers_transport: String => "serversTransport" [refers = Kind::TcpServersTransport];
        /// Proxy protocol: deprecated, use a serversTransport.
        proxy_protocol: Box<ProxyProtocol> => "proxyProtocol" [empty, deprecated = "Set `proxyProtocol` of a servers transport"];
        /// Termination delay: deprecated; plain int of milliseconds, no duration.
        termination_delay: i64 => "terminationDelay" [optional, deprecated = "Set `terminationDelay` of a servers transport"];
        /// Health check.
        health_check: Box<HealthCheck> => "healthCheck" [empty];
    }
}

object! {
    /// Server.
    pub struct Server {
        /// Address: required; host:port.
        address: String => "address";
        /// Port: decoded without effect.
        port: String => "port";
        /// Tls.
        tls: bool => "tls";
    }
}

object! {
    /// ProxyProtocol.
    pub struct ProxyProtocol {
        /// Version: 1 or 2. Default: `2`.
        version: i64 => "version" [default = "2"];
    }
}

object! {
    /// HealthCheck.
    pub struct HealthCheck {
        /// Port.
        port: i64 => "port";
        /// Send.
        send: String => "send";
        /// Expect.
        expect: String => "expect";
        /// Interval. Default: `30s`.
        interval: Duration => "interval" [default = "30s"];
        /// Unhealthy interval.
        unhealthy_interval: Duration => "unhealthyInterval" [optional];
        /// Timeout. Default: `5s`.
        timeout: Duration => "timeout" [default = "5s"];
    }
}

object! {
    /// Weighted.
    pub struct Weighted {
        /// Services.
        services: Vec<WeightedService> => "services";
        /// Health check.
        health_check: Box<ChildHealth> => "healthCheck" [empty];
    }
}

object! {
    /// WeightedService.
    pub struct WeightedService {
        /// Name: required.
        name: String => "name" [refers = Kind::TcpService, required];
        /// Weight. Default: `1`.
        weight: i64 => "weight" [default = "1"];
    }
}

object! {
    /// Middleware.
    pub struct Middleware chooses OneType {
        /// In flight conn.
        in_flight_conn: Box<InFlightConn> => "inFlightConn";
        /// Ip white list.
        ip_white_list: Box<IpWhiteList> => "ipWhiteList" [deprecated = "Rename it to `ipAllowList`"];
        /// Ip allow list.
        ip_allow_list: Box<IpAllowList> => "ipAllowList";
    }
}

object! {
    /// InFlightConn.
    pub struct InFlightConn {
        /// Amount: required.
        amount: i64 => "amount" [required];
    }
}

object! {
    /// IpAllowList.
    pub struct IpAllowList {
        /// Source range: required.
        source_range: Vec<String> => "sourceRange" [required];
    }
}

object! {
    /// IpWhiteList.
    pub struct IpWhiteList {
        /// Source range: required.
        source_range: Vec<String> => "sourceRange" [required];
    }
}

object! {
    /// ServersTransport.
    pub struct ServersTransport {
        /// Dial keep alive. Default: `15s`.
        dial_keep_alive: Duration => "dialKeepAlive" [default = "15s"];
        /// Dial timeout. Default: `30s`.
        dial_timeout: Duration => "dialTimeout" [default = "30s"];
        /// Proxy protocol.
        proxy_protocol: Box<ProxyProtocol> => "proxyProtocol" [empty];
        /// Termination delay. Default: `100ms`.
        termination_delay: Duration => "terminationDelay" [default = "100ms"];
        /// Tls.
        tls: Box<ClientTls> => "tls" [empty];
    }
}

object! {
    /// ClientTls.
    pub struct ClientTls {
        /// Server name.
        server_name: String => "serverName";
        /// Insecure skip verify.
        insecure_skip_verify: bool => "insecureSkipVerify";
        /// Root cAs.
        root_cas: Vec<String> => "rootCAs" [host_path];
        /// Certificates.
        certificates: Vec<KeyPair> => "certificates";
        /// Peer cert uRI.
        peer_cert_uri: String => "peerCertURI" [deprecated = "Use `peerCertSANs`"];
        /// Peer cert sANs.
        peer_cert_sans: Vec<San> => "peerCertSANs";
        /// Spiffe.
        spiffe: Box<Spiffe> => "spiffe" [empty];
    }
}
