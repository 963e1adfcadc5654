//! From a rule to rows.

use super::{Condition, Join, RuleRow, RuleRows, has_name};
use crate::rule::{self, Expression, Matcher, Protocol, words};

pub(super) fn rows(rule: &str, protocol: Protocol) -> Option<RuleRows> {
    if rule.trim().is_empty() {
        let (join, rows) = (Join::All, Vec::new());
        return Some(RuleRows { join, rows });
    }
    let expression = rule::parse(rule).ok()?;
    if !rule::judge(rule, protocol).is_empty() {
        return None;
    }
    if let Some(condition) = one(&expression, protocol) {
        let rows = vec![RuleRow::Condition(condition)];
        return Some(RuleRows {
            join: Join::All,
            rows,
        });
    }
    let (join, parts) = joined(&expression)?;
    let rows = parts.into_iter().map(|part| row(part, join, protocol));
    let rows = rows.collect::<Option<Vec<_>>>()?;
    Some(RuleRows {
        join,
        rows: merged_rows(rows, join),
    })
}

fn row(part: &Expression, join: Join, protocol: Protocol) -> Option<RuleRow> {
    if let Some(condition) = one(part, protocol) {
        return Some(RuleRow::Condition(condition));
    }
    let (is_negated, inner) = match part {
        Expression::Not(inner) => (true, inner.as_ref()),
        part => (false, part),
    };
    let (own, parts) = joined(inner)?;
    // Without a negation, the same join is no group of its own.
    if !is_negated && own == join {
        return None;
    }
    let conditions = parts.into_iter().map(|part| one(part, protocol));
    let conditions = merged(conditions.collect::<Option<Vec<_>>>()?, own);
    Some(RuleRow::Group {
        is_negated,
        join: own,
        conditions,
    })
}

/// The operands of a chain of one operator.
fn joined(expression: &Expression) -> Option<(Join, Vec<&Expression>)> {
    let join = match expression {
        Expression::And(..) => Join::All,
        Expression::Or(..) => Join::Any,
        _ => return None,
    };
    let mut parts = Vec::new();
    chain(expression, join, &mut parts);
    Some((join, parts))
}

fn chain<'e>(expression: &'e Expression, join: Join, parts: &mut Vec<&'e Expression>) {
    match (expression, join) {
        (Expression::And(left, right), Join::All) | (Expression::Or(left, right), Join::Any) => {
            chain(left, join, parts);
            chain(right, join, parts);
        }
        (other, _) => parts.push(other),
    }
}

/// A single condition: a matcher, the same matcher with several values, or the opposite of that.
fn one(expression: &Expression, protocol: Protocol) -> Option<Condition> {
    match expression {
        Expression::Matcher(matcher) => of_matcher(matcher, protocol),
        Expression::Not(inner) => {
            let condition = one(inner, protocol)?;
            (!condition.is_negated).then_some(Condition {
                is_negated: true,
                ..condition
            })
        }
        Expression::Or(..) => {
            let (_, parts) = joined(expression)?;
            let conditions = parts.into_iter().map(|part| one(part, protocol));
            let conditions = merged(conditions.collect::<Option<Vec<_>>>()?, Join::Any);
            match <[Condition; 1]>::try_from(conditions) {
                Ok([only]) => Some(only),
                Err(_) => None,
            }
        }
        Expression::And(..) => None,
    }
}

fn of_matcher(matcher: &Matcher, protocol: Protocol) -> Option<Condition> {
    let word = words::find(protocol, &matcher.name)?;
    let mut values: Vec<String> = matcher
        .arguments
        .iter()
        .map(|argument| argument.text.clone())
        .collect();
    let name = has_name(word).then(|| values.remove(0));
    Some(Condition {
        matcher: word.name.to_owned(),
        is_negated: false,
        name,
        values,
    })
}

/// Neighbours with the same matcher, of which one must match, as one condition.
fn merged(conditions: Vec<Condition>, join: Join) -> Vec<Condition> {
    let mut kept: Vec<Condition> = Vec::with_capacity(conditions.len());
    for condition in conditions {
        match kept
            .last_mut()
            .filter(|last| join == Join::Any && is_alike(last, &condition))
        {
            Some(last) => last.values.extend(condition.values),
            None => kept.push(condition),
        }
    }
    kept
}

fn is_alike(one: &Condition, other: &Condition) -> bool {
    let are_plain = !one.is_negated && !other.is_negated;
    let have_values = !one.values.is_empty() && !other.values.is_empty();
    are_plain && have_values && one.matcher == other.matcher && one.name == other.name
}

fn merged_rows(rows: Vec<RuleRow>, join: Join) -> Vec<RuleRow> {
    let mut kept: Vec<RuleRow> = Vec::with_capacity(rows.len());
    for row in rows {
        match (kept.last_mut(), row) {
            (Some(RuleRow::Condition(last)), RuleRow::Condition(condition))
                if join == Join::Any && is_alike(last, &condition) =>
            {
                last.values.extend(condition.values);
            }
            (_, row) => kept.push(row),
        }
    }
    kept
}
