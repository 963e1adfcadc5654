//! Middlewares that ask who it is.

use crate::shape::object;

object! {
    /// BasicAuth.
    pub struct BasicAuth {
        /// Users: `name:hash`; secret.
        users: Vec<String> => "users" [secret];
        /// Users file: path on the Traefik host.
        users_file: String => "usersFile" [host_path];
        /// Realm: absent: traefik.
        realm: String => "realm";
        /// Remove header.
        remove_header: bool => "removeHeader";
        /// Header field.
        header_field: String => "headerField";
    }
}

object! {
    /// DigestAuth.
    pub struct DigestAuth {
        /// Users: `name:realm:hash`; secret.
        users: Vec<String> => "users" [secret];
        /// Users file.
        users_file: String => "usersFile" [host_path];
        /// Remove header.
        remove_header: bool => "removeHeader";
        /// Realm: absent: traefik.
        realm: String => "realm";
        /// Header field.
        header_field: String => "headerField";
    }
}

object! {
    /// ForwardAuth.
    pub struct ForwardAuth {
        /// Address: required.
        address: String => "address" [required];
        /// Tls.
        tls: Box<ForwardAuthTls> => "tls";
        /// Trust forward header.
        trust_forward_header: bool => "trustForwardHeader";
        /// Auth response headers.
        auth_response_headers: Vec<String> => "authResponseHeaders";
        /// Auth response headers regex.
        auth_response_headers_regex: String => "authResponseHeadersRegex";
        /// Auth request headers.
        auth_request_headers: Vec<String> => "authRequestHeaders";
        /// Max response body size: absent: no limit (warned of at run time).
        max_response_body_size: i64 => "maxResponseBodySize" [optional];
        /// Add auth cookies to response.
        add_auth_cookies_to_response: Vec<String> => "addAuthCookiesToResponse";
        /// Header field.
        header_field: String => "headerField";
        /// Forward body.
        forward_body: bool => "forwardBody";
        /// Max body size. Default: `-1`.
        max_body_size: i64 => "maxBodySize" [default = "-1"];
        /// Preserve location header.
        preserve_location_header: bool => "preserveLocationHeader";
        /// Preserve request method.
        preserve_request_method: bool => "preserveRequestMethod";
        /// Auth signin uRL.
        auth_signin_url: String => "authSigninURL";
    }
}

object! {
    /// ForwardAuthTls.
    pub struct ForwardAuthTls {
        /// Ca.
        ca: String => "ca" [host_path];
        /// Cert.
        cert: String => "cert" [host_path];
        /// Key.
        key: String => "key" [secret, host_path];
        /// Insecure skip verify.
        insecure_skip_verify: bool => "insecureSkipVerify";
        /// Ca optional: deprecated.
        ca_optional: bool => "caOptional" [deprecated = "Remove it: it has no effect"];
    }
}
