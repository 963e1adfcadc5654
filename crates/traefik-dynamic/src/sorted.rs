//! A map in the order of its keys that is built once. Keys that begin alike make a search tree compare long prefixes at
//! each level; here a key is found by its hash.

use std::borrow::Borrow;
use std::hash::{BuildHasher as _, Hash};

use hashbrown::{DefaultHashBuilder, HashTable};

/// A map in the order of its keys, with a number for each entry.
pub(crate) struct Sorted<K, V> {
    entries: Vec<(K, V)>,
    places: HashTable<usize>,
    hasher: DefaultHashBuilder,
}

impl<K: Ord + Hash, V> Sorted<K, V> {
    /// Of several entries with one key, the last one counts.
    pub(crate) fn last_wins(entries: Vec<(K, V)>) -> Self {
        let mut kept = entries;
        kept.reverse();
        Self::first_wins(kept)
    }

    /// Of several entries with one key, the first one counts.
    pub(crate) fn first_wins(mut entries: Vec<(K, V)>) -> Self {
        // Equal keys stay in their order.
        entries.sort_by(|(one, _), (other, _)| one.cmp(other));
        entries.dedup_by(|(later, _), (first, _)| later == first);
        let hasher = DefaultHashBuilder::default();
        let mut places = HashTable::with_capacity(entries.len());
        for (place, (key, _)) in entries.iter().enumerate() {
            let hash_of = |place: &usize| hasher.hash_one(&entries[*place].0);
            places.insert_unique(hasher.hash_one(key), place, hash_of);
        }
        Sorted {
            entries,
            places,
            hasher,
        }
    }

    /// The number of the entry with that key.
    pub(crate) fn place<Q: ?Sized + Hash + Eq>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
    {
        let is_it = |place: &usize| self.entries[*place].0.borrow() == key;
        self.places.find(self.hasher.hash_one(key), is_it).copied()
    }

    pub(crate) fn contains_key<Q: ?Sized + Hash + Eq>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).is_some()
    }

    pub(crate) fn get<Q: ?Sized + Hash + Eq>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.get_key_value(key).map(|(_, value)| value)
    }

    pub(crate) fn get_key_value<Q: ?Sized + Hash + Eq>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
    {
        let (key, value) = &self.entries[self.place(key)?];
        Some((key, value))
    }

    pub(crate) fn get_mut<Q: ?Sized + Hash + Eq>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let place = self.place(key)?;
        Some(&mut self.entries[place].1)
    }

    /// The entries that lie together: those after what comes before them, up to the first that is not meant.
    pub(crate) fn run<'s>(
        &'s self,
        is_before: impl Fn(&K) -> bool,
        is_meant: impl Fn(&K) -> bool + 's,
    ) -> impl Iterator<Item = &'s (K, V)> {
        let start = self.entries.partition_point(|(key, _)| is_before(key));
        self.entries[start..]
            .iter()
            .take_while(move |(key, _)| is_meant(key))
    }
}

impl<K, V> Sorted<K, V> {
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The entry of a number.
    pub(crate) fn at(&self, place: usize) -> &(K, V) {
        &self.entries[place]
    }

    /// The value of the entry of a number.
    pub(crate) fn at_mut(&mut self, place: usize) -> &mut V {
        &mut self.entries[place].1
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.entries.iter().map(|(_, value)| value)
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.entries.iter_mut().map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::Sorted;

    fn shown(map: &Sorted<&'static str, u8>) -> Vec<(&'static str, u8)> {
        map.iter().map(|(key, value)| (*key, *value)).collect()
    }

    #[test]
    fn entries_are_in_order_and_found_by_their_keys() {
        let entries = || vec![("b", 1), ("a", 2), ("c", 3), ("a", 4)];
        let map = Sorted::first_wins(entries());
        assert_eq!(shown(&map), [("a", 2), ("b", 1), ("c", 3)]);
        assert_eq!(
            (map.get("c"), map.get("d"), map.place("b")),
            (Some(&3), None, Some(1))
        );
        assert_eq!(map.run(|key| *key < "b", |key| *key < "c").count(), 1);
        let mut map = Sorted::last_wins(entries());
        assert_eq!(shown(&map), [("a", 4), ("b", 1), ("c", 3)]);
        *map.at_mut(0) = 5;
        assert_eq!((map.get("a"), map.len()), (Some(&5), 3));
    }
}
