//! HTTP middlewares: each has exactly one type.

mod auth;
mod certificate;
mod flow;
mod headers;
mod limit;
mod path;

pub use self::auth::{BasicAuth, DigestAuth, ForwardAuth, ForwardAuthTls};
pub use self::certificate::{ClientCertificateFields, IssuerFields, PassTlsClientCert, SubjectFields};
pub use self::flow::{Buffering, Chain, CircuitBreaker, Compress, ErrorPages, GrpcWeb, Retry};
pub use self::headers::{ContentType, EncodedCharacters, Headers};
pub use self::limit::{
    ClientTls, InFlightReq, IpAllowList, IpStrategy, IpWhiteList, RateLimit, Redis, SourceCriterion,
};
pub use self::path::{
    AddPrefix, RedirectRegex, RedirectScheme, ReplacePath, ReplacePathRegex, StripPrefix, StripPrefixRegex,
};

use crate::plugins::Plugins;
use crate::shape::object;

object! {
    /// What is done to an HTTP request or its response: exactly one of the types.
    pub struct Middleware ignores [
        "requestHeaderModifier",
        "responseHeaderModifier",
        "requestRedirect",
        "URLRewrite",
        "authTLSPassCertificateToUpstream",
        "snippet",
        "rewriteTarget",
        "upstreamVHost",
        "appRoot",
    ] chooses OneType {
        /// Adds a prefix to the path.
        add_prefix: Box<AddPrefix> => "addPrefix";
        /// Removes a prefix from the path.
        strip_prefix: Box<StripPrefix> => "stripPrefix";
        /// Removes a prefix from the path, by regular expressions.
        strip_prefix_regex: Box<StripPrefixRegex> => "stripPrefixRegex";
        /// Replaces the path.
        replace_path: Box<ReplacePath> => "replacePath";
        /// Replaces the path by a regular expression.
        replace_path_regex: Box<ReplacePathRegex> => "replacePathRegex";
        /// Several middlewares under one name.
        chain: Box<Chain> => "chain";
        /// The former name of `ipAllowList`.
        ip_white_list: Box<IpWhiteList> => "ipWhiteList" [deprecated = "Rename it to `ipAllowList`"];
        /// Lets only certain addresses through.
        ip_allow_list: Box<IpAllowList> => "ipAllowList";
        /// Sets, removes and checks headers.
        headers: Box<Headers> => "headers";
        /// Allows percent-encoded characters in paths.
        encoded_characters: Box<EncodedCharacters> => "encodedCharacters" [since = "3.7"];
        /// Replaces error responses with pages from another service.
        errors: Box<ErrorPages> => "errors";
        /// Limits the rate of requests.
        rate_limit: Box<RateLimit> => "rateLimit";
        /// Redirects by a regular expression.
        redirect_regex: Box<RedirectRegex> => "redirectRegex";
        /// Redirects to another scheme.
        redirect_scheme: Box<RedirectScheme> => "redirectScheme";
        /// Asks for a user name and password.
        basic_auth: Box<BasicAuth> => "basicAuth";
        /// Asks for a user name and password, with digest authentication.
        digest_auth: Box<DigestAuth> => "digestAuth";
        /// Asks another server whether to let a request through.
        forward_auth: Box<ForwardAuth> => "forwardAuth";
        /// Limits the number of simultaneous requests.
        in_flight_req: Box<InFlightReq> => "inFlightReq";
        /// Buffers whole requests and responses.
        buffering: Box<Buffering> => "buffering";
        /// Stops calling a failing service.
        circuit_breaker: Box<CircuitBreaker> => "circuitBreaker";
        /// Compresses responses; `{}` means the defaults.
        compress: Box<Compress> => "compress" [empty];
        /// Passes the client's certificate on.
        pass_tls_client_cert: Box<PassTlsClientCert> => "passTLSClientCert";
        /// Retries failed requests.
        retry: Box<Retry> => "retry";
        /// Guesses the content type of responses that have none; usually `{}`.
        content_type: Box<ContentType> => "contentType" [empty];
        /// Turns gRPC-Web into gRPC.
        grpc_web: Box<GrpcWeb> => "grpcWeb";
        /// One plugin, by its name in the install configuration.
        plugin: Plugins => "plugin";
    }
}
