//! Values that Traefik does not take, or takes for something else.

use serde_json::Value;

use super::{Cure, cure};
use crate::assist::draft::{Draft, Noticed};
use crate::assist::path::PathStep;
use crate::assist::shapes::{field_at, wants_at};
use crate::shape::Type;
use crate::text::outline::Shape;
use crate::{Body, Duration, near};

pub(super) fn cures(draft: &Draft<'_>, noticed: &Noticed) -> Vec<Cure> {
    let path = noticed.path.as_slice();
    let cures = match noticed.code.as_str() {
        "BAD-ENUM" => return known_values(draft, path),
        "NO-RULE" => vec![super::rule::any(draft)],
        "SNI-WITHOUT-TLS" => {
            let action = draft.with_field(&[PathStep::key("tls")], &Value::Object(serde_json::Map::new()));
            vec![action.map(|action| cure("Add `tls: {}`", action))]
        }
        "TLS-FALSE" | "EMPTY-OBJECT" => vec![
            turned_on(draft, noticed),
            draft.without(path).map(|action| cure("Remove it", action)),
        ],
        "NULL" => null(draft, noticed),
        "TYPE-MISMATCH" => return misfit(draft, path),
        "NOT-LIST" => vec![as_list(draft, path)],
        "CONTROL-IN-PATH" => vec![single_quotes(draft, path)],
        "DOUBLED-DOLLAR" => vec![single_dollars(draft, path)],
        "INVISIBLE" => vec![visible(draft, noticed)],
        _ => return address(draft, path),
    };
    cures.into_iter().flatten().collect()
}

/// The word at a path.
fn word(draft: &Draft<'_>, path: &[PathStep]) -> Option<String> {
    let written = draft.written?;
    let (_, value) = written.find(path)?;
    let node = written.outline.node(value);
    matches!(node.shape, Shape::Word).then(|| node.word.clone())
}

/// The words in a field: itself, or its items.
fn words(draft: &Draft<'_>, path: &[PathStep]) -> Vec<(Vec<PathStep>, String)> {
    if let Some(word) = word(draft, path) {
        return vec![(path.to_vec(), word)];
    }
    let Some(written) = draft.written else {
        return Vec::new();
    };
    let Some((_, value)) = written.find(path) else {
        return Vec::new();
    };
    let steps: Vec<PathStep> = match &written.outline.node(value).shape {
        Shape::List(items) => (0..items.len()).map(PathStep::from).collect(),
        Shape::Map(entries) => {
            let name = |id| PathStep::key(&written.outline.node(id).word);
            entries.iter().map(|(key, _)| name(*key)).collect()
        }
        Shape::Word => Vec::new(),
    };
    let below = steps.into_iter().filter_map(|step| {
        let path = [path, &[step]].concat();
        let word = word(draft, &path)?;
        Some((path, word))
    });
    below.collect()
}

fn known_values(draft: &Draft<'_>, path: &[PathStep]) -> Vec<Cure> {
    let Some(field) = field_at(draft.kind, path) else {
        return Vec::new();
    };
    let strange = words(draft, path)
        .into_iter()
        .find(|(_, word)| !field.one_of.contains(&word.as_str()));
    let Some((path, given)) = strange else {
        return Vec::new();
    };
    let first = alike(&given, field.one_of);
    let all: Vec<&str> = match first {
        Some(first) => vec![first],
        None if field.one_of.len() <= 5 => field.one_of.to_vec(),
        None => Vec::new(),
    };
    let mut cures: Vec<Cure> = all
        .into_iter()
        .filter_map(|known| Some(cure(format!("Use `{known}`"), draft.with_word(&path, known)?)))
        .collect();
    cures.extend(draft.without(&path).map(|action| cure("Remove it", action)));
    cures
}

/// The known value that was probably meant: `TLS12` is `VersionTLS12`, `1.2` too.
fn alike<'k>(given: &str, known: &[&'k str]) -> Option<&'k str> {
    let plain = |text: &str| -> String {
        let letters = text.chars().filter(char::is_ascii_alphanumeric);
        letters.collect::<String>().to_ascii_lowercase()
    };
    let wanted = plain(given).trim_start_matches('v').to_owned();
    let same = known.iter().find(|known| plain(known) == plain(given));
    let ends = known
        .iter()
        .find(|known| !wanted.is_empty() && plain(known).ends_with(&wanted));
    same.or(ends).copied().or_else(|| near::nearest(given, known))
}

fn turned_on(draft: &Draft<'_>, noticed: &Noticed) -> Option<Cure> {
    let field = field_at(draft.kind, &noticed.path)?;
    let name = field.name;
    if !field.empty {
        return None;
    }
    let action = draft.with_text(&noticed.path, "{}")?;
    Some(cure(format!("Write `{name}: {{}}`"), action))
}

