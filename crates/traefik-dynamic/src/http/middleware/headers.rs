//! Middlewares about headers and characters.

use std::collections::BTreeMap;

use crate::shape::object;
use crate::texts::Texts;

object! {
    /// Sets, removes and guards headers of requests and answers.
    pub struct Headers {
        /// Headers to set in requests, by name; empty text removes one.
        custom_request_headers: BTreeMap<String, String> => "customRequestHeaders";
        /// Headers to set in answers, by name; empty text removes one.
        custom_response_headers: BTreeMap<String, String> => "customResponseHeaders";
        /// Whether scripts of other origins may send credentials.
        access_control_allow_credentials: bool => "accessControlAllowCredentials";
        /// Headers that scripts of other origins may send.
        access_control_allow_headers: Texts => "accessControlAllowHeaders";
        /// Methods that scripts of other origins may use.
        access_control_allow_methods: Texts => "accessControlAllowMethods";
        /// Origins whose scripts may ask; `*` is any.
        access_control_allow_origin_list: Texts => "accessControlAllowOriginList";
        /// Regular expressions for such origins.
        access_control_allow_origin_list_regex: Texts => "accessControlAllowOriginListRegex";
        /// Headers of answers that scripts of other origins may see.
        access_control_expose_headers: Texts => "accessControlExposeHeaders";
        /// How many seconds browsers may remember these permissions.
        access_control_max_age: i64 => "accessControlMaxAge";
        /// Whether `Vary: Origin` is added where the origin decides.
        add_vary_header: bool => "addVaryHeader";
        /// Host names that requests may ask for. Absent: any.
        allowed_hosts: Texts => "allowedHosts";
        /// Headers that may hold the host name instead, of a proxy before Traefik.
        hosts_proxy_headers: Texts => "hostsProxyHeaders";
        /// Headers, by name, whose value tells that the client uses HTTPS, of a proxy before Traefik.
        ssl_proxy_headers: BTreeMap<String, String> => "sslProxyHeaders";
        /// How many seconds browsers shall use only HTTPS. Absent or 0: no such header.
        sts_seconds: i64 => "stsSeconds";
        /// Whether that holds for subdomains too.
        sts_include_subdomains: bool => "stsIncludeSubdomains";
        /// Whether browsers may know it beforehand.
        sts_preload: bool => "stsPreload";
        /// Whether that header is set over plain HTTP too.
        force_sts_header: bool => "forceSTSHeader";
        /// Whether no page may show this one in a frame.
        frame_deny: bool => "frameDeny";
        /// The value of `X-Frame-Options`; comes before `frameDeny`.
        custom_frame_options_value: String => "customFrameOptionsValue";
        /// Whether browsers must believe the content type.
        content_type_nosniff: bool => "contentTypeNosniff";
        /// Whether browsers filter scripts by `X-XSS-Protection`.
        browser_xss_filter: bool => "browserXssFilter";
        /// The value of `X-XSS-Protection`; comes before `browserXssFilter`.
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
        /// Whether allowed hosts, HTTPS and STS are let be, on a developer's computer.
        is_development: bool => "isDevelopment";
        /// The value of `Feature-Policy`; without effect in Traefik 3.
        feature_policy: String => "featurePolicy" [deprecated = "Use `permissionsPolicy`"];
        /// Whether plain HTTP is redirected; without effect in Traefik 3.
        ssl_redirect: bool => "sslRedirect" [
            deprecated = "Use a `redirectScheme` middleware, or the redirection of the entry point",
        ];
        /// Whether that redirection may not be remembered; without effect in Traefik 3.
        ssl_temporary_redirect: bool => "sslTemporaryRedirect" [
            deprecated = "Use a `redirectScheme` middleware, or the redirection of the entry point",
        ];
        /// The host to redirect to; without effect in Traefik 3.
        ssl_host: String => "sslHost" [deprecated = "Use a `redirectRegex` middleware"];
        /// Whether requests for other hosts are redirected too; without effect in Traefik 3.
        ssl_force_host: bool => "sslForceHost" [deprecated = "Use a `redirectRegex` middleware"];
    }
}

object! {
    /// Guesses the content type of answers that have none. It is mostly written as `{}`.
    pub struct ContentType {
        /// Whether it does so; without effect in Traefik 3.
        auto_detect: bool => "autoDetect" [
            optional,
            deprecated = "Remove it: the middleware itself turns content type detection on",
        ];
    }
}

object! {
    /// Which characters a path may hold in percent notation; those that are not allowed are refused.
    pub struct EncodedCharacters {
        /// Whether `%2F` may stand in a path.
        allow_encoded_slash: bool => "allowEncodedSlash";
        /// Whether `%5C` may stand in a path.
        allow_encoded_back_slash: bool => "allowEncodedBackSlash";
        /// Whether `%00` may stand in a path.
        allow_encoded_null_character: bool => "allowEncodedNullCharacter";
        /// Whether `%3B` may stand in a path.
        allow_encoded_semicolon: bool => "allowEncodedSemicolon";
        /// Whether `%25` may stand in a path.
        allow_encoded_percent: bool => "allowEncodedPercent";
        /// Whether `%3F` may stand in a path.
        allow_encoded_question_mark: bool => "allowEncodedQuestionMark";
        /// Whether `%23` may stand in a path.
        allow_encoded_hash: bool => "allowEncodedHash";
    }
}
