//! The licences of what the programs are made of: the list that the window shows in About.

use mantrae_core::{Code, Error};
use serde::Deserialize;
use serde_json::json;

use crate::Ended;
use crate::output::Output;

/// Written by `cargo xtask licences`.
const LIST: &str = include_str!("../../../ui/src/lib/shell/licences.json");

#[derive(Deserialize)]
struct List<'l> {
    #[serde(borrow)]
    parts: Vec<Part<'l>>,
    texts: Vec<String>,
}

/// What somebody else wrote.
#[derive(Deserialize)]
struct Part<'l> {
    name: &'l str,
    version: &'l str,
    licence: &'l str,
    source: &'l str,
    /// The systems whose programs contain it; empty: all of them.
    #[serde(default)]
    only_on: Vec<&'l str>,
    /// Its texts, by their positions in the list of texts.
    texts: Vec<usize>,
}

/// Prints the parts whose name contains a word, or all of them.
pub(crate) fn licences(word: Option<&str>, with_texts: bool, output: Output) -> Result<Ended, Error> {
    let List { mut parts, texts } = serde_json::from_str(LIST)
        .map_err(|error| Error::new(Code::Internal, "The list of licences cannot be read").because(error))?;
    let wanted = word.unwrap_or_default().to_lowercase();
    parts.retain(|part| is_here(part) && part.name.to_lowercase().contains(&wanted));
    if parts.is_empty() {
        let sentence = format!("Nothing in Mantrae is called like `{wanted}`");
        return Err(Error::new(Code::NotFound, sentence));
    }
    let texts_of = |part: &Part<'_>| -> Vec<&str> {
        let numbers = part.texts.iter().filter(|_| with_texts);
        numbers
            .filter_map(|number| texts.get(*number))
            .map(String::as_str)
            .collect()
    };
    output.answer_with(
        || {
            let document = |part: &Part<'_>| {
                let mut document = json!({
                    "name": part.name, "version": part.version, "licence": part.licence, "source": part.source,
                });
                if with_texts {
                    document["texts"] = json!(texts_of(part));
                }
                document
            };
            json!({ "parts": parts.iter().map(document).collect::<Vec<_>>() })
        },
        || {
            let lines = |part: &Part<'_>| {
                let head = format!("{} {}: {}", part.name, part.version, part.licence);
                let texts = texts_of(part)
                    .into_iter()
                    .map(|text| format!("\n{}\n", text.trim_end()));
                std::iter::once(head).chain(texts).collect::<Vec<_>>()
            };
            parts.iter().flat_map(lines).collect()
        },
    );
    Ok(Ended::Done)
}

/// Programs of one system do not contain what only those of another need.
fn is_here(part: &Part<'_>) -> bool {
    part.only_on.is_empty() || part.only_on.contains(&std::env::consts::OS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_a_licence_and_a_text() {
        let List { parts, texts } = serde_json::from_str(LIST).expect("a list");
        for part in &parts {
            let Part {
                name,
                licence,
                texts: numbers,
                ..
            } = part;
            assert!(!licence.is_empty() && !numbers.is_empty(), "{name}");
            assert!(numbers.iter().all(|number| *number < texts.len()), "{name}");
        }
        for name in ["tauri", "SQLite", "svelte", "ring", "@fontsource-variable/inter"] {
            assert!(
                parts.iter().any(|part| part.name == name),
                "{name} is in the programs"
            );
        }
        for name in ["proptest", "vitest", "serde_derive"] {
            assert!(
                !parts.iter().any(|part| part.name == name),
                "{name} only helps to build them"
            );
        }
    }
}
