//! One named object of a configuration.

mod looks;
mod reading;

use std::borrow::Cow;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::shape::{self, Described, Object};
use crate::{Braces, Kind, http, tcp, template, tls, udp};

/// A router, service, middleware, servers transport, set of TLS options, TLS store or certificate, with its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// Its kind.
    pub kind: Kind,
    /// Its name within the kind, in the case it was written in; a certificate is identified by
    /// [`tls::Certificate::name`].
    pub name: String,
    /// Its content.
    pub body: Body,
    /// Whether `{{` in its name and texts is text or an action.
    pub braces: Braces,
}

/// The content of a component.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// Of [`Kind::HttpRouter`].
    HttpRouter(Box<http::Router>),
    /// Of [`Kind::HttpService`].
    HttpService(Box<http::Service>),
    /// Of [`Kind::HttpMiddleware`].
    HttpMiddleware(Box<http::Middleware>),
    /// Of [`Kind::HttpServersTransport`].
    HttpServersTransport(Box<http::ServersTransport>),
    /// Of [`Kind::TcpRouter`].
    TcpRouter(Box<tcp::Router>),
    /// Of [`Kind::TcpService`].
    TcpService(Box<tcp::Service>),
    /// Of [`Kind::TcpMiddleware`].
    TcpMiddleware(Box<tcp::Middleware>),
    /// Of [`Kind::TcpServersTransport`].
    TcpServersTransport(Box<tcp::ServersTransport>),
    /// Of [`Kind::UdpRouter`].
    UdpRouter(Box<udp::Router>),
    /// Of [`Kind::UdpService`].
    UdpService(Box<udp::Service>),
    /// Of [`Kind::TlsOptions`].
    TlsOptions(Box<tls::Options>),
    /// Of [`Kind::TlsStore`].
    TlsStore(Box<tls::Store>),
    /// Of [`Kind::TlsCertificate`].
    TlsCertificate(Box<tls::Certificate>),
    /// Content that the model does not know, kept as it is.
    Unchecked(Value),
}

impl Component {
    /// What is stored: canonical names and types, durations with a unit, nothing added.
    pub fn configuration(&self) -> Value {
        match (&self.body, self.body.object()) {
            (_, Some(object)) => shape::value_of(object),
            (Body::Unchecked(value), None) => value.clone(),
            (_, None) => Value::Null,
        }
    }

    /// SHA-256 of what Traefik makes of it, without its name. Equal for `60`, `"60s"` and `"1m"`, for any order of a
    /// map's keys, for an explicit default and an absent field, for a list and the text with commas. The order of
    /// lists counts.
    pub fn meaning(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.kind.as_str());
        hash.update([0]);
        hash.update(self.meaning_value().to_string());
        hash.finalize().into()
    }

    /// What Traefik makes of it, in canonical form.
    pub(crate) fn meaning_value(&self) -> Value {
        let value = match (&self.body, self.body.object()) {
            (_, Some(object)) => shape::meaning_of(object),
            (Body::Unchecked(value), None) => shape::sorted(value),
            (_, None) => Value::Null,
        };
        // Escaped as a template, an action differs from literal text that looks the same.
        match self.braces {
            Braces::Actions => value,
            Braces::Text => template::escaped(&value).into_owned(),
        }
    }

    /// What to give to Traefik's file provider, which runs it as a template.
    pub(crate) fn template(&self) -> (Cow<'_, str>, Value) {
        let value = self.configuration();
        match self.braces {
            Braces::Actions => (self.name.as_str().into(), value),
            Braces::Text => (
                template::escape(&self.name),
                template::escaped(&value).into_owned(),
            ),
        }
    }

    /// Whether the model knows its content; `false` for [`Body::Unchecked`].
    pub fn is_checked(&self) -> bool {
        self.body.object().is_some()
    }

    /// The entry points a router names, from the install configuration; empty for every other kind.
    pub fn entry_points(&self) -> &[String] {
        let names = match &self.body {
            Body::HttpRouter(router) => &router.entry_points,
            Body::TcpRouter(router) => &router.entry_points,
            Body::UdpRouter(router) => &router.entry_points,
            _ => return &[],
        };
        names.as_deref().unwrap_or_default()
    }

    /// Its path in a file: `http.routers.web`.
    pub fn path(&self) -> String {
        let (section, collection) = self.kind.section();
        format!("{section}.{collection}.{}", self.name)
    }
}

