//! The texts of licences, in the sources of those who gave them.

use std::fs;
use std::path::Path;

use crate::{Part, Result};

/// How a file with such a text begins.
const NAMES: [&str; 6] = ["licen", "copying", "copyright", "notice", "unlicen", "patents"];

/// The one part that is given under the GPL is given under another licence too, which is the one taken.
const NOT_TAKEN: &str = "gpl";

/// Folders with the source of something that is not compiled in.
const LEFT_OUT: [&str; 4] = ["sqlcipher", "vendor", "tests", "node_modules"];

/// The last line of the Apache licence; what follows is how to apply it.
const APACHE_ENDS: &str = "END OF TERMS AND CONDITIONS";

/// More lines than its example has; who has more below the terms says more.
const EXAMPLE: usize = 40;

/// What SQLite says instead of a licence.
pub(crate) const SQLITE: &str = "The author disclaims copyright to this source code. In place of a legal notice, here is a blessing:\n\n  May you do good and not evil.\n  May you find forgiveness for yourself and forgive others.\n  May you share freely, never taking more than you give.\n";

const MIT: &str = "Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the \"Software\"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:\n\nThe above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.\n\nTHE SOFTWARE IS PROVIDED \"AS IS\", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.\n";

/// The texts of a part: its own, and those of what it contains.
pub(crate) fn of(part: &Part) -> Result<Vec<String>> {
    let mut files = Vec::new();
    collect(&part.folder, &mut files)?;
    files.sort();
    let mut texts = Vec::new();
    for path in files {
        let bytes = fs::read(path)?;
        texts.extend(apart(&tidy(&String::from_utf8_lossy(&bytes))));
    }
    Ok(texts)
}

fn collect(folder: &Path, files: &mut Vec<std::path::PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase();
        if path.is_dir() {
            if !LEFT_OUT.contains(&&*name) {
                collect(&path, files)?;
            }
        } else if NAMES.iter().any(|begin| name.starts_with(begin))
            && !is_code(&name)
            && !name.contains(NOT_TAKEN)
        {
            files.push(path);
        }
    }
    Ok(())
}

fn is_code(name: &str) -> bool {
    [".rs", ".js", ".ts", ".mjs", ".py", ".map"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// For a part without a text that gives itself under the MIT licence.
pub(crate) fn mit_of(part: &Part) -> Option<String> {
    let offered = part.licence.split(" OR ").any(|one| one == "MIT");
    let named: Vec<&str> = part
        .authors
        .iter()
        .map(|author| author.split('<').next().unwrap_or_default().trim())
        .collect();
    let whose = if named.is_empty() {
        format!("the authors of {}", part.name)
    } else {
        named.join(", ")
    };
    offered.then(|| format!("Copyright (c) {whose}\n\n{MIT}"))
}

/// One form for what differs only in line ends, and in blanks at the ends of lines and of the whole.
fn tidy(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{c}'], "\n");
    let text = text.trim_start_matches('\u{feff}');
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    joined(&lines)
}

/// Lines without blank ones around them.
fn joined(lines: &[&str]) -> String {
    let blank = |line: &&&str| line.is_empty();
    let lines = &lines[lines.iter().take_while(blank).count()..];
    let after = lines.iter().rev().take_while(blank).count();
    let mut text = lines[..lines.len() - after].join("\n");
    text.push('\n');
    text
}

/// The Apache licence ends with an example of how to apply it, in which some fill in their name: that makes a text of
/// its own, and the terms are the same for all. A file that only names another one is no text.
fn apart(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    if lines.len() == 1 && lines[0].starts_with("..") {
        return Vec::new();
    }
    let is_apache = lines[0].trim_start().starts_with("Apache License");
    let end = lines.iter().position(|line| line.trim() == APACHE_ENDS);
    let Some(end) = end.filter(|end| is_apache && lines.len() - end < EXAMPLE) else {
        return vec![text.to_owned()];
    };
    let named: Vec<&str> = lines[end..]
        .iter()
        .map(|line| line.trim())
        .filter(|line| names_somebody(line))
        .collect();
    let mut texts = vec![joined(&lines[..=end])];
    if !named.is_empty() {
        texts.insert(0, joined(&named));
    }
    texts
}

fn names_somebody(line: &str) -> bool {
    line.starts_with("Copyright") && !line.contains(['[', '{'])
}

/// What two texts have in common that say the same.
pub(crate) fn meaning(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.replace("http://", "https://")
}

#[cfg(test)]
mod tests {
    use super::{apart, meaning, tidy};

    #[test]
    fn texts_have_one_form() {
        let check = |given: &str, expected: &str| assert_eq!(tidy(given), expected, "{given:?}");
        check("\r\n\r\nMIT \r\n\r\nterms\r\n\r\n", "MIT\n\nterms\n");
        check("\u{feff}MIT\n", "MIT\n");
        check("", "\n");
        check("a\n\nb", "a\n\nb\n");
    }

    #[test]
    fn the_apache_licence_is_apart_from_the_name_in_its_example() {
        let form = "    Apache License\n\nterms\n  END OF TERMS AND CONDITIONS\n\nAPPENDIX\n\n   Copyright [yyyy] [name]\n";
        let terms = "    Apache License\n\nterms\n  END OF TERMS AND CONDITIONS\n";
        assert_eq!(apart(form), [terms]);
        assert_eq!(
            apart(&form.replace("[yyyy] [name]", "2020 Jane")),
            ["Copyright 2020 Jane\n", terms]
        );
        let more = format!("{form}{}", "and other terms\n".repeat(50));
        assert_eq!(apart(&more), [more.clone()], "what follows is no example");
        assert_eq!(apart("MIT\n"), ["MIT\n"]);
        assert!(apart("../LICENSE-MIT\n").is_empty());
    }

    #[test]
    fn spacing_has_no_meaning() {
        assert_eq!(meaning("a  b\n\n c http://x"), meaning("a b c https://x"));
    }
}
