//! A file as a tree of nodes that know their place.

use std::borrow::Cow;

use serde_json::Value;

/// A node of a [`Tree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NodeId(u32);

/// A place in a file, line and column counted from 1; 0 if there is no file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Place {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// What a node holds.
#[derive(Debug)]
pub(crate) enum Content<'t> {
    Null,
    Bool(bool),
    Int(Whole),
    Float(f64),
    /// Text, and whether it was written in a way that lets a position within it be located.
    Text(Cow<'t, str>, Plain),
    /// A date: Traefik accepts dates nowhere.
    Date(Cow<'t, str>),
    List(Vec<NodeId>),
    Map(Vec<Entry<'t>>),
}

/// An integer that fits Go's 64 bits, signed or unsigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Whole {
    is_negative: bool,
    magnitude: u64,
}

impl From<i128> for Whole {
    fn from(number: i128) -> Self {
        Whole {
            is_negative: number < 0,
            magnitude: u64::try_from(number.unsigned_abs()).unwrap_or(u64::MAX),
        }
    }
}

impl Whole {
    pub(crate) fn get(self) -> i128 {
        let number = i128::from(self.magnitude);
        if self.is_negative { -number } else { number }
    }
}

impl std::fmt::Display for Whole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.get().fmt(f)
    }
}

/// How a text was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plain {
    /// The n-th character of the text is the n-th character in the file, counted from the node's place.
    AsIs,
    /// The same, after one opening quote.
    Quoted,
    /// Escaped, folded or otherwise changed.
    Changed,
}

/// A key of a map, with its value.
#[derive(Debug, Clone)]
pub(crate) struct Entry<'t> {
    pub(crate) key: Cow<'t, str>,
    /// What Traefik takes the key to be.
    pub(crate) sort: KeySort,
    /// What YAML takes it to be on its own; in a map with only text keys, a merged number becomes text.
    pub(crate) own_sort: KeySort,
    pub(crate) place: Place,
    pub(crate) value: NodeId,
    /// The place of an earlier occurrence of the key in the same map.
    pub(crate) repeats: Option<Place>,
}

/// What YAML takes a key to be. Traefik has its own name for everything but text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeySort {
    Text,
    Int,
    /// An integer beyond 63 bits.
    LargeInt,
    Float,
    /// `.nan`, which crashes Traefik's file provider.
    NotANumber,
    Bool,
    Date,
    /// Nothing, or `~`: Traefik drops the entry.
    Null,
}

impl KeySort {
    /// `None` for a list or an object, which cannot be keys.
    pub(crate) fn of(content: &Content<'_>) -> Option<KeySort> {
        Some(match content {
            Content::Text(..) => KeySort::Text,
            Content::Int(number) if number.get() > i128::from(i64::MAX) => KeySort::LargeInt,
            Content::Int(_) => KeySort::Int,
            Content::Float(number) if number.is_nan() => KeySort::NotANumber,
            Content::Float(_) => KeySort::Float,
            Content::Bool(_) => KeySort::Bool,
            Content::Date(_) => KeySort::Date,
            Content::Null => KeySort::Null,
            Content::List(_) | Content::Map(_) => return None,
        })
    }

    /// Traefik's name for a key of this sort; `None` for text, which it takes as written.
    pub(crate) fn traefik_name(self) -> Option<&'static str> {
        match self {
            KeySort::Text | KeySort::Null => None,
            KeySort::Int => Some("<int Value>"),
            KeySort::LargeInt => Some("<uint64 Value>"),
            KeySort::Float | KeySort::NotANumber => Some("<float64 Value>"),
            KeySort::Bool => Some("<bool Value>"),
            KeySort::Date => Some("<time.Time Value>"),
        }
    }
}

#[derive(Debug)]
struct Node<'t> {
    place: Place,
    content: Content<'t>,
    /// The number of levels including this one, with aliases followed.
    height: u32,
    /// The number of nodes including this one, with aliases followed.
    weight: u64,
}

/// All nodes of a file. An alias refers to the same node, so an alias bomb takes no room.
#[derive(Debug, Default)]
pub(crate) struct Tree<'t> {
    nodes: Vec<Node<'t>>,
    /// Whether a dot in an unquoted name nests one object in another.
    splits_names: bool,
}

impl<'t> Tree<'t> {
    /// An empty tree of a TOML file.
    pub(crate) fn of_toml() -> Self {
        Tree {
            nodes: Vec::new(),
            splits_names: true,
        }
    }

    /// Whether it is a TOML file.
    pub(crate) fn is_toml(&self) -> bool {
        self.splits_names
    }

