//! Generates rules.

use tests::traefik::Random;

use crate::words::{
    HEADERS, HOSTS, METHODS, NETWORKS, ODD_HOSTS, ODD_NETWORKS, ODD_PATHS, ODD_PATTERNS, PATHS, PATTERNS,
    PROTOCOLS, QUERIES, SNI,
};

/// Which matchers are available.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Syntax {
    Http,
    HttpOld,
    Tcp,
    TcpOld,
}

/// A rule; sometimes an invalid one.
pub(crate) fn rule(random: &mut Random, syntax: Syntax) -> String {
    let mut text = expression(random, syntax, 0);
    if random.one_in(25) {
        damage(random, &mut text);
    }
    if random.one_in(60) {
        text.push_str(random.of(&["\n", " ", ";", " // c", "\t", "/* c */"]));
    }
    // Two braces begin an action of a template, which Traefik runs and we keep.
    text.replace("{{", "{")
}

fn expression(random: &mut Random, syntax: Syntax, depth: usize) -> String {
    if depth > 2 || random.below(3) == 0 {
        return matcher(random, syntax);
    }
    match random.below(9) {
        0 => format!("!{}", expression(random, syntax, depth + 1)),
        1 => format!("({})", expression(random, syntax, depth + 1)),
        2 => format!("!({})", expression(random, syntax, depth + 1)),
        3 | 4 => joined(random, syntax, depth, "||"),
        5 | 6 => joined(random, syntax, depth, "&&"),
        _ => matcher(random, syntax),
    }
}

fn joined(random: &mut Random, syntax: Syntax, depth: usize, operator: &str) -> String {
    let (left, right) = (
        expression(random, syntax, depth + 1),
        expression(random, syntax, depth + 1),
    );
    let (before, behind) = match random.below(12) {
        0 => ("", ""),
        1 => (" ", "\n  "),
        2 => ("\n", " "),
        _ => (" ", " "),
    };
    format!("{left}{before}{operator}{behind}{right}")
}

/// Introduces a mistake somewhere in the text.
fn damage(random: &mut Random, text: &mut String) {
    let ends: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let at = random.of(&ends);
    match random.below(3) {
        0 if at < text.len() => {
            text.remove(at);
        }
        1 => *text = text.replace("&&", random.of(&["and", "&", "+", ",", "=="])),
        _ => {
            let piece = random.of(&[
                ")", "(", "`", "\"", "'", "!", "&&", "||", ";", "\n", "\\", "a", "1", ",", ".", "0x", "[",
                "{", "“", "\u{feff}", "\0", "é", "/*", "1.5", "'a'", "nil", "func", "...",
            ]);
            text.insert_str(at, piece);
        }
    }
}

fn matcher(random: &mut Random, syntax: Syntax) -> String {
    let (name, mut values) = match syntax {
        Syntax::Http => http(random),
        Syntax::HttpOld => old_http(random),
        Syntax::Tcp => tcp(random),
        Syntax::TcpOld => old_tcp(random),
    };
    if random.one_in(40) {
        values.push(host(random));
    }
    if random.one_in(60) {
        values.pop();
    }
    let name = match random.below(30) {
        0 => name.to_lowercase(),
        1 => name.to_uppercase(),
        2 => name[..1].to_lowercase() + &name[1..],
        3 => name[..1].to_owned() + &name[1..].to_lowercase(),
        _ => name.to_owned(),
    };
    let values: Vec<String> = values.iter().map(|value| quoted(random, value)).collect();
    let comma = random.of(&[", ", ",", " , ", ", "]);
    format!("{name}({})", values.join(comma))
}

fn quoted(random: &mut Random, value: &str) -> String {
    match random.below(30) {
        0..4 => format!("{value:?}").replace("\\u{7f}", "\\x7f"),
        4 => format!("'{value}'"),
        5 if random.one_in(4) => value.to_owned(),
        _ => format!("`{value}`"),
    }
}

fn or_odd(random: &mut Random, common: &[&str], odd: &[&str]) -> String {
    let list = if random.one_in(5) { odd } else { common };
    random.of(list).to_owned()
}

fn host(random: &mut Random) -> String {
    or_odd(random, HOSTS, ODD_HOSTS)
}

fn path(random: &mut Random) -> String {
    or_odd(random, PATHS, ODD_PATHS)
}

