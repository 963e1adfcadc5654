//! How large a file may be, so that reading any of them takes about a second and some hundred megabytes at most.

use crate::read::Broken;
use crate::read::node::Place;

/// The largest file, in bytes.
pub(crate) const MAX_BYTES: usize = 64 * 1024 * 1024;
/// The most levels of nesting, aliases followed.
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
/// How many signs a TOML file may hold, because its parser keeps a list of all.
pub(crate) const MAX_TOML_SIGNS: usize = 1_000_000;
/// How many `%TAG` lines may stand before a document.
pub(crate) const MAX_TAGS: usize = 100;
/// How many errors, and how many other problems, are worth a list.
pub(crate) const MAX_PROBLEMS: usize = 1_000;
/// After how many errors the rest of a file is not worth reading.
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

/// A key that is a text, or a text that became a key.
pub(crate) fn long_key(place: Place) -> Broken {
    Broken::limit(place, &format!("a key of more than {MAX_KEY} bytes"))
}
