//! Small documents, each with what Traefik 3.7.15 itself made of it: a table written down from the real program.
//!
//! A line holds the `text`, its `format` where it is not YAML, and what Traefik `held` afterwards: null when it refused the file.
//! Documents that are refused here on purpose although Traefik takes them, such as a list where one object is meant, are not in it.

use serde_json::Value;
use traefik_dynamic::{Format, Reading, Severity, read};

use crate::corpus::alike::{Compared, compare};

/// Errors over files that Traefik takes and makes nothing useful of.
const STRICTER: [&str; 6] = [
    "NOT-LIST",
    "EMPTY-SERVER",
    "MULTITYPE",
    "NOTYPE",
    "NOTHING",
    "EMPTY-NAME",
];

#[test]
fn reads_as_traefik_does() {
    let rows = include_str!("judged.jsonl").lines();
    let rows = rows.map(|line| serde_json::from_str::<Value>(line).unwrap());
    let (mut count, mut wrong) = (0, Vec::new());
    for row in rows {
        count += 1;
        let text = row["text"].as_str().unwrap();
        let format: Option<Format> = row["format"].as_str().map(|name| name.parse().unwrap());
        let reading = read(text.as_bytes(), "a", format.or(Some(Format::Yaml)));
        if let Err(why) = agrees(&reading, &row["held"]) {
            let problems: Vec<String> = reading.problems.iter().map(ToString::to_string).collect();
            wrong.push(format!("{text}\n{why}\n{}", problems.join("\n")));
        }
    }
    assert!(count > 1_000, "only {count} documents");
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n----\n")
    );
}

fn agrees(reading: &Reading, held: &Value) -> Result<(), String> {
    let errors: Vec<_> = reading
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .collect();
    let is_refused = errors
        .iter()
        .any(|problem| !STRICTER.contains(&problem.code.as_str()));
    match (held, is_refused) {
        (Value::Null, true) => Ok(()),
        // A text that holds nothing and cannot be read either is refused for both.
        (Value::Null, false) if errors.iter().any(|problem| problem.code != "NOTHING") => Ok(()),
        (Value::Null, false) => Err("Traefik refuses it".to_owned()),
        (_, true) => Err("Traefik takes it".to_owned()),
        (held, false) if errors.is_empty() => match compare(reading, held) {
            Compared::Equal => Ok(()),
            Compared::Different(how) => Err(how),
        },
        (_, false) => Ok(()),
    }
}
