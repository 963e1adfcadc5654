//! Middlewares about the way of a request and the body of its answer.

use std::collections::BTreeMap;

use crate::Kind;
use crate::duration::Duration;
use crate::shape::object;
use crate::texts::Texts;

object! {
    /// Several middlewares under one name.
    pub struct Chain {
        /// Names of the middlewares, in this order. May not lead back here.
        middlewares: Texts => "middlewares" [refers = Kind::HttpMiddleware, required];
    }
}

object! {
    /// Answers errors with the page of another service.
    pub struct ErrorPages ignores ["nginxHeaders"] {
        /// Status codes and ranges of them, such as `500-599`.
        status: Texts => "status";
        /// Other status codes to answer with, by code or range.
        status_rewrites: BTreeMap<String, i64> => "statusRewrites" [since = "3.4"];
        /// Name of the service that has the pages.
        service: String => "service" [refers = Kind::HttpService, required];
        /// The address of the page; `{status}`, `{originalStatus}` and `{url}` stand for what they say.
        query: String => "query";
        /// Headers of the request that go along to that service. Absent: all.
        error_request_headers: Texts => "errorRequestHeaders" [since = "3.6.15"];
    }
}

object! {
    /// Reads requests and answers as a whole, and limits their size.
    pub struct Buffering ignores ["disableRequestBuffer", "disableResponseBuffer"] {
        /// The largest request, in bytes. Absent or 0: any size.
        max_request_body_bytes: i64 => "maxRequestBodyBytes";
        /// From how many bytes a request goes to disk. Absent or 0: 1048576.
        mem_request_body_bytes: i64 => "memRequestBodyBytes";
        /// The largest answer, in bytes. Absent or 0: any size.
        max_response_body_bytes: i64 => "maxResponseBodyBytes";
        /// From how many bytes an answer goes to disk. Absent or 0: 1048576.
        mem_response_body_bytes: i64 => "memResponseBodyBytes";
        /// When to try again, such as `IsNetworkError() && Attempts() < 2`.
        retry_expression: String => "retryExpression";
    }
}

object! {
    /// Stops calling a service that fails, for a while.
    pub struct CircuitBreaker {
        /// When to stop calling, such as `NetworkErrorRatio() > 0.3`.
        expression: String => "expression" [required];
        /// How often that is looked at. Default: `100ms`.
        check_period: Duration => "checkPeriod" [default = "100ms"];
        /// How long the service is left alone. Default: `10s`.
        fallback_duration: Duration => "fallbackDuration" [default = "10s"];
        /// How long it is called ever more often afterwards. Default: `10s`.
        recovery_duration: Duration => "recoveryDuration" [default = "10s"];
        /// The status code to answer with meanwhile. Default: `503`.
        response_code: i64 => "responseCode" [default = "503"];
    }
}

object! {
    /// Tries a request again that got no answer.
    pub struct Retry {
        /// How often a request is tried; more than 0.
        attempts: i64 => "attempts" [required];
        /// How long all attempts may take together. Absent or 0: any time.
        timeout: Duration => "timeout" [since = "3.7"];
        /// How long to wait before the second attempt; each further wait is twice as long. Absent or 0: no
        /// wait.
        initial_interval: Duration => "initialInterval";
        /// The largest body that is kept for another attempt, in bytes; -1 is any size. Default: `2097152`.
        max_request_body_bytes: i64 => "maxRequestBodyBytes" [default = "2097152", since = "3.7"];
        /// Status codes and ranges of them that are tried again too.
        status: Texts => "status" [since = "3.7"];
        /// Whether a network error is not tried again.
        disable_retry_on_network_error: bool => "disableRetryOnNetworkError" [since = "3.7"];
        /// Whether `POST`, `LOCK` and `PATCH` are tried again too.
        retry_non_idempotent_method: bool => "retryNonIdempotentMethod" [since = "3.7"];
    }
}

object! {
    /// Compresses answers. `{}` means the defaults.
    pub struct Compress {
        /// Content types to leave alone. Excludes `includedContentTypes`.
        excluded_content_types: Texts => "excludedContentTypes";
        /// Content types to compress, and no others.
        included_content_types: Texts => "includedContentTypes";
        /// From how many bytes an answer is compressed. Absent or 0: 1024.
        min_response_body_bytes: i64 => "minResponseBodyBytes";
        /// What clients may choose from, the preferred first. One of `zstd`, `br`, `gzip`. Default: `gzip,
        /// br, zstd`.
        encodings: Texts => "encodings" [default = "gzip br zstd", one_of = ["zstd", "br", "gzip"], since = "3.2"];
        /// What clients get that do not choose. Absent: nothing is compressed for them. One of `zstd`, `br`,
        /// `gzip`.
        default_encoding: String => "defaultEncoding" [one_of = ["zstd", "br", "gzip"]];
    }
}

object! {
    /// Turns gRPC-Web requests into gRPC.
    pub struct GrpcWeb {
        /// Origins whose scripts may ask; `*` is any.
        allow_origins: Texts => "allowOrigins";
    }
}
