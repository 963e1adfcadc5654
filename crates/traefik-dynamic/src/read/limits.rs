//! Limits on files, so that reading any of them takes about a second and a few hundred megabytes at most.

use crate::read::Broken;
use crate::read::node::Place;

/// The largest file, in bytes.
pub(crate) const MAX_BYTES: usize = 64 * 1024 * 1024;
/// The most levels of nesting, with aliases followed.
pub(crate) const MAX_DEPTH: u32 = 100;
/// The most values in a file: texts, numbers, lists and objects.
pub(crate) const MAX_VALUES: usize = 1_000_000;
/// The most components in a file.
pub(crate) const MAX_COMPONENTS: usize = 100_000;
/// The most items in a list or entries in an object of a component.
pub(crate) const MAX_ITEMS: usize = 100_000;
/// The longest key, in bytes.
pub(crate) const MAX_KEY: usize = 4_096;
/// How many entries merge keys may bring in.
pub(crate) const MAX_MERGED: usize = 500_000;
/// How many tokens a TOML file may contain, because its parser keeps a list of them all.
pub(crate) const MAX_TOML_SIGNS: usize = 1_000_000;
/// How many `%TAG` lines may precede a document.
pub(crate) const MAX_TAGS: usize = 100;
/// How many errors, and how many other problems, are listed.
pub(crate) const MAX_PROBLEMS: usize = 1_000;
/// The number of errors after which the rest of a file is not read.
pub(crate) const MAX_ERRORS: usize = 100_000;

/// Too much of something.
pub(crate) fn exceeded(place: Place, what: &str) -> Broken {
    let mut broken = Broken::limit(place, what);
    broken.hint = Some("Split it into several files".to_owned());
    broken
}

/// One value more than a file may have.
pub(crate) fn too_many_values(place: Place) -> Broken {
    exceeded(place, &format!("more than {MAX_VALUES} values"))
}

/// A key, or a text that became a key, that is too long.
pub(crate) fn long_key(place: Place) -> Broken {
    Broken::limit(place, &format!("a key of more than {MAX_KEY} bytes"))
}
