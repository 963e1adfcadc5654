//! Small documents, each with what Traefik 3.7.15 itself made of it: a table written down from the real program.
//!
//! A line holds the `text`, its `format` where it is not YAML, and what Traefik `held` afterwards: null when it
//! refused the file. Of documents with an error that Traefik loads all the same, such as a list where one object is
//! meant, that alone is judged.

use serde_json::Value;
use traefik_dynamic::{Format, Kind, Reading, Verdict, read};

use crate::corpus::alike::{Compared, compare};

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
    match (held, reading.is_refused()) {
        (Value::Null, true) => Ok(()),
        (Value::Null, false) => Err("Traefik refuses it".to_owned()),
        (_, true) => Err("Traefik takes it".to_owned()),
        // What an action writes is not known here, and certificates are not in what Traefik tells.
        (held, false) if reading.verdict == Verdict::Accept && !holds_certificates(reading) => {
            match compare(reading, held) {
                Compared::Equal => Ok(()),
                Compared::Different(how) => Err(how),
            }
        }
        (_, false) => Ok(()),
    }
}

fn holds_certificates(reading: &Reading) -> bool {
    let mut found = reading.components.iter();
    found.any(|found| found.component.kind == Kind::TlsCertificate)
}
