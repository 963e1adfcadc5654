//! Reviews waiting for a person, each under its id, behind their own lock.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::Mutex;

/// Reviews waiting for a person; clones are cheap and share the same reviews.
#[derive(Debug)]
pub(super) struct Reviews<T>(Arc<Mutex<Waiting<T>>>);

impl<T> Clone for Reviews<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Reviews<T> {
    pub(super) fn at_most(limit: usize) -> Self {
        Self(Arc::new(Mutex::new(Waiting::at_most(limit))))
    }

    pub(super) async fn put(&self, id: String, review: T) {
        self.0.lock().await.put(id, Arc::new(review));
    }

    /// The review with that id; asking for it marks it as the most recently used.
    pub(super) async fn get(&self, id: &str) -> Option<Arc<T>> {
        self.0.lock().await.get(id)
    }

    pub(super) async fn remove(&self, id: &str) {
        self.0.lock().await.remove(id);
    }

    pub(super) async fn is_empty(&self) -> bool {
        self.0.lock().await.is_empty()
    }

    /// The id of the newest review.
    pub(super) async fn newest(&self) -> Option<String> {
        self.0.lock().await.newest().map(str::to_owned)
    }
}

/// A limited number of reviews; beyond that, the least recently used one is dropped.
#[derive(Debug)]
struct Waiting<T> {
    limit: usize,
    /// Ordered by last use: the newest, or most recently used, comes last.
    reviews: VecDeque<(String, Arc<T>)>,
}

impl<T> Waiting<T> {
    fn at_most(limit: usize) -> Self {
        Self {
            limit,
            reviews: VecDeque::with_capacity(limit),
        }
    }

    fn put(&mut self, id: String, review: Arc<T>) {
        self.remove(&id);
        while self.reviews.len() >= self.limit {
            self.reviews.pop_front();
        }
        self.reviews.push_back((id, review));
    }

    /// The review with that id; asking for it marks it as the most recently used.
    fn get(&mut self, id: &str) -> Option<Arc<T>> {
        let at = self.reviews.iter().position(|(one, _)| one == id)?;
        let found = self.reviews.remove(at)?;
        let review = Arc::clone(&found.1);
        self.reviews.push_back(found);
        Some(review)
    }

    fn remove(&mut self, id: &str) {
        self.reviews.retain(|(one, _)| one != id);
    }

    fn is_empty(&self) -> bool {
        self.reviews.is_empty()
    }

    /// The id of the newest review.
    fn newest(&self) -> Option<&str> {
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
