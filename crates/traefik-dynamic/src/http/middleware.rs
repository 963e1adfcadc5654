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
    /// Middleware.
    pub struct Middleware ignores ["requestHeaderModifier", "responseHeaderModifier", "requestRedirect", "URLRewrite", "authTLSPassCertificateToUpstream", "snippet", "rewriteTarget", "upstreamVHost", "appRoot"] chooses OneType {
        /// Add prefix.
        add_prefix: Box<AddPrefix> => "addPrefix";
        /// Strip prefix.
        strip_prefix: Box<StripPrefix> => "stripPrefix";
        /// Strip prefix regex.
        strip_prefix_regex: Box<StripPrefixRegex> => "stripPrefixRegex";
        /// Replace path.
        replace_path: Box<ReplacePath> => "replacePath";
        /// Replace path regex.
        replace_path_regex: Box<ReplacePathRegex> => "replacePathRegex";
        /// Chain.
        chain: Box<Chain> => "chain";
        /// Ip white list.
        ip_white_list: Box<IpWhiteList> => "ipWhiteList" [deprecated = "Rename it to `ipAllowList`"];
        /// Ip allow list.
        ip_allow_list: Box<IpAllowList> => "ipAllowList";
        /// Headers.
        headers: Box<Headers> => "headers";
        /// Encoded characters.
        encoded_characters: Box<EncodedCharacters> => "encodedCharacters";
        /// Errors.
        errors: Box<ErrorPages> => "errors";
        /// Rate limit.
        rate_limit: Box<RateLimit> => "rateLimit";
        /// Redirect regex.
        redirect_regex: Box<RedirectRegex> => "redirectRegex";
        /// Redirect scheme.
        redirect_scheme: Box<RedirectScheme> => "redirectScheme";
        /// Basic auth.
        basic_auth: Box<BasicAuth> => "basicAuth";
        /// Digest auth.
        digest_auth: Box<DigestAuth> => "digestAuth";
        /// Forward auth.
        forward_auth: Box<ForwardAuth> => "forwardAuth";
        /// In flight req.
        in_flight_req: Box<InFlightReq> => "inFlightReq";
        /// Buffering.
        buffering: Box<Buffering> => "buffering";
        /// Circuit breaker.
        circuit_breaker: Box<CircuitBreaker> => "circuitBreaker";
        /// Compress.
        compress: Box<Compress> => "compress" [empty];
        /// Pass tLSClient cert.
        pass_tls_client_cert: Box<PassTlsClientCert> => "passTLSClientCert";
        /// Retry.
        retry: Box<Retry> => "retry";
        /// Content type.
        content_type: Box<ContentType> => "contentType" [empty];
        /// Grpc web.
        grpc_web: Box<GrpcWeb> => "grpcWeb";
        /// Plugin.
        plugin: Plugins => "plugin";
    }
}
