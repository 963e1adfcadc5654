//! Rewrites Traefik 2 rules in Traefik 3 syntax.

use crate::rule::old::{braces, is_old_query, placeholder};
use crate::rule::{Expression, Matcher, parse, words};

/// The rule in Traefik 3 syntax; `None` if it cannot be parsed, or already uses that syntax.
pub fn to_v3(rule: &str) -> Option<String> {
    let expression = parse(rule).ok()?;
    let mut text = String::new();
    let mut is_changed = false;
    write(&expression, Binding::Or, &mut text, &mut is_changed);
    is_changed.then_some(text)
}

/// How strongly the surrounding operator binds; a weaker expression inside needs parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Or,
    And,
    Not,
}

fn write(expression: &Expression, around: Binding, text: &mut String, is_changed: &mut bool) {
    match expression {
        Expression::Matcher(matcher) => matcher_of(matcher, around, text, is_changed),
        Expression::Not(inner) => {
            text.push('!');
            write(inner, Binding::Not, text, is_changed);
        }
        Expression::And(left, right) => {
            joined(around, Binding::And, text, |text| {
                write(left, Binding::And, text, is_changed);
                text.push_str(" && ");
                write(right, Binding::And, text, is_changed);
            });
        }
        Expression::Or(left, right) => {
            joined(around, Binding::Or, text, |text| {
                write(left, Binding::Or, text, is_changed);
                text.push_str(" || ");
                write(right, Binding::Or, text, is_changed);
            });
        }
    }
}

fn joined(around: Binding, own: Binding, text: &mut String, act: impl FnOnce(&mut String)) {
    let needs_parentheses = own < around;
    if needs_parentheses {
        text.push('(');
    }
    act(text);
    if needs_parentheses {
        text.push(')');
    }
}

fn matcher_of(matcher: &Matcher, around: Binding, text: &mut String, is_changed: &mut bool) {
    if is_old_query(matcher) {
        *is_changed = true;
        let pairs = matcher
            .arguments
            .iter()
            .filter_map(|argument| argument.text.split_once('='));
        let queries: Vec<String> = pairs
            .map(|(name, value)| format!("Query({}, {})", quoted(name), quoted(value)))
            .collect();
        let own = if queries.len() > 1 {
            Binding::And
        } else {
            Binding::Not
        };
        joined(around, own, text, |text| text.push_str(&queries.join(" && ")));
        return;
    }
    let name = words::renamed(&matcher.name).unwrap_or(&matcher.name);
    *is_changed |= name != matcher.name;
    let takes_one = !["Header", "HeaderRegexp", "Query", "QueryRegexp"]
        .iter()
        .any(|known| words::is(name, known));
    if !takes_one {
        let arguments: Vec<String> = matcher
            .arguments
            .iter()
            .map(|argument| quoted(&argument.text))
            .collect();
        text.push_str(&call(name, &arguments.join(", ")));
        return;
    }
    // `${NAME}` is a shell placeholder, which cannot be replaced by a regular expression.
    let has_braces = braces(matcher).is_some_and(|argument| !argument.text.contains("${"));
    *is_changed |= has_braces || matcher.arguments.len() > 1;
    let single = |argument: &str| {
        if has_braces {
            as_regexp(name, argument)
        } else {
            call(name, &quoted(argument))
        }
    };
    let matchers: Vec<String> = matcher
        .arguments
        .iter()
        .map(|argument| single(&argument.text))
        .collect();
    let own = if matchers.len() > 1 {
        Binding::Or
    } else {
        Binding::Not
    };
    joined(around, own, text, |text| text.push_str(&matchers.join(" || ")));
}

/// A matcher whose placeholders are turned into a regular expression.
fn as_regexp(name: &str, argument: &str) -> String {
    let (matcher, gap, end) = match name.to_ascii_lowercase().as_str() {
        "path" => ("PathRegexp", "[^/]+", "$"),
        "pathprefix" => ("PathRegexp", "[^/]+", ""),
        "hostsni" | "hostsniregexp" => ("HostSNIRegexp", "[^.]+", "$"),
        _ => ("HostRegexp", "[^.]+", "$"),
    };
    let mut regexp = String::from("^");
    let mut rest = argument;
    while let Some((start, stop)) = placeholder(rest) {
        escape(&rest[..start], &mut regexp);
        let inside = &rest[start + 1..stop - 1];
        let pattern = inside.split_once(':').map_or(gap, |(_, pattern)| pattern);
        let needs_group = pattern.contains('|');
        let (open, close) = if needs_group { ("(?:", ")") } else { ("", "") };
        regexp.extend([open, pattern, close]);
        rest = &rest[stop..];
    }
    escape(rest, &mut regexp);
    regexp.push_str(end);
    call(matcher, &quoted(&regexp))
}

fn call(name: &str, arguments: &str) -> String {
    format!("{name}({arguments})")
}

fn escape(literal: &str, regexp: &mut String) {
    for c in literal.chars() {
        if matches!(
            c,
            '.' | '+' | '*' | '?' | '(' | ')' | '|' | '[' | ']' | '{' | '}' | '^' | '$' | '\\'
        ) {
            regexp.push('\\');
        }
        regexp.push(c);
    }
}

/// A value as an argument of a matcher.
pub(crate) fn quoted(text: &str) -> String {
    if text.contains('`') {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        format!("`{text}`")
    }
}
