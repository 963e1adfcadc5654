//! Which fields come first in a form. What a field is, the table of fields alone says.

use crate::shape::{Field, Shape};

/// The fields that most people use, by the name of their object, in the order of a form.
const COMMON: &[(&str, &[&str])] = &[
    (
        "Router",
        &["rule", "priority", "middlewares", "service", "entryPoints", "tls"],
    ),
    (
        "RouterTls",
        &["certResolver", "options", "domains", "passthrough"],
    ),
    ("Domain", &["main", "sans"]),
    ("Service", &["loadBalancer", "weighted"]),
    (
        "LoadBalancer",
        &[
            "servers",
            "healthCheck",
            "sticky",
            "passHostHeader",
            "serversTransport",
        ],
    ),
    ("Server", &["url", "address", "weight"]),
    ("ServerHealthCheck", &["path", "interval", "timeout"]),
    ("HealthCheck", &["interval", "timeout"]),
    ("Cookie", &["name", "secure", "httpOnly"]),
    ("WeightedService", &["name", "weight"]),
    ("RankedService", &["name", "weight"]),
    ("Mirroring", &["service", "mirrors"]),
    ("Failover", &["service", "fallback"]),
    (
        "Middleware",
        &[
            "basicAuth",
            "forwardAuth",
            "ipAllowList",
            "headers",
            "redirectScheme",
            "redirectRegex",
            "stripPrefix",
            "addPrefix",
            "rateLimit",
            "compress",
            "chain",
        ],
    ),
    ("BasicAuth", &["users", "realm", "removeHeader"]),
    ("DigestAuth", &["realm", "users"]),
    (
        "ForwardAuth",
        &["address", "trustForwardHeader", "authResponseHeaders"],
    ),
    ("IpAllowList", &["sourceRange"]),
    (
        "Headers",
        &[
            "customRequestHeaders",
            "customResponseHeaders",
            "stsSeconds",
            "frameDeny",
            "contentTypeNosniff",
        ],
    ),
    ("RedirectScheme", &["scheme", "permanent", "port"]),
    ("RedirectRegex", &["regex", "replacement", "permanent"]),
    ("RateLimit", &["average", "period", "burst"]),
    (
        "ServersTransport",
        &["insecureSkipVerify", "serverName", "rootCAs", "tls"],
    ),
    ("ClientTls", &["insecureSkipVerify", "serverName", "rootCAs"]),
    ("Options", &["minVersion", "sniStrict", "cipherSuites"]),
    ("Certificate", &["certFile", "keyFile", "stores"]),
    ("Store", &["defaultCertificate"]),
];

fn common(shape: &Shape) -> &'static [&'static str] {
    let found = COMMON.iter().find(|(name, _)| *name == shape.name);
    found.map_or(&[], |(_, fields)| fields)
}

/// Whether most people use the field. In an object of which nothing is listed, that is every field.
pub(in crate::assist) fn is_common(shape: &Shape, field: &Field) -> bool {
    let common = common(shape);
    field.deprecated.is_none() && (common.is_empty() || common.contains(&field.name))
}

/// The fields of an object: the common ones, the others, and last those that should not be used any more.
pub(in crate::assist) fn ordered(shape: &'static Shape) -> Vec<&'static Field> {
    let common = common(shape);
    let rank = |field: &Field| {
        let position = common.iter().position(|name| *name == field.name);
        (field.deprecated.is_some(), position.unwrap_or(common.len()))
    };
    let mut fields: Vec<&Field> = shape.fields.iter().collect();
    fields.sort_by_key(|field| rank(field));
    fields
}
