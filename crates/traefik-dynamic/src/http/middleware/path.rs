//! Middlewares that change or redirect the address.

use crate::shape::object;

object! {
    /// AddPrefix.
    pub struct AddPrefix {
        /// Prefix: required; begins with /.
        prefix: String => "prefix" [required];
    }
}

object! {
    /// StripPrefix.
    pub struct StripPrefix {
        /// Prefixes: required.
        prefixes: Vec<String> => "prefixes" [required];
        /// Force slash: deprecated; removed from the docs, still decoded.
        force_slash: bool => "forceSlash" [optional, deprecated = "Remove it: `true` is what Traefik does"];
    }
}

object! {
    /// StripPrefixRegex.
    pub struct StripPrefixRegex {
        /// Regex.
        regex: Vec<String> => "regex";
    }
}

object! {
    /// ReplacePath.
    pub struct ReplacePath {
        /// Path.
        path: String => "path";
    }
}

object! {
    /// ReplacePathRegex.
    pub struct ReplacePathRegex {
        /// Regex: Go regexp.
        regex: String => "regex";
        /// Replacement.
        replacement: String => "replacement";
    }
}

object! {
    /// RedirectRegex.
    pub struct RedirectRegex ignores ["statusCode"] {
        /// Regex: required.
        regex: String => "regex" [required];
        /// Replacement.
        replacement: String => "replacement";
        /// Permanent.
        permanent: bool => "permanent";
    }
}

object! {
    /// RedirectScheme.
    pub struct RedirectScheme ignores ["forcePermanentRedirect"] {
        /// Scheme: required.
        scheme: String => "scheme" [required];
        /// Port: text, but a number is taken.
        port: String => "port";
        /// Permanent.
        permanent: bool => "permanent";
    }
}
