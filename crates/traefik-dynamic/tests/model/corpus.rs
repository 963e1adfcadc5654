//! Real files with the verdict to expect. Run only where the corpus lies; nothing of it is part of this project.

pub(crate) mod alike;
mod held;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use traefik_dynamic::{Format, Reading, Severity, Verdict, read};

use self::alike::{Compared, compare};

/// Files whose meaning to us differs from what Traefik's decoder holds, and why that is right.
const DIFFERS: [(&str, &str); 1] = [(
    "probe-k1-transport-readtimeout.yml",
    "Traefik decodes the field and leaves it out when it writes JSON, so its value cannot be seen there",
)];

/// Warnings of the index that are not found, and why that is right.
const NOT_FOUND: [(&str, &str); 2] = [
    (
        "docs-http-middlewares-contenttype-01.toml",
        "the middleware is called like the deprecated field, which it does not have",
    ),
    (
        "docs-http-middlewares-contenttype-01.yaml",
        "the middleware is called like the deprecated field, which it does not have",
    ),
];

struct Case {
    name: String,
    expected: String,
    warnings: BTreeSet<String>,
}

fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference/corpus");
    let folder = std::env::var_os("MANTRAE_CORPUS").map_or(beside, PathBuf::from);
    if folder.join("index.tsv").is_file() {
        return Some(folder);
    }
    println!("corpus not found, skipped");
    None
}

fn cases(folder: &Path) -> Vec<Case> {
    let index = std::fs::read_to_string(folder.join("index.tsv")).unwrap();
    let rows = index
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect::<Vec<_>>());
    let case = |row: Vec<&str>| Case {
        name: row[0].to_owned(),
        expected: row[2].to_owned(),
        warnings: row[5]
            .split(' ')
            .filter(|code| !code.is_empty())
            .map(|code| code.split(':').next().unwrap().to_owned())
            .collect(),
    };
    rows.map(case).collect()
}

/// The YAML files of the corpus; none where it is not there.
pub(crate) fn yaml_files() -> Vec<(String, String)> {
    let Some(folder) = folder() else {
        return Vec::new();
    };
    let is_yaml = |case: &Case| Format::from_path(Path::new(&case.name)) == Some(Format::Yaml);
    let cases = cases(&folder).into_iter().filter(is_yaml);
    let read = |case: Case| {
        let text = std::fs::read_to_string(folder.join("files").join(&case.name)).ok()?;
        Some((case.name, text))
    };
    cases.filter_map(read).collect()
}

fn read_case(folder: &Path, case: &Case) -> Reading {
    let bytes = std::fs::read(folder.join("files").join(&case.name)).unwrap();
    read(&bytes, &case.name, None)
}

/// A template whose actions are all constants: the index calls it a template, but what it comes to is known without
/// Traefik, and Traefik takes it.
const CONSTANT: &str = "probe-e5-tmpl-escaped-literal.yml";

/// The list of exceptions stays short.
#[test]
fn exceptions_are_few() {
    assert!(DIFFERS.len() + NOT_FOUND.len() <= 3);
}

