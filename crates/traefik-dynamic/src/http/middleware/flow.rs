//! Middlewares that affect how a request is handled and the body of its response.

use std::collections::BTreeMap;

use crate::Kind;
use crate::duration::Duration;
use crate::shape::object;
use crate::texts::Texts;

object! {
    /// Several middlewares under one name.
    pub struct Chain {
        /// Names of the middlewares, in order. Must not lead back to this one.
        middlewares: Texts => "middlewares" [refers = Kind::HttpMiddleware, required];
    }
}

object! {
    /// Replaces error responses with pages from another service.
    pub struct ErrorPages ignores ["nginxHeaders"] {
        /// Status codes and ranges, such as `500-599`.
        status: Texts => "status";
        /// Status codes to answer with instead, by code or range.
        status_rewrites: BTreeMap<String, i64> => "statusRewrites" [since = "3.4"];
        /// Name of the service that serves the pages.
        service: String => "service" [refers = Kind::HttpService, required];
        /// The address of the page; `{status}`, `{originalStatus}` and `{url}` are replaced by their values.
        query: String => "query";
        /// Headers of the request that are sent to that service. Absent: all.
        error_request_headers: Texts => "errorRequestHeaders" [since = "3.6.15"];
    }
}

object! {
    /// Buffers whole requests and responses, and limits their size.
    pub struct Buffering ignores ["disableRequestBuffer", "disableResponseBuffer"] {
        /// The largest request, in bytes. Absent or 0: any size.
        max_request_body_bytes: i64 => "maxRequestBodyBytes" [range = (0, i32::MAX)];
        /// The size in bytes above which a request is buffered on disk. Absent or 0: 1048576.
        mem_request_body_bytes: i64 => "memRequestBodyBytes" [range = (0, i32::MAX)];
        /// The largest response, in bytes. Absent or 0: any size.
        max_response_body_bytes: i64 => "maxResponseBodyBytes" [range = (0, i32::MAX)];
        /// The size in bytes above which a response is buffered on disk. Absent or 0: 1048576.
        mem_response_body_bytes: i64 => "memResponseBodyBytes" [range = (0, i32::MAX)];
        /// When to retry, such as `IsNetworkError() && Attempts() < 2`.
        retry_expression: String => "retryExpression";
    }
}

object! {
    /// Stops calling a failing service for a while.
    pub struct CircuitBreaker {
        /// When to stop calling, such as `NetworkErrorRatio() > 0.3`.
        expression: String => "expression" [required];
        /// How often the expression is evaluated. Default: `100ms`.
        check_period: Duration => "checkPeriod" [default = "100ms"];
        /// How long the service is not called. Default: `10s`.
        fallback_duration: Duration => "fallbackDuration" [default = "10s"];
        /// How long traffic to it is ramped up afterwards. Default: `10s`.
        recovery_duration: Duration => "recoveryDuration" [default = "10s"];
        /// The status code to answer with in the meantime. Default: `503`.
        response_code: i64 => "responseCode" [default = "503", range = (100, 599)];
    }
}

object! {
    /// Retries requests that got no response.
    pub struct Retry {
        /// How often a request is tried; must be greater than 0.
        attempts: i64 => "attempts" [required, range = (1, i32::MAX)];
        /// How long all attempts together may take. Absent or 0: no limit.
        timeout: Duration => "timeout" [since = "3.7"];
        /// How long to wait before the second attempt; each further wait is twice as long. Absent or 0: no wait.
        initial_interval: Duration => "initialInterval";
        /// The largest body that is kept for a retry, in bytes; -1 is any size. Default: `2097152`.
        max_request_body_bytes: i64 => "maxRequestBodyBytes" [default = "2097152", since = "3.7", range = (-1, i32::MAX)];
        /// Status codes and ranges that are retried too.
        status: Texts => "status" [since = "3.7"];
        /// Whether network errors are not retried.
        disable_retry_on_network_error: bool => "disableRetryOnNetworkError" [since = "3.7"];
        /// Whether `POST`, `LOCK` and `PATCH` are retried too.
        retry_non_idempotent_method: bool => "retryNonIdempotentMethod" [since = "3.7"];
    }
}

object! {
    /// Compresses responses. `{}` means the defaults.
    pub struct Compress {
        /// Content types to leave alone. Excludes `includedContentTypes`.
        excluded_content_types: Texts => "excludedContentTypes";
        /// Content types to compress; no others are.
        included_content_types: Texts => "includedContentTypes";
        /// The size in bytes from which a response is compressed. Absent or 0: 1024.
        min_response_body_bytes: i64 => "minResponseBodyBytes" [range = (0, i32::MAX)];
        /// The encodings that clients may choose from, preferred first. One of `zstd`, `br`, `gzip`.
        /// Default: `gzip, br, zstd`.
        encodings: Texts => "encodings" [default = "gzip br zstd", one_of = ["zstd", "br", "gzip"], since = "3.2"];
        /// The encoding for clients that do not choose. Absent: nothing is compressed for them. One of `zstd`, `br`,
        /// `gzip`.
        default_encoding: String => "defaultEncoding" [one_of = ["zstd", "br", "gzip"]];
    }
}

object! {
    /// Turns gRPC-Web requests into gRPC.
    pub struct GrpcWeb {
        /// Origins whose scripts may send requests; `*` is any.
        allow_origins: Texts => "allowOrigins";
    }
}
