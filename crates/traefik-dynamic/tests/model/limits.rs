//! What no honest file holds is refused with a sentence, whatever it is.

use std::fmt::Write;

use traefik_dynamic::{Verdict, read};

/// The file is refused; the problem that stands first in the file, or is the only one of its code, says why.
fn refused(file: &str, bytes: &[u8], code: &str, sentence: &str) {
    let reading = read(bytes, file, None);
    reading.check(&|_, _| false);
    assert_eq!(reading.verdict, Verdict::Reject, "{file}: {sentence}");
    let told: Vec<String> = reading.problems.iter().take(3).map(ToString::to_string).collect();
    assert!(
        reading
            .problems
            .iter()
            .any(|problem| problem.code == code && problem.message.contains(sentence)),
        "{file}: {code} with `{sentence}` is missing in\n{}",
        told.join("\n")
    );
}

/// Aliases of aliases, each nine times the one before.
fn bomb() -> String {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..15 {
        let inner = vec![format!("*a{}", level - 1); 9].join(", ");
        writeln!(text, "a{level}: &a{level} [{inner}]").unwrap();
    }
    text
}

#[test]
fn aliases_and_nesting() {
    refused(
        "a.yml",
        bomb().as_bytes(),
        "SYNTAX",
        "values when the aliases are followed",
    );
    let mut merges = String::from("a: &a\n");
    (0..2_000).for_each(|i| writeln!(merges, "  k{i}: v").unwrap());
    (0..2_000).for_each(|i| writeln!(merges, "m{i}:\n  <<: *a").unwrap());
    refused("a.yml", merges.as_bytes(), "SYNTAX", "merge keys expand too far");
    let deep = "more than 100 levels of nesting";
    let brackets = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    refused("a.yml", format!("http: {brackets}").as_bytes(), "SYNTAX", deep);
    refused(
        "a.json",
        format!("{{\"http\": {brackets}}}").as_bytes(),
        "SYNTAX",
        deep,
    );
    refused("a.yml", "- ".repeat(10_000).as_bytes(), "SYNTAX", deep);
    refused("a.json", "{\"a\":".repeat(10_000).as_bytes(), "SYNTAX", deep);
    let mut steps = String::new();
    (0..1_000).for_each(|i| writeln!(steps, "{}a:", " ".repeat(i)).unwrap());
    refused("a.yml", steps.as_bytes(), "SYNTAX", deep);
    refused(
        "a.toml",
        format!("a = {brackets}").as_bytes(),
        "SYNTAX",
        "cannot read TOML",
    );
    let tables = format!("[{}]\nb = 1\n", vec!["a"; 10_000].join("."));
    refused("a.toml", tables.as_bytes(), "SYNTAX", "cannot read TOML");
}

#[test]
fn size_and_bytes() {
    let line = vec![b'x'; 100_000_000];
    refused("a.yml", &line, "TOO-LARGE", "at most 67108864 are read");
    for file in ["a.yml", "a.json"] {
        refused(
            file,
            b"http:\n  a\0b: 1\n",
            "SYNTAX",
            "control characters are not allowed",
        );
    }
    refused("a.toml", b"a = \"\0\"\n", "SYNTAX", "cannot read TOML");
    refused("a.yml", b"http: \xC3\x28\n", "SYNTAX", "not UTF-8");
    refused("a.yml", b"\xFF\xFEh\0t\0\0\xD8", "SYNTAX", "starts like UTF-16");
    refused("a.yml", b"? [a, b]\n: c\n", "SYNTAX", "a key must be a string");
    refused("a.json", b"{[1]: 2}", "SYNTAX", "a key must be a string");
    refused("a.yml", b"? {a: b}\n: c\n", "SYNTAX", "a key must be a string");
    let key = format!("? {}\n: c\n", "k".repeat(5_000));
    refused("a.yml", key.as_bytes(), "SYNTAX", "a key of more than 4096 bytes");
    refused(
        "a.toml",
        format!("{} = 1\n", "k".repeat(5_000)).as_bytes(),
        "SYNTAX",
        "a key of more than 4096 bytes",
    );
    let tags: String = (0..200).fold(String::new(), |text, i| text + &format!("%TAG !{i}! a\n"));
    refused(
        "a.yml",
        format!("{tags}---\na: b\n").as_bytes(),
        "SYNTAX",
        "more than 100 %TAG directives",
    );
}

