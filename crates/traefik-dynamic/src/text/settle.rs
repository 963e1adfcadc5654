//! Settles what Traefik and other readers would take for different things.

use serde_json::Value;

use super::edit::edit;
use super::field::{Edit, Step};
use super::patch::Words;
use crate::Component;

/// The lines of a component, with two things written as what Traefik makes of them: a list that is a text with commas,
/// and a whole number with a fraction or an exponent. Other readers take the one for a text and the other for a
/// fraction.
///
/// ```
/// use serde_json::json;
/// use traefik_dynamic::{Component, Kind, text::settled};
///
/// let text = "a:\n  rule: Path(`/`)\n  entryPoints: web, websecure  # both\n";
/// let configuration = json!({ "rule": "Path(`/`)", "entryPoints": ["web", "websecure"] });
/// let router = Component::from_configuration(Kind::HttpRouter, "a", configuration);
/// let settled = settled(text, &router);
/// assert!(settled.contains("  entryPoints:\n    - web\n    - websecure\n"));
/// ```
pub fn settled(text: &str, component: &Component) -> String {
    let configuration = component.configuration();
    let mut found = Vec::new();
    if let Some(words) = Words::of(text, component.kind) {
        unsettled((&configuration, &[]), &words, &mut found);
    }
    if found.is_empty() {
        return text.to_owned();
    }
    let edits: Vec<Edit<'_>> = found
        .iter()
        .map(|(path, value)| Edit::Set { path, value })
        .collect();
    let edited = edit(text, component, &edits).filter(|edited| !edited.is_rewritten);
    edited.map_or_else(|| text.to_owned(), |edited| edited.text)
}

fn unsettled<'v>(
    (value, at): (&'v Value, &[Step<'v>]),
    words: &Words<'_>,
    found: &mut Vec<(Vec<Step<'v>>, &'v Value)>,
) {
    let word = || words.at(at);
    match value {
        Value::Array(_) if !at.is_empty() && word().is_some() => found.push((at.to_vec(), value)),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let at = [at, &[Step::Index(index)]].concat();
                unsettled((item, &at), words, found);
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields {
                let at = [at, &[Step::Key(key)]].concat();
                unsettled((value, &at), words, found);
            }
        }
        Value::Number(_) if word().is_some_and(is_fraction) => found.push((at.to_vec(), value)),
        _ => {}
    }
}

/// Whether a number is written with a fraction or an exponent.
fn is_fraction(word: &str) -> bool {
    let is_hexadecimal = word.contains(['x', 'X']);
    !is_hexadecimal && word.contains(['.', 'e', 'E'])
}
