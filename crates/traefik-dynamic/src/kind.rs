//! The kinds of named components in a dynamic configuration.

use std::fmt;

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// The kind of a component. Each kind is a namespace of its own, so an HTTP service and a TCP service may share a name.
///
/// Written as text in kebab case, `http-router`, and serialised as that text.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case", parse_err_ty = UnknownKind, parse_err_fn = unknown)]
pub enum Kind {
    /// A rule that sends HTTP requests to a service.
    HttpRouter,
    /// Where HTTP requests end up: servers, or other services.
    HttpService,
    /// Something done to an HTTP request or its response on the way.
    HttpMiddleware,
    /// How Traefik connects to HTTP servers.
    HttpServersTransport,
    /// A rule that sends TCP connections to a service.
    TcpRouter,
    /// Where TCP connections end up.
    TcpService,
    /// Something done to a TCP connection on the way.
    TcpMiddleware,
    /// How Traefik connects to TCP servers.
    TcpServersTransport,
    /// An entry point that sends UDP packets to a service.
    UdpRouter,
    /// Where UDP packets end up.
    UdpService,
    /// A named set of TLS parameters.
    TlsOptions,
    /// A named store of certificates.
    TlsStore,
    /// A certificate with its key; it has no name in a file and is identified by its certificate.
    TlsCertificate,
}

impl Kind {
    /// Every kind, in the order in which a file is written.
    pub const ALL: &'static [Kind] = Kind::VARIANTS;

    /// The kind as text, such as `http-servers-transport`.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Whether components of this kind choose where requests, connections or packets go.
    pub fn is_router(self) -> bool {
        matches!(self, Kind::HttpRouter | Kind::TcpRouter | Kind::UdpRouter)
    }

    /// Where components of this kind are found in a file: the section and the collection in it.
    pub fn section(self) -> (&'static str, &'static str) {
        match self {
            Kind::HttpRouter => ("http", "routers"),
            Kind::HttpService => ("http", "services"),
            Kind::HttpMiddleware => ("http", "middlewares"),
            Kind::HttpServersTransport => ("http", "serversTransports"),
            Kind::TcpRouter => ("tcp", "routers"),
            Kind::TcpService => ("tcp", "services"),
            Kind::TcpMiddleware => ("tcp", "middlewares"),
            Kind::TcpServersTransport => ("tcp", "serversTransports"),
            Kind::UdpRouter => ("udp", "routers"),
            Kind::UdpService => ("udp", "services"),
            Kind::TlsOptions => ("tls", "options"),
            Kind::TlsStore => ("tls", "stores"),
            Kind::TlsCertificate => ("tls", "certificates"),
        }
    }

    /// The kind as a noun, for a sentence: "HTTP router".
    pub fn noun(self) -> &'static str {
        match self {
            Kind::HttpRouter => "HTTP router",
            Kind::HttpService => "HTTP service",
            Kind::HttpMiddleware => "HTTP middleware",
            Kind::HttpServersTransport => "HTTP servers transport",
            Kind::TcpRouter => "TCP router",
            Kind::TcpService => "TCP service",
            Kind::TcpMiddleware => "TCP middleware",
            Kind::TcpServersTransport => "TCP servers transport",
            Kind::UdpRouter => "UDP router",
            Kind::UdpService => "UDP service",
            Kind::TlsOptions => "TLS options",
            Kind::TlsStore => "TLS store",
            Kind::TlsCertificate => "TLS certificate",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A text that names no kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownKind {
    /// The text that was given.
    pub given: String,
}

impl fmt::Display for UnknownKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
        write!(
            f,
            "`{}` is not a kind of component; use one of: {}",
            self.given,
            known.join(", ")
        )
    }
}

impl std::error::Error for UnknownKind {}

fn unknown(given: &str) -> UnknownKind {
    let given = given.to_owned();
    UnknownKind { given }
}
