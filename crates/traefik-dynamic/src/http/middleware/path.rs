//! Middlewares that change or redirect the address.

use crate::shape::object;
use crate::texts::Texts;

object! {
    /// Adds a prefix to the path of a request.
    pub struct AddPrefix {
        /// The prefix; starts with `/`.
        prefix: String => "prefix" [required];
    }
}

object! {
    /// Removes a prefix from the path of a request.
    pub struct StripPrefix {
        /// Prefixes; the first that matches is removed.
        prefixes: Texts => "prefixes" [required];
        /// Whether a path that becomes empty gets a `/`.
        force_slash: bool => "forceSlash" [optional, deprecated = "Remove it: `true` is the default"];
    }
}

object! {
    /// Removes a prefix from the path of a request, by regular expressions.
    pub struct StripPrefixRegex {
        /// Regular expressions for the prefix.
        regex: Texts => "regex";
    }
}

object! {
    /// Replaces the path of a request; the original is passed on in `X-Replaced-Path`.
    pub struct ReplacePath {
        /// The new path.
        path: String => "path";
    }
}

object! {
    /// Replaces the path of a request by a regular expression.
    pub struct ReplacePathRegex {
        /// The regular expression, in Go syntax.
        regex: String => "regex";
        /// The new path; `$1` or `${1}` stands for the first group.
        replacement: String => "replacement";
    }
}

object! {
    /// Redirects by a regular expression that is matched against the whole address.
    pub struct RedirectRegex ignores ["statusCode"] {
        /// The regular expression for the whole address, in Go syntax.
        regex: String => "regex" [required];
        /// The new address; `$1` or `${1}` stands for the first group.
        replacement: String => "replacement";
        /// Whether browsers may cache the redirect.
        permanent: bool => "permanent";
    }
}

object! {
    /// Redirects to another scheme or port, such as HTTPS.
    pub struct RedirectScheme ignores ["forcePermanentRedirect"] {
        /// The new scheme, such as `https`.
        scheme: String => "scheme" [required];
        /// The new port, as text. Absent: the one of the scheme.
        port: String => "port";
        /// Whether browsers may cache the redirect.
        permanent: bool => "permanent";
    }
}
