//! Middlewares that authenticate the client.

use crate::shape::object;
use crate::texts::Texts;

object! {
    /// Asks for a user name and password.
    pub struct BasicAuth {
        /// Users with their hashed passwords, as `name:hash` (MD5, SHA-1 or bcrypt).
        users: Texts => "users" [secret];
        /// A file on Traefik's computer with one such line per user.
        users_file: String => "usersFile" [host_path];
        /// What browsers show when they ask. Absent: `traefik`.
        realm: String => "realm";
        /// Whether the `Authorization` header is hidden from servers.
        remove_header: bool => "removeHeader";
        /// The header that passes the user name to servers. Absent: none.
        header_field: String => "headerField";
    }
}

object! {
    /// Asks for a user name and password, with digest authentication.
    pub struct DigestAuth {
        /// Users with their hashed passwords, as `name:realm:hash`.
        users: Texts => "users" [secret];
        /// A file on Traefik's computer with one such line per user.
        users_file: String => "usersFile" [host_path];
        /// Whether the `Authorization` header is hidden from servers.
        remove_header: bool => "removeHeader";
        /// What browsers show when they ask. Absent: `traefik`.
        realm: String => "realm";
        /// The header that passes the user name to servers. Absent: none.
        header_field: String => "headerField";
    }
}

object! {
    /// Asks another server whether to let a request through.
    pub struct ForwardAuth {
        /// The address to ask. A 2xx response lets the request through.
        address: String => "address" [required];
        /// TLS for connections to that address.
        tls: Box<ForwardAuthTls> => "tls";
        /// Whether the client's `X-Forwarded-` headers are trusted.
        trust_forward_header: bool => "trustForwardHeader";
        /// Headers of the response that are passed on to the servers.
        auth_response_headers: Texts => "authResponseHeaders";
        /// A regular expression for the names of such headers.
        auth_response_headers_regex: String => "authResponseHeadersRegex";
        /// Headers of the request that are sent along. Absent: all.
        auth_request_headers: Texts => "authRequestHeaders";
        /// The largest response that is read, in bytes. Absent: any size.
        max_response_body_size: i64 => "maxResponseBodySize" [optional, since = "3.6.9"];
        /// Cookies of the response that are passed on to the client.
        add_auth_cookies_to_response: Texts => "addAuthCookiesToResponse";
        /// The header that passes the user name to servers. Absent: none.
        header_field: String => "headerField" [since = "3.1"];
        /// Whether the body of the request is sent along.
        forward_body: bool => "forwardBody" [since = "3.3"];
        /// The largest body that is sent along, in bytes; -1 is any size. Default: `-1`.
        max_body_size: i64 => "maxBodySize" [default = "-1", since = "3.3"];
        /// Whether the `Location` header of the response is left unchanged.
        preserve_location_header: bool => "preserveLocationHeader" [since = "3.3"];
        /// Whether the method of the request is used instead of `GET`.
        preserve_request_method: bool => "preserveRequestMethod" [since = "3.4"];
        /// Where clients that are turned away are redirected. Absent: they get the response.
        auth_signin_url: String => "authSigninURL" [since = "3.7"];
    }
}

object! {
    /// TLS for connections to the server that is asked.
    pub struct ForwardAuthTls {
        /// CA certificates to trust: a file or its content.
        ca: String => "ca" [host_path];
        /// The certificate to present: a file or its content.
        cert: String => "cert" [host_path];
        /// Its key: a file or its content.
        key: String => "key" [secret, host_path];
        /// Whether any certificate is accepted, which defeats the purpose of HTTPS.
        insecure_skip_verify: bool => "insecureSkipVerify";
        /// Whether certificates are optional; has no effect in Traefik 3.
        ca_optional: bool => "caOptional" [deprecated = "Remove it: it has no effect"];
    }
}