/// A regular expression.
pub(crate) fn pattern(random: &mut Random) -> String {
    if random.one_in(12) {
        return random.of(PATTERNS).to_owned() + random.of(ODD_PATTERNS);
    }
    let list = if random.one_in(3) { ODD_PATTERNS } else { PATTERNS };
    random.of(list).to_owned()
}

/// An address or a network.
pub(crate) fn network(random: &mut Random) -> String {
    or_odd(random, NETWORKS, ODD_NETWORKS)
}

fn http(random: &mut Random) -> (&'static str, Vec<String>) {
    let (key, value) = random.of(HEADERS);
    let (query, content) = random.of(QUERIES);
    match random.below(16) {
        0..4 => ("Host", vec![host(random)]),
        4 => ("HostRegexp", vec![pattern(random)]),
        5 | 6 => ("Path", vec![path(random)]),
        7..10 => ("PathPrefix", vec![path(random)]),
        10 => ("PathRegexp", vec![pattern(random)]),
        11 => ("Method", vec![random.of(METHODS).to_owned()]),
        12 => ("Header", vec![key.to_owned(), value.to_owned()]),
        13 => ("HeaderRegexp", vec![key.to_owned(), pattern(random)]),
        14 if random.one_in(2) => ("QueryRegexp", vec![query.to_owned(), pattern(random)]),
        14 => ("Query", vec![query.to_owned(), content.to_owned()]),
        _ => ("ClientIP", vec![network(random)]),
    }
}

fn several(random: &mut Random, make: fn(&mut Random) -> String) -> Vec<String> {
    (0..=random.below(3)).map(|_| make(random)).collect()
}

fn old_path(random: &mut Random) -> String {
    if random.one_in(2) {
        return path(random);
    }
    random
        .of(&[
            "/{id}",
            "/{id:[0-9]+}",
            "/api/{v:v[0-9]}/",
            "/{a",
            "/a}",
            "/{a:}",
            "/{:x}",
            "/{id:(}",
            "/{a}/{a}",
            "/{a:{b}}",
            "/{a:[a-z]{2}}",
        ])
        .to_owned()
}

fn old_host(random: &mut Random) -> String {
    let known = [
        "{s:[a-z]+}.lan",
        "{s}.lan",
        "a.lan",
        "{s",
        "s}",
        "{s:.*}",
        "{:a}",
        "{s:}",
        "A.lan",
        "{a:x}{b:y}",
        "{s:(}",
        "^a$",
    ];
    random.of(&known).to_owned()
}

fn old_http(random: &mut Random) -> (&'static str, Vec<String>) {
    let (key, value) = random.of(HEADERS);
    let (query, content) = random.of(QUERIES);
    match random.below(14) {
        0..3 => ("Host", several(random, host)),
        3 => ("HostHeader", several(random, host)),
        4 => ("HostRegexp", several(random, old_host)),
        5 | 6 => ("Path", several(random, old_path)),
        7..9 => ("PathPrefix", several(random, old_path)),
        9 => ("Method", several(random, |random| random.of(METHODS).to_owned())),
        10 => ("Headers", vec![key.to_owned(), value.to_owned()]),
        11 => ("HeadersRegexp", vec![key.to_owned(), pattern(random)]),
        12 => (
            "Query",
            vec![random.of(&[
                format!("{query}={content}"),
                query.to_owned(),
                format!("{query}={{n:[0-9]+}}"),
            ])],
        ),
        _ => ("ClientIP", several(random, network)),
    }
}

fn sni(random: &mut Random) -> String {
    random.of(SNI).to_owned()
}

fn tcp(random: &mut Random) -> (&'static str, Vec<String>) {
    match random.below(10) {
        0..4 => ("HostSNI", vec!["*".to_owned()]),
        4..7 => ("HostSNI", vec![sni(random)]),
        7 => ("HostSNIRegexp", vec![pattern(random)]),
        8 => ("ALPN", vec![random.of(PROTOCOLS).to_owned()]),
        _ => ("ClientIP", vec![network(random)]),
    }
}

fn old_tcp(random: &mut Random) -> (&'static str, Vec<String>) {
    match random.below(8) {
        0..4 => ("HostSNI", several(random, sni)),
        4 => ("HostSNIRegexp", several(random, old_host)),
        5 => ("ALPN", several(random, |random| random.of(PROTOCOLS).to_owned())),
        _ => ("ClientIP", several(random, network)),
    }
}
