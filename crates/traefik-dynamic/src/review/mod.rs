//! Findings about a component that can be read: values unknown to Traefik, outdated fields, missing parts.

mod field;
mod router;
mod service;
mod settings;
mod values;

use crate::Severity;
use crate::component::Body;
use crate::finding::Tell;
use crate::{Braces, walk};

/// Whether a review of the body finds an error, and not only what is worth a warning.
pub(crate) fn has_errors(body: &Body) -> bool {
    match body {
        Body::HttpService(service) => service::has_empty_http(service),
        Body::TcpService(service) => service::has_empty_tcp(service),
        Body::UdpService(service) => service::has_empty_udp(service),
        _ => false,
    }
}

/// Reviews a body.
pub(crate) fn body((body, braces): (&Body, Braces), tell: &mut Tell<'_>) {
    let Some(object) = body.object() else { return };
    walk::each(object, &mut String::new(), &mut |path, field, slot| {
        field::look(path, (field, slot), (braces, tell));
    });
    field::secrets(object, tell);
    match body {
        Body::HttpRouter(router) => router::http(router, tell),
        Body::TcpRouter(router) => router::tcp(router, tell),
        Body::UdpRouter(router) => router::udp(router, tell),
        Body::HttpService(service) => service::http(service, tell),
        Body::TcpService(service) => service::tcp(service, tell),
        Body::UdpService(service) => service::udp(service, tell),
        Body::HttpMiddleware(middleware) => {
            let mut was_told = false;
            settings::http_middleware(middleware, &mut |finding| {
                was_told |= finding.severity != Severity::Info;
                tell(finding);
            });
            // What was reported with its place is not reported again.
            if !was_told {
                values::http_middleware(middleware, tell);
            }
        }
        Body::HttpServersTransport(transport) => settings::servers_transport(transport, tell),
        Body::TlsOptions(options) => settings::tls_options(options, tell),
        Body::TcpMiddleware(middleware) => values::tcp_middleware(middleware, tell),
        Body::TcpServersTransport(_) | Body::TlsStore(_) | Body::TlsCertificate(_) | Body::Unchecked(_) => {}
    }
}
