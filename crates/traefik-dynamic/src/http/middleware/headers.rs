//! Middlewares for headers and characters.

use std::collections::BTreeMap;

use crate::shape::object;
use crate::texts::Texts;

object! {
    /// Sets, removes and checks headers of requests and responses.
    pub struct Headers {
        /// Headers to set in requests, by name; an empty text removes one.
        custom_request_headers: BTreeMap<String, String> => "customRequestHeaders";
        /// Headers to set in responses, by name; an empty text removes one.
        custom_response_headers: BTreeMap<String, String> => "customResponseHeaders";
        /// Whether scripts from other origins may send credentials.
        access_control_allow_credentials: bool => "accessControlAllowCredentials";
        /// Headers that scripts from other origins may send.
        access_control_allow_headers: Texts => "accessControlAllowHeaders";
        /// Methods that scripts from other origins may use.
        access_control_allow_methods: Texts => "accessControlAllowMethods";
        /// Origins whose scripts may send requests; `*` is any.
        access_control_allow_origin_list: Texts => "accessControlAllowOriginList";
        /// Regular expressions for such origins.
        access_control_allow_origin_list_regex: Texts => "accessControlAllowOriginListRegex";
        /// Headers of responses that scripts from other origins may see.
        access_control_expose_headers: Texts => "accessControlExposeHeaders";
        /// How many seconds browsers may cache these permissions.
        access_control_max_age: i64 => "accessControlMaxAge";
        /// Whether `Vary: Origin` is added where the response depends on the origin.
        add_vary_header: bool => "addVaryHeader";
        /// Host names that requests may ask for. Absent: any.
        allowed_hosts: Texts => "allowedHosts";
        /// Headers that may hold the host name instead, set by a proxy in front of Traefik.
        hosts_proxy_headers: Texts => "hostsProxyHeaders";
        /// Headers, by name, whose value shows that the client uses HTTPS, set by a proxy in front of Traefik.
        ssl_proxy_headers: BTreeMap<String, String> => "sslProxyHeaders";
        /// How many seconds browsers must use HTTPS only. Absent or 0: no such header.
        sts_seconds: i64 => "stsSeconds" [range = (0, i32::MAX)];
        /// Whether that applies to subdomains too.
        sts_include_subdomains: bool => "stsIncludeSubdomains";
        /// Whether browsers may preload it.
        sts_preload: bool => "stsPreload";
        /// Whether that header is set over plain HTTP too.
        force_sts_header: bool => "forceSTSHeader";
        /// Whether pages are kept from being shown in a frame.
        frame_deny: bool => "frameDeny";
        /// The value of `X-Frame-Options`; overrides `frameDeny`.
        custom_frame_options_value: String => "customFrameOptionsValue";
        /// Whether browsers must trust the content type.
        content_type_nosniff: bool => "contentTypeNosniff";
        /// Whether browsers filter scripts by `X-XSS-Protection`.
        browser_xss_filter: bool => "browserXssFilter";
        /// The value of `X-XSS-Protection`; overrides `browserXssFilter`.
        custom_browser_xss_value: String => "customBrowserXSSValue";
        /// The value of `Content-Security-Policy`.
        content_security_policy: String => "contentSecurityPolicy";
        /// The value of `Content-Security-Policy-Report-Only`.
        content_security_policy_report_only: String => "contentSecurityPolicyReportOnly" [since = "3.1"];
        /// The value of `Public-Key-Pins`.
        public_key: String => "publicKey";
        /// The value of `Referrer-Policy`.
        referrer_policy: String => "referrerPolicy";
        /// The value of `Permissions-Policy`.
        permissions_policy: String => "permissionsPolicy";
        /// Whether allowed hosts, HTTPS and STS are ignored, for development.
        is_development: bool => "isDevelopment";
        /// The value of `Feature-Policy`; has no effect in Traefik 3.
        feature_policy: String => "featurePolicy" [deprecated = "Use `permissionsPolicy`"];
        /// Whether plain HTTP is redirected; has no effect in Traefik 3.
        ssl_redirect: bool => "sslRedirect" [
            deprecated = "Use a `redirectScheme` middleware, or the redirection of the entry point",
        ];
        /// Whether that redirect is temporary; has no effect in Traefik 3.
        ssl_temporary_redirect: bool => "sslTemporaryRedirect" [
            deprecated = "Use a `redirectScheme` middleware, or the redirection of the entry point",
        ];
        /// The host to redirect to; has no effect in Traefik 3.
        ssl_host: String => "sslHost" [deprecated = "Use a `redirectRegex` middleware"];
        /// Whether requests for other hosts are redirected too; has no effect in Traefik 3.
        ssl_force_host: bool => "sslForceHost" [deprecated = "Use a `redirectRegex` middleware"];
    }
}

object! {
    /// Guesses the content type of responses that have none. Usually written as `{}`.
    pub struct ContentType {
        /// Whether it does so; has no effect in Traefik 3.
        auto_detect: bool => "autoDetect" [
            optional,
            deprecated = "Remove it: the middleware itself turns content type detection on",
        ];
    }
}

object! {
    /// Which percent-encoded characters a path may contain; requests with others are refused.
    pub struct EncodedCharacters {
        /// Whether a path may contain `%2F`.
        allow_encoded_slash: bool => "allowEncodedSlash";
        /// Whether a path may contain `%5C`.
        allow_encoded_back_slash: bool => "allowEncodedBackSlash";
        /// Whether a path may contain `%00`.
        allow_encoded_null_character: bool => "allowEncodedNullCharacter";
        /// Whether a path may contain `%3B`.
        allow_encoded_semicolon: bool => "allowEncodedSemicolon";
        /// Whether a path may contain `%25`.
        allow_encoded_percent: bool => "allowEncodedPercent";
        /// Whether a path may contain `%3F`.
        allow_encoded_question_mark: bool => "allowEncodedQuestionMark";
        /// Whether a path may contain `%23`.
        allow_encoded_hash: bool => "allowEncodedHash";
    }
}
