//! Formats and encodings.

use std::path::Path;

use traefik_dynamic::{Format, Kind, Verdict, read};

use crate::fixtures::EXAMPLE;

#[test]
fn by_name() {
    let format = |name: &str| Format::from_path(Path::new(name));
    assert_eq!(format("/etc/traefik/dynamic.yml"), Some(Format::Yaml));
    assert_eq!(format("a.YAML"), Some(Format::Yaml));
    assert_eq!(format("a.toml.example"), Some(Format::Toml));
    assert_eq!(format("a.json"), Some(Format::Json));
    assert_eq!(format("a.conf"), None);
    assert_eq!(format("yml"), None);
}

#[test]
fn by_content() {
    assert_eq!(Format::sniff("{\"http\": {}}"), Format::Json);
    assert_eq!(Format::sniff("# a\n[http.routers]\n"), Format::Toml);
    assert_eq!(Format::sniff("[[tls.certificates]]\n"), Format::Toml);
    assert_eq!(Format::sniff("http.routers.a.rule = \"b\"\n"), Format::Toml);
    assert_eq!(Format::sniff("http:\n  routers:\n"), Format::Yaml);
    assert_eq!(Format::sniff("---\n"), Format::Yaml);
}

/// UTF-8 and UTF-16 with a byte order mark, and CRLF, read alike.
#[test]
fn encodings() {
    let plain = read(EXAMPLE.as_bytes(), "a.yml", None);
    let same = |bytes: &[u8]| {
        let reading = read(bytes, "a.yml", None);
        assert_eq!(reading.verdict, Verdict::Accept);
        assert_eq!(reading.components, plain.components);
    };
    same(&[b"\xEF\xBB\xBF", EXAMPLE.as_bytes()].concat());
    same(EXAMPLE.replace('\n', "\r\n").as_bytes());
    let utf16 = |unit: fn(u16) -> [u8; 2]| {
        "\u{feff}"
            .encode_utf16()
            .chain(EXAMPLE.encode_utf16())
            .flat_map(unit)
            .collect::<Vec<u8>>()
    };
    same(&utf16(u16::to_le_bytes));
    same(&utf16(u16::to_be_bytes));
    assert_eq!(
        read(b"http:\n  a: \xFF\n", "a.yml", None).problems[0].line,
        Some(2)
    );
    assert_eq!(read(b"\xFF\xFEa", "a.yml", None).verdict, Verdict::Reject);
}

/// JSON as YAML reads it: trailing commas and tabs pass.
#[test]
fn json() {
    let reading = read(
        b"{\n\t\"http\": {\"middlewares\": {\"m\": {\"compress\": {}}},},}",
        "a.json",
        None,
    );
    assert_eq!(reading.verdict, Verdict::Accept, "{:?}", reading.problems);
}

#[test]
fn too_large() {
    let reading = read(&vec![b'#'; 64 * 1024 * 1024 + 1], "a.yml", None);
    assert_eq!(reading.problems[0].code, "TOO-LARGE");
}

#[test]
fn words() {
    for &kind in Kind::ALL {
        assert_eq!(kind.as_str().parse(), Ok(kind));
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
    }
    assert!("router".parse::<Kind>().is_err());
    assert_eq!("YML".parse(), Ok(Format::Yaml));
}
