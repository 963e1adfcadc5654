//! Builds a tree from events, following anchors, aliases and merge keys.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::read::Broken;
use crate::read::limits::{self, MAX_DEPTH, MAX_KEY, MAX_MERGED, MAX_VALUES};
use crate::read::node::{Content, Entry, KeySort, NodeId, Place, Tree};
use crate::read::yaml::Document;
use crate::read::yaml::event::{Event, What};
use crate::read::yaml::merge::{self, Written};
use crate::read::yaml::word::{Key, Word};

/// A list or map that is still open.
enum Open<'t> {
    List {
        place: Place,
        anchor: Option<&'t str>,
        items: Vec<NodeId>,
    },
    Map {
        place: Place,
        anchor: Option<&'t str>,
        entries: Vec<Written<'t>>,
        key: Option<Key<'t>>,
    },
}

/// The tree built so far.
#[derive(Default)]
pub(crate) struct Builder<'t> {
    tree: Tree<'t>,
    open: Vec<Open<'t>>,
    anchors: HashMap<&'t str, Option<NodeId>>,
    root: Option<NodeId>,
    pub(crate) is_done: bool,
    first_alias: Option<Place>,
    /// How many entries merge keys have brought in.
    merged: usize,
    null_keys: Vec<Place>,
}

impl<'t> Builder<'t> {
    pub(crate) fn take(&mut self, event: Event<'t>) -> Result<(), Broken> {
        let place = event.place;
        if self.tree.len() >= MAX_VALUES {
            return Err(limits::too_many_values(place));
        }
        match event.what {
            What::Scalar {
                anchor,
                tag,
                value,
                style,
            } => self.scalar(place, anchor, Word { tag, value, style }),
            What::ListStart(anchor) => {
                self.begin(place, anchor)?;
                self.open.push(Open::List {
                    place,
                    anchor,
                    items: Vec::new(),
                });
                Ok(())
            }
            What::MapStart(anchor) => {
                self.begin(place, anchor)?;
                self.open.push(Open::Map {
                    place,
                    anchor,
                    entries: Vec::new(),
                    key: None,
                });
                Ok(())
            }
            What::ListEnd | What::MapEnd => self.close(),
            What::Alias(anchor) => self.alias(place, anchor),
            What::DocumentEnd => {
                self.is_done = true;
                Ok(())
            }
            What::StreamStart | What::StreamEnd | What::DocumentStart => Ok(()),
        }
    }

