//! The names of matchers.

use crate::rule::Protocol;

/// A matcher of Traefik 3, and how many arguments it takes.
pub(crate) struct Word {
    pub(crate) name: &'static str,
    pub(crate) fewest: usize,
    pub(crate) most: usize,
}

const fn word(name: &'static str, fewest: usize, most: usize) -> Word {
    Word { name, fewest, most }
}

const HTTP: [Word; 11] = [
    word("ClientIP", 1, 1),
    word("Method", 1, 1),
    word("Host", 1, 1),
    word("HostRegexp", 1, 1),
    word("Path", 1, 1),
    word("PathRegexp", 1, 1),
    word("PathPrefix", 1, 1),
    word("Header", 2, 2),
    word("HeaderRegexp", 2, 2),
    word("Query", 1, 2),
    word("QueryRegexp", 1, 2),
];

const TCP: [Word; 4] = [
    word("ALPN", 1, 1),
    word("ClientIP", 1, 1),
    word("HostSNI", 1, 1),
    word("HostSNIRegexp", 1, 1),
];

/// Matchers of Traefik 2 that were renamed in Traefik 3.
const RENAMED: [(&str, &str); 3] = [
    ("Headers", "Header"),
    ("HeadersRegexp", "HeaderRegexp"),
    ("HostHeader", "Host"),
];

/// The matchers of a protocol.
pub(crate) fn all(protocol: Protocol) -> &'static [Word] {
    match protocol {
        Protocol::Http => &HTTP,
        Protocol::Tcp => &TCP,
    }
}

/// The matcher of that name.
pub(crate) fn find(protocol: Protocol, name: &str) -> Option<&'static Word> {
    all(protocol).iter().find(|word| is(name, word.name))
}

/// The new name of a matcher of Traefik 2.
pub(crate) fn renamed(name: &str) -> Option<&'static str> {
    RENAMED.iter().find(|(old, _)| is(name, old)).map(|(_, new)| *new)
}

/// Whether Traefik accepts the written name for the matcher: as it is, all lower case, all upper case, or with only its
/// first letter in upper case.
pub(crate) fn is(written: &str, name: &str) -> bool {
    if !written.eq_ignore_ascii_case(name) {
        return false;
    }
    let is_title = || {
        let (first, rest) = written.split_at(1);
        first.to_ascii_uppercase() == first && rest.to_ascii_lowercase() == rest
    };
    written == name
        || written == name.to_ascii_lowercase()
        || written == name.to_ascii_uppercase()
        || is_title()
}

/// Which matchers are available.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    /// HTTP, current syntax.
    Http,
    /// HTTP, Traefik 2 syntax.
    HttpV2,
    /// HTTP, either syntax: used where Traefik collects host names.
    HttpAny,
    /// TCP, current syntax and that of Traefik 2, whose matchers have the same names.
    Tcp,
}

const HTTP_V2: [&str; 10] = [
    "Host",
    "HostHeader",
    "HostRegexp",
    "ClientIP",
    "Path",
    "PathPrefix",
    "Method",
    "Headers",
    "HeadersRegexp",
    "Query",
];

/// The names of the matchers of a table.
pub(crate) fn names(table: Table) -> Vec<&'static str> {
    let of = |words: &'static [Word]| words.iter().map(|word| word.name);
    match table {
        Table::Http => of(&HTTP).collect(),
        Table::HttpV2 => HTTP_V2.to_vec(),
        Table::HttpAny => of(&HTTP).chain(HTTP_V2).collect(),
        Table::Tcp => of(&TCP).collect(),
    }
}

/// The canonical name of a matcher written in this way.
pub(crate) fn canonical(table: Table, written: &str) -> Option<&'static str> {
    let of = |words: &'static [Word]| words.iter().map(|word| word.name).find(|name| is(written, name));
    let old = || HTTP_V2.into_iter().find(|name| is(written, name));
    match table {
        Table::Http => of(&HTTP),
        Table::HttpV2 => old(),
        Table::HttpAny => of(&HTTP).or_else(old),
        Table::Tcp => of(&TCP),
    }
}
