//! Paths and hosts with `{name}` and `{name:regexp}`, as in Traefik 2 syntax.

use crate::go::quote::quote;
use crate::go::regexp;
use crate::rule::fault::Fault;
use crate::rule::pattern::Pattern;

/// What a template is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    Host,
    /// A host of TCP, of which only the whole expression is looked at.
    ServerName,
    Path,
    PathPrefix,
    Query,
}

/// The regular expression that a template stands for.
pub(super) fn pattern(template: &str, what: For) -> Result<Pattern, Fault> {
    let pattern = expression(template, what)?;
    Pattern::new(&pattern).map_err(|text| bad_regexp(template, text))
}

/// The same as text, which may be no valid expression yet.
pub(super) fn expression(template: &str, what: For) -> Result<String, Fault> {
    if matches!(what, For::Path | For::PathPrefix) && !template.is_empty() && !template.starts_with('/') {
        let text = format!("mux: path must start with a slash, got {}", quote(template));
        return Err(no_slash(template, text));
    }
    let gap = match what {
        For::Host | For::ServerName => "[^.]+",
        For::Query => ".*",
        For::Path | For::PathPrefix => "[^/]+",
    };
    let mut pattern = String::from(match what {
        For::Host | For::ServerName => "(?i)^",
        _ => "^",
    });
    let mut end = 0;
    for (number, (open, close)) in braces(template)?.into_iter().enumerate() {
        escape(&template[end..open], &mut pattern);
        end = close;
        let inside = &template[open + 1..close - 1];
        let (name, inner) = inside.split_once(':').unwrap_or((inside, gap));
        if name.is_empty() || inner.is_empty() {
            let piece = quote(&template[open..close]);
            return Err(bad(
                format!("`{}` has no name or no expression", &template[open..close]),
                format!("mux: missing name or pattern in {piece}"),
            ));
        }
        if what == For::ServerName {
            pattern.extend(["(?P<v", &number.to_string(), ">", inner, ")"]);
        } else {
            regexp::judge(&format!("^{inner}$")).map_err(|text| bad_regexp(inner, text))?;
            pattern.extend(["(?:", inner, ")"]);
        }
    }
    escape(&template[end..], &mut pattern);
    if what == For::Query
        && template
            .split_once('=')
            .is_some_and(|(_, value)| value.is_empty())
    {
        pattern.push_str(gap);
    }
    if what != For::PathPrefix {
        pattern.push('$');
    }
    Ok(pattern)
}

/// The names of its placeholders.
pub(super) fn names(template: &str) -> Vec<&str> {
    let gaps = braces(template).unwrap_or_default();
    let inside = gaps
        .into_iter()
        .map(|(open, close)| &template[open + 1..close - 1]);
    inside
        .map(|inside| inside.split(':').next().unwrap_or(inside))
        .collect()
}

/// Where the outermost braces open and close, in bytes.
fn braces(template: &str) -> Result<Vec<(usize, usize)>, Fault> {
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    let unbalanced = || {
        let text = format!("mux: unbalanced braces in {}", quote(template));
        bad(format!("the braces of `{template}` are not balanced"), text)
    };
    for (at, byte) in template.bytes().enumerate() {
        match byte {
            b'{' => {
                depth += 1;
                if depth == 1 {
                    start = at;
                }
            }
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    found.push((start, at + 1));
                } else if depth < 0 {
                    return Err(unbalanced());
                }
            }
            _ => {}
        }
    }
    if depth != 0 {
        return Err(unbalanced());
    }
    Ok(found)
}

fn escape(literal: &str, pattern: &mut String) {
    for c in literal.chars() {
        if "\\.+*?()|[]{}^$".contains(c) {
            pattern.push('\\');
        }
        pattern.push(c);
    }
}

fn bad(message: String, text: String) -> Fault {
    Fault::new("RULE-VALUE", message, text)
}

pub(super) fn bad_regexp(pattern: &str, text: String) -> Fault {
    let message = format!("`{pattern}` is not a regular expression that Go accepts");
    Fault::new("RULE-REGEXP", message, text).hint("Traefik uses Go’s syntax (RE2)")
}

pub(super) fn no_slash(path: &str, text: String) -> Fault {
    Fault::new(
        "RULE-PATH",
        format!("the path `{path}` does not start with `/`"),
        text,
    )
    .hint(format!("Write `/{path}`"))
}
