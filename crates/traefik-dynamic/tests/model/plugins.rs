//! What a plugin is given: any object for us, but not for Traefik. Each row was tried on Traefik 3.7.15.

use traefik_dynamic::{Format, Kind, Verdict, read, write};

use crate::fixtures::component;

fn reading(setting: &str) -> traefik_dynamic::Reading {
    let text = format!("http: {{middlewares: {{m: {{plugin: {{p: {{k: {setting}}}}}}}}}}}\n");
    read(text.as_bytes(), "a.yml", None)
}

#[test]
fn what_traefik_refuses_is_an_error_with_its_place() {
    for (setting, path) in [
        ("[a, null]", "k[1]"),
        ("[a, [b]]", "k[1]"),
        ("[[]]", "k[0]"),
        ("[{a: 1}, [b]]", "k[1]"),
        ("[true, 1]", "k"),
        ("[1.5, true]", "k"),
        ("2026-11-27", "k"),
        ("[2026-11-27]", "k[0]"),
        ("{a: 2026-11-27}", "k.a"),
        ("[{a: {b: [1, ~]}}]", "k[0].a.b[1]"),
        ("[9223372036854775808]", "k"),
        // Traefik reads no file any more over this one.
        ("{\"\": x}", "k"),
        ("[{\"\": 1}]", "k[0]"),
    ] {
        let reading = reading(setting);
        assert_eq!(reading.verdict, Verdict::Reject, "{setting}");
        let told: Vec<String> = reading.problems.iter().map(ToString::to_string).collect();
        let whole = format!("`http.middlewares.m.plugin.p.{path}`");
        assert!(
            told.iter().any(|line| line.contains(&whole)),
            "{setting}: {told:?}"
        );
    }
}

#[test]
fn what_traefik_takes_is_taken() {
    for setting in [
        "[true, 1, x]",
        "[9223372036854775808, x]",
        "[1.5, x]",
        "[1, 1.5]",
        "[true, false]",
        "[]",
        "{}",
        "[{}]",
        "[{a: null}]",
        "[{a: 1}, 2]",
        "null",
        ".inf",
        "9223372036854775808",
        "\"2026-11-27\"",
        "[\"\"]",
        "{a: {b: [c, 1]}}",
    ] {
        let reading = reading(setting);
        let told: Vec<String> = reading.problems.iter().map(ToString::to_string).collect();
        assert_eq!(reading.verdict, Verdict::Accept, "{setting}: {told:?}");
    }
}

/// Traefik loads other things than an object of objects, and makes something of them that nobody wants.
#[test]
fn what_is_no_object_is_an_error_and_yet_loaded() {
    for (plugin, means) in [
        ("[{}]", "{'[0]': {}}"),
        ("[x, {a: 1}]", "{'[1]': {a: '1'}}"),
        ("[{a: {b: c}}, {d: e}]", "{'[0]': {a: {b: c}}, '[1]': {d: e}}"),
        ("[{'': 1}]", "{'[0]': {'': '1'}}"),
        ("{k: v}", "{k: {}}"),
        ("{k: 1.5}", "{k: {}}"),
        ("{k: ''}", "{k: {}}"),
        ("{k: [a, 1]}", "{k: {}}"),
        ("{k: [true, 1]}", "{k: {}}"),
        ("{k: []}", "{k: {}}"),
        ("{k: [{}]}", "{k: {'[0]': ''}}"),
        ("{k: [x, {a: b}]}", "{k: {'[1]': {a: b}}}"),
        ("{k: v, l: {a: b}}", "{k: {}, l: {a: b}}"),
    ] {
        let text = format!("http: {{middlewares: {{m: {{plugin: {plugin}}}}}}}\n");
        let reading = read(text.as_bytes(), "a.yml", None);
        assert!(!reading.is_refused(), "{plugin}");
        assert_eq!(reading.problems[0].code, "TYPE-MISMATCH", "{plugin}");
        let expect = component(Kind::HttpMiddleware, &format!("{{plugin: {means}}}"));
        assert_eq!(
            reading.every_component()[0].meaning(),
            expect.meaning(),
            "{plugin}"
        );
    }
    for plugin in [
        "[]",
        "''",
        "x",
        "[x]",
        "[~]",
        "[{}, ~]",
        "[{a: 1}, [b]]",
        "[{a: 1}, 2026-11-27]",
        "{k: ~}",
        "{k: [~]}",
        "{k: [[]]}",
        "{k: [{a: 1}, [b]]}",
        "{k: 2026-11-27}",
        "{k: [2026-11-27]}",
        "{k: [{a: [true, 1]}]}",
    ] {
        let text = format!("http: {{middlewares: {{m: {{plugin: {plugin}}}}}}}\n");
        assert!(read(text.as_bytes(), "a.yml", None).is_refused(), "{plugin}");
    }
}

/// Equal to Traefik is equal to us, and nothing else is.
#[test]
fn settings_mean_what_traefik_keeps() {
    let of = |setting: &str| {
        component(
            Kind::HttpMiddleware,
            &format!("{{plugin: {{p: {{k: {setting}}}}}}}"),
        )
    };
    for (one, other) in [
        ("[true, 1, x]", "['true', '1', x]"),
        ("1.5", "'1.500000'"),
        ("1e3", "'1000'"),
        ("[{a: 1}, 2]", "[{a: '1'}]"),
        ("[{a: null}]", "['']"),
        ("{a: null}", "''"),
        ("[]", "''"),
    ] {
        assert_eq!(of(one).meaning(), of(other).meaning(), "{one} and {other}");
    }
    for (one, other) in [
        ("[1]", "['1']"),
        ("1.5", "'1.5'"),
        ("[true]", "['true']"),
        ("null", "''"),
    ] {
        assert_ne!(of(one).meaning(), of(other).meaning(), "{one} and {other}");
    }
}

#[test]
fn a_null_is_nothing_in_toml() {
    let plugin = component(
        Kind::HttpMiddleware,
        "{plugin: {p: {k: null, l: [{a: null, b: 1}], n: 1}}}",
    );
    let text = write(std::slice::from_ref(&plugin), Format::Toml).unwrap();
    let again = read(text.as_bytes(), "a.toml", None);
    assert_eq!(
        again.components[0].component.meaning(),
        plugin.meaning(),
        "{text}"
    );
}

/// As Go writes a number down that stands where a text is wanted.
#[test]
fn an_infinite_number_is_the_text_traefik_makes_of_it() {
    for (written, kept) in [
        (".inf", "+Inf"),
        ("-.inf", "-Inf"),
        (".nan", "NaN"),
        ("1.5", "1.500000"),
        ("2.0", "2"),
    ] {
        let text = format!("http: {{middlewares: {{m: {{addPrefix: {{prefix: {written}}}}}}}}}\n");
        let reading = read(text.as_bytes(), "a.yml", None);
        assert_eq!(
            reading.components[0].component.configuration()["addPrefix"]["prefix"],
            kept
        );
    }
}
