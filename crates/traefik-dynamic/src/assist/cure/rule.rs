//! Rules that Traefik 3 does not take.

use super::{Cure, cure};
use crate::assist::draft::{Draft, Noticed};
use crate::assist::path::PathStep;
use crate::near;
use crate::rule::{self, Protocol, words};
use crate::{Body, Kind};

pub(super) fn protocol(kind: Kind) -> Protocol {
    match kind {
        Kind::TcpRouter => Protocol::Tcp,
        _ => Protocol::Http,
    }
}

pub(super) fn cures(draft: &Draft<'_>, noticed: &Noticed) -> Vec<Cure> {
    if noticed.code.starts_with("V2-") {
        return modern(draft, false).into_iter().collect();
    }
    let Some(rule) = rule_of(draft) else {
        return Vec::new();
    };
    let protocol = protocol(draft.kind);
    let mut found: Vec<(String, String)> = Vec::new();
    if let Some(new) = known_matcher(&rule, protocol) {
        found.push(new);
    }
    if let Some(new) = ascii_host(&rule) {
        found.push(new);
    }
    found.extend(mended(&rule, protocol).map(|new| (format!("Write {}", shown(&new)), new)));
    let path = [PathStep::key("rule")];
    let cures = found.into_iter().filter_map(|(title, rule)| {
        let action = draft.with_word(&path, &rule)?;
        Some(cure(title, action))
    });
    cures.collect()
}

/// A rule in a button, as far as there is room.
fn shown(rule: &str) -> String {
    if rule.chars().count() <= 60 {
        return rule.to_owned();
    }
    let start: String = rule.chars().take(57).collect();
    format!("{start}…")
}

fn rule_of(draft: &Draft<'_>) -> Option<String> {
    match draft.component.map(|component| &component.body) {
        Some(Body::HttpRouter(router)) => router.rule.clone(),
        Some(Body::TcpRouter(router)) => router.rule.clone(),
        Some(_) => None,
        None => {
            let written = draft.written?;
            let (_, value) = written.find(&[PathStep::key("rule")])?;
            Some(written.outline.node(value).word.clone())
        }
    }
}

/// The rule in the syntax of Traefik 3, and `ruleSyntax` removed if there is one.
pub(super) fn modern(draft: &Draft<'_>, is_asked: bool) -> Option<Cure> {
    let rule = rule_of(draft)?;
    let new = rule::to_v3(&rule);
    let path = [PathStep::key("rule")];
    let syntax = [PathStep::key("ruleSyntax")];
    let removed = draft.without(&syntax);
    let action = match (new.and_then(|new| draft.with_word(&path, &new)), removed) {
        (Some(super::CureAction::Replace { edits: rule }), Some(super::CureAction::Replace { edits })) => {
            super::CureAction::Replace {
                edits: [rule, edits].concat(),
            }
        }
        (Some(action), _) => action,
        (None, Some(action)) if is_asked => {
            return Some(cure("Remove `ruleSyntax`", action));
        }
        _ => return None,
    };
    Some(cure("Write it as v3", action))
}

/// The first matcher that is misspelled, spelled right.
fn known_matcher(rule: &str, protocol: Protocol) -> Option<(String, String)> {
    let expression = rule::parse(rule).ok()?;
    let known: Vec<&str> = words::all(protocol).iter().map(|word| word.name).collect();
    let unknown = expression.matchers().into_iter().find(|matcher| {
        words::find(protocol, &matcher.name).is_none() && words::renamed(&matcher.name).is_none()
    })?;
    let meant = near::nearest(&unknown.name, &known)?;
    let (start, end) = (
        byte(rule, unknown.start),
        byte(rule, unknown.start) + unknown.name.len(),
    );
    let new = format!("{}{meant}{}", &rule[..start], &rule[end..]);
    Some((format!("Use `{meant}`"), new))
}

fn byte(text: &str, characters: usize) -> usize {
    text.char_indices()
        .nth(characters)
        .map_or(text.len(), |(byte, _)| byte)
}

/// The rule with the hosts as browsers send them.
fn ascii_host(rule: &str) -> Option<(String, String)> {
    let expression = rule::parse(rule).ok()?;
    let is_host = |name: &str| words::is(name, "Host") || words::is(name, "HostSNI");
    let (mut new, mut first) = (rule.to_owned(), None);
    for matcher in expression.matchers().into_iter().rev() {
        for argument in matcher.arguments.iter().rev() {
            if !is_host(&matcher.name) || argument.text.is_ascii() {
                continue;
            }
            let ascii = idna::domain_to_ascii(&argument.text).ok()?;
            let start = byte(rule, argument.start) + 1;
            new.replace_range(start..start + argument.text.len(), &ascii);
            first = Some(ascii);
        }
    }
    first.map(|first| (format!("Use `{first}`"), new))
}

/// The rule with the usual slips put right, if Traefik takes it then; what only Traefik 2 takes is rewritten.
fn mended(rule: &str, protocol: Protocol) -> Option<String> {
    let steps: [fn(&str) -> String; 6] = [plain_spaces, operators, backticks, between, quotes, closed];
    let taken = |new: &str| {
        let modern = rule::to_v3(new).unwrap_or_else(|| new.to_owned());
        let is_taken = rule::parse(&modern).is_ok() && rule::judge(&modern, protocol).is_empty();
        (new != rule && is_taken).then_some(modern)
    };
    let mut all = rule.to_owned();
    steps.iter().find_map(|step| {
        all = step(&all);
        taken(&step(rule)).or_else(|| taken(&all))
    })
}

