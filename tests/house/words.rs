//! One idea, one word: words that were given up stay out of names and texts.

use std::path::{Path, PathBuf};

use crate::{files, none, shown, top};

/// Words that are not used any more, and what to say.
const GIVEN_UP: &[(&str, &str)] = &[
    ("place", "location"),
    ("places", "location"),
    ("placing", "draft"),
    ("s3 store", "S3 location"),
    ("s3 stores", "S3 location"),
    ("prove", "verify"),
    ("proves", "verify"),
    ("proving", "verify"),
    ("proved", "verified"),
    ("proven", "verified"),
    ("unproven", "unverified"),
    ("proof", "verification"),
    ("proofs", "verification"),
    ("drill", "restore test"),
    ("drills", "restore test"),
    ("drilled", "restore test"),
    ("rescue", "recovery"),
    ("rescued", "recovery"),
    // A publication is on trial; nothing else is.
    ("storage trial", "storage test"),
    ("trial restore", "restore test"),
    ("restore trial", "restore test"),
    ("trouble", "problem"),
    ("troubles", "problem"),
    ("remark", "warning or problem"),
    ("remarks", "warning or problem"),
    ("made up", "caught up or catch-up"),
    ("shelf", "list of backups"),
];

/// Plain English in which `place` is no location of backups.
const IDIOMS: &[&str] = &[
    "in place",
    "in its place",
    "in the place",
    "takes the place",
    "take the place",
    "takes its place",
    "take its place",
    "took their place",
    "at the place of use",
    "at such a place",
    // A value that scripts compare with.
    "one place missing",
    // A property of style sheets.
    "place items",
    "place content",
    "place self",
];

/// Where a place is one in a text or in a file, as every reader of texts calls it.
const READERS: &[&str] = &[
    "crates/traefik-dynamic/",
    "crates/mantrae-core/src/import/",
    "crates/mantrae-core/src/archive/layout.rs",
    "crates/mantraectl/src/routes.rs",
    "tests/src/traefik/",
    "tests/traefik/",
];

/// What the readers of Traefik's files may say besides: their findings are called so.
const OF_READERS: &[&str] = &["place", "places", "remark", "trouble"];

/// They read the old words, or turn them into today's.
const KNOW_THE_OLD: &[&str] = &[
    "crates/mantrae-core/tests/migrations/",
    "crates/mantraectl/src/renamed.rs",
    // Made from what the engine says, which is looked at.
    "ui/src/lib/backend/bindings.ts",
    "tests/fixtures/",
    "tests/house/words.rs",
    "ui/dist/",
];

/// The parts of which names and words consist, in small letters, each with its line: `newRun`, `new_run` and "new run"
/// have the same ones.
fn parts(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let mut part = String::new();
        let mut before = ' ';
        for character in line.chars().chain([' ']) {
            let begins = character.is_ascii_uppercase() && !before.is_ascii_uppercase();
            if (begins || !character.is_ascii_alphanumeric()) && !part.is_empty() {
                found.push((index + 1, std::mem::take(&mut part)));
            }
            if character.is_ascii_alphanumeric() {
                part.push(character.to_ascii_lowercase());
            }
            before = character;
        }
    }
    found
}

/// Where these words stand in a row, as ranges of parts.
fn rows(parts: &[(usize, String)], words: &str) -> Vec<std::ops::Range<usize>> {
    let words: Vec<&str> = words.split(' ').collect();
    let ends = parts.len().saturating_sub(words.len() - 1);
    (0..ends)
        .filter(|&begin| {
            let there = parts[begin..begin + words.len()].iter().map(|(_, part)| part);
            there.eq(words.iter())
        })
        .map(|begin| begin..begin + words.len())
        .collect()
}

/// The words of a text that were given up, each with its line and what to say.
fn given_up<'t>(text: &str, allowed: &[&str]) -> Vec<(usize, &'t str, &'t str)> {
    let parts = parts(text);
    let excused: Vec<_> = IDIOMS.iter().flat_map(|idiom| rows(&parts, idiom)).collect();
    let words = GIVEN_UP.iter().filter(|(word, _)| !allowed.contains(word));
    let mut found: Vec<_> = words
        .flat_map(|(word, say)| rows(&parts, word).into_iter().map(move |row| (row, *word, *say)))
        .filter(|(row, ..)| {
            !excused
                .iter()
                .any(|idiom| idiom.start <= row.start && row.end <= idiom.end)
        })
        .map(|(row, word, say)| (parts[row.start].0, word, say))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// A text without the lines that read what an older version wrote, and without what the changelog says of renamed
/// words.
fn without_old_names(path: &Path, text: &str) -> String {
    let mut renamed = false;
    let mut kept = String::new();
    for line in text.lines() {
        if line.starts_with('#') {
            renamed = path.ends_with("CHANGELOG.md") && line == "### Renamed";
        }
        if !renamed && !line.contains("alias = \"") && !line.contains("_BEFORE: &str") {
            kept.push_str(line);
        }
        kept.push('\n');
    }
    kept
}

/// Every file in which a person finds a name or a text.
fn sources() -> Vec<PathBuf> {
    let endings = [".rs", ".ts", ".svelte", ".css", ".md", ".toml", "tauri.conf.json"];
    let all = endings.iter().flat_map(|ending| files(&top(), ending));
    all.filter(|path| !KNOW_THE_OLD.iter().any(|part| shown(path).starts_with(part)))
        .collect()
}

#[test]
fn words_that_were_given_up_are_not_used() {
    let mut broken = Vec::new();
    for path in sources() {
        let name = shown(&path);
        let allowed = if READERS.iter().any(|reader| name.starts_with(reader)) {
            OF_READERS
        } else {
            &[]
        };
        for (_, word, say) in given_up(&name, allowed) {
            broken.push(format!("{name}: its name says `{word}`: say {say}"));
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for (line, word, say) in given_up(&without_old_names(&path, &text), allowed) {
            broken.push(format!("{name}:{line}: `{word}`: say {say}"));
        }
    }
    none(&broken, "One idea has one word:");
}

/// The rule sees a word in every kind of name and over the end of a line, and leaves plain English alone.
#[test]
fn the_rule_knows_names_and_idioms() {
    let check = |text: &str, expect: &[&str]| {
        let found: Vec<&str> = given_up(text, &[]).into_iter().map(|(_, word, _)| word).collect();
        assert_eq!(found, expect, "{text}");
    };
    check("fn last_proven(&self)", &["proven"]);
    check("newestProven: null", &["proven"]);
    check("struct S3Place;", &["place"]);
    check(".restore-drill {", &["drill"]);
    check("Backups are sent to every place.", &["place"]);
    check("/// One that was made\n/// up later.", &["made up"]);
    check("put_in_place, in\n/// its place, replaced, placeholder", &[]);
    check(".seal { place-items: center; }", &[]);
    check("what is improved, approved or displaced", &[]);
    check("let drill = 1;\nlet proof = 2;", &["drill", "proof"]);
}
