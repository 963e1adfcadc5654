//! Which version of Traefik a configuration requires.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::read::limits::MAX_PROBLEMS;
use crate::read::node::Place;
use crate::{Problem, Severity};

/// A field that not every released Traefik 3 accepts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Late {
    /// Where it is written.
    pub(crate) place: Place,
    /// Its path, such as `http.services.app.loadBalancer.strategy`.
    pub(crate) path: String,
    /// Its name.
    pub(crate) name: &'static str,
    /// The first version that accepts it.
    pub(crate) since: &'static str,
}

/// The late fields of a file, in file order. The number per version is limited, because a file may contain a million
/// from one version and a single one from another.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct LateFields {
    fields: Vec<Late>,
    counts: BTreeMap<&'static str, usize>,
}

impl LateFields {
    /// Keeps a field, unless there are enough of its version.
    pub(crate) fn keep(&mut self, since: &'static str, late: impl FnOnce() -> Late) {
        let count = self.counts.entry(since).or_default();
        *count += 1;
        if *count <= MAX_PROBLEMS {
            self.fields.push(late());
        }
    }

    /// Takes over the fields of what follows in the file.
    pub(crate) fn append(&mut self, later: LateFields) {
        let mut counts = self.counts.clone();
        let fits = |late: &Late| {
            let count = counts.entry(late.since).or_default();
            *count += 1;
            *count <= MAX_PROBLEMS
        };
        self.fields.extend(later.fields.into_iter().filter(fits));
        for (since, count) in later.counts {
            *self.counts.entry(since).or_default() += count;
        }
    }

    /// What a Traefik of that version makes of them.
    pub(crate) fn problems(&self, version: &str) -> Vec<Problem> {
        let mut problems: Vec<Problem> = self
            .fields
            .iter()
            .filter_map(|late| late.problem(version))
            .collect();
        let late = self
            .counts
            .iter()
            .filter(|(since, _)| is_older(version, since) == Some(true));
        let count: usize = late.map(|(_, count)| count).sum();
        problems.truncate(MAX_PROBLEMS);
        if count > problems.len() {
            problems.push(Problem::more(count - problems.len()));
        }
        problems
    }
}

/// Whether a Traefik of that version is older than the one that introduced something; `None` if the version cannot be
/// parsed.
pub(crate) fn is_older(version: &str, since: &str) -> Option<bool> {
    Some(Number::of(version)?.compare(&Number::of(since)?) == Ordering::Less)
}

impl Late {
    /// What a Traefik of that version makes of the field; `None` if it accepts it, or if the version cannot be parsed.
    pub(crate) fn problem(&self, version: &str) -> Option<Problem> {
        if !is_older(version, self.since)? {
            return None;
        }
        let shown = version.trim_start_matches('v');
        let message = format!(
            "`{}` came with Traefik {}; this Traefik is {shown} and would refuse the whole file",
            self.name, self.since
        );
        let hint = format!("Update Traefik to {} or newer, or remove the field", self.since);
        Some(Problem {
            line: Some(self.place.line),
            column: Some(self.place.column),
            ..Problem::new(Severity::Error, "FIELD-TOO-NEW", message)
                .with_hint(hint)
                .with_path(&self.path)
        })
    }
}

/// Major, minor and patch. A version without a patch number stands for the newest of its minor version, as people write
/// it.
struct Number(u64, u64, Option<u64>);

impl Number {
    fn of(text: &str) -> Option<Number> {
        let mut numbers = text.strip_prefix('v').unwrap_or(text).splitn(3, '.');
        let whole = |text: &str| {
            let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
            text[..end].parse().ok()
        };
        let major = whole(numbers.next()?)?;
        let minor = whole(numbers.next()?)?;
        Some(Number(major, minor, numbers.next().and_then(whole)))
    }

    /// Compares a running version with the version that introduced something.
    fn compare(&self, since: &Number) -> Ordering {
        let minors = (self.0, self.1).cmp(&(since.0, since.1));
        minors.then_with(|| match (self.2, since.2) {
            (Some(running), came) => running.cmp(&came.unwrap_or(0)),
            (None, _) => Ordering::Greater,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_takes_what_came_before_it() {
        let check = |running: &str, since: &'static str, expect: bool| {
            let late = Late {
                place: Place::default(),
                path: String::new(),
                name: "field",
                since,
            };
            assert_eq!(
                late.problem(running).is_none(),
                expect,
                "{running} takes what came with {since}"
            );
        };
        check("3.7.15", "3.4", true);
        check("3.3.6", "3.4", false);
        check("v3.4.0", "3.4", true);
        check("3.10.0", "3.4", true);
        check("4.0.0", "3.7", true);
        check("3.6.8", "3.6.9", false);
        check("3.6.9", "3.6.9", true);
        check("3.7.0-rc.1", "3.6.15", true);
        check("3.6", "3.6.15", true);
        check("3.5", "3.6.15", false);
        check("2.11.4", "3.1", false);
        check("latest", "3.7", true);
    }
}
