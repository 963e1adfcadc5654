//! Help and defaults in words, from what the table of fields says about each.

use crate::shape::{Field, Type};

/// A text of several lines on one; values in single backticks.
pub(in crate::assist) fn sentence(about: &str) -> String {
    let line = about.split_whitespace().collect::<Vec<_>>().join(" ");
    // A value that contains backticks itself is between two of them.
    line.replace("``", "`")
}

/// The sentences of a text: an address or a version ends none.
fn sentences(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, _) in line.match_indices(". ") {
        let next = line[at + 2..].chars().next();
        let is_value = line[..at].matches('`').count() % 2 == 1;
        if next.is_some_and(char::is_uppercase) && !is_value {
            found.push(line[start..=at].trim());
            start = at + 2;
        }
    }
    found.push(line[start..].trim());
    found
}

/// What is shown elsewhere: the default, and the values to choose from.
fn is_shown_elsewhere(sentence: &str) -> bool {
    ["Default: ", "Absent: ", "Absent or 0: ", "One of "]
        .iter()
        .any(|start| sentence.starts_with(start))
}

/// What the field means.
pub(in crate::assist) fn help(field: &Field) -> String {
    let line = sentence(field.about);
    let kept = sentences(&line)
        .into_iter()
        .filter(|sentence| !is_shown_elsewhere(sentence));
    kept.collect::<Vec<_>>().join(" ")
}

/// What applies while the field is not set.
pub(in crate::assist) fn default(field: &Field) -> Option<String> {
    match (field.default, field.wants) {
        (Some("true"), Type::Bool) => return Some("yes".to_owned()),
        (Some("{}"), _) => return None,
        (Some(value), Type::TextList) => return Some(value.split(' ').collect::<Vec<_>>().join(", ")),
        (Some(value), _) => return Some(value.to_owned()),
        (None, Type::Bool) if !field.optional => return Some("no".to_owned()),
        _ => {}
    }
    let line = sentence(field.about);
    sentences(&line).into_iter().find_map(|sentence| {
        let words = sentence
            .strip_prefix("Absent: ")
            .or_else(|| sentence.strip_prefix("Absent or 0: "))?;
        let words = words.trim_end_matches('.');
        let bare = words.trim_matches('`');
        // Backticks around a single value are not needed.
        Some(
            if bare.contains('`') || bare.contains(' ') {
                words
            } else {
                bare
            }
            .to_owned(),
        )
    })
}

/// What the field holds, in a word or two.
pub(in crate::assist) fn type_in_words(field: &Field) -> String {
    let names = |several: bool| match (field.refers, several) {
        (Some(kind), false) => format!("name of {} {}", article(kind.noun()), kind.noun()),
        (Some(kind), true) => format!("names of {}s", kind.noun().trim_end_matches('s')),
        (None, false) if !field.one_of.is_empty() => "one of several values".to_owned(),
        (None, false) => "text".to_owned(),
        (None, true) => "list of texts".to_owned(),
    };
    match field.wants {
        Type::Text => names(false),
        Type::TextList => names(true),
        Type::Int => "number".to_owned(),
        Type::Bool => "true or false".to_owned(),
        Type::Duration => "duration".to_owned(),
        Type::TextMap => "texts by name".to_owned(),
        Type::IntMap => "numbers by name".to_owned(),
        Type::Plugins => "settings by plugin".to_owned(),
        Type::Object(_) => "object".to_owned(),
        Type::ObjectList(_) => "list of objects".to_owned(),
    }
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with('H') { "an" } else { "a" }
}
