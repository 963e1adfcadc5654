//! Files that were worth keeping: those the fuzzer begins with, and those it once failed on.

use std::path::Path;

use crate::judge::judge;

/// Each file of `tests/cases` with its verdict.
const CASES: [(&str, &str); 5] = [
    ("middlewares.toml", "accept"),
    ("routers.yml", "accept"),
    ("streams.json", "accept"),
    ("tags.yml", "accept"),
    ("template.yml", "template"),
];

#[test]
fn kept_cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let named: Vec<&str> = CASES.iter().map(|(file, _)| *file).collect();
    assert_eq!(files, named, "every file stands in the table, and only those");
    for (file, verdict) in CASES {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let reading = judge(&bytes, file).unwrap_or_else(|why| panic!("{file}: {why}"));
        let got = serde_json::to_value(reading.verdict).unwrap();
        let problems: Vec<String> = reading.problems.iter().map(ToString::to_string).collect();
        assert_eq!(got, *verdict, "{file}\n{}", problems.join("\n"));
    }
}
