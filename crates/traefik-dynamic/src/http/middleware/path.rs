//! Middlewares that change or redirect the address.

use crate::shape::object;
use crate::texts::Texts;

object! {
    /// Puts something before the path of a request.
    pub struct AddPrefix {
        /// What goes before the path; begins with `/`.
        prefix: String => "prefix" [required];
    }
}

object! {
    /// Takes the beginning off the path of a request.
    pub struct StripPrefix {
        /// Beginnings, of which the first that fits is taken off.
        prefixes: Texts => "prefixes" [required];
        /// Whether a path that becomes empty gets a `/`.
        force_slash: bool => "forceSlash" [optional, deprecated = "Remove it: `true` is the default"];
    }
}

object! {
    /// Takes the beginning off the path of a request, by regular expressions.
    pub struct StripPrefixRegex {
        /// Regular expressions for the beginning.
        regex: Texts => "regex";
    }
}

object! {
    /// Replaces the path of a request; the former one goes along in `X-Replaced-Path`.
    pub struct ReplacePath {
        /// The new path.
        path: String => "path";
    }
}

object! {
    /// Replaces the path of a request by a regular expression.
    pub struct ReplacePathRegex {
        /// The regular expression, in the syntax of Go.
        regex: String => "regex";
        /// The new path; `$1` or `${1}` stands for the first group.
        replacement: String => "replacement";
    }
}

object! {
    /// Redirects by a regular expression over the whole address.
    pub struct RedirectRegex ignores ["statusCode"] {
        /// The regular expression over the whole address, in the syntax of Go.
        regex: String => "regex" [required];
        /// The new address; `$1` or `${1}` stands for the first group.
        replacement: String => "replacement";
        /// Whether browsers may remember it.
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
        /// Whether browsers may remember it.
        permanent: bool => "permanent";
    }
}
