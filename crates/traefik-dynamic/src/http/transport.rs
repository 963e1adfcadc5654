//! How Traefik speaks to HTTP servers.

use crate::duration::Duration;
use crate::shape::object;
use crate::tls::CIPHER_SUITES;
use crate::tls::KeyPair;

object! {
    /// ServersTransport.
    pub struct ServersTransport {
        /// Server name.
        server_name: String => "serverName";
        /// Insecure skip verify.
        insecure_skip_verify: bool => "insecureSkipVerify";
        /// Root cAs: path or PEM text.
        root_cas: Vec<String> => "rootCAs" [host_path];
        /// Certificates.
        certificates: Vec<KeyPair> => "certificates";
        /// Cipher suites.
        cipher_suites: Vec<String> => "cipherSuites" [one_of = CIPHER_SUITES];
        /// Min version: VersionTLS10..VersionTLS13.
        min_version: String => "minVersion" [one_of = ["VersionTLS10", "VersionTLS11", "VersionTLS12", "VersionTLS13"]];
        /// Max version: likewise; not below minVersion.
        max_version: String => "maxVersion" [one_of = ["VersionTLS10", "VersionTLS11", "VersionTLS12", "VersionTLS13"]];
        /// Max idle conns per host: 0: default, negative: no reuse.
        max_idle_conns_per_host: i64 => "maxIdleConnsPerHost";
        /// Forwarding timeouts.
        forwarding_timeouts: Box<ForwardingTimeouts> => "forwardingTimeouts";
        /// Disable hTTP2.
        disable_http2: bool => "disableHTTP2";
        /// Peer cert uRI: deprecated, use peerCertSANs.
        peer_cert_uri: String => "peerCertURI" [deprecated = "Use `peerCertSANs`"];
        /// Peer cert sANs.
        peer_cert_sans: Vec<San> => "peerCertSANs";
        /// Spiffe: needs static spiffe; excludes the other TLS settings.
        spiffe: Box<Spiffe> => "spiffe" [empty];
    }
}

object! {
    /// ForwardingTimeouts.
    pub struct ForwardingTimeouts {
        /// Dial timeout. Default: `30s`.
        dial_timeout: Duration => "dialTimeout" [default = "30s"];
        /// Response header timeout.
        response_header_timeout: Duration => "responseHeaderTimeout";
        /// Idle conn timeout. Default: `1m30s`.
        idle_conn_timeout: Duration => "idleConnTimeout" [default = "1m30s"];
        /// Read idle timeout.
        read_idle_timeout: Duration => "readIdleTimeout";
        /// Ping timeout. Default: `15s`.
        ping_timeout: Duration => "pingTimeout" [default = "15s"];
        /// Read timeout: undocumented (nginx provider), yet decoded.
        read_timeout: Duration => "readTimeout";
        /// Write timeout: undocumented, yet decoded.
        write_timeout: Duration => "writeTimeout";
    }
}

object! {
    /// San.
    pub struct San {
        /// Type: enum DNSName, URI.
        kind: String => "type" [one_of = ["DNSName", "URI"]];
        /// Value.
        value: String => "value";
    }
}

object! {
    /// Spiffe.
    pub struct Spiffe {
        /// Ids.
        ids: Vec<String> => "ids";
        /// Trust domain.
        trust_domain: String => "trustDomain";
    }
}