impl Body {
    /// An empty body for the kind.
    pub(crate) fn blank(kind: Kind) -> Body {
        match kind {
            Kind::HttpRouter => Body::HttpRouter(Box::default()),
            Kind::HttpService => Body::HttpService(Box::default()),
            Kind::HttpMiddleware => Body::HttpMiddleware(Box::default()),
            Kind::HttpServersTransport => Body::HttpServersTransport(Box::default()),
            Kind::TcpRouter => Body::TcpRouter(Box::default()),
            Kind::TcpService => Body::TcpService(Box::default()),
            Kind::TcpMiddleware => Body::TcpMiddleware(Box::default()),
            Kind::TcpServersTransport => Body::TcpServersTransport(Box::default()),
            Kind::UdpRouter => Body::UdpRouter(Box::default()),
            Kind::UdpService => Body::UdpService(Box::default()),
            Kind::TlsOptions => Body::TlsOptions(Box::default()),
            Kind::TlsStore => Body::TlsStore(Box::default()),
            Kind::TlsCertificate => Body::TlsCertificate(Box::default()),
        }
    }

    /// The body as an object of the model; `None` for [`Body::Unchecked`].
    pub(crate) fn object(&self) -> Option<&dyn Object> {
        Some(match self {
            Body::HttpRouter(body) => &**body,
            Body::HttpService(body) => &**body,
            Body::HttpMiddleware(body) => &**body,
            Body::HttpServersTransport(body) => &**body,
            Body::TcpRouter(body) => &**body,
            Body::TcpService(body) => &**body,
            Body::TcpMiddleware(body) => &**body,
            Body::TcpServersTransport(body) => &**body,
            Body::UdpRouter(body) => &**body,
            Body::UdpService(body) => &**body,
            Body::TlsOptions(body) => &**body,
            Body::TlsStore(body) => &**body,
            Body::TlsCertificate(body) => &**body,
            Body::Unchecked(_) => return None,
        })
    }

    /// The same, to be filled.
    pub(crate) fn object_mut(&mut self) -> Option<&mut dyn Object> {
        Some(match self {
            Body::HttpRouter(body) => &mut **body,
            Body::HttpService(body) => &mut **body,
            Body::HttpMiddleware(body) => &mut **body,
            Body::HttpServersTransport(body) => &mut **body,
            Body::TcpRouter(body) => &mut **body,
            Body::TcpService(body) => &mut **body,
            Body::TcpMiddleware(body) => &mut **body,
            Body::TcpServersTransport(body) => &mut **body,
            Body::UdpRouter(body) => &mut **body,
            Body::UdpService(body) => &mut **body,
            Body::TlsOptions(body) => &mut **body,
            Body::TlsStore(body) => &mut **body,
            Body::TlsCertificate(body) => &mut **body,
            Body::Unchecked(_) => return None,
        })
    }
}

/// The table of fields for a kind.
pub(crate) fn shape_of(kind: Kind) -> &'static shape::Shape {
    match kind {
        Kind::HttpRouter => http::Router::SHAPE,
        Kind::HttpService => http::Service::SHAPE,
        Kind::HttpMiddleware => http::Middleware::SHAPE,
        Kind::HttpServersTransport => http::ServersTransport::SHAPE,
        Kind::TcpRouter => tcp::Router::SHAPE,
        Kind::TcpService => tcp::Service::SHAPE,
        Kind::TcpMiddleware => tcp::Middleware::SHAPE,
        Kind::TcpServersTransport => tcp::ServersTransport::SHAPE,
        Kind::UdpRouter => udp::Router::SHAPE,
        Kind::UdpService => udp::Service::SHAPE,
        Kind::TlsOptions => tls::Options::SHAPE,
        Kind::TlsStore => tls::Store::SHAPE,
        Kind::TlsCertificate => tls::Certificate::SHAPE,
    }
}
