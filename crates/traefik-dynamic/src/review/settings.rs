//! Middlewares, servers transports and TLS options: fields that exclude or require one another.

use crate::finding::{Finding, Tell};
use crate::http::{ErrorPages, IpStrategy, Middleware, ServersTransport, SourceCriterion};
use crate::tls::Options;

pub(crate) fn http_middleware(middleware: &Middleware, tell: &mut Tell<'_>) {
    if let Some(criterion) = middleware
        .rate_limit
        .as_ref()
        .and_then(|limit| limit.source_criterion.as_deref())
    {
        source_criterion("rateLimit.sourceCriterion", criterion, tell);
    }
    if let Some(criterion) = middleware
        .in_flight_req
        .as_ref()
        .and_then(|limit| limit.source_criterion.as_deref())
    {
        source_criterion("inFlightReq.sourceCriterion", criterion, tell);
    }
    if let Some(strategy) = middleware
        .ip_allow_list
        .as_ref()
        .and_then(|list| list.ip_strategy.as_deref())
    {
        subnet("ipAllowList.ipStrategy", strategy, tell);
    }
    if let Some(compress) = &middleware.compress
        && is_filled(compress.excluded_content_types.as_deref())
        && is_filled(compress.included_content_types.as_deref())
    {
        let message =
            "`{path}` has excludedContentTypes and includedContentTypes; only one of them is allowed";
        tell(Finding::warning("EXCLUSIVE", "compress", message).hint("Remove one of them"));
    }
    if let Some(pages) = &middleware.errors {
        status_rewrites(pages, tell);
    }
    if let Some(plugins) = &middleware.plugin {
        if plugins.0.len() > 1 {
            let message = "`{path}` names several plugins; Traefik runs one per middleware";
            tell(Finding::warning("MULTITYPE", "plugin", message).hint("Create a middleware for each"));
        }
        for name in plugins.0.keys() {
            let message = format!("only the plugin `{name}` knows its options, so they are not checked");
            tell(Finding::info("UNCHECKED", format!("plugin.{name}"), message));
        }
    }
}

/// Go’s server sends numbers of three digits only.
fn status_rewrites(pages: &ErrorPages, tell: &mut Tell<'_>) {
    let rewrites = pages.status_rewrites.iter().flatten();
    for (key, status) in rewrites.filter(|(_, status)| !(100..=999).contains(*status)) {
        let message = format!(
            "`{{path}}` is {status}, which is no status code: Traefik closes the connection instead of answering"
        );
        tell(
            Finding::warning("BAD-VALUE", format!("errors.statusRewrites.{key}"), message)
                .hint("Write a status code, such as 404"),
        );
    }
}

fn source_criterion(path: &str, criterion: &SourceCriterion, tell: &mut Tell<'_>) {
    let set = [
        criterion.ip_strategy.is_some(),
        criterion
            .request_header_name
            .as_ref()
            .is_some_and(|name| !name.is_empty()),
        criterion.request_host == Some(true),
    ];
    if set.into_iter().filter(|is_set| *is_set).count() > 1 {
        let message = "`{path}` has more than one of ipStrategy, requestHeaderName and requestHost; only one is allowed";
        tell(Finding::warning("EXCLUSIVE", path, message).hint("Keep one of them"));
    }
    if let Some(strategy) = criterion.ip_strategy.as_deref() {
        subnet(&format!("{path}.ipStrategy"), strategy, tell);
    }
}

fn subnet(path: &str, strategy: &IpStrategy, tell: &mut Tell<'_>) {
    if let Some(bits) = strategy.ipv6_subnet.filter(|bits| !(1..=128).contains(bits)) {
        let message = format!("`{{path}}` is {bits}; it must be between 1 and 128");
        tell(Finding::warning(
            "BAD-VALUE",
            format!("{path}.ipv6Subnet"),
            message,
        ));
    }
}

pub(crate) fn servers_transport(transport: &ServersTransport, tell: &mut Tell<'_>) {
    let has_tls = transport.server_name.is_some()
        || transport.insecure_skip_verify == Some(true)
        || is_filled(transport.root_cas.as_deref())
        || transport
            .certificates
            .as_ref()
            .is_some_and(|certificates| !certificates.is_empty());
    if transport.spiffe.is_some() && has_tls {
        let message = "`{path}` is set together with other TLS settings; only one of the two is allowed";
        tell(Finding::warning("EXCLUSIVE", "spiffe", message).hint("Remove one of them"));
    }
    versions(
        transport.min_version.as_deref(),
        transport.max_version.as_deref(),
        tell,
    );
}

pub(crate) fn tls_options(options: &Options, tell: &mut Tell<'_>) {
    versions(
        options.min_version.as_deref(),
        options.max_version.as_deref(),
        tell,
    );
    let Some(client) = &options.client_auth else {
        return;
    };
    let verifies = matches!(
        client.client_auth_type.as_deref(),
        Some("VerifyClientCertIfGiven" | "RequireAndVerifyClientCert")
    );
    if verifies && !is_filled(client.ca_files.as_deref()) {
        let message = "`{path}` verifies client certificates, but has no `caFiles` to do so";
        tell(Finding::warning("MISSING", "clientAuth", message).hint("Add `caFiles`"));
    }
}

/// The names of versions sort in version order.
fn versions(min: Option<&str>, max: Option<&str>, tell: &mut Tell<'_>) {
    if let (Some(min), Some(max)) = (min, max)
        && min.starts_with("VersionTLS1")
        && max.starts_with("VersionTLS1")
        && max < min
    {
        let message = format!("`{{path}}` is `{max}`, below the minVersion `{min}`");
        tell(Finding::warning("BAD-VALUE", "maxVersion", message));
    }
}

fn is_filled(list: Option<&[String]>) -> bool {
    list.is_some_and(|list| !list.is_empty())
}
