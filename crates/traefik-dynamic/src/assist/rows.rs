//! A rule as rows of conditions, and back.

mod read;
mod write;

use serde::{Deserialize, Serialize};

use super::matcher;
use crate::rule::Protocol;
use crate::rule::words::{self, Word};

/// A rule as rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RuleRows {
    /// How the rows are joined.
    pub join: Join,
    /// The rows; none for an empty rule.
    pub rows: Vec<RuleRow>,
}

/// How conditions are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "RuleJoin"))]
#[serde(rename_all = "kebab-case")]
pub enum Join {
    /// All of them must match.
    All,
    /// One of them must match.
    Any,
}

/// A row: a condition, or a group of conditions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "row", rename_all = "kebab-case")]
pub enum RuleRow {
    /// A condition.
    Condition(Condition),
    /// Conditions in parentheses.
    Group {
        /// Whether the group must not match.
        is_negated: bool,
        /// How its conditions are joined.
        join: Join,
        /// Its conditions.
        conditions: Vec<Condition>,
    },
}

/// A matcher with values, one of which must match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "RuleCondition"))]
pub struct Condition {
    /// The matcher, as Traefik's manual writes it: `PathPrefix`.
    pub matcher: String,
    /// Whether none of the values must match.
    pub is_negated: bool,
    /// The name of the header or of the query parameter; `None` for other matchers.
    pub name: Option<String>,
    /// The values. A query parameter may have none: it must be there.
    pub values: Vec<String>,
}

/// A matcher that a row can have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RuleMatcher {
    /// As Traefik's manual writes it: `PathPrefix`.
    pub matcher: String,
    /// As a sentence begins: "Path starts with".
    pub label: String,
    /// What it matches, in a sentence.
    pub text: String,
    /// Whether it takes the name of a header or of a query parameter before its values.
    pub has_name: bool,
    /// Whether it can do without a value.
    pub is_value_optional: bool,
}

/// The matchers that rows can have, those that most people use first.
pub fn rule_matchers(protocol: Protocol) -> Vec<RuleMatcher> {
    let told = matcher::all(protocol).filter_map(|told| {
        let word = words::find(protocol, told.name)?;
        Some(RuleMatcher {
            matcher: told.name.to_owned(),
            label: told.label.to_owned(),
            text: told.text.to_owned(),
            has_name: has_name(word),
            is_value_optional: has_name(word) && word.fewest == 1,
        })
    });
    told.collect()
}

fn has_name(word: &Word) -> bool {
    word.most == 2
}

/// A rule as rows. `None` if it cannot be read, is in the syntax of Traefik 2, or is nested deeper than rows are: it can
/// be shown as text only.
///
/// ```
/// use traefik_dynamic::assist::{rule_rows, rule_text};
/// use traefik_dynamic::rule::Protocol;
///
/// let rule = "(Host(`a`) || Host(`b`)) && PathPrefix(`/api`)";
/// let rows = rule_rows(rule, Protocol::Http).unwrap();
/// assert_eq!(rows.rows.len(), 2);
/// assert_eq!(rule_text(&rows), rule);
/// ```
pub fn rule_rows(rule: &str, protocol: Protocol) -> Option<RuleRows> {
    read::rows(rule, protocol)
}

/// Rows as a rule. Conditions that are not complete are left out.
pub fn rule_text(rows: &RuleRows) -> String {
    write::text(rows)
}