fn null(draft: &Draft<'_>, noticed: &Noticed) -> Vec<Option<Cure>> {
    let path = noticed.path.as_slice();
    let is_header = path.iter().any(|step| {
        matches!(step, PathStep::Key(name) if name == "customRequestHeaders" || name == "customResponseHeaders")
    });
    let emptied = is_header
        .then(|| draft.with_text(path, "\"\""))
        .flatten()
        .map(|action| cure("Remove the header with `\"\"`", action));
    vec![
        emptied,
        turned_on(draft, noticed),
        draft.without(path).map(|action| cure("Remove it", action)),
    ]
}

/// A value of the wrong type, as Traefik takes it.
fn misfit(draft: &Draft<'_>, path: &[PathStep]) -> Vec<Cure> {
    let mut cures = Vec::new();
    let (Some(wants), Some(written)) = (wants_at(draft.kind, path), draft.written) else {
        return cures;
    };
    let Some((_, node)) = written.find(path) else {
        return cures;
    };
    let text = word(draft, path);
    let instead = match (wants, text.as_deref()) {
        (Type::Bool, Some(text)) => truth(text).map(str::to_owned),
        (Type::Duration, Some(text)) => duration(text),
        (Type::Int, Some(text)) => number(text),
        (Type::Text, Some(text)) => Some(format!("\"{text}\"")),
        _ => None,
    };
    if let Some(instead) = instead
        && let Some(action) = draft.with_text(path, &instead)
    {
        cures.push(cure(format!("Write `{}`", instead.trim_matches('"')), action));
    }
    // One item where a text is wanted, or an object where a list of them is.
    if let (Type::Text, Shape::List(items)) = (wants, &written.outline.node(node).shape)
        && let [only] = items.as_slice()
        && matches!(written.outline.node(*only).shape, Shape::Word)
    {
        let word = written.outline.node(*only).word.clone();
        let value = super::make::word_of(&word);
        let action = draft.with_whole(path, &value);
        cures.extend(action.map(|action| cure(format!("Use `{word}`"), action)));
    }
    if let Type::Object(_) = wants
        && field_at(draft.kind, path).is_some_and(|field| field.empty)
        && let Some(action) = draft.with_whole(path, "{}")
    {
        cures.push(cure("Write `{}`", action));
    }
    cures.extend(draft.without(path).map(|action| cure("Remove it", action)));
    cures
}

fn truth(text: &str) -> Option<&'static str> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "y" | "on" | "true" | "1" | "enabled" | "enable" => Some("true"),
        "no" | "n" | "off" | "false" | "0" | "disabled" | "disable" => Some("false"),
        _ => None,
    }
}

/// `1d` in hours, `5 min` in minutes, `30 seconds` in seconds.
fn duration(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || c == '.'))
        .unwrap_or(text.len());
    let (count, unit) = (text[..end].parse::<f64>().ok()?, text[end..].trim());
    let (factor, unit) = match unit {
        "" | "s" | "sec" | "secs" | "second" | "seconds" => (1.0, "s"),
        "ms" | "msec" | "millisecond" | "milliseconds" => (1.0, "ms"),
        "m" | "min" | "mins" | "minute" | "minutes" => (1.0, "m"),
        "h" | "hour" | "hours" | "hr" | "hrs" => (1.0, "h"),
        "d" | "day" | "days" => (24.0, "h"),
        "w" | "week" | "weeks" => (168.0, "h"),
        _ => return None,
    };
    let text = format!("{}{unit}", count * factor);
    Duration::parse(&text).map(|_| text)
}

fn number(text: &str) -> Option<String> {
    let digits: String = text
        .chars()
        .filter(|c| !matches!(c, '_' | ' ' | ',' | '\''))
        .collect();
    if let Ok(whole) = digits.parse::<i64>() {
        return Some(whole.to_string());
    }
    let whole = digits.strip_suffix(".0")?;
    whole.parse::<i64>().ok().map(|whole| whole.to_string())
}

/// An object where a list of them is wanted, as its only item.
fn as_list(draft: &Draft<'_>, path: &[PathStep]) -> Option<Cure> {
    let written = draft.written?;
    let (key, node) = written.find(path)?;
    let value = written.range(node);
    let outline = written.outline.node(node);
    let text = draft.positions.text;
    if outline.is_flow {
        let edits = [
            (value.start..value.start, "[".to_owned()),
            (value.end..value.end, "]".to_owned()),
        ];
        return Some(cure("Make it a list", draft.replace(edits)));
    }
    if !matches!(outline.shape, Shape::Map(_)) || text[written.range(key?).end..value.start].contains('#') {
        return None;
    }
    // Each line after the first moves to the right, under the first key.
    let mut edits = vec![(value.start..value.start, "- ".to_owned())];
    let first = draft.positions.line_of(value.start);
    let last = draft
        .positions
        .line_of(value.end.saturating_sub(1).max(value.start));
    for line in first + 1..=last {
        let line = draft.positions.line_text(line);
        if !line.is_empty() {
            edits.push((line.start..line.start, "  ".to_owned()));
        }
    }
    Some(cure("Make it a list", draft.replace(edits)))
}

