//! Reads many components at once. Whether one is sound depends on no other, so a part of a collection may be read apart
//! from what precedes it, as long as there is nothing to report: how findings are worded and counted depends on those
//! before. A part with a finding is read again in its turn.

use super::Walk;
use crate::parallel::divided;
use crate::read::Reading;
use crate::read::limits::MAX_COMPONENTS;
use crate::read::node::Entry;
use crate::read::reader::Reader;
use crate::version::LateFields;
use crate::{Braces, Kind};

/// How many components are read together by one thread.
const PART: usize = 500;
/// How many are read before the next are begun: a file that is full of findings is not read twice as a whole.
pub(super) const AT_ONCE: usize = 16 * PART;

/// Whether the components of a collection are read at once.
pub(super) fn is_worth_it(walk: &Walk<'_, '_>, all: &[Entry<'_>]) -> bool {
    let count = walk.reading.components.len() + walk.reading.rejected.len() + all.len();
    let is_within_limits = count <= MAX_COMPONENTS && !walk.reader.gives_up();
    // What an action can do depends on the file as a whole.
    all.len() >= 2 * PART && is_within_limits && walk.reader.braces == Braces::Text && walk.is_divided
}

/// Reads some of the components of a collection. Returns whether it was worth it.
pub(super) fn components<'t>(
    walk: &mut Walk<'t, '_>,
    (some, all): (&'t [Entry<'t>], &'t [Entry<'t>]),
    kind: Kind,
) -> bool {
    let parts: Vec<&'t [Entry<'t>]> = some.chunks(PART).collect();
    let reader = &walk.reader;
    let apart = divided(&parts, 1, |part| read_apart(reader, (part, all), kind));
    let mut again = 0;
    let count = parts.len();
    for (part, read) in parts.into_iter().zip(apart) {
        match read {
            None => {
                again += 1;
                walk.some_components((part, all), kind);
            }
            Some((mut reading, late)) => {
                walk.reading.components.append(&mut reading.components);
                walk.reading.marks.append(reading.marks);
                walk.reader.late.append(late);
            }
        }
    }
    2 * again <= count
}

/// The components of a part; `None` if there is anything to report.
fn read_apart<'t>(
    reader: &Reader<'t>,
    (part, all): (&'t [Entry<'t>], &'t [Entry<'t>]),
    kind: Kind,
) -> Option<(Reading, LateFields)> {
    let mut reading = Reading::empty("");
    let mut walk = Walk::new((reader.tree, Braces::Text), &mut reading);
    walk.reader = reader.at_same_place();
    walk.some_components((part, all), kind);
    let late = std::mem::take(&mut walk.reader.late);
    let has_nothing_to_report =
        walk.reader.is_silent() && walk.repeated.is_empty() && walk.reading.rejected.is_empty();
    drop(walk);
    has_nothing_to_report.then_some((reading, late))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::*;
    use crate::read::sections::Walk;
    use crate::read::yaml;

    /// What is wrong with a router, by a number; nothing for most.
    fn router(text: &mut String, name: usize, fault: usize) {
        let lines = match fault {
            0 => "{rule: Host(`a`), servce: app}",
            1 => "{rule: Host(`a`), Service: app}",
            2 => "{rule: [a], service: app}",
            3 => "null",
            4 => "{rule: Host(`a`), service: app, service: b}",
            5 => "7",
            6 => "{rule: Host(`a`), service: app, parentRefs: [x]}",
            _ => "{rule: Host(`a`), service: app, middlewares: [auth]}",
        };
        let _ = match fault {
            7 => writeln!(text, "    r0: {lines}"),
            8 => writeln!(text, "    {name}: {lines}"),
            9 => writeln!(text, "    a@{name}: {lines}"),
            _ => writeln!(text, "    r{name}: {lines}"),
        };
    }

    fn read(text: &str, is_divided: bool) -> Reading {
        let document = yaml::parse(text).unwrap();
        let mut reading = Reading::empty("file.yml");
        let mut walk = Walk::new((&document.tree, Braces::Text), &mut reading);
        walk.is_divided = is_divided;
        walk.root(document.tree.entries(document.root.unwrap()));
        walk.finish();
        reading
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn components_read_at_once_are_those_read_one_by_one(
            faults in prop::collection::vec((0..9_000_usize, 0..10_usize), 0..12),
            count in 900..9_000_usize,
            is_full in prop::bool::weighted(0.1),
        ) {
            let faults: std::collections::HashMap<_, _> = faults.into_iter().collect();
            let mut text = "http:\n  routers:\n".to_owned();
            for name in 0..count {
                let fault = faults.get(&name).copied();
                router(&mut text, name, fault.unwrap_or(if is_full { name % 11 } else { 10 }));
            }
            prop_assert!(read(&text, true) == read(&text, false));
        }
    }
}
