//! What Traefik 3 makes of a rule.

use crate::near;
use crate::read::unseen;
use crate::rule::old::{braces, is_old_query};
use crate::rule::{Matcher, Protocol, parse, to_v3, words};

/// Something in a rule that does not do what it seems to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The stable code: `BAD-RULE`, `V2-MULTIARG`, `V2-BRACES` or `V2-MATCHER`.
    pub code: &'static str,
    /// What was found.
    pub message: String,
    /// What to write instead, or how.
    pub hint: Option<String>,
    /// Its position, in characters from the beginning of the rule, counted from 0.
    pub at: usize,
}

/// Checks a rule: at most one finding per matcher, none for a rule that is fine.
pub fn judge(rule: &str, protocol: Protocol) -> Vec<Finding> {
    let expression = match parse(rule) {
        Ok(expression) => expression,
        Err(error) => {
            let unseen = unseen::first(rest(rule, error.at));
            let found = unseen.map_or(error.message, |c| {
                format!("{} is between its parts", unseen::named(c))
            });
            return vec![Finding {
                code: "BAD-RULE",
                message: format!("the rule cannot be read: {found}"),
                hint: unseen.map(|_| unseen::TYPE_A_SPACE.to_owned()),
                at: error.at,
            }];
        }
    };
    let mut findings: Vec<Finding> = expression
        .matchers()
        .into_iter()
        .filter_map(|matcher| matcher_of(matcher, protocol))
        .collect();
    if findings.iter().any(|finding| finding.code.starts_with("V2-")) {
        let instead = to_v3(rule).map(|rule| format!("Write: {rule}"));
        for finding in findings.iter_mut().filter(|finding| finding.hint.is_none()) {
            finding.hint.clone_from(&instead);
        }
    }
    findings
}

/// The rest of the rule after this many characters.
fn rest(rule: &str, at: usize) -> &str {
    let start = rule.char_indices().nth(at).map_or(rule.len(), |(start, _)| start);
    &rule[start..]
}

fn matcher_of(matcher: &Matcher, protocol: Protocol) -> Option<Finding> {
    let name = &matcher.name;
    let finding = |code, message, at| {
        Some(Finding {
            code,
            message,
            hint: None,
            at,
        })
    };
    if protocol == Protocol::Http && words::renamed(name).is_some() {
        return finding(
            "V2-MATCHER",
            format!("`{name}` is a matcher of Traefik 2; Traefik 3 disables the router"),
            matcher.start,
        );
    }
    let Some(word) = words::find(protocol, name) else {
        let known: Vec<&str> = words::all(protocol).iter().map(|word| word.name).collect();
        let hint = match near::nearest(name, &known) {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None => format!("Use one of: {}", known.join(", ")),
        };
        let message = format!("`{name}` is not a matcher; Traefik disables the router");
        return Some(Finding {
            code: "BAD-RULE",
            message,
            hint: Some(hint),
            at: matcher.start,
        });
    };
    let count = matcher.arguments.len();
    if is_old_query(matcher) {
        let message = format!("`{name}` with `=` in its argument is Traefik 2 syntax and never matches");
        return finding("V2-MATCHER", message, matcher.start);
    }
    if count > word.most {
        let message = format!(
            "`{name}` takes {}, not {count}, in Traefik 3, which disables the router",
            arguments(word.most)
        );
        let code = if word.most == 1 { "V2-MULTIARG" } else { "BAD-RULE" };
        return finding(code, message, matcher.start);
    }
    if count < word.fewest {
        let message = format!(
            "`{name}` takes {}, not {count}; Traefik disables the router",
            arguments(word.fewest)
        );
        return finding("BAD-RULE", message, matcher.start);
    }
    let argument = braces(matcher)?;
    let message = format!(
        "`{}` in `{name}` is a placeholder of Traefik 2 and never matches in Traefik 3",
        argument.text
    );
    finding("V2-BRACES", message, argument.start)
}

fn arguments(count: usize) -> String {
    if count == 1 {
        "one argument".to_owned()
    } else {
        format!("{count} arguments")
    }
}
