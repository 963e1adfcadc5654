//! How Traefik connects to HTTP servers.

use crate::duration::Duration;
use crate::shape::object;
use crate::texts::Texts;
use crate::tls::CIPHER_SUITES;
use crate::tls::KeyPair;
use crate::tls::TLS_VERSIONS;

object! {
    /// How Traefik connects to the servers of HTTP services that use it.
    pub struct ServersTransport {
        /// The name that servers' certificates must be valid for. Absent: the host in their address.
        server_name: String => "serverName";
        /// Whether any certificate is accepted, which defeats the purpose of HTTPS.
        insecure_skip_verify: bool => "insecureSkipVerify";
        /// CA certificates to trust: files or their content.
        root_cas: Texts => "rootCAs" [host_path];
        /// Certificates to present to servers.
        certificates: Vec<KeyPair> => "certificates";
        /// Cipher suites to offer, by their Go names. Absent: the secure ones.
        cipher_suites: Texts => "cipherSuites" [one_of = CIPHER_SUITES, since = "3.7"];
        /// The minimum TLS version. One of `VersionTLS10`, `VersionTLS11`, `VersionTLS12`, `VersionTLS13`.
        min_version: String => "minVersion" [one_of = TLS_VERSIONS, since = "3.7"];
        /// The maximum TLS version; not below `minVersion`. One of `VersionTLS10`, `VersionTLS11`, `VersionTLS12`,
        /// `VersionTLS13`.
        max_version: String => "maxVersion" [one_of = TLS_VERSIONS, since = "3.7"];
        /// How many idle connections are kept per server. 0: 2; negative: none.
        max_idle_conns_per_host: i64 => "maxIdleConnsPerHost" [range = (-1, i32::MAX)];
        /// Timeouts for requests to servers.
        forwarding_timeouts: Box<ForwardingTimeouts> => "forwardingTimeouts";
        /// Whether HTTP/2 is disabled.
        disable_http2: bool => "disableHTTP2";
        /// The URI that a server's certificate must contain.
        peer_cert_uri: String => "peerCertURI";
        /// SPIFFE identities; excludes the other TLS settings, and requires `spiffe` in the install configuration.
        spiffe: Box<Spiffe> => "spiffe" [empty];
    }
}

object! {
    /// How long Traefik waits for a server.
    pub struct ForwardingTimeouts {
        /// How long connecting may take; 0 is no limit. Default: `30s`.
        dial_timeout: Duration => "dialTimeout" [default = "30s"];
        /// How long the response headers may take. Absent or 0: no limit.
        response_header_timeout: Duration => "responseHeaderTimeout";
        /// How long an idle connection is kept; 0 is forever. Default: `1m30s`.
        idle_conn_timeout: Duration => "idleConnTimeout" [default = "1m30s"];
        /// How long an HTTP/2 connection may be silent before it is probed. Absent or 0: it is not probed.
        read_idle_timeout: Duration => "readIdleTimeout";
        /// How long the reply to such a probe may take. Default: `15s`.
        ping_timeout: Duration => "pingTimeout" [default = "15s"];
        /// How long a read may take. Accepted in files, though Traefik's manual does not mention it.
        read_timeout: Duration => "readTimeout" [since = "3.7"];
        /// How long a write may take. Accepted in files, though Traefik's manual does not mention it.
        write_timeout: Duration => "writeTimeout" [since = "3.7"];
    }
}

object! {
    /// Mutual TLS with SPIFFE identities.
    pub struct Spiffe {
        /// Identities, one of which a server must have.
        ids: Texts => "ids";
        /// The trust domain that a server must belong to.
        trust_domain: String => "trustDomain";
    }
}