/// A path in double quotes, in single ones.
fn single_quotes(draft: &Draft<'_>, path: &[PathStep]) -> Option<Cure> {
    let written = draft.written?;
    let (path, _) = words(draft, path)
        .into_iter()
        .find(|(_, word)| word.contains(|c: char| c.is_control()))?;
    let (_, value) = written.find(&path)?;
    let range = written.range(value);
    let inside = draft.positions.text[range.clone()]
        .strip_prefix('"')?
        .strip_suffix('"')?;
    let meant = inside.replace("\\\\", "\\").replace('\'', "''");
    Some(cure(
        "Use single quotes",
        draft.replace([(range, format!("'{meant}'"))]),
    ))
}

fn single_dollars(draft: &Draft<'_>, path: &[PathStep]) -> Option<Cure> {
    let written = draft.written?;
    let edits = words(draft, path).into_iter().filter_map(|(path, word)| {
        let (_, value) = written.find(&path)?;
        let range = written.range(value);
        let text = draft.positions.text[range.clone()].replace("$$", "$");
        word.contains("$$").then_some((range, text))
    });
    Some(cure("Write each `$` once", draft.replace(edits)))
}

/// Without the characters that nobody sees; those that look like a space as a space.
fn visible(draft: &Draft<'_>, noticed: &Noticed) -> Option<Cure> {
    let at = draft.positions.byte(noticed.span.from);
    let line = draft.positions.line_text(draft.positions.line_of(at));
    let rest = &draft.positions.text[at..line.end];
    let (ahead, c) = rest
        .char_indices()
        .find(|(_, c)| crate::read::unseen::first(c.encode_utf8(&mut [0; 4])).is_some())?;
    let range = at + ahead..at + ahead + c.len_utf8();
    let text = &draft.positions.text[..range.start];
    let is_space = matches!(
        c,
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    );
    let is_inside = text.ends_with(|c: char| c.is_alphanumeric() || c == '`' || c == ')');
    let instead = if is_space
        && is_inside
        && draft.positions.text[range.end..].starts_with(|c: char| !c.is_whitespace())
    {
        " "
    } else {
        ""
    };
    Some(cure(
        "Remove the invisible character",
        draft.replace([(range, instead.to_owned())]),
    ))
}

/// The address of a server.
fn address(draft: &Draft<'_>, path: &[PathStep]) -> Vec<Cure> {
    let Some(given) = word(draft, path) else {
        return Vec::new();
    };
    let is_name = |name: &str| matches!(path.last(), Some(PathStep::Key(last)) if last == name);
    let mut found: Vec<String> = Vec::new();
    if is_name("url") || (path.is_empty() && given.contains(':')) {
        let bare = given.split_once("://").map_or(given.as_str(), |(_, bare)| bare);
        let bare = bare.trim_start_matches('/');
        found.extend(["http", "https"].map(|scheme| format!("{scheme}://{bare}")));
    } else if is_name("address") {
        let bare = given.split_once("://").map_or(given.as_str(), |(_, bare)| bare);
        found.push(bare.trim_end_matches('/').to_owned());
    } else if is_name("maxVersion") {
        found.extend(draft.without(path).map(|_| String::new()));
    }
    let mut cures: Vec<Cure> = found
        .into_iter()
        .filter(|new| !new.is_empty())
        .filter_map(|new| Some(cure(format!("Write `{new}`"), draft.with_word(path, &new)?)))
        .collect();
    if is_name("maxVersion") || is_name("ipv6Subnet") {
        cures.extend(draft.without(path).map(|action| cure("Remove it", action)));
    }
    cures
}

/// A priority above that of every router with the same requests.
pub(super) fn priority(draft: &Draft<'_>) -> Vec<Cure> {
    let Some(Body::HttpRouter(router)) = draft.component.map(|component| &component.body) else {
        return Vec::new();
    };
    let rule = router.rule.as_deref().unwrap_or_default();
    let own = crate::links::priority(router.priority, rule);
    let higher = own.saturating_add(1);
    let action = draft.with_field(&[PathStep::key("priority")], &higher.into());
    action
        .map(|action| cure(format!("Raise its priority to {higher}"), action))
        .into_iter()
        .collect()
}