#[test]
fn too_much() {
    let values = format!("a: [{}]\n", "a,".repeat(1_000_001));
    refused("a.yml", values.as_bytes(), "SYNTAX", "more than 1000000 values");
    let signs = format!("a = [{}]\n", "1,".repeat(1_000_001));
    refused("a.toml", signs.as_bytes(), "SYNTAX", "more than 1000000 signs");
    let mut routers = String::from("http:\n  routers:\n");
    (0..100_001).for_each(|i| writeln!(routers, "    r{i}: {{rule: Path(`/`), service: s}}").unwrap());
    refused(
        "a.yml",
        routers.as_bytes(),
        "TOO-LARGE",
        "more than 100000 components",
    );
    let users = format!(
        "http: {{middlewares: {{m: {{basicAuth: {{users: '{}'}}}}}}}}\n",
        "a:b,".repeat(100_001)
    );
    refused(
        "a.yml",
        users.as_bytes(),
        "TOO-LARGE",
        "has 100002 entries; at most 100000 are read",
    );
    let servers = "{},".repeat(50_000);
    let servers = format!("http: {{services: {{s: {{loadBalancer: {{servers: [{servers}]}}}}}}}}\n");
    refused(
        "a.yml",
        servers.as_bytes(),
        "MORE",
        "49000 more problems are not listed",
    );
    let mut wrong = String::from("http:\n  routers:\n");
    (0..110_000).for_each(|i| writeln!(wrong, "    r{i}: 1").unwrap());
    refused(
        "a.yml",
        wrong.as_bytes(),
        "MORE",
        "reading stopped after 100000 errors",
    );
}

/// A rule out of all proportion is not looked at, and its router is kept.
#[test]
fn rules() {
    for (rule, sentence) in [
        (
            "Path(`/`) && ".repeat(2_000) + "Path(`/`)",
            "more than 1000 matchers",
        ),
        (
            "Path(`/`) && ".repeat(20_000) + "Path(`/`)",
            "only rules of up to 32768 are read",
        ),
        ("(".repeat(10_000), "the parentheses are nested too deep"),
        ("!".repeat(10_000), "the parentheses are nested too deep"),
    ] {
        let text = format!("http: {{routers: {{r: {{rule: '{rule}', service: s, entryPoints: [web]}}}}}}\n");
        let reading = read(text.as_bytes(), "a.yml", None);
        assert_eq!(reading.verdict, Verdict::Accept);
        assert_eq!(reading.problems[0].code, "BAD-RULE");
        assert!(
            reading.problems[0].message.contains(sentence),
            "{}",
            reading.problems[0].message
        );
        assert!(traefik_dynamic::rule::hosts(&rule).is_empty());
    }
}

/// Names that lead nowhere are listed only so far.
#[test]
fn lists_end() {
    let names = "a,".repeat(5_000);
    let text = format!("http: {{middlewares: {{m: {{chain: {{middlewares: [{names}]}}}}}}}}\n");
    let problems = read(text.as_bytes(), "a.yml", None).check(&|_, _| false);
    assert_eq!(problems.len(), 1_001);
    assert_eq!(problems[0].message, "4000 more problems are not listed");
}

/// A field that is too new is found behind any number of others that came late and are not.
#[test]
fn many_late_fields_hide_none_that_is_too_new() {
    let mut text = String::from("http:\n  services:\n");
    for number in 0..3_000 {
        writeln!(
            text,
            "    s{number}: {{loadBalancer: {{strategy: p2c, servers: [{{url: http://a}}]}}}}"
        )
        .unwrap();
    }
    text.push_str("  middlewares:\n    again: {retry: {attempts: 2, timeout: 1s}}\n");
    let reading = read(text.as_bytes(), "many.yml", None);
    let check = |version: &str, count: usize, last: &str| {
        let problems = reading.too_new_for(version);
        assert_eq!(problems.len(), count, "Traefik {version}");
        let message = problems.last().map(|problem| problem.message.as_str());
        assert!(
            message.is_some_and(|message| message.contains(last)),
            "{message:?}"
        );
    };
    check("3.6.15", 1, "`timeout` came with Traefik 3.7");
    check("3.3.6", 1_001, "2001 more problems are not listed");
    assert!(reading.too_new_for("3.7.0").is_empty());
}
