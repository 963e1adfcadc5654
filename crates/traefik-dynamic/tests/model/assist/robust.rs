//! Whatever the lines are and wherever the caret is, there is an answer, and soon.

use std::fmt::Write;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use traefik_dynamic::assist::{CureAction, Look, Names, Surroundings, complete, hover, look};
use traefik_dynamic::text::{Fragment, fragments};
use traefik_dynamic::{Braces, Component, Facts, Kind, Severity};

use super::replaced;
use crate::corpus::yaml_files;
use crate::fixtures::component;

const LINES: &[(Kind, &str)] = &[
    (
        Kind::HttpRouter,
        "# 🚀\nr:\n  rule: \"Host(`ä`) && Path(`/`)\"\n  service: s\n  middlewares: [a, b]\n  tls:\n    domains:\n      - main: x\n        sans: [y]\n",
    ),
    (
        Kind::HttpService,
        "s:\n  loadBalancer:\n    servers:\n    - url: http://a\n    - {url: 'http://b', weight: 2}\n    healthCheck: {path: /, headers: {A: b}}\n",
    ),
    (
        Kind::TlsCertificate,
        "- certFile: |\n    -----BEGIN\n    x\n  keyFile: /k # 🚀\n",
    ),
    (
        Kind::HttpMiddleware,
        "m:\n  plugin:\n    p:\n      a: [1, {b: c}]\n",
    ),
];

/// Every range lies in the text, on the border of characters.
fn is_inside(lines: &str, from: u32, to: u32) -> bool {
    let units: Vec<u16> = lines.encode_utf16().collect();
    let part = units.get(from as usize..to as usize);
    part.is_some_and(|part| String::from_utf16(part).is_ok())
}

fn sound(lines: &str, look: &Look) {
    for problem in &look.problems {
        assert!(
            is_inside(lines, problem.span.from, problem.span.to),
            "{problem:?} in {lines:?}"
        );
        for cure in &problem.cures {
            if let CureAction::Replace { edits } = &cure.action {
                for edit in edits {
                    assert!(is_inside(lines, edit.from, edit.to), "{edit:?} in {lines:?}");
                }
                replaced(lines, edits);
            }
        }
    }
    for field in &look.fields {
        assert!(
            is_inside(lines, field.entry.from, field.entry.to),
            "{field:?} in {lines:?}"
        );
        assert!(
            is_inside(lines, field.value.from, field.value.to),
            "{field:?} in {lines:?}"
        );
    }
}

fn every_offset(kind: Kind, lines: &str, around: &Surroundings<'_>) {
    let found = look(kind, lines, around);
    sound(lines, &found);
    let count = u32::try_from(lines.encode_utf16().count()).unwrap();
    for offset in 0..=count + 1 {
        let completion = complete(kind, lines, offset, around);
        let _ = hover(kind, lines, offset, around);
        let _ = found.field_at(lines, offset);
        if offset <= count {
            assert!(
                is_inside(lines, completion.from, completion.to),
                "{offset} in {lines:?}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// A few letters are added, removed or doubled.
    #[test]
    fn mutated_lines(
        which in 0..LINES.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..4_usize, "[ \\-:{}\\[\\],\"'`#|>&*!%@\t\nax🚀\u{a0}\r]"), 1..6),
    ) {
        let (kind, lines) = LINES[which];
        let mut letters: Vec<char> = lines.chars().collect();
        for (at, how, letter) in changes {
            let at = at.index(letters.len());
            match how {
                0 => drop(letters.remove(at)),
                1 => letters.truncate(at + 1),
                _ => letters.splice(at..at, letter.chars()).for_each(drop),
            }
            if letters.is_empty() {
                break;
            }
        }
        let lines: String = letters.into_iter().collect();
        every_offset(kind, &lines, &Surroundings::default());
    }

    #[test]
    fn any_lines(lines in "[ra:\\-{}\\[\\]\"'`#|>&*!? \n🚀]{0,40}", index in 0..Kind::ALL.len()) {
        every_offset(Kind::ALL[index], &lines, &Surroundings::default());
    }
}

/// The components of the corpus, cut off anywhere.
#[test]
fn beginnings_of_the_corpus() {
    let mut count = 0_usize;
    for (name, source) in yaml_files() {
        for Fragment { kind, text, .. } in fragments(&source, Braces::Actions).into_iter().take(3) {
            let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            let step = (ends.len() / 5).max(1);
            for end in ends.into_iter().step_by(step) {
                let lines = &text[..end];
                let found = look(kind, lines, &Surroundings::default());
                sound(lines, &found);
                let units = u32::try_from(lines.encode_utf16().count()).unwrap();
                let _ = complete(kind, lines, units, &Surroundings::default());
                count += 1;
            }
            assert!(!name.is_empty());
        }
    }
    println!("{count} beginnings");
}

/// Among 10,000 routers, a look takes a moment.
#[test]
fn among_many() {
    let mut names = Names::default();
    for number in 0..10_000 {
        names.insert(Kind::HttpRouter, format!("router-{number}"), "");
        names.insert(Kind::HttpService, format!("service-{number}"), "");
        names.insert(Kind::HttpMiddleware, format!("middleware-{number}"), "");
    }
    let facts: Facts =
        serde_json::from_str(r#"{"entry_points": {"web": {"address": ":80"}}, "resolvers": ["le"]}"#)
            .unwrap();
    let others: Vec<Component> = (0..50)
        .map(|number| Component {
            name: format!("router-{number}"),
            ..component(Kind::HttpRouter, "{rule: Host(`a.example`), service: service-1}")
        })
        .collect();
    let others: Vec<&Component> = others.iter().collect();
    let around = Surroundings {
        names: Some(&names),
        facts: Some(&facts),
        others: &others,
    };
    let lines = "r:\n  rule: Host(`a.example`)\n  service: servic-1\n  middlewares: [middlewar-1, middleware-2]\n  nope: 1\n";
    let start = Instant::now();
    let count = 10;
    for _ in 0..count {
        assert!(look(Kind::HttpRouter, lines, &around).problems.len() > 2);
    }
    let each = start.elapsed() / count;
    println!("a look among 10,000 routers takes {each:?}");
    // Ten times the limit, because this is not built to be fast and others use this computer.
    assert!(each < Duration::from_millis(200), "{each:?}");
}

/// A service with thousands of servers is looked at as fast as its lines grow.
#[test]
fn many_lines() {
    let of = |count: usize, broken: &str| {
        let mut lines = String::from("s:\n  loadBalancer:\n    servers:\n");
        for number in 0..count {
            writeln!(lines, "      - url: http://a{number}\n        weight: 1").unwrap();
        }
        lines + broken
    };
    for broken in ["", "      - url:http://b\n", "      - urls: http://b\n"] {
        let time = |count: usize| {
            let lines = of(count, broken);
            let units = u32::try_from(lines.len()).unwrap() - 1;
            let start = Instant::now();
            let found = look(Kind::HttpService, &lines, &Surroundings::default());
            assert_eq!(
                found.problems.iter().any(|one| one.severity == Severity::Error),
                !broken.is_empty()
            );
            let _ = complete(Kind::HttpService, &lines, units, &Surroundings::default());
            start.elapsed()
        };
        let (few, many) = (time(500), time(5000));
        println!("{broken:?}: {few:?} for 1,000 lines, {many:?} for 10,000");
        assert!(many < few * 40, "{few:?} {many:?}");
    }
}
