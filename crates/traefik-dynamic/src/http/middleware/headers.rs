//! Middlewares about headers and characters.

use std::collections::BTreeMap;

use crate::shape::object;

object! {
    /// Headers.
    pub struct Headers {
        /// Custom request headers: empty text value removes the header: keep `""`, never drop it.
        custom_request_headers: BTreeMap<String, String> => "customRequestHeaders";
        /// Custom response headers: likewise.
        custom_response_headers: BTreeMap<String, String> => "customResponseHeaders";
        /// Access control allow credentials.
        access_control_allow_credentials: bool => "accessControlAllowCredentials";
        /// Access control allow headers.
        access_control_allow_headers: Vec<String> => "accessControlAllowHeaders";
        /// Access control allow methods.
        access_control_allow_methods: Vec<String> => "accessControlAllowMethods";
        /// Access control allow origin list.
        access_control_allow_origin_list: Vec<String> => "accessControlAllowOriginList";
        /// Access control allow origin list regex.
        access_control_allow_origin_list_regex: Vec<String> => "accessControlAllowOriginListRegex";
        /// Access control expose headers.
        access_control_expose_headers: Vec<String> => "accessControlExposeHeaders";
        /// Access control max age.
        access_control_max_age: i64 => "accessControlMaxAge";
        /// Add vary header.
        add_vary_header: bool => "addVaryHeader";
        /// Allowed hosts.
        allowed_hosts: Vec<String> => "allowedHosts";
        /// Hosts proxy headers.
        hosts_proxy_headers: Vec<String> => "hostsProxyHeaders";
        /// Ssl proxy headers.
        ssl_proxy_headers: BTreeMap<String, String> => "sslProxyHeaders";
        /// Sts seconds.
        sts_seconds: i64 => "stsSeconds";
        /// Sts include subdomains.
        sts_include_subdomains: bool => "stsIncludeSubdomains";
        /// Sts preload.
        sts_preload: bool => "stsPreload";
        /// Force sTSHeader.
        force_sts_header: bool => "forceSTSHeader";
        /// Frame deny.
        frame_deny: bool => "frameDeny";
        /// Custom frame options value.
        custom_frame_options_value: String => "customFrameOptionsValue";
        /// Content type nosniff.
        content_type_nosniff: bool => "contentTypeNosniff";
        /// Browser xss filter.
        browser_xss_filter: bool => "browserXssFilter";
        /// Custom browser xSSValue.
        custom_browser_xss_value: String => "customBrowserXSSValue";
        /// Content security policy.
        content_security_policy: String => "contentSecurityPolicy";
        /// Content security policy report only.
        content_security_policy_report_only: String => "contentSecurityPolicyReportOnly";
        /// Public key.
        public_key: String => "publicKey";
        /// Referrer policy.
        referrer_policy: String => "referrerPolicy";
        /// Permissions policy.
        permissions_policy: String => "permissionsPolicy";
        /// Is development.
        is_development: bool => "isDevelopment";
        /// Feature policy: deprecated, no effect in v3.
        feature_policy: String => "featurePolicy" [deprecated = "Use `permissionsPolicy`"];
        /// Ssl redirect: deprecated, no effect in v3.
        ssl_redirect: bool => "sslRedirect" [deprecated = "Use a `redirectScheme` middleware, or the redirection of the entry point"];
        /// Ssl temporary redirect: deprecated.
        ssl_temporary_redirect: bool => "sslTemporaryRedirect" [deprecated = "Use a `redirectScheme` middleware, or the redirection of the entry point"];
        /// Ssl host: deprecated.
        ssl_host: String => "sslHost" [deprecated = "Use a `redirectRegex` middleware"];
        /// Ssl force host: deprecated.
        ssl_force_host: bool => "sslForceHost" [deprecated = "Use a `redirectRegex` middleware"];
    }
}

object! {
    /// ContentType.
    pub struct ContentType {
        /// Auto detect: deprecated.
        auto_detect: bool => "autoDetect" [optional, deprecated = "Remove it: the middleware alone keeps Traefik from guessing the content type"];
    }
}

object! {
    /// EncodedCharacters.
    pub struct EncodedCharacters {
        /// Allow encoded slash.
        allow_encoded_slash: bool => "allowEncodedSlash";
        /// Allow encoded back slash.
        allow_encoded_back_slash: bool => "allowEncodedBackSlash";
        /// Allow encoded null character.
        allow_encoded_null_character: bool => "allowEncodedNullCharacter";
        /// Allow encoded semicolon.
        allow_encoded_semicolon: bool => "allowEncodedSemicolon";
        /// Allow encoded percent.
        allow_encoded_percent: bool => "allowEncodedPercent";
        /// Allow encoded question mark.
        allow_encoded_question_mark: bool => "allowEncodedQuestionMark";
        /// Allow encoded hash.
        allow_encoded_hash: bool => "allowEncodedHash";
    }
}
