//! The keys of a map: which are written twice, and what merge keys bring in.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::read::Broken;
use crate::read::node::{Entry, KeySort, NodeId, Place};
use crate::read::yaml::word::Key;

/// An entry of a map that is still open.
pub(super) struct Written<'t> {
    pub(super) entry: Entry<'t>,
    pub(super) is_merge: bool,
    /// Whether a later key that comes to the same replaces it.
    pub(super) is_replaced: bool,
    alias: Option<&'t str>,
}

impl<'t> Written<'t> {
    pub(super) fn new(key: Key<'t>, value: NodeId) -> Self {
        Written {
            is_merge: key.is_merge,
            is_replaced: false,
            alias: key.alias,
            entry: Entry {
                key: key.text,
                sort: key.sort,
                own_sort: key.sort,
                place: key.place,
                value,
                repeats: None,
            },
        }
    }

    /// Traefik's YAML reader considers keys equal if they are written the same: two aliases of one anchor, or two
    /// words.
    fn identity(&self) -> (bool, Cow<'t, str>) {
        match self.alias {
            Some(anchor) => (true, Cow::Borrowed(anchor)),
            None => (false, self.entry.key.clone()),
        }
    }
}

/// Marks each key that occurred earlier in the map, including merge keys.
pub(super) fn mark_repeats(entries: &mut [Written<'_>]) {
    if entries.len() <= 8 {
        for later in 1..entries.len() {
            let (before, rest) = entries.split_at_mut(later);
            let one = &mut rest[0];
            let first = before.iter().find(|first| first.identity() == one.identity());
            one.entry.repeats = first.map(|first| first.entry.place);
        }
    } else {
        let mut first: HashMap<(bool, Cow<'_, str>), Place> = HashMap::with_capacity(entries.len());
        for one in entries.iter_mut() {
            match first.get(&one.identity()) {
                Some(place) => one.entry.repeats = Some(*place),
                None => {
                    first.insert(one.identity(), one.entry.place);
                }
            }
        }
    }
    if entries.iter().any(|one| one.alias.is_some()) {
        mark_replaced(entries);
    }
}

/// To Traefik, an alias and a word that come to the same key are not a repetition: the later one wins.
fn mark_replaced(entries: &mut [Written<'_>]) {
    let mut later: HashSet<(bool, Cow<'_, str>)> = HashSet::new();
    for one in entries.iter_mut().rev().filter(|one| one.entry.repeats.is_none()) {
        one.is_replaced = !later.insert(named(&one.entry));
    }
}

/// What distinguishes keys: the text `1` is not the number.
pub(super) fn named<'t>(entry: &Entry<'t>) -> (bool, Cow<'t, str>) {
    (entry.sort == KeySort::Text, entry.key.clone())
}

/// A merge key with a value that is not an object.
pub(super) fn wants_objects(place: Place) -> Broken {
    let mut broken = Broken::at(place, "`<<` needs an object or a list of objects");
    broken.hint = Some("Write `<<: *name`, or `<<: [*one, *two]` for several".to_owned());
    broken
}
