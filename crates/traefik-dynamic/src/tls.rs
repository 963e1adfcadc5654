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
    /// A certificate with its key, and the stores it lies in.
    pub struct Certificate {
        /// The certificate: a file on Traefik's computer, or its content. It is what the certificate goes by.
        cert_file: String => "certFile" [host_path];
        /// The key: a file on Traefik's computer, or its content.
        key_file: String => "keyFile" [secret, host_path];
        /// Names of the stores it lies in. Absent: `default`.
        stores: Texts => "stores" [refers = Kind::TlsStore];
    }
}

object! {
    /// A named set of TLS parameters. The one called `default` holds where none is named.
    pub struct Options {
        /// The oldest version of TLS. Absent: `VersionTLS12`. One of `VersionTLS10`, `VersionTLS11`,
        /// `VersionTLS12`, `VersionTLS13`.
        min_version: String => "minVersion" [one_of = TLS_VERSIONS];
        /// The newest version of TLS; not below `minVersion`. Absent: the newest there is. One of
        /// `VersionTLS10`, `VersionTLS11`, `VersionTLS12`, `VersionTLS13`.
        max_version: String => "maxVersion" [one_of = TLS_VERSIONS];
        /// Cipher suites up to TLS 1.2, by the names of Go. Absent: the secure ones.
        cipher_suites: Texts => "cipherSuites" [one_of = CIPHER_SUITES];
        /// Elliptic curves, by the names of Go or of the RFCs, the preferred first. Absent: Go's choice.
        curve_preferences: Texts => "curvePreferences" [one_of = CURVES];
        /// Certificates of clients. Absent: none are asked for.
        client_auth: Box<ClientAuth> => "clientAuth";
        /// Whether clients that name no host with a certificate are turned away.
        sni_strict: bool => "sniStrict";
        /// Protocols to offer, the preferred first. Default: `h2, http/1.1, acme-tls/1`.
        alpn_protocols: Texts => "alpnProtocols" [default = "h2 http/1.1 acme-tls/1"];
        /// Whether clients cannot resume a session by a ticket.
        disable_session_tickets: bool => "disableSessionTickets" [since = "3.4"];
        /// Whether the server's order of cipher suites counts; without effect.
        prefer_server_cipher_suites: bool => "preferServerCipherSuites" [
            deprecated = "Remove it: Go chooses the order of cipher suites itself",
        ];
    }
}

object! {
    /// Whether clients must show a certificate.
    pub struct ClientAuth {
        /// Certificates of authorities to trust: files or their content.
        ca_files: Texts => "caFiles" [host_path];
        /// How much is asked; the last two need `caFiles`. One of `NoClientCert`, `RequestClientCert`,
        /// `RequireAnyClientCert`, `VerifyClientCertIfGiven`, `RequireAndVerifyClientCert`.
        client_auth_type: String => "clientAuthType" [one_of = CLIENT_AUTH_TYPES];
    }
}

object! {
    /// A named store of certificates. Traefik uses only the one called `default`.
    pub struct Store {
        /// The certificate for hosts that have none.
        default_certificate: Box<KeyPair> => "defaultCertificate";
        /// Likewise, from a certificate resolver.
        default_generated_cert: Box<GeneratedCert> => "defaultGeneratedCert";
    }
}

object! {
    /// A default certificate that a certificate resolver gets.
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
