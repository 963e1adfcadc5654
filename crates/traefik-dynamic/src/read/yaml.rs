//! YAML and JSON as a tree. JSON goes the same way, because Traefik reads it so.

use std::collections::{HashMap, HashSet};

use libyaml_safer::{Event, EventData, Mark, Parser, ScalarStyle};

use crate::read::node::{Content, Entry, NodeId, Place, Plain, Tree};
use crate::read::scalar;
use crate::read::{Broken, MAX_DEPTH};

/// The first document of a text as a tree.
pub(crate) struct Document {
    pub(crate) tree: Tree,
    /// `None` when the text holds no document.
    pub(crate) root: Option<NodeId>,
    /// Where the second document begins, which Traefik does not read.
    pub(crate) second: Option<Place>,
    /// Whether anchors or merge keys were followed.
    pub(crate) has_aliases: bool,
}

/// Parses the first document.
pub(crate) fn parse(text: &str) -> Result<Document, Broken> {
    let mut bytes = text.as_bytes();
    let mut parser = Parser::new();
    parser.set_input_string(&mut bytes);
    let mut builder = Builder::default();
    loop {
        let event = match parser.parse() {
            Ok(event) => event,
            // What stands behind the first document is none of Traefik's business.
            Err(_) if builder.is_done => return builder.finish(None),
            Err(error) => return Err(broken(&error, text)),
        };
        match event.data {
            EventData::StreamEnd => return builder.finish(None),
            EventData::DocumentStart { .. } if builder.is_done => {
                let second = place(event.start_mark);
                return builder.finish(Some(second));
            }
            _ => builder.take(event)?,
        }
    }
}

/// How many entries merge keys may bring in.
const MAX_MERGED: usize = 1_000_000;

/// A list or map that is not yet closed.
enum Open {
    List {
        place: Place,
        anchor: Option<String>,
        items: Vec<NodeId>,
    },
    Map {
        place: Place,
        anchor: Option<String>,
        entries: Vec<Entry>,
        merges: Vec<NodeId>,
        key: Option<Key>,
    },
}

/// A key that waits for its value.
struct Key {
    text: String,
    is_text: bool,
    is_merge: bool,
    place: Place,
}

#[derive(Default)]
struct Builder {
    tree: Tree,
    open: Vec<Open>,
    anchors: HashMap<String, Option<NodeId>>,
    root: Option<NodeId>,
    is_done: bool,
    has_aliases: bool,
    /// How many entries merge keys have brought in.
    merged: usize,
}

impl Builder {
    fn take(&mut self, event: Event) -> Result<(), Broken> {
        let place = place(event.start_mark);
        match event.data {
            EventData::Scalar {
                anchor,
                tag,
                value,
                style,
                ..
            } => self.scalar(place, anchor, Scalar { tag, value, style }),
            EventData::SequenceStart { anchor, .. } => {
                self.begin(place, anchor.as_ref())?;
                self.open.push(Open::List {
                    place,
                    anchor,
                    items: Vec::new(),
                });
                Ok(())
            }
            EventData::MappingStart { anchor, .. } => {
                self.begin(place, anchor.as_ref())?;
                self.open.push(Open::Map {
                    place,
                    anchor,
                    entries: Vec::new(),
                    merges: Vec::new(),
                    key: None,
                });
                Ok(())
            }
            EventData::SequenceEnd | EventData::MappingEnd => self.close(),
            EventData::Alias { anchor } => self.alias(place, &anchor),
            EventData::DocumentEnd { .. } => {
                self.is_done = true;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, place: Place, anchor: Option<&String>) -> Result<(), Broken> {
        if self.open.len() >= MAX_DEPTH as usize {
            return Err(Broken::too_deep(place));
        }
        if let Some(Open::Map { key: None, .. }) = self.open.last() {
            return Err(Broken::at(place, "a key must be text, not a list or an object"));
        }
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor.clone(), None);
        }
        Ok(())
    }

    fn scalar(&mut self, place: Place, anchor: Option<String>, scalar: Scalar) -> Result<(), Broken> {
        if let Some(Open::Map { key: key @ None, .. }) = self.open.last_mut() {
            *key = Some(scalar.into_key(place)?);
            if let (Some(anchor), Some(key)) = (anchor, key) {
                let text = Content::Text(key.text.clone(), Plain::Changed);
                let id = self.tree.add(place, text);
                self.anchors.insert(anchor, Some(id));
            }
            return Ok(());
        }
        let content = scalar.into_content(place)?;
        let id = self.tree.add(place, content);
        self.keep(anchor, id);
        self.put(id)
    }

