//! How Traefik speaks to HTTP servers.

use crate::duration::Duration;
use crate::shape::object;
use crate::texts::Texts;
use crate::tls::CIPHER_SUITES;
use crate::tls::KeyPair;
use crate::tls::TLS_VERSIONS;

object! {
    /// How Traefik speaks to the servers of HTTP services that name it.
    pub struct ServersTransport {
        /// The name servers must show in their certificates. Absent: the host in their address.
        server_name: String => "serverName";
        /// Whether any certificate is taken, which makes HTTPS pointless.
        insecure_skip_verify: bool => "insecureSkipVerify";
        /// Certificates of authorities to trust: files or their content.
        root_cas: Texts => "rootCAs" [host_path];
        /// Certificates to show to servers.
        certificates: Vec<KeyPair> => "certificates";
        /// Cipher suites to offer, by the names of Go. Absent: the secure ones.
        cipher_suites: Texts => "cipherSuites" [one_of = CIPHER_SUITES, since = "3.7"];
        /// The oldest version of TLS. One of `VersionTLS10`, `VersionTLS11`, `VersionTLS12`, `VersionTLS13`.
        min_version: String => "minVersion" [one_of = TLS_VERSIONS, since = "3.7"];
        /// The newest version of TLS; not below `minVersion`. One of `VersionTLS10`, `VersionTLS11`,
        /// `VersionTLS12`, `VersionTLS13`.
        max_version: String => "maxVersion" [one_of = TLS_VERSIONS, since = "3.7"];
        /// How many idle connections are kept for a server. 0: 2; negative: none.
        max_idle_conns_per_host: i64 => "maxIdleConnsPerHost";
        /// How long to wait.
        forwarding_timeouts: Box<ForwardingTimeouts> => "forwardingTimeouts";
        /// Whether HTTP/2 is not used.
        disable_http2: bool => "disableHTTP2";
        /// The URI that a server's certificate must carry.
        peer_cert_uri: String => "peerCertURI";
        /// Identities of SPIFFE; excludes the other TLS settings, and needs `spiffe` in the install
        /// configuration.
        spiffe: Box<Spiffe> => "spiffe" [empty];
    }
}

object! {
    /// How long Traefik waits for a server.
    pub struct ForwardingTimeouts {
        /// How long connecting may take; 0 is any time. Default: `30s`.
        dial_timeout: Duration => "dialTimeout" [default = "30s"];
        /// How long the headers of an answer may take. Absent or 0: any time.
        response_header_timeout: Duration => "responseHeaderTimeout";
        /// How long an idle connection is kept; 0 is for ever. Default: `1m30s`.
        idle_conn_timeout: Duration => "idleConnTimeout" [default = "1m30s"];
        /// How long an HTTP/2 connection may be silent before it is probed. Absent or 0: it is not probed.
        read_idle_timeout: Duration => "readIdleTimeout";
        /// How long the answer to such a probe may take. Default: `15s`.
        ping_timeout: Duration => "pingTimeout" [default = "15s"];
        /// How long reading may take. Traefik's manual does not name it, yet the file may.
        read_timeout: Duration => "readTimeout" [since = "3.7"];
        /// How long writing may take. Traefik's manual does not name it, yet the file may.
        write_timeout: Duration => "writeTimeout" [since = "3.7"];
    }
}

object! {
    /// Mutual TLS with identities of SPIFFE.
    pub struct Spiffe {
        /// Identities of which a server must have one.
        ids: Texts => "ids";
        /// The trust domain a server must belong to.
        trust_domain: String => "trustDomain";
    }
}