    fn begin(&mut self, place: Place, anchor: Option<&'t str>) -> Result<(), Broken> {
        if self.open.len() >= MAX_DEPTH as usize {
            return Err(Broken::too_deep(place));
        }
        if let Some(Open::Map { key: None, .. }) = self.open.last() {
            return Err(Broken::at(
                place,
                "a key must be a string, not a list or an object",
            ));
        }
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, None);
        }
        Ok(())
    }

    fn scalar(&mut self, place: Place, anchor: Option<&'t str>, word: Word<'t>) -> Result<(), Broken> {
        if let Some(Open::Map { key: key @ None, .. }) = self.open.last_mut() {
            if word.value.len() > MAX_KEY {
                return Err(limits::long_key(place));
            }
            let anchored = anchor.map(|anchor| (anchor, word.clone()));
            *key = Some(word.into_key(place)?);
            if let Some((anchor, word)) = anchored {
                let id = self.tree.add(place, word.into_content(place)?);
                self.anchors.insert(anchor, Some(id));
            }
            return Ok(());
        }
        let content = word.into_content(place)?;
        let id = self.tree.add(place, content);
        self.keep(anchor, id);
        self.put(id)
    }

    fn alias(&mut self, place: Place, anchor: &'t str) -> Result<(), Broken> {
        self.first_alias.get_or_insert(place);
        let id = match self.anchors.get(anchor) {
            Some(Some(id)) => *id,
            Some(None) => {
                return Err(Broken::at(
                    place,
                    &format!("the anchor `{anchor}` contains itself"),
                ));
            }
            None => {
                return Err(Broken::at(
                    place,
                    &format!("the anchor `{anchor}` is not defined"),
                ));
            }
        };
        let content = self.tree.content(id);
        match self.open.last_mut() {
            Some(Open::Map { key: key @ None, .. }) => {
                let alias = Key::of_alias(anchor, content, place);
                let alias = alias.ok_or_else(|| Broken::at(place, "a key must be a string"))?;
                if alias.text.len() > MAX_KEY {
                    return Err(limits::long_key(place));
                }
                *key = Some(alias);
                Ok(())
            }
            Some(Open::Map { key: Some(key), .. }) if key.is_merge && !matches!(content, Content::Map(_)) => {
                Err(merge::wants_objects(place))
            }
            _ => self.put(id),
        }
    }

    fn close(&mut self) -> Result<(), Broken> {
        let (place, anchor, content) = match self.open.pop() {
            Some(Open::List { place, anchor, items }) => (place, anchor, Content::List(items)),
            Some(Open::Map {
                place,
                anchor,
                mut entries,
                ..
            }) => {
                merge::mark_repeats(&mut entries);
                (place, anchor, Content::Map(self.finished(entries)?))
            }
            None => return Ok(()),
        };
        let id = self.tree.add(place, content);
        self.keep(anchor, id);
        self.put(id)
    }

    /// The effective entries, and those that merge keys bring in.
    fn finished(&mut self, written: Vec<Written<'t>>) -> Result<Vec<Entry<'t>>, Broken> {
        let has_texts_alone = written.iter().all(|one| one.entry.sort == KeySort::Text);
        let (mut entries, mut merge) = (Vec::with_capacity(written.len()), None);
        for one in written {
            let is_repeated = one.entry.repeats.is_some();
            if one.is_merge && !is_repeated {
                merge = Some(one.entry.value);
            } else if one.entry.sort == KeySort::Null && !is_repeated {
                self.null_keys.push(one.entry.place);
            } else if !one.is_replaced {
                entries.push(one.entry);
            }
        }
        if let Some(merge) = merge {
            self.merge(&mut entries, merge, has_texts_alone)?;
        }
        Ok(entries)
    }

    /// Adds what `<<` brings in: the map's own entries win, then the earlier of several.
    ///
    /// In a map with only text keys, a key that is brought in becomes text whatever it is.
    fn merge(
        &mut self,
        entries: &mut Vec<Entry<'t>>,
        source: NodeId,
        has_texts_alone: bool,
    ) -> Result<(), Broken> {
        self.first_alias.get_or_insert(self.tree.place(source));
        let sources = match self.tree.content(source) {
            Content::List(items) => items.clone(),
            _ => vec![source],
        };
        let mut known: HashSet<(bool, Cow<'t, str>)> = entries.iter().map(merge::named).collect();
        for source in sources {
            let place = self.tree.place(source);
            let Content::Map(brought) = self.tree.content(source) else {
                return Err(merge::wants_objects(place));
            };
            self.merged += brought.len();
            if self.merged > MAX_MERGED {
                return Err(Broken::limit(place, "the merge keys expand too far"));
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
                if known.insert(merge::named(&entry)) {
                    entries.push(entry);
                }
            }
        }
        Ok(())
    }

    fn keep(&mut self, anchor: Option<&'t str>, id: NodeId) {
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, Some(id));
        }
    }

    /// Puts a finished node where it belongs.
    fn put(&mut self, id: NodeId) -> Result<(), Broken> {
        match self.open.last_mut() {
            None => self.root = Some(id),
            Some(Open::List { items, .. }) => items.push(id),
            Some(Open::Map { entries, key, .. }) => match key.take() {
                Some(key) => entries.push(Written::new(key, id)),
                None => return Err(Broken::at(self.tree.place(id), "a key must be a string")),
            },
        }
        Ok(())
    }

    pub(crate) fn finish(self, second: Option<Place>) -> Result<Document<'t>, Broken> {
        let Builder {
            tree,
            root,
            first_alias,
            null_keys,
            ..
        } = self;
        if let Some(root) = root {
            if tree.height(root) > MAX_DEPTH {
                return Err(Broken::too_deep(tree.place(root)));
            }
            if tree.weight(root) > MAX_VALUES as u64 {
                return Err(Broken::limit(
                    tree.place(root),
                    &format!("more than {MAX_VALUES} values when the aliases are followed"),
                ));
            }
        }
        Ok(Document {
            tree,
            root,
            second,
            first_alias,
            null_keys,
        })
    }
}
