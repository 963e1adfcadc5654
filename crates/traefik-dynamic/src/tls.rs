//! Certificates, TLS options and stores.

mod identity;
mod names;

pub(crate) use self::names::{CIPHER_SUITES, CURVES};

use crate::Kind;
use crate::http::Domain;
use crate::shape::object;

object! {
    /// Certificate.
    pub struct Certificate {
        /// Cert file: path or PEM text.
        cert_file: String => "certFile" [host_path];
        /// Key file: path or PEM text; secret.
        key_file: String => "keyFile" [secret, host_path];
        /// Stores: absent: default.
        stores: Vec<String> => "stores" [refers = Kind::TlsStore];
    }
}

object! {
    /// Options.
    pub struct Options {
        /// Min version: VersionTLS10..VersionTLS13.
        min_version: String => "minVersion" [one_of = ["VersionTLS10", "VersionTLS11", "VersionTLS12", "VersionTLS13"]];
        /// Max version: likewise.
        max_version: String => "maxVersion" [one_of = ["VersionTLS10", "VersionTLS11", "VersionTLS12", "VersionTLS13"]];
        /// Cipher suites: default: all secure Go suites; Go names.
        cipher_suites: Vec<String> => "cipherSuites" [one_of = CIPHER_SUITES];
        /// Curve preferences: CurveP256, CurveP384, CurveP521, X25519, X25519MLKEM768, SecP256r1MLKEM768, SecP384r1MLKEM1024 and RFC names.
        curve_preferences: Vec<String> => "curvePreferences" [one_of = CURVES];
        /// Client auth: `{}` refused.
        client_auth: Box<ClientAuth> => "clientAuth";
        /// Sni strict.
        sni_strict: bool => "sniStrict";
        /// Alpn protocols. Default: `[h2 http/1.1 acme-tls/1]`.
        alpn_protocols: Vec<String> => "alpnProtocols" [default = "h2 http/1.1 acme-tls/1"];
        /// Disable session tickets.
        disable_session_tickets: bool => "disableSessionTickets";
        /// Prefer server cipher suites: deprecated.
        prefer_server_cipher_suites: bool => "preferServerCipherSuites" [deprecated = "Remove it: Go chooses the order of cipher suites itself"];
    }
}

object! {
    /// ClientAuth.
    pub struct ClientAuth {
        /// Ca files: path or PEM text.
        ca_files: Vec<String> => "caFiles" [host_path];
        /// Client auth type: enum NoClientCert, RequestClientCert, RequireAnyClientCert, VerifyClientCertIfGiven, RequireAndVerifyClientCert; the last two need caFiles.
        client_auth_type: String => "clientAuthType" [one_of = ["NoClientCert", "RequestClientCert", "RequireAnyClientCert", "VerifyClientCertIfGiven", "RequireAndVerifyClientCert"]];
    }
}

object! {
    /// Store.
    pub struct Store {
        /// Default certificate.
        default_certificate: Box<KeyPair> => "defaultCertificate";
        /// Default generated cert.
        default_generated_cert: Box<GeneratedCert> => "defaultGeneratedCert";
    }
}

object! {
    /// GeneratedCert.
    pub struct GeneratedCert {
        /// Resolver: required.
        resolver: String => "resolver" [required];
        /// Domain: required.
        domain: Box<Domain> => "domain" [required];
    }
}

object! {
    /// KeyPair.
    pub struct KeyPair {
        /// Cert file: path or PEM text.
        cert_file: String => "certFile" [host_path];
        /// Key file: path or PEM text; secret.
        key_file: String => "keyFile" [secret, host_path];
    }
}
