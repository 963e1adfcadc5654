//! Middlewares about the way of a request and the body of its answer.

use std::collections::BTreeMap;

use crate::Kind;
use crate::duration::Duration;
use crate::shape::object;

object! {
    /// Chain.
    pub struct Chain {
        /// Middlewares: required; must not form a cycle.
        middlewares: Vec<String> => "middlewares" [refers = Kind::HttpMiddleware, required];
    }
}

object! {
    /// ErrorPages.
    pub struct ErrorPages ignores ["nginxHeaders"] {
        /// Status: codes or ranges.
        status: Vec<String> => "status";
        /// Status rewrites: code or range -> code; quote the keys in YAML (2.4).
        status_rewrites: BTreeMap<String, i64> => "statusRewrites";
        /// Service: required; http service.
        service: String => "service" [refers = Kind::HttpService, required];
        /// Query: may hold {status}, {originalStatus}, {url}.
        query: String => "query";
        /// Error request headers.
        error_request_headers: Vec<String> => "errorRequestHeaders";
    }
}

object! {
    /// Buffering.
    pub struct Buffering ignores ["disableRequestBuffer", "disableResponseBuffer"] {
        /// Max request body bytes.
        max_request_body_bytes: i64 => "maxRequestBodyBytes";
        /// Mem request body bytes: 0: 1048576.
        mem_request_body_bytes: i64 => "memRequestBodyBytes";
        /// Max response body bytes.
        max_response_body_bytes: i64 => "maxResponseBodyBytes";
        /// Mem response body bytes: 0: 1048576.
        mem_response_body_bytes: i64 => "memResponseBodyBytes";
        /// Retry expression.
        retry_expression: String => "retryExpression";
    }
}

object! {
    /// CircuitBreaker.
    pub struct CircuitBreaker {
        /// Expression: required.
        expression: String => "expression" [required];
        /// Check period. Default: `100ms`.
        check_period: Duration => "checkPeriod" [default = "100ms"];
        /// Fallback duration. Default: `10s`.
        fallback_duration: Duration => "fallbackDuration" [default = "10s"];
        /// Recovery duration. Default: `10s`.
        recovery_duration: Duration => "recoveryDuration" [default = "10s"];
        /// Response code. Default: `503`.
        response_code: i64 => "responseCode" [default = "503"];
    }
}

object! {
    /// Retry.
    pub struct Retry {
        /// Attempts: required > 0.
        attempts: i64 => "attempts" [required];
        /// Timeout.
        timeout: Duration => "timeout";
        /// Initial interval.
        initial_interval: Duration => "initialInterval";
        /// Max request body bytes. Default: `2097152`.
        max_request_body_bytes: i64 => "maxRequestBodyBytes" [default = "2097152"];
        /// Status.
        status: Vec<String> => "status";
        /// Disable retry on network error.
        disable_retry_on_network_error: bool => "disableRetryOnNetworkError";
        /// Retry non idempotent method.
        retry_non_idempotent_method: bool => "retryNonIdempotentMethod";
    }
}

object! {
    /// Compress.
    pub struct Compress {
        /// Excluded content types: excludes includedContentTypes.
        excluded_content_types: Vec<String> => "excludedContentTypes";
        /// Included content types.
        included_content_types: Vec<String> => "includedContentTypes";
        /// Min response body bytes: 0: 1024; not negative.
        min_response_body_bytes: i64 => "minResponseBodyBytes";
        /// Encodings: enum zstd, br, gzip; not empty. Default: `[gzip br zstd]`.
        encodings: Vec<String> => "encodings" [default = "gzip br zstd", one_of = ["zstd", "br", "gzip"]];
        /// Default encoding: one of encodings.
        default_encoding: String => "defaultEncoding" [one_of = ["zstd", "br", "gzip"]];
    }
}

object! {
    /// GrpcWeb.
    pub struct GrpcWeb {
        /// Allow origins.
        allow_origins: Vec<String> => "allowOrigins";
    }
}
