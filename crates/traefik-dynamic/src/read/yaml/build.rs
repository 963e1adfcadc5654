//! Events to a tree: anchors, aliases and merge keys are followed.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::read::Broken;
use crate::read::limits::{self, MAX_DEPTH, MAX_KEY, MAX_MERGED, MAX_VALUES};
use crate::read::node::{Content, Entry, NodeId, Place, Plain, Tree};
use crate::read::yaml::Document;
use crate::read::yaml::event::{Event, What};
use crate::read::yaml::word::{Key, Word};

/// A list or map that is not yet closed.
enum Open<'t> {
    List {
        place: Place,
        anchor: Option<&'t str>,
        items: Vec<NodeId>,
    },
    Map {
        place: Place,
        anchor: Option<&'t str>,
        entries: Vec<Entry<'t>>,
        merges: Vec<NodeId>,
        key: Option<Key<'t>>,
    },
}

/// The tree as far as it has come.
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
                    merges: Vec::new(),
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
            return Err(Broken::at(place, "a key must be text, not a list or an object"));
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
            *key = Some(word.into_key(place)?);
            if let (Some(anchor), Some(key)) = (anchor, key) {
                let text = Content::Text(key.text.clone(), Plain::Changed);
                let id = self.tree.add(place, text);
                self.anchors.insert(anchor, Some(id));
            }
            return Ok(());
        }
        let content = word.into_content(place)?;
        let id = self.tree.add(place, content);
        self.keep(anchor, id);
        self.put(id)
    }

    fn alias(&mut self, place: Place, anchor: &str) -> Result<(), Broken> {
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
        if let Some(Open::Map { key: key @ None, .. }) = self.open.last_mut() {
            let Content::Text(text, _) = self.tree.content(id) else {
                return Err(Broken::at(place, "a key must be text"));
            };
            if text.len() > MAX_KEY {
                return Err(limits::long_key(place));
            }
            *key = Some(Key {
                text: text.clone(),
                is_text: true,
                is_merge: false,
                place,
            });
            return Ok(());
        }
        self.put(id)
    }

    fn close(&mut self) -> Result<(), Broken> {
        let (place, anchor, content) = match self.open.pop() {
            Some(Open::List { place, anchor, items }) => (place, anchor, Content::List(items)),
            Some(Open::Map {
                place,
                anchor,
                mut entries,
                merges,
                ..
            }) => {
                mark_repeats(&mut entries);
                self.merge(&mut entries, &merges)?;
                (place, anchor, Content::Map(entries))
            }
            None => return Ok(()),
        };
        let id = self.tree.add(place, content);
        self.keep(anchor, id);
        self.put(id)
    }

    /// Adds what `<<` brings in: what the map has itself wins, then the earlier of several.
    fn merge(&mut self, entries: &mut Vec<Entry<'t>>, merges: &[NodeId]) -> Result<(), Broken> {
        let Some(first) = merges.first() else {
            return Ok(());
        };
        self.first_alias.get_or_insert(self.tree.place(*first));
        let mut known: HashSet<Cow<'t, str>> = entries.iter().map(|entry| entry.key.clone()).collect();
        for merged in merges {
            let sources = match self.tree.content(*merged) {
                Content::List(items) => items.clone(),
                _ => vec![*merged],
            };
            for source in sources {
                let Content::Map(brought) = self.tree.content(source) else {
                    return Err(Broken::at(
                        self.tree.place(source),
                        "`<<` takes an object or a list of objects",
                    ));
                };
                self.merged += brought.len();
                if self.merged > MAX_MERGED {
                    return Err(Broken::at(
                        self.tree.place(source),
                        "the merge keys grow out of hand",
                    ));
                }
                let new = brought.iter().filter(|entry| known.insert(entry.key.clone()));
                entries.extend(new.map(|entry| Entry {
                    repeats: None,
                    ..entry.clone()
                }));
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
            Some(Open::Map {
                entries, merges, key, ..
            }) => match key.take() {
                Some(key) if key.is_merge => merges.push(id),
                Some(Key {
                    text, is_text, place, ..
                }) => {
                    entries.push(Entry {
                        key: text,
                        is_text,
                        place,
                        value: id,
                        repeats: None,
                    });
                }
                None => return Err(Broken::at(self.tree.place(id), "a key must be text")),
            },
        }
        Ok(())
    }

    pub(crate) fn finish(self, second: Option<Place>) -> Result<Document<'t>, Broken> {
        let Builder {
            tree,
            root,
            first_alias,
            ..
        } = self;
        if let Some(root) = root {
            if tree.height(root) > MAX_DEPTH {
                return Err(Broken::too_deep(tree.place(root)));
            }
            if tree.weight(root) > MAX_VALUES as u64 {
                return Err(Broken::at(
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
        })
    }
}

/// Marks each key that stood in the map before.
fn mark_repeats(entries: &mut [Entry<'_>]) {
    if entries.len() <= 8 {
        for later in 1..entries.len() {
            let (before, rest) = entries.split_at_mut(later);
            let entry = &mut rest[0];
            entry.repeats = before
                .iter()
                .find(|first| first.key == entry.key)
                .map(|first| first.place);
        }
        return;
    }
    let mut first: HashMap<Cow<'_, str>, Place> = HashMap::with_capacity(entries.len());
    for entry in entries {
        match first.get(&entry.key) {
            Some(place) => entry.repeats = Some(*place),
            None => {
                first.insert(entry.key.clone(), entry.place);
            }
        }
    }
}
