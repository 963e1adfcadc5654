//! What we refuse, Traefik refuses; what we accept, Traefik accepts.

use tests::traefik::{Judge, Verdict};
use traefik_dynamic::{Format, Reading, Severity, Verdict as Ours, read};

use crate::texts;

/// Errors over which Traefik does not refuse a file, always or sometimes: it takes it, and drops what they are about
/// without a word, or serves nothing.
const STRICTER: [(&str, &str); 8] = [
    (
        "TYPE-MISMATCH",
        "an object or list for a text, or something else for an object, is dropped",
    ),
    ("NOT-LIST", "empty objects come of it, or none"),
    ("EMPTY-SERVER", "a server without an address serves nothing"),
    ("NOTYPE", "a service or middleware of no type serves nothing"),
    ("MULTITYPE", "of several types it serves nothing"),
    (
        "DUPLICATE-KEY",
        "keys that differ in case alone overwrite one another, by chance",
    ),
    ("EMPTY-NAME", "nothing can refer to it"),
    ("EMPTY-OBJECT", "an empty section holds nothing to import"),
];

/// An error where the two verdicts do not go together.
pub(crate) fn agree(reading: &Reading, traefik: &Verdict) -> Result<(), String> {
    let errors = reading
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error);
    let errors: Vec<String> = errors.map(ToString::to_string).collect();
    let is_stricter = |error: &String| {
        STRICTER
            .iter()
            .any(|(code, _)| error.contains(&format!("({code})")))
    };
    match (reading.verdict, traefik) {
        (Ours::Accept, Verdict::Refused(why) | Verdict::Broke(why)) => {
            Err(format!("we accept it, Traefik does not: {why}"))
        }
        (Ours::Reject, Verdict::Accepted(held)) if held.as_object().is_some_and(|held| !held.is_empty()) => {
            if errors.iter().all(is_stricter) {
                return Ok(());
            }
            Err(format!(
                "we refuse it, Traefik takes {held}\n  {}",
                errors.join("\n  ")
            ))
        }
        // A template is not run by us, and what holds nothing is refused by us as nothing to import.
        _ => Ok(()),
    }
}

/// Every file of ours and of the corpus.
#[test]
#[ignore = "needs a real Traefik: run `cargo xtask traefik`"]
fn traefik_agrees_with_our_verdicts() {
    let (mut files, mut answers) = (Judge::of_files(), Judge::of_answers());
    let (mut accepted, mut refused, mut wrong) = (0, 0, Vec::new());
    for text in texts::all() {
        let reading = read(&text.bytes, &text.name, Some(text.format));
        let judge = if text.format == Format::Json {
            &mut answers
        } else {
            &mut files
        };
        let verdict = judge.judge(&text.bytes, text.format);
        match verdict {
            Verdict::Accepted(_) => accepted += 1,
            _ => refused += 1,
        }
        if let Err(why) = agree(&reading, &verdict) {
            wrong.push(format!("{}: {why}", text.name));
        }
    }
    println!(
        "Traefik accepted {accepted} files and refused {refused}; {} verdicts differ",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(accepted > 8, "the project's own files at least");
}
