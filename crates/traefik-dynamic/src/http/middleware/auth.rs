//! Middlewares that ask who it is.

use crate::shape::object;
use crate::texts::Texts;

object! {
    /// Asks for a user and a password.
    pub struct BasicAuth {
        /// Users with their hashed passwords, as `name:hash` (MD5, SHA-1 or bcrypt).
        users: Texts => "users" [secret];
        /// A file on Traefik's computer with one such line a user.
        users_file: String => "usersFile" [host_path];
        /// What browsers show when they ask. Absent: `traefik`.
        realm: String => "realm";
        /// Whether servers do not see the `Authorization` header.
        remove_header: bool => "removeHeader";
        /// The header that tells servers the user. Absent: none.
        header_field: String => "headerField";
    }
}

object! {
    /// Asks for a user and a password by digest.
    pub struct DigestAuth {
        /// Users with their hashed passwords, as `name:realm:hash`.
        users: Texts => "users" [secret];
        /// A file on Traefik's computer with one such line a user.
        users_file: String => "usersFile" [host_path];
        /// Whether servers do not see the `Authorization` header.
        remove_header: bool => "removeHeader";
        /// What browsers show when they ask. Absent: `traefik`.
        realm: String => "realm";
        /// The header that tells servers the user. Absent: none.
        header_field: String => "headerField";
    }
}

object! {
    /// Asks another server whether a request may pass.
    pub struct ForwardAuth {
        /// The address that is asked. An answer of 2xx lets the request pass.
        address: String => "address" [required];
        /// TLS towards that address.
        tls: Box<ForwardAuthTls> => "tls";
        /// Whether `X-Forwarded-` headers of the client are believed.
        trust_forward_header: bool => "trustForwardHeader";
        /// Headers of the answer that go on to the servers.
        auth_response_headers: Texts => "authResponseHeaders";
        /// A regular expression for the names of such headers.
        auth_response_headers_regex: String => "authResponseHeadersRegex";
        /// Headers of the request that are told. Absent: all.
        auth_request_headers: Texts => "authRequestHeaders";
        /// The largest answer that is read, in bytes. Absent: any size.
        max_response_body_size: i64 => "maxResponseBodySize" [optional, since = "3.6.9"];
        /// Cookies of the answer that go on to the client.
        add_auth_cookies_to_response: Texts => "addAuthCookiesToResponse";
        /// The header that tells servers the user. Absent: none.
        header_field: String => "headerField" [since = "3.1"];
        /// Whether the body of the request is told.
        forward_body: bool => "forwardBody" [since = "3.3"];
        /// The largest body that is told, in bytes; -1 is any size. Default: `-1`.
        max_body_size: i64 => "maxBodySize" [default = "-1", since = "3.3"];
        /// Whether `Location` of the answer stays as it is.
        preserve_location_header: bool => "preserveLocationHeader" [since = "3.3"];
        /// Whether it is asked with the method of the request, and not with `GET`.
        preserve_request_method: bool => "preserveRequestMethod" [since = "3.4"];
        /// Where clients are redirected that may not pass. Absent: they get the answer.
        auth_signin_url: String => "authSigninURL" [since = "3.7"];
    }
}

object! {
    /// TLS towards the server that is asked.
    pub struct ForwardAuthTls {
        /// Certificates of authorities to trust: a file or its content.
        ca: String => "ca" [host_path];
        /// The certificate to show: a file or its content.
        cert: String => "cert" [host_path];
        /// Its key: a file or its content.
        key: String => "key" [secret, host_path];
        /// Whether any certificate is taken, which makes HTTPS pointless.
        insecure_skip_verify: bool => "insecureSkipVerify";
        /// Whether certificates are not needed; without effect in Traefik 3.
        ca_optional: bool => "caOptional" [deprecated = "Remove it: it has no effect"];
    }
}
