//! What makes a problem go away.

mod field;
mod make;
mod name;
mod rule;
mod slip;
pub(super) mod syntax;
mod value;

use self::make::Replaced;
use super::action::{Cure, CureAction, Replacement};
use super::draft::{Draft, Noticed};
use crate::read::{self, Reading};
use crate::{Problem, Severity};

/// More problems than anyone cures one by one.
const MOST: usize = 50;

/// What cures a problem, best first.
pub(super) fn of(draft: &Draft<'_>, noticed: &Noticed) -> Vec<Cure> {
    if draft.reading.problems.len() > MOST {
        return Vec::new();
    }
    let cures = match noticed.code.as_str() {
        "BAD-RULE" | "V2-MATCHER" | "V2-MULTIARG" | "V2-BRACES" => rule::cures(draft, noticed),
        code if code.starts_with("RULE-") => rule::cures(draft, noticed),
        code if code.starts_with("DANGLING-") => name::dangling(draft, noticed),
        "NO-SERVICE" => name::no_service(draft, noticed),
        "ENTRY-POINT-MISSING" | "RESOLVER-MISSING" | "NO-ENTRY-POINT" => name::of_gateway(draft, noticed),
        "AT-IN-NAME" => name::at_sign(draft),
        "EQUAL-PRIORITY" => value::priority(draft),
        "BAD-ENUM" | "BAD-VALUE" | "TYPE-MISMATCH" | "NOT-LIST" | "SERVER-SCHEME" | "CONTROL-IN-PATH"
        | "DOUBLED-DOLLAR" | "INVISIBLE" | "SNI-WITHOUT-TLS" | "TLS-FALSE" | "NULL" | "EMPTY-OBJECT"
        | "NO-RULE" => value::cures(draft, noticed),
        _ => field::cures(draft, noticed),
    };
    let mut cures = [mistyped(draft, noticed), cures].concat();
    cures.retain(|cure| helps(draft, noticed, cure));
    cures.dedup_by(|a, b| a.action == b.action);
    cures
}

/// A blank or a colon that is missing on the line of a problem, or on the one below.
fn mistyped(draft: &Draft<'_>, noticed: &Noticed) -> Vec<Cure> {
    let is_foreseen = !draft.has_read(&noticed.code);
    if noticed.severity == Severity::Info || is_foreseen {
        return Vec::new();
    }
    let first = noticed.span.line as usize;
    let last = (first + 1).min(draft.positions.line_count());
    let slips = (first..=last).flat_map(|line| slip::on_line(draft.positions, line));
    let cures = slips.map(|slip| cure(slip.title, draft.replace(slip.parts)));
    cures.collect()
}

/// Whether the changed lines no longer have the problem, and no error that they did not have before.
fn helps(draft: &Draft<'_>, noticed: &Noticed, cure: &Cure) -> bool {
    let CureAction::Replace { edits } = &cure.action else {
        return true;
    };
    let text = Replaced::apply(draft.positions, edits);
    if text == draft.positions.text {
        return false;
    }
    let after = read::read_part(&text, draft.kind);
    let is_foreseen = !draft.has_read(&noticed.code);
    let (before, after) = (draft.problems_of(draft.reading), draft.problems_of(&after));
    let of_code = |problems: &[Problem]| problems.iter().filter(|one| one.code == noticed.code).count();
    let errors = |problems: &[Problem]| {
        problems
            .iter()
            .filter(|one| one.severity == Severity::Error)
            .count()
    };
    (is_foreseen || of_code(&after) < of_code(&before)) && errors(&after) <= errors(&before)
}

impl Draft<'_> {
    /// What reading and the check of references say about lines.
    fn problems_of(&self, reading: &Reading) -> Vec<Problem> {
        let mut problems = reading.problems.clone();
        if let Some(names) = self.around.names {
            problems.extend(reading.check(&|kind, name| names.has(kind, name)));
        }
        if let Some(version) = self.around.facts.and_then(|facts| facts.version.as_deref()) {
            problems.extend(reading.too_new_for(version));
        }
        problems
    }

    /// Whether a problem of this code was found by reading, rather than foreseen.
    fn has_read(&self, code: &str) -> bool {
        self.problems_of(self.reading).iter().any(|one| one.code == code)
    }
}

fn cure(title: impl Into<String>, action: CureAction) -> Cure {
    Cure {
        title: title.into(),
        action,
    }
}
