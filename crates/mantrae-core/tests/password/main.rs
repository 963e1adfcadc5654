//! Entries of `basicAuth` and `digestAuth`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use std::collections::BTreeSet;

use mantrae_core::Code;
use mantrae_core::password::{self, Entry, Fit, Scheme, StoredAs};
use mantrae_core::secret::Secret;
use serde_json::json;

fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

/// Entries as others made them, with the password: Traefik's manual, Apache's htpasswd, openssl, jBCrypt.
const KNOWN: &[(&str, &str)] = &[
    ("test:$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/", "test"),
    ("test2:$apr1$d9hr9HBB$4HxwgUir3HP4EsggP/QNo0", "test2"),
    (
        "zue:$apr1$zz$494G6aWq/s0wHxffdMHAs0",
        "Zürich, a longer password than sixteen bytes",
    ),
    ("old:$1$abcdefgh$y6iHhJNbuC0xpbk0w9pm80", "correct horse"),
    ("sha:{SHA}qUqP5cyxm6YcTAhz05Hph5gvu9M=", "test"),
    (
        "a:$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe",
        "a",
    ),
    (
        "abc:$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i",
        "abc",
    ),
    (
        "abc:$2y$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i",
        "abc",
    ),
    ("test:traefik:a2688e031edb4be6a3797f3882655c05", "test"),
    ("test2:traefik:518845800f9e2bfb1f1f740ec24f074e", "test2"),
];

#[test]
fn known_entries_are_checked() {
    for (entry, text) in KNOWN {
        assert_eq!(
            password::check(entry, &secret(text)).unwrap(),
            Fit::Matches,
            "{entry}"
        );
        for other in ["", "tesT", "test ", "Test"] {
            assert_eq!(
                password::check(entry, &secret(other)).unwrap(),
                Fit::Differs,
                "{entry} {other}"
            );
        }
    }
}

#[test]
fn schemes_are_told_apart() {
    let check = |entry: &str, name: &str, scheme: Scheme| {
        let found = Entry::of(entry);
        assert_eq!((found.name, found.scheme), (name, scheme), "{entry}");
    };
    check(KNOWN[0].0, "test", Scheme::Md5Crypt);
    check(KNOWN[4].0, "sha", Scheme::Sha1);
    check(KNOWN[6].0, "abc", Scheme::Bcrypt { cost: 6 });
    check(KNOWN[8].0, "test", Scheme::Digest);
    for unknown in [
        "",
        "a",
        "a:",
        "a:plain",
        "a:$5$salt$hash",
        "a:$argon2id$v=19$m=1$x$y",
        "a:$2b$99$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i",
        "a:$2b$10$short",
        "a:$apr1$salt$short",
        "a:{SHA}short",
        "a:realm:nothex",
        "a:b:c:d",
    ] {
        let name = unknown.split(':').next().unwrap();
        check(unknown, name, Scheme::Unknown);
        let error = password::check(unknown, &secret("x")).unwrap_err();
        assert_eq!(error.code, Code::InvalidInput, "{unknown}");
    }
}

#[test]
fn new_entries_fit() {
    let text = "pä🚀 ss:word";
    let entry = password::basic_entry("guest", &secret(text)).unwrap();
    assert_eq!(Entry::of(&entry).scheme, Scheme::Bcrypt { cost: 10 });
    assert_eq!(password::check(&entry, &secret(text)).unwrap(), Fit::Matches);
    assert_eq!(
        password::check(&entry, &secret("pä🚀 ss:wor")).unwrap(),
        Fit::Differs
    );
    // Each has a salt of its own.
    assert_ne!(entry, password::basic_entry("guest", &secret(text)).unwrap());

    let entry = password::digest_entry("test", "traefik", &secret("test")).unwrap();
    assert_eq!(entry, "test:traefik:a2688e031edb4be6a3797f3882655c05");
}

