//! The only error type of this package: a sentence for the person at the terminal.

use std::fmt;

/// What went wrong, and what to do about it.
#[derive(Debug)]
pub struct Failure(String);

/// The result of everything in this package that can fail.
pub type Result<T = (), E = Failure> = std::result::Result<T, E>;

impl Failure {
    /// A failure that prints `sentence`.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

/// Adds to an error what was being attempted.
pub(crate) trait Doing<T> {
    /// Prefixes the error with "cannot" and `doing`.
    fn doing(self, doing: impl FnOnce() -> String) -> Result<T>;
}

impl<T, E: fmt::Display> Doing<T> for Result<T, E> {
    fn doing(self, doing: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|cause| Failure::new(format!("cannot {}: {cause}", doing())))
    }
}