    /// The name that was probably meant by a key and the keys below it: `[http.routers.app.example.com]` makes an
    /// object `com` in an object `example`.
    pub(crate) fn dotted_name(&self, entry: &Entry<'t>) -> Option<String> {
        if !self.splits_names {
            return None;
        }
        let (mut name, mut at) = (entry.key.to_string(), entry.value);
        while let [only] = self.entries(at)
            && matches!(self.content(only.value), Content::Map(_))
        {
            name.extend([".", &only.key]);
            at = only.value;
        }
        matches!(self.content(entry.value), Content::Map(_)).then_some(name)
    }

    /// Adds a node whose children have already been added.
    pub(crate) fn add(&mut self, place: Place, content: Content<'t>) -> NodeId {
        let (mut height, mut weight) = (0, 1_u64);
        let mut count = |child: NodeId| {
            let child = &self.nodes[child.0 as usize];
            height = height.max(child.height);
            weight = weight.saturating_add(child.weight);
        };
        match &content {
            Content::List(items) => items.iter().copied().for_each(&mut count),
            Content::Map(entries) => entries.iter().map(|entry| entry.value).for_each(&mut count),
            _ => {}
        }
        // A file has at most 64 MiB, so there are fewer than 2³² nodes.
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(Node {
            place,
            content,
            height: height + 1,
            weight,
        });
        id
    }

    /// The tree of a value, without places.
    pub(crate) fn from_value(value: &'t Value) -> (Tree<'t>, NodeId) {
        let mut tree = Tree::default();
        let root = tree.add_value(value);
        (tree, root)
    }

    fn add_value(&mut self, value: &'t Value) -> NodeId {
        let content = match value {
            Value::Null => Content::Null,
            Value::Bool(flag) => Content::Bool(*flag),
            Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(number), _) => Content::Int(Whole::from(i128::from(number))),
                (None, Some(number)) => Content::Int(Whole::from(i128::from(number))),
                (None, None) => Content::Float(number.as_f64().unwrap_or_default()),
            },
            Value::String(text) => Content::Text(Cow::Borrowed(text), Plain::AsIs),
            Value::Array(items) => Content::List(items.iter().map(|item| self.add_value(item)).collect()),
            Value::Object(fields) => {
                let entries = fields.iter().map(|(key, value)| Entry {
                    key: Cow::Borrowed(key),
                    sort: KeySort::Text,
                    own_sort: KeySort::Text,
                    place: Place::default(),
                    value: self.add_value(value),
                    repeats: None,
                });
                Content::Map(entries.collect())
            }
        };
        self.add(Place::default(), content)
    }

    pub(crate) fn content(&self, id: NodeId) -> &Content<'t> {
        &self.nodes[id.0 as usize].content
    }

    pub(crate) fn place(&self, id: NodeId) -> Place {
        self.nodes[id.0 as usize].place
    }

    /// The number of levels including this node's own.
    pub(crate) fn height(&self, id: NodeId) -> u32 {
        self.nodes[id.0 as usize].height
    }

    /// The number of nodes including this one, with every alias expanded.
    pub(crate) fn weight(&self, id: NodeId) -> u64 {
        self.nodes[id.0 as usize].weight
    }

    /// The number of nodes written in the file.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The entries of a map; nothing for any other node.
    pub(crate) fn entries(&self, id: NodeId) -> &[Entry<'t>] {
        match self.content(id) {
            Content::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The entries whose key occurred earlier in their map.
    pub(crate) fn repeats(&self) -> impl Iterator<Item = &Entry<'t>> {
        let maps = self.nodes.iter().filter_map(|node| match &node.content {
            Content::Map(entries) => Some(entries),
            _ => None,
        });
        maps.flatten().filter(|entry| entry.repeats.is_some())
    }

    /// Edits every text and key.
    pub(crate) fn edit_texts(&mut self, mut edit: impl FnMut(&mut Cow<'t, str>)) {
        for node in &mut self.nodes {
            match &mut node.content {
                Content::Text(text, _) => edit(text),
                Content::Map(entries) => entries.iter_mut().for_each(|entry| edit(&mut entry.key)),
                _ => {}
            }
        }
    }

    /// Edits every place.
    pub(crate) fn edit_places(&mut self, edit: impl Fn(Place) -> Place) {
        for node in &mut self.nodes {
            node.place = edit(node.place);
            if let Content::Map(entries) = &mut node.content {
                for entry in entries {
                    entry.place = edit(entry.place);
                    entry.repeats = entry.repeats.map(&edit);
                }
            }
        }
    }

    pub(crate) fn is_null(&self, id: NodeId) -> bool {
        matches!(self.content(id), Content::Null)
    }
}
