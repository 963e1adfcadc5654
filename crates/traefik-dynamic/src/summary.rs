//! One line that summarises a component.

use crate::component::{Body, Component};
use crate::{http, rule, tcp, udp};

/// See [`Component::summary`].
pub(crate) fn of(component: &Component) -> String {
    match &component.body {
        Body::HttpRouter(router) => route(router.rule.as_deref(), router.service.as_deref()),
        Body::TcpRouter(router) => route(router.rule.as_deref(), router.service.as_deref()),
        Body::UdpRouter(router) => {
            let entry_points = router
                .entry_points
                .as_deref()
                .unwrap_or_default()
                .to_vec()
                .join(", ");
            route(Some(&entry_points), router.service.as_deref())
        }
        Body::HttpService(service) => http_service(service),
        Body::TcpService(service) => tcp_service(service),
        Body::UdpService(service) => udp_service(service),
        Body::HttpMiddleware(middleware) => http_middleware(component, middleware),
        Body::TlsCertificate(certificate) => certificate.stores.clone().unwrap_or_default().join(", "),
        Body::TlsOptions(options) => options
            .min_version
            .as_deref()
            .map_or(String::new(), |version| format!("from {version}")),
        Body::TlsStore(store) => match (&store.default_certificate, &store.default_generated_cert) {
            (Some(_), _) => "default certificate".to_owned(),
            (None, Some(_)) => "generated certificate".to_owned(),
            (None, None) => String::new(),
        },
        Body::HttpServersTransport(transport) => transport.server_name.clone().unwrap_or_default(),
        Body::TcpServersTransport(_) => String::new(),
        Body::TcpMiddleware(_) | Body::Unchecked(_) => component.type_name().unwrap_or_default().to_owned(),
    }
}

/// "g.example.com → grafana"; the whole rule if it names no host.
fn route(rule: Option<&str>, service: Option<&str>) -> String {
    let rule = rule.unwrap_or_default();
    let hosts = rule::hosts(rule);
    let from = if hosts.is_empty() {
        rule.to_owned()
    } else {
        hosts.join(", ")
    };
    match (from.is_empty(), service) {
        (true, None) => String::new(),
        (true, Some(service)) => format!("→ {service}"),
        (false, None) => from,
        (false, Some(service)) => format!("{from} → {service}"),
    }
}

/// "http://localhost:8080 and 2 more".
fn first_of(addresses: &[&str]) -> String {
    match addresses {
        [] => "no server".to_owned(),
        [only] => (*only).to_owned(),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
    }
}

fn http_service(service: &http::Service) -> String {
    if let Some(balancer) = &service.load_balancer {
        let servers = balancer.servers.as_deref().unwrap_or_default();
        return first_of(
            &servers
                .iter()
                .filter_map(|server| server.url.as_deref())
                .collect::<Vec<_>>(),
        );
    }
    if let Some(weighted) = &service.weighted {
        let names = weighted
            .services
            .iter()
            .flatten()
            .filter_map(|child| child.name.clone());
        return format!("weighted: {}", names.collect::<Vec<_>>().join(", "));
    }
    if let Some(ranked) = &service.highest_random_weight {
        let names = ranked
            .services
            .iter()
            .flatten()
            .filter_map(|child| child.name.clone());
        return format!("highest random weight: {}", names.collect::<Vec<_>>().join(", "));
    }
    if let Some(mirroring) = &service.mirroring {
        return format!("mirrors {}", mirroring.service.as_deref().unwrap_or_default());
    }
    match &service.failover {
        Some(failover) => {
            let (main, other) = (failover.service.as_deref(), failover.fallback.as_deref());
            format!("{}, else {}", main.unwrap_or_default(), other.unwrap_or_default())
        }
        None => String::new(),
    }
}

fn tcp_service(service: &tcp::Service) -> String {
    if let Some(balancer) = &service.load_balancer {
        let servers = balancer.servers.as_deref().unwrap_or_default();
        return first_of(
            &servers
                .iter()
                .filter_map(|server| server.address.as_deref())
                .collect::<Vec<_>>(),
        );
    }
    let children = service
        .weighted
        .iter()
        .flat_map(|weighted| weighted.services.iter().flatten());
    let names: Vec<_> = children.filter_map(|child| child.name.clone()).collect();
    if names.is_empty() {
        String::new()
    } else {
        format!("weighted: {}", names.join(", "))
    }
}

fn udp_service(service: &udp::Service) -> String {
    if let Some(balancer) = &service.load_balancer {
        let servers = balancer.servers.as_deref().unwrap_or_default();
        return first_of(
            &servers
                .iter()
                .filter_map(|server| server.address.as_deref())
                .collect::<Vec<_>>(),
        );
    }
    let children = service
        .weighted
        .iter()
        .flat_map(|weighted| weighted.services.iter().flatten());
    let names: Vec<_> = children.filter_map(|child| child.name.clone()).collect();
    if names.is_empty() {
        String::new()
    } else {
        format!("weighted: {}", names.join(", "))
    }
}

fn http_middleware(component: &Component, middleware: &http::Middleware) -> String {
    let name = component.type_name().unwrap_or_default();
    let users = [
        middleware
            .basic_auth
            .as_ref()
            .and_then(|auth| auth.users.as_ref()),
        middleware
            .digest_auth
            .as_ref()
            .and_then(|auth| auth.users.as_ref()),
    ];
    let detail = if let Some(users) = users.into_iter().flatten().next() {
        match users.len() {
            1 => "1 user".to_owned(),
            count => format!("{count} users"),
        }
    } else if let Some(chain) = &middleware.chain {
        chain
            .middlewares
            .as_deref()
            .unwrap_or_default()
            .to_vec()
            .join(", ")
    } else if let Some(redirect) = &middleware.redirect_scheme {
        redirect.scheme.clone().unwrap_or_default()
    } else if let Some(strip) = &middleware.strip_prefix {
        strip.prefixes.clone().unwrap_or_default().join(", ")
    } else if let Some(add) = &middleware.add_prefix {
        add.prefix.clone().unwrap_or_default()
    } else if let Some(forward) = &middleware.forward_auth {
        forward.address.clone().unwrap_or_default()
    } else if let Some(allow) = &middleware.ip_allow_list {
        allow.source_range.clone().unwrap_or_default().join(", ")
    } else if let Some(plugin) = &middleware.plugin {
        plugin.0.keys().cloned().collect::<Vec<_>>().join(", ")
    } else {
        String::new()
    };
    if detail.is_empty() {
        name.to_owned()
    } else {
        format!("{name}, {detail}")
    }
}