    fn alias(&mut self, place: Place, anchor: &str) -> Result<(), Broken> {
        self.has_aliases = true;
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
    fn merge(&mut self, entries: &mut Vec<Entry>, merges: &[NodeId]) -> Result<(), Broken> {
        if merges.is_empty() {
            return Ok(());
        }
        self.has_aliases = true;
        let mut known: HashSet<String> = entries.iter().map(|entry| entry.key.clone()).collect();
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

    fn keep(&mut self, anchor: Option<String>, id: NodeId) {
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

    fn finish(self, second: Option<Place>) -> Result<Document, Broken> {
        let Builder {
            tree,
            root,
            has_aliases,
            ..
        } = self;
        if let Some(root) = root {
            if tree.height(root) > MAX_DEPTH {
                return Err(Broken::too_deep(tree.place(root)));
            }
            // Ten times what was written, and a million beside, is more than any honest file needs.
            if tree.weight(root) > 1_000_000 + 10 * tree.len() as u64 {
                return Err(Broken::at(
                    tree.place(root),
                    "the aliases grow out of hand when they are followed",
                ));
            }
        }
        Ok(Document {
            tree,
            root,
            second,
            has_aliases,
        })
    }
}

/// Marks each key that stood in the map before.
pub(crate) fn mark_repeats(entries: &mut [Entry]) {
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
    let mut first: HashMap<String, Place> = HashMap::with_capacity(entries.len());
    for entry in entries {
        match first.get(entry.key.as_str()) {
            Some(place) => entry.repeats = Some(*place),
            None => {
                first.insert(entry.key.clone(), entry.place);
            }
        }
    }
}

struct Scalar {
    tag: Option<String>,
    value: String,
    style: ScalarStyle,
}

impl Scalar {
    fn into_content(self, place: Place) -> Result<Content, Broken> {
        let is_plain = self.style == ScalarStyle::Plain;
        let written = match self.style {
            ScalarStyle::Plain if !self.value.contains('\n') => Plain::AsIs,
            ScalarStyle::SingleQuoted if !self.value.contains(['\'', '\n']) => Plain::Quoted,
            ScalarStyle::DoubleQuoted if !self.value.contains(['\\', '"', '\n', '\t']) => Plain::Quoted,
            _ => Plain::Changed,
        };
        match self.tag.as_deref() {
            None if is_plain => Ok(scalar::resolve(self.value)),
            None | Some("!" | "tag:yaml.org,2002:str" | "tag:yaml.org,2002:binary") if !is_plain => {
                Ok(Content::Text(self.value, written))
            }
            Some("tag:yaml.org,2002:str") => Ok(Content::Text(self.value, written)),
            None | Some("!") => Ok(scalar::resolve(self.value)),
            Some(tag) => scalar::tagged(tag, self.value).map_err(|sentence| Broken::at(place, &sentence)),
        }
    }

    fn into_key(self, place: Place) -> Result<Key, Broken> {
        let is_plain = self.style == ScalarStyle::Plain;
        if is_plain && self.value == "<<" && self.tag.is_none() {
            return Ok(Key {
                text: self.value,
                is_text: true,
                is_merge: true,
                place,
            });
        }
        if self.tag.is_none() && (!is_plain || scalar::is_surely_text(&self.value)) {
            return Ok(Key {
                text: self.value,
                is_text: true,
                is_merge: false,
                place,
            });
        }
        let text = self.value.clone();
        let is_text = matches!(self.into_content(place)?, Content::Text(..));
        Ok(Key {
            text,
            is_text,
            is_merge: false,
            place,
        })
    }
}

fn place(mark: Mark) -> Place {
    let from_one = |count: u64| u32::try_from(count).unwrap_or(u32::MAX).saturating_add(1);
    Place {
        line: from_one(mark.line),
        column: from_one(mark.column),
    }
}

fn broken(error: &libyaml_safer::Error, text: &str) -> Broken {
    let place = error.problem_mark().map(place).unwrap_or_default();
    let mut sentence = error.problem().to_owned();
    if let (Some(context), Some(mark)) = (error.context(), error.context_mark()) {
        let since = self::place(mark);
        sentence = format!("{sentence} ({context} that began at line {})", since.line);
    }
    let line = text
        .lines()
        .nth(place.line.saturating_sub(1) as usize)
        .unwrap_or_default();
    let hint = if line.trim_start_matches(' ').starts_with('\t') {
        Some("Indent with spaces: YAML takes no tabs".to_owned())
    } else if line.chars().nth(place.column.saturating_sub(1) as usize) == Some('`') {
        Some("Put the value in double quotes: a plain YAML value cannot begin with a backtick".to_owned())
    } else if sentence.contains("found unexpected end of stream") || sentence.contains("quoted scalar") {
        Some("Look for a quote that is not closed".to_owned())
    } else {
        None
    };
    Broken {
        place,
        sentence,
        hint,
    }
}
