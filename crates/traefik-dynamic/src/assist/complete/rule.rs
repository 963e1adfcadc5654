//! What can be written in a rule.

use std::collections::BTreeSet;

use super::{CompletionOption, Found};
use crate::assist::around::Surroundings;
use crate::assist::caret::Caret;
use crate::assist::matcher;
use crate::assist::position::Positions;
use crate::rule::{self, Protocol, words};
use crate::{Body, Kind};

/// Methods as people write them.
const METHODS: [&str; 7] = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];
/// More hosts than anyone reads in a list.
const MOST: usize = 200;

pub(super) fn options(
    kind: Kind,
    positions: &Positions<'_>,
    (caret, byte): (&Caret, usize),
    around: &Surroundings<'_>,
) -> Option<Found> {
    let protocol = match kind {
        Kind::TcpRouter => Protocol::Tcp,
        _ => Protocol::Http,
    };
    let written = &positions.text[caret.word.start.min(byte)..byte];
    let (outside, inside) = split(written);
    if let Some(value) = inside {
        let matcher = called(outside)?;
        let options = values(matcher, around);
        return Some(Found {
            from: byte - value.len(),
            to: byte,
            options,
            is_complete: true,
        });
    }
    let letters = outside
        .chars()
        .rev()
        .take_while(char::is_ascii_alphanumeric)
        .count();
    let before = outside[..outside.len() - letters].trim_end();
    // Between the parentheses of a matcher, before its backtick, nothing can be completed.
    if is_in_call(before) {
        return None;
    }
    let is_after_matcher = before.ends_with(')') && letters == 0;
    let options = if is_after_matcher {
        operators(outside.ends_with(' '))
    } else {
        matcher::all(protocol).map(of_matcher).collect()
    };
    Some(Found {
        from: byte - letters,
        to: byte,
        options,
        is_complete: true,
    })
}

fn of_matcher(told: &matcher::Told) -> CompletionOption {
    CompletionOption {
        label: told.name.to_owned(),
        detail: Some(told.snippet.replace("${", "").replace('}', "")),
        info: Some(told.text.to_owned()),
        apply: told.snippet.to_owned(),
        is_snippet: true,
        section: "Matchers".to_owned(),
    }
}

fn operators(has_blank: bool) -> Vec<CompletionOption> {
    let gap = if has_blank { "" } else { " " };
    let told = [("&&", "and"), ("||", "or")];
    let options = told.map(|(sign, word)| CompletionOption {
        detail: Some(word.to_owned()),
        apply: format!("{gap}{sign} "),
        ..CompletionOption::plain(sign, "Operators")
    });
    options.to_vec()
}

/// A rule up to the value that is being written, and that value; `None` outside backticks.
fn split(written: &str) -> (&str, Option<&str>) {
    let ticks: Vec<usize> = written.match_indices('`').map(|(at, _)| at).collect();
    match ticks.last() {
        Some(last) if ticks.len() % 2 == 1 => (&written[..*last], Some(&written[last + 1..])),
        _ => (written, None),
    }
}

/// The matcher whose parenthesis is open at the end of a text.
fn called(before: &str) -> Option<&str> {
    let open = before.rfind('(')?;
    let name = before[..open].trim_end();
    name.rsplit(|c: char| !c.is_ascii_alphanumeric()).next()
}

fn is_in_call(before: &str) -> bool {
    let Some(open) = before.rfind('(') else {
        return false;
    };
    let closes = before[open..].contains(')');
    let is_named = before[..open].ends_with(|c: char| c.is_ascii_alphanumeric());
    is_named && !closes
}

/// Values that a matcher often has.
fn values(matcher: &str, around: &Surroundings<'_>) -> Vec<CompletionOption> {
    if words::is(matcher, "Method") {
        return METHODS
            .map(|method| CompletionOption::plain(method, "Methods"))
            .to_vec();
    }
    if !(words::is(matcher, "Host") || words::is(matcher, "HostSNI")) {
        return Vec::new();
    }
    let mut hosts: BTreeSet<String> = BTreeSet::new();
    for other in around.others {
        let rule = match &other.body {
            Body::HttpRouter(router) => router.rule.as_deref(),
            Body::TcpRouter(router) => router.rule.as_deref(),
            _ => None,
        };
        hosts.extend(rule.map(rule::hosts).unwrap_or_default());
        if hosts.len() > MOST {
            break;
        }
    }
    hosts
        .iter()
        .map(|host| CompletionOption::plain(host, "Hosts"))
        .collect()
}
