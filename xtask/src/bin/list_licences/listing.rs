//! The list as it is written: a part a line, a text a line, so that a change of one is a change of one line.

use std::collections::HashMap;

use serde_json::json;

use crate::{Part, Result, texts};

/// What a crate contains that has a name of its own.
const SQLITE: &str = "libsqlite3-sys";

/// The list, with each text once.
pub(crate) fn written(parts: Vec<Part>) -> Result<String> {
    let mut found = Vec::new();
    for part in parts {
        let own = texts::of(&part)?;
        found.push((part, own));
    }
    complete(&mut found)?;
    let mut texts = Texts::default();
    let mut lines = Vec::new();
    for (part, own) in &found {
        let mut numbers: Vec<usize> = own.iter().map(|text| texts.number(text)).collect();
        numbers.dedup();
        let Part {
            name,
            version,
            licence,
            source,
            only_on,
            ..
        } = part;
        let mut line = json!({ "name": name, "version": version, "licence": licence, "source": source, "texts": numbers });
        if !only_on.is_empty() {
            line["only_on"] = json!(only_on);
        }
        lines.push(line.to_string());
        if name == SQLITE {
            let number = texts.number(texts::SQLITE);
            let line = json!({ "name": "SQLite", "version": version, "licence": "blessing", "source": "https://sqlite.org", "texts": [number] });
            lines.push(line.to_string());
        }
    }
    let texts: Vec<String> = texts.all.iter().map(|text| json!(text).to_string()).collect();
    Ok(format!(
        "{{\n\"parts\": [\n{}\n],\n\"texts\": [\n{}\n]\n}}\n",
        lines.join(",\n"),
        texts.join(",\n")
    ))
}

/// Gives texts to the parts that brought none: those of a sibling in the same repository, or the MIT licence in their
/// name.
fn complete(found: &mut [(Part, Vec<String>)]) -> Result<()> {
    let of_repositories: HashMap<String, Vec<String>> = found
        .iter()
        .filter(|(part, own)| !own.is_empty() && !part.source.is_empty())
        .map(|(part, own)| (part.source.clone(), own.clone()))
        .collect();
    for (part, own) in found.iter_mut().filter(|(_, own)| own.is_empty()) {
        *own = match of_repositories.get(&part.source) {
            Some(texts) => texts.clone(),
            None => texts::mit_of(part).into_iter().collect(),
        };
        if own.is_empty() {
            let Part {
                name,
                version,
                licence,
                ..
            } = part;
            return Err(format!("there is no text for the licence of {name} {version} ({licence})").into());
        }
    }
    Ok(())
}

/// Texts by what they say.
#[derive(Default)]
struct Texts {
    all: Vec<String>,
    known: HashMap<String, usize>,
}

impl Texts {
    fn number(&mut self, text: &str) -> usize {
        let next = self.all.len();
        let number = *self.known.entry(texts::meaning(text)).or_insert(next);
        if number == next {
            self.all.push(text.to_owned());
        }
        number
    }
}

/// The first line that is not in both, without its length.
pub(crate) fn first_difference(there: &str, wanted: &str) -> Option<String> {
    let (mut there, mut wanted) = (there.lines(), wanted.lines());
    loop {
        match (there.next(), wanted.next()) {
            (None, None) => return None,
            (one, other) if one == other => {}
            (one, other) => {
                let line = other.or(one).unwrap_or_default();
                return Some(line.chars().take(80).collect());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, licence: &str, source: &str) -> Part {
        Part {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            licence: licence.to_owned(),
            source: source.to_owned(),
            only_on: Vec::new(),
            authors: vec!["Jane Doe <jane@example.org>".to_owned()],
            folder: std::path::PathBuf::new(),
        }
    }

    #[test]
    fn a_part_without_a_text_has_that_of_its_sibling_or_the_mit_licence() {
        let mut found = vec![
            (part("a", "BSD-3-Clause", "https://x/y"), vec!["BSD".to_owned()]),
            (part("b", "BSD-3-Clause", "https://x/y"), Vec::new()),
            (part("c", "Apache-2.0 OR MIT", ""), Vec::new()),
        ];
        complete(&mut found).expect("all have a text");
        assert_eq!(found[1].1, ["BSD"]);
        assert!(found[2].1[0].starts_with("Copyright (c) Jane Doe\n\nPermission"));
        let mut alone = vec![(part("d", "BSD-3-Clause", ""), Vec::new())];
        assert!(complete(&mut alone).is_err(), "no text is invented");
    }

    #[test]
    fn equal_texts_are_written_once() {
        let mut texts = Texts::default();
        assert_eq!(
            [texts.number("a b"), texts.number("c"), texts.number("a\nb")],
            [0, 1, 0]
        );
        assert_eq!(texts.all, ["a b", "c"]);
    }

    #[test]
    fn the_first_difference_is_named() {
        let check = |a: &str, b: &str, expected: Option<&str>| {
            assert_eq!(first_difference(a, b).as_deref(), expected, "{a:?} {b:?}");
        };
        check("a\nb\n", "a\nb\n", None);
        check("a\nb\n", "a\nc\n", Some("c"));
        check("a\nb\n", "a\n", Some("b"));
        check("", "a\n", Some("a"));
    }
}
