//! How long to wait for a location that is reached over a network.

use std::time::Duration;

/// How long to wait for a store, and how often to ask again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Until a connection is established.
    pub connect: Duration,
    /// Until a request is answered, apart from the time its bytes take.
    pub answer: Duration,
    /// Bytes per second below which a connection counts as dead.
    pub slowest: u64,
    /// How often a request that may succeed the next time is retried.
    pub retries: usize,
    /// The wait before the first retry; it doubles.
    pub pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(30),
            slowest: 64 * 1024,
            retries: 2,
            pause: Duration::from_millis(500),
        }
    }
}

impl Patience {
    /// How long one request with that many bytes may take.
    pub(super) fn with_bytes(&self, bytes: u64) -> Duration {
        self.answer + Duration::from_secs(bytes / self.slowest.max(1))
    }
}
