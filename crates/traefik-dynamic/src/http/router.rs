//! HTTP routers.

use crate::Kind;
use crate::shape::object;
use crate::texts::Texts;

object! {
    /// Which HTTP requests go to which service, and what happens to them on the way.
    pub struct Router ignores ["defaultRule", "deniedEncodedPathCharacters"] {
        /// Which requests it matches, such as ``Host(`example.com`) && PathPrefix(`/api`)``. Required, except in
        /// children of other routers.
        rule: String => "rule";
        /// Names of the entry points it listens on, from the install configuration. Absent: all default entry
        /// points.
        entry_points: Texts => "entryPoints";
        /// Names of the middlewares that a request passes through, in order.
        middlewares: Texts => "middlewares" [refers = Kind::HttpMiddleware];
        /// Name of the service that requests go to. Required, except in parents of other routers.
        service: String => "service" [refers = Kind::HttpService];
        /// Names of the routers this one refines. A child has no entry points of its own.
        parent_refs: Texts => "parentRefs" [refers = Kind::HttpRouter, since = "3.6"];
        /// Higher priorities are tried first. Absent or 0: the length of the rule.
        priority: i64 => "priority";
        /// The syntax of the rule. One of `v3`, `v2`.
        rule_syntax: String => "ruleSyntax" [
            one_of = ["v3", "v2"],
            deprecated = "Write the rule in v3 syntax",
        ];
        /// TLS; `{}` enables it.
        tls: Box<RouterTls> => "tls" [empty];
        /// What is recorded.
        observability: Box<Observability> => "observability";
    }
}

object! {
    /// TLS of an HTTP router; even when empty, it means that only HTTPS requests are matched.
    pub struct RouterTls ignores ["resolvedOptions"] {
        /// Name of the TLS options. Absent: `default`.
        options: String => "options" [refers = Kind::TlsOptions];
        /// Name of the certificate resolver, from the install configuration.
        cert_resolver: String => "certResolver";
        /// Domains to request certificates for. Absent: those in the rule.
        domains: Vec<Domain> => "domains";
    }
}

object! {
    /// Names to request a certificate for.
    pub struct Domain {
        /// The main name of the certificate.
        main: String => "main";
        /// Further names of the same certificate.
        sans: Texts => "sans";
    }
}

object! {
    /// What is recorded about the requests of a router; absent fields default to the entry point's.
    pub struct Observability ignores ["metadata"] {
        /// Whether requests are written to the access log.
        access_logs: bool => "accessLogs" [optional, since = "3.3"];
        /// Whether requests are counted.
        metrics: bool => "metrics" [optional, since = "3.3"];
        /// Whether requests are traced.
        tracing: bool => "tracing" [optional, since = "3.3"];
        /// How detailed traces are. One of `minimal`, `detailed`. Default: `minimal`.
        trace_verbosity: String => "traceVerbosity" [default = "minimal", one_of = ["minimal", "detailed"], since = "3.5"];
    }
}

object! {
    /// Defaults that Traefik itself applies to the routers of an entry point. They have no effect in a file.
    pub struct Model ignores ["deniedEncodedPathCharacters", "defaultRuleSyntax"] {
        /// Names of the middlewares that come before the router's own.
        middlewares: Texts => "middlewares" [refers = Kind::HttpMiddleware];
        /// TLS for routers that have none of their own.
        tls: Box<RouterTls> => "tls" [empty];
        /// What is recorded where routers do not specify it.
        observability: Box<Observability> => "observability";
    }
}