fn plain_spaces(rule: &str) -> String {
    let is_unseen = |c: char| crate::read::unseen::first(c.encode_utf8(&mut [0; 4])).is_some();
    rule.chars()
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'))
        .map(|c| if is_unseen(c) { ' ' } else { c })
        .collect()
}

/// `and`, `or` and `not` as Traefik writes them, outside quotes; line breaks as spaces.
fn operators(rule: &str) -> String {
    outside(rule, &|part| {
        let words = part.replace(['\n', '\r'], " ");
        let mut text = String::new();
        for word in words.split_inclusive(' ') {
            let bare = word.trim_end();
            let sign = match bare.to_ascii_lowercase().as_str() {
                "and" | "&" | "and)" | "&&&" => "&&",
                "or" | "|" | "|||" => "||",
                "not" => "!",
                _ => bare,
            };
            text.push_str(sign);
            text.push_str(&word[bare.len()..]);
        }
        text
    })
}

/// Values between typographic or single quotes, or between none, in backticks.
fn backticks(rule: &str) -> String {
    let straight: String = rule
        .chars()
        .map(|c| match c {
            '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}' | '\u{b4}' | '\'' => '`',
            c => c,
        })
        .collect();
    bare_arguments(&straight)
}

/// `Host(example.com)` with backticks.
fn bare_arguments(rule: &str) -> String {
    outside(rule, &|part| {
        let mut text = String::new();
        let mut rest = part;
        while let Some(open) = rest.find('(') {
            let (head, tail) = rest.split_at(open + 1);
            text.push_str(head);
            let end = tail.find([')', '(']).unwrap_or(tail.len());
            let inside = &tail[..end];
            let follows_name = head[..open].ends_with(|c: char| c.is_alphanumeric());
            if follows_name && !inside.trim().is_empty() && tail[end..].starts_with(')') {
                let arguments: Vec<String> = inside
                    .split(',')
                    .map(|argument| format!("`{}`", argument.trim()))
                    .collect();
                text.push_str(&arguments.join(", "));
            } else {
                text.push_str(inside);
            }
            rest = &tail[end..];
        }
        text + rest
    })
}

/// `&&` where two matchers follow one another.
fn between(rule: &str) -> String {
    outside(rule, &|part| {
        let mut text = String::new();
        let mut letters = part.chars().peekable();
        while let Some(c) = letters.next() {
            text.push(c);
            if c != ')' {
                continue;
            }
            let mut blanks = String::new();
            while let Some(blank) = letters.next_if(|c| c.is_whitespace()) {
                blanks.push(blank);
            }
            if letters.peek().is_some_and(|c| c.is_alphabetic() || *c == '!') {
                text.push_str(" && ");
            } else {
                text.push_str(&blanks);
            }
        }
        text
    })
}

/// Double quotes as backticks, where a backslash stands for itself.
fn quotes(rule: &str) -> String {
    rule.replace('"', "`")
}

/// Backticks and parentheses that are not closed, and those that were not opened.
fn closed(rule: &str) -> String {
    let mut text = rule.trim().to_owned();
    if text.matches('`').count() % 2 == 1 {
        match text.strip_suffix(')') {
            Some(start) => text = format!("{start}`)"),
            None => text.push('`'),
        }
    }
    while let Some(start) = ["&&", "||"].iter().find_map(|sign| text.strip_suffix(sign)) {
        text = start.trim_end().to_owned();
    }
    let mut depth = 0_i32;
    let mut kept = String::new();
    let mut is_quoted = false;
    for c in text.chars() {
        match c {
            '`' => is_quoted = !is_quoted,
            '(' if !is_quoted => depth += 1,
            ')' if !is_quoted && depth == 0 => continue,
            ')' if !is_quoted => depth -= 1,
            _ => {}
        }
        kept.push(c);
    }
    kept.extend(std::iter::repeat_n(')', usize::try_from(depth).unwrap_or(0)));
    kept
}

/// Changes what is outside backticks and double quotes.
fn outside(rule: &str, change: &dyn Fn(&str) -> String) -> String {
    let (mut text, mut rest) = (String::new(), rule);
    while let Some(open) = rest.find(['`', '"']) {
        let quote = if rest[open..].starts_with('`') { '`' } else { '"' };
        let Some(length) = rest[open + 1..].find(quote) else {
            break;
        };
        let end = open + length + 2;
        text.push_str(&change(&rest[..open]));
        text.push_str(&rest[open..end]);
        rest = &rest[end..];
    }
    text + &change(rest)
}

/// A TCP rule that takes every connection.
pub(super) fn any(draft: &Draft<'_>) -> Option<Cure> {
    if draft.kind != Kind::TcpRouter {
        return None;
    }
    let rule = "HostSNI(`*`)";
    let action = draft.with_field(&[PathStep::key("rule")], &rule.into())?;
    Some(cure(format!("Match every connection with {rule}"), action))
}