#[test]
fn what_cannot_work_is_refused() {
    let check = |made: mantrae_core::Result<String>, expect: &str| {
        let error = made.unwrap_err();
        assert_eq!((error.code, error.message.as_str()), (Code::InvalidInput, expect));
    };
    let basic = |name: &str, text: &str| password::basic_entry(name, &secret(text));
    check(basic("", "x"), "A name is needed");
    check(basic("a:b", "x"), "A name cannot contain a colon");
    check(
        basic("a\nb", "x"),
        "A name cannot contain a line break or another control character",
    );
    check(basic("a", ""), "A password is needed");
    check(
        basic("a", "a\0b"),
        "A password cannot contain the character U+0000: bcrypt ends there",
    );
    check(
        basic("a", &"x".repeat(73)),
        "bcrypt uses only the first 72 bytes of a password",
    );
    // 37 letters, but 74 bytes.
    check(
        basic("a", &"ü".repeat(37)),
        "bcrypt uses only the first 72 bytes of a password",
    );
    assert!(basic("a", &"ü".repeat(36)).is_ok());
    let digest = |realm: &str| password::digest_entry("a", realm, &secret("x"));
    check(digest(""), "A realm is needed, without colons and line breaks");
    check(digest("a:b"), "A realm is needed, without colons and line breaks");
    check(
        password::digest_entry("a", "r", &secret("")),
        "A password is needed",
    );
}

#[test]
fn whom_a_password_fits() {
    let entries = [KNOWN[0].0, "old:plain", KNOWN[4].0, KNOWN[6].0];
    assert_eq!(password::fitting(entries, &secret("test")), ["test", "sha"]);
    assert!(password::fitting(entries, &secret("plain")).is_empty());
}

/// Generated passwords are long, plain, and never the same.
#[test]
fn generated_passwords() {
    let all: BTreeSet<String> = (0..200)
        .map(|_| password::generate().unwrap().expose().clone())
        .collect();
    assert_eq!(all.len(), 200);
    let letters: BTreeSet<char> = all.iter().flat_map(|text| text.chars()).collect();
    assert!(all.iter().all(|text| text.len() == 24));
    assert_eq!(letters.len(), 55);
    assert!(letters.iter().all(char::is_ascii_alphanumeric));
    assert!(!letters.iter().any(|letter| "l1I0O8".contains(*letter)));
}

/// Nothing of a password is in what a failure says.
#[test]
fn failures_keep_secrets() {
    let text = "hunter2".repeat(20);
    let error = password::basic_entry("guest", &secret(&text)).unwrap_err();
    let shown = format!("{error:?} {error}");
    assert!(!shown.contains("hunter2"));
    let error = password::check("guest:hunter2", &secret("x")).unwrap_err();
    assert!(!format!("{error:?} {error}").contains("hunter2"));
}

/// What a form lists: names and how each password is stored, never a hash.
#[test]
fn users_are_listed_without_their_hashes() {
    let check = |configuration: serde_json::Value, expected: &[(&str, Option<&str>, StoredAs)]| {
        let found = password::users(&configuration);
        let said: Vec<_> = found
            .iter()
            .map(|one| (one.name.as_str(), one.realm.as_deref(), one.stored_as))
            .collect();
        assert_eq!(said, expected, "{configuration}");
    };
    let of = |name: &str| {
        let known = KNOWN.iter().map(|(entry, _)| *entry);
        known.filter(|entry| entry.starts_with(name)).collect::<Vec<_>>()
    };
    let (apr1, sha1, bcrypt) = (of("zue:")[0], of("sha:")[0], of("a:")[0]);
    check(
        json!({ "basicAuth": { "users": [apr1, sha1, bcrypt, "plain:secret", "$2a$06$m0CrhHm10", 7] } }),
        &[
            ("zue", None, StoredAs::Apr1),
            ("sha", None, StoredAs::Sha1),
            ("a", None, StoredAs::Bcrypt),
            ("plain", None, StoredAs::Unknown),
            ("", None, StoredAs::Unknown),
            ("", None, StoredAs::Unknown),
        ],
    );
    // An entry of the one is none of the other.
    let digest = of("test:traefik")[0];
    let expected = |stored_as| ("test", Some("traefik"), stored_as);
    check(
        json!({ "digestAuth": { "users": [digest] } }),
        &[expected(StoredAs::Digest)],
    );
    check(
        json!({ "basicAuth": { "users": [digest] } }),
        &[expected(StoredAs::Unknown)],
    );
    check(
        json!({ "digestAuth": { "users": [apr1] } }),
        &[("zue", None, StoredAs::Unknown)],
    );
    check(json!({ "basicAuth": {} }), &[]);
    check(json!({ "compress": {} }), &[]);
}
