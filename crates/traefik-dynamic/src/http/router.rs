//! HTTP routers.

use crate::Kind;
use crate::shape::object;

object! {
    /// Router.
    pub struct Router ignores ["defaultRule", "deniedEncodedPathCharacters"] {
        /// Rule: required in practice (a root router without a rule fails at run time); matcher expression.
        rule: String => "rule";
        /// Entry points: absent: every default entry point.
        entry_points: Vec<String> => "entryPoints";
        /// Middlewares: applied in order.
        middlewares: Vec<String> => "middlewares" [refers = Kind::HttpMiddleware];
        /// Service: required unless other routers name this one in parentRefs.
        service: String => "service" [refers = Kind::HttpService];
        /// Parent refs: names of parent routers (multi-layer routing); a child has no own entryPoints.
        parent_refs: Vec<String> => "parentRefs" [refers = Kind::HttpRouter];
        /// Priority: 0/absent: length of the rule; maximum is the largest 64-bit int minus 1000.
        priority: i64 => "priority";
        /// Rule syntax: deprecated; enum v3, v2.
        rule_syntax: String => "ruleSyntax" [one_of = ["v3", "v2"], deprecated = "Write the rule in the syntax of v3"];
        /// Tls: `{}` switches TLS on; see 2.5.
        tls: Box<RouterTls> => "tls" [empty];
        /// Observability.
        observability: Box<Observability> => "observability";
    }
}

object! {
    /// RouterTls.
    pub struct RouterTls ignores ["resolvedOptions"] {
        /// Options: name in tls.options; `default` is special.
        options: String => "options" [refers = Kind::TlsOptions];
        /// Cert resolver: name from the static configuration; cannot be checked here.
        cert_resolver: String => "certResolver";
        /// Domains.
        domains: Vec<Domain> => "domains";
    }
}

object! {
    /// Domain.
    pub struct Domain {
        /// Main.
        main: String => "main";
        /// Sans.
        sans: Vec<String> => "sans";
    }
}

object! {
    /// Observability.
    pub struct Observability ignores ["metadata"] {
        /// Access logs.
        access_logs: bool => "accessLogs" [optional];
        /// Metrics.
        metrics: bool => "metrics" [optional];
        /// Tracing.
        tracing: bool => "tracing" [optional];
        /// Trace verbosity: enum minimal, detailed. Default: `minimal`.
        trace_verbosity: String => "traceVerbosity" [default = "minimal", one_of = ["minimal", "detailed"]];
    }
}

object! {
    /// Model.
    pub struct Model ignores ["deniedEncodedPathCharacters", "defaultRuleSyntax"] {
        /// Middlewares: see 3.1.
        middlewares: Vec<String> => "middlewares" [refers = Kind::HttpMiddleware];
        /// Tls.
        tls: Box<RouterTls> => "tls" [empty];
        /// Observability.
        observability: Box<Observability> => "observability";
    }
}
