//! Guesses the mistake in a text that cannot be read.

use crate::read::node::Place;
use crate::read::{Broken, unseen};

const PATHS: &str =
    "Write it in single quotes, or double each backslash: in double quotes a backslash starts an escape";

/// The same with a hint, if the line shows what mistake was probably made in YAML.
pub(crate) fn of_yaml(mut broken: Broken, text: &str) -> Broken {
    if broken.hint.is_none() {
        broken.hint = unseen::advice(text, broken.place.line).or_else(|| yaml_hint(&broken, text));
    }
    broken
}

/// The same for TOML.
pub(crate) fn of_toml(mut broken: Broken, text: &str) -> Broken {
    if broken.hint.is_none() {
        broken.hint = unseen::advice(text, broken.place.line).or_else(|| toml_hint(&broken, text));
    }
    broken
}

/// A control character, which YAML allows nowhere.
pub(crate) fn of_control(place: Place, text: &str) -> Broken {
    let mut broken = Broken::at(place, "control characters are not allowed");
    let letter = line_of(text, place)
        .chars()
        .nth(place.column.saturating_sub(1) as usize);
    broken.hint = letter.map(|c| {
        let from = match c {
            '\u{1b}' => ": programs use it to color their output",
            '\0' => ": this may not be text at all",
            _ => "",
        };
        format!("Remove the character U+{:04X}{from}", u32::from(c))
    });
    broken
}

fn line_of(text: &str, place: Place) -> &str {
    let before = place.line.saturating_sub(1) as usize;
    text.lines().nth(before).unwrap_or_default()
}

fn yaml_hint(broken: &Broken, text: &str) -> Option<String> {
    let sentence = broken.sentence.as_str();
    let line = line_of(text, broken.place);
    let letter = line.chars().nth(broken.place.column.saturating_sub(1) as usize);
    let says = |words: &str| sentence.contains(words);
    let hint = if says("unknown escape character") || says("hexdecimal number") {
        PATHS.to_owned()
    } else if line.trim_start_matches(' ').starts_with('\t') {
        "Indent with spaces: YAML does not allow tabs".to_owned()
    } else if let Some(sign @ ('`' | '@' | '%')) = letter.filter(|_| says("cannot start any token")) {
        let sign = if sign == '`' {
            "a backtick".to_owned()
        } else {
            format!("`{sign}`")
        };
        format!("Put the value in double quotes: a plain YAML value cannot start with {sign}")
    } else if says("while scanning an alias")
        || says("while scanning an anchor")
        || says("while scanning a tag")
    {
        "Put the value in quotes: a plain YAML value cannot start with `*`, `&` or `!`".to_owned()
    } else if says("mapping values are not allowed") && has_colon_inside(line) {
        "Put the value in quotes: it contains a colon followed by a space".to_owned()
    } else if says("mapping values are not allowed") || says("did not find expected key") {
        "Look at the indentation here and above: the entries of an object start in the same column".to_owned()
    } else if says("could not find expected ':'") {
        "Look for a missing `:` or `- `, here or on the line above".to_owned()
    } else if says("found unexpected end of stream") || says("found unexpected document indicator") {
        "Look for a quote that is not closed".to_owned()
    } else {
        return None;
    };
    Some(hint)
}

/// Whether the line contains `: ` twice.
fn has_colon_inside(line: &str) -> bool {
    line.match_indices(": ").nth(1).is_some()
}

fn toml_hint(broken: &Broken, text: &str) -> Option<String> {
    let line = line_of(text, broken.place);
    let says = |words: &str| broken.sentence.contains(words);
    if line.contains('\\') && (says("escape") || says("unicode") || says("hex")) {
        return Some(PATHS.to_owned());
    }
    if line.trim_end().ends_with('=') {
        return Some("Write a value after the `=`, or remove the line".to_owned());
    }
    if line.contains(": ") && !line.contains('=') {
        return Some("This looks like YAML; TOML writes `name = value`".to_owned());
    }
    None
}
