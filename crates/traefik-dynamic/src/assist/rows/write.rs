//! From rows to a rule.

use super::{Condition, Join, RuleRow, RuleRows};
use crate::rule::rewrite::quoted;

/// A part of a rule, and how it is joined inside; `None` for one that no operator can split.
struct Part {
    text: String,
    join: Option<Join>,
}

impl Part {
    /// In parentheses, if what is around it would bind it otherwise.
    fn within(self, around: Join) -> String {
        match self.join {
            Some(Join::Any) if around == Join::All => format!("({})", self.text),
            _ => self.text,
        }
    }

    fn negated(self) -> Part {
        let text = match self.join {
            Some(_) => format!("!({})", self.text),
            None => format!("!{}", self.text),
        };
        Part { text, join: None }
    }
}

pub(super) fn text(rows: &RuleRows) -> String {
    let parts = rows.rows.iter().filter_map(row);
    join(parts.collect(), rows.join).map_or_else(String::new, |part| part.text)
}

fn join(mut parts: Vec<Part>, by: Join) -> Option<Part> {
    if parts.len() <= 1 {
        return parts.pop();
    }
    let sign = match by {
        Join::All => " && ",
        Join::Any => " || ",
    };
    let parts: Vec<String> = parts.into_iter().map(|part| part.within(by)).collect();
    Some(Part {
        text: parts.join(sign),
        join: Some(by),
    })
}

fn row(row: &RuleRow) -> Option<Part> {
    match row {
        RuleRow::Condition(condition) => of_condition(condition),
        RuleRow::Group {
            is_negated,
            join: by,
            conditions,
        } => {
            let part = join(conditions.iter().filter_map(of_condition).collect(), *by)?;
            Some(if *is_negated { part.negated() } else { part })
        }
    }
}

fn of_condition(condition: &Condition) -> Option<Part> {
    let Condition {
        matcher,
        is_negated,
        name,
        values,
    } = condition;
    let call = |arguments: &[&str]| {
        let arguments: Vec<String> = arguments.iter().map(|argument| quoted(argument)).collect();
        format!("{matcher}({})", arguments.join(", "))
    };
    let filled = values.iter().filter(|value| !value.is_empty());
    let calls: Vec<String> = match name.as_deref() {
        Some("") => return None,
        Some(name) if values.is_empty() && matcher.starts_with("Query") => vec![call(&[name])],
        // A header or a parameter may be empty.
        Some(name) => values.iter().map(|value| call(&[name, value])).collect(),
        None => filled.map(|value| call(&[value])).collect(),
    };
    let parts = calls.into_iter().map(|text| Part { text, join: None });
    let part = join(parts.collect(), Join::Any)?;
    Some(if *is_negated { part.negated() } else { part })
}
