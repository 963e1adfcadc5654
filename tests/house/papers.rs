//! Documents that stay true.

use std::path::{Path, PathBuf};

use crate::{files, none, shown, top};

/// Everything written for people.
fn papers() -> Vec<PathBuf> {
    let mut papers = files(&top().join("docs"), ".md");
    let at_the_top = std::fs::read_dir(top())
        .unwrap()
        .map(|entry| entry.unwrap().path());
    papers.extend(at_the_top.filter(|path| path.extension().is_some_and(|extension| extension == "md")));
    papers.sort();
    papers
}

/// Words between backticks, outside of blocks of code.
fn literals(text: &str) -> Vec<(usize, String)> {
    let mut in_block = false;
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
        } else if !in_block {
            let words = line.split('`').skip(1).step_by(2);
            found.extend(words.map(|word| (number + 1, word.to_owned())));
        }
    }
    found
}

/// A path of this repository: it begins with a folder or file that stands at the top, and holds nothing to fill in.
fn is_ours(word: &str) -> bool {
    let begins = [
        "crates/",
        "src-tauri/",
        "tests/",
        "xtask/",
        "docs/",
        "icons/",
        "ui/",
    ]
    .iter()
    .any(|folder| word.starts_with(folder));
    begins && !word.contains(['*', '<', '{', ' ', '…', '$'])
}

/// A document names only what is there.
#[test]
fn documents_name_only_paths_that_exist() {
    let mut broken = Vec::new();
    for paper in papers() {
        let text = std::fs::read_to_string(&paper).unwrap();
        for (number, word) in literals(&text) {
            if is_ours(&word) && !top().join(word.trim_end_matches('/')).exists() {
                broken.push(format!("{}:{number}: `{word}`", shown(&paper)));
            }
        }
    }
    none(
        &broken,
        "These paths are not there any more: name what took their place:",
    );
}

/// A link leads somewhere.
#[test]
fn links_between_documents_lead_somewhere() {
    let mut broken = Vec::new();
    for paper in papers() {
        let text = std::fs::read_to_string(&paper).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = link.split('#').next().unwrap_or_default();
            let outside = link.contains("://") || link.starts_with("mailto:") || target.is_empty();
            let folder: &Path = paper.parent().unwrap();
            if !outside && !folder.join(target).exists() {
                broken.push(format!("{}: {link}", shown(&paper)));
            }
        }
    }
    none(&broken, "These links lead nowhere:");
}

/// Line numbers in a document are wrong after the next change.
#[test]
fn documents_name_no_line_numbers() {
    let mut broken = Vec::new();
    for paper in papers() {
        let text = std::fs::read_to_string(&paper).unwrap();
        for (number, word) in literals(&text) {
            let numbered = word
                .split_once(".rs:")
                .is_some_and(|(_, rest)| rest.starts_with(|character: char| character.is_ascii_digit()));
            if numbered {
                broken.push(format!("{}:{number}: `{word}`", shown(&paper)));
            }
        }
    }
    none(&broken, "Name the function instead of the line:");
}
