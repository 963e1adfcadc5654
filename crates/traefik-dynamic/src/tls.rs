//! Certificates, TLS options and stores.

mod identity;
mod names;

use self::names::CLIENT_AUTH_TYPES;
pub(crate) use self::names::{CIPHER_SUITES, CURVES, TLS_VERSIONS};

use crate::Kind;
use crate::http::Domain;
use crate::shape::object;
use crate::texts::Texts;

object! {
    /// A certificate with its key, and the stores it belongs to.
    pub struct Certificate {
        /// The certificate: a file on Traefik's computer, or its content. It identifies the certificate.
        cert_file: String => "certFile" [host_path];
        /// The key: a file on Traefik's computer, or its content.
        key_file: String => "keyFile" [secret, host_path];
        /// Names of the stores it belongs to. Absent: `default`.
        stores: Texts => "stores" [refers = Kind::TlsStore];
    }
}

object! {
    /// A named set of TLS parameters. The one called `default` applies where none is named.
    pub struct Options {
        /// The minimum TLS version. Absent: `VersionTLS12`. One of `VersionTLS10`, `VersionTLS11`, `VersionTLS12`,
        /// `VersionTLS13`.
        min_version: String => "minVersion" [one_of = TLS_VERSIONS];
        /// The maximum TLS version; not below `minVersion`. Absent: the newest available. One of `VersionTLS10`,
        /// `VersionTLS11`, `VersionTLS12`, `VersionTLS13`.
        max_version: String => "maxVersion" [one_of = TLS_VERSIONS];
        /// Cipher suites up to TLS 1.2, by their Go names. Absent: the secure ones.
        cipher_suites: Texts => "cipherSuites" [one_of = CIPHER_SUITES];
        /// Elliptic curves, by their names in Go or the RFCs, preferred first. Absent: Go's choice.
        curve_preferences: Texts => "curvePreferences" [one_of = CURVES];
        /// Client certificates. Absent: none are requested.
        client_auth: Box<ClientAuth> => "clientAuth";
        /// Whether clients are turned away if they name no host that has a certificate.
        sni_strict: bool => "sniStrict";
        /// Protocols to offer, preferred first. Default: `h2, http/1.1, acme-tls/1`.
        alpn_protocols: Texts => "alpnProtocols" [default = "h2 http/1.1 acme-tls/1"];
        /// Whether session resumption by tickets is disabled.
        disable_session_tickets: bool => "disableSessionTickets" [since = "3.4"];
        /// Whether the server's order of cipher suites is used; has no effect.
        prefer_server_cipher_suites: bool => "preferServerCipherSuites" [
            deprecated = "Remove it: Go chooses the order of cipher suites itself",
        ];
    }
}

object! {
    /// Whether clients must present a certificate.
    pub struct ClientAuth {
        /// CA certificates to trust: files or their content.
        ca_files: Texts => "caFiles" [host_path];
        /// How strict the check is; the last two require `caFiles`. One of `NoClientCert`, `RequestClientCert`,
        /// `RequireAnyClientCert`, `VerifyClientCertIfGiven`, `RequireAndVerifyClientCert`.
        client_auth_type: String => "clientAuthType" [one_of = CLIENT_AUTH_TYPES];
    }
}

object! {
    /// A named store of certificates. Traefik uses only the one called `default`.
    pub struct Store {
        /// The certificate for hosts that have none.
        default_certificate: Box<KeyPair> => "defaultCertificate";
        /// The certificate for hosts that have none, from a certificate resolver.
        default_generated_cert: Box<GeneratedCert> => "defaultGeneratedCert";
    }
}

object! {
    /// A default certificate that a certificate resolver obtains.
    pub struct GeneratedCert {
        /// Name of the certificate resolver, from the install configuration.
        resolver: String => "resolver" [required];
        /// The names of the certificate.
        domain: Box<Domain> => "domain" [required];
    }
}

object! {
    /// A certificate with its key.
    pub struct KeyPair {
        /// The certificate: a file on Traefik's computer, or its content.
        cert_file: String => "certFile" [host_path];
        /// The key: a file on Traefik's computer, or its content.
        key_file: String => "keyFile" [secret, host_path];
    }
}