/// Each file gets the verdict the index expects.
#[test]
fn verdicts() {
    let Some(folder) = folder() else { return };
    let cases = cases(&folder);
    let mut wrong = Vec::new();
    for case in &cases {
        let reading = read_case(&folder, case);
        let verdict = serde_json::to_value(reading.verdict).unwrap();
        let expected = match case.name.as_str() {
            CONSTANT => "accept",
            _ => case.expected.as_str(),
        };
        if verdict != expected {
            let problems: Vec<String> = reading.problems.iter().map(ToString::to_string).collect();
            wrong.push(format!(
                "{}: expected {}, got {verdict}\n    {}",
                case.name,
                case.expected,
                problems.join("\n    ")
            ));
        }
    }
    println!("{} of {} verdicts", cases.len() - wrong.len(), cases.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each warning the index names is found.
#[test]
fn warnings() {
    let Some(folder) = folder() else { return };
    let (mut count, mut excused, mut missing) = (0, Vec::new(), Vec::new());
    for case in cases(&folder) {
        let reading = read_case(&folder, &case);
        let mut found: BTreeSet<String> = reading
            .problems
            .iter()
            .map(|problem| problem.code.clone())
            .collect();
        found.extend(
            reading
                .check(&|_, _| false)
                .into_iter()
                .map(|problem| problem.code),
        );
        count += case.warnings.len();
        for code in case.warnings.difference(&found) {
            if case.name == CONSTANT && code == "TEMPLATE" {
                excused.push(format!("{}: {code}, its actions are constants", case.name));
            } else if NOT_FOUND.iter().any(|(name, _)| *name == case.name) {
                excused.push(format!("{}: {code}, an exception", case.name));
            } else if needs_running(&reading) {
                excused.push(format!("{}: {code}, only after running the template", case.name));
            } else if lacks_by_error(&reading, code) {
                excused.push(format!("{}: {code}, could not be read", case.name));
            } else {
                missing.push(format!(
                    "{} ({}): {code} missing; found {found:?}",
                    case.name, case.expected
                ));
            }
        }
    }
    println!(
        "{} of {count} warnings; not found:\n  {}",
        count - excused.len() - missing.len(),
        excused.join("\n  ")
    );
    assert!(
        missing.is_empty(),
        "{} warnings\n{}",
        missing.len(),
        missing.join("\n")
    );
}

/// What makes keys or whole components is a program: what it will bring holds only after running it, which we never do.
fn needs_running(reading: &Reading) -> bool {
    reading.verdict == Verdict::Template && reading.components.is_empty() && reading.rejected.is_empty()
}

/// What could not be read is not missing: an error says what stands in its place, and no second one that it is not
/// there.
fn lacks_by_error(reading: &Reading, code: &str) -> bool {
    let is_unreadable = |code: &str| code == "TYPE-MISMATCH" || code == "NOT-LIST";
    let has_error = reading
        .problems
        .iter()
        .any(|problem| problem.severity == Severity::Error && is_unreadable(&problem.code));
    has_error && (code.starts_with("NO-") || code.starts_with("EMPTY-"))
}

/// With Traefik's defaults filled in, a file means to us what Traefik's own decoder holds.
///
/// Of a file with an error, the sound components: those with an error are offered to nobody, so only their names count.
#[test]
fn meaning() {
    let Some(folder) = folder() else { return };
    let (mut whole, mut in_part, mut unrun, mut wrong) = (0, Vec::new(), Vec::new(), Vec::new());
    for case in cases(&folder) {
        let Ok(judge) = std::fs::read_to_string(folder.join("decoded").join(format!("{}.json", case.name)))
        else {
            continue;
        };
        let reading = read_case(&folder, &case);
        if needs_running(&reading) {
            unrun.push(case.name);
            continue;
        }
        match compare(&reading, &serde_json::from_str(&judge).unwrap()) {
            Compared::Equal if reading.rejected.is_empty() => whole += 1,
            Compared::Equal => in_part.push(format!(
                "{}: without {} of {} components",
                case.name,
                reading.rejected.len(),
                reading.rejected.len() + reading.components.len()
            )),
            Compared::Different(_) if DIFFERS.iter().any(|(name, _)| *name == case.name) => {}
            Compared::Different(how) => wrong.push(format!("{}\n  {how}", case.name)),
        }
    }
    println!(
        "decoded files: {whole} equal as a whole, {} in their sound components, {} differ for a reason, {} only \
         after running the template\n  {}\n  {}",
        in_part.len(),
        DIFFERS.len(),
        unrun.len(),
        in_part.join("\n  "),
        unrun.join("\n  ")
    );
    assert!(wrong.is_empty(), "{} files\n{}", wrong.len(), wrong.join("\n"));
}
