//! The keys of a map: which one is written twice, and what merge keys bring in.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::read::Broken;
use crate::read::limits::MAX_MERGED;
use crate::read::node::{Content, Entry, KeySort, NodeId, Place};
use crate::read::yaml::build::Builder;
use crate::read::yaml::word::Key;

/// An entry of a map that is not yet closed.
pub(super) struct Written<'t> {
    pub(super) entry: Entry<'t>,
    pub(super) is_merge: bool,
    /// Whether another key that comes to the same follows, and takes its place.
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

    /// Traefik's YAML reader takes keys for the same when they are written the same: two aliases of one anchor, or two words.
    fn identity(&self) -> (bool, Cow<'t, str>) {
        match self.alias {
            Some(anchor) => (true, Cow::Borrowed(anchor)),
            None => (false, self.entry.key.clone()),
        }
    }
}

/// Marks each key that stood in the map before, merge keys too.
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

/// An alias and a word that come to the same key are no repetition to Traefik: the later one counts.
fn mark_replaced(entries: &mut [Written<'_>]) {
    let mut later: HashSet<(bool, Cow<'_, str>)> = HashSet::new();
    for one in entries.iter_mut().rev().filter(|one| one.entry.repeats.is_none()) {
        one.is_replaced = !later.insert(named(&one.entry));
    }
}

/// What tells keys apart: the text `1` is not the number.
fn named<'t>(entry: &Entry<'t>) -> (bool, Cow<'t, str>) {
    (entry.sort == KeySort::Text, entry.key.clone())
}

/// A merge key with something else behind it.
pub(super) fn wants_objects(place: Place) -> Broken {
    let mut broken = Broken::at(place, "`<<` takes an object or a list of objects");
    broken.hint = Some("Write `<<: *name`, or `<<: [*one, *two]` for several".to_owned());
    broken
}

impl<'t> Builder<'t> {
    /// Adds what `<<` brings in: what the map has itself wins, then the earlier of several.
    ///
    /// Among texts alone a key that is brought in becomes text whatever it is.
    pub(super) fn merge(
        &mut self,
        entries: &mut Vec<Entry<'t>>,
        merge: NodeId,
        has_texts_alone: bool,
    ) -> Result<(), Broken> {
        self.first_alias.get_or_insert(self.tree.place(merge));
        let sources = match self.tree.content(merge) {
            Content::List(items) => items.clone(),
            _ => vec![merge],
        };
        let mut known: HashSet<(bool, Cow<'t, str>)> = entries.iter().map(named).collect();
        for source in sources {
            let place = self.tree.place(source);
            let Content::Map(brought) = self.tree.content(source) else {
                return Err(wants_objects(place));
            };
            self.merged += brought.len();
            if self.merged > MAX_MERGED {
                return Err(Broken::limit(place, "the merge keys grow out of hand"));
            }
            for entry in brought.iter().filter(|entry| entry.repeats.is_none()) {
                let sort = if has_texts_alone {
                    KeySort::Text
                } else {
                    entry.own_sort
                };
                let entry = Entry {
                    sort,
                    ..entry.clone()
                };
                if known.insert(named(&entry)) {
                    entries.push(entry);
                }
            }
        }
        Ok(())
    }
}
