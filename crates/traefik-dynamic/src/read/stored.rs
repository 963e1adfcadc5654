//! Reads the JSON of a stored component into a tree, without a value in between.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::read::node::{Content, Entry, KeySort, NodeId, Place, Plain, Tree, Whole};

/// Objects with more keys are searched by hash for one that repeats.
const FEW: usize = 16;

/// The tree of a JSON text. `None` if it is not JSON, or an object has the same key twice: whoever makes a value of it
/// says what that means.
pub(crate) fn tree(json: &str) -> Option<(Tree<'_>, NodeId)> {
    let mut tree = Tree::default();
    let mut from = serde_json::Deserializer::from_str(json);
    let root = Building(&mut tree).deserialize(&mut from).ok()?;
    from.end().ok()?;
    Some((tree, root))
}

/// Adds a value to the tree.
struct Building<'b, 't>(&'b mut Tree<'t>);

impl<'t> Building<'_, 't> {
    fn put(self, content: Content<'t>) -> NodeId {
        self.0.add(Place::default(), content)
    }
}

impl<'t> DeserializeSeed<'t> for Building<'_, 't> {
    type Value = NodeId;

    fn deserialize<D: Deserializer<'t>>(self, from: D) -> Result<NodeId, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for Building<'_, 't> {
    type Value = NodeId;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<NodeId, E> {
        Ok(self.put(Content::Null))
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<NodeId, E> {
        Ok(self.put(Content::Bool(flag)))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<NodeId, E> {
        Ok(self.put(Content::Int(Whole::from(i128::from(number)))))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<NodeId, E> {
        Ok(self.put(Content::Int(Whole::from(i128::from(number)))))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<NodeId, E> {
        Ok(self.put(Content::Float(number)))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'t str) -> Result<NodeId, E> {
        Ok(self.put(Content::Text(Cow::Borrowed(text), Plain::AsIs)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<NodeId, E> {
        Ok(self.put(Content::Text(Cow::Owned(text.to_owned()), Plain::AsIs)))
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut from: A) -> Result<NodeId, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element_seed(Building(&mut *self.0))? {
            items.push(item);
        }
        Ok(self.put(Content::List(items)))
    }

    fn visit_map<A: MapAccess<'t>>(self, mut from: A) -> Result<NodeId, A::Error> {
        let mut entries: Vec<Entry<'t>> = Vec::new();
        while let Some(Key(key)) = from.next_key_seed(Key(Cow::Borrowed("")))? {
            entries.push(Entry {
                key,
                sort: KeySort::Text,
                own_sort: KeySort::Text,
                place: Place::default(),
                value: from.next_value_seed(Building(&mut *self.0))?,
                repeats: None,
            });
        }
        if has_twice(&entries) {
            return Err(A::Error::custom("a key is there twice"));
        }
        Ok(self.put(Content::Map(entries)))
    }
}

fn has_twice(entries: &[Entry<'_>]) -> bool {
    if entries.len() > FEW {
        let mut seen = HashSet::with_capacity(entries.len());
        return !entries.iter().all(|entry| seen.insert(&*entry.key));
    }
    let mut rest = entries;
    while let [first, others @ ..] = rest {
        if others.iter().any(|other| other.key == first.key) {
            return true;
        }
        rest = others;
    }
    false
}

/// The key of an object.
struct Key<'t>(Cow<'t, str>);

impl<'t> DeserializeSeed<'t> for Key<'t> {
    type Value = Key<'t>;

    fn deserialize<D: Deserializer<'t>>(self, from: D) -> Result<Key<'t>, D::Error> {
        from.deserialize_str(self)
    }
}

impl<'t> Visitor<'t> for Key<'t> {
    type Value = Key<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'t str) -> Result<Key<'t>, E> {
        Ok(Key(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Key<'t>, E> {
        Ok(Key(Cow::Owned(text.to_owned())))
    }
}
