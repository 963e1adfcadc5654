//! Services: servers without an address, and no servers at all.

use crate::finding::{Finding, Tell};
use crate::review::values;
use crate::{http, tcp, udp};

pub(crate) fn http(service: &http::Service, tell: &mut Tell<'_>) {
    let Some(balancer) = &service.load_balancer else {
        return;
    };
    let servers = balancer.servers.as_deref().unwrap_or_default();
    servers_of(servers.iter().map(|server| server.url.as_deref()), "url", tell);
    for (index, url) in servers
        .iter()
        .enumerate()
        .filter_map(|(index, server)| Some((index, server.url.as_deref()?)))
    {
        let is_known = ["http://", "https://", "h2c://"]
            .iter()
            .any(|scheme| url.to_ascii_lowercase().starts_with(scheme));
        if !is_known && !url.is_empty() && !url.contains("{{") && !url.starts_with('$') {
            let message =
                format!("`{{path}}` is `{url}`, which does not start with `http://`, `https://` or `h2c://`");
            let path = format!("loadBalancer.servers[{index}].url");
            tell(
                Finding::warning("BAD-VALUE", path, message)
                    .hint("These are the only schemes Traefik supports"),
            );
        } else if is_known {
            values::server_url(url, &format!("loadBalancer.servers[{index}].url"), tell);
        }
    }
    if let Some(check) = &balancer.health_check {
        let is_http = check.mode.as_deref().is_none_or(|mode| mode == "http");
        if is_http && check.path.as_deref().unwrap_or_default().is_empty() {
            let message = "`{path}` has no `path`, so Traefik requests `/`";
            tell(Finding::info("MISSING", "loadBalancer.healthCheck", message).hint("Add `path`"));
        }
    }
}

pub(crate) fn tcp(service: &tcp::Service, tell: &mut Tell<'_>) {
    let Some(balancer) = &service.load_balancer else {
        return;
    };
    let servers = balancer.servers.as_deref().unwrap_or_default();
    let addresses = || servers.iter().map(|server| server.address.as_deref());
    servers_of(addresses(), "address", tell);
    for (index, address) in addresses().enumerate() {
        let path = format!("loadBalancer.servers[{index}].address");
        values::server_address(address.unwrap_or_default(), &path, tell);
    }
}

pub(crate) fn udp(service: &udp::Service, tell: &mut Tell<'_>) {
    let Some(balancer) = &service.load_balancer else {
        return;
    };
    let servers = balancer.servers.as_deref().unwrap_or_default();
    let addresses = || servers.iter().map(|server| server.address.as_deref());
    servers_of(addresses(), "address", tell);
    for (index, address) in addresses().enumerate() {
        let path = format!("loadBalancer.servers[{index}].address");
        values::server_address(address.unwrap_or_default(), &path, tell);
    }
}

/// Whether a server has no URL, which is an error.
pub(crate) fn has_empty_http(service: &http::Service) -> bool {
    let balancer = service.load_balancer.iter();
    let mut servers = balancer.flat_map(|one| one.servers.iter().flatten());
    servers.any(|server| is_empty(server.url.as_deref()))
}

/// Whether a server has no address, which is an error.
pub(crate) fn has_empty_tcp(service: &tcp::Service) -> bool {
    let balancer = service.load_balancer.iter();
    let mut servers = balancer.flat_map(|one| one.servers.iter().flatten());
    servers.any(|server| is_empty(server.address.as_deref()))
}

/// Whether a server has no address, which is an error.
pub(crate) fn has_empty_udp(service: &udp::Service) -> bool {
    let balancer = service.load_balancer.iter();
    let mut servers = balancer.flat_map(|one| one.servers.iter().flatten());
    servers.any(|server| is_empty(server.address.as_deref()))
}

fn is_empty(address: Option<&str>) -> bool {
    address.is_none_or(str::is_empty)
}

fn servers_of<'s>(
    addresses: impl ExactSizeIterator<Item = Option<&'s str>>,
    field: &str,
    tell: &mut Tell<'_>,
) {
    if addresses.len() == 0 {
        let message = "`{path}` has no server, so requests are answered with 503";
        tell(Finding::warning("NO-SERVERS", "loadBalancer", message).hint("Add a server"));
    }
    for (index, address) in addresses.enumerate() {
        if is_empty(address) {
            let path = format!("loadBalancer.servers[{index}]");
            let message = format!("`{{path}}` has no `{field}`");
            tell(
                Finding::error("EMPTY-SERVER", path, message)
                    .hint(format!("Add `{field}`, or remove the server")),
            );
        }
    }
}
