//! Following files.

use crate::follow::{Content, Difference, DifferenceKind};
use crate::words;

/// A profile follows files from now on.
pub(in crate::engine) fn begun(profile: &str, path: &str) -> String {
    format!("“{profile}” follows {path}")
}

/// It does not any more.
pub(in crate::engine) fn ended(profile: &str, path: &str) -> String {
    format!("“{profile}” no longer follows {path}; the files stay as they are")
}

/// Changes in files were taken in.
pub(in crate::engine) fn taken_in(differences: &[&Difference]) -> String {
    let files = Content::named(differences.iter().copied());
    let from = match files.as_slice() {
        [] => "the files".to_owned(),
        [one] => (*one).to_owned(),
        [one, other] => format!("{one} and {other}"),
        [first, more @ ..] => format!("{first} and {}", words::count(more.len() as u64, "other file")),
    };
    match differences {
        [one] => {
            let what = match one.in_files {
                Some(DifferenceKind::Added) => "added",
                Some(DifferenceKind::Removed) => "removed",
                Some(DifferenceKind::Reworded) => "written otherwise",
                Some(DifferenceKind::Changed) | None => "changed",
            };
            format!("Taken in from {from}: {} “{}” {what}", one.kind.noun(), one.name)
        }
        more => format!(
            "{} taken in from {from}",
            words::count(more.len() as u64, "change")
        ),
    }
}

/// Files cannot be taken in.
pub(in crate::engine) fn broken(profile: &str) -> String {
    format!("The files that “{profile}” follows cannot be taken in; the last sound state stays")
}

/// Files can be taken in again.
pub(in crate::engine) fn sound_again(profile: &str) -> String {
    format!("The files that “{profile}” follows are sound again")
}

/// Changes are being written to files.
pub(in crate::engine) fn writing(profile: &str) -> String {
    format!("Writing “{profile}” to its files")
}

/// They were written.
pub(in crate::engine) fn written(changes: usize, files: &[&str]) -> String {
    let changes = words::count(changes as u64, "change");
    match files {
        [one] => format!("{changes} written to {one}"),
        more => format!("{changes} written to {}", words::count(more.len() as u64, "file")),
    }
}

/// They were not.
pub(in crate::engine) fn not_written(profile: &str) -> String {
    format!("“{profile}” was not written to its files")
}
