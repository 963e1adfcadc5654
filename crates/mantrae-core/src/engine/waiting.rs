//! Reviews that wait for a person, each under its id.

use std::collections::VecDeque;
use std::sync::Arc;

/// At most so many; when there is one too many, the one that was not looked at for longest goes.
#[derive(Debug)]
pub(super) struct Waiting<T> {
    limit: usize,
    /// The newest, or last looked at, is the last.
    reviews: VecDeque<(String, Arc<T>)>,
}

impl<T> Waiting<T> {
    pub(super) fn at_most(limit: usize) -> Self {
        Self {
            limit,
            reviews: VecDeque::with_capacity(limit),
        }
    }

    pub(super) fn put(&mut self, id: String, review: Arc<T>) {
        self.remove(&id);
        while self.reviews.len() >= self.limit {
            self.reviews.pop_front();
        }
        self.reviews.push_back((id, review));
    }

    /// The review of that id; whoever asks for it is at work on it.
    pub(super) fn get(&mut self, id: &str) -> Option<Arc<T>> {
        let at = self.reviews.iter().position(|(one, _)| one == id)?;
        let found = self.reviews.remove(at)?;
        let review = Arc::clone(&found.1);
        self.reviews.push_back(found);
        Some(review)
    }

    pub(super) fn remove(&mut self, id: &str) {
        self.reviews.retain(|(one, _)| one != id);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.reviews.is_empty()
    }

    /// The id of the newest.
    pub(super) fn newest(&self) -> Option<&str> {
        self.reviews.back().map(|(id, _)| id.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(waiting: &Waiting<u8>) -> String {
        waiting.reviews.iter().map(|(id, _)| id.as_str()).collect()
    }

    #[test]
    fn the_oldest_goes_and_no_other() {
        let mut waiting = Waiting::at_most(3);
        for id in ["a", "b", "c", "d"] {
            waiting.put(id.to_owned(), Arc::new(0));
        }
        assert_eq!(left(&waiting), "bcd");
        assert_eq!(waiting.newest(), Some("d"));
        assert!(waiting.get("b").is_some(), "somebody is at work on it");
        assert!(waiting.get("a").is_none());
        waiting.put("e".to_owned(), Arc::new(0));
        assert_eq!(left(&waiting), "dbe", "so it stays, and an older one goes");
        waiting.remove("b");
        waiting.put("d".to_owned(), Arc::new(1));
        assert_eq!(left(&waiting), "ed", "one of its id takes its place");
    }
}
