//! Lines that are not YAML: where, why in plain words, and what would make them readable.

use super::make::Replaced;
use super::slip::{self, Slip};
use super::{Cure, CureAction, cure};
use crate::Severity;
use crate::assist::draft::{Draft, Noticed};
use crate::read::{self, Reading};

/// How many lines above the one where reading stops are looked at.
const ABOVE: usize = 6;
/// More changes than this are not tried.
const MOST_TRIED: usize = 120;
/// More than this is not read to try them, in bytes.
const MOST_READ: usize = 500_000;

/// Says in plain words why the lines cannot be read, and where the slip is rather than where it was noticed.
pub(in crate::assist) fn explain(draft: &Draft<'_>, noticed: &mut Noticed) {
    let stop = noticed.span.line;
    let found = slips(draft, stop as usize);
    let cause = match found.first() {
        Some((slip, _)) => {
            if let Some((range, _)) = slip.parts.first() {
                let line = draft.positions.line_text(draft.positions.line_of(range.start));
                let text = &draft.positions.text[line.clone()];
                let blanks = text.len() - text.trim_start().len();
                let end = line.start + text.trim_end().len();
                noticed.span = draft.positions.span((line.start + blanks).min(end)..end);
                if range.start > line.start + blanks {
                    let end = range.end.max(range.start).min(line.end);
                    let start = if range.start == end {
                        line.start + blanks
                    } else {
                        range.start
                    };
                    noticed.span = draft.positions.span(start..end);
                }
            }
            slip.cause.clone()
        }
        None => plain_words(&noticed.message),
    };
    noticed.message = format!("Line {} cannot be read: {cause}", noticed.span.line);
    if !found.is_empty() {
        noticed.hint = None;
    }
    noticed.cures = found.into_iter().map(|(_, cure)| cure).collect();
}

/// The slips whose change makes the lines readable, with the fewest errors left; if there are none, one that lets
/// reading get further.
fn slips(draft: &Draft<'_>, stop: usize) -> Vec<(Slip, Cure)> {
    let before = stops_at(&reading_of(draft.positions.text, draft));
    let candidates = slip::candidates(draft.positions, stop, ABOVE);
    let (mut whole, mut partial) = (Vec::new(), Vec::new());
    let most = MOST_TRIED.min(MOST_READ / draft.positions.text.len().max(1));
    for slip in candidates.into_iter().take(most) {
        let action = draft.replace(slip.parts.clone());
        let CureAction::Replace { edits } = &action else {
            continue;
        };
        let reading = reading_of(&Replaced::apply(draft.positions, edits), draft);
        let after = stops_at(&reading);
        let made = cure(slip.title.clone(), action);
        if after.is_none() {
            whole.push((weight(&reading), slip, made));
        } else if after > before && last_line(draft) > stop {
            partial.push((slip, made));
        }
    }
    let Some(best) = whole.iter().map(|(weight, ..)| *weight).min() else {
        partial.truncate(1);
        return partial;
    };
    let mut kept: Vec<(Slip, Cure)> = Vec::new();
    for (weight, slip, made) in whole {
        let is_new = kept.iter().all(|(_, other)| other.title != made.title);
        if weight == best && is_new && kept.len() < 3 {
            kept.push((slip, made));
        }
    }
    kept
}

/// How much is wrong with lines that can be read: errors, more or fewer components than one, warnings.
fn weight(reading: &Reading) -> (usize, usize, usize) {
    let of = |severity: Severity| {
        reading
            .problems
            .iter()
            .filter(|one| one.severity == severity)
            .count()
    };
    let components = reading.components.len() + reading.rejected.len();
    (
        of(Severity::Error) + components.abs_diff(1),
        of(Severity::Warning),
        components,
    )
}

fn last_line(draft: &Draft<'_>) -> usize {
    let text = draft.positions.text.trim_end();
    draft.positions.line_of(text.len())
}

fn reading_of(text: &str, draft: &Draft<'_>) -> Reading {
    read::read_part(text, draft.kind)
}

/// Where reading stops; `None` if it does not.
fn stops_at(reading: &Reading) -> Option<(u32, u32)> {
    let problem = reading.problems.iter().find(|one| one.code == "SYNTAX")?;
    Some((problem.line.unwrap_or(0), problem.column.unwrap_or(0)))
}

/// Its sentences, and ours.
const WORDS: [(&str, &str); 12] = [
    (
        "cannot start any token",
        "it begins with a character that needs quotes",
    ),
    (
        "mapping values are not allowed",
        "there is a colon where no name is expected",
    ),
    (
        "did not find expected key",
        "it is not indented like the lines around it",
    ),
    (
        "did not find expected '-' indicator",
        "a list goes on without a dash",
    ),
    ("could not find expected ':'", "a colon is missing"),
    (
        "did not find expected ',' or ']'",
        "a list in brackets is not closed",
    ),
    (
        "did not find expected ',' or '}'",
        "an object in braces is not closed",
    ),
    ("unexpected end of stream", "a quote is not closed"),
    (
        "unknown escape character",
        "a backslash in double quotes starts an escape",
    ),
    ("did not find expected node content", "a value is missing"),
    (
        "did not find expected alphabetic or numeric character",
        "it begins with `*` or `&`, which needs quotes",
    ),
    (
        "block sequence entries are not allowed",
        "a list cannot begin here",
    ),
];

/// What the reader of YAML says, for people who never heard of tokens and scalars.
fn plain_words(message: &str) -> String {
    let sentence = message.strip_prefix("cannot read YAML: ").unwrap_or(message);
    let bare = sentence.split(" (").next().unwrap_or(sentence);
    let found = WORDS.iter().find(|(theirs, _)| sentence.contains(theirs));
    found.map_or_else(|| bare.to_owned(), |(_, ours)| (*ours).to_owned())
}
