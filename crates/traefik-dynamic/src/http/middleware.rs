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
    /// What is done to an HTTP request or its answer: exactly one of the types.
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
        /// Puts something before the path.
        add_prefix: Box<AddPrefix> => "addPrefix";
        /// Takes the beginning off the path.
        strip_prefix: Box<StripPrefix> => "stripPrefix";
        /// Likewise, by regular expressions.
        strip_prefix_regex: Box<StripPrefixRegex> => "stripPrefixRegex";
        /// Replaces the path.
        replace_path: Box<ReplacePath> => "replacePath";
        /// Likewise, by a regular expression.
        replace_path_regex: Box<ReplacePathRegex> => "replacePathRegex";
        /// Several middlewares under one name.
        chain: Box<Chain> => "chain";
        /// The former name of `ipAllowList`.
        ip_white_list: Box<IpWhiteList> => "ipWhiteList" [deprecated = "Rename it to `ipAllowList`"];
        /// Lets only some addresses through.
        ip_allow_list: Box<IpAllowList> => "ipAllowList";
        /// Sets, removes and guards headers.
        headers: Box<Headers> => "headers";
        /// Allows percent notation in paths.
        encoded_characters: Box<EncodedCharacters> => "encodedCharacters" [since = "3.7"];
        /// Answers errors with pages of another service.
        errors: Box<ErrorPages> => "errors";
        /// Limits requests in a time.
        rate_limit: Box<RateLimit> => "rateLimit";
        /// Redirects by a regular expression.
        redirect_regex: Box<RedirectRegex> => "redirectRegex";
        /// Redirects to another scheme.
        redirect_scheme: Box<RedirectScheme> => "redirectScheme";
        /// Asks for user and password.
        basic_auth: Box<BasicAuth> => "basicAuth";
        /// Likewise, by digest.
        digest_auth: Box<DigestAuth> => "digestAuth";
        /// Asks another server whether a request may pass.
        forward_auth: Box<ForwardAuth> => "forwardAuth";
        /// Limits requests under way.
        in_flight_req: Box<InFlightReq> => "inFlightReq";
        /// Reads requests and answers as a whole.
        buffering: Box<Buffering> => "buffering";
        /// Stops calling a service that fails.
        circuit_breaker: Box<CircuitBreaker> => "circuitBreaker";
        /// Compresses answers; `{}` means the defaults.
        compress: Box<Compress> => "compress" [empty];
        /// Hands the client's certificate on.
        pass_tls_client_cert: Box<PassTlsClientCert> => "passTLSClientCert";
        /// Tries again.
        retry: Box<Retry> => "retry";
        /// Guesses the content type of answers that have none; mostly `{}`.
        content_type: Box<ContentType> => "contentType" [empty];
        /// Turns gRPC-Web into gRPC.
        grpc_web: Box<GrpcWeb> => "grpcWeb";
        /// One plugin, by the name it has in the install configuration.
        plugin: Plugins => "plugin";
    }
}
