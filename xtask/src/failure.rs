//! The one kind of error of this package: a sentence for the person at the terminal.

use std::fmt;

/// What went wrong and what to do about it.
#[derive(Debug)]
pub struct Failure(String);

/// The answer of everything here that can fail.
pub type Result<T = (), E = Failure> = std::result::Result<T, E>;

impl Failure {
    /// A failure that says `sentence`.
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

/// Puts what was being done in front of an error that says only what happened.
pub(crate) trait Doing<T> {
    /// `doing` reads as "cannot …".
    fn doing(self, doing: impl FnOnce() -> String) -> Result<T>;
}

impl<T, E: fmt::Display> Doing<T> for Result<T, E> {
    fn doing(self, doing: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|cause| Failure::new(format!("cannot {}: {cause}", doing())))
    }
}
