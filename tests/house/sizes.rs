//! Files that can be read in one go, with names that say what is in them.

use crate::{files, none, shown, top};

const FOLDERS: [&str; 4] = ["crates", "src-tauri", "tests", "xtask"];

fn rust_files() -> Vec<std::path::PathBuf> {
    FOLDERS
        .iter()
        .flat_map(|folder| files(&top().join(folder), ".rs"))
        .collect()
}

/// A Rust file has at most 500 lines, tests aside.
#[test]
fn no_file_is_too_long() {
    let broken: Vec<String> = rust_files()
        .into_iter()
        .filter(|path| !shown(path).split('/').any(|part| part == "tests"))
        .filter_map(|path| {
            let lines = std::fs::read_to_string(&path).unwrap().lines().count();
            (lines > 500).then(|| format!("{}: {lines} lines", shown(&path)))
        })
        .collect();
    none(
        &broken,
        "Split these files by what they are about, at most 500 lines each:",
    );
}

/// No name that could hold anything.
#[test]
fn no_file_has_an_empty_name() {
    let empty = [
        "manager", "helper", "util", "common", "misc", "info", "data", "impl", "ext",
    ];
    let broken: Vec<String> = rust_files()
        .into_iter()
        .filter(|path| {
            let stem = path.file_stem().unwrap().to_string_lossy().to_lowercase();
            stem.split(['_', '-'])
                .any(|word| empty.contains(&word.trim_end_matches('s')) || empty.contains(&word))
        })
        .map(|path| shown(&path))
        .collect();
    none(&broken, "Name these files after what they do:");
}
